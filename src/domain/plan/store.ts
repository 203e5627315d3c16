import mongoose from 'mongoose';
import type { ConflictRule } from '../../content/index.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { defaultNumbering, numberingStyles, type NumberingLevel } from './numbering.ts';
import {
  discussionEffects,
  majorityBases,
  type BallotRule,
  type PlanRecord,
  type StrategyRecord,
} from './types.ts';

type Id = mongoose.Types.ObjectId;

interface PlanDocument extends Omit<PlanRecord, 'id' | 'predecessorId' | 'blockingConflicts'> {
  _id: Id;
  /** Absent in plans of earlier releases. */
  blockingConflicts?: ConflictRule[];
  predecessorId: Id | null;
  /** Raised by whatever changes the plan's tree: two such transactions at once conflict here, and one runs again. */
  treeRevision: number;
}

interface StrategyDocument extends Omit<StrategyRecord, 'id' | 'planId'> {
  _id: Id;
  planId: Id;
}

const ballotRuleSchema = new mongoose.Schema<BallotRule>(
  {
    quorum: { type: Number, required: true },
    majority: { type: Number, required: true },
    base: { type: String, enum: majorityBases, required: true },
    discussion: { type: String, enum: discussionEffects, required: true },
    secret: { type: Boolean, required: true },
  },
  { _id: false },
);

const numberingLevelSchema = new mongoose.Schema<NumberingLevel>(
  {
    style: { type: String, enum: numberingStyles, required: true },
    // Mongoose takes an empty string for none.
    prefix: { type: String, default: '' },
    suffix: { type: String, default: '' },
    joinedBy: { type: String, default: null },
  },
  { _id: false },
);

const planSchema = new mongoose.Schema<PlanDocument>(
  {
    title: { type: String, required: true },
    englishTitle: { type: String, default: null },
    periodStart: { type: Number, required: true },
    periodEnd: { type: Number, required: true },
    predecessorId: { type: mongoose.Schema.Types.ObjectId, default: null },
    vision: { type: String, default: null },
    ballotRule: { type: ballotRuleSchema, required: true },
    numbering: [numberingLevelSchema],
    blockingConflicts: { type: [String], default: [] },
    createdAt: { type: Date, required: true },
    treeRevision: { type: Number, required: true },
  },
  { versionKey: false },
);
const newestPeriodFirst = { periodStart: -1, periodEnd: -1, _id: -1 } as const;
planSchema.index(newestPeriodFirst);

const strategySchema = new mongoose.Schema<StrategyDocument>(
  {
    planId: { type: mongoose.Schema.Types.ObjectId, required: true },
    title: { type: String, required: true },
    englishTitle: { type: String, default: null },
    position: { type: Number, required: true },
  },
  { versionKey: false },
);
strategySchema.index({ planId: 1, position: 1 });

/** A place in the list of plans, as a cursor names it. */
export type PlanPosition = readonly [periodStart: number, periodEnd: number, planId: string];

