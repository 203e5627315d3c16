import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { open as openLmdb } from 'lmdb';
import { Engine } from './engine/engine.ts';
import { holderOf } from './engine/store-claim.ts';
import { checkFormat, DATA_FILE, FORMAT, LOCK_FILE, StoreError, writeFormat } from './engine/store-format.ts';

/**
 * A backup is one file: 4,096 bytes of header (JSON, filled up with blanks, the last byte a line feed), then LMDB's
 * compacted copy of its data file. The header has the size and the SHA-256 of what follows it.
 */
const HEADER_BYTES = 4096;
const KIND = 'embedded-mongodb-backup';

interface Header {
  kind: typeof KIND;
  /** The store's format. */
  format: number;
  createdAt: string;
  bytes: number;
  sha256: string;
}

/** What a backup holds. */
export interface BackupInfo {
  /** When it was begun: everything acknowledged before is in it. */
  readonly createdAt: Date;
  /** Size of the data, in bytes. */
  readonly bytes: number;
}

/** See `backupStore` of the component. */
export async function backupStore(path: string, file: string): Promise<BackupInfo> {
  return writeBackup(await copierOf(path), file);
}

/** See `copyStore` of the component. */
export async function copyStore(path: string, directory: string): Promise<void> {
  const copy = await copierOf(path);
  const target = resolve(directory);
  await refuseFull(target);
  await mkdir(target, { recursive: true, mode: 0o700 });
  await copy(target);
  writeFormat(target);
}

/** What puts a copy of the store in `path` into a directory: one state of it, as a transaction sees it. */
async function copierOf(path: string): Promise<(directory: string) => Promise<void>> {
  await refuseNoStore(path);
  checkFormat(path);
  const holder = holderOf(path);
  if (holder === process.pid) {
    throw new StoreError(
      `The store in ${path} is open in this process: its own server has to make the backup.`,
    );
  }
  if (holder !== undefined) return (directory) => copyOpenStore(path, directory);
  return async (directory) => {
    // Nobody has it: opened as a server would, which also finds the last state that is whole after a crash.
    const engine = Engine.open(path);
    try {
      await engine.store.backup(directory);
    } finally {
      await engine.close();
    }
  };
}

async function refuseNoStore(path: string): Promise<void> {
  if ((await sizeOf(join(path, DATA_FILE))) === undefined)
    throw new StoreError(`There is no store in ${path}.`);
}

/** LMDB lets any number of processes read beside the one that writes; a copy is one state, as a transaction sees it. */
async function copyOpenStore(path: string, directory: string): Promise<void> {
  const bytes = (await sizeOf(join(path, DATA_FILE))) ?? 0;
  const root = openLmdb({
    path,
    noSubdir: false,
    readOnly: true,
    // Address space, not memory: room for the file to grow until the copy has begun.
    mapSize: 2 * bytes + 2 ** 30,
  });
  try {
    await root.backup(directory, true);
  } finally {
    await root.close();
  }
}

