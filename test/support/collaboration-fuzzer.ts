import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import {
  awarenessMessage,
  maxFrameSize,
  step1Message,
  step2Message,
  updateMessage,
} from '../../src/collaboration/protocol.ts';
import { contradictoryUpdates } from './contradiction.ts';

export type Random = () => number;
type Frame = Uint8Array | string;

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;
const below = (limit: number, random: Random) => Math.floor(random() * limit);
const anyClient = (random: Random) => 1000 + below(2 ** 31, random);

/** Info bytes of structs (yjs/src/utils/encoding.js): content types, and the bit of a map's key. */
const content = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
};
const skip = 10;
const withKey = 0b0010_0000;

interface Section {
  readonly client: number;
  readonly clock?: number;
  /** Number of structs that is announced. */
  readonly count: number;
  readonly write: (encoder: encoding.Encoder) => void;
}

/** An update written by hand: no encoder writes what a hostile client does. */
function handwritten(sections: readonly Section[], deletions: Uint8Array = Uint8Array.of(0)): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, sections.length);
  for (const { client, clock = 0, count, write } of sections) {
    encoding.writeVarUint(encoder, count);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    write(encoder);
  }
  encoding.writeUint8Array(encoder, deletions);
  return encoding.toUint8Array(encoder);
}

/** Info and parent of an item in a shared type, or of one in a map. */
function itemIn(encoder: encoding.Encoder, type: number, at: string | readonly [string, string]): void {
  const [parent, key] = typeof at === 'string' ? [at, undefined] : at;
  encoding.writeUint8(encoder, key === undefined ? type : type | withKey);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, parent);
  if (key !== undefined) encoding.writeVarString(encoder, key);
}

function nestedAny(depth: number, type: 117 | 118): Uint8Array {
  const encoder = encoding.createEncoder();
  for (let level = 0; level < depth; level += 1) {
    encoding.writeUint8(encoder, type);
    encoding.writeVarUint(encoder, 1);
    if (type === 118) encoding.writeVarString(encoder, 'a');
  }
  encoding.writeUint8(encoder, 126);
  return encoding.toUint8Array(encoder);
}

function deletionsOf(
  ranges: readonly (readonly [client: number, start: number, length: number])[],
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, ranges.length);
  for (const [client, start, length] of ranges) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, start);
    encoding.writeVarUint(encoder, length);
  }
  return encoding.toUint8Array(encoder);
}

const hugeNumbers = [0, 1, 127, 128, 2 ** 14, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52];
const depths = [10, 100, 1000, 3000, 10_000, 50_000];
const evilKeys = ['__proto__', 'constructor', 'toString', '', '\0', 'a'.repeat(10_000)];

const one = (client: number, write: (encoder: encoding.Encoder) => void): Uint8Array =>
  handwritten([{ client, count: 1, write }]);

