import mongoose from 'mongoose';
import { hexOf, type Database, type DatabaseSession } from '../../database/store.ts';
import { genesisHash } from './update-hash.ts';
import type { DraftRecord } from './types.ts';

type Id = mongoose.Types.ObjectId;

interface DraftDocument extends Omit<
  DraftRecord,
  'id' | 'planId' | 'keyTaskId' | 'subcommitteeId' | 'authorIds' | 'recusedIds'
> {
  _id: Id;
  planId: Id;
  keyTaskId: Id;
  subcommitteeId: Id;
  authorIds: Id[];
  recusedIds: Id[];
  /** The node that serves the draft; null when none does. It counts as long as the node's lease runs (lease-store.ts). */
  ownerId: string | null;
  /** Ids of the holds on it (shared-holds.ts): while there is one, nothing is appended. */
  heldBy: string[];
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };

const draftSchema = new mongoose.Schema<DraftDocument>(
  {
    planId: objectId,
    keyTaskId: objectId,
    subcommitteeId: objectId,
    headSequence: { type: Number, required: true },
    headHash: { type: String, required: true },
    ownerId: { type: String, default: null },
    epoch: { type: Number, default: 0 },
    heldBy: { type: [String], default: [] },
    frozen: { type: Boolean, required: true },
    frozenReason: { type: String, default: null },
    authorIds: { type: [mongoose.Schema.Types.ObjectId], required: true },
    recusedIds: { type: [mongoose.Schema.Types.ObjectId], default: [] },
    updatedAt: { type: Date, default: null },
  },
  { versionKey: false },
);
draftSchema.index({ keyTaskId: 1 }, { unique: true });

/** A place in a draft's update log: the last entry that counts, and its hash. */
export interface LogHead {
  readonly sequence: number;
  readonly hash: string;
}

/** Which node serves a draft, as the draft says it; whether that node still lives is another question. */
export interface DraftOwner {
  readonly nodeId: string | null;
  readonly epoch: number;
}

/** What of a draft may change while it is open. */
export type DraftState = Pick<
  DraftRecord,
  'id' | 'subcommitteeId' | 'headSequence' | 'epoch' | 'frozen' | 'frozenReason' | 'recusedIds'
>;

/** How the head of a draft's log moves. */
export interface HeadMove {
  readonly draftId: string;
  readonly from: LogHead;
  readonly to: LogHead;
  readonly epoch: number;
  /** Members under whom the new entries are. */
  readonly authorIds: readonly string[];
  readonly at: Date;
}

