import { createHash } from 'node:crypto';
import { requireViewer } from '../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../auth/viewer.ts';
import type { Clock } from '../clock.ts';
import { toPage, type Page, type PageRequest } from '../database/paging.ts';
import { DomainError } from '../errors.ts';
import { cancellable, type CancellableIterator } from '../subscriptions/cancellable.ts';
import { cursorOf, cursorTo, readCursor, unknownCursor, type LogPosition } from './cursor.ts';
import type { EventKind, EventRecord, ResetEvent, ToldEvent } from './event.ts';
import { gather, gathered, isGathered, longestGathering, mostGathered, type Merge } from './gathering.ts';
import { iterateLog } from './log-iterator.ts';
import { LogReader, type VisibleFilter } from './log-reader.ts';
import type { MarkRecord, MarkStore } from './mark-store.ts';
import type { ActivityCount, ActivityStore, NewestQuery, SequenceRange, UntilQuery } from './store.ts';
import type { ActivityTail } from './tail.ts';

/** Which entries of the log are wanted; all conditions that are given must hold. Ids are hex ObjectIds. */
export interface ActivityFilter {
  readonly planId?: string;
  readonly subcommitteeId?: string;
  readonly keyTaskId?: string;
  /** Who acted. */
  readonly actorId?: string;
  readonly kinds?: readonly EventKind[];
}

/** What others have done since a member last looked. */
export interface UnreadActivity {
  /** Null when the member never did. */
  readonly mark: MarkRecord | null;
  /** At most {@link mostCounted}. */
  readonly count: number;
}

/** Unread entries are counted up to here. */
const mostCounted = 1000;

/** For the server's own readers. */
export interface EntriesOptions {
  readonly signal: AbortSignal;
  /**
   * Waited for between entries: everything up to there that matches has been handed out, so that a reader can go on from
   * there another time.
   */
  readonly passedTo?: (position: number) => Promise<void>;
}

/**
 * How many entries a subscription looks through at a time while it catches up, so that no reading takes long when few of
 * them match.
 */
const defaultScanSize = 5000;

/** Who is told how far the log has been looked through is told at least this often, in entries. */
const toldDistance = 1000;

/** How many entries are read at a time when all of some are wanted. */
const readSize = 1000;

