import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

let directory: string;
let server: EmbeddedMongo;
let client: mongo.MongoClient;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'expiry-'));
  server = await startEmbeddedMongo({ path: directory, expiryIntervalMs: 50 });
  client = await new mongo.MongoClient(server.uri).connect();
});

afterEach(async () => {
  await client.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

it('removes documents whose time is over, and only those', async () => {
  const sessions = client.db('test').collection<{ _id: string; at?: unknown; kind?: string }>('sessions');
  await sessions.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  const past = new Date(Date.now() - 120_000);
  const future = new Date(Date.now() + 120_000);
  await sessions.insertMany([
    { _id: 'over', at: past },
    { _id: 'one of several', at: [future, past] },
    { _id: 'not yet', at: new Date() },
    { _id: 'future', at: future },
    { _id: 'no date' },
    { _id: 'a number', at: 0 },
  ]);
  await sessions.insertMany(Array.from({ length: 1200 }, (_, at) => ({ _id: `old ${at}`, at: past })));
  const left = ['a number', 'future', 'no date', 'not yet'];
  await vi.waitFor(async () => expect(await sessions.countDocuments()).toBe(left.length), {
    timeout: 10_000,
  });
  expect((await sessions.find().toArray()).map(({ _id }) => _id).sort()).toEqual(left);
  expect(await sessions.countDocuments({ at: { $lt: new Date(0) } }, { hint: 'at_1' })).toBe(0);
});

it('keeps to the filter of a partial index, and waits for an open transaction', async () => {
  const drafts = client
    .db('test')
    .collection<{ _id: string; at: Date; kind: string; seen?: boolean }>('drafts');
  await drafts.createIndex(
    { at: 1 },
    { expireAfterSeconds: 0, partialFilterExpression: { kind: 'temporary' } },
  );
  const soon = new Date(Date.now() + 400);
  await drafts.insertMany([
    { _id: 'kept', at: soon, kind: 'permanent' },
    { _id: 'locked', at: soon, kind: 'temporary' },
    { _id: 'gone', at: soon, kind: 'temporary' },
  ]);
  const session = client.startSession();
  session.startTransaction();
  await drafts.updateOne({ _id: 'locked' }, { $set: { seen: true } }, { session });
  const ids = async (): Promise<string[]> => (await drafts.find().toArray()).map(({ _id }) => _id).sort();
  await vi.waitFor(async () => expect(await ids()).toEqual(['kept', 'locked']), { timeout: 10_000 });
  await session.commitTransaction();
  await session.endSession();
  await vi.waitFor(async () => expect(await ids()).toEqual(['kept']), { timeout: 10_000 });
});
