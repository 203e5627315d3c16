import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { refersBeyondEnd, UnreadablePage } from './lmdb-pages.ts';

/**
 * The format that this version writes: 2 since index keys of numbers have all their digits. A store of a higher number
 * is refused, one of a lower number is brought up to this one when it is opened (upgrade.ts).
 */
export const FORMAT = 2;
export const DATA_FILE = 'data.mdb';
export const LOCK_FILE = 'lock.mdb';
const FORMAT_FILE = 'format.json';

/** A store that can't be opened: in use, damaged, or of a newer format. Nothing in it has been changed. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** Throws StoreError unless `path` holds a store that this version can open, or none. Only reads. */
export function checkFormat(path: string): void {
  const file = join(path, FORMAT_FILE);
  const dataFile = join(path, DATA_FILE);
  if (!existsSync(dataFile)) return;
  if (!existsSync(file))
    throw new StoreError(`${path} holds a ${DATA_FILE}, but no ${FORMAT_FILE}: not a store, or damaged.`);
  let format: unknown;
  try {
    format = (JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown } | null)?.format;
  } catch (error) {
    throw new StoreError(`${file} can't be read: the store is damaged.`, { cause: error });
  }
  if (typeof format !== 'number') throw new StoreError(`${file} names no format: the store is damaged.`);
  if (format > FORMAT) {
    throw new StoreError(
      `The store in ${path} has format ${format}; this version knows formats up to ${FORMAT}.`,
    );
  }
  checkDataFile(dataFile);
}

/** LMDB maps the file into memory: what is missing of it would end the process instead of being an error. */
function checkDataFile(file: string): void {
  const descriptor = openSync(file, 'r');
  try {
    if (refersBeyondEnd(descriptor, fstatSync(descriptor).size)) {
      throw new StoreError(`${file} is cut off: the store is damaged.`);
    }
  } catch (error) {
    if (!(error instanceof UnreadablePage)) throw error;
    throw new StoreError(`${file} isn't an LMDB file (${error.message}): the store is damaged.`, {
      cause: error,
    });
  } finally {
    closeSync(descriptor);
  }
}

/** The format of the store in `path`, which has been checked; undefined when there is none yet. */
export function readFormat(path: string): number | undefined {
  const file = join(path, FORMAT_FILE);
  if (!existsSync(join(path, DATA_FILE)) || !existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { format: number }).format;
}

/** Notes this version's format. A crash leaves the note that was there, or the new one. */
export function writeFormat(path: string): void {
  const file = join(path, FORMAT_FILE);
  const made = `${file}.new`;
  const descriptor = openSync(made, 'w', 0o600);
  try {
    writeFileSync(descriptor, JSON.stringify({ format: FORMAT }));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(made, file);
}

/** LMDB's refusal of a file, or a catalog that can't be read, as the error that the caller gets. Others stay as they are. */
export function asStoreError(error: unknown, path: string): unknown {
  const { name, message } = error as Error;
  if (
    !/MDB_(CORRUPTED|INVALID|PAGE_NOTFOUND|VERSION_MISMATCH|PAGE_FULL|BAD_)/.test(message) &&
    name !== 'BSONError'
  )
    return error;
  return new StoreError(`The store in ${path} can't be read (${message}): it is damaged.`, { cause: error });
}
