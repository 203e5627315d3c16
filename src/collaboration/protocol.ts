import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { isNestedTooDeeply } from './nesting.ts';
import { frameHeader, frameOf, type Frame } from './websocket-frame.ts';

/**
 * The messages of y-websocket 3.1, one in each binary frame, as src/y-websocket.js, y-protocols/sync.js, auth.js and
 * awareness.js write and read them.
 */
export const messageTypes = { sync: 0, awareness: 1, denied: 2, queryAwareness: 3 } as const;
const syncTypes = { step1: 0, step2: 1, update: 2 } as const;

/** Bytes of a frame that a client may send, at most. */
export const maxFrameSize = 4 * 1024 * 1024;
/** Bytes of one awareness state in JSON, at most. */
const maxStateSize = 16 * 1024;
const maxStates = 1000;
/** Far above what a page counts to, far below where numbers stop being exact. */
const maxClock = 2 ** 40;

export interface AwarenessEntry {
  readonly client: number;
  readonly clock: number;
  /** Null: the client is gone. */
  readonly state: Readonly<Record<string, unknown>> | null;
}

export type ClientMessage =
  | { readonly type: 'step1'; readonly stateVector: ReadonlyMap<number, number> }
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly entries: readonly AwarenessEntry[] }
  | { readonly type: 'queryAwareness' };

/** A frame that isn't a message of the protocol. */
export class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

/** A message of which a part is larger than may be. */
export class TooLargeMessageError extends Error {
  override readonly name = 'TooLargeMessageError';
}

/** Reads one frame. Throws {@link MalformedMessageError} or {@link TooLargeMessageError}. */
export function readMessage(frame: Uint8Array): ClientMessage {
  try {
    const decoder = decoding.createDecoder(frame);
    const message = read(decoder);
    if (decoding.hasContent(decoder)) throw new MalformedMessageError('Bytes follow the message.');
    return message;
  } catch (error) {
    if (error instanceof MalformedMessageError || error instanceof TooLargeMessageError) throw error;
    throw new MalformedMessageError('The frame is no message of the protocol.', { cause: error });
  }
}

function read(decoder: decoding.Decoder): ClientMessage {
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case messageTypes.sync:
      return readSync(decoder);
    case messageTypes.awareness:
      return { type: 'awareness', entries: readAwareness(decoding.readVarUint8Array(decoder)) };
    case messageTypes.queryAwareness:
      return { type: 'queryAwareness' };
    default:
      throw new MalformedMessageError(`There is no message type ${type}.`);
  }
}

function readSync(decoder: decoding.Decoder): ClientMessage {
  const type = decoding.readVarUint(decoder);
  // A copy of its own, so that the frame it came in can be let go.
  const bytes = decoding.readVarUint8Array(decoder).slice();
  switch (type) {
    case syncTypes.step1:
      return { type: 'step1', stateVector: Y.decodeStateVector(bytes) };
    case syncTypes.step2:
      return { type: 'step2', update: bytes };
    case syncTypes.update:
      return { type: 'update', update: bytes };
    default:
      throw new MalformedMessageError(`There is no sync message type ${type}.`);
  }
}

function readAwareness(bytes: Uint8Array): AwarenessEntry[] {
  const decoder = decoding.createDecoder(bytes);
  const count = decoding.readVarUint(decoder);
  if (count > maxStates) throw new MalformedMessageError('Too many awareness states.');
  const entries: AwarenessEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    if (clock > maxClock) throw new MalformedMessageError('An awareness clock is too large.');
    const json = decoding.readVarString(decoder);
    if (Buffer.byteLength(json) > maxStateSize)
      throw new TooLargeMessageError(`A presence state may have at most ${maxStateSize} bytes.`);
    const state: unknown = JSON.parse(json);
    if (state !== null && (typeof state !== 'object' || Array.isArray(state)))
      throw new MalformedMessageError('An awareness state is neither an object nor null.');
    if (isNestedTooDeeply(state)) throw new MalformedMessageError('An awareness state is nested too deeply.');
    entries.push({ client, clock, state: state as AwarenessEntry['state'] });
  }
  return entries;
}

/** A sync message but for its payload of `length` bytes, which follows it. */
function syncPrefix(type: number, length: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint(encoder, length);
  return encoding.toUint8Array(encoder);
}

function syncMessage(type: number, payload: Uint8Array): Uint8Array {
  return Buffer.concat([syncPrefix(type, payload.length), payload]);
}

export const step1Message = (stateVector: Uint8Array): Uint8Array =>
  syncMessage(syncTypes.step1, stateVector);
export const step2Message = (update: Uint8Array): Uint8Array => syncMessage(syncTypes.step2, update);
export const updateMessage = (update: Uint8Array): Uint8Array => syncMessage(syncTypes.update, update);

/** The frame of an update. */
export function updateFrame(update: Uint8Array): Frame {
  return frameOf(syncPrefix(syncTypes.update, update.length), update);
}

/** The frame of a sync step 2 in two pieces, so that an update that many get at the same time isn't copied for each. */
export function step2Frame(update: Uint8Array): [Uint8Array, Uint8Array] {
  const prefix = syncPrefix(syncTypes.step2, update.length);
  return [Buffer.concat([frameHeader(prefix.length + update.length), prefix]), update];
}

/** A stock client shows the reason in its console and goes on. */
export function deniedMessage(reason: string): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.denied);
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarString(encoder, reason);
  return encoding.toUint8Array(encoder);
}

export function writeAwarenessEntry(
  encoder: encoding.Encoder,
  { client, clock, state }: AwarenessEntry,
): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
  encoding.writeVarString(encoder, JSON.stringify(state));
}

export function awarenessMessage(entries: readonly AwarenessEntry[]): Uint8Array {
  const states = encoding.createEncoder();
  encoding.writeVarUint(states, entries.length);
  for (const entry of entries) writeAwarenessEntry(states, entry);
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.awareness);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states));
  return encoding.toUint8Array(encoder);
}

/** Says nothing; a stock client takes it as a sign of life. */
export const heartbeatMessage: Uint8Array = awarenessMessage([]);
