import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInMemoryBus } from './activity/bus-in-memory.ts';
import type { Bus } from './activity/bus.ts';
import { ConfigurationError, type Config } from './config.ts';
import { Database } from './database/store.ts';
import { startEmbeddedMongo } from './embedded-mongodb/index.ts';
import type { Logger } from './observability/logger.ts';
import type { OpenParts } from './open-parts.ts';

/** Messages between processes by way of Redis; within this one without it. */
export async function openBus(config: Config, logger: Logger): Promise<Bus> {
  const local = createInMemoryBus();
  if (config.REDIS_URL === undefined) return local;
  // Loaded where it is used, for its client's sake: a start is mostly the loading of modules.
  const { createRedisBus } = await import('./activity/bus-redis.ts');
  return createRedisBus({
    url: config.REDIS_URL,
    channel: `choan:${config.DATABASE}`,
    local,
    onError: (error) => logger.error({ err: error }, 'Redis'),
  });
}

/** Makes the data folder when there is none. Throws {@link ConfigurationError} when nothing can be kept in it. */
export async function prepareDataFolder({ DATA_DIR: folder }: Config): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`DATA_DIR: nothing can be kept in this folder: ${why}`, { cause: error });
  }
}

async function connectDatabase(uri: string, config: Config): Promise<Database> {
  try {
    return await Database.connect(uri, {
      dbName: config.DATABASE,
      tracesCommands: config.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    });
  } catch (error) {
    if (config.MONGODB_URI === undefined || !(error instanceof Error)) throw error;
    throw new Error(`MONGODB_URI: there is no connection to it: ${error.message}`, { cause: error });
  }
}

/** The database: the one of `MONGODB_URI`, or an embedded server of this process. */
export async function openDatabase(config: Config, parts: OpenParts): Promise<Database> {
  let uri = config.MONGODB_URI;
  if (uri === undefined) {
    const embedded = await startEmbeddedMongo({ path: join(config.DATA_DIR, 'store') });
    parts.add('embedded store', () => embedded.stop());
    uri = embedded.uri;
  }
  const database = await connectDatabase(uri, config);
  parts.add('database', () => database.close());
  return database;
}
