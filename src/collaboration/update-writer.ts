import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import type { ClockRange } from '../domain/draft/clock-ranges.ts';
import type { Deletion, Struct } from './decoded-update.ts';

/** A struct of which the first `offset` clocks are left out. */
export interface StructPart {
  readonly struct: Struct;
  readonly offset: number;
}

/**
 * Encodes a Yjs update (format V1) with these operations and deletions. Those of one client must be in the order of
 * clocks, without a gap between operations. Written as Yjs does in `encodeStateAsUpdate`.
 */
export function encodeUpdate(parts: readonly StructPart[], deletions: readonly Deletion[]): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const rest = encoder.restEncoder;
  const clients = groupBy(parts, (part) => part.struct.id.client);
  encoding.writeVarUint(rest, clients.size);
  // Higher client ids first, as Yjs writes them.
  for (const [client, own] of [...clients].sort(([left], [right]) => right - left)) {
    encoding.writeVarUint(rest, own.length);
    encoder.writeClient(client);
    const first = own[0];
    encoding.writeVarUint(rest, first === undefined ? 0 : first.struct.id.clock + first.offset);
    for (const { struct, offset } of own) struct.write(encoder, offset);
  }
  writeDeletions(
    encoder,
    groupBy(deletions, (deletion) => deletion.client),
  );
  return encoder.toUint8Array();
}

/** Writes the deletions that end an update; ranges by client. */
export function writeDeletions(
  encoder: Y.UpdateEncoderV1,
  deletions: ReadonlyMap<number, readonly ClockRange[]>,
): void {
  const rest = encoder.restEncoder;
  encoding.writeVarUint(rest, deletions.size);
  for (const [client, ranges] of [...deletions].sort(([left], [right]) => right - left)) {
    encoding.writeVarUint(rest, client);
    encoding.writeVarUint(rest, ranges.length);
    for (const { start, end } of ranges) {
      encoding.writeVarUint(rest, start);
      encoding.writeVarUint(rest, end - start);
    }
  }
}

/** In the order in which the groups begin. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
