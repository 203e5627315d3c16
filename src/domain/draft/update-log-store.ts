import mongoose from 'mongoose';
import { bytesOf, isDuplicateKeyError, type Database, type DatabaseSession } from '../../database/store.ts';
import { chunkOf, createArchiveStore, type EntryPlace, type LogSpan } from './archive-store.ts';
import { GroupCommit } from './group-commit.ts';
import { RecentEntries } from './recent-entries.ts';
import type { DraftStore, HeadMove, LogHead } from './store.ts';
import { hashUpdate, type AttestedUpdate } from './update-hash.ts';

type Id = mongoose.Types.ObjectId;

/** One entry of a draft's update log. */
export interface LogEntry extends AttestedUpdate {
  readonly hash: string;
}

/** An update that is to be appended; its place and hashes are given when it is. */
export type NewUpdate = Omit<AttestedUpdate, 'draftId' | 'sequence' | 'previousHash'>;

interface UpdateDocument extends Omit<LogEntry, 'draftId' | 'update' | 'memberId' | 'clientIds'> {
  draftId: Id;
  update: Buffer;
  memberId: Id;
  clientIds: number[];
}

interface ClientDocument {
  draftId: Id;
  clientId: number;
  memberId: Id;
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };

const updateSchema = new mongoose.Schema<UpdateDocument>(
  {
    draftId: objectId,
    sequence: { type: Number, required: true },
    update: { type: Buffer, required: true },
    memberId: objectId,
    organisation: { type: String, required: true },
    clientIds: { type: [Number], required: true },
    at: { type: Date, required: true },
    previousHash: { type: String, required: true },
    hash: { type: String, required: true },
  },
  { versionKey: false },
);
updateSchema.index({ draftId: 1, sequence: 1 }, { unique: true });

const clientSchema = new mongoose.Schema<ClientDocument>(
  { draftId: objectId, clientId: { type: Number, required: true }, memberId: objectId },
  { versionKey: false },
);
clientSchema.index({ draftId: 1, clientId: 1 }, { unique: true });

/** Where an append goes: behind the log's head, as long as no process has taken the draft since the epoch. */
export interface AppendPlace {
  readonly head: LogHead;
  readonly epoch: number;
}

/**
 * How an append ended. `MOVED`: the log has entries that the caller doesn't know. `FENCED`: a process has taken the
 * draft since the place's epoch. `HELD`: nobody may append for a moment.
 */
export type AppendResult =
  | { readonly outcome: 'STORED'; readonly entries: readonly LogEntry[] }
  | { readonly outcome: 'MOVED' | 'FROZEN' | 'FENCED' | 'GONE' }
  | { readonly outcome: 'HELD' };

/** Gives updates their places behind `head`, and their hashes. */
export function chainUpdates(draftId: string, head: LogHead, updates: readonly NewUpdate[]): LogEntry[] {
  const entries: LogEntry[] = [];
  let last = head;
  for (const update of updates) {
    const attested = { ...update, draftId, sequence: last.sequence + 1, previousHash: last.hash };
    const entry = { ...attested, hash: hashUpdate(attested) };
    entries.push(entry);
    last = entry;
  }
  return entries;
}

/** So many entries at once don't wait for others to be stored with them. */
const plenty = 250;

/** Ranges that are looked for in one query, and rows that come at a time: decoding them keeps everybody else waiting. */
const rangesAtOnce = 500;
const rowsAtOnce = 5000;

/** How much of what was stored a moment ago is kept for those who follow the log, in bytes. */
const maxRecentBytes = 32 * 1024 * 1024;

/** Entries of a draft's log: those after `after` up to `upTo`. */
export interface LogRange {
  readonly draftId: string;
  readonly after: number;
  readonly upTo: number;
}

interface Append {
  readonly move: HeadMove;
  readonly entries: readonly LogEntry[];
}

/**
 * The append-only update logs of all drafts, and who owns which Yjs client id in them. Transactions of appends begin at
 * least `commitInterval` milliseconds apart.
 */
