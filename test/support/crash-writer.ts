/**
 * A process that the crash test kills: it serves the embedded store in the directory it is given, tells its parent where,
 * and when told to, writes as fast as it can, reporting every write that was acknowledged.
 */
import { mongo } from 'mongoose';
import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

/** What the process tells; ids are `round-writer-number`. */
export type CrashReport =
  | { kind: 'ready'; uri: string }
  | { kind: 'inserted' | 'deleting' | 'deleted' | 'paired' | 'counted'; id: string };

interface Item {
  _id: string;
  group: number;
  number: number;
  tags: string[];
}

const WRITERS = 3;

/** Resolves when the message is in the pipe: it arrives even if this process dies next. */
function tell(report: CrashReport): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(report, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
}

async function insertAndDelete(database: mongo.Db, name: string): Promise<void> {
  const items = database.collection<Item>('items');
  for (let number = 0; ; number++) {
    const id = `${name}-${number}`;
    await items.insertOne({ _id: id, group: number % 5, number, tags: [`t${number % 3}`, `u${number % 4}`] });
    await tell({ kind: 'inserted', id });
    if (number % 3 === 2) {
      const old = `${name}-${number - 2}`;
      await tell({ kind: 'deleting', id: old });
      await items.deleteOne({ _id: old });
      await tell({ kind: 'deleted', id: old });
    }
    if (number % 4 === 3) await items.updateOne({ _id: id }, { $set: { group: 9 }, $push: { tags: 'late' } });
  }
}

/** Each transaction writes two documents and counts itself: all three, or none. */
async function pair(client: mongo.MongoClient, database: mongo.Db, name: string): Promise<void> {
  const session = client.startSession();
  for (let number = 0; ; number++) {
    const id = `${name}-${number}`;
    await session.withTransaction(async () => {
      await database.collection<{ _id: string }>('left').insertOne({ _id: id }, { session });
      await database.collection<{ _id: string }>('right').insertOne({ _id: id }, { session });
      await database
        .collection<{ _id: string }>('totals')
        .updateOne({ _id: 'pairs' }, { $inc: { value: 1 } }, { session, upsert: true });
    });
    await tell({ kind: 'paired', id });
  }
}

async function count(database: mongo.Db, name: string): Promise<void> {
  for (let number = 0; ; number++) {
    await database
      .collection<{ _id: string }>('totals')
      .updateOne({ _id: 'counted' }, { $inc: { value: 1 } }, { upsert: true });
    await tell({ kind: 'counted', id: `${name}-${number}` });
  }
}

const [path, round] = process.argv.slice(2);
const server = await startEmbeddedMongo({ path: path! });
await tell({ kind: 'ready', uri: server.uri });
await new Promise((resolve) => process.once('message', resolve));
const client = await new mongo.MongoClient(server.uri, {
  writeConcern: { w: 'majority', journal: true },
}).connect();
const database = client.db('crash');
for (let writer = 0; writer < WRITERS; writer++) {
  void insertAndDelete(database, `${round}-${writer}`);
  void pair(client, database, `${round}-${writer}`);
}
void count(database, `${round}-0`);
