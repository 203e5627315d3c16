import type { EventRecord } from './event.ts';
import type { ActivityStore, EventQuery } from './store.ts';
import type { ActivityTail, Interest } from './tail.ts';

/** A filter, and what the viewer may see. */
export type VisibleFilter = Omit<EventQuery, 'after' | 'limit'>;

/** How many entries are read from the log at a time while a reader catches up. */
const catchUpSize = 100;

export interface LogReaderDependencies {
  readonly store: Pick<ActivityStore, 'readWithLast'>;
  readonly tail: ActivityTail;
  /** How many entries are looked through at a time, so that no reading takes long when few of them match. */
  readonly scanSize: number;
}

/**
 * Hands out the entries of the log that match a filter, each once and in order: those that it has to read from the log,
 * then what the tail reads. What is known is handed out at once, and who waits for more is called: a promise for each
 * step of a subscription cost more than executing and sending what it is told.
 */
export class LogReader {
  readonly #dependencies: LogReaderDependencies;
  readonly #filter: VisibleFilter;
  readonly #interest: Interest;
  #position: number;
  /** Known entries behind the position, and how many of them have been looked at. */
  #known: readonly EventRecord[] = [];
  #looked = 0;
  /** Nothing that matches is between the last of the known entries and this position. */
  #upTo: number;
  /** The log has been read to its end since the tail had nothing to say. */
  #caughtUp = false;
  #ended = false;
  #stopWaiting: () => void = () => undefined;

  /** `atMostBehind`: a wait ends after so many entries of no interest, so that the position moves on with the log. */
  constructor(
    dependencies: LogReaderDependencies,
    {
      filter,
      position,
      atMostBehind,
    }: { readonly filter: VisibleFilter; readonly position: number; readonly atMostBehind?: number },
  ) {
    this.#dependencies = dependencies;
    this.#filter = filter;
    this.#position = position;
    this.#upTo = position;
    const { keyTaskId } = filter;
    this.#interest = {
      ...(keyTaskId === undefined ? {} : { keyTaskId }),
      ...(atMostBehind === undefined ? {} : { atMostBehind }),
      concerns: (entry) => matches(entry, filter),
    };
  }

  /** Up to there everything that matches has been handed out. */
  get position(): number {
    return this.#position;
  }

  /** Nothing is handed out any more: it was ended, or the process shuts down. */
  get ended(): boolean {
    return this.#ended || this.#dependencies.tail.closed;
  }

  /** The next entry, or null when none is known: then {@link more} is to be called. */
  take(): EventRecord | null {
    while (!this.ended) {
      const entry = this.#known[this.#looked];
      if (entry !== undefined) {
        this.#looked += 1;
        this.#position = entry.sequence;
        if (matches(entry, this.#filter)) return entry;
        continue;
      }
      this.#position = Math.max(this.#position, this.#upTo);
      const recent = this.#dependencies.tail.after(this.#position);
      // Also when there is nothing: who waits is to keep nothing of what has been handed out.
      this.#expect(recent ?? [], this.#position);
      if (this.#known.length === 0) return null;
    }
    return null;
  }

  /** Calls `then` once when there may be more, or the reader has ended; `failed` when the log couldn't be read. */
  more(then: () => void, failed: (error: unknown) => void): void {
    const { tail } = this.#dependencies;
    if (this.ended) then();
    else if (tail.after(this.#position) === null && !this.#caughtUp) this.#readOn().then(then, failed);
    else
      this.#stopWaiting = tail.whenGrown(this.#position, this.#interest, (position) => {
        this.#stopWaiting = () => undefined;
        this.#caughtUp = false;
        this.#position = position;
        then();
      });
  }

  /** Ends it, and a wait. */
  end(): void {
    this.#ended = true;
    this.#stopWaiting();
  }

  async #readOn(): Promise<void> {
    const { store, scanSize } = this.#dependencies;
    const query = { ...this.#filter, after: this.#position, limit: catchUpSize };
    const { entries, upTo, last } = await store.readWithLast(query, scanSize);
    // There may be more that match behind a full page.
    const isFull = entries.length === catchUpSize;
    this.#expect(entries, isFull ? this.#position : upTo);
    this.#caughtUp = !isFull && upTo >= last;
  }

  #expect(entries: readonly EventRecord[], upTo: number): void {
    this.#known = entries;
    this.#looked = 0;
    this.#upTo = upTo;
  }
}

/** What the store's query does, for an entry in memory. */
export function matches(entry: EventRecord, filter: VisibleFilter): boolean {
  return (
    (filter.planId === undefined || entry.planId === filter.planId) &&
    (filter.subcommitteeId === undefined || entry.subcommitteeId === filter.subcommitteeId) &&
    (filter.keyTaskId === undefined || entry.keyTaskId === filter.keyTaskId) &&
    (filter.actorId === undefined || entry.actorId === filter.actorId) &&
    (filter.kinds === undefined || filter.kinds.includes(entry.kind)) &&
    (filter.visibility === undefined || entry.visibility === filter.visibility)
  );
}
