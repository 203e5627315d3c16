import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restoreStore, startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

const { Decimal128, Long } = mongo;

const decimal = (text: string): mongo.Decimal128 => Decimal128.fromString(text);
const NEAR = [1, 2, 3].map((last) => decimal(`0.100000000000000000000000000000000${last}`));

interface Numbers {
  _id: number;
  value: unknown;
}

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'close-decimals-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function use<T>(server: EmbeddedMongo, act: (database: mongo.Db) => Promise<T>): Promise<T> {
  const client = await new mongo.MongoClient(server.uri).connect();
  try {
    return await act(client.db('test'));
  } finally {
    await client.close();
    await server.stop();
  }
}

describe('decimals that lie beside the same double', () => {
  it('are different in unique indexes, groups, distinct and sorts, and equal to no other number', async () => {
    const server = await startEmbeddedMongo({ path: join(directory, 'new') });
    await use(server, async (database) => {
      const numbers = database.collection<Numbers>('numbers');
      await numbers.createIndex({ value: 1 }, { unique: true, name: 'value' });
      await numbers.insertMany([NEAR[2], NEAR[0], NEAR[1], 0.1].map((value, _id) => ({ _id, value })));
      const order = [3, 1, 2, 0];
      // Written out, the double 0.1 is 0.1000000000000000055…: above these decimals.
      const ascending = [...order.slice(1), order[0]];
      const ids = (found: Numbers[]): number[] => found.map(({ _id }) => _id);
      expect(ids(await numbers.find().sort({ value: 1 }).hint('value').toArray())).toEqual(ascending);
      expect(ids(await numbers.find({ value: NEAR[1] }).toArray())).toEqual([2]);
      expect(
        ids(
          await numbers
            .find({ value: { $gt: NEAR[1] } })
            .sort({ value: 1 })
            .toArray(),
        ),
      ).toEqual([0, 3]);
      expect(ids(await numbers.find({ value: { $lt: NEAR[1] } }).toArray())).toEqual([1]);
      expect(await numbers.countDocuments({ value: { $gte: NEAR[1], $lt: 0.1 } })).toBe(2);
      expect(await numbers.distinct('value')).toHaveLength(4);
      expect(await numbers.aggregate([{ $group: { _id: '$value' } }]).toArray()).toHaveLength(4);
      await expect(numbers.insertOne({ _id: 9, value: NEAR[0] })).rejects.toMatchObject({ code: 11000 });
    });
  });

  it('are one number with a long or double of the same value', async () => {
    const server = await startEmbeddedMongo({ path: join(directory, 'equal') });
    await use(server, async (database) => {
      const numbers = database.collection<Numbers>('numbers');
      await numbers.createIndex({ value: 1 }, { unique: true });
      const big = '9007199254740993';
      await numbers.insertOne({ _id: 1, value: Long.fromString(big) });
      await numbers.insertOne({ _id: 2, value: decimal(`${big}.5`) });
      await numbers.insertOne({ _id: 3, value: 1.5 });
      for (const value of [decimal(big), decimal(`${big}.50`), decimal('1.500'), decimal('15E-1')]) {
        await expect(numbers.insertOne({ _id: 9, value })).rejects.toMatchObject({ code: 11000 });
      }
      expect(await numbers.findOne({ value: decimal(`${big}.0`) })).toMatchObject({ _id: 1 });
    });
  });
});

describe('a store of format 1, whose index keys are the same for such decimals,', () => {
  const HEADER_BYTES = 4096;

  async function check(path: string): Promise<void> {
    for (let time = 0; time < 2; time++) {
      const server = await startEmbeddedMongo({ path });
      await use(server, async (database) => {
        const numbers = database.collection<Numbers>('numbers');
        const all = await numbers.find({}, { hint: { $natural: 1 } }).toArray();
        expect(all).toHaveLength(111 + time);
        for (const hint of ['value', 'values', 'name', '_id_']) {
          expect(await numbers.find({}, { hint }).toArray(), hint).toHaveLength(111 + time);
        }
        const sorted = await numbers
          .find({ value: { $gte: 0.05, $lt: 0.2 } })
          .sort({ value: 1 })
          .toArray();
        expect(sorted.map(({ _id }) => _id)).toEqual([2, 1, 0, 3]);
        expect(await numbers.countDocuments({ value: decimal('9007199254740993.25') })).toBe(1);
        expect(await numbers.countDocuments({ value: { $gte: 3, $lt: 6 } })).toBe(2);
        await numbers.insertOne({ _id: 1000 + time, value: 0.15 + time, name: `later ${time}` } as Numbers);
        await expect(numbers.insertOne({ _id: 5000, value: 0, name: 'n7' } as Numbers)).rejects.toMatchObject(
          {
            code: 11000,
          },
        );
        await numbers.updateOne({ _id: 1000 + time }, { $set: { value: 1000 } });
      });
      expect(JSON.parse(await readFile(join(path, 'format.json'), 'utf8'))).toEqual({ format: 2 });
    }
  }

  it('gets new indexes when it is opened, and when it is restored from a backup', async () => {
    const packed = fileURLToPath(new URL('embedded-store-format-1/numbers.backup.gz', import.meta.url));
    const backup = gunzipSync(await readFile(packed));
    const opened = join(directory, 'opened');
    await mkdir(opened);
    await writeFile(join(opened, 'data.mdb'), backup.subarray(HEADER_BYTES));
    await writeFile(join(opened, 'format.json'), '{"format":1}');
    const torn = join(directory, 'torn');
    await cp(opened, torn, { recursive: true });
    await check(opened);

    // The note was written, and the process killed before it was in its place.
    await writeFile(join(torn, 'format.json.new'), '{"for');
    await check(torn);

    const file = join(directory, 'format-1.backup');
    await writeFile(file, backup);
    await restoreStore(file, join(directory, 'restored'));
    await check(join(directory, 'restored'));
  });
});
