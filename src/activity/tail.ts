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
  /** Ends the wait: nothing up to `position` is of interest. */
  resume(position: number): void;
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
  /** Furthest position that the bus told of. */
  let announced = 0;
  const waiting = new Set<Waiter>();
  /** The same, by the key task that they wait for. */
  const waitingFor = new Map<string | undefined, Set<Waiter>>();
  /** Those that want to know how far the log has gone on without them. */
  const counting = new Set<Waiter>();
  let timer: NodeJS.Timeout | null = null;
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
    waiting.add(waiter);
    if (waiter.interest.atMostBehind !== undefined) counting.add(waiter);
    const others = waitingFor.get(keyTaskId);
    if (others === undefined) waitingFor.set(keyTaskId, new Set([waiter]));
    else others.add(waiter);
  }

  function remove(waiter: Waiter): void {
    const { keyTaskId } = waiter.interest;
    waiting.delete(waiter);
    counting.delete(waiter);
    const others = waitingFor.get(keyTaskId);
    others?.delete(waiter);
    if (others?.size === 0) waitingFor.delete(keyTaskId);
  }

  function wakeAll(): void {
    for (const waiter of [...waiting]) waiter.resume(waiter.position);
  }

  /** Wakes whom the entry concerns, up to just before it: everything before it did not concern them. */
  function wake(entry: EventRecord): void {
    const about = entry.keyTaskId === null ? [] : [...(waitingFor.get(entry.keyTaskId) ?? [])];
    for (const waiter of [...about, ...(waitingFor.get(undefined) ?? [])]) {
      if (entry.sequence > waiter.position && waiter.interest.concerns(entry)) {
        waiter.resume(entry.sequence - 1);
      }
    }
  }

  /** What has been read hasn't woken them, and so holds nothing of interest to them. */
  function wakeCounting(): void {
    for (const waiter of [...counting]) {
      const reached = reachedBy(waiter);
      if (reached - waiter.position >= (waiter.interest.atMostBehind ?? Infinity)) waiter.resume(reached);
    }
  }

  /** Up to where there is nothing of interest to somebody who still waits: they were added no earlier than that far. */
  function reachedBy({ position }: Waiter): number {
    return Math.max(position, last ?? 0);
  }

  async function readToEnd(): Promise<void> {
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
        if (begun) wakeAll();
        else {
          batch.forEach(wake);
          wakeCounting();
        }
      } while (readAgain && !closed);
    } catch (error) {
      onError(error);
    } finally {
      reading = false;
    }
  }

  function poll(): void {
    if (waiting.size > 0) {
      void readToEnd();
    } else if (!reading) {
      // Nobody has waited for a while: stop following. Whoever comes next starts at the end of the log.
      stopPolling();
      last = null;
      entries = [];
    }
  }

  function stopPolling(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  const unsubscribe = bus.subscribe('activity', ({ sequence }) => {
    announced = Math.max(announced, sequence);
    if (waiting.size > 0 && announced > (last ?? 0)) void readToEnd();
  });

  return {
    /** The entries after `position` that are known so far; null when they reach further back than what is kept. */
    after(position: number): readonly EventRecord[] | null {
      if (last === null || position > last || position < last - entries.length) return null;
      return entries.slice(entries.length - (last - position));
    },

    /**
     * Resolves once the log is known to hold something of interest beyond `position`, or may do so, or when so much of no
     * interest has gone by as `interest` says, `signal` is aborted or the tail closed; with the position up to which it
     * has nothing of interest behind `position`.
     */
    async grown(position: number, interest: Interest, signal: AbortSignal): Promise<number> {
      let reached = position;
      const enough = position + (interest.atMostBehind ?? Infinity);
      while (!signal.aborted && !closed && reached < enough && (last === null || last <= reached)) {
        reached = await new Promise<number>((resolve) => {
          const abort = () => waiter.resume(reachedBy(waiter));
          const waiter: Waiter = {
            position: reached,
            interest,
            resume: (upTo) => {
              remove(waiter);
              signal.removeEventListener('abort', abort);
              resolve(upTo);
            },
          };
          add(waiter);
          signal.addEventListener('abort', abort, { once: true });
          const following = timer !== null;
          timer ??= setInterval(poll, pollInterval).unref();
          if (!following || announced > (last ?? 0)) void readToEnd();
        });
      }
      return reached;
    },

    /** Ends every wait; nothing is read any more. */
    close(): void {
      closed = true;
      unsubscribe();
      stopPolling();
      wakeAll();
    },

    get closed(): boolean {
      return closed;
    },
  };
}

export type ActivityTail = ReturnType<typeof createActivityTail>;