export function createUpdateLogStore(database: Database, drafts: DraftStore, commitInterval: number) {
  const updates = database.model<UpdateDocument>('DraftUpdate', updateSchema, 'draftUpdates');
  const clients = database.model<ClientDocument>('DraftClient', clientSchema, 'draftClients');
  const archive = createArchiveStore(database);
  const recent = new RecentEntries(maxRecentBytes);

  const commits = new GroupCommit<Append, AppendResult>({
    interval: commitInterval,
    sizeOf: ({ entries }) => entries.reduce((bytes, { update }) => bytes + update.length, 0),
    together: async (appends) => {
      const done = await database.attempt((session) => store(appends, session));
      return done ? appends.map(({ entries }) => ({ outcome: 'STORED', entries })) : null;
    },
    alone: (append) =>
      database.transaction(async (session) => {
        const { move, entries } = append;
        if (await store([append], session)) return { outcome: 'STORED', entries };
        const draft = await drafts.find(move.draftId, session);
        if (draft === null) return { outcome: 'GONE' };
        if (draft.epoch !== move.epoch) return { outcome: 'FENCED' };
        if (draft.headHash !== move.from.hash) return { outcome: 'MOVED' };
        return { outcome: draft.frozen ? 'FROZEN' : 'HELD' };
      }),
  });

  /** False when one of them has no place; then the transaction must be given up. */
  async function store(appends: readonly Append[], session: DatabaseSession): Promise<boolean> {
    const moved = await drafts.advanceHeads(
      appends.map(({ move }) => move),
      session,
    );
    if (!moved) return false;
    // Without Mongoose's casting, as above.
    await updates.collection.insertMany(
      appends.flatMap(({ entries }) => entries.map(toDocument)),
      { session },
    );
    return true;
  }

  return {
    /** Resolves when the next transaction of appends begins; an append that is asked for then goes along with it. */
    turn: (): Promise<void> => commits.turn(),

    /**
     * Appends `newUpdates` at the place, all or none, in a transaction that also moves the draft's head, together with
     * what is appended to other drafts at the same time. Does nothing when the log's head or the draft's epoch is another
     * one, or the draft is frozen, held or gone. When it throws, it isn't known whether they were stored.
     */
    async append(
      draftId: string,
      { head, epoch }: AppendPlace,
      newUpdates: readonly NewUpdate[],
    ): Promise<AppendResult> {
      const entries = chainUpdates(draftId, head, newUpdates);
      const last = entries.at(-1);
      if (last === undefined) return { outcome: 'STORED', entries };
      const authorIds = [...new Set(entries.map((entry) => entry.memberId))];
      const move: HeadMove = { draftId, from: head, to: last, epoch, authorIds, at: last.at };
      const result = await commits.add({ move, entries }, { plenty: entries.length >= plenty });
      if (result.outcome === 'STORED') recent.add(entries);
      return result;
    },

    /** Entries after `from`, up to `upTo`, as far as this process has stored them and still has them. */
    recent: (draftId: string, range: { readonly from: LogHead; readonly upTo: number }): LogEntry[] =>
      recent.after(draftId, range),

    /** Nobody follows the draft's log for now. */
    forgetRecent: (draftId: string): void => recent.forget(draftId),

    /**
     * Entries after `after` up to `upTo`, in order and without a hole, at most `limit`; from the archive when they are
     * there. None when the next one is missing. May be fewer than there are: what follows is then read with the next call.
     * Throws {@link DamagedArchiveError}.
     */
    async read(
      draftId: string,
      range: { readonly after: number; readonly upTo: number; readonly limit: number },
      session: DatabaseSession | null = null,
    ): Promise<LogEntry[]> {
      // There are no holes, so that no more than `limit` are up to there; behind it, rows would be read in vain.
      const last = Math.min(range.upTo, range.after + range.limit);
      const rows = await updates
        .find({ draftId, sequence: { $gt: range.after, $lte: last } }, null, { session })
        .sort({ sequence: 1 })
        .lean();
      // Entries only ever move from here into the archive: what isn't here (any more) is there from then on.
      if (rows[0]?.sequence === range.after + 1) return withoutHole(rows).map(toEntry);
      const archived = await archive.read(draftId, range.after + 1, session);
      return archived
        .filter(({ sequence }) => sequence > range.after && sequence <= range.upTo)
        .slice(0, range.limit);
    },

    /**
     * Entries of many ranges, each after `after` up to `upTo` of a draft's log, in order and by draft, from the archive
     * when they are there. Some may be missing: {@link read} tells what is wrong with them. Ranges of the same draft may
     * overlap.
     */
    async readMany(ranges: readonly LogRange[]): Promise<Map<string, LogEntry[]>> {
      const entries = new Map<string, LogEntry[]>();
      const add = (found: readonly LogEntry[]) => {
        for (const entry of found) {
          const ofDraft = entries.get(entry.draftId);
          if (ofDraft === undefined) entries.set(entry.draftId, [entry]);
          else ofDraft.push(entry);
        }
      };
      for (let index = 0; index < ranges.length; index += rangesAtOnce) {
        const some = ranges.slice(index, index + rangesAtOnce);
        // Sorted here: a server may take all of it into memory for that, and refuse when it is much.
        const rows = await updates
          .find({
            $or: some.map(({ draftId, after, upTo }) => ({ draftId, sequence: { $gt: after, $lte: upTo } })),
          })
          .batchSize(rowsAtOnce)
          .lean();
        add(rows.map(toEntry));
        // Entries only ever move from here into the archive: what isn't here (any more) is there from then on.
        const moved = some.flatMap((range) => beforeFirst(range, entries.get(range.draftId) ?? []));
        for (const found of (await archive.readMany(moved)).values()) add(found);
      }
      return new Map([...entries].map(([draftId, found]) => [draftId, inOrder(found)]));
    },

    /**
     * Where and when the entries begin and end that each of these entries is kept with, in their order: itself alone in the
     * log, those of its chunk in the archive. Null where there is no such entry, an error where its chunk is damaged.
     */
    async spans(places: readonly EntryPlace[]): Promise<(LogSpan | null | Error)[]> {
      const rows = await updates
        .find(
          { $or: places.map(({ draftId, sequence }) => ({ draftId, sequence })) },
          { draftId: 1, sequence: 1, at: 1 },
        )
        .lean();
      const live = new Map(
        places.flatMap((place): [EntryPlace, LogSpan][] => {
          const { draftId, sequence } = place;
          const row = rows.find((one) => one.sequence === sequence && one.draftId.equals(draftId));
          return row === undefined
            ? []
            : [[place, { first: sequence, last: sequence, firstAt: row.at, lastAt: row.at }]];
        }),
      );
      const moved = places.filter((place) => !live.has(place));
      const archived = await archive.spans(moved);
      const found = new Map(moved.map((place, index) => [place, archived[index] ?? null]));
      return places.map((place) => live.get(place) ?? found.get(place) ?? null);
    },

    /** The last entry that is in the archive; null when none is. */
    archived: (draftId: string): Promise<LogHead | null> => archive.head(draftId),

    /**
     * Moves entries, which follow each other and those in the archive, into one chunk of the archive, in a transaction.
     * Returns false, and does nothing, when another process has moved them.
     */
    async moveToArchive(entries: readonly LogEntry[]): Promise<boolean> {
      const chunk = await chunkOf(entries);
      const { draftId, first, last } = chunk;
      try {
        await database.transaction(async (session) => {
          await archive.insert(chunk, session);
          const sequence = { $gte: first, $lte: last };
          const { deletedCount } = await updates.deleteMany({ draftId, sequence }, { session });
          if (deletedCount !== entries.length)
            throw new Error(`Entries ${first} to ${last} of draft ${draftId} are not all in the log.`);
        });
        recent.forget(draftId, last);
        return true;
      } catch (error) {
        if (isDuplicateKeyError(error)) return false;
        throw error;
      }
    },

    /**
     * Makes `memberId` the owner of those client ids that nobody has written under yet. Returns the owner of each.
     */
    async claimClients(
      draftId: string,
      clientIds: readonly number[],
      memberId: string,
    ): Promise<Map<number, string>> {
      const owners = await this.clientOwners(draftId, clientIds);
      for (const clientId of clientIds) {
        if (owners.has(clientId)) continue;
        owners.set(clientId, await claim(draftId, clientId, memberId));
      }
      return owners;
    },

    /** Owners of those of the client ids that have one. */
    async clientOwners(draftId: string, clientIds: readonly number[]): Promise<Map<number, string>> {
      const rows = await clients.find({ draftId, clientId: { $in: [...clientIds] } }).lean();
      return new Map(rows.map((row) => [row.clientId, row.memberId.toHexString()]));
    },
  };

  /** The unique index decides between two that claim at the same moment. */
  async function claim(draftId: string, clientId: number, memberId: string): Promise<string> {
    try {
      await clients.create({ draftId, clientId, memberId });
      return memberId;
    } catch (error) {
      if (!isDuplicateKeyError(error)) throw error;
      const row = await clients.findOne({ draftId, clientId }).lean();
      if (row === null) throw new Error('A client id has an owner that was not found.', { cause: error });
      return row.memberId.toHexString();
    }
  }
}

