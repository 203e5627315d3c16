import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import { WireClient } from '../support/wire-client.ts';

/** Statements of one command: enough for many commits. */
const MANY = 1500;

interface Thing {
  _id: number;
  value: number;
}

const increment = (_id: number, more: mongo.Document = {}): mongo.Document => ({
  q: { _id },
  u: { $inc: { value: 1 } },
  ...more,
});

/** A retryable write as a driver sends it, and may send again. */
function retryable(command: mongo.Document): mongo.Document {
  return {
    ...command,
    lsid: { id: new mongo.UUID() },
    txnNumber: mongo.Long.fromNumber(1),
    $db: 'test',
  };
}

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bulk-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a command of many statements', () => {
  let server: EmbeddedMongo;
  let client: mongo.MongoClient;
  let wire: WireClient;
  let things: mongo.Collection<Thing>;

  beforeAll(async () => {
    server = await startEmbeddedMongo({ path: join(directory, 'shared') });
    client = await new mongo.MongoClient(server.uri).connect();
    wire = await WireClient.connectTo(server.uri);
    things = client.db('test').collection('things');
  });

  afterAll(async () => {
    wire.close();
    await client.close();
    await server.stop();
  });

  beforeEach(async () => {
    await things.drop();
    await things.insertMany(Array.from({ length: MANY }, (_, _id) => ({ _id, value: 0 })));
  });

  const values = async (): Promise<Set<number>> =>
    new Set((await things.find().toArray()).map(({ value }) => value));

  it('is done once when it is sent again, and answered alike', async () => {
    const updates = Array.from({ length: MANY }, (_, at) =>
      // The last ones make documents; one matches nothing.
      at === 7 ? increment(-1) : at >= MANY - 3 ? increment(MANY + at, { upsert: true }) : increment(at),
    );
    const update = retryable({ update: 'things', updates });
    const first = await wire.command(update);
    expect(first).toMatchObject({ ok: 1, n: MANY - 1, nModified: MANY - 4 });
    expect((first['upserted'] as unknown[]).length).toBe(3);
    expect(await wire.command(update)).toEqual(first);
    expect(await values()).toEqual(new Set([0, 1]));
    expect(await things.countDocuments({ value: 0 })).toBe(4);

    const inserts = retryable({
      insert: 'things',
      documents: Array.from({ length: MANY }, (_, at) => ({ _id: 10 * MANY + at, value: 5 })),
    });
    const inserted = await wire.command(inserts);
    expect(inserted).toMatchObject({ ok: 1, n: MANY });
    expect(await wire.command(inserts)).toEqual(inserted);

    const deletes = retryable({
      delete: 'things',
      // Each deletes one of many: a second time there would be others.
      deletes: Array.from({ length: 400 }, () => ({ q: { value: 1 }, limit: 1 })),
    });
    const removed = await wire.command(deletes);
    expect(removed).toMatchObject({ ok: 1, n: 400 });
    expect(await wire.command(deletes)).toEqual(removed);
    expect(await things.countDocuments({ value: 1 })).toBe(MANY - 1 - 400);
  });

  it.each([true, false])(
    'reports the statements that fail, and goes on with ordered: %s as MongoDB does',
    async (ordered) => {
      await things.createIndex({ name: 1 }, { unique: true, sparse: true });
      await things.updateOne({ _id: 0 }, { $set: { name: 'taken' } });
      const failing = [600, 900];
      const updates = Array.from({ length: MANY }, (_, at) =>
        failing.includes(at)
          ? { q: { _id: at }, u: { $set: { name: 'taken' }, $inc: { value: 1 } } }
          : increment(at),
      );
      const update = retryable({ update: 'things', updates, ordered });
      const reply = await wire.command(update);
      const done = ordered ? 600 : MANY - 2;
      expect(reply).toMatchObject({ ok: 1, n: done, nModified: done });
      expect(
        (reply['writeErrors'] as mongo.Document[]).map(({ index, code }): unknown[] => [index, code]),
      ).toEqual((ordered ? [600] : failing).map((at) => [at, 11000]));
      expect(await wire.command(update)).toEqual(reply);
      expect(await things.countDocuments({ value: 1 })).toBe(done);
      expect(await things.countDocuments({ value: { $nin: [0, 1] } })).toBe(0);
    },
  );

  it('waits for a transaction that holds one of the documents, and does the others once', async () => {
    const session = client.startSession();
    session.startTransaction();
    await things.updateOne({ _id: 700 }, { $inc: { value: 100 } }, { session });
    const updates = Array.from({ length: MANY }, (_, at) => increment(at));
    const answer = wire.command(retryable({ update: 'things', updates }));
    // What comes before the held document is visible while the command waits.
    while ((await things.findOne({ _id: 699 }))?.value !== 1) await things.findOne({ _id: 0 });
    expect((await things.findOne({ _id: 701 }))?.value).toBe(0);
    await session.commitTransaction();
    await session.endSession();
    expect(await answer).toMatchObject({ ok: 1, n: MANY, nModified: MANY });
    expect(await values()).toEqual(new Set([1, 101]));
  });

  it('changes each document once when an updateMany meets a transaction in its middle', async () => {
    const session = client.startSession();
    session.startTransaction();
    await things.updateOne({ _id: 700 }, { $inc: { value: 100 } }, { session });
    const answer = things.updateMany({}, { $inc: { value: 1 } });
    while ((await things.findOne({ _id: 699 }))?.value !== 1) await things.findOne({ _id: 0 });
    await session.commitTransaction();
    await session.endSession();
    expect(await answer).toMatchObject({ matchedCount: MANY, modifiedCount: MANY });
    expect(await values()).toEqual(new Set([1, 101]));
  });

  it('lets others in between its commits', async () => {
    const updates = Array.from({ length: MANY }, (_, at) => increment(at));
    let answered = false;
    const answer = wire.command(retryable({ update: 'things', updates })).then((reply) => {
      answered = true;
      return reply;
    });
    const seen = new Set<number>();
    while (!answered) seen.add(await things.countDocuments({ value: 1 }));
    expect(await answer).toMatchObject({ ok: 1, n: MANY });
    expect([...seen].filter((count) => count > 0 && count < MANY).length).toBeGreaterThan(0);
  });
});

