import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

const { MongoClient, MongoServerError } = mongoose.mongo;
type Rows = mongoose.mongo.Collection<Row>;

interface Row {
  _id: number;
  group: string;
  rank: number | null;
  tags: string[];
}

/** What is asked of both: the store, and a plain array that is obviously right. */
type Operation =
  | { readonly type: 'insert'; readonly row: Row }
  | { readonly type: 'increment'; readonly group: string; readonly by: number }
  | { readonly type: 'tag'; readonly id: number; readonly tag: string; readonly upsert: boolean }
  | { readonly type: 'untag'; readonly tag: string }
  | { readonly type: 'replace'; readonly row: Row }
  | { readonly type: 'delete'; readonly group: string; readonly below: number }
  | { readonly type: 'take'; readonly group: string }
  | { readonly type: 'byRank'; readonly from: number; readonly to: number; readonly limit: number }
  | { readonly type: 'byTag'; readonly tags: readonly string[] }
  | { readonly type: 'countByGroup' };

const group = fc.constantFrom('a', 'b', 'c');
const tag = fc.constantFrom('x', 'y', 'z');
const id = fc.integer({ min: 0, max: 15 });
const rank = fc.integer({ min: -3, max: 9 });
const row: fc.Arbitrary<Row> = fc.record({
  _id: id,
  group,
  rank: fc.option(rank),
  tags: fc.uniqueArray(tag, { maxLength: 3 }),
});

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: row.map((value) => ({ type: 'insert' as const, row: value })) },
  fc.record({ type: fc.constant('increment' as const), group, by: rank }),
  fc.record({ type: fc.constant('tag' as const), id, tag, upsert: fc.boolean() }),
  fc.record({ type: fc.constant('untag' as const), tag }),
  fc.record({ type: fc.constant('replace' as const), row }),
  fc.record({ type: fc.constant('delete' as const), group, below: rank }),
  fc.record({ type: fc.constant('take' as const), group }),
  fc.record({
    type: fc.constant('byRank' as const),
    from: rank,
    to: rank,
    limit: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ type: fc.constant('byTag' as const), tags: fc.uniqueArray(tag, { minLength: 1 }) }),
  fc.constant<Operation>({ type: 'countByGroup' }),
);

const isDuplicate = (error: unknown) => error instanceof MongoServerError && error.code === 11000;
const refusal = (error: unknown): string => {
  if (isDuplicate(error)) return 'duplicate';
  throw error;
};

/** The operation on the store; what it answers, in a form that can be compared. */
async function onStore(rows: Rows, asked: Operation): Promise<unknown> {
  switch (asked.type) {
    case 'insert':
      return rows.insertOne({ ...asked.row }).then(({ insertedId }) => insertedId, refusal);
    case 'increment':
      return (
        await rows.updateMany({ group: asked.group, rank: { $ne: null } }, { $inc: { rank: asked.by } })
      ).matchedCount;
    case 'tag': {
      const result = await rows.updateOne(
        { _id: asked.id },
        { $addToSet: { tags: asked.tag }, $setOnInsert: { group: 'c', rank: null } },
        { upsert: asked.upsert },
      );
      return [result.matchedCount, result.modifiedCount, result.upsertedId];
    }
    case 'untag':
      return (await rows.updateMany({ tags: asked.tag }, { $pull: { tags: asked.tag } })).modifiedCount;
    case 'replace': {
      const { _id, ...rest } = asked.row;
      return (await rows.replaceOne({ _id }, rest)).matchedCount;
    }
    case 'delete':
      return (await rows.deleteMany({ group: asked.group, rank: { $lt: asked.below } })).deletedCount;
    case 'take':
      return rows.findOneAndDelete({ group: asked.group }, { sort: { rank: 1, _id: -1 } });
    case 'byRank':
      return rows
        .find({ rank: { $gte: asked.from, $lte: asked.to } })
        .sort({ rank: -1, _id: 1 })
        .limit(asked.limit)
        .toArray();
    case 'byTag':
      return rows
        .find({ tags: { $in: [...asked.tags] } })
        .sort({ _id: 1 })
        .toArray();
    default:
      return rows
        .aggregate([{ $group: { _id: '$group', count: { $sum: 1 } } }, { $sort: { _id: 1 } }])
        .toArray();
  }
}