export type UpdateLogStore = ReturnType<typeof createUpdateLogStore>;

function toDocument({ draftId, memberId, update, clientIds, ...rest }: LogEntry): UpdateDocument {
  return {
    ...rest,
    draftId: new mongoose.Types.ObjectId(draftId),
    memberId: new mongoose.Types.ObjectId(memberId),
    update: Buffer.from(update.buffer, update.byteOffset, update.byteLength),
    clientIds: [...clientIds],
  };
}

/** The entries in order, each once. */
function inOrder(entries: readonly LogEntry[]): LogEntry[] {
  return [...new Map(entries.map((entry) => [entry.sequence, entry])).values()].sort(
    (left, right) => left.sequence - right.sequence,
  );
}

/** What of the range is before the first of the entries that are in it: all of it when none is. */
function beforeFirst(range: LogRange, entries: readonly LogEntry[]): LogRange[] {
  let upTo = range.upTo;
  for (const { sequence } of entries) if (sequence > range.after && sequence <= upTo) upTo = sequence - 1;
  return upTo > range.after ? [{ ...range, upTo }] : [];
}

/** The rows up to the first hole: some may be moved while they are read. */
function withoutHole<Row extends { readonly sequence: number }>(rows: readonly Row[]): readonly Row[] {
  const first = rows[0]?.sequence ?? 0;
  const hole = rows.findIndex(({ sequence }, index) => sequence !== first + index);
  return hole === -1 ? rows : rows.slice(0, hole);
}

function toEntry(row: mongoose.mongo.WithId<UpdateDocument> | UpdateDocument): LogEntry {
  return {
    draftId: row.draftId.toHexString(),
    sequence: row.sequence,
    update: bytesOf(row.update),
    memberId: row.memberId.toHexString(),
    organisation: row.organisation,
    clientIds: row.clientIds,
    at: row.at,
    previousHash: row.previousHash,
    hash: row.hash,
  };
}
