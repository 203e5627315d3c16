import mongoose from 'mongoose';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { genesisHash } from './update-hash.ts';
import type { DraftRecord } from './types.ts';

type Id = mongoose.Types.ObjectId;

interface DraftDocument extends Omit<
  DraftRecord,
  'id' | 'planId' | 'keyTaskId' | 'subcommitteeId' | 'authorIds'
> {
  _id: Id;
  planId: Id;
  keyTaskId: Id;
  subcommitteeId: Id;
  authorIds: Id[];
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };

const draftSchema = new mongoose.Schema<DraftDocument>(
  {
    planId: objectId,
    keyTaskId: objectId,
    subcommitteeId: objectId,
    headSequence: { type: Number, required: true },
    headHash: { type: String, required: true },
    frozen: { type: Boolean, required: true },
    frozenReason: { type: String, default: null },
    authorIds: { type: [mongoose.Schema.Types.ObjectId], required: true },
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
            frozen: false,
            frozenReason: null,
            authorIds: [],
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
    async findMany(ids: readonly string[]): Promise<DraftRecord[]> {
      const rows = await drafts.find({ _id: { $in: [...ids] } }).lean();
      return rows.map(toRecord);
    },

    /** Those of the key tasks' drafts that exist, in no particular order. */
    async findByKeyTasks(keyTaskIds: readonly string[]): Promise<DraftRecord[]> {
      const rows = await drafts.find({ keyTaskId: { $in: [...keyTaskIds] } }).lean();
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

    /**
     * Moves the head of a draft's log from `from` to `to`, if it is still there and the draft isn't frozen. Returns
     * whether it was. Part of the transaction that appends the entries.
     */
    async advanceHead(
      draftId: string,
      move: {
        readonly from: LogHead;
        readonly to: LogHead;
        readonly authorIds: readonly string[];
        readonly at: Date;
      },
      session: DatabaseSession,
    ): Promise<boolean> {
      const result = await drafts.updateOne(
        { _id: draftId, headSequence: move.from.sequence, headHash: move.from.hash, frozen: false },
        {
          $set: { headSequence: move.to.sequence, headHash: move.to.hash, updatedAt: move.at },
          $addToSet: { authorIds: { $each: [...move.authorIds] } },
        },
        { session },
      );
      return result.matchedCount === 1;
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
    async setSubcommittee(id: string, subcommitteeId: string, session: DatabaseSession): Promise<boolean> {
      const result = await drafts.updateOne({ _id: id }, { $set: { subcommitteeId } }, { session });
      return result.matchedCount === 1;
    },
  };
}

export type DraftStore = ReturnType<typeof createDraftStore>;

function toRecord(row: DraftDocument): DraftRecord {
  return {
    id: row._id.toHexString(),
    planId: row.planId.toHexString(),
    keyTaskId: row.keyTaskId.toHexString(),
    subcommitteeId: row.subcommitteeId.toHexString(),
    headSequence: row.headSequence,
    headHash: row.headHash,
    frozen: row.frozen,
    frozenReason: row.frozenReason,
    authorIds: row.authorIds.map((id) => id.toHexString()),
    updatedAt: row.updatedAt,
  };
}
