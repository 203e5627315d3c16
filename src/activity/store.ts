import mongoose from 'mongoose';
import { isDuplicateKeyError, type Database, type DatabaseSession } from '../database/store.ts';
import { eventKinds, type EventKind, type EventRecord, type NewEvent } from './event.ts';

/** What a reader of the log wants to see. Conditions that are absent don't restrict. Ids are hex ObjectIds. */
export interface EventQuery {
  /** Only entries after this position. */
  readonly after: number;
  /** And up to this one. */
  readonly upTo?: number;
  readonly limit: number;
  readonly planId?: string;
  readonly subcommitteeId?: string;
  readonly keyTaskId?: string;
  readonly actorId?: string;
  readonly kinds?: readonly EventKind[];
  readonly visibility?: NewEvent['visibility'];
}

/** Which entries about a key task are wanted. */
export interface NewestQuery {
  readonly keyTaskId: string;
  readonly kinds: readonly EventKind[];
  /** Only entries before this position. */
  readonly before: number | null;
  readonly limit: number;
}

/** Which entries about a plan are wanted. */
export interface UntilQuery {
  readonly planId: string;
  /** None of which there are many. */
  readonly kinds: readonly EventKind[];
  /** Only entries at or before this time. */
  readonly until: Date;
  readonly after: number;
  readonly limit: number;
}

/** Entries behind one position and up to another. */
export interface SequenceRange {
  readonly after: number;
  readonly upTo: number;
}

/** How many entries of a kind there are about something. Ids are hex ObjectIds. */
export interface ActivityCount {
  readonly planId: string | null;
  readonly keyTaskId: string | null;
  readonly kind: EventKind;
  readonly count: number;
}

interface CountKey {
  readonly planId: mongoose.Types.ObjectId | null;
  readonly keyTaskId: mongoose.Types.ObjectId | null;
  readonly kind: EventKind;
}

/** What payloads tell of single blocks and fields, left out. */
const detailed = { 'payload.blocks': 0, 'payload.fields': 0, 'payload.excerpt': 0 } as const;

interface EventDocument extends Omit<
  EventRecord,
  'sequence' | 'actorId' | 'planId' | 'subcommitteeId' | 'keyTaskId'
> {
  /** The sequence. */
  _id: number;
  actorId: mongoose.Types.ObjectId | null;
  planId: mongoose.Types.ObjectId | null;
  subcommitteeId: mongoose.Types.ObjectId | null;
  keyTaskId: mongoose.Types.ObjectId | null;
}

interface CounterDocument {
  _id: string;
  value: number;
}

const objectId = { type: mongoose.Schema.Types.ObjectId, default: null };