/** Drafts and the heads of their update logs. */
export function createDraftStore(database: Database) {
  const drafts = database.model<DraftDocument>('Draft', draftSchema, 'drafts');

  return {
    async insert(
      draft: Pick<DraftRecord, 'planId' | 'keyTaskId' | 'subcommitteeId'> & { readonly id?: string },
      session: DatabaseSession,
    ): Promise<DraftRecord> {
      const { id, ...placed } = draft;
      const [row] = await drafts.create(
        [
          {
            _id: new mongoose.Types.ObjectId(id),
            ...placed,
            headSequence: 0,
            headHash: genesisHash,
            ownerId: null,
            epoch: 0,
            heldBy: [],
            frozen: false,
            frozenReason: null,
            authorIds: [],
            recusedIds: [],
            updatedAt: null,
          },
        ],
        { session },
      );
      if (row === undefined) throw new Error('The draft was not stored.');
      return toRecord(row.toObject());
    },

    async find(id: string, session: DatabaseSession | null = null): Promise<DraftRecord | null> {
      const row = await drafts.findOne({ _id: id }, null, { session }).lean();
      return row === null ? null : toRecord(row);
    },

    /** Those of the drafts that exist, in no particular order. */
    async findMany(ids: readonly string[], session: DatabaseSession | null = null): Promise<DraftRecord[]> {
      const rows = await drafts.find({ _id: { $in: [...ids] } }, null, { session }).lean();
      return rows.map(toRecord);
    },

    /** As {@link findMany}, and no more than what may change while a draft is open: it is read again and again. */
    async findStates(ids: readonly string[]): Promise<DraftState[]> {
      const rows: Pick<DraftDocument, '_id' | keyof Omit<DraftState, 'id'>>[] = await drafts
        .find(
          { _id: { $in: [...ids] } },
          { subcommitteeId: 1, headSequence: 1, epoch: 1, frozen: 1, frozenReason: 1, recusedIds: 1 },
        )
        .lean();
      return rows.map((row) => ({
        id: row._id.toHexString(),
        subcommitteeId: row.subcommitteeId.toHexString(),
        headSequence: row.headSequence,
        epoch: epochOf(row),
        frozen: row.frozen,
        frozenReason: row.frozenReason,
        recusedIds: recusedOf(row),
      }));
    },

    /** Those of the key tasks' drafts that exist, in no particular order. */
    async findByKeyTasks(
      keyTaskIds: readonly string[],
      session: DatabaseSession | null = null,
    ): Promise<DraftRecord[]> {
      const rows = await drafts.find({ keyTaskId: { $in: [...keyTaskIds] } }, null, { session }).lean();
      return rows.map(toRecord);
    },

    /** Every draft that has updates, with its head; in batches, in the order of ids. */
    async *heads(): AsyncGenerator<{ id: string; sequence: number }, void, undefined> {
      const batchSize = 500;
      let after: Id | null = null;
      for (;;) {
        const rows: Pick<DraftDocument, '_id' | 'headSequence'>[] = await drafts
          .find(after === null ? {} : { _id: { $gt: after } }, { headSequence: 1 })
          .sort({ _id: 1 })
          .limit(batchSize)
          .lean();
        for (const row of rows)
          if (row.headSequence > 0) yield { id: row._id.toHexString(), sequence: row.headSequence };
        const last = rows.at(-1);
        if (last === undefined || rows.length < batchSize) return;
        after = last._id;
      }
    },

    /** Owners of those of the drafts that exist, by the drafts' ids. */
    async owners(ids: readonly string[]): Promise<Map<string, DraftOwner>> {
      const rows: Pick<DraftDocument, '_id' | 'ownerId' | 'epoch'>[] = await drafts
        .find({ _id: { $in: [...ids] } }, { ownerId: 1, epoch: 1 })
        .lean();
      return new Map(
        rows.map((row) => [row._id.toHexString(), { nodeId: row.ownerId ?? null, epoch: epochOf(row) }]),
      );
    },

    /**
     * Makes `nodeId` the draft's owner, if nobody or that node itself is, or with `from` if that is still its owner.
     * Returns the new epoch; null when it wasn't so. Whoever had the draft can't append any more.
     */
    async take(id: string, nodeId: string, from: DraftOwner | null): Promise<number | null> {
      const condition =
        from === null
          ? { ownerId: { $in: [null, nodeId] } }
          : { ownerId: from.nodeId, epoch: storedAs(from.epoch) };
      const row: Pick<DraftDocument, 'epoch'> | null = await drafts
        .findOneAndUpdate(
          { _id: id, ...condition },
          { $set: { ownerId: nodeId }, $inc: { epoch: 1 } },
          { returnDocument: 'after', projection: { epoch: 1 } },
        )
        .lean();
      return row === null ? null : row.epoch;
    },

    /** Ends an ownership; does nothing when it has ended already. */
    async giveUp(id: string, owner: DraftOwner): Promise<void> {
      await drafts.updateOne(
        { _id: id, ownerId: owner.nodeId, epoch: owner.epoch },
        { $set: { ownerId: null } },
      );
    },

    /** Nothing is appended to the drafts until the hold is released, beginning with what is being appended. */
    async hold(ids: readonly string[], holdId: string): Promise<void> {
      await drafts.updateMany({ _id: { $in: [...ids] } }, { $push: { heldBy: holdId } });
    },

    async release(ids: readonly string[], holdIds: readonly string[]): Promise<void> {
      await drafts.updateMany({ _id: { $in: [...ids] } }, { $pull: { heldBy: { $in: [...holdIds] } } });
    },

    /** Ids of the holds on a draft; none when there is no such draft. */
    async holds(id: string, session: DatabaseSession | null = null): Promise<string[]> {
      const row = await drafts.findOne({ _id: id }, { heldBy: 1 }, { session }).lean();
      return row?.heldBy ?? [];
    },

    /**
     * Moves the heads of drafts' logs, each of another draft, if all of them are where the moves say, no draft is frozen
     * or held, and no process has taken one since its move's epoch. Returns whether all were moved: when not, some may be,
     * and the transaction, which appends the entries as well, must be given up.
     */
    async advanceHeads(moves: readonly HeadMove[], session: DatabaseSession): Promise<boolean> {
      // Without Mongoose's casting, which takes longer than the rest: every value comes from here.
      const result = await drafts.collection.bulkWrite(
        moves.map((move) => ({
          updateOne: {
            filter: {
              _id: new mongoose.Types.ObjectId(move.draftId),
              headSequence: move.from.sequence,
              headHash: move.from.hash,
              epoch: storedAs(move.epoch),
              frozen: false,
              'heldBy.0': { $exists: false },
            },
            update: {
              $set: { headSequence: move.to.sequence, headHash: move.to.hash, updatedAt: move.at },
              $addToSet: {
                authorIds: { $each: move.authorIds.map((id) => new mongoose.Types.ObjectId(id)) },
              },
            },
          },
        })),
        { session },
      );
      return result.matchedCount === moves.length;
    },

    /** Returns false when there is no such draft. */
    async setFrozen(
      id: string,
      state: { readonly frozen: boolean; readonly reason: string | null },
      session: DatabaseSession,
    ): Promise<boolean> {
      const result = await drafts.updateOne(
        { _id: id },
        { $set: { frozen: state.frozen, frozenReason: state.frozen ? state.reason : null } },
        { session },
      );
      return result.matchedCount === 1;
    },

    /** Returns false when there is no such draft. */
    async setRecused(
      id: string,
      { memberId, recused }: { readonly memberId: string; readonly recused: boolean },
      session: DatabaseSession,
    ): Promise<boolean> {
      const change = recused
        ? { $addToSet: { recusedIds: memberId } }
        : { $pull: { recusedIds: new mongoose.Types.ObjectId(memberId) } };
      return (await drafts.updateOne({ _id: id }, change, { session })).matchedCount === 1;
    },

    /** Returns false when there is no such draft. */
    async setSubcommittee(id: string, subcommitteeId: string, session: DatabaseSession): Promise<boolean> {
      const result = await drafts.updateOne({ _id: id }, { $set: { subcommitteeId } }, { session });
      return result.matchedCount === 1;
    },
  };
}

export type DraftStore = ReturnType<typeof createDraftStore>;

/** Drafts that were created before there were epochs have none, which counts as 0. */
function epochOf({ epoch }: { readonly epoch?: number | undefined }): number {
  return epoch ?? 0;
}

/** Drafts that were created before there were recusals have none. */
function recusedOf({ recusedIds }: { readonly recusedIds?: readonly Id[] }): string[] {
  return (recusedIds ?? []).map((id) => id.toHexString());
}

/** Condition on a stored epoch. */
function storedAs(epoch: number) {
  return epoch === 0 ? { $in: [0, null] } : epoch;
}

function toRecord(row: DraftDocument): DraftRecord {
  return {
    id: hexOf(row._id),
    planId: hexOf(row.planId),
    keyTaskId: hexOf(row.keyTaskId),
    subcommitteeId: hexOf(row.subcommitteeId),
    headSequence: row.headSequence,
    headHash: row.headHash,
    epoch: epochOf(row),
    frozen: row.frozen,
    frozenReason: row.frozenReason,
    authorIds: row.authorIds.map((id) => id.toHexString()),
    recusedIds: recusedOf(row),
    updatedAt: row.updatedAt,
  };
}
