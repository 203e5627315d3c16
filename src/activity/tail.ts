import { AsyncLocalStorage } from 'node:async_hooks';
import type { Bus } from './bus.ts';
import type { EventRecord } from './event.ts';
import type { ActivityStore } from './store.ts';

interface TailDependencies {
  readonly store: ActivityStore;
  readonly bus: Bus;
  /** How often the log is looked at when the bus says nothing, in milliseconds: its messages may be lost. */
  readonly pollInterval: number;
  /** Told when the log couldn't be read; it is tried again at the next message or poll. */
  readonly onError: (error: unknown) => void;
}

/** Which entries somebody waits for. */
export interface Interest {
  /** Only entries about this key task, or about anything when left out. */
  readonly keyTaskId?: string;
  /** Whether an entry about it is one of them. */
  readonly concerns: (entry: EventRecord) => boolean;
  /** After so many entries that aren't the wait ends as well; it doesn't when left out. */
  readonly atMostBehind?: number;
}

/** Somebody who waits for the log to grow beyond `position`. */
interface Waiter {
  readonly position: number;
  readonly interest: Interest;
  /** Called when the wait is over: nothing up to `position` is of interest. */
  readonly onGrown: (position: number) => void;
}

/** How many of the newest entries are kept in memory for the subscribers of this process. */
const keptEntries = 1000;
const readSize = 500;

/**
 * Reads the end of the log once for all subscribers of the process. A subscriber keeps nothing but its position: what
 * it still has to get is either among the entries kept here, or it reads it from the log itself. So a slow subscriber
 * costs no memory and slows nobody. Only those are woken whom an entry concerns: thousands who follow other key tasks
 * cost nothing.
 *
 * The log is read while somebody waits for it to grow, and left alone otherwise.
 */
