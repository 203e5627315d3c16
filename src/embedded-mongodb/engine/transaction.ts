import { commandError, writeConflict } from '../errors.ts';
import { namespaceOf, type Catalog, type Collection } from './catalog.ts';
import { keyText, type Entry, type KeyRange, type KeyValueReader, type KeyValueWriter } from './key-value.ts';
import { systemKey } from './layout.ts';
import { LockedError, type LockHolder } from './locks.ts';
import { OrderedMap } from './ordered-map.ts';
import type { Store } from './store.ts';

/** MongoDB's limit on what one transaction writes. */
const MAX_TRANSACTION_BYTES = 256 * 1024 * 1024;

/**
 * A multi-document transaction: the snapshot of its start under its own writes, which stay in memory until it
 * commits. What it writes is locked against others from its first write on.
 */
export class Transaction implements LockHolder, KeyValueWriter {
  readonly startedAfter: number;
  readonly ended: Promise<void>;
  readonly locked = new Set<string>();
  /** Collections that this transaction made and that nobody else sees yet, by namespace. */
  readonly created = new Map<string, Collection>();
  /** Collections whose catalog entry has to be written at commit. */
  readonly changed = new Set<Collection>();
  private readonly snapshot: KeyValueReader & { release(): void };
  private readonly writes = new OrderedMap<Buffer | null>();
  private readonly used = new Set<Collection>();
  private writtenBytes = 0;
  private finish: () => void = () => undefined;
  private readonly store: Store;
  private readonly catalog: Catalog;

  constructor(store: Store, catalog: Catalog) {
    this.store = store;
    this.catalog = catalog;
    this.startedAfter = store.locks.latestCommit;
    this.snapshot = store.snapshot();
    this.ended = new Promise((resolve) => {
      this.finish = resolve;
    });
    store.locks.register(this);
  }

  get(key: Buffer): Buffer | undefined {
    const own = this.writes.get(keyText(key));
    if (own === undefined) return this.snapshot.get(key);
    return own === null ? undefined : own;
  }

  *range(range: KeyRange): Iterable<Entry> {
    if (this.writes.size === 0) {
      yield* this.snapshot.range(range);
      return;
    }
    const reverse = range.reverse ?? false;
    let low = keyText(range.low);
    let high = range.high === undefined ? undefined : keyText(range.high);
    const stored = this.snapshot.range(range)[Symbol.iterator]();
    let next = stored.next();
    for (;;) {
      const own = reverse ? this.writes.lastBelow(high, low) : this.writes.firstFrom(low, high);
      const storedKey = next.done === true ? undefined : keyText(next.value.key);
      if (own === undefined && storedKey === undefined) return;
      const ownIsNext =
        own !== undefined && (storedKey === undefined || (reverse ? own >= storedKey : own <= storedKey));
      const key = ownIsNext ? own : (storedKey as string);
      const ownValue = ownIsNext ? this.writes.get(own) : undefined;
      const storedEntry = next.done === true ? undefined : next.value;
      if (storedKey === key) next = stored.next();
      if (reverse) high = key;
      else low = `${key}\0`;
      if (ownIsNext) {
        if (ownValue) yield { key: Buffer.from(key, 'latin1'), value: ownValue };
      } else if (storedEntry !== undefined) yield storedEntry;
    }
  }

  *counts(range: KeyRange): Iterable<number> {
    if (this.writes.size === 0) yield* this.snapshot.counts(range);
    else for (const _ of this.range(range)) yield 1;
  }

  lock(key: Buffer): void {
    this.store.locks.acquire(keyText(key), this);
  }

  put(key: Buffer, value: Buffer): void {
    this.writtenBytes += key.length + value.length;
    if (this.writtenBytes > MAX_TRANSACTION_BYTES) {
      throw commandError('TransactionTooLarge', 'Total size of all transaction operations is too large');
    }
    // The value may be a part of a received frame, which must not be kept for it.
    this.writes.set(keyText(key), Buffer.from(value));
  }

  remove(key: Buffer): void {
    this.writes.set(keyText(key), null);
  }

  /**
   * Keeps a collection from being dropped or indexed while this transaction has writes in it. Throws LockedError while
   * an index is being built, and WriteConflict for an index that the snapshot lacks: duplicates couldn't be found in it.
   */
  use(collection: Collection): void {
    if (this.used.has(collection)) return;
    if (collection.building !== undefined) throw new LockedError(collection.building);
    if (collection.indexes.some(({ builtBy }) => builtBy > this.startedAfter)) throw writeConflict();
    this.used.add(collection);
    collection.users.add(this);
  }

  /** Claims a namespace for a collection that this transaction makes. */
  claimNamespace(collection: { database: string; name: string }): void {
    this.lock(systemKey('c', namespaceOf(collection)));
  }

  /**
   * Writes everything at once, with what `also` adds (the session's record). Resolves when it is committed
   * and on disk.
   */
  async commit(also: (writer: KeyValueWriter) => void): Promise<void> {
    try {
      await this.store.write((writer) => {
        for (const collection of this.created.values()) this.catalog.adopt(writer, collection);
        for (const key of this.locked) writer.lock(Buffer.from(key, 'latin1'));
        for (const [text, value] of this.writes.entries()) {
          const key = Buffer.from(text, 'latin1');
          if (value === null) writer.remove(key);
          else writer.put(key, value);
        }
        for (const collection of this.changed) this.catalog.save(writer, collection);
        also(writer);
      }, this);
    } finally {
      this.end();
    }
  }

  /** Gives everything up. Harmless when it has ended already. */
  abort(): void {
    this.end();
  }

  private end(): void {
    this.store.locks.release(this);
    this.snapshot.release();
    for (const collection of this.used) collection.users.delete(this);
    this.used.clear();
    this.finish();
  }
}
