import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** The format that this version writes. A store of a higher number is refused. */
const FORMAT = 1;
const FORMAT_FILE = 'format.json';
const CLAIM_FILE = 'process.lock';
/** First bytes of an LMDB meta page after the 24 byte page header that lmdb-js's LMDB has (lmdb `MDB_MAGIC`), little endian. */
const LMDB_MAGIC = 0xbeefc0de;

/** A store that can't be opened: in use, damaged, or of a newer format. Nothing in it has been changed. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** The right of this process to use a store. */
export interface StoreClaim {
  release(): void;
}

interface ClaimRecord {
  pid: number;
  /** When the process started, as the kernel counts it: tells a dead process from another one with its number. */
  started: string;
}

/**
 * Checks that `path` holds a store that this version can open (or none yet) and claims it for this process.
 * Throws StoreError.
 */
export function claimStore(path: string): StoreClaim {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  checkFormat(path);
  const file = join(path, CLAIM_FILE);
  const record: ClaimRecord = { pid: process.pid, started: processStart(process.pid) };
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(record), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!isCode(error, 'EEXIST') || attempt === 3) throw error;
    }
    const holder = readClaim(file);
    if (holder !== undefined && isRunning(holder)) {
      throw new StoreError(
        `The store in ${path} is in use by process ${holder.pid}. Stop that process first.`,
      );
    }
    removeIfThere(file);
  }
  writeFormat(path);
  return { release: () => removeIfThere(file) };
}

function checkFormat(path: string): void {
  const file = join(path, FORMAT_FILE);
  const dataFile = join(path, 'data.mdb');
  if (!existsSync(dataFile)) return;
  if (!existsSync(file))
    throw new StoreError(`${path} holds a data.mdb, but no ${FORMAT_FILE}: not a store, or damaged.`);
  let format: unknown;
  try {
    format = (JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown }).format;
  } catch (error) {
    throw new StoreError(`${file} can't be read: the store is damaged.`, { cause: error });
  }
  if (typeof format !== 'number') throw new StoreError(`${file} names no format: the store is damaged.`);
  if (format > FORMAT) {
    throw new StoreError(
      `The store in ${path} has format ${format}; this version knows formats up to ${FORMAT}.`,
    );
  }
  const header = Buffer.alloc(28);
  const descriptor = openSync(dataFile, 'r');
  try {
    if (readSync(descriptor, header, 0, 28, 0) < 28 || header.readUInt32LE(24) !== LMDB_MAGIC) {
      throw new StoreError(`${dataFile} isn't an LMDB file: the store is damaged.`);
    }
  } finally {
    closeSync(descriptor);
  }
}

function writeFormat(path: string): void {
  const file = join(path, FORMAT_FILE);
  if (!existsSync(file)) writeFileSync(file, JSON.stringify({ format: FORMAT }), { mode: 0o600 });
}

function readClaim(file: string): ClaimRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as Partial<ClaimRecord>;
    if (typeof record.pid !== 'number' || typeof record.started !== 'string') return undefined;
    return { pid: record.pid, started: record.started };
  } catch (error) {
    // Gone in the meantime, or cut short by a crash while it was written: nobody holds it.
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRunning(holder: ClaimRecord): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  return processStart(holder.pid) === holder.started;
}

/** Start time of a process in clock ticks since boot, and the boot's id; empty where there is no /proc. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${fields[19] ?? ''}`;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'EACCES')) return '';
    throw error;
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
