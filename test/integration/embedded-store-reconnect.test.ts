import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import type { CrashReport } from '../support/crash-writer.ts';
import { FlakyProxy } from '../support/flaky-proxy.ts';
import { WireClient } from '../support/wire-client.ts';

interface Thing {
  _id: number;
  value: number;
}

let directory: string;
let server: EmbeddedMongo;
let proxy: FlakyProxy;
let client: mongo.MongoClient;
/** Another client, whose connection nobody cuts. */
let observer: mongo.MongoClient;
let things: mongo.Collection<Thing>;
let seen: mongo.Collection<Thing>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reconnect-'));
  server = await startEmbeddedMongo({ path: join(directory, 'store') });
  proxy = await FlakyProxy.start(server.uri);
  client = await new mongo.MongoClient(proxy.uri, { maxPoolSize: 4 }).connect();
  observer = await new mongo.MongoClient(server.uri).connect();
  things = client.db('test').collection('things');
  seen = observer.db('test').collection('things');
});

afterAll(async () => {
  await client.close();
  await observer.close();
  await proxy.stop();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  await seen.deleteMany({});
  await seen.insertOne({ _id: 0, value: 0 });
  proxy.passed.length = 0;
});

const all = (): Promise<Thing[]> => seen.find().sort({ _id: 1 }).toArray();

describe.each(['before', 'after'] as const)('a connection lost %s the server has done a write', (when) => {
  it('leaves one insert', async () => {
    proxy.cut('insert', when);
    expect(await things.insertOne({ _id: 1, value: 1 })).toMatchObject({ insertedId: 1 });
    expect(await all()).toEqual([
      { _id: 0, value: 0 },
      { _id: 1, value: 1 },
    ]);
    const [first, second, ...more] = proxy
      .named('insert')
      .map(({ body }): unknown[] => [body['lsid'], body['txnNumber']]);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('leaves one increment, and the result of the first', async () => {
    proxy.cut('update', when);
    const result = await things.updateOne({ _id: 0 }, { $inc: { value: 1 } });
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    proxy.cut('update', when);
    const upserted = await things.updateOne({ _id: 7 }, { $inc: { value: 1 } }, { upsert: true });
    expect(upserted).toMatchObject({ matchedCount: 0, upsertedId: 7 });
    expect(await all()).toEqual([
      { _id: 0, value: 1 },
      { _id: 7, value: 1 },
    ]);
    expect(proxy.named('update')).toHaveLength(4);
  });

  it('leaves one findAndModify, and the document of the first', async () => {
    for (const value of [1, 2]) {
      proxy.cut('findAndModify', when);
      const found = await things.findOneAndUpdate(
        { _id: 0 },
        { $inc: { value: 1 } },
        { returnDocument: 'after' },
      );
      expect(found).toEqual({ _id: 0, value });
    }
    proxy.cut('findAndModify', when);
    expect(await things.findOneAndDelete({ _id: 0 })).toEqual({ _id: 0, value: 2 });
    expect(await all()).toEqual([]);
    expect(proxy.named('findAndModify')).toHaveLength(6);
  });

  it('leaves each write of a bulk once', async () => {
    proxy.cut('insert', when);
    proxy.cut('update', when);
    proxy.cut('delete', when);
    await seen.insertOne({ _id: 9, value: 9 });
    const result = await things.bulkWrite([
      { insertOne: { document: { _id: 1, value: 0 } } },
      { insertOne: { document: { _id: 2, value: 0 } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { value: 5 } } } },
      { updateOne: { filter: { _id: 1 }, update: { $inc: { value: 5 } } } },
      { deleteOne: { filter: { value: { $gte: 0 } } } },
    ]);
    expect(result).toMatchObject({ insertedCount: 2, modifiedCount: 2, deletedCount: 1 });
    expect(await all()).toEqual([
      { _id: 1, value: 10 },
      { _id: 2, value: 0 },
      { _id: 9, value: 9 },
    ]);
  });

  it('leaves one transaction when a commit is repeated by the driver', async () => {
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await things.updateOne({ _id: 0 }, { $inc: { value: 1 } }, { session });
        await things.insertOne({ _id: 1, value: 1 }, { session });
        proxy.cut('commitTransaction', when);
      }),
    );
    expect(await all()).toEqual([
      { _id: 0, value: 1 },
      { _id: 1, value: 1 },
    ]);
    expect(proxy.named('commitTransaction')).toHaveLength(2);
  });

  it('leaves a commit of unknown outcome that can be asked for again', async () => {
    const session = client.startSession();
    session.startTransaction();
    await things.updateOne({ _id: 0 }, { $inc: { value: 1 } }, { session });
    proxy.cut('commitTransaction', when);
    proxy.cut('commitTransaction', when);
    const error: unknown = await session.commitTransaction().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(mongo.MongoNetworkError);
    expect((error as mongo.MongoError).hasErrorLabel('UnknownTransactionCommitResult')).toBe(true);
    expect(await all()).toEqual([{ _id: 0, value: when === 'after' ? 1 : 0 }]);
    await session.commitTransaction();
    await session.commitTransaction();
    await session.endSession();
    expect(await all()).toEqual([{ _id: 0, value: 1 }]);
  });

  it('leaves nothing of a transaction that is begun again', async () => {
    let attempts = 0;
    await client.withSession((session) =>
      session.withTransaction(async () => {
        if (++attempts === 1) proxy.cut('insert', when);
        await things.updateOne({ _id: 0 }, { $inc: { value: 1 } }, { session });
        await things.insertOne({ _id: attempts, value: 0 }, { session });
      }),
    );
    expect(attempts).toBe(2);
    expect(await all()).toEqual([
      { _id: 0, value: 1 },
      { _id: 2, value: 0 },
    ]);
  });

  it('is an error for a write that may not be repeated', async () => {
    proxy.cut('update', when);
    await expect(things.updateMany({}, { $inc: { value: 1 } })).rejects.toThrow(mongo.MongoNetworkError);
    expect(proxy.named('update')).toHaveLength(1);
  });
});

