import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

const ONE = { _id: 1 } as mongo.Document;

let directory: string;
let server: EmbeddedMongo;
let client: mongo.MongoClient;
let things: mongo.Collection;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hostile-'));
  server = await startEmbeddedMongo({ path: directory });
  client = await new mongo.MongoClient(server.uri).connect();
  things = client.db('test').collection('things');
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  await things.deleteMany({});
  await things.insertOne({ ...ONE, a: [], n: 1 });
});

async function codeOf(command: Promise<unknown>): Promise<unknown> {
  return command.then(
    () => 'no error',
    (error: unknown) => (error as mongo.MongoServerError).code,
  );
}

describe('commands that took the embedded store down or changed what they should not', () => {
  it('refuses to fill an array with more than 1,500,000 elements', async () => {
    expect(await codeOf(things.updateOne(ONE, { $set: { 'a.200000000': 1 } }))).toBe(34);
    expect(await things.findOne(ONE)).toEqual({ _id: 1, a: [], n: 1 });
  });

  it.each([[[0, 2_000_000_000]], [[0, -2_000_000_000, -1]]])('refuses the range %j', async (range) => {
    expect(await codeOf(things.aggregate([{ $project: { r: { $range: range } } }]).toArray())).toBe(146);
  });

  it('refuses a path of more levels than a document may have', async () => {
    const path = Array.from({ length: 500 }, () => 'x').join('.');
    expect(await codeOf(things.updateOne(ONE, { $set: { [path]: 1 } }))).toBe(15);
  });

  it('stores fields that are named as properties of objects are', async () => {
    await things.updateOne(ONE, { $set: { ['__proto__.x']: 1, 'constructor.y': 2, toString: 3 } });
    const stored = await things.findOne(ONE, { raw: true });
    const document = mongo.BSON.deserialize(stored as unknown as Uint8Array);
    expect(Object.keys(document).sort()).toEqual(['__proto__', '_id', 'a', 'constructor', 'n', 'toString']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(await codeOf(things.updateOne(ONE, { $inc: { valueOf: 1 } }))).toBe('no error');
  });

  it('reports a wrong type where mingo saw nothing to do', async () => {
    expect(await codeOf(things.updateOne(ONE, { $push: { n: 1 } } as never))).toBe(2);
    expect(await codeOf(things.updateOne(ONE, { $inc: { a: 1 } }))).toBe(14);
    expect(await codeOf(things.updateOne(ONE, { $set: { 'n.x': 1 } }))).toBe(28);
  });

  it('changes nothing when one part of an update is refused', async () => {
    expect(await codeOf(things.updateOne(ONE, { $set: { b: 1 }, $push: { n: 1 } } as never))).toBe(2);
    expect(await things.findOne(ONE)).toEqual({ _id: 1, a: [], n: 1 });
  });

  it('keeps longs beyond 2^53 exact', async () => {
    await things.updateOne(ONE, { $set: { n: mongo.Long.fromString('9007199254740993') } });
    await things.updateOne(ONE, { $inc: { n: 2 } });
    const [sum] = await things
      .aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }], { promoteLongs: false })
      .toArray();
    expect(String(sum!['n'])).toBe('9007199254740995');
  });
});
