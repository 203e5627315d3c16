import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

interface Counter {
  _id: string;
  value: number;
}

let directory: string;
let server: EmbeddedMongo;
let client: mongo.MongoClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'transactions-'));
  server = await startEmbeddedMongo({ path: directory });
  client = await new mongo.MongoClient(server.uri).connect();
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('the embedded store under contention', () => {
  it('loses no increment of eight writers that run transactions on one document', async () => {
    const database = client.db('contention');
    const counters = database.collection<Counter>('counters');
    const log = database.collection<{ writer: number; step: number; saw: number }>('log');
    await counters.insertOne({ _id: 'all', value: 0 });
    const writer = async (number: number): Promise<void> => {
      const session = client.startSession();
      for (let step = 0; step < 50; step++) {
        await session.withTransaction(async () => {
          const before = await counters.findOne({ _id: 'all' }, { session });
          await counters.updateOne({ _id: 'all' }, { $set: { value: before!.value + 1 } }, { session });
          await log.insertOne({ writer: number, step, saw: before!.value }, { session });
        });
      }
      await session.endSession();
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => writer(number)));
    expect(await counters.findOne({ _id: 'all' })).toEqual({ _id: 'all', value: 400 });
    // Each value was read by exactly one transaction that committed.
    expect((await log.distinct('saw')).length).toBe(400);
    expect(await log.countDocuments()).toBe(400);
  });

  it('gives single increments to all of many writers outside transactions', async () => {
    const counters = client.db('contention').collection<Counter>('plain');
    await Promise.all(
      Array.from({ length: 400 }, () =>
        counters.updateOne({ _id: 'all' }, { $inc: { value: 1 } }, { upsert: true }),
      ),
    );
    expect(await counters.findOne({ _id: 'all' })).toEqual({ _id: 'all', value: 400 });
  });

  it('shows a transaction one moment, whatever others commit', async () => {
    const accounts = client.db('contention').collection<Counter>('accounts');
    await accounts.insertMany([
      { _id: 'a', value: 50 },
      { _id: 'b', value: 50 },
    ]);
    const session = client.startSession();
    session.startTransaction();
    const first = await accounts.findOne({ _id: 'a' }, { session });
    await accounts.updateOne({ _id: 'a' }, { $inc: { value: -20 } });
    await accounts.updateOne({ _id: 'b' }, { $inc: { value: 20 } });
    const second = await accounts.findOne({ _id: 'b' }, { session });
    expect(first!.value + second!.value).toBe(100);
    await session.abortTransaction();
    await session.endSession();
    expect(await accounts.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', value: 30 },
      { _id: 'b', value: 70 },
    ]);
  });

  it('hands a cursor every document once over many batches while others write', async () => {
    const numbers = client
      .db('contention')
      .collection<{ _id: number; group: number; text: string }>('numbers');
    const total = 5000;
    await numbers.insertMany(
      Array.from({ length: total }, (_, at) => ({ _id: at, group: at % 7, text: 'x'.repeat(200) })),
    );
    await numbers.createIndex({ group: 1, _id: 1 });
    const seen: number[] = [];
    for await (const { _id } of numbers
      .find({ _id: { $lt: total } })
      .sort({ group: 1, _id: 1 })
      .batchSize(37)) {
      if (seen.length % 500 === 0) await numbers.insertOne({ _id: total + seen.length, group: 0, text: '' });
      seen.push(_id);
    }
    const expected = Array.from({ length: total }, (_, at) => at).sort((a, b) => (a % 7) - (b % 7) || a - b);
    expect(seen).toEqual(expected);
  });
});
