import { afterEach, describe, expect, it, vi } from 'vitest';
import { PresenceFrames } from '../../src/collaboration/presence-frames.ts';
import {
  awarenessMessage,
  step2Frame,
  step2Message,
  updateFrame,
  updateMessage,
} from '../../src/collaboration/protocol.ts';
import { Relay } from '../../src/collaboration/relay.ts';
import { frameOf } from '../../src/collaboration/websocket-frame.ts';

/** The payloads of the frames in `bytes`, as RFC 6455, section 5.2, has them. */
function payloadsOf(bytes: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes[at]).toBe(0x82);
    const short = bytes[at + 1] ?? 0;
    const [header, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, bytes.readUInt16BE(at + 2)]
          : [10, Number(bytes.readBigUInt64BE(at + 2))];
    payloads.push(bytes.subarray(at + header, at + header + length));
    at += header + length;
  }
  return payloads;
}

class Reader {
  readonly writes: Buffer[] = [];

  write(...pieces: readonly Uint8Array[]): void {
    this.writes.push(Buffer.concat(pieces));
  }
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const bytes = (length: number) => Uint8Array.from({ length }, (_, index) => index);

describe('frames', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])('hold a payload of %d bytes', (length) => {
    expect(payloadsOf(frameOf(bytes(length))).map((payload) => payload.equals(bytes(length)))).toEqual([
      true,
    ]);
  });

  it('hold what the messages are', () => {
    const update = bytes(300);
    expect(payloadsOf(updateFrame(update))).toEqual([updateMessage(update)]);
    expect(payloadsOf(Buffer.concat(step2Frame(update)))).toEqual([step2Message(update)]);
    expect(step2Frame(update)[1]).toBe(update);
  });
});

afterEach(() => void vi.useRealTimers());

describe('a relay', () => {
  it('CO-13: writes what comes in one turn in one go, in order, and to nobody what they sent', async () => {
    const [kim, lee, han] = [new Reader(), new Reader(), new Reader()];
    const relay = new Relay(new Set([kim, lee, han]));
    const [one, two, three] = [bytes(1), bytes(2), bytes(3)].map((payload) => frameOf(payload));
    relay.send(one ?? Buffer.of(), kim);
    relay.send(two ?? Buffer.of(), lee);
    relay.send(three ?? Buffer.of(), kim);
    expect(han.writes).toEqual([]);
    await turn();
    expect(han.writes.map(payloadsOf)).toEqual([[bytes(1), bytes(2), bytes(3)].map((b) => Buffer.from(b))]);
    expect(kim.writes.map(payloadsOf)).toEqual([[Buffer.from(bytes(2))]]);
    expect(lee.writes.map(payloadsOf)).toEqual([[bytes(1), bytes(3)].map((b) => Buffer.from(b))]);
  });

  it.each([
    { perReader: 0, gathered: 8 },
    { perReader: 0.5, gathered: 20 },
    { perReader: 2, gathered: 25 },
  ])(
    'CO-13: gathers for twenty, of whom each takes $perReader ms, for $gathered ms',
    ({ perReader, gathered }) => {
      vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setImmediate'] });
      const written: number[] = [];
      const readers = Array.from({ length: 20 }, () => ({
        write: () => {
          vi.advanceTimersByTime(perReader);
          written.push(performance.now());
        },
      }));
      const relay = new Relay(new Set(readers));
      relay.send(frameOf(bytes(1)), null);
      vi.advanceTimersByTime(1);
      expect(written).toHaveLength(20);
      const end = written.at(-1) ?? 0;
      relay.send(frameOf(bytes(2)), null);
      vi.advanceTimersByTime(100);
      expect((written[20] ?? 0) - perReader - end).toBeCloseTo(gathered, 0);
    },
  );

  it('gathers no more than a bounded number of bytes', () => {
    const reader = new Reader();
    const relay = new Relay(new Set([reader]));
    for (let count = 0; count < 10; count += 1) relay.send(frameOf(new Uint8Array(60_000)), null);
    expect(reader.writes).toHaveLength(2);
    relay.flush();
    expect(reader.writes.flatMap(payloadsOf)).toHaveLength(10);
  });
});

describe('presence frames', () => {
  const entries = [
    { client: 7, clock: 300, state: { name: '가나다' } },
    { client: 2 ** 31, clock: 1, state: null },
    { client: 9, clock: 0, state: { text: 'x'.repeat(200) } },
  ];

  it('CO-23: everybody gets the same bytes but for their own state', () => {
    const frames = new PresenceFrames(entries);
    expect(payloadsOf(Buffer.concat(frames.allBut(undefined)))).toEqual([
      Buffer.from(awarenessMessage(entries)),
    ]);
    expect(frames.allBut(1)).toBe(frames.allBut(undefined));
    for (const { client } of entries)
      expect(payloadsOf(Buffer.concat(frames.allBut(client)))).toEqual([
        Buffer.from(awarenessMessage(entries.filter((entry) => entry.client !== client))),
      ]);
  });

  it('CO-23: nothing is sent to the only one who has changed', () => {
    expect(new PresenceFrames(entries.slice(0, 1)).allBut(7)).toEqual([]);
  });
});
