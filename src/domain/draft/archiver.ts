import { systemWait } from '../../clock.ts';
import { chunkEntries } from './archive-store.ts';
import type { LogReader } from './log-reader.ts';
import { logStart } from './log-verification.ts';
import type { LogHead } from './store.ts';
import type { LogEntry, UpdateLogStore } from './update-log-store.ts';

export interface ArchiverDependencies {
  readonly log: Pick<UpdateLogStore, 'archived' | 'moveToArchive'>;
  readonly reader: Pick<LogReader, 'followTail'>;
  readonly onError: (error: unknown, about: string) => void;
}

/** With so many bytes of updates a chunk has fewer entries; the last of them may take it above. */
const chunkBytes = 4_000_000;
/** Entries that are read at a time. */
const readSize = 100;

/** How many times as long as a chunk took the time is left to others. */
const restFactor = 3;

/** How long the archiver goes on when it is to stop, in milliseconds. */
const longestEnd = 2000;

/**
 * Moves the older entries of update logs into the archive (SPEC.md, CO-44), one chunk behind the other. Nobody waits for
 * that, so it takes a quarter of the time at most.
 */
export function createArchiver({ log, reader, onError }: ArchiverDependencies) {
  /** Up to where drafts are to be archived; the next one first. */
  const targets = new Map<string, number>();
  const resting = new AbortController();
  let stopsAt = Infinity;
  let working: Promise<void> | null = null;

  /** Entries that fill a chunk; fewer when there aren't enough up to `upTo`. */
  async function nextChunk(
    draftId: string,
    range: { readonly from: LogHead; readonly upTo: number },
  ): Promise<{ readonly entries: readonly LogEntry[]; readonly full: boolean }> {
    const entries: LogEntry[] = [];
    let bytes = 0;
    let from = range.from;
    while (from.sequence < range.upTo) {
      const upTo = Math.min(range.upTo, from.sequence + readSize);
      for (const entry of await reader.followTail(draftId, { from, upTo })) {
        entries.push(entry);
        bytes += entry.update.length;
        if (entries.length === chunkEntries || bytes >= chunkBytes) return { entries, full: true };
        from = entry;
      }
    }
    return { entries, full: false };
  }

  /** Whether there was a chunk to move. Throws when the log isn't whole: nothing but what verifies is moved. */
  async function moveChunk(draftId: string, upTo: number): Promise<boolean> {
    const from = (await log.archived(draftId)) ?? logStart;
    const { entries, full } = await nextChunk(draftId, { from, upTo });
    if (full) await log.moveToArchive(entries);
    return full;
  }

  /** Takes the drafts by turns. */
  async function work(): Promise<void> {
    for (let next = first(targets); next !== undefined; next = first(targets)) {
      if (performance.now() >= stopsAt) break;
      const [draftId, upTo] = next;
      targets.delete(draftId);
      const begun = performance.now();
      try {
        if ((await moveChunk(draftId, upTo)) && !targets.has(draftId)) targets.set(draftId, upTo);
      } catch (error) {
        // The next snapshot has it tried again.
        onError(error, 'entries could not be archived');
      }
      await systemWait((performance.now() - begun) * restFactor, resting.signal);
    }
    working = null;
  }

  return {
    /** Has the draft's entries moved up to `upTo`, where it has a snapshot, as far as they fill chunks. */
    archive(draftId: string, upTo: number): void {
      if (performance.now() >= stopsAt) return;
      targets.set(draftId, upTo);
      working ??= work();
    },

    /** Resolves when there is nothing to archive. */
    async idle(): Promise<void> {
      await working;
    },

    /**
     * Moves what there is to move without leaving time to others, for {@link longestEnd} at most. What is left then is
     * moved once the draft gets another snapshot. Resolves once nothing is moved any more.
     */
    async stop(): Promise<void> {
      stopsAt = performance.now() + longestEnd;
      resting.abort();
      await working;
    },
  };
}

export type Archiver = ReturnType<typeof createArchiver>;

function first<Key, Value>(map: ReadonlyMap<Key, Value>): [Key, Value] | undefined {
  const [entry] = map;
  return entry;
}
