import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

/** Parts in which the store counts, and the numbers beside them. */
const PART = 4096;
const SIZES = [PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1, 9000];

let client: mongo.MongoClient;
let database: mongo.Db;

beforeAll(async () => {
  client = await new mongo.MongoClient(inject('mongodbUri')).connect();
  database = client.db(`test-${randomBytes(6).toString('hex')}`);
});

afterAll(async () => {
  await database.dropDatabase();
  await client.close();
});

it.each(SIZES)('counts %i documents, of a collection and of an index', async (size) => {
  const items = database.collection<{ _id: number; group: string }>(`of ${size}`);
  await items.createIndex({ group: 1 });
  const documents = Array.from({ length: size }, (_, _id) => ({ _id, group: 'a' }));
  await items.insertMany(documents);
  await items.insertOne({ _id: -1, group: 'b' });
  expect(await items.countDocuments({ group: 'a' })).toBe(size);
  expect(await items.countDocuments({ group: 'a' }, { skip: 5, limit: PART + 2 })).toBe(
    Math.min(size - 5, PART + 2),
  );
  expect(await items.countDocuments({})).toBe(size + 1);
  expect(await items.estimatedDocumentCount()).toBe(size + 1);
  await client.withSession((session) =>
    session.withTransaction(async () => {
      expect(await items.countDocuments({ group: 'a' }, { session })).toBe(size);
      await items.insertOne({ _id: -2, group: 'a' }, { session });
      expect(await items.countDocuments({ group: 'a' }, { session })).toBe(size + 1);
      await items.deleteOne({ _id: -2 }, { session });
    }),
  );
});
