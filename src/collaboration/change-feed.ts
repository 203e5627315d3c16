import { LRUCache } from 'lru-cache';
import * as Y from 'yjs';
import type { NewEvent } from '../activity/event.ts';
import type { Transact } from '../activity/unit-of-work.ts';
import type { AttributionLog } from '../domain/draft/attribution-log.ts';
import type { FoldStore } from '../domain/draft/fold-store.ts';
import { applyAll, toDocument, type LoadedLog, type LogReader } from '../domain/draft/log-reader.ts';
import type { DraftStore, LogHead } from '../domain/draft/store.ts';
import type { DraftRecord } from '../domain/draft/types.ts';
import type { LogEntry } from '../domain/draft/update-log-store.ts';
import { decodeUpdate } from './decoded-update.ts';
import { KnownContent } from './known-content.ts';
import { describeWindow } from './window-description.ts';

export interface ChangeFeedDependencies {
  readonly drafts: DraftStore;
  readonly folds: FoldStore;
  readonly reader: LogReader;
  readonly attribution: Pick<AttributionLog, 'extend'>;
  readonly transact: Transact;
  /** How long a member's changes are gathered into one event, in milliseconds. */
  readonly windowMs: number;
  readonly onError: (error: unknown, about: string) => void;
}

/** A draft as the feed has told it so far. */
interface Position {
  head: LogHead;
  readonly doc: Y.Doc;
  readonly known: KnownContent;
  /** Bytes of updates since the last snapshot, and where that stands. */
  bytesSinceSnapshot: number;
  snapshotSequence: number;
}

interface Worker {
  timer: NodeJS.Timeout | null;
  /** Runs are one behind the other. */
  running: Promise<void>;
}

/** Documents kept for the next window; others are read again from snapshot and log. */
const keptDocuments = 30;
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
 */
export function createChangeFeed(dependencies: ChangeFeedDependencies) {
  const { drafts, folds, reader, attribution, transact, windowMs, onError } = dependencies;
  const workers = new Map<string, Worker>();
  const positions = new LRUCache<string, Position>({ max: keptDocuments });
  let closed = false;

  async function positionOf(draftId: string): Promise<Position | null> {
    const sequence = await folds.feedSequence(draftId);
    const kept = positions.get(draftId);
    // Another process has told what is in between.
    if (kept?.head.sequence === sequence) return kept;
    positions.delete(draftId);
    const loaded = await reader.load(draftId, { upTo: sequence });
    return loaded === null ? null : toPosition(loaded, toDocument(loaded));
  }

  function toPosition(loaded: LoadedLog, doc: Y.Doc): Position {
    const known = new KnownContent();
    known.addUpdate(decodeUpdate(Y.encodeStateAsUpdate(doc)));
    return {
      head: loaded.head,
      doc,
      known,
      bytesSinceSnapshot: bytesOf(loaded.tail),
      snapshotSequence: loaded.snapshot?.sequence ?? 0,
    };
  }

  /** Tells what is stored and not told yet. Returns false when there is more. */
  async function tell(draftId: string): Promise<boolean> {
    const draft = await drafts.find(draftId);
    const position = await positionOf(draftId);
    if (draft === null || position === null) return true;
    const from = position.head;
    const upTo = Math.min(draft.headSequence, from.sequence + maxEntries);
    // Until it is committed, the document is ahead of what was told and mustn't be kept.
    positions.delete(draftId);
    const entries = await reader.readTail(draftId, { from, upTo });
    const last = entries.at(-1);
    if (last === undefined) {
      positions.set(draftId, position);
      return true;
    }
    const { events, after } = await describe(draft, entries, position);
    const told = await transact(async (tx) => {
      const move = { from: from.sequence, to: last.sequence };
      if (!(await folds.moveFeedSequence(draftId, move, tx.session))) return false;
      for (const event of events) tx.emit(event);
      return true;
    });
    if (!told) return false;
    after.head = { sequence: last.sequence, hash: last.hash };
    after.bytesSinceSnapshot += bytesOf(entries);
    await snapshotIfDue(draftId, after);
    positions.set(draftId, after);
    return upTo === draft.headSequence;
  }

  /** What the entries change, and the position moved by them. */
  async function describe(
    draft: DraftRecord,
    entries: readonly LogEntry[],
    position: Position,
  ): Promise<{ events: NewEvent[]; after: Position }> {
    try {
      return { events: describeWindow(draft, entries, position), after: position };
    } catch (error) {
      const loaded = await reader.load(draft.id, { upTo: position.head.sequence });
      if (loaded === null) throw error;
      // The entries contradict each other (see `documentOf`): told from a document that keeps what is deleted.
      const doc = new Y.Doc({ gc: false });
      applyAll(doc, [Y.encodeStateAsUpdate(toDocument(loaded))]);
      const after = toPosition(loaded, doc);
      return { events: describeWindow(draft, entries, after), after };
    }
  }

  async function snapshotIfDue(draftId: string, position: Position): Promise<void> {
    const entries = position.head.sequence - position.snapshotSequence;
    if (entries < snapshotEntries && position.bytesSinceSnapshot < snapshotBytes) return;
    try {
      await folds.writeSnapshot(draftId, { ...position.head, state: Y.encodeStateAsUpdate(position.doc) });
      position.snapshotSequence = position.head.sequence;
      position.bytesSinceSnapshot = 0;
    } catch (error) {
      // The log has everything; the next window tries again.
      onError(error, 'a snapshot could not be stored');
    }
    try {
      await attribution.extend(draftId, position.head.sequence);
    } catch (error) {
      // The next snapshot tries again; until then, it is made from the log.
      onError(error, 'attribution records could not be stored');
    }
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

    /** Tells what is stored now. */
    flush: runNext,

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
