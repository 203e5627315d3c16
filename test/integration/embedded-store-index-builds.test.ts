import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import { WireClient } from '../support/wire-client.ts';

/** Documents for which a build takes many commits. */
const COUNT = 8_000;

interface Item {
  _id: number;
  name: string;
  tags: number[];
}

const itemOf = (_id: number): Item => ({
  _id,
  name: `name ${(_id * 48271) % 65_537}`,
  tags: [_id % 5, _id % 3],
});

let directory: string;
let server: EmbeddedMongo;
let client: mongo.MongoClient;
let items: mongo.Collection<Item>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'index-builds-'));
  server = await startEmbeddedMongo({ path: join(directory, 'store') });
  client = await new mongo.MongoClient(server.uri).connect();
  items = client.db('test').collection('items');
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  await items.drop();
  await items.insertMany(Array.from({ length: COUNT }, (_, _id) => itemOf(_id)));
});

/** What an index leads to is what the collection holds. */
async function expectComplete(hint: string): Promise<void> {
  const all = await items.find({}, { hint: { $natural: 1 } }).toArray();
  const through = await items.find({}, { hint }).toArray();
  expect(through.length).toBe(all.length);
  expect(through.sort((a, b) => a._id - b._id)).toEqual(all.sort((a, b) => a._id - b._id));
}

it('reads go on while an index is built, writes wait and are in it', async () => {
  const order: string[] = [];
  const noting = <T>(name: string, work: Promise<T>): Promise<T> => work.finally(() => order.push(name));
  const build = noting('build', items.createIndex({ name: 1 }, { name: 'name' }));
  const session = client.startSession();
  session.startTransaction();
  const other = client.db('test').collection<{ _id: number }>('other');
  const all = [
    build,
    noting('read', items.findOne({ _id: COUNT - 1 })),
    noting('other', other.insertOne({ _id: COUNT + order.length })),
    noting('insert', items.insertOne(itemOf(COUNT))),
    noting('update', items.updateOne({ _id: 0 }, { $set: { name: 'changed' } })),
    noting('delete', items.deleteOne({ _id: 1 })),
    noting('transaction', items.insertOne(itemOf(COUNT + 1), { session })),
    noting('second index', items.createIndex({ tags: 1 }, { name: 'tags' })),
  ];
  const results = await Promise.allSettled(all);
  expect(order.slice(0, 2).sort()).toEqual(['other', 'read']);
  expect(order.indexOf('build')).toBeLessThan(order.indexOf('insert'));
  // Its snapshot lacks the index: it has to begin again.
  const [transaction] = results.splice(6, 1);
  if (transaction?.status === 'rejected') {
    expect((transaction.reason as mongo.MongoError).hasErrorLabel('TransientTransactionError')).toBe(true);
    await session.abortTransaction();
  } else await session.commitTransaction();
  await session.endSession();
  expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  await expectComplete('name');
  await expectComplete('tags');
  expect(await items.find({ name: 'changed' }).hint('name').toArray()).toMatchObject([{ _id: 0 }]);
});

