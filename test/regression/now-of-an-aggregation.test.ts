import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { expect, inject, it } from 'vitest';

// The embedded store read the clock for each document.
it('$$NOW is one moment for a whole aggregation', async () => {
  const client = await new mongoose.mongo.MongoClient(inject('mongodbUri')).connect();
  const database = client.db(`test-${randomBytes(6).toString('hex')}`);
  try {
    const rows = database.collection<{ _id: number }>('rows');
    await rows.insertMany(Array.from({ length: 20_000 }, (_, index) => ({ _id: index })));
    expect(await rows.aggregate([{ $group: { _id: '$$NOW' } }]).toArray()).toHaveLength(1);
  } finally {
    await database.dropDatabase();
    await client.close();
  }
});
