import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const { Decimal128, Long, ObjectId } = mongo;

interface Row {
  _id: number;
  key?: unknown;
  to?: unknown;
}

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

const scalar = fc.constantFrom<unknown>(
  ...[0, 1, 2, 1.5, 'a', 'b', '', null, true, new Date(1), /a/, { x: 1 }, new ObjectId('a'.repeat(24))],
  ...[Long.fromString('9007199254740993'), Decimal128.fromString('1.0'), Decimal128.fromString('1.50')],
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 2 }) },
);
const rows = fc
  .array(fc.record({ key: value, to: value }, { requiredKeys: [] }), { minLength: 1, maxLength: 15 })
  .map((list) => list.map((row, _id): Row => ({ _id, ...row })));

async function fresh(documents: Row[]): Promise<mongo.Collection<Row>> {
  const collection = database.collection<Row>(randomBytes(6).toString('hex'));
  await collection.insertMany(documents);
  return collection;
}

/** The ids of what each document was joined with; no order is promised. */
async function joined(local: mongo.Collection<Row>, pipeline: mongo.Document[]): Promise<number[][]> {
  const found = await local.aggregate<{ found: Row[] }>([{ $sort: { _id: 1 } }, ...pipeline]).toArray();
  return found.map((row) => row.found.map(({ _id }) => _id).sort((a, b) => a - b));
}

describe('documents are joined alike with an index on the foreign field and without', () => {
  it('by $lookup and $graphLookup, whatever their values', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (here, there) => {
        const local = await fresh(here);
        const plain = await fresh(there);
        const indexed = await fresh(there);
        await indexed.createIndex({ key: 1 });
        const stages = (from: string): mongo.Document[] => [
          { $lookup: { from, localField: 'to', foreignField: 'key', as: 'found' } },
          {
            $graphLookup: {
              from,
              startWith: '$to',
              connectFromField: 'to',
              connectToField: 'key',
              as: 'found',
            },
          },
        ];
        for (const at of [0, 1]) {
          const [first, second] = [plain, indexed].map(({ collectionName }) => stages(collectionName)[at]!);
          expect(await joined(local, [second!])).toEqual(await joined(local, [first!]));
        }
        await Promise.all([local, plain, indexed].map((collection) => collection.drop()));
      }),
      { numRuns: 60 },
    );
  });
});

describe('$graphLookup', () => {
  const search = async (options: mongo.Document): Promise<Record<string, unknown>[]> => {
    // A ring of six with a branch.
    const nodes = await fresh([
      ...Array.from({ length: 6 }, (_, _id) => ({ _id, key: `n${_id}`, to: [`n${(_id + 1) % 6}`] })),
      { _id: 10, key: 'branch', to: ['n4', 'nowhere'] },
      { _id: 11, key: 'n2', to: 'branch' },
    ]);
    const [start] = await nodes
      .aggregate<{ found: Record<string, unknown>[] }>([
        { $match: { _id: 0 } },
        {
          $graphLookup: {
            from: nodes.collectionName,
            startWith: '$to',
            connectFromField: 'to',
            connectToField: 'key',
            as: 'found',
            ...options,
          },
        },
      ])
      .toArray();
    return start!.found.sort((a, b) => Number(a['_id']) - Number(b['_id']));
  };

  it('goes round a ring once, and says how far each is', async () => {
    const found = await search({ depthField: 'depth' });
    expect(found.map(({ _id, depth }) => [_id, depth])).toEqual([
      [0, 5],
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 4],
      [10, 2],
      [11, 1],
    ]);
  });

  it('stops at a depth and at documents that a condition leaves out', async () => {
    expect((await search({ maxDepth: 1 })).map(({ _id }) => _id)).toEqual([1, 2, 11]);
    expect((await search({ restrictSearchWithMatch: { _id: { $lt: 3 } } })).map(({ _id }) => _id)).toEqual([
      1, 2,
    ]);
  });

  it.each([
    [{ maxDepth: 'x' }, 40100],
    [{ maxDepth: -1 }, 40101],
    [{ maxDepth: 0.5 }, 40102],
    [{ depthField: 5 }, 40103],
    [{ depth: 5 }, 40104],
    [{ restrictSearchWithMatch: 5 }, 40185],
  ])('refuses %j', async (options, code) => {
    await expect(search(options)).rejects.toMatchObject({ code });
  });
});

describe('$bucketAuto', () => {
  const buckets = async (operand: mongo.Document): Promise<mongo.Document[]> => {
    const items = await fresh([5, 1, 1, 1, 2, 9, 7].map((key, _id) => ({ _id, key })));
    return items.aggregate([{ $bucketAuto: { groupBy: '$key', ...operand } }]).toArray();
  };

  it('keeps equal values together, and puts the rest into the last bucket', async () => {
    expect(await buckets({ buckets: 3 })).toEqual([
      { _id: { min: 1, max: 2 }, count: 3 },
      { _id: { min: 2, max: 7 }, count: 2 },
      { _id: { min: 7, max: 9 }, count: 2 },
    ]);
    expect(await buckets({ buckets: 20, output: { ids: { $push: '$_id' } } })).toEqual([
      { _id: { min: 1, max: 2 }, ids: [1, 2, 3] },
      { _id: { min: 2, max: 5 }, ids: [4] },
      { _id: { min: 5, max: 7 }, ids: [0] },
      { _id: { min: 7, max: 9 }, ids: [6] },
      { _id: { min: 9, max: 9 }, ids: [5] },
    ]);
  });

  it.each([
    [{ buckets: 0 }, 40243],
    [{ buckets: 1.5 }, 40242],
    [{ buckets: 'x' }, 40241],
    [{}, 40246],
    [{ buckets: 1, granularity: 'R5' }, 115],
    [{ buckets: 1, size: 1 }, 40245],
  ])('refuses %j', async (operand, code) => {
    await expect(buckets(operand)).rejects.toMatchObject({ code });
  });
});