export function createActivityTail({ store, bus, pollInterval, onError }: TailDependencies) {
  /** Contiguous, oldest first, ending at `last`. */
  let entries: EventRecord[] = [];
  /** Position up to which the log has been read; null when it isn't being followed. */
  let last: number | null = null;
  /** Position up to which those who wait have been told what concerns them; behind `last` while they are being told. */
  let told = 0;
  /** Furthest position that the bus told of. */
  let announced = 0;
  /** Who waits, by the key task that they wait for. */
  const waitingFor = new Map<string | undefined, Set<Waiter>>();
  let waiting = 0;
  /** Those that want to know how far the log has gone on without them. */
  const counting = new Set<Waiter>();
  let timer: NodeJS.Timeout | null = null;
  /** Somebody has asked for what is kept, or waited, since the last poll. */
  let used = false;
  let reading = false;
  let readAgain = false;
  let closed = false;

  function keep(batch: readonly EventRecord[], position: number): void {
    batch.forEach((entry, index) => {
      // Positions have no holes. If one shows (a read from a lagging server), it must not be passed over.
      if (entry.sequence !== position + index + 1)
        throw new Error(`The activity log has a hole before ${entry.sequence}.`);
    });
    entries.push(...batch);
    if (entries.length > keptEntries) entries = entries.slice(-keptEntries);
    last = position + batch.length;
  }

  function add(waiter: Waiter): void {
    const { keyTaskId } = waiter.interest;
    waiting += 1;
    used = true;
    if (waiter.interest.atMostBehind !== undefined) counting.add(waiter);
    const others = waitingFor.get(keyTaskId);
    if (others === undefined) waitingFor.set(keyTaskId, new Set([waiter]));
    else others.add(waiter);
  }

  /** Ends a wait, unless it is over already. */
  function resume(waiter: Waiter, position: number): void {
    const { keyTaskId, atMostBehind } = waiter.interest;
    const others = waitingFor.get(keyTaskId);
    if (others?.delete(waiter) !== true) return;
    waiting -= 1;
    if (atMostBehind !== undefined) counting.delete(waiter);
    waiter.onGrown(position);
    // Only now: it may wait again.
    if (others.size === 0 && waitingFor.get(keyTaskId) === others) waitingFor.delete(keyTaskId);
  }

  /** Wakes whom `position` is beyond. */
  function wakeBehind(position: number): void {
    for (const waiters of [...waitingFor.values()])
      for (const waiter of [...waiters]) if (waiter.position < position) resume(waiter, waiter.position);
  }

  /** Wakes whom the entry concerns, up to just before it: everything before it did not concern them. */
  function wake(entry: EventRecord): void {
    told = entry.sequence - 1;
    const about = entry.keyTaskId === null ? [undefined] : [entry.keyTaskId, undefined];
    for (const keyTaskId of about)
      // Those who wait again at once come behind the others, and no longer for this entry.
      for (const waiter of waitingFor.get(keyTaskId) ?? [])
        if (entry.sequence > waiter.position && waiter.interest.concerns(entry))
          resume(waiter, entry.sequence - 1);
  }

  /** What has been read hasn't woken them, and so holds nothing of interest to them. */
  function wakeCounting(): void {
    for (const waiter of [...counting]) {
      const reached = reachedBy(waiter);
      if (reached - waiter.position >= (waiter.interest.atMostBehind ?? Infinity)) resume(waiter, reached);
    }
  }

  /** Up to where there is nothing of interest to somebody who still waits: they were added no earlier than that far. */
  function reachedBy({ position }: Waiter): number {
    return Math.max(position, told);
  }

  // Those who are woken go on in it: not as a part of the request that was the reason for it, nor of each other's.
  const readToEnd = AsyncLocalStorage.bind(async (): Promise<void> => {
    if (reading) {
      readAgain = true;
      return;
    }
    reading = true;
    try {
      do {
        readAgain = false;
        // `last` moves only once both reads have succeeded.
        const position = last ?? (await store.lastSequence());
        const batch = await store.read({ after: position, limit: readSize });
        const begun = last === null;
        keep(batch, position);
        if (batch.length === readSize) readAgain = true;
        // What was there before the log is followed is in nobody's hands yet.
        if (begun) wakeBehind(position + batch.length);
        else batch.forEach(wake);
        told = position + batch.length;
        if (!begun) wakeCounting();
      } while (readAgain && !closed);
    } catch (error) {
      onError(error);
    } finally {
      reading = false;
    }
  });

  function poll(): void {
    if (waiting > 0) {
      void readToEnd();
    } else if (!used && !reading) {
      // Nobody has come for a while: stop following. Whoever comes next starts at the end of the log. That nobody waits just
      // now only says that all are busy with what is kept; without it each would read the log for itself.
      stopPolling();
      last = null;
      told = 0;
      entries = [];
    }
    used = false;
  }

  function stopPolling(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  const unsubscribe = bus.subscribe('activity', ({ sequence }) => {
    announced = Math.max(announced, sequence);
    if (waiting > 0 && announced > (last ?? 0)) void readToEnd();
  });

  return {
    /** The entries after `position` that are known so far; null when they reach further back than what is kept. */
    after(position: number): readonly EventRecord[] | null {
      if (last === null || position > last || position < last - entries.length) return null;
      used = true;
      return entries.slice(entries.length - (last - position));
    },

    /**
     * Calls `onGrown` once, later than this call, when the log is known to hold something beyond `position` that is of interest,
     * or may be, or when so much of no interest has gone by as `interest` says, or the tail is closed; with the position
     * up to which it has nothing of interest behind `position`. The function that is returned ends the wait at once.
     */
    whenGrown(position: number, interest: Interest, onGrown: (position: number) => void): () => void {
      if (closed || (last !== null && last > position)) return soon(() => onGrown(position));
      const waiter: Waiter = { position, interest, onGrown };
      add(waiter);
      const following = timer !== null;
      timer ??= setInterval(poll, pollInterval).unref();
      if (!following || announced > (last ?? 0)) void readToEnd();
      return () => resume(waiter, reachedBy(waiter));
    },

    /** Ends every wait; nothing is read any more. */
    close(): void {
      closed = true;
      unsubscribe();
      stopPolling();
      wakeBehind(Infinity);
    },

    get closed(): boolean {
      return closed;
    },
  };
}

export type ActivityTail = ReturnType<typeof createActivityTail>;

/** Calls `then` once: later, or as soon as the function that is returned is called. */
function soon(then: () => void): () => void {
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    then();
  };
  queueMicrotask(end);
  return end;
}