/** The activity log as viewers read it: nobody signed in sees public entries only, a member sees all. */
export function createActivityService({
  store,
  marks,
  tail,
  clock,
  mergeDraftChanges: merge,
  scanSize = defaultScanSize,
}: {
  readonly store: ActivityStore;
  readonly marks: MarkStore;
  readonly tail: ActivityTail;
  readonly clock: Clock;
  /** Makes one event of those about a draft that are gathered. */
  readonly mergeDraftChanges: Merge;
  /** How many entries are looked through at a time. */
  readonly scanSize?: number;
}) {
  const readerFrom = (filter: VisibleFilter, position: number, atMostBehind?: number): LogReader =>
    new LogReader(
      { store, tail, scanSize },
      { filter, position, ...(atMostBehind === undefined ? {} : { atMostBehind }) },
    );

  /** Catches up from the log, then goes on with what the tail reads; always entry after entry from `position`. */
  async function* follow(
    filter: VisibleFilter,
    position: number,
    { signal, passedTo }: EntriesOptions,
  ): AsyncGenerator<EventRecord, void, undefined> {
    const reader = readerFrom(filter, position, passedTo === undefined ? undefined : toldDistance);
    const end = () => reader.end();
    if (signal.aborted) return;
    signal.addEventListener('abort', end, { once: true });
    try {
      while (!reader.ended) {
        const entry = reader.take();
        if (entry !== null) {
          yield entry;
          continue;
        }
        await passedTo?.(reader.position);
        await new Promise<void>((resolve, reject) => reader.more(resolve, reject));
      }
      await passedTo?.(reader.position);
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /** {@link follow}, with the changes of drafts gathered for `seconds`. */
  async function* followGathered(
    filter: VisibleFilter,
    { start, seconds }: { readonly start: LogPosition; readonly seconds: number },
    signal: AbortSignal,
  ): AsyncGenerator<EventRecord, void, undefined> {
    const options = { seconds, merge, filter: nameOf(filter), signal };
    let position = positionOf(start);
    // Under another filter other events come of it: then all of them are told.
    if (start.within !== null && start.within.filter === options.filter) {
      // What was told together before, of which the reader has a part.
      const entries = await store.read({ ...filter, after: position, limit: mostGathered });
      const together = entries.filter((entry) => entry.sequence <= start.sequence && isGathered(entry));
      yield* gathered(together, options).slice(start.within.told);
      position = start.sequence;
    }
    const events = follow(filter, position, { signal });
    yield* seconds === 0 ? events : gather(events, options);
  }

  /** Behind the log's newest entry; without its time where it can't be read yet, as from a server that lags. */
  async function end(): Promise<LogPosition> {
    const sequence = await store.lastSequence();
    const [entry] = await store.readMany([sequence]);
    return behind(sequence, entry?.at.getTime());
  }

  /** Whether the log has the entry that the cursor names, and not another one in its place. */
  async function leadsIntoLog({ sequence, at }: LogPosition): Promise<boolean> {
    if (sequence === 0) return true;
    if (at === null) return sequence <= (await store.lastSequence());
    const [entry] = await store.readMany([sequence]);
    return entry?.at.getTime() === at;
  }

  /** What a cursor that must lead into the log means. Throws `INVALID_INPUT` for one that doesn't. */
  async function known(cursor: string, field = 'after'): Promise<LogPosition> {
    const position = readCursor(cursor, field);
    if (!(await leadsIntoLog(position))) throw unknownCursor(field);
    return position;
  }

  return {
    /** A page of the log, oldest first. */
    async page(
      viewer: MaybeViewer,
      filter: ActivityFilter,
      request: PageRequest,
    ): Promise<Page<EventRecord>> {
      const after = request.after === null ? 0 : positionOf(await known(request.after));
      const rows = await store.read({ ...visible(viewer, filter), after, limit: request.first + 1 });
      return toPage(rows, request, cursorOf);
    },

    /**
     * What others have done since the viewer last looked; null for who isn't signed in (SPEC.md, AC-1). Everything when
     * the viewer never did.
     */
    async unread(viewer: MaybeViewer, filter: ActivityFilter): Promise<UnreadActivity | null> {
      if (viewer === null) return null;
      const mark = await marks.find(viewer.memberId);
      const count = await store.countOfOthers(viewer.memberId, {
        ...filter,
        after: mark?.sequence ?? 0,
        limit: mostCounted,
      });
      return { mark, count };
    },

    /** How far the viewer has looked; null when they never did. */
    markOf: (viewer: Viewer): Promise<MarkRecord | null> => marks.find(viewer.memberId),

    /**
     * The viewer has looked at everything up to the cursor. A mark never goes back. Throws `INVALID_INPUT` for a cursor
     * that doesn't lead into the log.
     */
    async markRead(maybeViewer: MaybeViewer, cursor: string): Promise<MarkRecord> {
      const viewer = requireViewer(maybeViewer);
      const sequence = positionOf(await known(cursor, 'cursor'));
      return marks.advance(viewer.memberId, { sequence, at: clock() });
    },

    /**
     * Entries of some kinds about a key task, newest first, without what they tell of single blocks and fields. For
     * members; nothing for anybody else.
     */
    async newestOfKeyTask(
      viewer: MaybeViewer,
      about: Pick<NewestQuery, 'keyTaskId' | 'kinds'>,
      range: Pick<NewestQuery, 'before' | 'limit'>,
    ): Promise<EventRecord[]> {
      return viewer === null ? [] : store.readNewest({ ...about, ...range });
    },

    /**
     * All entries of some kinds about a plan that are not later than `until`, oldest first. For members; nothing for
     * anybody else but those that are public.
     */
    async ofPlanUntil(
      viewer: MaybeViewer,
      about: Pick<UntilQuery, 'planId' | 'kinds'>,
      until: Date,
    ): Promise<EventRecord[]> {
      const entries: EventRecord[] = [];
      for (let after = 0; ;) {
        const read = await store.readUntil({ ...about, until, after, limit: readSize });
        entries.push(...read.filter(({ visibility }) => viewer !== null || visibility === 'PUBLIC'));
        if (read.length < readSize) return entries;
        after = read.at(-1)?.sequence ?? after;
      }
    },

    /**
     * How many entries of each kind others made about each plan and key task, in the order in which they began; what the
     * server itself did counts as others'.
     */
    countsOfOthers: (viewer: Viewer, range: SequenceRange): Promise<ActivityCount[]> =>
      store.countsOfOthers(viewer.memberId, range),

    /** Public entries, newest first: those about a plan, or about anything. */
    newestPublic: (planId: string | null, limit: number): Promise<EventRecord[]> =>
      store.newestPublic(planId, limit),

    /** Without authorisation: the entries at these positions, in their order; null where there is none. */
    async entries(sequences: readonly number[]): Promise<(EventRecord | null)[]> {
      const found = new Map((await store.readMany(sequences)).map((entry) => [entry.sequence, entry]));
      return sequences.map((sequence) => found.get(sequence) ?? null);
    },

    /**
     * The position behind which a reader starts that names a cursor, or is to get what happens from now on. Throws
     * `INVALID_INPUT` for a cursor that doesn't lead into the log.
     */
    startOf: async (after: string | null): Promise<number> =>
      after === null ? store.lastSequence() : positionOf(await known(after)),

    /** Cursor of the log's end. */
    end: async (): Promise<string> => cursorTo(await end()),

    /** Cursors that lead to what comes behind these positions of the log, in their order. */
    async cursorsAt(sequences: readonly number[]): Promise<string[]> {
      const found = await store.readMany(sequences);
      const times = new Map(found.map(({ sequence, at }) => [sequence, at.getTime()]));
      return sequences.map((sequence) => cursorTo({ sequence, at: times.get(sequence) ?? null }));
    },

    /**
     * Without authorisation, for the server's own deliveries: entries that match behind a position, then the log as it
     * grows. Ends when `signal` is aborted or the process shuts down.
     */
    entriesFrom: (
      filter: ActivityFilter,
      position: number,
      options: EntriesOptions,
    ): AsyncGenerator<EventRecord, void, undefined> => follow(filter, position, options),

    /**
     * The log as it grows: with `after`, everything after that cursor first; without, what happens from this call on.
     * Without a gap or a duplicate, under the same filter. With `gather`, what a member changes in a draft within that time
     * is one event. Ends when the consumer ends it, `signal` is aborted or the process shuts down.
     * Where the cursor doesn't lead into the log, a reset is told first, whatever the filter says (SPEC.md, AC-3).
     * Throws `INVALID_INPUT` for one that is malformed.
     */
    async subscribe(
      viewer: MaybeViewer,
      filter: ActivityFilter,
      options: {
        readonly after?: string | null;
        /** Seconds for which the changes of drafts are gathered; 0 for as they are in the log. */
        readonly gather?: number;
        readonly signal?: AbortSignal;
      } = {},
    ): Promise<CancellableIterator<ToldEvent>> {
      const { after: cursor = null, gather: seconds = 0 } = options;
      if (!Number.isInteger(seconds) || seconds < 0 || seconds > longestGathering)
        throw new DomainError('INVALID_INPUT', `gather must be from 0 to ${longestGathering} seconds.`, [
          'gather',
        ]);
      // Before anything is handed out, so that a bad cursor is an answer and not a subscription that breaks.
      const asked = cursor === null ? null : readCursor(cursor);
      const isLost = asked !== null && !(await leadsIntoLog(asked));
      // The end of the log is that at the time of the call, not of the first reading.
      const start = isLost ? await end() : (asked ?? behind(await store.lastSequence()));
      const query = visible(viewer, filter);
      const reset = isLost ? [resetAt(start, clock())] : [];
      if (seconds === 0 && start.within === null)
        return iterateLog(reset, readerFrom(query, start.sequence), options.signal);
      return cancellable(async function* (ended) {
        yield* reset;
        yield* followGathered(query, { start, seconds }, ended);
      }, options.signal);
    },
  };
}

export type ActivityService = ReturnType<typeof createActivityService>;

function visible(viewer: MaybeViewer, filter: ActivityFilter): VisibleFilter {
  return viewer === null ? { ...filter, visibility: 'PUBLIC' } : filter;
}

/** The same for equal filters only; short, as it is a part of cursors. */
function nameOf(filter: VisibleFilter): string {
  const { kinds, ...rest } = filter;
  const form = JSON.stringify([Object.entries(rest).sort(), kinds === undefined ? null : [...kinds].sort()]);
  return createHash('sha256').update(form).digest('base64url').slice(0, 16);
}

const behind = (sequence: number, at: number | null = null): LogPosition => ({ sequence, at, within: null });

/** Of a cursor in the middle of gathered events: before all of them, so that none is passed over. */
const positionOf = ({ sequence, within }: LogPosition): number => within?.from ?? sequence;

function resetAt(start: LogPosition, at: Date): ResetEvent {
  return {
    kind: 'ACTIVITY_RESET',
    sequence: start.sequence,
    cursor: cursorTo(start),
    at,
    actorId: null,
    planId: null,
    subcommitteeId: null,
    keyTaskId: null,
    visibility: 'PUBLIC',
    payload: {},
  };
}
