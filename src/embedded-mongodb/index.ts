import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BackupInfo } from './backup.ts';
import { StoreError } from './engine/store-format.ts';
import type { WorkerInput, WorkerMessage, WorkerRequest } from './worker-messages.ts';

export type { BackupInfo } from './backup.ts';
export { StoreError } from './engine/store-format.ts';

export interface EmbeddedMongoOptions {
  /** Directory of the data; made when it isn't there. One process at a time may use it. */
  path: string;
  /** A TCP port on loopback (0: any free one). Without it the server listens on a Unix socket that only its owner may use. */
  listen?: { port: number };
  /** Time between two looks for documents that a TTL index lets expire, in milliseconds. Default: 60,000. */
  expiryIntervalMs?: number;
  /** Time after which an open transaction is ended, in milliseconds. Default: 60,000. */
  transactionLifetimeMs?: number;
}

export interface EmbeddedMongo {
  /** Connection string for MongoDB drivers. */
  readonly uri: string;
  /**
   * Writes a backup of the store to `file` while it is in use; see {@link backupStore}, which does so from another
   * process.
   */
  backup(file: string): Promise<BackupInfo>;
  /** Ends open transactions, drops the connections, flushes and closes the store. */
  stop(): Promise<void>;
}

/** Longest path that a Unix socket may have (sun_path, without its final zero). */
const MAX_SOCKET_PATH = 107;

/**
 * Starts a MongoDB-compatible server on the store in `options.path`, in a worker thread of its own.
 * Throws {@link StoreError} when the store is in use by another process, damaged, or of a newer format.
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const directory = options.listen === undefined ? await socketDirectory() : undefined;
  const removeDirectory = async (): Promise<void> => {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  };
  const input: WorkerInput = {
    path: options.path,
    engine: {
      expiryIntervalMs: options.expiryIntervalMs,
      transactionLifetimeMs: options.transactionLifetimeMs,
    },
    listen:
      directory === undefined
        ? { port: options.listen?.port ?? 0 }
        : { socket: join(directory, 'mongo.sock') },
  };
  const worker = startWorker(input);
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  try {
    const uri = await ready(worker);
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      tell(worker, { kind: 'stop' });
      await exited;
      await removeDirectory();
    };
    // A server that dies by itself takes the process along: nothing in it can go on without its data.
    worker.once('exit', (code) => {
      if (stopping === undefined) throw new Error(`the embedded MongoDB server ended unexpectedly (${code})`);
    });
    return { uri, backup: backups(worker), stop: () => (stopping ??= stop()) };
  } catch (error) {
    await worker.terminate();
    await removeDirectory();
    throw error;
  }
}

/**
 * Writes a backup of the store in the directory `path` to `file`, replacing what is there at once and only when the
 * backup is whole and on disk. Another process may have the store open and write to it. It needs room for two copies.
 * Throws StoreError when there is no store, or one that can't be opened.
 */
export async function backupStore(path: string, file: string): Promise<BackupInfo> {
  return (await import('./backup.ts')).backupStore(path, file);
}

/**
 * Makes a store in `directory`, which must be new or empty, that is a copy of the one in `path` as of now. Another
 * process may have that one open and write to it. Throws StoreError when there is no store, or one that can't be opened.
 */
export async function copyStore(path: string, directory: string): Promise<void> {
  return (await import('./backup.ts')).copyStore(path, directory);
}

/**
 * Makes a store in the directory `path` out of a backup: all of it or nothing. Throws StoreError when `path` has
 * anything in it, or when the backup is damaged or of a newer format; nothing has been changed then.
 */
export async function restoreStore(file: string, path: string): Promise<BackupInfo> {
  // What opens stores is loaded when it is needed: a server has it in its worker thread only.
  return (await import('./backup.ts')).restoreStore(file, path);
}

/** Resolves with the connection string when the worker serves. */
function ready(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the embedded MongoDB server did not start (${code})`)));
    worker.once('message', (message: WorkerMessage) => {
      worker.off('error', reject);
      if (message.kind === 'ready') resolve(message.uri);
      else if (message.kind === 'failed') {
        reject(errorOf(message));
      }
    });
  });
}

function tell(worker: Worker, request: WorkerRequest): void {
  worker.postMessage(request);
}

/** Has the worker make backups; several may be under way. */
function backups(worker: Worker): EmbeddedMongo['backup'] {
  let last = 0;
  return (file) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      const done = (): void => {
        worker.off('message', listen);
        worker.off('exit', ended);
      };
      const ended = (): void => {
        done();
        reject(new Error('the embedded MongoDB server has ended'));
      };
      const listen = (message: WorkerMessage): void => {
        if (message.kind === 'backedUp' && message.id === id) {
          done();
          resolve(message.info);
        } else if (message.kind === 'backupFailed' && message.id === id) {
          done();
          reject(errorOf(message));
        }
      };
      worker.on('message', listen);
      worker.on('exit', ended);
      tell(worker, { kind: 'backup', id, file });
    });
}

/** The error that the worker described. */
function errorOf({ name, message }: { name: string; message: string }): Error {
  return name === 'StoreError' ? new StoreError(message) : new Error(message);
}

/** Compiled, the worker is JavaScript; from source, it first has to learn TypeScript. */
function startWorker(workerData: WorkerInput): Worker {
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href.replace(
    /cjs$/,
    'mjs',
  );
  const entry = new URL('./worker.ts', import.meta.url).href;
  const start = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`;
  return new Worker(start, { eval: true, workerData, execArgv: [] });
}

/** A new directory, for this user only, whose path is short enough for a socket in it. */
async function socketDirectory(): Promise<string> {
  const base =
    Buffer.byteLength(join(tmpdir(), 'mongo-XXXXXX', 'mongo.sock')) <= MAX_SOCKET_PATH ? tmpdir() : '/tmp';
  return mkdtemp(join(base, 'mongo-'));
}