/** Plans and their strategies. Every write takes the session of the transaction that it belongs to. */
export function createPlanStore(database: Database) {
  const plans = database.model<PlanDocument>('Plan', planSchema, 'plans');
  const strategies = database.model<StrategyDocument>('Strategy', strategySchema, 'strategies');

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    async findPlan(id: string, session: DatabaseSession | null = null): Promise<PlanRecord | null> {
      const row = await plans.findOne({ _id: id }, null, { session }).lean();
      return row === null ? null : toPlan(row);
    },

    /** Those of the plans that exist, in no particular order. */
    async findPlans(ids: readonly string[]): Promise<PlanRecord[]> {
      const rows = await plans.find({ _id: { $in: [...ids] } }).lean();
      return rows.map(toPlan);
    },

    /** Plans of this title, in the order of their ids. */
    async findPlansByTitle(title: string): Promise<PlanRecord[]> {
      return (await plans.find({ title }).sort({ _id: 1 }).lean()).map(toPlan);
    },

    /** The first `limit` plans behind `after`, newest period first. */
    async listPlans(after: PlanPosition | null, limit: number): Promise<PlanRecord[]> {
      const rows = await plans
        .find(after === null ? {} : behind(after))
        .sort(newestPeriodFirst)
        .limit(limit)
        .lean();
      return rows.map(toPlan);
    },

    async insertPlan({ id, ...plan }: PlanRecord, session: DatabaseSession): Promise<void> {
      await plans.insertMany([{ ...plan, _id: id, treeRevision: 0 }], { session });
    },

    /** The plan as it is after the changes, or null when there is none. */
    async updatePlan(
      id: string,
      changes: Partial<Omit<PlanRecord, 'id'>>,
      session: DatabaseSession,
    ): Promise<PlanRecord | null> {
      const row = await plans
        .findOneAndUpdate({ _id: id }, { $set: changes }, { session, returnDocument: 'after' })
        .lean();
      return row === null ? null : toPlan(row);
    },

    /** Raises the revision of the plan's tree; null when there is no such plan. */
    async raiseTreeRevision(id: string, session: DatabaseSession): Promise<PlanRecord | null> {
      const row = await plans
        .findOneAndUpdate({ _id: id }, { $inc: { treeRevision: 1 } }, { session, returnDocument: 'after' })
        .lean();
      return row === null ? null : toPlan(row);
    },

    async findStrategy(id: string, session: DatabaseSession | null = null): Promise<StrategyRecord | null> {
      const row = await strategies.findOne({ _id: id }, null, { session }).lean();
      return row === null ? null : toStrategy(row);
    },

    /** Those of the strategies that exist, in no particular order. */
    async findStrategies(ids: readonly string[]): Promise<StrategyRecord[]> {
      const rows = await strategies.find({ _id: { $in: [...ids] } }).lean();
      return rows.map(toStrategy);
    },

    /** All strategies of the plans, plan by plan and in order. */
    async listStrategies(
      planIds: readonly string[],
      session: DatabaseSession | null = null,
    ): Promise<StrategyRecord[]> {
      const rows = await strategies
        .find({ planId: { $in: [...planIds] } }, null, { session })
        .sort({ planId: 1, position: 1 })
        .lean();
      return rows.map(toStrategy);
    },

    async insertStrategy({ id, ...strategy }: StrategyRecord, session: DatabaseSession): Promise<void> {
      await strategies.insertMany([{ ...strategy, _id: id }], { session });
    },

    async updateStrategy(
      id: string,
      changes: Partial<Pick<StrategyRecord, 'title' | 'englishTitle'>>,
      session: DatabaseSession,
    ): Promise<StrategyRecord | null> {
      const row = await strategies
        .findOneAndUpdate({ _id: id }, { $set: changes }, { session, returnDocument: 'after' })
        .lean();
      return row === null ? null : toStrategy(row);
    },

    /** Gives strategies the positions that the map says. */
    async renumberStrategies(
      positions: ReadonlyMap<string, number>,
      session: DatabaseSession,
    ): Promise<void> {
      if (positions.size === 0) return;
      await strategies.bulkWrite(
        [...positions].map(([id, position]) => ({
          updateOne: { filter: { _id: new mongoose.Types.ObjectId(id) }, update: { $set: { position } } },
        })),
        { session },
      );
    },

    async deleteStrategy(id: string, session: DatabaseSession): Promise<void> {
      await strategies.deleteOne({ _id: id }, { session });
    },
  };
}

export type PlanStore = ReturnType<typeof createPlanStore>;

/** Everything behind a place in the list: equal in the first keys and smaller in the next one. */
function behind([periodStart, periodEnd, planId]: PlanPosition) {
  return {
    $or: [
      { periodStart: { $lt: periodStart } },
      { periodStart, periodEnd: { $lt: periodEnd } },
      { periodStart, periodEnd, _id: { $lt: new mongoose.Types.ObjectId(planId) } },
    ],
  };
}

function toPlan(row: PlanDocument): PlanRecord {
  const { _id, treeRevision: _treeRevision, predecessorId, ballotRule, blockingConflicts, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    predecessorId: predecessorId?.toHexString() ?? null,
    // Plans of earlier releases have neither.
    ballotRule: { ...ballotRule, secret: ballotRule.secret ?? false },
    numbering: rest.numbering ?? defaultNumbering,
    blockingConflicts: blockingConflicts ?? [],
  };
}

function toStrategy({ _id, planId, ...rest }: StrategyDocument): StrategyRecord {
  return { ...rest, id: _id.toHexString(), planId: planId.toHexString() };
}
