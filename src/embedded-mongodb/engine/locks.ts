import { writeConflict } from '../errors.ts';

/** What holds write locks: an open transaction. */
export interface LockHolder {
  /** Number of the last commit that the holder's snapshot contains. */
  readonly startedAfter: number;
  /** Resolves when the holder committed or aborted. */
  readonly ended: Promise<void>;
  /** The keys it holds. */
  readonly locked: Set<string>;
}

/**
 * A step met what somebody else holds: a plain write a key that an open transaction has written, any write a collection
 * whose index is being built. It waits for `holder.ended` and tries again.
 */
export class LockedError extends Error {
  override name = 'LockedError';
  readonly holder: Pick<LockHolder, 'ended'>;
  constructor(holder: Pick<LockHolder, 'ended'>) {
    super('what is to be written is held by somebody else');
    this.holder = holder;
  }
}

/**
 * Who writes what. Keys are those of documents and of unique index entries. The first writer wins: a transaction
 * that meets another one's lock, or a commit later than its snapshot, gets WriteConflict; a plain write waits.
 */
export class LockTable {
  private readonly holders = new Map<string, LockHolder>();
  private readonly open = new Set<LockHolder>();
  /** Commit numbers of keys written while any transaction was open. */
  private readonly lastCommit = new Map<string, number>();
  private commitNumber = 0;

  /** The number that a snapshot taken now starts after. */
  get latestCommit(): number {
    return this.commitNumber;
  }

  register(holder: LockHolder): void {
    this.open.add(holder);
  }

  /** Claims a key for a transaction. Throws WriteConflict when it is too late for that. */
  acquire(key: string, holder: LockHolder): void {
    const current = this.holders.get(key);
    if (current === holder) return;
    if (current !== undefined) throw writeConflict();
    if ((this.lastCommit.get(key) ?? 0) > holder.startedAfter) throw writeConflict();
    this.holders.set(key, holder);
    holder.locked.add(key);
  }

  /** Throws LockedError when an open transaction other than `owner` holds the key. */
  demandFree(key: string, owner?: LockHolder): void {
    const holder = this.holders.get(key);
    if (holder !== undefined && holder !== owner) throw new LockedError(holder);
  }

  /** Takes note of keys that were just committed, for the snapshots that don't contain them. */
  recordCommitted(keys: Iterable<string>): void {
    this.commitNumber += 1;
    if (this.open.size === 0) return;
    for (const key of keys) this.lastCommit.set(key, this.commitNumber);
  }

  /** Gives up all that a transaction holds, after its commit or abort. */
  release(holder: LockHolder): void {
    for (const key of holder.locked) this.holders.delete(key);
    holder.locked.clear();
    this.open.delete(holder);
    if (this.open.size === 0) this.lastCommit.clear();
  }
}
