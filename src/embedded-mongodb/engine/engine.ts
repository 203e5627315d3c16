import { Catalog, type Collection } from './catalog.ts';
import { Cursors } from './cursors.ts';
import type { KeyRange, KeyValueWriter } from './key-value.ts';
import { identEnd, identStart, systemKey } from './layout.ts';
import { LockTable } from './locks.ts';
import { Sessions, TRANSACTION_LIFETIME_MS } from './sessions.ts';
import { Store } from './store.ts';
import { asStoreError } from './store-format.ts';
import { EXPIRY_INTERVAL_MS, removeExpired } from './time-to-live.ts';
import { upgradeStore } from './upgrade.ts';

const HOUSEKEEPING_MS = 5_000;
const FORGETTING_MS = 60_000;
/** Keys that one step of the clean-up removes. */
const CLEANUP_STEP = 2_000;
/** A system key's ident and kind; the name follows. */
const KIND_BYTES = 5;
const GARBAGE_KIND = 'g';
const BUILD_KIND = 'b';

/** What has keys of its own: a collection or an index. */
type Owner = Pick<Collection, 'ident'>;

export interface EngineOptions {
  /** Time between two looks for expired documents, in milliseconds; MongoDB's minute without it. */
  expiryIntervalMs?: number | undefined;
  /** After this time an open transaction is ended, in milliseconds; MongoDB's minute without it. */
  transactionLifetimeMs?: number | undefined;
  /** Bytes that are free for data; without it the file system is asked. */
  freeBytes?: (() => number) | undefined;
}

/** Everything behind the commands: the store, what is in it, sessions and cursors. */
export class Engine {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly sessions: Sessions;
  readonly cursors = new Cursors();
  readonly startedAt = Date.now();
  /** Ids of the open connections. */
  readonly connections = new Set<number>();
  /** Where clients reach the server, as `hello` names it. */
  address = 'localhost:27017';
  private readonly housekeeping: NodeJS.Timeout;
  private readonly expiry: NodeJS.Timeout;
  private readonly forgetting: NodeJS.Timeout;
  private expiring: Promise<void> | undefined;
  private cleaning: Promise<void> = Promise.resolve();
  private closing = false;

  private constructor({ store, catalog }: { store: Store; catalog: Catalog }, options: EngineOptions) {
    this.store = store;
    this.catalog = catalog;
    store.onUndone = () => catalog.reload(store.latest);
    const transactionLifetimeMs = options.transactionLifetimeMs ?? TRANSACTION_LIFETIME_MS;
    this.sessions = new Sessions({ store, catalog: this.catalog, transactionLifetimeMs });
    this.housekeeping = setInterval(() => this.keepHouse(), Math.min(HOUSEKEEPING_MS, transactionLifetimeMs));
    this.housekeeping.unref();
    this.expiry = setInterval(() => this.expire(), options.expiryIntervalMs ?? EXPIRY_INTERVAL_MS);
    this.expiry.unref();
    this.forgetting = setInterval(() => this.forget(), FORGETTING_MS);
    this.forgetting.unref();
    this.cleanUp();
  }

  /** Opens the store in a directory, or makes a new one. Throws StoreError. */
  static open(path: string, options: EngineOptions = {}): Engine {
    const store = Store.open(path, new LockTable(), options.freeBytes);
    try {
      const catalog = new Catalog(store.latest);
      upgradeStore(path, store, catalog);
      discardBuilds(store);
      return new Engine({ store, catalog }, options);
    } catch (error) {
      store.abandon();
      throw asStoreError(error, path);
    }
  }

  /** Takes a collection out of the catalog; its keys are removed in small steps afterwards, also after a restart. */
  dropCollection(writer: KeyValueWriter, collection: Collection): void {
    this.catalog.forget(writer, collection);
    this.discard(writer, [collection, ...collection.indexes]);
  }

  /** Notes that indexes get entries which nobody needs if this process ends before the build does. */
  beginBuild(writer: KeyValueWriter, indexes: readonly Owner[]): void {
    for (const { ident } of indexes) writer.put(systemKey(BUILD_KIND, String(ident)), Buffer.alloc(0));
  }

  endBuild(writer: KeyValueWriter, indexes: readonly Owner[]): void {
    for (const { ident } of indexes) writer.remove(systemKey(BUILD_KIND, String(ident)));
  }

  /** Has all keys of these idents removed. */
  discard(writer: KeyValueWriter, owners: readonly Owner[]): void {
    this.endBuild(writer, owners);
    for (const { ident } of owners) writer.put(systemKey(GARBAGE_KIND, String(ident)), Buffer.alloc(0));
    setImmediate(() => this.cleanUp());
  }

  private cleanUp(): void {
    // A step that fails is done again with the next clean-up or start.
    this.cleaning = this.cleaning.then(() => this.removeGarbage()).catch(() => undefined);
  }

  private async removeGarbage(): Promise<void> {
    const range = { low: systemKey(GARBAGE_KIND, ''), high: systemKey('h', '') };
    for (const { key } of this.store.latest.range(range)) {
      const ident = Number(key.toString('utf8', KIND_BYTES));
      const keys = { low: identStart(ident), high: identEnd(ident) };
      while (!this.closing && (await this.store.write((writer) => removeSome(writer, keys))));
      if (this.closing) return;
      await this.store.write((writer) => writer.remove(key));
    }
  }

  private keepHouse(): void {
    const now = Date.now();
    this.cursors.expire(now);
    this.sessions.expire(now);
  }

  private forget(): void {
    // What couldn't be removed is found again the next time.
    void this.sessions.forgetExpired(Date.now()).catch(() => undefined);
  }

  /** One pass over the TTL indexes, unless one is under way. */
  private expire(): void {
    const { store, catalog } = this;
    this.expiring ??= removeExpired({ store, catalog, closing: () => this.closing }, Date.now())
      // What couldn't be removed is found again by the next pass.
      .catch(() => undefined)
      .finally(() => (this.expiring = undefined));
  }

  /** Ends what is open and closes. */
  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    clearInterval(this.housekeeping);
    clearInterval(this.expiry);
    clearInterval(this.forgetting);
    this.sessions.end(this.sessions.all());
    await this.cleaning;
    await this.expiring;
    await this.store.close();
  }
}

/** The indexes that were being built when the process ended are no use. */
function discardBuilds(store: Store): void {
  const range = {
    low: systemKey(BUILD_KIND, ''),
    high: systemKey(String.fromCharCode(BUILD_KIND.charCodeAt(0) + 1), ''),
  };
  const keys = [...store.latest.range(range)].map(({ key }) => key);
  if (keys.length === 0) return;
  store.writeAtOnce((writer) => {
    for (const key of keys) {
      writer.remove(key);
      writer.put(systemKey(GARBAGE_KIND, key.toString('utf8', KIND_BYTES)), Buffer.alloc(0));
    }
  });
}

/** True when there may be more. */
function removeSome(writer: KeyValueWriter, range: KeyRange): boolean {
  const keys: Buffer[] = [];
  for (const { key } of writer.range(range)) {
    keys.push(key);
    if (keys.length === CLEANUP_STEP) break;
  }
  for (const key of keys) writer.remove(key);
  return keys.length === CLEANUP_STEP;
}
