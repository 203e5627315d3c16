import type { mongo } from 'mongoose';
import { GROUP_SIZE, INDEXES, itemOf, groupOf, keyOf, LIST_LENGTH, tagsOf, type Item } from './items.ts';

/** A row of the table. */
export interface Operation {
  readonly name: string;
  /** Callers at the same time; one without it. */
  readonly callers?: number;
  /** Carried out again and again; `pick` gives the number of a document that is there. */
  prepare(bench: Bench): (run: number) => Promise<unknown>;
}

/** A collection of `size` documents. */
export interface Bench {
  readonly client: mongo.MongoClient;
  readonly database: mongo.Db;
  readonly items: mongo.Collection<Item>;
  readonly size: number;
  /** Number of a document that is there, scattered but the same in every run of the benchmark. */
  pick(run: number): number;
  /** Numbers that no document has yet, this many in a row. */
  fresh(count: number): number;
}

const BATCH = 100;

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'insert one',
    prepare: (bench) => () => bench.items.insertOne(itemOf(bench.fresh(1))),
  },
  {
    name: 'insert one, 16 callers',
    callers: 16,
    prepare: (bench) => () => bench.items.insertOne(itemOf(bench.fresh(1))),
  },
  {
    name: `insert ${BATCH} in a batch`,
    prepare: (bench) => () => {
      const first = bench.fresh(BATCH);
      return bench.items.insertMany(Array.from({ length: BATCH }, (_, at) => itemOf(first + at)));
    },
  },
  {
    name: 'find by _id',
    prepare: (bench) => (run) => bench.items.findOne({ _id: bench.pick(run) }),
  },
  {
    name: 'find by _id, 16 callers',
    callers: 16,
    prepare: (bench) => (run) => bench.items.findOne({ _id: bench.pick(run) }),
  },
  {
    name: 'find by a secondary index',
    prepare: (bench) => (run) => bench.items.findOne({ key: keyOf(bench.pick(run)) }),
  },
  {
    name: `sort + limit ${LIST_LENGTH}, compound index`,
    prepare: (bench) => (run) =>
      bench.items
        .find({ group: groupOf(bench.pick(run)) })
        .sort({ rank: -1 })
        .limit(LIST_LENGTH)
        .toArray(),
  },
  {
    name: `range + limit ${LIST_LENGTH}`,
    prepare: (bench) => (run) =>
      bench.items
        .find({ key: { $gte: keyOf(bench.pick(run)) } })
        .limit(LIST_LENGTH)
        .toArray(),
  },
  {
    name: `$in of ${LIST_LENGTH}`,
    prepare: (bench) => (run) =>
      bench.items
        .find({ key: { $in: Array.from({ length: LIST_LENGTH }, (_, at) => keyOf(bench.pick(run + at))) } })
        .toArray(),
  },
  {
    name: `multikey index, limit ${LIST_LENGTH}`,
    prepare: (bench) => (run) =>
      bench.items
        .find({ tags: tagsOf(bench.pick(run))[0]! })
        .limit(LIST_LENGTH)
        .toArray(),
  },
  {
    name: `countDocuments of ${GROUP_SIZE}, by index`,
    prepare: (bench) => (run) => bench.items.countDocuments({ group: groupOf(bench.pick(run)) }),
  },
  {
    name: 'update one by _id',
    prepare: (bench) => (run) => bench.items.updateOne({ _id: bench.pick(run) }, { $inc: { rank: 1 } }),
  },
  {
    name: 'findAndModify by a secondary index',
    prepare: (bench) => (run) =>
      bench.items.findOneAndUpdate(
        { key: keyOf(bench.pick(run)) },
        { $set: { text: `changed ${run}` } },
        { returnDocument: 'after' },
      ),
  },
  {
    name: 'transaction over 3 collections',
    prepare: (bench) => {
      const first = bench.database.collection<{ _id: number; of: number }>('first');
      const second = bench.database.collection<{ _id: number; of: number }>('second');
      return (run) =>
        bench.client.withSession((session) =>
          session.withTransaction(async () => {
            const _id = bench.fresh(1);
            await first.insertOne({ _id, of: run }, { session });
            await second.insertOne({ _id, of: run }, { session });
            await bench.items.updateOne({ _id: bench.pick(run) }, { $inc: { rank: 1 } }, { session });
          }),
        );
    },
  },
];

/** Documents in one message while a collection is filled. */
const LOAD_BATCH = 2000;

/** Fills a new database. Not measured as an operation, and not durable until its end. */
export async function fill(client: mongo.MongoClient, database: mongo.Db, size: number): Promise<Bench> {
  const items = database.collection<Item>('items');
  await items.createIndexes(INDEXES.map((index) => ({ key: { ...index.key }, name: index.name })));
  for (let from = 0; from < size; from += LOAD_BATCH) {
    const length = Math.min(LOAD_BATCH, size - from);
    await items.insertMany(
      Array.from({ length }, (_, at) => itemOf(from + at)),
      { writeConcern: { w: from + length === size ? 'majority' : 1 } },
    );
  }
  let next = size;
  return {
    client,
    database,
    items,
    size,
    pick: (run) => (run * 48271 + 11) % size,
    fresh: (count) => (next += count) - count,
  };
}