describe('a transaction that its client has left', () => {
  it('holds others up until its time is over, and then is gone', async () => {
    const impatient = await startEmbeddedMongo({
      path: join(directory, 'impatient'),
      transactionLifetimeMs: 500,
    });
    const driver = await new mongo.MongoClient(impatient.uri).connect();
    const own = driver.db('test').collection<Thing>('things');
    await own.insertOne({ _id: 0, value: 0 });
    const session = driver.startSession();
    session.startTransaction();
    await own.updateOne({ _id: 0 }, { $set: { value: 100 } }, { session });
    await own.insertOne({ _id: 1, value: 1 }, { session });
    // Outside a transaction a write waits for the one that holds the document.
    await own.updateOne({ _id: 0 }, { $inc: { value: 1 } });
    expect(await own.find().toArray()).toEqual([{ _id: 0, value: 1 }]);
    const late: unknown = await own
      .insertOne({ _id: 2, value: 2 }, { session })
      .catch((reason: unknown) => reason);
    expect(late).toMatchObject({ code: 251, codeName: 'NoSuchTransaction' });
    expect((late as mongo.MongoError).hasErrorLabel('TransientTransactionError')).toBe(true);
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 });
    await session.endSession();
    expect(await own.find().toArray()).toEqual([{ _id: 0, value: 1 }]);
    await driver.close();
    await impatient.stop();
  });
});

it('does a retryable write once that comes a second time while it is under way', async () => {
  const [one, other] = [await WireClient.connectTo(server.uri), await WireClient.connectTo(server.uri)];
  const holder = observer.startSession();
  for (let number = 1; number <= 50; number++) {
    const update = {
      update: 'things',
      updates: [{ q: { _id: 0 }, u: { $inc: { value: 1 } } }],
      lsid: { id: new mongo.UUID() },
      txnNumber: mongo.Long.fromNumber(1),
      $db: 'test',
    };
    // Every fifth time both wait for a transaction that holds the document.
    const isHeld = number % 5 === 0;
    if (isHeld) {
      holder.startTransaction();
      await seen.updateOne({ _id: 0 }, { $set: { value: -number } }, { session: holder });
    }
    const both = Promise.all([one.command(update), other.command(update)]);
    if (isHeld) await holder.abortTransaction();
    for (const reply of await both) expect(reply).toMatchObject({ ok: 1, n: 1, nModified: 1 });
  }
  await holder.endSession();
  one.close();
  other.close();
  expect(await all()).toEqual([{ _id: 0, value: 50 }]);
});