it('a build that finds two equal documents leaves nothing, and writes go on', async () => {
  await items.insertMany([itemOf(COUNT), { ...itemOf(COUNT + 1), name: itemOf(COUNT).name }]);
  const build = items.createIndexes([
    { key: { tags: 1 }, name: 'tags' },
    { key: { name: 1 }, name: 'name', unique: true },
  ]);
  const insert = items.insertOne({ ...itemOf(COUNT + 2), name: 'written meanwhile' });
  await expect(build).rejects.toMatchObject({ code: 11000, keyPattern: { name: 1 } });
  await insert;
  expect((await items.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  await items.deleteOne({ _id: COUNT + 1 });
  await items.createIndex({ name: 1 }, { name: 'name', unique: true });
  await expectComplete('name');
  await expect(items.insertOne({ ...itemOf(COUNT + 9), name: 'written meanwhile' })).rejects.toMatchObject({
    code: 11000,
  });
});

it('a build whose client is gone gives the collection back', async () => {
  const wire = await WireClient.connectTo(server.uri);
  void wire
    .command({
      createIndexes: 'items',
      indexes: [{ key: { name: 1 }, name: 'name' }],
      $db: 'test',
    })
    .catch(() => undefined);
  // The reply to what is sent after it on another connection says that it has been begun.
  await client.db('test').command({ ping: 1 });
  wire.close();
  await items.insertOne(itemOf(COUNT + 5));
  await items.createIndex({ name: 1 }, { name: 'name' });
  await expectComplete('name');
});

it('waits for transactions that have written to the collection, as dropping it does', async () => {
  for (const change of ['createIndex', 'drop', 'rename'] as const) {
    await items.deleteOne({ _id: -1 });
    const session = client.startSession();
    session.startTransaction();
    await items.insertOne({ ...itemOf(-1), name: change }, { session });
    let done = false;
    const changed =
      change === 'createIndex'
        ? items.createIndex({ name: 1 }, { name: 'name', unique: true })
        : change === 'drop'
          ? items.drop()
          : items.rename('renamed', { dropTarget: true });
    const noted = changed.then(() => (done = true));
    expect(await items.countDocuments({ _id: 5 })).toBe(1);
    expect(done).toBe(false);
    await session.commitTransaction();
    await session.endSession();
    await noted;
    if (change === 'createIndex') expect(await items.countDocuments({ name: change })).toBe(1);
    else {
      const left = client.db('test').collection<Item>(change === 'rename' ? 'renamed' : 'items');
      expect(await left.countDocuments({ name: change })).toBe(change === 'rename' ? 1 : 0);
      await items.insertMany(Array.from({ length: 200 }, (_, _id) => itemOf(_id)));
    }
  }
});

it('a transaction that began before an index is there does not write past it', async () => {
  const session = client.startSession();
  session.startTransaction();
  expect(await items.countDocuments({}, { session })).toBe(COUNT);
  await items.createIndex({ name: 1 }, { name: 'name', unique: true });
  // The snapshot has no entries of the index: a read with it would find nothing, a write no duplicate.
  expect(await items.find({ name: itemOf(7).name }, { session }).toArray()).toMatchObject([{ _id: 7 }]);
  const write = items.insertOne({ ...itemOf(COUNT), name: itemOf(7).name }, { session });
  await expect(write).rejects.toMatchObject({ code: 112, codeName: 'WriteConflict' });
  await session.endSession();
  await expectComplete('name');
});

it('a process that is killed while it builds leaves no index, and the next one can be built', async () => {
  const program = fileURLToPath(new URL('../support/store-process.ts', import.meta.url));
  const path = join(directory, 'killed');
  const child = spawn(process.execPath, ['--import', 'tsx', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const loader = await new mongo.MongoClient(line.toString().trim()).connect();
  const loaded = loader.db('test').collection<Item>('items');
  await loaded.insertMany(Array.from({ length: COUNT }, (_, _id) => itemOf(_id)));
  const build = loaded
    .createIndex({ name: 1 }, { name: 'name', unique: true })
    .catch((error: unknown) => error);
  for (let read = 0; read < 5; read++) await loaded.findOne({ _id: read });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await build).toBeInstanceOf(Error);
  await loader.close(true);

  const again = await startEmbeddedMongo({ path });
  const reader = await new mongo.MongoClient(again.uri).connect();
  const found = reader.db('test').collection<Item>('items');
  expect((await found.indexes()).map(({ name }) => name)).toEqual(['_id_']);
  expect(await found.countDocuments()).toBe(COUNT);
  await found.createIndex({ name: 1 }, { name: 'name', unique: true });
  expect(await found.find({}, { hint: 'name' }).toArray()).toHaveLength(COUNT);
  await reader.close();
  await again.stop();
});