/** Updates that decode, or nearly do, and that no honest client makes. */
const hostileUpdates: readonly ((random: Random) => Uint8Array)[] = [
  // Huge lengths.
  (random) =>
    one(anyClient(random), (encoder) => {
      encoding.writeUint8(encoder, pick([content.gc, content.deleted, skip], random));
      encoding.writeVarUint(encoder, pick(hugeNumbers, random));
    }),
  (random) =>
    handwritten([{ client: anyClient(random), count: pick(hugeNumbers, random), write: () => undefined }]),
  (random) =>
    one(anyClient(random), (encoder) => {
      itemIn(encoder, pick([content.json, content.any, content.string, content.binary], random), 'text');
      encoding.writeVarUint(encoder, pick(hugeNumbers, random));
    }),
  // Clients and clocks beyond what is allowed.
  (random) =>
    handwritten([
      {
        client: pick(hugeNumbers, random),
        clock: pick(hugeNumbers, random),
        count: 1,
        write: (encoder) => {
          encoding.writeUint8(encoder, content.gc);
          encoding.writeVarUint(encoder, 1 + below(3, random));
        },
      },
    ]),
  // Nested deeply: values, and types in types.
  (random) =>
    one(anyClient(random), (encoder) => {
      itemIn(encoder, content.any, ['meta', 'deep']);
      encoding.writeVarUint(encoder, 1);
      encoding.writeUint8Array(encoder, nestedAny(pick(depths, random), pick([117, 118], random)));
    }),
  (random) => {
    const [client, depth] = [anyClient(random), pick(depths, random) / 10];
    return handwritten([
      {
        client,
        count: depth,
        write: (encoder) => {
          for (let level = 0; level < depth; level += 1) {
            if (level === 0) itemIn(encoder, content.type, 'content');
            else {
              encoding.writeUint8(encoder, content.type);
              encoding.writeVarUint(encoder, 0);
              encoding.writeVarUint(encoder, client);
              encoding.writeVarUint(encoder, level - 1);
            }
            encoding.writeVarUint(encoder, 3);
            encoding.writeVarString(encoder, pick(['paragraph', 'blockquote', 'bulletList'], random));
          }
        },
      },
    ]);
  },
  // Many client ids.
  (random) => {
    const first = anyClient(random);
    return handwritten(
      Array.from({ length: pick([499, 501, 5000], random) }, (_, index) => ({
        client: first + index,
        count: 1,
        write: (encoder) => {
          encoding.writeUint8(encoder, content.gc);
          encoding.writeVarUint(encoder, 1);
        },
      })),
    );
  },
  // Skips, and blocks of one client behind each other.
  (random) => {
    const client = anyClient(random);
    const write = (encoder: encoding.Encoder) => {
      encoding.writeUint8(encoder, skip);
      encoding.writeVarUint(encoder, 1 + below(1000, random));
      encoding.writeUint8(encoder, content.gc);
      encoding.writeVarUint(encoder, 1 + below(5, random));
    };
    return handwritten([
      { client, count: 2, write },
      { client, clock: below(10, random), count: 2, write },
    ]);
  },
  // What contradicts itself: built on itself, on what comes later, on a parent that is no type.
  (random) => {
    const client = anyClient(random);
    return one(client, (encoder) => {
      encoding.writeUint8(encoder, content.string | pick([0b1000_0000, 0b0100_0000, 0b1100_0000], random));
      for (let id = 0; id < 2; id += 1) {
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, pick([0, 1, 2 ** 30], random));
      }
      encoding.writeVarString(encoder, 'x');
    });
  },
  (random) => {
    const client = anyClient(random);
    return handwritten([
      {
        client,
        count: 2,
        write: (encoder) => {
          itemIn(encoder, content.string, 'text');
          encoding.writeVarString(encoder, 'no type');
          encoding.writeUint8(encoder, content.string);
          encoding.writeVarUint(encoder, 0);
          encoding.writeVarUint(encoder, client);
          encoding.writeVarUint(encoder, below(7, random));
          encoding.writeVarString(encoder, 'child of a string');
        },
      },
    ]);
  },
  (random) => pick(contradictoryUpdates, random),
  // Deletions of everything that isn't there.
  (random) =>
    handwritten(
      [],
      deletionsOf(
        Array.from({ length: pick([1, 10, 10_000], random) }, () => [
          anyClient(random),
          below(1000, random),
          pick(hugeNumbers, random),
        ]),
      ),
    ),
  // Keys and values that are more than they seem.
  (random) =>
    one(anyClient(random), (encoder) => {
      itemIn(encoder, content.any, [pick(['meta', 'content', ...evilKeys], random), pick(evilKeys, random)]);
      encoding.writeVarUint(encoder, 1);
      encoding.writeAny(
        encoder,
        pick([null, { ['__proto__']: 1 }, [[]], NaN, 2 ** 60, 'x', undefined], random),
      );
    }),
  (random) =>
    one(anyClient(random), (encoder) => {
      itemIn(encoder, content.embed, pick(['text', 'content'], random));
      encoding.writeVarString(
        encoder,
        pick(['{"__proto__":1}', '{', '[', 'null', '1e999', '"\\ud800"'], random),
      );
    }),
  (random) =>
    one(anyClient(random), (encoder) => {
      itemIn(encoder, content.format, pick(['text', 'content'], random));
      encoding.writeVarString(encoder, pick(['strong', ...evilKeys], random));
      encoding.writeVarString(encoder, pick(['{}', 'null', '{', '[['.repeat(5000)], random));
    }),
  (random) =>
    one(anyClient(random), (encoder) => {
      itemIn(encoder, content.doc, ['meta', 'doc']);
      encoding.writeVarString(encoder, 'a document in a document');
      encoding.writeAny(encoder, { autoLoad: true, gc: false });
    }),
  (random) =>
    one(anyClient(random), (encoder) => {
      itemIn(encoder, content.type, pick(['content', 'meta', 'text'], random));
      encoding.writeVarUint(encoder, below(12, random));
      encoding.writeVarString(encoder, pick(['paragraph', 'table', ...evilKeys], random));
    }),
];

const nestedJson = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

function awareness(entries: readonly (readonly [client: number, clock: number, json: string])[]): Uint8Array {
  const states = encoding.createEncoder();
  encoding.writeVarUint(states, entries.length);
  for (const [client, clock, json] of entries) {
    encoding.writeVarUint(states, client);
    encoding.writeVarUint(states, clock);
    encoding.writeVarString(states, json);
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(states));
  return encoding.toUint8Array(encoder);
}

