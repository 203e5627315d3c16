import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const { MongoClient } = mongoose.mongo;
type Filter = mongoose.mongo.Filter<Row>;

interface Row {
  _id: number;
  group: string;
  rank: number | string | null;
  at: Date;
  tags: string[];
  of: { name: string; sizes: number[] };
}

interface Stage {
  stage: string;
  indexName?: string;
  inputStage?: Stage;
}

let client: mongoose.mongo.MongoClient;
let database: mongoose.mongo.Db;
let rows: mongoose.mongo.Collection<Row>;

beforeAll(async () => {
  client = await new MongoClient(inject('mongodbUri')).connect();
  database = client.db(`test-${randomBytes(6).toString('hex')}`);
  rows = database.collection<Row>('rows');
  await rows.createIndexes([
    { key: { group: 1, rank: -1 }, name: 'group_rank' },
    { key: { at: 1 }, name: 'at' },
    { key: { tags: 1 }, name: 'tags' },
    { key: { 'of.name': 1 }, name: 'of_name', partialFilterExpression: { group: 'a' } },
  ]);
  await rows.insertMany(
    Array.from({ length: 60 }, (_, number) => ({
      _id: number,
      group: 'abc'[number % 3]!,
      rank: number % 10,
      at: new Date(number * 1000),
      tags: [`t${number % 7}`, `u${number % 5}`],
      of: { name: `n${number % 6}`, sizes: [number] },
    })),
  );
});

afterAll(async () => {
  await database.dropDatabase();
  await client.close();
});

/** The winning plan's stages from the outermost to the one that reads, and the index that is read. */
function readPlan(explained: mongoose.mongo.Document): { stages: string[]; index: string | undefined } {
  const { winningPlan } = explained['queryPlanner'] as { winningPlan: Stage };
  const stages: string[] = [];
  let index: string | undefined;
  for (let stage: Stage | undefined = winningPlan; stage !== undefined; stage = stage.inputStage) {
    stages.push(stage.stage);
    index = stage.indexName ?? index;
  }
  return { stages, index };
}

const external = process.env['MONGODB_URI'] !== undefined && process.env['MONGODB_URI'] !== '';

