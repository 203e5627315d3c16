import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { decodeUpdate } from '../../src/collaboration/decoded-update.ts';
import { RoomContent } from '../../src/collaboration/room-content.ts';
import { manyOperations } from '../support/many-operations.ts';

it('CO-30: what one update brings is written in few pieces, however many structs it has', () => {
  const update = manyOperations(7, 100_000);
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
