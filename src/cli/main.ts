#!/usr/bin/env node
import { join } from 'node:path';
import { ConfigurationError, readConfig } from '../config.ts';
import { backupStore, restoreStore, StoreError } from '../embedded-mongodb/index.ts';

const USAGE = `usage: choan backup FILE    writes the data under DATA_DIR to FILE; Choan may be running
       choan restore FILE   puts them back, into a DATA_DIR that has none
(npx choan after a build, or npm run backup -- FILE and npm run restore -- FILE)`;

/** Exit codes beside 0, as the application has them. */
const failed = 1;
const badUsage = 2;

/** Where the embedded store is. Throws ConfigurationError, also when the data is in another database. */
function storeDirectory(): string {
  const config = readConfig();
  if (config.MONGODB_URI !== undefined) {
    throw new ConfigurationError(
      'MONGODB_URI is set, so the data is on that server: use its own tools (mongodump, snapshots).',
    );
  }
  return join(config.DATA_DIR, 'store');
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function main([command, file, ...rest]: string[]): Promise<number> {
  if (file === undefined || rest.length > 0 || !(command === 'backup' || command === 'restore')) {
    console.error(USAGE);
    return badUsage;
  }
  const store = storeDirectory();
  if (command === 'backup') {
    const { createdAt, bytes } = await backupStore(store, file);
    console.log(`${store} as of ${createdAt.toISOString()} is in ${file} (${megabytes(bytes)}).`);
  } else {
    const { createdAt, bytes } = await restoreStore(file, store);
    console.log(`${file} of ${createdAt.toISOString()} is restored to ${store} (${megabytes(bytes)}).`);
  }
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof ConfigurationError) {
    console.error(error.message);
    process.exitCode = badUsage;
  } else if (error instanceof StoreError || (error as NodeJS.ErrnoException).code !== undefined) {
    console.error((error as Error).message);
    process.exitCode = failed;
  } else throw error;
}
