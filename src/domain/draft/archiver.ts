import type { LogReader } from './log-reader.ts';
import type { LogHead } from './store.ts';
import { genesisHash } from './update-hash.ts';
import type { LogEntry, UpdateLogStore } from './update-log-store.ts';

export interface ArchiverDependencies {
  readonly log: Pick<UpdateLogStore, 'archived' | 'moveToArchive'>;
  readonly reader: Pick<LogReader, 'readTail'>;
}

/** Entries of a chunk of the archive. */
export const chunkEntries = 500;
/** With so many bytes of updates a chunk has fewer entries; the last of them may take it above. */
const chunkBytes = 4_000_000;
/** Entries that are read at a time. */
const readSize = 100;

/** Moves the older entries of update logs into the archive (SPEC.md, CO-44). */
export function createArchiver({ log, reader }: ArchiverDependencies) {
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
      for (const entry of await reader.readTail(draftId, { from, upTo })) {
        entries.push(entry);
        bytes += entry.update.length;
        if (entries.length === chunkEntries || bytes >= chunkBytes) return { entries, full: true };
        from = entry;
      }
    }
    return { entries, full: false };
  }

  return {
    /**
     * Moves the entries up to `upTo`, where the draft has a snapshot, as far as they fill chunks. Throws when the log
     * isn't whole: nothing but what verifies is moved.
     */
    async archive(draftId: string, upTo: number): Promise<void> {
      for (;;) {
        const from = (await log.archived(draftId)) ?? { sequence: 0, hash: genesisHash };
        const { entries, full } = await nextChunk(draftId, { from, upTo });
        if (!full) return;
        await log.moveToArchive(entries);
      }
    },
  };
}

export type Archiver = ReturnType<typeof createArchiver>;
