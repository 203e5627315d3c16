import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { open, TransactionFlags, type Database, type RootDatabase, type Transaction } from 'lmdb';
import { commandError, CommandError } from '../errors.ts';
import { DiskSpace, NoSpaceError, outOfDiskSpace } from './disk-space.ts';
import type { Entry, KeyRange, KeyValueReader, KeyValueWriter } from './key-value.ts';
import { keyText } from './key-value.ts';
import { LockedError, type LockHolder, type LockTable } from './locks.ts';
import { claimStore, type StoreClaim } from './store-claim.ts';
import { asStoreError, DATA_FILE, LOCK_FILE } from './store-format.ts';

/**
 * Abortable; committed and on disk on return. LMDB also has NO_SYNC_FLUSH, but a synchronous commit with it flushes all
 * the same, and writes one page more.
 */
const ABORTABLE_COMMITTED_FLUSHED = TransactionFlags.ABORTABLE | TransactionFlags.SYNCHRONOUS_COMMIT;
/** Entries that one visit to LMDB reads: between visits an iterator holds nothing open. */
const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 512;
/** Entries that LMDB counts in one go, in about half a millisecond. */
const COUNTED_AT_ONCE = 4096;

interface QueuedWrite {
  run: () => void;
  resolve: () => void;
  reject: (error: Error) => void;
}

/**
 * The ordered key space on disk (LMDB). Writes that arrive together are one LMDB transaction, and so share its flush:
 * those that arrive while the disk is busy are the next one.
 */
export class Store {
  readonly locks: LockTable;
  /** Called when writes were undone (no room on the disk, or a fault): what is kept in memory of them is wrong. */
  onUndone: () => void = () => undefined;
  private readonly root: RootDatabase<Buffer, Buffer>;
  private readonly data: Database<Buffer, Buffer>;
  private readonly claim: StoreClaim;
  private readonly space: DiskSpace;
  /** Why nothing more is written. */
  private broken: CommandError | undefined;
  private queue: QueuedWrite[] = [];
  private scheduled = false;
  private closed = false;

  private constructor(parts: {
    root: RootDatabase<Buffer, Buffer>;
    claim: StoreClaim;
    locks: LockTable;
    space: DiskSpace;
  }) {
    this.space = parts.space;
    this.root = parts.root;
    this.claim = parts.claim;
    this.locks = parts.locks;
    this.data = parts.root.openDB<Buffer, Buffer>({
      name: 'data',
      keyEncoding: 'binary',
      encoding: 'binary',
    });
  }

  /**
   * Opens the store in the directory `path`, or makes a new one.
   * Throws StoreError when another process has it, or when it is damaged or of a newer format (it isn't touched then).
   */
  static open(path: string, locks: LockTable, freeBytes?: () => number): Store {
    const claim = claimStore(path);
    let root: RootDatabase<Buffer, Buffer> | undefined;
    try {
      root = open<Buffer, Buffer>({
        path,
        noSubdir: false,
        maxDbs: 4,
        keyEncoding: 'binary',
        encoding: 'binary',
        separateFlushed: true,
      });
      // LMDB makes them readable for everybody, and the directory may be one that others can enter.
      for (const file of [DATA_FILE, LOCK_FILE]) chmodSync(join(path, file), 0o600);
      return new Store({ root, claim, locks, space: new DiskSpace(path, freeBytes) });
    } catch (error) {
      void root?.close();
      claim.release();
      throw asStoreError(error, path);
    }
  }

  /** The latest committed state. */
  readonly latest: KeyValueReader = {
    get: (key) => this.data.get(key),
    range: (range) => readInChunksOf(range, (part) => readEntries(this.data, part)),
    counts: (range) => countInParts(this.data, range),
  };

  /** A state that stays as it is now until `release` is called. */
  snapshot(): KeyValueReader & { release(): void } {
    this.root.resetReadTxn();
    const transaction = this.data.useReadTransaction();
    let released = false;
    return {
      get: (key) => this.data.get(key, { transaction }),
      range: (range) => readInChunksOf(range, (part) => readEntries(this.data, { ...part, transaction })),
      counts: (range) => countInParts(this.data, range, transaction),
      release: () => {
        if (released) return;
        released = true;
        transaction.done();
      },
    };
  }

  /**
   * Runs `attempt` on the latest state inside an LMDB transaction, together with the other writes that wait. What it
   * put before it threw a CommandError or a LockedError stays; any other error undoes the whole LMDB transaction, unless
   * nothing was put before it.
   * With an `owner` (a transaction that commits) the keys that it holds are no obstacle.
   */
  write<T>(attempt: (writer: KeyValueWriter) => T, owner?: LockHolder): Promise<T> {
    if (this.closed) return Promise.reject(commandError('InterruptedAtShutdown', 'interrupted at shutdown'));
    return new Promise<T>((resolve, reject) => {
      let outcome: { value: T } | { error: Error } | undefined;
      this.queue.push({
        run: () => {
          this.owner = owner;
          const before = this.changes;
          try {
            outcome = { value: attempt(this.writer) };
          } catch (error) {
            const known = error instanceof CommandError || error instanceof LockedError;
            if (!known && this.changes !== before) throw error;
            outcome = { error: error as Error };
          }
        },
        resolve: () => {
          if (outcome === undefined) return;
          if ('value' in outcome) resolve(outcome.value);
          else reject(outcome.error);
        },
        reject,
      });
      if (!this.scheduled) {
        this.scheduled = true;
        setImmediate(() => this.runQueue());
      }
    });
  }