/** Makes the file out of the copy that `copy` puts into a directory. */
export async function writeBackup(
  copy: (directory: string) => Promise<void>,
  file: string,
): Promise<BackupInfo> {
  const target = resolve(file);
  if ((await stat(target).catch(ifMissing))?.isDirectory() === true) {
    throw new StoreError(`${target} is a directory: a backup is a file.`);
  }
  const directory = await mkdtemp(`${target}.`);
  try {
    const createdAt = new Date();
    await copy(directory);
    const data = join(directory, DATA_FILE);
    const made = join(directory, 'backup');
    const handle = await open(made, 'wx', 0o600);
    let header: Header;
    try {
      await handle.write(Buffer.alloc(HEADER_BYTES, ' '), 0, HEADER_BYTES, 0);
      const { sha256, bytes } = await copyHashed(data, { start: 0, to: handle, at: HEADER_BYTES });
      header = { kind: KIND, format: FORMAT, createdAt: createdAt.toISOString(), bytes, sha256 };
      await handle.write(encodeHeader(header), 0, HEADER_BYTES, 0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(made, target);
    await syncDirectory(dirname(target));
    return { createdAt, bytes: header.bytes };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** See `restoreStore` of the component. */
export async function restoreStore(file: string, path: string): Promise<BackupInfo> {
  const target = resolve(path);
  const header = await checkBackup(file);
  await refuseFull(target);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const directory = `${target}.restoring-${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(directory, { mode: 0o700 });
    const handle = await open(join(directory, DATA_FILE), 'wx', 0o600);
    try {
      const { sha256 } = await copyHashed(file, { start: HEADER_BYTES, to: handle, at: 0 });
      if (sha256 !== header.sha256) throw damaged(file, 'it changed while it was read');
      await handle.sync();
    } finally {
      await handle.close();
    }
    writeFormat(directory);
    // Whatever else could be wrong with it comes out here, and not when it is in its place.
    await Engine.open(directory).close();
    await rm(join(directory, LOCK_FILE), { force: true });
    await syncDirectory(directory);
    await moveInto(directory, target);
    await syncDirectory(dirname(target));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return { createdAt: new Date(header.createdAt), bytes: header.bytes };
}

async function refuseFull(target: string): Promise<void> {
  const entries = await readdir(target).catch(ifMissing);
  if (entries !== undefined && entries.length > 0) throw notEmpty(target);
}

function notEmpty(target: string): StoreError {
  return new StoreError(`${target} isn't empty: a backup is restored into a new or an empty directory.`);
}

/** Takes the place of nothing, or of an empty directory; the system refuses any other. */
async function moveInto(directory: string, target: string): Promise<void> {
  try {
    await rename(directory, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'ENOTEMPTY' || code === 'EEXIST' ? notEmpty(target) : error;
  }
}

/** Reads all of a backup. Throws StoreError unless it is whole and of a format that this version knows. */
async function checkBackup(file: string): Promise<Header> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new StoreError(`The backup can't be read: ${(error as Error).message}`, { cause: error });
  });
  try {
    const { size } = await handle.stat();
    const header = await readHeader(handle, file);
    if (size !== HEADER_BYTES + header.bytes) {
      throw damaged(file, `it has ${size} bytes instead of ${HEADER_BYTES + header.bytes}`);
    }
    const { sha256 } = await copyHashed(file, { start: HEADER_BYTES });
    if (sha256 !== header.sha256) throw damaged(file, 'its checksum is another one');
    return header;
  } finally {
    await handle.close();
  }
}

async function readHeader(handle: FileHandle, file: string): Promise<Header> {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await handle.read(bytes, 0, HEADER_BYTES, 0);
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(bytes.toString('utf8', 0, bytesRead)) as Partial<Header> | null;
  } catch (error) {
    throw damaged(file, 'it has no header', error);
  }
  if (header?.kind !== KIND) throw damaged(file, 'it has no header');
  const { format, createdAt, bytes: size, sha256 } = header;
  if (typeof format === 'number' && format > FORMAT) {
    throw new StoreError(`${file} has format ${format}; this version knows formats up to ${FORMAT}.`);
  }
  const complete =
    typeof format === 'number' &&
    typeof size === 'number' &&
    typeof sha256 === 'string' &&
    typeof createdAt === 'string' &&
    !Number.isNaN(Date.parse(createdAt));
  if (!complete) throw damaged(file, 'its header lacks something');
  return { kind: KIND, format, createdAt, bytes: size, sha256 };
}

function damaged(file: string, why: string, cause?: unknown): StoreError {
  return new StoreError(`${file} is damaged, or isn't a backup: ${why}.`, { cause });
}

function encodeHeader(header: Header): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES, ' ');
  bytes.write(JSON.stringify(header));
  bytes.write('\n', HEADER_BYTES - 1);
  return bytes;
}

/** SHA-256 and length of a file from `start` on, which are written to position `at` of another one if that is wanted. */
async function copyHashed(
  file: string,
  { start, to, at = 0 }: { start: number; to?: FileHandle; at?: number },
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(createReadStream(file, { start, highWaterMark: 1 << 20 }), async (chunks) => {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      hash.update(chunk);
      for (let written = 0; to !== undefined && written < chunk.length;) {
        written += (await to.write(chunk, written, chunk.length - written, at + bytes + written))
          .bytesWritten;
      }
      bytes += chunk.length;
    }
  });
  return { sha256: hash.digest('hex'), bytes };
}

/** What a rename did is on disk. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(ifMissing))?.size;
}

function ifMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
}
