import { LRUCache } from 'lru-cache';
import type { Transact } from '../activity/unit-of-work.ts';
import type { AttributionLog } from '../domain/draft/attribution-log.ts';
import type { FoldStore } from '../domain/draft/fold-store.ts';
import { updatesOf, type LoadedLog } from '../domain/draft/loaded-log.ts';
import type { LogReader } from '../domain/draft/log-reader.ts';
import type { DraftStore, LogHead } from '../domain/draft/store.ts';
import type { LogEntry } from '../domain/draft/update-log-store.ts';
import type { Folding } from './folding.ts';

export interface ChangeFeedDependencies {
  readonly drafts: DraftStore;
  readonly folds: FoldStore;
  readonly reader: LogReader;
  readonly attribution: Pick<AttributionLog, 'extend'>;
  readonly transact: Transact;
  readonly folding: Pick<Folding, 'describe' | 'snapshot'>;
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

interface Worker {
  timer: NodeJS.Timeout | null;
  /** Runs are one behind the other. */
  running: Promise<void>;
}

/** Drafts of which it is known how far they have been told; of others it is read. */
const keptPositions = 10_000;
/** Entries that are told in one transaction at most. */
const maxEntries = 2000;
const retryDelay = 5000;
/** A snapshot is made when so much of the log is behind the last one. */
const snapshotEntries = 500;
const snapshotBytes = 1_000_000;

/**
 * Tells what members change in drafts (SPEC.md, CO-26), out of the update log, so that nothing is lost when a process
 * dies: how far a draft has been told is moved in the transaction that appends the events. Folds the log into
 * snapshots on the way, since it goes through all of it once anyway. A snapshot is therefore never ahead of the feed.
 * Documents are in the folding worker only.
 */
export function createChangeFeed(dependencies: ChangeFeedDependencies) {
  const { drafts, folds, reader, attribution, transact, folding, windowMs, onError } = dependencies;
  const workers = new Map<string, Worker>();
  const positions = new LRUCache<string, Position>({ max: keptPositions });
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

  /** Tells what is stored and not told yet. Returns false when there is more. */
  async function tell(draftId: string): Promise<boolean> {
    const draft = await drafts.find(draftId);
    const sequence = await folds.feedSequence(draftId);
    if (draft === null || sequence >= draft.headSequence) return true;
    const known = await positionAt(draftId, sequence);
    if (known === null) return true;
    const { position, content } = known;
    const from = position.head;
    const upTo = Math.min(draft.headSequence, from.sequence + maxEntries);
    const entries = await reader.readTail(draftId, { from, upTo });
    const last = entries.at(-1);
    if (last === undefined) return true;
    const to = { sequence: last.sequence, hash: last.hash };
    const events = await folding.describe(
      { draft, from, to, entries },
      content === null ? null : updatesOf(content),
      () => contentAt(draftId, from.sequence),
    );
    const told = await transact(async (tx) => {
      const move = { from: from.sequence, to: to.sequence };
      if (!(await folds.moveFeedSequence(draftId, move, tx.session))) return false;
      for (const event of events) tx.emit(event);
      return true;
    });
    if (!told) return false;
    const after = {
      ...position,
      head: to,
      bytesSinceSnapshot: position.bytesSinceSnapshot + bytesOf(entries),
    };
    positions.set(draftId, await snapshotIfDue(draftId, after));
    return upTo === draft.headSequence;
  }

  async function snapshotIfDue(draftId: string, position: Position): Promise<Position> {
    const { head, bytesSinceSnapshot } = position;
    const entries = head.sequence - position.snapshotSequence;
    if (entries < snapshotEntries && bytesSinceSnapshot < snapshotBytes) return position;
    let after = position;
    try {
      const state = await folding.snapshot(draftId, head, () => contentAt(draftId, head.sequence));
      await folds.writeSnapshot(draftId, { ...head, state });
      after = { head, snapshotSequence: head.sequence, bytesSinceSnapshot: 0 };
    } catch (error) {
      // The log has everything; the next window tries again.
      onError(error, 'a snapshot could not be stored');
    }
    try {
      await attribution.extend(draftId, head.sequence);
    } catch (error) {
      // The next snapshot tries again; until then, it is made from the log.
      onError(error, 'attribution records could not be stored');
    }
    return after;
  }

  async function run(draftId: string): Promise<void> {
    while (!(await tell(draftId)));
  }

  /** Runs now, or behind the run that is under way. */
  function runNext(draftId: string): Promise<void> {
    const worker = workerOf(draftId);
    if (worker.timer !== null) clearTimeout(worker.timer);
    worker.timer = null;
    const running = worker.running.then(() => run(draftId));
    worker.running = running.catch(() => undefined);
    void worker.running.then(() => {
      if (worker.timer === null && workers.get(draftId) === worker) workers.delete(draftId);
    });
    return running;
  }

  function workerOf(draftId: string): Worker {
    let worker = workers.get(draftId);
    if (worker === undefined) {
      worker = { timer: null, running: Promise.resolve() };
      workers.set(draftId, worker);
    }
    return worker;
  }

  function schedule(draftId: string, delay: number): void {
    const worker = workerOf(draftId);
    if (worker.timer !== null || closed) return;
    worker.timer = setTimeout(() => {
      runNext(draftId).catch((error: unknown) => {
        onError(error, 'changes could not be told');
        schedule(draftId, retryDelay);
      });
    }, delay);
    worker.timer.unref();
  }

  return {
    /** The draft's log has grown: it is told after the window. */
    touch: (draftId: string): void => schedule(draftId, windowMs),

    /** Tells what is stored now. What can't be told now is tried again later. */
    async flush(draftId: string): Promise<void> {
      try {
        await runNext(draftId);
      } catch (error) {
        schedule(draftId, retryDelay);
        throw error;
      }
    },

    /** Tells what earlier processes stored and didn't tell any more. Called once at the start. */
    async catchUp(): Promise<void> {
      let batch: { id: string; sequence: number }[] = [];
      const look = async () => {
        const told = await folds.feedSequences(batch.map(({ id }) => id));
        for (const { id, sequence } of batch) {
          if ((told.get(id) ?? 0) >= sequence) continue;
          // One that can't be told doesn't keep the others from being told.
          await runNext(id).catch((error: unknown) => onError(error, 'changes could not be told'));
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
      const pending = [...workers.keys()];
      await Promise.all(
        pending.map((draftId) =>
          runNext(draftId).catch((error: unknown) =>
            // It is told after the next start.
            onError(error, 'changes could not be told before the end'),
          ),
        ),
      );
      positions.clear();
    },
  };
}

export type ChangeFeed = ReturnType<typeof createChangeFeed>;

function bytesOf(entries: readonly LogEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.update.length, 0);
}
