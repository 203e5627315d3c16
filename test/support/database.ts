import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { Database } from '../../src/database/store.ts';

/** A fresh, empty database on the suite's server. `drop` removes it and closes the connection. */
export async function openTestDatabase(): Promise<{ database: Database; drop: () => Promise<void> }> {
  const database = await Database.connect(inject('mongodbUri'), {
    dbName: `test-${randomBytes(6).toString('hex')}`,
  });
  return {
    database,
    drop: async () => {
      await database.connection.dropDatabase();
      await database.close();
    },
  };
}
