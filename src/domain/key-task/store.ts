import mongoose from 'mongoose';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { keyTaskStates, type KeyTaskRecord, type KeyTaskState } from './types.ts';

type Id = mongoose.Types.ObjectId;

interface KeyTaskDocument extends Omit<
  KeyTaskRecord,
  | 'id'
  | 'planId'
  | 'strategyId'
  | 'subcommitteeId'
  | 'draftId'
  | 'currentVersionId'
  | 'sealedVersionId'
  | 'mergedIntoId'
  | 'splitFromId'
  | 'createdById'
  | 'titledById'
> {
  _id: Id;
  planId: Id;
  strategyId: Id | null;
  /** Position of the strategy, kept here so that the tree's order is an index's order. */
  strategyPosition: number;
  subcommitteeId: Id;
  draftId: Id;
  currentVersionId: Id | null;
  sealedVersionId: Id | null;
  mergedIntoId: Id | null;
  /** Absent in tasks of earlier releases. */
  splitFromId?: Id | null;
  createdById: Id;
  /** Absent in tasks of earlier releases. */
  titledById?: Id;
}

/** Stands for the position of a strategy in tasks that have none: they come last. */
const noStrategy = 1_000_000;

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };
const optionalId = { type: mongoose.Schema.Types.ObjectId, default: null };

const keyTaskSchema = new mongoose.Schema<KeyTaskDocument>(
  {
    planId: objectId,
    strategyId: optionalId,
    strategyPosition: { type: Number, required: true },
    subcommitteeId: objectId,
    draftId: objectId,
    title: { type: String, required: true },
    englishTitle: { type: String, default: null },
    position: { type: Number, required: true },
    state: { type: String, enum: keyTaskStates, required: true },
    amendment: { type: Boolean, required: true },
    currentVersionId: optionalId,
    sealedVersionId: optionalId,
    mergedIntoId: optionalId,
    splitFromId: optionalId,
    createdById: objectId,
    titledById: mongoose.Schema.Types.ObjectId,
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
    revision: { type: Number, required: true },
  },
  { versionKey: false },
);
/** Tasks that come at a time. */
const rowsAtOnce = 1000;

const treeOrder = { planId: 1, strategyPosition: 1, position: 1, _id: 1 } as const;
keyTaskSchema.index(treeOrder);
keyTaskSchema.index({ strategyId: 1, position: 1 });
keyTaskSchema.index({ subcommitteeId: 1, ...treeOrder });
keyTaskSchema.index({ state: 1, ...treeOrder });
keyTaskSchema.index({ mergedIntoId: 1 });
keyTaskSchema.index({ splitFromId: 1 });

/** Where in the tree a task is or goes: the tasks of one strategy, or those of a plan that have none. */
export interface Branch {
  readonly planId: string;
  readonly strategyId: string | null;
}

/** A place in the tree's order, as a cursor names it. */
export type TreePosition = readonly [
  planId: string,
  strategyPosition: number,
  position: number,
  keyTaskId: string,
];

/** Conditions that must all hold; an absent one doesn't restrict, an empty list matches nothing. */
export interface KeyTaskQuery {
  readonly ids?: readonly string[];
  readonly planIds?: readonly string[];
  readonly strategyIds?: readonly string[];
  readonly subcommitteeIds?: readonly string[];
  readonly states?: readonly KeyTaskState[];
  /** Only tasks that hold a sealed version. */
  readonly sealed?: boolean;
  readonly after?: TreePosition;
}

/** What one task has to do with another one. */
export type KeyTaskOrigin = 'mergedIntoId' | 'splitFromId';

/** A task with its place in the tree's order. */
export interface PlacedKeyTask {
  readonly keyTask: KeyTaskRecord;
  readonly at: TreePosition;
}

type Changes = Partial<
  Omit<KeyTaskRecord, 'id' | 'planId' | 'strategyId' | 'draftId' | 'createdById' | 'createdAt' | 'revision'>
>;

