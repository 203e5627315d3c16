import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { Database } from '../database/store.ts';
import { copyStore, startEmbeddedMongo } from '../embedded-mongodb/index.ts';
import { createStores, type Stores } from '../stores.ts';

/** What a command reads from. */
export interface OpenData {
  readonly database: Database;
  readonly stores: Stores;
  /** Where the data is, for people. */
  readonly place: string;
}

/**
 * Runs `work` on the data that the configuration names. An embedded store is copied first, so that the application may
 * be running and what is read is of one moment; the copy is in DATA_DIR and gone afterwards. Throws ConfigurationError,
 * StoreError, and what the driver says of a server that isn't there.
 */
export async function withData<T>(work: (data: OpenData) => Promise<T>): Promise<T> {
  const config = readConfig();
  const connect = async (uri: string, place: string): Promise<T> => {
    const database = await Database.connect(uri, { dbName: config.DATABASE });
    try {
      return await work({ database, stores: createStores(database), place });
    } finally {
      await database.close();
    }
  };
  if (config.MONGODB_URI !== undefined)
    return connect(config.MONGODB_URI, `the database ${config.DATABASE} of MONGODB_URI`);

  const store = join(config.DATA_DIR, 'store');
  const copy = join(config.DATA_DIR, `copy-${randomBytes(6).toString('hex')}`);
  const remove = (): void => rmSync(copy, { recursive: true, force: true });
  const interrupted = (): void => {
    remove();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    await copyStore(store, copy);
    const embedded = await startEmbeddedMongo({ path: copy });
    try {
      return await connect(embedded.uri, store);
    } finally {
      await embedded.stop();
    }
  } finally {
    process.off('SIGINT', interrupted);
    remove();
  }
}
