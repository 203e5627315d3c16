import type { LogHead } from './store.ts';
import type { LogEntry } from './update-log-store.ts';

/** What an entry takes up besides its update, roughly, in bytes. */
const entryOverhead = 700;

/**
 * Entries that this process has stored and not archived yet, for those who go through the log behind its writers: then
 * they needn't come back from the database and be hashed again. Bounded; what isn't here is in the log.
 */
export class RecentEntries {
  readonly #maxBytes: number;
  /** By draft, each a stretch of its log; the longest unchanged first. */
  readonly #stretches = new Map<string, LogEntry[]>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Adds entries of one draft that have just been stored. */
  add(entries: readonly LogEntry[]): void {
    const [first] = entries;
    if (first === undefined) return;
    const { draftId } = first;
    if (this.#stretches.get(draftId)?.at(-1)?.hash !== first.previousHash) this.forget(draftId);
    const stretch = this.#stretches.get(draftId) ?? [];
    stretch.push(...entries);
    this.#bytes += bytesOf(entries);
    this.#stretches.delete(draftId);
    this.#stretches.set(draftId, stretch);
    for (const [oldest, { length }] of this.#stretches) {
      if (this.#bytes <= this.#maxBytes) break;
      // Of the draft that is being written in, whose entries are wanted the soonest, only the older half.
      if (oldest === draftId) this.#drop(draftId, Math.ceil(length / 2));
      else this.forget(oldest);
    }
  }

  /** The entries after `from`, up to `upTo`, as far as they are here. */
  after(draftId: string, { from, upTo }: { readonly from: LogHead; readonly upTo: number }): LogEntry[] {
    const stretch = this.#stretches.get(draftId) ?? [];
    const begin = from.sequence + 1 - (stretch[0]?.sequence ?? 0);
    if (begin < 0 || stretch[begin]?.previousHash !== from.hash) return [];
    return stretch.slice(begin, begin + upTo - from.sequence);
  }

  /** Lets go of the draft's entries up to `upTo`. */
  forget(draftId: string, upTo = Infinity): void {
    const stretch = this.#stretches.get(draftId) ?? [];
    const kept = stretch.findIndex(({ sequence }) => sequence > upTo);
    this.#drop(draftId, kept === -1 ? stretch.length : kept);
  }

  /** Lets go of the first `count` entries. */
  #drop(draftId: string, count: number): void {
    const stretch = this.#stretches.get(draftId) ?? [];
    this.#bytes -= bytesOf(stretch.splice(0, count));
    if (stretch.length === 0) this.#stretches.delete(draftId);
  }
}

function bytesOf(entries: readonly LogEntry[]): number {
  return entries.reduce((sum, { update }) => sum + update.length + entryOverhead, 0);
}