describe.skipIf(external)('the plan that explain names', () => {
  const planOf = async (filter: Filter, options: mongoose.mongo.FindOptions = {}) =>
    readPlan(await rows.find(filter, options).explain('queryPlanner'));

  it('of a find reads an index for equality, range, $in, arrays and _id', async () => {
    expect(await planOf({ _id: 3 })).toEqual({ stages: ['FETCH', 'IXSCAN'], index: '_id_' });
    expect(await planOf({ group: 'a' })).toEqual({ stages: ['FETCH', 'IXSCAN'], index: 'group_rank' });
    expect(await planOf({ group: 'a', rank: { $gt: 4 } })).toMatchObject({ index: 'group_rank' });
    expect(await planOf({ group: { $in: ['a', 'b'] } })).toMatchObject({ index: 'group_rank' });
    expect(await planOf({ at: { $gte: new Date(0), $lt: new Date(5000) } })).toMatchObject({ index: 'at' });
    expect(await planOf({ tags: 't1' })).toMatchObject({ index: 'tags' });
    expect(await planOf({ $and: [{ tags: 't1' }, { of: { $exists: true } }] })).toMatchObject({
      index: 'tags',
    });
  });

  it('of a find reads the collection when no index helps', async () => {
    expect(await planOf({ 'of.sizes': 3 })).toEqual({ stages: ['COLLSCAN'], index: undefined });
    expect(await planOf({ rank: 3 })).toEqual({ stages: ['COLLSCAN'], index: undefined });
    expect(await planOf({ $or: [{ _id: 1 }, { rank: 3 }] })).toMatchObject({ stages: ['COLLSCAN'] });
  });

  it('sorts only what no index gives in order, and says where it stops', async () => {
    expect(await planOf({ group: 'a' }, { sort: { rank: -1 }, limit: 3 })).toEqual({
      stages: ['LIMIT', 'FETCH', 'IXSCAN'],
      index: 'group_rank',
    });
    expect(await planOf({ group: 'a' }, { sort: { rank: 1 } })).toMatchObject({
      stages: ['FETCH', 'IXSCAN'],
    });
    expect(await planOf({}, { sort: { at: -1 }, skip: 2, limit: 3 })).toEqual({
      stages: ['LIMIT', 'SKIP', 'FETCH', 'IXSCAN'],
      index: 'at',
    });
    expect(await planOf({ group: 'a' }, { sort: { at: 1, rank: 1 } })).toMatchObject({
      stages: ['SORT', 'FETCH', 'IXSCAN'],
    });
    expect(await planOf({ tags: { $in: ['t1', 't2'] } }, { sort: { tags: 1 } })).toMatchObject({
      stages: ['SORT', 'FETCH', 'IXSCAN'],
    });
  });

  it('of alternatives reads the ranges of all of them in one index, each document once and in its order', async () => {
    const filter = {
      $or: [
        { group: 'c', rank: { $gt: 6 } },
        { group: 'a', rank: 3 },
        { group: 'c', rank: { $gt: 4, $lte: 8 } },
      ],
    };
    const index = 'group_rank';
    expect(await planOf(filter)).toEqual({ stages: ['FETCH', 'IXSCAN'], index });
    const inOrder = { group: 1, rank: -1 } as const;
    expect(await planOf(filter, { sort: inOrder })).toEqual({ stages: ['FETCH', 'IXSCAN'], index });
    expect(await planOf(filter, { sort: { rank: -1 } })).toMatchObject({
      stages: ['SORT', 'FETCH', 'IXSCAN'],
    });
    const keys = ['a3', 'a3', 'c9', 'c9', 'c8', 'c8', 'c7', 'c7', 'c6', 'c6', 'c5', 'c5'];
    const found = async (sort: mongoose.mongo.Sort) =>
      (await rows.find(filter, { sort }).toArray()).map(({ group, rank }) => `${group}${rank}`);
    expect(await found(inOrder)).toEqual(keys);
    expect(await found({ group: -1, rank: 1 })).toEqual(keys.reverse());
    // One of them needs everything, or there is something else besides.
    expect(await planOf({ $or: [{ group: 'a' }, { 'of.sizes': 3 }] })).toMatchObject({
      stages: ['COLLSCAN'],
    });
    expect(await planOf({ $or: [{ group: 'a' }, { group: 'b' }], at: new Date(0) })).toMatchObject({
      index: 'at',
    });
  });

  it('keeps to a hint, and to a partial index only for what it holds', async () => {
    expect(await planOf({ group: 'a', tags: 't1' }, { hint: 'at' })).toMatchObject({ index: 'at' });
    expect(await planOf({ group: 'a' }, { hint: { $natural: 1 } })).toMatchObject({ stages: ['COLLSCAN'] });
    expect(await planOf({ 'of.name': 'n1' })).toMatchObject({ stages: ['COLLSCAN'] });
    const index = { index: 'of_name' };
    expect(await planOf({ group: 'a', 'of.name': 'n1' }, { hint: 'of_name' })).toMatchObject(index);
  });

  it('of a count reads only the index when that is enough', async () => {
    const explained = async (query: Filter) =>
      readPlan(await database.command({ explain: { count: 'rows', query }, verbosity: 'queryPlanner' }));
    expect(await explained({ group: 'a' })).toEqual({ stages: ['COUNT', 'COUNT_SCAN'], index: 'group_rank' });
    expect(await explained({ group: 'a', rank: 3 })).toMatchObject({ stages: ['COUNT', 'COUNT_SCAN'] });
    expect(await explained({ group: 'a', rank: null })).toMatchObject({
      stages: ['COUNT', 'FETCH', 'IXSCAN'],
    });
    expect(await explained({ group: 'a', at: new Date(0) })).toMatchObject({
      stages: ['COUNT', 'FETCH', 'IXSCAN'],
    });
    expect(await explained({ tags: 't1' })).toEqual({ stages: ['COUNT', 'FETCH', 'IXSCAN'], index: 'tags' });
    expect(await explained({ rank: 3 })).toMatchObject({ stages: ['COUNT', 'COLLSCAN'] });
  });

  it('of an aggregation is that of its leading stages', async () => {
    const explained = async (pipeline: mongoose.mongo.Document[]) =>
      readPlan(await rows.aggregate(pipeline).explain('queryPlanner'));
    expect(await explained([{ $match: { group: 'a' } }, { $sort: { rank: -1 } }, { $limit: 2 }])).toEqual({
      stages: ['LIMIT', 'FETCH', 'IXSCAN'],
      index: 'group_rank',
    });
    expect(await explained([{ $match: { group: 'a' } }, { $group: { _id: 1, n: { $sum: 1 } } }])).toEqual({
      stages: ['COUNT_SCAN'],
      index: 'group_rank',
    });
    expect(await explained([{ $unwind: '$tags' }, { $match: { group: 'a' } }])).toMatchObject({
      stages: ['COLLSCAN'],
    });
  });

  it('of distinct, update, delete and findAndModify is that of their filter', async () => {
    const explained = async (command: mongoose.mongo.Document) =>
      readPlan(await database.command({ explain: command, verbosity: 'queryPlanner' }));
    const read = { index: 'group_rank' };
    const u = { $set: { rank: 1 } };
    expect(await explained({ distinct: 'rows', key: 'tags', query: { group: 'a' } })).toMatchObject(read);
    expect(await explained({ update: 'rows', updates: [{ q: { group: 'a' }, u, multi: true }] })).toEqual({
      stages: ['UPDATE', 'FETCH', 'IXSCAN'],
      ...read,
    });
    expect(await explained({ delete: 'rows', deletes: [{ q: { group: 'a' }, limit: 0 }] })).toEqual({
      stages: ['DELETE', 'FETCH', 'IXSCAN'],
      ...read,
    });
    expect(
      await explained({ findAndModify: 'rows', query: { group: 'a' }, sort: { rank: -1 }, update: u }),
    ).toEqual({ stages: ['UPDATE', 'LIMIT', 'FETCH', 'IXSCAN'], ...read });
    expect(await rows.countDocuments({ rank: 1 }), 'nothing was changed').toBe(6);
  });
});

