import * as encoding from 'lib0/encoding';

/** A Yjs update of `count` operations of two bytes each, all deleted content of one client. */
export function manyOperations(client: number, count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const value of [1, count, client, 0]) encoding.writeVarUint(encoder, value);
  for (let index = 0; index < count; index += 1) {
    encoding.writeUint8(encoder, 0);
    encoding.writeVarUint(encoder, 1);
  }
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

/** The same of ranges of deletions. */
export function manyDeletions(client: number, count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const value of [0, 1, client, count]) encoding.writeVarUint(encoder, value);
  for (let index = 0; index < count; index += 1) {
    encoding.writeVarUint(encoder, index * 2);
    encoding.writeVarUint(encoder, 1);
  }
  return encoding.toUint8Array(encoder);
}