const awarenessStates = [
  'null',
  '{}',
  '[]',
  '1',
  '"x"',
  '{',
  '{"user":{"name":"somebody else"},"__proto__":{"a":1}}',
  '{"user":5,"cursor":{"anchor":{"type":null}}}',
  nestedJson(2000),
  `"${'x'.repeat(17_000)}"`,
  `{"a":"${'x'.repeat(16_000)}"}`,
];

function hostileAwareness(random: Random): Uint8Array {
  const length = pick([0, 1, 1, 3, 900, 1001], random);
  return awareness(
    Array.from({ length }, () => [
      pick([below(50, random), anyClient(random), 2 ** 52], random),
      pick([0, 1, below(1000, random), 2 ** 40, 2 ** 41], random),
      length > 3 ? '{}' : pick(awarenessStates, random),
    ]),
  );
}

/** Frames as an honest client sends them: a page's typing, update by update, and what goes with it. */
function honestFrames(random: Random): Uint8Array[] {
  const frames = [step1Message(Uint8Array.of(0)), step2Message(Uint8Array.of(0, 0)), Uint8Array.of(3)];
  const doc = new Y.Doc();
  doc.clientID = anyClient(random);
  doc.on('update', (update: Uint8Array) => frames.push(updateMessage(update)));
  const paragraph = new Y.XmlElement('paragraph');
  const text = new Y.XmlText('클라우드');
  paragraph.insert(0, [text]);
  doc.getXmlFragment('content').insert(0, [paragraph]);
  for (let step = 0; step < 30; step += 1) {
    const act = random();
    if (act < 0.6) text.insert(below(text.length + 1, random), pick(['보안 ', 'cloud', '😀'], random));
    else if (act < 0.8) text.delete(below(text.length - 2, random), 2);
    else if (act < 0.9) text.format(0, text.length, { strong: {} });
    else doc.getMap('meta').set(pick(['goal', 'budget'], random), step);
    frames.push(
      awarenessMessage([{ client: doc.clientID, clock: step, state: { cursor: { anchor: step } } }]),
    );
  }
  return frames;
}

const mutations: readonly ((frame: Uint8Array, random: Random) => Frame)[] = [
  (frame) => frame,
  (frame, random) => frame.subarray(0, below(frame.length, random)),
  (frame, random) => {
    const copy = Uint8Array.from(frame);
    for (let count = 1 + below(8, random); count > 0; count -= 1) {
      const index = below(copy.length, random);
      copy[index] = (copy[index] ?? 0) ^ (1 << below(8, random));
    }
    return copy;
  },
  (frame, random) => {
    const copy = Uint8Array.from(frame);
    copy[below(Math.min(8, copy.length), random)] = below(256, random);
    return copy;
  },
  (frame, random) => Buffer.concat([frame, Buffer.alloc(1 + below(64, random), below(256, random))]),
  (frame, random) => {
    // A long number in the place of a byte.
    const at = below(frame.length, random);
    const number = encoding.encode((encoder) => encoding.writeVarUint(encoder, pick(hugeNumbers, random)));
    return Buffer.concat([frame.subarray(0, at), number, frame.subarray(at + 1)]);
  },
  (frame) => Buffer.concat([frame, frame]),
];

function noise(random: Random): Uint8Array {
  const bytes = Uint8Array.from({ length: 1 + below(300, random) }, () => below(256, random));
  if (random() < 0.7) bytes[0] = below(4, random);
  if (random() < 0.5) bytes[1] = below(3, random);
  return bytes;
}

let honest: Uint8Array[] = [];

/** A frame of any kind: honest, mutated, hostile, noise, or too large. */
export function fuzzedFrame(random: Random): Frame {
  if (honest.length === 0) honest = honestFrames(random);
  const kind = random();
  if (kind < 0.001)
    return new Uint8Array(maxFrameSize + pick([0, 1, maxFrameSize, 2 * maxFrameSize], random));
  if (kind < 0.01) return pick(['', 'hello', '{}', 'x'.repeat(100_000)], random);
  if (kind < 0.1) return noise(random);
  if (kind < 0.2) return hostileAwareness(random);
  if (kind < 0.5) {
    const update = pick(hostileUpdates, random)(random);
    const frame = random() < 0.7 ? updateMessage(update) : step2Message(update);
    return random() < 0.8 ? frame : pick(mutations, random)(frame, random);
  }
  const frame = honest.shift() ?? Uint8Array.of(3);
  return pick(mutations, random)(frame, random);
}