/** Values of several types that an index keeps side by side: also those that share a key or stand between types. */
const { Decimal128, Double, Int32, Long } = mongoose.mongo;
const scalar: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  null,
  0,
  1,
  2,
  new Double(2),
  new Double(-0),
  NaN,
  Infinity,
  1.5,
  Long.fromNumber(2),
  Long.fromString('9007199254740993'),
  Decimal128.fromString('2'),
  Decimal128.fromString('2.0000000000000000001'),
  Decimal128.fromString('9007199254740992.5'),
  Long.fromString('1152921504606846979'),
  Decimal128.fromString('1152921504606846979'),
  Decimal128.fromString('1E-6000'),
  Decimal128.fromString('1E+6000'),
  Decimal128.fromString('-Infinity'),
  Decimal128.fromString('NaN'),
  'a',
  'b',
  'a\0',
  '',
  'x'.repeat(2500),
  true,
  false,
  new Date(0),
  new Date(5),
);
const stored = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ x: scalar }) },
  { weight: 1, arbitrary: fc.array(fc.record({ x: scalar }), { maxLength: 2 }) },
);
const anyRow = fc.record({ a: stored, b: stored, c: scalar }, { requiredKeys: [] });
const operand = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(1, 2, new Int32(1), new Double(1.5), 'a', 'b', new Date(5), true),
  },
  { weight: 1, arbitrary: stored },
);
const bound = fc.constantFrom('$gt', '$gte', '$lt', '$lte');
const condition = fc.oneof(
  { weight: 3, arbitrary: operand },
  { weight: 2, arbitrary: fc.tuple(bound, operand).map(([operator, value]) => ({ [operator]: value })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(bound, operand, bound, operand)
      .map(([one, low, other, high]) => ({ [one]: low, [other]: high })),
  },
  { weight: 2, arbitrary: fc.array(operand, { maxLength: 3 }).map((values) => ({ $in: values })) },
  { weight: 1, arbitrary: operand.map((value) => ({ $ne: value })) },
  { weight: 1, arbitrary: fc.boolean().map((value) => ({ $exists: value })) },
);
const path = fc.constantFrom('a', 'b', 'c', 'a.x', 'b.x', 'a.0');
const anyFilter = fc
  .array(fc.tuple(path, condition), { maxLength: 3 })
  .map((conditions): Record<string, unknown> => Object.fromEntries(conditions));
const anyFilterOrAlternatives = fc.oneof(
  { weight: 3, arbitrary: anyFilter },
  {
    weight: 1,
    arbitrary: fc
      .array(anyFilter, { minLength: 1, maxLength: 3 })
      .map((alternatives): Record<string, unknown> => ({ $or: alternatives })),
  },
);
const indexKeys = fc.uniqueArray(
  fc.constantFrom<Record<string, 1 | -1>>(
    { a: 1 },
    { a: -1 },
    { b: 1 },
    { c: -1 },
    { 'a.x': 1 },
    { a: 1, c: 1 },
    { c: 1, b: -1 },
    { c: 1, 'b.x': 1 },
    { b: 1, a: 1 },
  ),
  { minLength: 1, maxLength: 3, selector: (key) => JSON.stringify(key) },
);

describe('a query with indexes', () => {
  it('finds, counts, takes apart and orders the same as one without', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          documents: fc.array(anyRow, { minLength: 1, maxLength: 12 }),
          keys: indexKeys,
          filters: fc.array(anyFilterOrAlternatives, { minLength: 6, maxLength: 6 }),
          kind: fc.constantFrom<{ sparse?: true }>({}, {}, { sparse: true }),
        }),
        async ({ documents, keys, filters, kind }) => {
          const name = randomBytes(4).toString('hex');
          const [plain, indexed] = [database.collection(`p${name}`), database.collection(`i${name}`)];
          for (const key of keys) await indexed.createIndex(key, kind);
          // Two arrays in one document's index are refused: what the one has, the other has too.
          const kept: mongoose.mongo.Document[] = [];
          for (const [_id, row] of documents.entries()) {
            const document = { _id: _id as never, ...(row as object) };
            const taken = await indexed.insertOne(document).then(
              () => true,
              () => false,
            );
            if (taken) kept.push(document);
          }
          if (kept.length > 0) await plain.insertMany(kept);
          for (const filter of filters) {
            const onBoth = async (ask: (of: typeof plain) => Promise<unknown>): Promise<void> => {
              const [with_, without] = await Promise.all([answer(ask(indexed)), answer(ask(plain))]);
              expect(with_, JSON.stringify({ filter, keys, kind })).toEqual(without);
            };
            await onBoth((of) => of.find(filter).project({ _id: 1 }).toArray().then(inOrder));
            await onBoth((of) => of.countDocuments(filter));
            await onBoth((of) => of.countDocuments(filter, { skip: 1, limit: 3 }));
            await onBoth((of) =>
              database.command({ count: of.collectionName, query: filter }).then(({ n }) => n as number),
            );
            await onBoth((of) => of.find(filter).sort({ c: 1, _id: 1 }).limit(4).toArray());
            await onBoth((of) =>
              of.updateMany(filter, { $set: { seen: 1 } }).then(({ matchedCount }) => matchedCount),
            );
          }
          await Promise.all([plain.drop().catch(() => undefined), indexed.drop()]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

/** The answer, or the error's code: both must be the same. */
async function answer(asked: Promise<unknown>): Promise<unknown> {
  try {
    return { answer: await asked };
  } catch (error) {
    return { code: (error as mongoose.mongo.MongoServerError).code };
  }
}

function inOrder(found: mongoose.mongo.Document[]): number[] {
  return found.map(({ _id }) => _id as number).sort((left, right) => left - right);
}
