import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backupStore,
  restoreStore,
  startEmbeddedMongo,
  StoreError,
} from '../../src/embedded-mongodb/index.ts';
import type { CrashReport } from '../support/crash-writer.ts';

const WRITER = fileURLToPath(new URL('../support/crash-writer.ts', import.meta.url));

let base: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'backup-'));
});

afterAll(() => rm(base, { recursive: true, force: true }));

interface Item {
  _id: string;
  group: number;
  tags: string[];
}

/** A process that writes to a store as fast as it can, and what it was told is stored. */
class LoadedStore {
  readonly inserted = new Set<string>();
  readonly deleting = new Set<string>();
  readonly paired = new Set<string>();
  private readonly child: ChildProcess;
  readonly uri: Promise<string>;

  constructor(path: string) {
    this.child = fork(WRITER, [path, '0'], { execArgv: ['--import', 'tsx'] });
    this.uri = new Promise((resolve) => {
      this.child.on('message', (report: CrashReport) => {
        if (report.kind === 'ready') resolve(report.uri);
        else if (report.kind === 'inserted' || report.kind === 'deleting' || report.kind === 'paired') {
          this[report.kind].add(report.id);
        }
      });
    });
  }

  async go(): Promise<void> {
    const client = await new mongo.MongoClient(await this.uri).connect();
    await client
      .db('crash')
      .collection('items')
      .createIndexes([{ key: { group: 1 } }, { key: { tags: 1 } }]);
    await client.close();
    this.child.send('go');
  }