const eventSchema = new mongoose.Schema<EventDocument>(
  {
    _id: { type: Number, required: true },
    kind: { type: String, enum: eventKinds, required: true },
    actorId: objectId,
    planId: objectId,
    subcommitteeId: objectId,
    keyTaskId: objectId,
    visibility: { type: String, enum: ['PUBLIC', 'MEMBERS'], required: true },
    payload: { type: mongoose.Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false, minimize: false },
);
eventSchema.index({ planId: 1, _id: 1 });
eventSchema.index({ subcommitteeId: 1, _id: 1 });
eventSchema.index({ keyTaskId: 1, _id: 1 });
eventSchema.index({ actorId: 1, _id: 1 });
eventSchema.index({ kind: 1, _id: 1 });
eventSchema.index({ visibility: 1, _id: 1 });

const counterSchema = new mongoose.Schema<CounterDocument>(
  { _id: { type: String, required: true }, value: { type: Number, required: true } },
  { versionKey: false },
);

const counterId = 'activity';

/** The append-only activity log, and the counter that gives its entries their positions. */
export function createActivityStore(database: Database) {
  const events = database.model<EventDocument>('ActivityEvent', eventSchema, 'activityEvents');
  const counters = database.model<CounterDocument>('ActivityCounter', counterSchema, 'activityCounters');

  /** Entries that match, oldest first. */
  async function read(query: EventQuery, session?: DatabaseSession): Promise<EventRecord[]> {
    const rows = await events
      .find(filterOf(query), null, { session: session ?? null })
      .sort({ _id: 1 })
      .limit(query.limit)
      .lean();
    return rows.map(toRecord);
  }

  /** Entries of some kinds about a key task, newest first: at most `limit` before a position, the end without one. */
  async function readNewest(query: NewestQuery): Promise<EventRecord[]> {
    const { keyTaskId, kinds, before, limit } = query;
    const rows = await events
      .find(
        { keyTaskId, kind: { $in: [...kinds] }, ...(before === null ? {} : { _id: { $lt: before } }) },
        detailed,
      )
      .sort({ _id: -1 })
      .limit(limit)
      .lean();
    return rows.map(toRecord);
  }

  /** Entries of some kinds about a plan up to a time, oldest first: at most `limit` after a position. */
  async function readUntil({ planId, kinds, until, after, limit }: UntilQuery): Promise<EventRecord[]> {
    const rows = await events
      .find({ planId, kind: { $in: [...kinds] }, at: { $lte: until }, _id: { $gt: after } })
      // There are few of these kinds, and very many of others about the same plan.
      .hint({ kind: 1, _id: 1 })
      .sort({ _id: 1 })
      .limit(limit)
      .lean();
    return rows.map(toRecord);
  }

  /** Position of the newest entry; 0 for an empty log. */
  async function lastSequence(session?: DatabaseSession): Promise<number> {
    const counter = await counters.findOne({ _id: counterId }, null, { session: session ?? null }).lean();
    return counter?.value ?? 0;
  }

  /** How many entries of each kind others than `memberId` made about each plan and key task, behind and up to a position. */
  async function countsOfOthers(memberId: string, range: SequenceRange): Promise<ActivityCount[]> {
    const rows = await events.aggregate<{ _id: CountKey; count: number }>([
      {
        $match: {
          _id: { $gt: range.after, $lte: range.upTo },
          actorId: { $ne: new mongoose.Types.ObjectId(memberId) },
        },
      },
      {
        $group: {
          _id: { planId: '$planId', keyTaskId: '$keyTaskId', kind: '$kind' },
          count: { $sum: 1 },
          first: { $min: '$_id' },
        },
      },
      { $sort: { first: 1 } },
    ]);
    return rows.map(({ _id: { planId, keyTaskId, kind }, count }) => ({
      planId: planId?.toHexString() ?? null,
      keyTaskId: keyTaskId?.toHexString() ?? null,
      kind,
      count,
    }));
  }

  /** Public entries, newest first: those about a plan, or about anything. */
  async function newestPublic(planId: string | null, limit: number): Promise<EventRecord[]> {
    const rows = await events
      .find({ visibility: 'PUBLIC', ...(planId === null ? {} : { planId }) })
      // There are few public ones, and very many others about a plan.
      .hint({ visibility: 1, _id: 1 })
      .sort({ _id: -1 })
      .limit(limit)
      .lean();
    return rows.map(toRecord);
  }

  /** The entries at these positions, in no particular order. */
  async function readMany(sequences: readonly number[]): Promise<EventRecord[]> {
    return (await events.find({ _id: { $in: [...sequences] } }).lean()).map(toRecord);
  }

  return {
    /** Creates the counter when it is missing. Must have happened before the first {@link append}. */
    async ensureCounter(): Promise<void> {
      try {
        await counters.updateOne({ _id: counterId }, { $setOnInsert: { value: 0 } }, { upsert: true });
      } catch (error) {
        // Another process created it at the same moment, which is as good.
        if (!isDuplicateKeyError(error)) throw error;
      }
    },

    /**
     * Gives `newEvents` the next positions of the log and stores them, in the transaction of `session`. The counter is
     * part of the transaction: two transactions that append conflict on it and only one goes on, so positions are
     * without holes and in the order of commit. That is what lets a reader take "everything after N" as complete.
     * Returns the last position given.
     */
    async append(newEvents: readonly NewEvent[], at: Date, session: DatabaseSession): Promise<number> {
      const counter = await counters
        .findOneAndUpdate(
          { _id: counterId },
          { $inc: { value: newEvents.length } },
          { session, returnDocument: 'after' },
        )
        .lean();
      if (counter === null) throw new Error('The activity log has no counter.');
      const last = counter.value;
      const first = last - newEvents.length + 1;
      await events.insertMany(
        newEvents.map((event, index) => ({ ...event, _id: first + index, at })),
        { session },
      );
      return last;
    },

    read,

    /** How many entries match that `memberId` didn't cause, at most `limit`. */
    countOfOthers: (memberId: string, query: EventQuery): Promise<number> =>
      events.countDocuments({ ...filterOf(query), $nor: [{ actorId: memberId }] }, { limit: query.limit }),

    readMany,
    newestPublic,
    countsOfOthers,
    readNewest,
    readUntil,

    /**
     * Entries that match among the next `scan` ones, where these end, and the last position of the log at that same
     * moment. When fewer than `limit` came, there is nothing else that matches up to `upTo`.
     */
    async readWithLast(
      query: Omit<EventQuery, 'upTo'>,
      scan: number,
    ): Promise<{ entries: EventRecord[]; upTo: number; last: number }> {
      return database.transaction(async (session) => {
        const last = await lastSequence(session);
        const upTo = Math.min(last, query.after + scan);
        return { entries: await read({ ...query, upTo }, session), upTo, last };
      });
    },

    lastSequence,
  };
}

export type ActivityStore = ReturnType<typeof createActivityStore>;

function filterOf(query: EventQuery) {
  return {
    _id: { $gt: query.after, ...(query.upTo === undefined ? {} : { $lte: query.upTo }) },
    ...(query.planId === undefined ? {} : { planId: query.planId }),
    ...(query.subcommitteeId === undefined ? {} : { subcommitteeId: query.subcommitteeId }),
    ...(query.keyTaskId === undefined ? {} : { keyTaskId: query.keyTaskId }),
    ...(query.actorId === undefined ? {} : { actorId: query.actorId }),
    ...(query.kinds === undefined ? {} : { kind: { $in: [...query.kinds] } }),
    ...(query.visibility === undefined ? {} : { visibility: query.visibility }),
  };
}

function toRecord(row: EventDocument): EventRecord {
  const { _id, actorId, planId, subcommitteeId, keyTaskId, ...rest } = row;
  return {
    ...rest,
    sequence: _id,
    actorId: actorId?.toHexString() ?? null,
    planId: planId?.toHexString() ?? null,
    subcommitteeId: subcommitteeId?.toHexString() ?? null,
    keyTaskId: keyTaskId?.toHexString() ?? null,
  };
}
