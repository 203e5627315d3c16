import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createForwardedHeader, forwardedHeader } from '../../src/collaboration/forwarded-header.ts';

const header = createForwardedHeader('a secret of all processes of the database');

function request(value?: string, about: { url?: string; key?: string } = {}): IncomingMessage {
  const headers = {
    'sec-websocket-key': about.key ?? 'dGhlIHNhbXBsZSBub25jZQ==',
    ...(value === undefined ? {} : { [forwardedHeader]: value }),
  };
  // No more of a request is looked at.
  return { url: about.url ?? '/collab/RHJhZnQ6MQ?token=t', headers } as unknown as IncomingMessage;
}

describe('CO-64: the address in the header of a request that was handed on', () => {
  it.each(['10.0.0.1', '::ffff:10.0.0.1', 'unknown', 'with a space'])(
    'is believed when it is signed: %s',
    (address) => {
      expect(header.clientAddress(request(header.value(request(), address)))).toBe(address);
    },
  );

  const genuine = header.value(request(), '10.0.0.1');
  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['no signature', '10.0.0.1'],
    ['an empty signature', '10.0.0.1 '],
    ['another address', genuine.replace('10.0.0.1', '10.0.0.2')],
    ['another signature', `10.0.0.1 ${'0'.repeat(64)}`],
    ['a longer signature', `${genuine}00`],
    ['a signature under another secret', createForwardedHeader('another').value(request(), '10.0.0.1')],
  ])('is not believed with %s', (_name, value) => {
    expect(header.clientAddress(request(value))).toBeNull();
  });

  it('is not believed for another request', () => {
    expect(header.clientAddress(request(genuine))).toBe('10.0.0.1');
    expect(header.clientAddress(request(genuine, { url: '/collab/RHJhZnQ6MQ?token=u' }))).toBeNull();
    expect(header.clientAddress(request(genuine, { key: 'b3RoZXI=' }))).toBeNull();
  });
});
