// Where the peers keep every update: one document each, durable, in one collection.
import { MongoClient } from 'mongodb';

/** @param {string} uri */
export async function openUpdateLog(uri) {
  const client = await new MongoClient(uri, { writeConcern: { w: 'majority', journal: true } }).connect();
  const updates = client.db('bench').collection('updates');
  await updates.createIndex({ room: 1, _id: 1 });
  return {
    /** Resolves when the update is on disk. */
    append: (room, update) => updates.insertOne({ room, update: Buffer.from(update) }),
    /** All updates of a room, in the order in which they were stored. */
    load: async (room) => {
      const rows = await updates.find({ room }).sort({ _id: 1 }).batchSize(2000).toArray();
      return rows.map(({ update }) => update.value());
    },
    close: () => client.close(),
  };
}
