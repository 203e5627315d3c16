import { join } from 'node:path';
import { ConfigurationError, readConfig } from '../config.ts';
import { backupStore, restoreStore } from '../embedded-mongodb/index.ts';
import { megabytes } from './files.ts';
import { UsageError } from './usage.ts';

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

/** The one parameter that both commands take. Throws UsageError. */
function fileOf([file, ...rest]: readonly string[]): string {
  if (file === undefined || rest.length > 0) throw new UsageError('One file is needed.');
  return file;
}

/** `choan backup FILE`. Returns the exit code. */
export async function backup(parameters: readonly string[]): Promise<number> {
  const file = fileOf(parameters);
  const store = storeDirectory();
  const { createdAt, bytes } = await backupStore(store, file);
  console.log(`${store} as of ${createdAt.toISOString()} is in ${file} (${megabytes(bytes)}).`);
  return 0;
}

/** `choan restore FILE`. Returns the exit code. */
export async function restore(parameters: readonly string[]): Promise<number> {
  const file = fileOf(parameters);
  const store = storeDirectory();
  const { createdAt, bytes } = await restoreStore(file, store);
  console.log(`${file} of ${createdAt.toISOString()} is restored to ${store} (${megabytes(bytes)}).`);
  return 0;
}