  /** Waits for further acknowledged inserts. */
  async more(count: number): Promise<void> {
    const enough = this.inserted.size + count;
    while (this.inserted.size < enough) await once(this.child, 'message');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

/** Documents and every index agree; the ids of the items. */
async function verify(
  path: string,
  acknowledged: { inserted: Set<string>; paired: Set<string> },
  load: LoadedStore,
) {
  const server = await startEmbeddedMongo({ path });
  const client = await new mongo.MongoClient(server.uri).connect();
  const database = client.db('crash');
  const items = database.collection<Item>('items');
  const all = await items.find({}, { hint: { $natural: 1 } }).toArray();
  const ids = new Set(all.map(({ _id }) => _id));
  const lost = [...acknowledged.inserted].filter((id) => !ids.has(id) && !load.deleting.has(id));
  expect(lost, 'acknowledged inserts that are missing').toEqual([]);
  expect(sorted((await items.find({}, { hint: '_id_' }).toArray()).map(({ _id }) => _id))).toEqual(
    sorted(ids),
  );
  for (const group of [0, 1, 2, 3, 4, 9]) {
    const through = await items.find({ group }, { hint: 'group_1' }).toArray();
    const expected = all.filter((item) => item.group === group);
    expect(sorted(through.map(({ _id }) => _id))).toEqual(sorted(expected.map(({ _id }) => _id)));
  }
  for (const tag of ['t0', 'u3', 'late']) {
    const through = await items.find({ tags: tag }, { hint: 'tags_1' }).toArray();
    const expected = all.filter(({ tags }) => tags.includes(tag));
    expect(sorted(through.map(({ _id }) => _id))).toEqual(sorted(expected.map(({ _id }) => _id)));
  }
  const halves = async (name: string): Promise<string[]> =>
    sorted((await database.collection<{ _id: string }>(name).find().toArray()).map(({ _id }) => _id));
  const left = await halves('left');
  expect(await halves('right'), 'halves of transactions').toEqual(left);
  expect([...acknowledged.paired].filter((id) => !left.includes(id))).toEqual([]);
  const totals = database.collection<{ _id: string; value: number }>('totals');
  expect((await totals.findOne({ _id: 'pairs' }))?.value).toBe(left.length);
  await items.insertOne({ _id: 'written after', group: 1, tags: [] });
  await client.close();
  await server.stop();
}

/** All that there is: collections with their options, indexes, and documents to the byte, read through each index. */
async function dump(client: mongo.MongoClient): Promise<unknown> {
  const { databases } = await client.db('admin').admin().listDatabases();
  const collections = databases.map(async ({ name }) => {
    const database = client.db(name);
    return Promise.all(
      (await database.listCollections().toArray()).map(async (collection) => {
        const of = database.collection(collection.name);
        const indexes = await of.indexes();
        const read = (hint: mongo.Hint): Promise<mongo.Document[]> =>
          of.find({}, { hint, raw: true }).toArray();
        const documents = await Promise.all(
          [{ $natural: 1 }, ...indexes.map((index) => index.name!)].map(read),
        );
        return {
          database: name,
          collection,
          indexes,
          documents: documents.map((found) =>
            found.map((bytes) => Buffer.from(bytes as Uint8Array).toString('hex')),
          ),
        };
      }),
    );
  });
  return Promise.all(collections);
}

describe('a backup of a store that another process writes to', () => {
  it('has all that was acknowledged before, and indexes that agree, each time', async () => {
    const load = new LoadedStore(join(base, 'loaded'));
    const made: { file: string; inserted: Set<string>; paired: Set<string> }[] = [];
    await load.go();
    for (const name of ['first', 'second', 'third']) {
      await load.more(150);
      const before = { inserted: new Set(load.inserted), paired: new Set(load.paired) };
      const file = join(base, name);
      const begun = new Date();
      const { createdAt, bytes } = await backupStore(join(base, 'loaded'), file);
      expect(createdAt.getTime()).toBeGreaterThanOrEqual(begun.getTime());
      expect((await stat(file)).size).toBe(bytes + 4096);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      made.push({ file, ...before });
    }
    // One of the same name takes the place of the earlier one.
    await backupStore(join(base, 'loaded'), join(base, 'third'));
    await load.more(20);
    await load.kill();
    for (const { file, ...acknowledged } of made) {
      const restored = `${file}-restored`;
      await restoreStore(file, restored);
      expect((await readdir(restored)).sort()).toEqual(['data.mdb', 'format.json']);
      await verify(restored, acknowledged, load);
    }
    expect(load.paired.size).toBeGreaterThan(50);
    expect((await readdir(base)).filter((name) => /\.\w{6}$|restoring/.test(name))).toEqual([]);
    // Nobody has the store now, and the process that had it was killed.
    await backupStore(join(base, 'loaded'), join(base, 'afterwards'));
    await restoreStore(join(base, 'afterwards'), join(base, 'afterwards-restored'));
    await verify(join(base, 'afterwards-restored'), load, load);
  });

  it('can be made by the server itself, which ends only when it is done', async () => {
    const path = join(base, 'own');
    const server = await startEmbeddedMongo({ path });
    const client = await new mongo.MongoClient(server.uri).connect();
    await client.db('test').collection('things').insertOne({ n: 1 });
    await expect(backupStore(path, join(base, 'other'))).rejects.toThrow(/open in this process/);
    await expect(server.backup(join(base, 'nowhere', 'file'))).rejects.toThrow(/ENOENT/);
    await expect(server.backup(base)).rejects.toThrow(StoreError);
    const both = Promise.all([server.backup(join(base, 'own-1')), server.backup(join(base, 'own-2'))]);
    await client.close();
    await server.stop();
    expect((await both).map(({ bytes }) => bytes > 4096)).toEqual([true, true]);
    await restoreStore(join(base, 'own-2'), join(base, 'own-restored'));
    const again = await startEmbeddedMongo({ path: join(base, 'own-restored') });
    const reader = await new mongo.MongoClient(again.uri).connect();
    expect(await reader.db('test').collection('things').countDocuments({ n: 1 })).toBe(1);
    await reader.close();
    await again.stop();
  });

  it('is restored to an equal store', async () => {
    const path = join(base, 'varied');
    const server = await startEmbeddedMongo({ path });
    const client = await new mongo.MongoClient(server.uri).connect();
    const database = client.db('test');
    await database.createCollection('checked', { validator: { n: { $gte: 0 } } });
    const checked = database.collection('checked');
    await checked.createIndexes([
      { key: { n: 1, at: -1 }, name: 'pair' },
      { key: { tags: 1 }, name: 'tags', sparse: true },
      { key: { at: 1 }, name: 'over', expireAfterSeconds: 100_000 },
      { key: { key: 1 }, name: 'key', unique: true, partialFilterExpression: { n: { $gt: 100 } } },
    ]);
    const { Decimal128, Long } = mongo;
    await checked.insertMany(
      Array.from({ length: 300 }, (_, at) => ({
        n: at % 3 === 0 ? Long.fromNumber(at) : at % 3 === 1 ? Decimal128.fromString(`${at}.50`) : at,
        at: new Date(Date.now() - at),
        tags: [at % 4, `t${at % 7}`],
        key: at,
        text: 'x'.repeat(at * 40),
      })),
    );
    await checked.deleteMany({ key: { $lt: 20 } });
    await client.db('other').collection<{ _id: string }>('가나').insertOne({ _id: '다' });
    await server.backup(join(base, 'varied.backup'));
    const before = await dump(client);
    await client.close();
    await server.stop();

    await restoreStore(join(base, 'varied.backup'), join(base, 'varied-restored'));
    const again = await startEmbeddedMongo({ path: join(base, 'varied-restored') });
    const reader = await new mongo.MongoClient(again.uri).connect();
    expect(await dump(reader)).toEqual(before);
    await expect(reader.db('test').collection('checked').insertOne({ n: -1 })).rejects.toMatchObject({
      code: 121,
    });
    await reader.close();
    await again.stop();
  });

  it('is refused where there is no store, and leaves an earlier backup alone', async () => {
    const file = join(base, 'earlier');
    await writeFile(file, 'earlier');
    await expect(backupStore(join(base, 'nothing'), file)).rejects.toThrow(/There is no store in/);
    const newer = join(base, 'newer');
    await cp(join(base, 'own'), newer, { recursive: true });
    await writeFile(join(newer, 'format.json'), '{"format":3}');
    await expect(backupStore(newer, file)).rejects.toThrow(/has format 3/);
    expect(await readFile(file, 'utf8')).toBe('earlier');
    expect(await readdir(base)).not.toContain('nothing');
  });
});

describe('a backup is not restored', () => {
  const target = (): string => join(base, 'parent', 'restored');

  async function change(file: string, at: number, bytes: string): Promise<void> {
    const handle = await open(file, 'r+');
    await handle.write(Buffer.from(bytes), 0, bytes.length, at);
    await handle.close();
  }

  it.each<[string, (file: string) => Promise<void>, RegExp]>([
    [
      'that is cut off',
      async (file) => truncate(file, (await stat(file)).size - 1),
      /damaged.*bytes instead of/,
    ],
    [
      'that has more at its end',
      (file) => writeFile(file, 'more', { flag: 'a' }),
      /damaged.*bytes instead of/,
    ],
    ['with one byte of its data changed', (file) => change(file, 9000, '\u0007'), /damaged.*checksum/],
    [
      'with a header that lacks something',
      (file) => change(file, 0, '{"kind":"embedded-mongodb-backup"}\n//'),
      /damaged.*no header/,
    ],
    ['that is another file', (file) => writeFile(file, 'PK'), /damaged.*no header/],
    ['that is empty', (file) => truncate(file), /damaged.*no header/],
    [
      'of a newer format',
      async (file) => {
        const text = (await readFile(file)).toString('latin1').replace('"format":2', '"format":3');
        await writeFile(file, text, 'latin1');
      },
      /has format 3; this version knows formats up to 2/,
    ],
    ['that is not there', (file) => rm(file), /can't be read: ENOENT/],
  ])('%s', async (_, damage, message) => {
    const file = join(base, 'damaged');
    await cp(join(base, 'own-1'), file);
    await damage(file);
    const restore = restoreStore(file, target());
    await expect(restore).rejects.toThrow(message);
    await expect(restore).rejects.toThrow(StoreError);
    expect(await readdir(base)).not.toContain('parent');
  });

  it('into a directory that has something in it; into an empty one it is', async () => {
    const full = join(base, 'full');
    await mkdir(full);
    await writeFile(join(full, 'note'), 'mine');
    await expect(restoreStore(join(base, 'own-1'), full)).rejects.toThrow(/isn't empty/);
    expect(await readdir(full)).toEqual(['note']);
    await expect(restoreStore(join(base, 'own-1'), join(base, 'own'))).rejects.toThrow(/isn't empty/);
    await rm(join(full, 'note'));
    await restoreStore(join(base, 'own-1'), full);
    expect((await readdir(full)).sort()).toEqual(['data.mdb', 'format.json']);
  });
});