describe('a server that is killed in the middle of a command of many statements', () => {
  const program = fileURLToPath(new URL('../support/store-process.ts', import.meta.url));

  async function start(path: string): Promise<{ child: ChildProcess; uri: string }> {
    const child = spawn(process.execPath, ['--import', 'tsx', program, path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, uri: line.toString().trim() };
  }

  async function kill(child: ChildProcess): Promise<void> {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('has done a part of it, and does the rest when it is sent again', async () => {
    const path = join(directory, 'killed');
    const updates = Array.from({ length: MANY }, (_, at) => increment(at));
    const update = retryable({ update: 'things', updates });
    const first = await start(path);
    const observer = await new mongo.MongoClient(first.uri).connect();
    const things = observer.db('test').collection<Thing>('things');
    await things.insertMany(Array.from({ length: MANY }, (_, _id) => ({ _id, value: 0 })));
    const writer = await WireClient.connectTo(first.uri);
    let answered: unknown = null;
    const lost = writer.command(update).catch((error: unknown) => error);
    void lost.then((answer) => (answered = answer));
    while ((await things.countDocuments({ value: 1 })) < 50) {
      expect(answered).toBeNull();
      await things.findOne({ _id: 0 });
    }
    await kill(first.child);
    expect(await lost).toBeInstanceOf(Error);
    // It looks for a server to end its sessions on, and there is none any more.
    void observer.close(true).catch(() => undefined);

    const second = await start(path);
    const client = await new mongo.MongoClient(second.uri).connect();
    const again = client.db('test').collection<Thing>('things');
    const before = await again.countDocuments({ value: 1 });
    expect(before).toBeGreaterThanOrEqual(50);
    expect(before).toBeLessThan(MANY);
    const wire = await WireClient.connectTo(second.uri);
    expect(await wire.command(update)).toMatchObject({ ok: 1, n: MANY, nModified: MANY });
    expect(await again.countDocuments({ value: 1 })).toBe(MANY);
    wire.close();
    await client.close();
    await kill(second.child);

    // Once more after another restart: every result is there.
    const third = await start(path);
    const last = await WireClient.connectTo(third.uri);
    expect(await last.command(update)).toMatchObject({ ok: 1, n: MANY, nModified: MANY });
    const found = await last.command({ count: 'things', query: { value: 1 }, $db: 'test' });
    expect(found).toMatchObject({ ok: 1, n: MANY });
    last.close();
    await kill(third.child);
  });
});
