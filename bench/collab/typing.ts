import { randomInt } from 'node:crypto';
import * as Y from 'yjs';
import { Delays } from './delays.ts';
import { Cursor } from './protocol.ts';

/** Somebody who types, one character at a time, into a paragraph of their own; every update is made beforehand. */
export interface Typist {
  readonly id: number;
  /** Makes the paragraph. */
  readonly opening: Uint8Array;
  /** One character each. */
  readonly keys: readonly Uint8Array[];
  /** Clock of the first key. */
  readonly firstClock: number;
}

export function createTypist(keyCount: number): Typist {
  const doc = new Y.Doc();
  // A number of five bytes, as most that Yjs draws are.
  doc.clientID = randomInt(2 ** 30, 2 ** 32);
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = new Y.XmlText();
  doc.transact(() => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.setAttribute('id', doc.clientID.toString(36));
    paragraph.insert(0, [text]);
    doc.getXmlFragment('content').insert(0, [paragraph]);
  });
  const firstClock = Y.getState(doc.store, doc.clientID);
  for (let key = 0; key < keyCount; key += 1)
    text.insert(key, key % 6 === 5 ? ' ' : String.fromCharCode(97 + (key % 26)));
  const id = doc.clientID;
  doc.destroy();
  const [opening, ...keys] = updates;
  return { id, opening: opening!, keys, firstClock };
}

interface Sent {
  readonly typist: Typist;
  /** When each key was sent; NaN while it wasn't. */
  readonly at: Float64Array;
}

const cursor = new Cursor();

/** Knows when each key was sent, and takes the time until it arrives at each reader. */
export class KeyTimes {
  readonly #sent = new Map<number, Sent>();
  /** Keys sent from this moment on count. */
  #since = Infinity;
  keysSent = 0;
  /** Arrivals of any key at others than its typist. */
  deliveries = 0;
  /** How long those keys that count took to the others. */
  delays = new Delays();
  /** How long until they came back to the typist: with Choan, until they were stored. */
  echoes = new Delays();

  add(typist: Typist): void {
    this.#sent.set(typist.id, { typist, at: new Float64Array(typist.keys.length).fill(NaN) });
  }

  /** Counts anew, those keys that are sent from now on. */
  begin(): void {
    this.#since = performance.now();
    this.keysSent = 0;
    this.deliveries = 0;
    this.delays = new Delays();
    this.echoes = new Delays();
  }

  markSent(typist: Typist, key: number): void {
    const now = performance.now();
    this.#sent.get(typist.id)!.at[key] = now;
    if (now >= this.#since) this.keysSent += 1;
  }

  /** An update has come to the client of `reader`, a typist's id or 0. */
  received(update: Uint8Array, reader: number, now: number): void {
    cursor.bytes = update;
    cursor.at = 0;
    if (cursor.varUint() === 1 && cursor.varUint() === 1) {
      const client = cursor.varUint();
      const sent = this.#sent.get(client);
      if (sent === undefined) return;
      const key = cursor.varUint() - sent.typist.firstClock;
      // As many bytes as were sent: that key and nothing else.
      if (key >= 0 && sent.typist.keys[key]?.length === update.length) {
        this.#arrived(sent, key, { own: client === reader, now });
        return;
      }
    }
    for (const { id, length } of Y.decodeUpdate(update).structs) {
      const sent = this.#sent.get(id.client);
      if (sent === undefined) continue;
      const from = Math.max(0, id.clock - sent.typist.firstClock);
      for (let key = from; key < id.clock + length - sent.typist.firstClock; key += 1)
        this.#arrived(sent, key, { own: id.client === reader, now });
    }
  }

  #arrived(sent: Sent, key: number, { own, now }: { own: boolean; now: number }): void {
    const at = sent.at[key]!;
    if (!own) this.deliveries += 1;
    if (at < this.#since) return;
    (own ? this.echoes : this.delays).add(now - at);
  }
}
