import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';

/** Message types of y-websocket 3.1 and y-protocols 1.0. */
export const messageSync = 0;
export const messageAuth = 2;
const syncStep1 = 0;
const syncStep2 = 1;
const syncUpdate = 2;
const permissionDenied = 0;

export type SyncMessage =
  | { readonly type: 'step1'; readonly stateVector: ReadonlyMap<number, number> }
  | { readonly type: 'step2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array };

/** Reads a sync message whose type has been read. Leaves `decoder` where it is. Null when it isn't one. */
export function peekSyncMessage(decoder: decoding.Decoder): SyncMessage | null {
  const copy = decoding.clone(decoder);
  const type = decoding.readVarUint(copy);
  // A copy: the bytes outlive the frame.
  const bytes = decoding.readVarUint8Array(copy).slice();
  if (type === syncStep1) return { type: 'step1', stateVector: Y.decodeStateVector(bytes) };
  if (type === syncStep2) return { type: 'step2', update: bytes };
  return type === syncUpdate ? { type: 'update', update: bytes } : null;
}

/** The sync message in a frame that is about to be sent; null when it holds something else. */
export function syncMessageOfFrame(frame: Uint8Array): SyncMessage | null {
  const decoder = decoding.createDecoder(frame);
  return decoding.readVarUint(decoder) === messageSync ? peekSyncMessage(decoder) : null;
}

/** The reason in an auth message whose type has been read; null when it is another one. */
export function readDeniedReason(decoder: decoding.Decoder): string | null {
  return decoding.readVarUint(decoder) === permissionDenied ? decoding.readVarString(decoder) : null;
}

/** Whether `doc` has operations beyond `stateVector`. */
export function hasBeyond(doc: Y.Doc, stateVector: ReadonlyMap<number, number>): boolean {
  for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
    if (clock > (stateVector.get(client) ?? 0)) return true;
  }
  return false;
}