it('answers a commit that is asked for again while it is under way as the first one', async () => {
  const [one, other] = [await WireClient.connectTo(server.uri), await WireClient.connectTo(server.uri)];
  const answers = new Set<unknown>();
  for (let number = 1; number <= 100; number++) {
    const transaction = {
      lsid: { id: new mongo.UUID() },
      txnNumber: mongo.Long.fromNumber(1),
      autocommit: false,
    };
    const documents = Array.from({ length: 20 }, (_, at) => ({ _id: number * 100 + at }));
    await one.command({
      insert: 'commits',
      documents,
      ...transaction,
      startTransaction: true,
      $db: 'test',
    });
    const commit = { commitTransaction: 1, ...transaction, $db: 'admin' };
    for (const reply of await Promise.all([one.command(commit), other.command(commit)])) {
      answers.add(reply['codeName'] ?? 'ok');
    }
  }
  expect([...answers]).toEqual(['ok']);
  one.close();
  other.close();
  expect(await observer.db('test').collection('commits').countDocuments()).toBe(2000);
});

describe('a server that is killed and started again', () => {
  const lsid = { id: new mongo.UUID() };
  const WRITER = fileURLToPath(new URL('../support/crash-writer.ts', import.meta.url));

  /** Starts a process of the server, sends it commands, and kills it. */
  async function during(commands: mongo.Document[]): Promise<mongo.Document[]> {
    const child = fork(WRITER, [join(directory, 'killed'), '0'], { execArgv: ['--import', 'tsx'] });
    const [report] = (await once(child, 'message')) as [CrashReport];
    const wire = await WireClient.connectTo(report.kind === 'ready' ? report.uri : '');
    const replies: mongo.Document[] = [];
    for (const command of commands) replies.push(await wire.command(command));
    child.kill('SIGKILL');
    await once(child, 'exit');
    wire.close();
    return replies;
  }

  const retryable = (txnNumber: number, command: mongo.Document): mongo.Document => ({
    ...command,
    lsid,
    txnNumber: mongo.Long.fromNumber(txnNumber),
    writeConcern: { w: 'majority' },
    $db: 'test',
  });
  const find = { find: 'things', sort: { _id: 1 }, $db: 'test' };
  const found = (reply: mongo.Document | undefined): unknown =>
    (reply?.['cursor'] as { firstBatch: unknown }).firstBatch;

  it('knows the results of retryable writes, and that a transaction was committed', async () => {
    const increment = (txnNumber: number): mongo.Document =>
      retryable(txnNumber, {
        update: 'things',
        updates: [{ q: { _id: 1 }, u: { $inc: { value: 1 } }, upsert: true }],
      });
    const take = retryable(3, {
      findAndModify: 'things',
      query: { _id: 1 },
      update: { $inc: { value: 10 } },
      new: true,
    });
    const inTransaction = { autocommit: false };
    const { writeConcern: _, ...insert } = retryable(5, { insert: 'things', documents: [{ _id: 9 }] });
    const begin = { ...insert, ...inTransaction, startTransaction: true };
    const commit = { ...retryable(5, { commitTransaction: 1 }), ...inTransaction, $db: 'admin' };

    const [created] = await during([increment(1)]);
    expect(created).toMatchObject({ ok: 1, n: 1, upserted: [{ index: 0, _id: 1 }] });
    const [again, updated] = await during([increment(1), increment(2)]);
    expect(again).toEqual(created);
    const [repeated, taken] = await during([increment(2), take]);
    expect(repeated).toEqual(updated);
    expect(taken).toMatchObject({ ok: 1, value: { _id: 1, value: 12 } });
    const [takenAgain, tooOld, documents] = await during([take, increment(2), find]);
    expect(takenAgain).toEqual(taken);
    expect(tooOld).toMatchObject({ ok: 0, code: 225, codeName: 'TransactionTooOld' });
    expect(found(documents)).toEqual([{ _id: 1, value: 12 }]);

    const [begun, committed] = await during([begin, commit]);
    expect([begun, committed]).toMatchObject([{ ok: 1, n: 1 }, { ok: 1 }]);
    const [committedAgain, after] = await during([commit, find]);
    expect(committedAgain).toMatchObject({ ok: 1 });
    expect(found(after)).toEqual([{ _id: 1, value: 12 }, { _id: 9 }]);
  });

  it('has nothing of a transaction that was open', async () => {
    const { writeConcern: _, ...insert } = retryable(6, { insert: 'things', documents: [{ _id: 77 }] });
    const [begun] = await during([{ ...insert, autocommit: false, startTransaction: true }]);
    expect(begun).toMatchObject({ ok: 1, n: 1 });
    const commit = { ...retryable(6, { commitTransaction: 1 }), autocommit: false, $db: 'admin' };
    const [lost, after] = await during([commit, { ...find, filter: { _id: 77 } }]);
    expect(lost).toMatchObject({ code: 251, errorLabels: ['TransientTransactionError'] });
    expect(found(after)).toEqual([]);
  });
});