  /** As `write`, at once and on its own, while nobody else uses the store yet. Throws what `attempt` throws; all is undone then. */
  writeAtOnce(attempt: (writer: KeyValueWriter) => void): void {
    const refusal = this.space.begin();
    if (refusal !== undefined) throw refusal;
    this.data.transactionSync(() => attempt(this.writer), ABORTABLE_COMMITTED_FLUSHED);
  }

  private runQueue(): void {
    this.scheduled = false;
    const writes = this.queue;
    this.queue = [];
    const touched = this.touched;
    const refusal = this.broken ?? this.space.begin();
    if (refusal !== undefined) {
      for (const write of writes) write.reject(refusal);
      return;
    }
    let ran = false;
    try {
      this.data.transactionSync(() => {
        for (const write of writes) write.run();
        ran = true;
      }, ABORTABLE_COMMITTED_FLUSHED);
    } catch (error) {
      touched.clear();
      this.onUndone();
      const told = this.undone(error as Error, ran);
      for (const write of writes) write.reject(told);
      return;
    }
    this.locks.recordCommitted(touched);
    touched.clear();
    for (const write of writes) write.resolve();
  }

  /** What those are told whose writes were undone. After a commit that failed LMDB isn't asked to write again. */
  private undone(error: Error, failedToCommit: boolean): Error {
    if (error instanceof NoSpaceError) return outOfDiskSpace();
    if (!failedToCommit) return error;
    this.broken = commandError(
      'InternalError',
      `The disk refused a write (${error.message}): nothing is written until the store is opened again. Reading goes on.`,
    );
    return this.broken;
  }

  /** Puts and removals up to now. */
  private changes = 0;

  /** Locked keys that the running LMDB transaction writes; open transactions must not write over them later. */
  private readonly touched = new Set<string>();
  private owner: LockHolder | undefined;

  private readonly writer: KeyValueWriter = {
    get: (key) => this.data.get(key),
    range: (range) => readInChunksOf(range, (part) => readEntries(this.data, part)),
    counts: (range) => countInParts(this.data, range),
    lock: (key) => {
      const text = keyText(key);
      this.locks.demandFree(text, this.owner);
      this.touched.add(text);
    },
    put: (key, value) => {
      this.changes++;
      this.space.take(key.length + value.length);
      this.data.putSync(key, value);
    },
    remove: (key) => {
      this.changes++;
      this.data.removeSync(key);
    },
  };

  /** Entries in a range, counted without reading values. */
  countKeys(range: KeyRange): number {
    return this.data.getKeysCount({
      start: range.low,
      ...(range.high === undefined ? {} : { end: range.high }),
    });
  }

  /** A consistent copy of the store in a directory of its own, made while it is in use. */
  backup(path: string): Promise<void> {
    return this.root.backup(path, true);
  }

  /** Closes without writing anything: what was read can't be used. */
  abandon(): void {
    this.closed = true;
    void this.root.close();
    this.claim.release();
  }

  /** Closes. Writes that still wait are done first. */
  async close(): Promise<void> {
    if (this.closed) return;
    if (this.queue.length > 0) this.runQueue();
    this.closed = true;
    await this.root.close();
    this.claim.release();
  }
}

function readEntries(
  data: Database<Buffer, Buffer>,
  part: KeyRange & { limit: number; transaction?: Transaction },
): Entry[] {
  const { low, high, limit } = part;
  const transaction = part.transaction === undefined ? {} : { transaction: part.transaction };
  const options = part.reverse
    ? {
        ...(high === undefined ? {} : { start: high }),
        end: low,
        reverse: true,
        exclusiveStart: true,
        inclusiveEnd: true,
      }
    : { start: low, ...(high === undefined ? {} : { end: high }) };
  const entries: Entry[] = [];
  for (const { key, value } of data.getRange({ ...options, ...transaction, limit }))
    entries.push({ key, value });
  return entries;
}

/** Walks a range in parts that grow, starting each one after the last key of the part before. */
function* readInChunksOf(
  range: KeyRange,
  read: (part: KeyRange & { limit: number }) => Entry[],
): Iterable<Entry> {
  let limit = FIRST_CHUNK;
  let { low, high } = range;
  for (;;) {
    const entries = read({ low, high, reverse: range.reverse ?? false, limit });
    yield* entries;
    const last = entries[entries.length - 1];
    if (last === undefined || entries.length < limit) return;
    if (range.reverse) high = last.key;
    else low = Buffer.concat([last.key, ZERO_BYTE]);
    limit = Math.min(limit * 2, LARGEST_CHUNK);
  }
}

/** LMDB finds where the next part begins, and counts the last one. (It would count on beyond a limit.) */
function* countInParts(
  data: Database<Buffer, Buffer>,
  range: KeyRange,
  transaction?: Transaction,
): Iterable<number> {
  const { high } = range;
  const options = { ...(high === undefined ? {} : { end: high }), ...(transaction && { transaction }) };
  for (let start = range.low; ;) {
    const [next] = data.getKeys({ ...options, start, offset: COUNTED_AT_ONCE, limit: 1 });
    if (next === undefined) {
      yield data.getKeysCount({ ...options, start });
      return;
    }
    yield COUNTED_AT_ONCE;
    start = next;
  }
}

const ZERO_BYTE = Buffer.from([0]);
