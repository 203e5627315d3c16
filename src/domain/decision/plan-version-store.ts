import mongoose from 'mongoose';
import { newestOfEach } from '../../database/children-store.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import type { PlanVersionEntryRecord, PlanVersionRecord } from './types.ts';

type ObjectId = mongoose.Types.ObjectId;

interface EntryDocument extends Omit<PlanVersionEntryRecord, 'keyTaskId' | 'versionId'> {
  keyTaskId: ObjectId;
  versionId: ObjectId;
}

interface PlanVersionDocument extends Omit<PlanVersionRecord, 'id' | 'planId' | 'decisionId' | 'entries'> {
  _id: ObjectId;
  planId: ObjectId;
  decisionId: ObjectId;
  entries: EntryDocument[];
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };
const text = { type: String, required: true };

const entrySchema = new mongoose.Schema<EntryDocument>(
  {
    place: [Number],
    numbering: text,
    strategyNumbering: { type: String, default: null },
    strategyTitle: { type: String, default: null },
    title: text,
    keyTaskId: objectId,
    versionId: objectId,
    contentHash: text,
    merkleRoot: text,
  },
  { _id: false },
);

const planVersionSchema = new mongoose.Schema<PlanVersionDocument>(
  {
    planId: objectId,
    number: { type: Number, required: true },
    hash: text,
    previousHash: { type: String, default: null },
    merkleRoot: text,
    canonicalForm: text,
    decisionId: objectId,
    createdAt: { type: Date, required: true },
    entries: [entrySchema],
  },
  { versionKey: false },
);
// One successor of each plan version: of two decisions at the same moment the second one runs again behind the first.
planVersionSchema.index({ planId: 1, number: -1 }, { unique: true });

planVersionSchema.index({ planId: 1, createdAt: -1, number: -1 });

/** Plan versions. They are only ever added. */
export function createPlanVersionStore(database: Database) {
  const planVersions = database.model<PlanVersionDocument>('PlanVersion', planVersionSchema, 'planVersions');

  return {
    async insert(planVersion: PlanVersionRecord, session: DatabaseSession): Promise<void> {
      const { id, ...rest } = planVersion;
      await planVersions.insertMany([{ ...rest, _id: id }], { session });
    },

    async findMany(
      ids: readonly string[],
      session: DatabaseSession | null = null,
    ): Promise<PlanVersionRecord[]> {
      return (await planVersions.find({ _id: { $in: ids } }, null, { session }).lean()).map(toRecord);
    },

    /** All plan versions of a plan, the first one first. */
    async listOfPlan(planId: string, session: DatabaseSession): Promise<PlanVersionRecord[]> {
      const rows = await planVersions.find({ planId }, null, { session }).sort({ number: 1 }).lean();
      return rows.map(toRecord);
    },

    /** The plan version with the highest number; null before the first. */
    async findLatest(planId: string, session: DatabaseSession): Promise<PlanVersionRecord | null> {
      const row = await planVersions.findOne({ planId }, null, { session }).sort({ number: -1 }).lean();
      return row === null ? null : toRecord(row);
    },

    /** The plan version with the highest number of those made at or before `at`; null before the first. */
    async findAt(planId: string, at: Date): Promise<PlanVersionRecord | null> {
      const row = await planVersions
        .findOne({ planId, createdAt: { $lte: at } })
        .sort({ createdAt: -1, number: -1 })
        .lean();
      return row === null ? null : toRecord(row);
    },

    /** Of these plan versions those that are one before them, in no particular order. The first ones have none. */
    async findBefore(
      successors: readonly Pick<PlanVersionRecord, 'planId' | 'number'>[],
    ): Promise<PlanVersionRecord[]> {
      const places = successors.flatMap(({ planId, number }) =>
        number > 1 ? [{ planId, number: number - 1 }] : [],
      );
      if (places.length === 0) return [];
      return (await planVersions.find({ $or: places }).lean()).map(toRecord);
    },

    /** Newest versions of each plan, at most `limit`, with numbers below `before`. */
    async newestByPlan(
      planIds: readonly string[],
      range: { before: number | null; limit: number },
    ): Promise<Map<string, PlanVersionRecord[]>> {
      const rows = await newestOfEach(planVersions, {
        parent: 'planId',
        parentIds: planIds,
        order: 'number',
        ...range,
      });
      return new Map([...rows].map(([planId, documents]) => [planId, documents.map(toRecord)]));
    },
  };
}

export type PlanVersionStore = ReturnType<typeof createPlanVersionStore>;

function toRecord(row: PlanVersionDocument): PlanVersionRecord {
  const { _id, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    planId: row.planId.toHexString(),
    decisionId: row.decisionId.toHexString(),
    entries: row.entries.map((entry) => ({
      ...entry,
      keyTaskId: entry.keyTaskId.toHexString(),
      versionId: entry.versionId.toHexString(),
    })),
  };
}
