import { describe, expect, it } from 'vitest';
import { maxAttempts, retryDelay } from '../../src/domain/webhook/back-off.ts';
import { createSecretBox, SealedTextError } from '../../src/auth/secret-box.ts';
import { shownSecret, signedHeaders } from '../../src/domain/webhook/signature.ts';
import { standardSignature } from '../support/receiver.ts';

describe('WH-3: signatures', () => {
  it('are those of the reference vector of Standard Webhooks', () => {
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const message = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_999),
      body: '{"test": 2432232314}',
    };
    expect(signedHeaders(key, message)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it.each(['', '{"a":"추진과제"}', '{"b":"\\n😀"}'])('of %j are what WebCrypto makes of it', async (body) => {
    const key = Buffer.from(Array.from({ length: 32 }, (_value, index) => index * 7));
    const headers = signedHeaders(key, { id: 'RXZlbnQ6MQ', at: new Date('2021-02-15T09:00:00Z'), body });
    const timestamp = headers['webhook-timestamp'];
    expect(headers['webhook-signature']).toBe(
      await standardSignature(shownSecret(key), { id: 'RXZlbnQ6MQ', timestamp, body }),
    );
  });
});

describe('WH-3: stored keys', () => {
  const key = Buffer.alloc(32, 5);
  const box = createSecretBox('a secret of the application that is long enough', 'keys');

  it('open under the same secret and for the same webhook only', () => {
    const sealed = box.seal(key, 'one');
    expect(box.open(sealed, 'one')).toEqual(key);
    expect(() => box.open(sealed, 'other')).toThrow(SealedTextError);
    expect(() => createSecretBox('another secret that is as long as it', 'keys').open(sealed, 'one')).toThrow(
      SealedTextError,
    );
  });

  it('differ each time, hold nothing in the clear, and show damage', () => {
    const sealed = box.seal(key, 'one');
    expect(box.seal(key, 'one')).not.toBe(sealed);
    expect(Buffer.from(sealed.slice(3), 'base64url').includes(key.subarray(0, 4))).toBe(false);
    for (const damaged of [
      '',
      'v1.',
      sealed.slice(0, -2),
      sealed.replace(/.$/, (c) => (c === 'A' ? 'Q' : 'A')),
    ])
      expect(() => box.open(damaged, 'one'), damaged).toThrow(SealedTextError);
  });
});

describe('WH-5: waits', () => {
  const waits = (random: number) =>
    Array.from({ length: maxAttempts - 1 }, (_value, index) => retryDelay(index + 1, () => random));

  it('grow, and come to a little over a day', () => {
    expect(waits(0.5).map((wait) => wait / 1000)).toEqual([5, 25, 125, 625, 3125, 15_625, 78_125]);
    expect(waits(0.5).reduce((sum, wait) => sum + wait) / 3_600_000).toBeCloseTo(27.1, 1);
  });

  it('are a fifth shorter or longer by chance', () => {
    expect(waits(0)[0]).toBe(4000);
    expect(waits(1)[0]).toBe(6000);
  });
});
