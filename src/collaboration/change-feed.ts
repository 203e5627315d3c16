import { LRUCache } from 'lru-cache';
import type { NewEvent } from '../activity/event.ts';
import type { Transact } from '../activity/unit-of-work.ts';
import type { AttributionLog } from '../domain/draft/attribution-log.ts';
import type { Archiver } from '../domain/draft/archiver.ts';
import type { FoldStore } from '../domain/draft/fold-store.ts';
import { updatesOf, type LoadedLog } from '../domain/draft/loaded-log.ts';
import type { LogReader } from '../domain/draft/log-reader.ts';
import type { DraftStore, LogHead } from '../domain/draft/store.ts';
import type { DraftRecord } from '../domain/draft/types.ts';
import type { LogEntry, UpdateLogStore } from '../domain/draft/update-log-store.ts';
import { BatchQueue, type BatchOutcome } from './batch-queue.ts';
import { inSpan } from '../observability/tracing.ts';
import type { Folding } from './folding.ts';

export interface ChangeFeedDependencies {
  readonly drafts: DraftStore;
  readonly folds: FoldStore;
  readonly log: Pick<UpdateLogStore, 'forgetRecent'>;
  readonly reader: LogReader;
  readonly attribution: Pick<AttributionLog, 'extend'>;
  readonly archiver: Archiver;
  readonly transact: Transact;
  readonly folding: Pick<Folding, 'describe' | 'snapshot' | 'forget'>;
  /** How long a member's changes are gathered into one event, in milliseconds. */
  readonly windowMs: number;
  readonly onError: (error: unknown, about: string) => void;
}

/** How far a draft has been told. */
interface Position {
  readonly head: LogHead;
  /** Bytes of updates since the last snapshot, and where that stands. */
  readonly bytesSinceSnapshot: number;
  readonly snapshotSequence: number;
}

/** A stretch of a draft's log that is told at once. */
interface Window {
  readonly draftId: string;
  /** The draft before it, and how far its log is told with it. */
  readonly before: Position;
  readonly to: LogHead;
  readonly bytes: number;
  readonly events: readonly NewEvent[];
  /** There is more behind it. */
  readonly more: boolean;
}

/** Another process has told a part of it. */
class ToldElsewhereError extends Error {
  override readonly name = 'ToldElsewhereError';
}

/** Drafts of which it is known how far they have been told; of others it is read. */
const keptPositions = 10_000;
/** Entries that are told in one transaction at most. */
const maxEntries = 2000;
const retryDelay = 5000;
/** Drafts that are told in one transaction at most: those that wait for a flush wait for these. */
const maxDrafts = 20;
/** A snapshot is made when so much of the log is behind the last one. */
const snapshotEntries = 500;
const snapshotBytes = 1_000_000;

/**
 * Tells what members change in drafts (SPEC.md, CO-26), out of the update log, so that nothing is lost when a process
 * dies: how far a draft has been told is moved in the transaction that appends the events. Since it goes through all of
 * the log once anyway, it folds it into snapshots on the way, and then has what is behind them recorded and archived. A
 * snapshot is therefore never ahead of the feed. Documents are in the folding worker only.
 */
