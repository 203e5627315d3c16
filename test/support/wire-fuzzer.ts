import { mongo } from 'mongoose';
import { opMsg } from './wire-client.ts';

const { BSON } = mongo;

export type Random = () => number;

/** Commands of every kind, some of them hostile though well formed. None writes to `fuzz.kept`. */
const commands: readonly mongo.Document[] = [
  { ping: 1, $db: 'fuzz' },
  { hello: 1, $db: 'admin' },
  { find: 'kept', filter: { n: { $gt: 3 } }, sort: { n: -1 }, limit: 3, $db: 'fuzz' },
  { find: 'kept', filter: { text: { $regex: '^a+$' } }, batchSize: 1, $db: 'fuzz' },
  { find: 'kept', skip: -1, limit: 2 ** 40, $db: 'fuzz' },
  { find: 'kept', filter: { $or: Array.from({ length: 200 }, (_, n) => ({ n })) }, $db: 'fuzz' },
  { find: 5, filter: [], sort: 'n', $db: 'fuzz' },
  { getMore: new BSON.Long(7), collection: 'kept', $db: 'fuzz' },
  { killCursors: 'kept', cursors: [new BSON.Long(1)], $db: 'fuzz' },
  { aggregate: 'kept', pipeline: [{ $group: { _id: '$n', sum: { $sum: 1 } } }], cursor: {}, $db: 'fuzz' },
  { aggregate: 'kept', pipeline: [{ $facet: { a: [], b: [{ $count: 'c' }] } }], cursor: {}, $db: 'fuzz' },
  { count: 'kept', query: { n: { $in: [1, 2, 'x', null] } }, $db: 'fuzz' },
  { distinct: 'kept', key: 'n', $db: 'fuzz' },
  { insert: 'other', documents: [{ a: 1 }, { a: [1, { b: null }] }], $db: 'fuzz' },
  { insert: 'other', documents: [{ _id: [1] }, { $a: 1 }], ordered: false, $db: 'fuzz' },
  { update: 'other', updates: [{ q: {}, u: { $inc: { a: 1 } }, multi: true }], $db: 'fuzz' },
  { update: 'other', updates: [{ q: {}, u: [{ $set: { b: '$a' } }], upsert: true }], $db: 'fuzz' },
  { delete: 'other', deletes: [{ q: { a: { $gte: 0 } }, limit: 0 }], $db: 'fuzz' },
  { findAndModify: 'other', query: {}, update: { $push: { list: 1 } }, upsert: true, $db: 'fuzz' },
  { createIndexes: 'other', indexes: [{ key: { a: 1, b: -1 }, name: 'a_b' }], $db: 'fuzz' },
  { listCollections: 1, $db: 'fuzz' },
  { endSessions: [{ id: new BSON.UUID() }], $db: 'admin' },
  { commitTransaction: 1, txnNumber: new BSON.Long(1), autocommit: false, $db: 'admin' },
  { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: new BSON.Binary(Buffer.from('n,,')), $db: 'admin' },
  { nothingOfTheKind: 1, $db: 'fuzz' },
];

/** A document of so many levels, of sub-documents or of arrays; written by hand, as no encoder goes so deep. */
function nested(levels: number, type: 3 | 4): Buffer {
  const perLevel = 4 + 1 + 2 + 1;
  const total = perLevel * levels + 5;
  const bytes = Buffer.alloc(total);
  for (let level = 0; level < levels; level += 1) {
    const at = level * 7;
    bytes.writeInt32LE(total - level * 8, at);
    bytes[at + 4] = type;
    bytes.write('0', at + 5);
  }
  bytes.writeInt32LE(5, levels * 7);
  return bytes;
}

/** One OP_MSG around bytes that may be no document. */
function around(document: Buffer): Buffer {
  const frame = Buffer.concat([opMsg({}).subarray(0, 21), document]);
  frame.writeInt32LE(frame.length, 0);
  return frame;
}

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T;
const lengths = [0, 1, 4, 5, 15, 16, 21, 25, 2 ** 24, 48_000_001, 2 ** 31 - 1, -1, -(2 ** 31)];

const mutations: readonly ((frame: Buffer, random: Random) => Buffer)[] = [
  // As it is: hostile commands among others.
  (frame) => frame,
  // Truncated, with the length that it had and with the one that it has.
  (frame, random) => frame.subarray(0, Math.floor(random() * frame.length)),
  (frame, random) => {
    const cut = Buffer.from(frame.subarray(0, Math.max(4, Math.floor(random() * frame.length))));
    cut.writeInt32LE(cut.length, 0);
    return cut;
  },
  // A length in the header, of the document, or anywhere.
  (frame, random) => withInt32(frame, 0, pick(lengths, random)),
  (frame, random) => withInt32(frame, 21, pick(lengths, random)),
  (frame, random) => withInt32(frame, 21 + Math.floor(random() * (frame.length - 25)), pick(lengths, random)),
  // Another op code, other flags, another kind of section.
  (frame, random) => withInt32(frame, 12, pick([1, 2001, 2002, 2004, 2005, 2006, 2010, 2012, 0, -1], random)),
  (frame, random) => withInt32(frame, 16, Math.floor(random() * 2 ** 31)),
  (frame, random) => {
    const copy = Buffer.from(frame);
    copy[20] = Math.floor(random() * 256);
    return copy;
  },
  // Some bytes changed, all bytes random, bytes behind.
  (frame, random) => {
    const copy = Buffer.from(frame);
    for (let count = 1 + Math.floor(random() * 8); count > 0; count -= 1)
      copy[20 + Math.floor(random() * (copy.length - 20))] = Math.floor(random() * 256);
    return copy;
  },
  (_frame, random) => {
    const noise = Buffer.from(Array.from({ length: 16 + Math.floor(random() * 400) }, () => random() * 256));
    if (random() < 0.7) noise.writeInt32LE(noise.length, 0);
    if (random() < 0.5) noise.writeInt32LE(2013, 12);
    return noise;
  },
  (frame, random) => {
    const longer = Buffer.concat([frame, Buffer.alloc(1 + Math.floor(random() * 64), random() * 256)]);
    longer.writeInt32LE(longer.length, 0);
    return longer;
  },
  // Nested far too deeply.
  (_frame, random) => around(nested(pick([150, 200, 1000, 20_000], random), random() < 0.5 ? 3 : 4)),
  // A second body, and sections of documents that aren't there.
  (frame) => {
    const twice = Buffer.concat([frame, frame.subarray(20)]);
    twice.writeInt32LE(twice.length, 0);
    return twice;
  },
  (frame, random) => {
    const section = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from('documents\0')]);
    section.writeInt32LE(pick([4, 5, section.length - 1, 2 ** 30, -5], random), 1);
    const longer = Buffer.concat([frame, section]);
    longer.writeInt32LE(longer.length, 0);
    return longer;
  },
];

function withInt32(frame: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(frame);
  copy.writeInt32LE(value, Math.max(0, Math.min(at, copy.length - 4)));
  return copy;
}

/** A frame that no driver sends: truncated, oversize, random, deeply nested, or a strange command. */
export function fuzzedFrame(random: Random): Buffer {
  return pick(mutations, random)(opMsg(pick(commands, random)), random);
}
