import type { LogHead } from './store.ts';
import type { LogEntry } from './update-log-store.ts';

/** What an entry takes up besides its update, roughly, in bytes. */
const entryOverhead = 700;

/**
 * Entries that this process has stored a moment ago, for whoever reads them next: then they needn't come back from the
 * database and be hashed again. Bounded; what isn't here is in the log.
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
    let stretch = this.#stretches.get(draftId) ?? [];
    if (stretch.at(-1)?.hash !== first.previousHash) {
      this.#forget(draftId);
      stretch = [];
    }
    stretch.push(...entries);
    this.#bytes += bytesOf(entries);
    this.#stretches.delete(draftId);
    this.#stretches.set(draftId, stretch);
    for (const oldest of this.#stretches.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#forget(oldest);
    }
  }

  /** Takes out the entries after `from` up to `upTo`; null, unless all of them are here. */
  take(
    draftId: string,
    { from, upTo }: { readonly from: LogHead; readonly upTo: number },
  ): LogEntry[] | null {
    const stretch = this.#stretches.get(draftId);
    const first = stretch?.[0];
    if (stretch === undefined || first === undefined) return null;
    const begin = from.sequence + 1 - first.sequence;
    const end = upTo + 1 - first.sequence;
    if (begin < 0 || stretch[begin]?.previousHash !== from.hash || end > stretch.length) return null;
    const taken = stretch.slice(begin, end);
    const left = stretch.slice(end);
    this.#forget(draftId);
    this.add(left);
    return taken;
  }

  #forget(draftId: string): void {
    this.#bytes -= bytesOf(this.#stretches.get(draftId) ?? []);
    this.#stretches.delete(draftId);
  }
}

function bytesOf(entries: readonly LogEntry[]): number {
  return entries.reduce((sum, { update }) => sum + update.length + entryOverhead, 0);
}