export function createChangeFeed(dependencies: ChangeFeedDependencies) {
  const { drafts, folds, log, reader, attribution, archiver, transact, folding, windowMs, onError } =
    dependencies;
  const timers = new Map<string, NodeJS.Timeout>();
  const positions = new LRUCache<string, Position>({ max: keptPositions });
  /** Drafts in which nobody writes, and of which there is still something to tell. */
  const quiet = new Set<string>();
  /** Snapshots that are being made, by draft. */
  const upkeep = new Map<string, Promise<void>>();
  let closed = false;

  /** What was told up to `sequence`, with the draft's content there when that had to be read. */
  async function positionAt(
    draftId: string,
    sequence: number,
  ): Promise<{ position: Position; content: LoadedLog | null } | null> {
    const kept = positions.get(draftId);
    if (kept?.head.sequence === sequence) return { position: kept, content: null };
    // Another process has told what is in between, or this one has just started.
    const content = await reader.load(draftId, { upTo: sequence });
    if (content === null) return null;
    const position: Position = {
      head: content.head,
      bytesSinceSnapshot: bytesOf(content.tail),
      snapshotSequence: content.snapshot?.sequence ?? 0,
    };
    return { position, content };
  }

  /** The draft's content when its log had `sequence` entries. */
  async function contentAt(draftId: string, sequence: number): Promise<Uint8Array[]> {
    const loaded = await reader.load(draftId, { upTo: sequence });
    if (loaded === null) throw new Error(`Draft ${draftId} is gone.`);
    return updatesOf(loaded);
  }

  /** What is stored of the draft and not told yet; null when everything is told. */
  async function nextWindow(draft: DraftRecord, sequence: number): Promise<Window | null> {
    const known = sequence < draft.headSequence ? await positionAt(draft.id, sequence) : null;
    if (known === null) return null;
    const { position, content } = known;
    const from = position.head;
    const upTo = Math.min(draft.headSequence, from.sequence + maxEntries);
    const entries = await reader.followTail(draft.id, { from, upTo });
    const last = entries.at(-1);
    if (last === undefined) return null;
    const to = { sequence: last.sequence, hash: last.hash };
    const events = await inSpan(
      'collab.describe',
      { 'choan.draft.id': draft.id, 'choan.updates': entries.length },
      () =>
        folding.describe({ draft, from, to, entries }, content === null ? null : updatesOf(content), () =>
          contentAt(draft.id, from.sequence),
        ),
    );
    const bytes = bytesOf(entries);
    return { draftId: draft.id, before: position, to, bytes, events, more: upTo < draft.headSequence };
  }

  /** Tells windows of different drafts in one transaction. Throws {@link ToldElsewhereError}. */
  async function tell(windows: readonly Window[]): Promise<void> {
    await transact(async (tx) => {
      const moves = windows.map(({ draftId, before, to }) => ({
        draftId,
        from: before.head.sequence,
        to: to.sequence,
      }));
      if (!(await folds.moveFeedSequences(moves, tx.session))) throw new ToldElsewhereError();
      for (const { events } of windows) for (const event of events) tx.emit(event);
    });
  }

  /** Tells a window alone. */
  async function tellAlone(window: Window): Promise<BatchOutcome> {
    try {
      await tell([window]);
      return afterTelling(window);
    } catch (error) {
      return error instanceof ToldElsewhereError ? 'MORE' : { error };
    }
  }

  function afterTelling({ draftId, before, to, bytes, more }: Window): BatchOutcome {
    const kept = positions.get(draftId);
    // A snapshot may have been stored meanwhile.
    const { bytesSinceSnapshot, snapshotSequence } =
      kept?.head.sequence === before.head.sequence ? kept : before;
    positions.set(draftId, { head: to, bytesSinceSnapshot: bytesSinceSnapshot + bytes, snapshotSequence });
    if (!more) {
      allTold(draftId);
      return 'DONE';
    }
    foldIfDue(draftId);
    return 'MORE';
  }

  function allTold(draftId: string): void {
    foldIfDue(draftId);
    forgetIfQuiet(draftId);
  }

  /** To be called where the worker has the document as it was told: elsewhere all of it would have to be read. */
  function foldIfDue(draftId: string): void {
    const position = positions.get(draftId);
    if (position !== undefined && isSnapshotDue(position) && !upkeep.has(draftId)) keepUp(draftId, position);
  }

  /** What is folded at the moment needs what is kept, to go on with what was told meanwhile. */
  function forgetIfQuiet(draftId: string): void {
    if (!upkeep.has(draftId) && quiet.delete(draftId)) forget(draftId);
  }

  function forget(draftId: string): void {
    positions.delete(draftId);
    log.forgetRecent(draftId);
    folding.forget(draftId);
  }

  /** Tells what is stored of these drafts and not told yet, of as many as possible. */
  async function tellAll(draftIds: readonly string[]): Promise<Map<string, BatchOutcome>> {
    const outcomes = new Map<string, BatchOutcome>();
    try {
      const windows: Window[] = [];
      const stored = await drafts.findMany(draftIds);
      const told = await folds.feedSequences(draftIds);
      await Promise.all(
        stored.map(async (draft) => {
          try {
            const window = await nextWindow(draft, told.get(draft.id) ?? 0);
            if (window !== null) windows.push(window);
          } catch (error) {
            outcomes.set(draft.id, { error });
          }
        }),
      );
      const toTell = new Set(windows.map(({ draftId }) => draftId));
      for (const draftId of draftIds) if (!toTell.has(draftId) && !outcomes.has(draftId)) allTold(draftId);
      if (windows.length === 0) return outcomes;
      // One that can't be told keeps no other from being told: then each is told by itself.
      const together =
        windows.length > 1 &&
        (await tell(windows).then(
          () => true,
          () => false,
        ));
      for (const window of windows)
        outcomes.set(window.draftId, together ? afterTelling(window) : await tellAlone(window));
    } catch (error) {
      for (const draftId of draftIds) outcomes.set(draftId, { error });
    }
    return outcomes;
  }

  /** Folds and archives beside the telling: who waits for a flush, to freeze a draft, doesn't wait for this. */
  function keepUp(draftId: string, position: Position): void {
    const kept = snapshot(draftId, position).then((stored) => {
      upkeep.delete(draftId);
      const now = positions.get(draftId);
      if (stored && now !== undefined)
        positions.set(draftId, {
          ...now,
          snapshotSequence: position.head.sequence,
          bytesSinceSnapshot: now.bytesSinceSnapshot - position.bytesSinceSnapshot,
        });
      // While more is being told, the end of that is where it goes on.
      if (queue.isAsked(draftId)) return;
      if (stored) foldIfDue(draftId);
      if (!timers.has(draftId)) forgetIfQuiet(draftId);
    });
    upkeep.set(draftId, kept);
  }

  /** Whether it was stored. */
  async function snapshot(draftId: string, { head }: Position): Promise<boolean> {
    // The log has everything: what fails here is tried again with the next window.
    const stored = await attempt('a snapshot could not be stored', async () => {
      const state = await folding.snapshot(draftId, head, () => contentAt(draftId, head.sequence));
      await folds.writeSnapshot(draftId, { ...head, state });
    });
    if (!stored) return false;
    await attempt('attribution records could not be stored', () =>
      attribution.extend(draftId, head.sequence),
    );
    archiver.archive(draftId, head.sequence);
    return true;
  }

  /** Whether it succeeded; a failure is told. */
  async function attempt(failure: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      onError(error, failure);
      return false;
    }
  }

  async function folded(): Promise<void> {
    while (upkeep.size > 0) await Promise.all(upkeep.values());
    await archiver.idle();
  }

  const queue = new BatchQueue(tellAll, maxDrafts);

  function schedule(draftId: string, delay: number): void {
    if (timers.has(draftId) || closed) return;
    const timer = setTimeout(() => {
      timers.delete(draftId);
      queue.request(draftId, { urgent: false }).catch((error: unknown) => {
        onError(error, 'changes could not be told');
        schedule(draftId, retryDelay);
      });
    }, delay);
    timers.set(draftId, timer.unref());
  }

  function unschedule(draftId: string): void {
    clearTimeout(timers.get(draftId));
    timers.delete(draftId);
  }

  return {
    /** The draft's log has grown: it is told after the window. */
    touch(draftId: string): void {
      quiet.delete(draftId);
      schedule(draftId, windowMs);
    },

    /** Nobody writes in the draft for now: once all is told, nothing is kept for its next window. */
    letGo(draftId: string): void {
      if (timers.has(draftId) || queue.isAsked(draftId) || upkeep.has(draftId)) quiet.add(draftId);
      else forget(draftId);
    },

    /** Tells what is stored now. What can't be told now is tried again later. */
    async flush(draftId: string): Promise<void> {
      unschedule(draftId);
      try {
        await queue.request(draftId, { urgent: true });
      } catch (error) {
        schedule(draftId, retryDelay);
        throw error;
      }
    },

    /** Resolves when what was told and was due for it is folded and archived. */
    folded,

    /** Tells what earlier processes stored and didn't tell any more. Called once at the start. */
    async catchUp(): Promise<void> {
      let batch: { id: string; sequence: number }[] = [];
      const look = async () => {
        const told = await folds.feedSequences(batch.map(({ id }) => id));
        for (const { id, sequence } of batch) {
          if ((told.get(id) ?? 0) >= sequence) continue;
          // Nobody has written in it here.
          if (!timers.has(id)) quiet.add(id);
          // One that can't be told doesn't keep the others from being told.
          await queue
            .request(id, { urgent: true })
            .catch((error: unknown) => onError(error, 'changes could not be told'));
        }
        batch = [];
      };
      for await (const head of drafts.heads()) {
        if (closed) return;
        batch.push(head);
        if (batch.length === 500) await look();
      }
      await look();
    },

    /** Tells everything that is stored, then stops. */
    async close(): Promise<void> {
      closed = true;
      const pending = [...timers.keys()];
      for (const draftId of pending) unschedule(draftId);
      await Promise.all(
        pending.map((draftId) =>
          queue.request(draftId, { urgent: true }).catch((error: unknown) =>
            // It is told after the next start.
            onError(error, 'changes could not be told before the end'),
          ),
        ),
      );
      // What was begun before, for which no timer runs any more.
      await queue.finish();
      await archiver.stop();
      await folded();
      positions.clear();
    },
  };
}

export type ChangeFeed = ReturnType<typeof createChangeFeed>;

function bytesOf(entries: readonly LogEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.update.length, 0);
}

function isSnapshotDue({ head, snapshotSequence, bytesSinceSnapshot }: Position): boolean {
  return head.sequence - snapshotSequence >= snapshotEntries || bytesSinceSnapshot >= snapshotBytes;
}