/** Key tasks. Every write takes the session of the transaction that it belongs to. */
export function createKeyTaskStore(database: Database) {
  const keyTasks = database.model<KeyTaskDocument>('KeyTask', keyTaskSchema, 'keyTasks');

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    async find(id: string, session: DatabaseSession | null = null): Promise<KeyTaskRecord | null> {
      const row = await keyTasks.findOne({ _id: id }, null, { session }).lean();
      return row === null ? null : toRecord(row);
    },

    /** Those of the tasks that exist, in no particular order. */
    async findMany(ids: readonly string[]): Promise<KeyTaskRecord[]> {
      const rows = await keyTasks.find({ _id: { $in: [...ids] } }).lean();
      return rows.map(toRecord);
    },

    /** The first `limit` tasks that match, in tree order; one query. */
    async list(query: KeyTaskQuery, limit: number): Promise<PlacedKeyTask[]> {
      const rows = await keyTasks.find(filterOf(query)).sort(treeOrder).limit(limit).lean();
      return rows.map(toPlaced);
    },

    /**
     * The first `limit` tasks that match under each of several parents, in tree order; one query for all of them. The
     * parents are the query's `planIds` or `strategyIds`, the result is keyed by them.
     */
    async listByParent(
      parent: 'planId' | 'strategyId',
      query: KeyTaskQuery,
      limit: number,
    ): Promise<ReadonlyMap<string, PlacedKeyTask[]>> {
      const groups = await keyTasks.aggregate<{ _id: Id; rows: KeyTaskDocument[] }>([
        { $match: filterOf(query) },
        { $sort: treeOrder },
        { $group: { _id: `$${parent}`, rows: { $push: '$$ROOT' } } },
        { $project: { rows: { $slice: ['$rows', limit] } } },
      ]);
      return new Map(groups.map((group) => [group._id.toHexString(), group.rows.map(toPlaced)]));
    },

    /** Tasks that were merged into these, or split off from them, in tree order. */
    async listByOrigin(field: KeyTaskOrigin, ids: readonly string[]): Promise<KeyTaskRecord[]> {
      const rows = await keyTasks
        .find({ [field]: { $in: toIds(ids) } })
        .sort(treeOrder)
        .lean();
      return rows.map(toRecord);
    },

    /** All tasks of a plan, in tree order. */
    async listOfPlan(planId: string, session: DatabaseSession): Promise<KeyTaskRecord[]> {
      const rows = await keyTasks.find({ planId }, null, { session }).sort(treeOrder).lean();
      return rows.map(toRecord);
    },

    /** All tasks of a plan that hold a sealed version, in tree order. */
    async listSealed(planId: string, session: DatabaseSession): Promise<KeyTaskRecord[]> {
      const rows = await keyTasks
        .find({ planId, sealedVersionId: { $ne: null } }, null, { session })
        .sort(treeOrder)
        .lean();
      return rows.map(toRecord);
    },

    /** All tasks of these plans that hold a sealed version or have one on the way, in tree order. */
    async listWithVersion(planIds: readonly string[]): Promise<KeyTaskRecord[]> {
      const rows = await keyTasks
        .find({
          planId: { $in: toIds(planIds) },
          $or: [{ sealedVersionId: { $ne: null } }, { currentVersionId: { $ne: null } }],
        })
        .sort(treeOrder)
        .batchSize(rowsAtOnce)
        .lean();
      return rows.map(toRecord);
    },

    /** Those of the strategies that hold a task in one of `states`. */
    async occupiedStrategies(
      strategyIds: readonly string[],
      states: readonly KeyTaskState[],
      session: DatabaseSession | null,
    ): Promise<ReadonlySet<string>> {
      const groups = await keyTasks
        .aggregate<{ _id: Id }>([
          { $match: { strategyId: { $in: toIds(strategyIds) }, state: { $in: [...states] } } },
          { $group: { _id: '$strategyId' } },
        ])
        .session(session);
      return new Set(groups.map((group) => group._id.toHexString()));
    },

    /** How many tasks a branch holds, of those in `states`, or a plan in all when only it is named. */
    async count(
      scope: Branch | { readonly planId: string },
      states: readonly KeyTaskState[],
      session: DatabaseSession,
    ): Promise<number> {
      return keyTasks.countDocuments({ ...scope, state: { $in: [...states] } }, { session });
    },

    /** Adds a task at its `position`, which must have been made free. `strategyPosition` is null without a strategy. */
    async insert(
      keyTask: KeyTaskRecord,
      strategyPosition: number | null,
      session: DatabaseSession,
    ): Promise<void> {
      const { id, ...rest } = keyTask;
      await keyTasks.insertMany([{ ...rest, _id: id, strategyPosition: strategyPosition ?? noStrategy }], {
        session,
      });
    },

    /**
     * Writes `changes` to the task if its revision is still that of `before`, and raises the revision. Returns the task
     * as it is then, or null when somebody else has changed it.
     */
    async update(
      before: KeyTaskRecord,
      changes: Changes,
      session: DatabaseSession,
    ): Promise<KeyTaskRecord | null> {
      const row = await keyTasks
        .findOneAndUpdate(
          { _id: before.id, revision: before.revision },
          { $set: changes, $inc: { revision: 1 } },
          { session, returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toRecord(row);
    },

    /** As {@link update}, for a task's place. `strategyPosition` is null without a strategy. */
    async place(
      before: KeyTaskRecord,
      to: {
        readonly strategyId: string | null;
        readonly strategyPosition: number | null;
        readonly position: number;
        readonly updatedAt: Date;
      },
      session: DatabaseSession,
    ): Promise<KeyTaskRecord | null> {
      const row = await keyTasks
        .findOneAndUpdate(
          { _id: before.id, revision: before.revision },
          {
            $set: { ...to, strategyPosition: to.strategyPosition ?? noStrategy },
            $inc: { revision: 1 },
          },
          { session, returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toRecord(row);
    },

    /** Adds `by` to the positions of a branch from `from` on, up to and with `to` when that is given. */
    async shift(
      branch: Branch,
      range: { readonly from: number; readonly to?: number; readonly by: 1 | -1 },
      session: DatabaseSession,
    ): Promise<void> {
      const within = { $gte: range.from, ...(range.to === undefined ? {} : { $lte: range.to }) };
      await keyTasks.updateMany(
        { ...branch, position: within },
        { $inc: { position: range.by } },
        { session },
      );
    },

    /** Takes over the strategies' new positions. */
    async renumberStrategies(
      positions: ReadonlyMap<string, number>,
      session: DatabaseSession,
    ): Promise<void> {
      if (positions.size === 0) return;
      await keyTasks.bulkWrite(
        [...positions].map(([strategyId, strategyPosition]) => ({
          updateMany: { filter: { strategyId }, update: { $set: { strategyPosition } } },
        })),
        { session },
      );
    },

    /** Takes all tasks out of a strategy and puts them, in their order, behind those that have none. */
    async releaseStrategy(branch: Branch, session: DatabaseSession): Promise<void> {
      const position = await keyTasks.countDocuments(
        { planId: branch.planId, strategyId: null },
        { session },
      );
      await keyTasks.updateMany(
        { ...branch },
        {
          $set: { strategyId: null, strategyPosition: noStrategy },
          $inc: { position, revision: 1 },
        },
        { session },
      );
    },

    /** What was merged into one task counts as merged into another one from now on. */
    async redirectMerged(from: string, to: string, session: DatabaseSession): Promise<void> {
      await keyTasks.updateMany(
        { mergedIntoId: from },
        { $set: { mergedIntoId: to }, $inc: { revision: 1 } },
        { session },
      );
    },
  };
}

export type KeyTaskStore = ReturnType<typeof createKeyTaskStore>;

function toIds(ids: readonly string[]): Id[] {
  return ids.map((id) => new mongoose.Types.ObjectId(id));
}

/** With ObjectIds, not strings: Mongoose doesn't cast in aggregations. */
function filterOf(query: KeyTaskQuery) {
  return {
    ...(query.ids === undefined ? {} : { _id: { $in: toIds(query.ids) } }),
    ...(query.planIds === undefined ? {} : { planId: { $in: toIds(query.planIds) } }),
    ...(query.strategyIds === undefined ? {} : { strategyId: { $in: toIds(query.strategyIds) } }),
    ...(query.subcommitteeIds === undefined ? {} : { subcommitteeId: { $in: toIds(query.subcommitteeIds) } }),
    ...(query.states === undefined ? {} : { state: { $in: [...query.states] } }),
    ...(query.sealed === true ? { sealedVersionId: { $ne: null } } : {}),
    ...(query.after === undefined ? {} : afterPosition(query.after)),
  };
}

/** Everything behind a place in tree order: equal in the first keys and greater in the next one. */
function afterPosition([plan, strategyPosition, position, keyTaskId]: TreePosition) {
  const planId = new mongoose.Types.ObjectId(plan);
  return {
    $or: [
      { planId: { $gt: planId } },
      { planId, strategyPosition: { $gt: strategyPosition } },
      { planId, strategyPosition, position: { $gt: position } },
      { planId, strategyPosition, position, _id: { $gt: new mongoose.Types.ObjectId(keyTaskId) } },
    ],
  };
}

function toPlaced(row: KeyTaskDocument): PlacedKeyTask {
  const keyTask = toRecord(row);
  return { keyTask, at: [keyTask.planId, row.strategyPosition, row.position, keyTask.id] };
}

function toRecord(row: KeyTaskDocument): KeyTaskRecord {
  const { _id, strategyPosition: _strategyPosition, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    planId: row.planId.toHexString(),
    strategyId: row.strategyId?.toHexString() ?? null,
    subcommitteeId: row.subcommitteeId.toHexString(),
    draftId: row.draftId.toHexString(),
    currentVersionId: row.currentVersionId?.toHexString() ?? null,
    sealedVersionId: row.sealedVersionId?.toHexString() ?? null,
    mergedIntoId: row.mergedIntoId?.toHexString() ?? null,
    splitFromId: row.splitFromId?.toHexString() ?? null,
    createdById: row.createdById.toHexString(),
    titledById: (row.titledById ?? row.createdById).toHexString(),
  };
}
