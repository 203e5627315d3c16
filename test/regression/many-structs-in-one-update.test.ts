import * as encoding from 'lib0/encoding';
import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { RoomContent } from '../../src/collaboration/room-content.ts';

it('CO-30: what one update brings is written in few pieces, however many structs it has', () => {
  const count = 100_000;
  const encoder = encoding.createEncoder();
  for (const value of [1, count, 7, 0]) encoding.writeVarUint(encoder, value);
  for (let index = 0; index < count; index += 1) {
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 1);
  }
  encoding.writeVarUint(encoder, 0);
  const update = encoding.toUint8Array(encoder);
  const room = new RoomContent({ snapshot: null, tail: [] });
  const content = room.known.difference(decodeUpdate(update), () => false);
  const encoders = new Set<unknown>();
  const write = vi.spyOn(Y.GC.prototype, 'write').mockImplementation(function (this: Y.GC, into, offset) {
    encoders.add(into);
    into.writeInfo(0);
    into.writeLen(this.length - offset);
  });
  room.add(content);
  write.mockRestore();
  // Two bytes each, in pieces of 64 kB. One piece for each kept everybody waiting for six seconds at a frame of 4 MiB.
  expect(encoders.size).toBe(4);
  expect(Buffer.from(room.state()).equals(update)).toBe(true);
});