const byNumber = (left: number | null, right: number | null) =>
  // Null sorts before all numbers.
  left === right ? 0 : left === null ? -1 : right === null ? 1 : left - right;

/** The operation on the model. */
function onModel(rows: Row[], asked: Operation): unknown {
  const find = (_id: number) => rows.find((one) => one._id === _id);
  switch (asked.type) {
    case 'insert':
      if (find(asked.row._id) !== undefined) return 'duplicate';
      rows.push({ ...asked.row, tags: [...asked.row.tags] });
      return asked.row._id;
    case 'increment': {
      const matched = rows.filter((one) => one.group === asked.group && one.rank !== null);
      for (const one of matched) one.rank = (one.rank ?? 0) + asked.by;
      return matched.length;
    }
    case 'tag': {
      const found = find(asked.id);
      if (found === undefined) {
        if (!asked.upsert) return [0, 0, null];
        rows.push({ _id: asked.id, group: 'c', rank: null, tags: [asked.tag] });
        return [0, 0, asked.id];
      }
      if (found.tags.includes(asked.tag)) return [1, 0, null];
      found.tags.push(asked.tag);
      return [1, 1, null];
    }
    case 'untag': {
      const matched = rows.filter((one) => one.tags.includes(asked.tag));
      for (const one of matched) one.tags = one.tags.filter((own) => own !== asked.tag);
      return matched.length;
    }
    case 'replace': {
      const found = find(asked.row._id);
      if (found === undefined) return 0;
      Object.assign(found, { ...asked.row, tags: [...asked.row.tags] });
      return 1;
    }
    case 'delete': {
      const gone = rows.filter(
        (one) => one.group === asked.group && one.rank !== null && one.rank < asked.below,
      );
      for (const one of gone) rows.splice(rows.indexOf(one), 1);
      return gone.length;
    }
    case 'take': {
      const [first] = rows
        .filter((one) => one.group === asked.group)
        .sort((left, right) => byNumber(left.rank, right.rank) || right._id - left._id);
      if (first === undefined) return null;
      rows.splice(rows.indexOf(first), 1);
      return first;
    }
    case 'byRank':
      return rows
        .filter((one) => one.rank !== null && one.rank >= asked.from && one.rank <= asked.to)
        .sort((left, right) => byNumber(right.rank, left.rank) || left._id - right._id)
        .slice(0, asked.limit);
    case 'byTag':
      return rows
        .filter((one) => one.tags.some((own) => asked.tags.includes(own)))
        .sort((left, right) => left._id - right._id);
    default:
      return ['a', 'b', 'c']
        .map((_id) => ({ _id, count: rows.filter((one) => one.group === _id).length }))
        .filter(({ count }) => count > 0);
  }
}

let client: mongoose.mongo.MongoClient;
let db: mongoose.mongo.Db;
beforeAll(async () => {
  client = await MongoClient.connect(inject('mongodbUri'));
  db = client.db(`test-${randomBytes(6).toString('hex')}`);
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

it(
  'the store answers as an array would, whatever is asked of it, with and without indexes',
  { timeout: 120_000 },
  async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(operation, { maxLength: 30 }), async (indexed, operations) => {
        runs += 1;
        const rows = db.collection<Row>(`rows${runs}`);
        if (indexed) {
          await rows.createIndexes([
            { key: { rank: -1, _id: 1 } },
            { key: { tags: 1 } },
            { key: { group: 1, rank: 1 } },
          ]);
        }
        const model: Row[] = [];
        for (const asked of operations) expect(await onStore(rows, asked)).toEqual(onModel(model, asked));
        expect(await rows.find().sort({ _id: 1 }).toArray()).toEqual(
          [...model].sort((left, right) => left._id - right._id),
        );
        await rows.drop().catch(() => undefined);
      }),
      { numRuns: 150 },
    );
  },
);
