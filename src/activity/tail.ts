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

/** How many of the newest entries are kept in memory for the subscribers of this process. */
const keptEntries = 1000;
const readSize = 500;

/**
 * Reads the end of the log once for all subscribers of the process. A subscriber keeps nothing but its position: what
 * it still has to get is either among the entries kept here, or it reads it from the log itself. So a slow subscriber
 * costs no memory and slows nobody.
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
  const waiting = new Set<() => void>();
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

  async function readToEnd(): Promise<void> {
    if (reading) {
      readAgain = true;
      return;
    }
    reading = true;
    try {
      do {
        readAgain = false;
        // `last` moves only once both reads have succeeded: whoever waits is woken whenever it has moved.
        const position = last ?? (await store.lastSequence());
        const batch = await store.read({ after: position, limit: readSize });
        const moved = last === null || batch.length > 0;
        keep(batch, position);
        if (batch.length === readSize) readAgain = true;
        if (moved) for (const resume of [...waiting]) resume();
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

    /** Resolves once the log is known to reach beyond `position`, or when `signal` is aborted or the tail closed. */
    async grown(position: number, signal: AbortSignal): Promise<void> {
      while (!signal.aborted && !closed && (last === null || last <= position)) {
        await new Promise<void>((resolve) => {
          const resume = () => {
            waiting.delete(resume);
            signal.removeEventListener('abort', resume);
            resolve();
          };
          waiting.add(resume);
          signal.addEventListener('abort', resume, { once: true });
          const following = timer !== null;
          timer ??= setInterval(poll, pollInterval).unref();
          if (!following || announced > (last ?? 0)) void readToEnd();
        });
      }
    },

    /** Ends every wait; nothing is read any more. */
    close(): void {
      closed = true;
      unsubscribe();
      stopPolling();
      for (const resume of [...waiting]) resume();
    },

    get closed(): boolean {
      return closed;
    },
  };
}

export type ActivityTail = ReturnType<typeof createActivityTail>;
