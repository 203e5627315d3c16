import * as encoding from 'lib0/encoding';
import { messageTypes, writeAwarenessEntry, type AwarenessEntry } from './protocol.ts';
import { frameHeader } from './websocket-frame.ts';

/**
 * One awareness message for many, encoded once. Whoever has a state in it gets the message without that one: the bytes
 * before it and behind it are written as they are, behind a header of their own.
 */
export class PresenceFrames {
  readonly #states: Uint8Array;
  /** Where each client's entry is in {@link #states}. */
  readonly #places = new Map<number, { readonly start: number; readonly end: number }>();
  readonly #whole: readonly Uint8Array[];

  /** `entries` have each client once. */
  constructor(entries: readonly AwarenessEntry[]) {
    const encoder = encoding.createEncoder();
    for (const entry of entries) {
      const start = encoding.length(encoder);
      writeAwarenessEntry(encoder, entry);
      this.#places.set(entry.client, { start, end: encoding.length(encoder) });
    }
    this.#states = encoding.toUint8Array(encoder);
    this.#whole = [Buffer.concat([header(entries.length, this.#states.length), this.#states])];
  }

  /** The frame for all but the one whose state is `client`'s, in pieces to be written one behind the other; may be empty. */
  allBut(client: number | undefined): readonly Uint8Array[] {
    const place = client === undefined ? undefined : this.#places.get(client);
    if (place === undefined) return this.#whole;
    const count = this.#places.size - 1;
    if (count === 0) return [];
    const { start, end } = place;
    const pieces = [header(count, this.#states.length - (end - start))];
    if (start > 0) pieces.push(this.#states.subarray(0, start));
    if (end < this.#states.length) pieces.push(this.#states.subarray(end));
    return pieces;
  }
}

/** Everything of the frame that comes before its states, of which there are `count` in `length` bytes. */
function header(count: number, length: number): Uint8Array {
  const counted = encoding.createEncoder();
  encoding.writeVarUint(counted, count);
  const payload = encoding.length(counted) + length;
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.awareness);
  encoding.writeVarUint(encoder, payload);
  encoding.writeUint8Array(encoder, encoding.toUint8Array(counted));
  const message = encoding.toUint8Array(encoder);
  return Buffer.concat([frameHeader(message.length + length), message]);
}
