import { expect, inject, it } from 'vitest';
import { Database } from '../../src/database/store.ts';

// It waited for ten seconds, whatever MONGODB_URI said.
it('what a connection string says of how long to wait counts, and for the rest what Choan waits', async () => {
  const uri = inject('mongodbUri');
  const more = `${uri.includes('?') ? '&' : '?'}serverSelectionTimeoutMS=1234&HeartbeatFrequencyMS=5678`;
  const database = await Database.connect(uri + more, { dbName: 'test-options' });
  const { serverSelectionTimeoutMS, heartbeatFrequencyMS, connectTimeoutMS } =
    database.connection.getClient().options;
  expect({ serverSelectionTimeoutMS, heartbeatFrequencyMS, connectTimeoutMS }).toEqual({
    serverSelectionTimeoutMS: 1234,
    heartbeatFrequencyMS: 5678,
    connectTimeoutMS: 5000,
  });
  await database.close();
});
