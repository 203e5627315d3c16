import type { DatabaseSession } from '../../database/store.ts';
import { DamagedArchiveError } from './archive-store.ts';
import { DamagedSnapshotError, type FoldStore, type Snapshot } from './fold-store.ts';
import type { LoadedLog } from './loaded-log.ts';
import { DamagedLogError, damaged, logStart, toLoadedLog, verifyEntries } from './log-verification.ts';
import { createManyLogs } from './many-logs.ts';
import type { DraftStore, LogHead } from './store.ts';
import type { LogEntry, UpdateLogStore } from './update-log-store.ts';

export type { LoadedLog } from './loaded-log.ts';
export { DamagedLogError } from './log-verification.ts';

interface LogReaderDependencies {
  readonly drafts: DraftStore;
  readonly log: UpdateLogStore;
  readonly folds: FoldStore;
  /** Told of a snapshot that can't be used. */
  readonly onDamage: (error: DamagedSnapshotError) => void;
}

const readSize = 1000;

/** Reads drafts from snapshot and log. What it returns is complete and has been verified, or it throws. */
export function createLogReader({ drafts, log, folds, onDamage }: LogReaderDependencies) {
  /** The newest snapshot up to `upTo` that can be used. */
  async function readSnapshot(
    draftId: string,
    upTo: number,
    session: DatabaseSession | null,
  ): Promise<Snapshot | null> {
    for (let at = upTo; ;) {
      try {
        return await folds.readSnapshot(draftId, at, session);
      } catch (error) {
        if (!(error instanceof DamagedSnapshotError)) throw error;
        onDamage(error);
        at = error.sequence - 1;
      }
    }
  }

  async function readBatch(...parameters: Parameters<UpdateLogStore['read']>): Promise<LogEntry[]> {
    try {
      return await log.read(...parameters);
    } catch (error) {
      if (error instanceof DamagedArchiveError) throw new DamagedLogError(error.message, { cause: error });
      throw error;
    }
  }

  /** Entries after `from` up to `upTo`, all of them, each hash checked. Throws {@link DamagedLogError}. */
  async function readTail(
    draftId: string,
    range: { readonly from: LogHead; readonly upTo: number },
    session: DatabaseSession | null = null,
  ): Promise<LogEntry[]> {
    const entries: LogEntry[] = [];
    let last = range.from;
    const readAfter = (after: number) =>
      after < range.upTo ? readBatch(draftId, { after, upTo: range.upTo, limit: readSize }, session) : null;
    let reading = readAfter(last.sequence);
    while (reading !== null) {
      const batch = await reading;
      if (batch.length === 0) throw damaged(draftId, last.sequence + 1, 'is missing');
      // On its way while this one is checked.
      reading = readAfter(last.sequence + batch.length);
      // Nobody awaits it when this one is damaged.
      reading?.catch(() => undefined);
      last = verifyEntries(draftId, last, batch);
      entries.push(...batch);
    }
    return entries;
  }

  /**
   * The draft at the head of its log, or at `upTo`. Null when there is no such draft. Throws {@link DamagedLogError}
   * when the log isn't whole.
   */
  async function load(
    draftId: string,
    options: { readonly session?: DatabaseSession; readonly upTo?: number } = {},
  ): Promise<LoadedLog | null> {
    const session = options.session ?? null;
    // Before the draft: a snapshot is never ahead of a head that is read after it.
    const snapshot = await readSnapshot(draftId, options.upTo ?? Infinity, session);
    const draft = await drafts.find(draftId, session);
    if (draft === null) return null;
    const upTo = options.upTo ?? draft.headSequence;
    const tail = await readTail(draftId, { from: snapshot ?? logStart, upTo }, session);
    return toLoadedLog({ draft, snapshot, tail }, upTo);
  }

  /**
   * As `readTail`, for those who go through the log behind its writers: what this process has stored itself, a moment
   * ago, isn't read back.
   */
  async function followTail(
    draftId: string,
    range: { readonly from: LogHead; readonly upTo: number },
  ): Promise<LogEntry[]> {
    const recent = log.recent(draftId, range);
    const from = recent.at(-1) ?? range.from;
    return recent.concat(await readTail(draftId, { from, upTo: range.upTo }));
  }

  return { readTail, followTail, load, ...createManyLogs({ drafts, log, folds, load, readTail }) };
}

export type LogReader = ReturnType<typeof createLogReader>;
