import mongoose from 'mongoose';
import { newestOfEach } from '../../database/children-store.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { discussionEffects, majorityBases, type BallotRule } from '../plan/types.ts';
import {
  bodies,
  positionValues,
  secretVoteValues,
  type BallotRecord,
  type DecisionRecord,
  type OverrulingRecord,
  type PositionRecord,
  type RosterRemovalRecord,
  type SecretVoteRecord,
} from './types.ts';

type ObjectId = mongoose.Types.ObjectId;

interface OverrulingDocument extends Omit<OverrulingRecord, 'byId'> {
  byId: ObjectId;
}

interface PositionDocument extends Omit<PositionRecord, 'memberId' | 'overruled'> {
  memberId: ObjectId;
  overruled: OverrulingDocument | null;
}

interface SecretVoteDocument extends Omit<SecretVoteRecord, 'overruled'> {
  overruled: OverrulingDocument | null;
}

interface RemovalDocument extends Omit<RosterRemovalRecord, 'memberId' | 'byId'> {
  memberId: ObjectId;
  byId: ObjectId;
}

interface BallotDocument extends Omit<
  BallotRecord,
  | 'id'
  | 'planId'
  | 'keyTaskId'
  | 'versionId'
  | 'openedById'
  | 'rosterIds'
  | 'removals'
  | 'positions'
  | 'voterIds'
  | 'secretVotes'
> {
  _id: ObjectId;
  planId: ObjectId;
  keyTaskId: ObjectId;
  versionId: ObjectId;
  openedById: ObjectId;
  rosterIds: ObjectId[];
  removals: RemovalDocument[];
  positions: PositionDocument[];
  /** Absent in ballots of earlier releases, as are secret votes. */
  voterIds?: ObjectId[];
  secretVotes?: SecretVoteDocument[];
  /** Raised by every change; a write names the one it read. */
  revision: number;
}

interface DecisionDocument extends Omit<
  DecisionRecord,
  'id' | 'planId' | 'keyTaskId' | 'ballotId' | 'versionId' | 'closedById' | 'planVersionId'
> {
  _id: ObjectId;
  planId: ObjectId;
  keyTaskId: ObjectId;
  ballotId: ObjectId;
  versionId: ObjectId;
  closedById: ObjectId;
  planVersionId: ObjectId | null;
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };
const count = { type: Number, required: true };

const text = { type: String, required: true };
const date = { type: Date, required: true };

const ruleSchema = new mongoose.Schema<BallotRule>(
  {
    quorum: count,
    majority: count,
    base: { type: String, enum: majorityBases, required: true },
    discussion: { type: String, enum: discussionEffects, required: true },
    secret: { type: Boolean, required: true },
  },
  { _id: false },
);

const overrulingSchema = new mongoose.Schema<OverrulingDocument>(
  { byId: objectId, reason: text, at: date },
  { _id: false },
);

const removalSchema = new mongoose.Schema<RemovalDocument>(
  { memberId: objectId, byId: objectId, reason: text, at: date },
  { _id: false },
);

const positionSchema = new mongoose.Schema<PositionDocument>(
  {
    memberId: objectId,
    value: { type: String, enum: positionValues, required: true },
    reason: { type: String, default: null },
    castAt: date,
    overruled: { type: overrulingSchema, default: null },
  },
  { _id: false },
);

const secretVoteSchema = new mongoose.Schema<SecretVoteDocument>(
  {
    receipt: text,
    value: { type: String, enum: secretVoteValues, required: true },
    reason: { type: String, default: null },
    overruled: { type: overrulingSchema, default: null },
  },
  { _id: false },
);

const ballotSchema = new mongoose.Schema<BallotDocument>(
  {
    body: { type: String, enum: bodies, required: true },
    planId: objectId,
    keyTaskId: objectId,
    versionId: objectId,
    contentHash: { type: String, required: true },
    open: { type: Boolean, required: true },
    openedById: objectId,
    openedAt: { type: Date, required: true },
    closedAt: { type: Date, default: null },
    rule: { type: ruleSchema, required: true },
    rosterIds: [mongoose.Schema.Types.ObjectId],
    removals: [removalSchema],
    positions: [positionSchema],
    voterIds: [mongoose.Schema.Types.ObjectId],
    secretVotes: [secretVoteSchema],
    revision: count,
  },
  { versionKey: false },
);
// At most one open ballot on a task.
ballotSchema.index({ keyTaskId: 1 }, { unique: true, partialFilterExpression: { open: true } });

const tallySchema = new mongoose.Schema(
  {
    roster: count,
    removed: count,
    approve: count,
    noObjection: count,
    discuss: count,
    overruled: count,
    abstain: count,
    recuse: count,
    present: count,
    needed: count,
    quorumReached: { type: Boolean, required: true },
    wouldConfirm: { type: Boolean, required: true },
  },
  { _id: false },
);

const decisionSchema = new mongoose.Schema<DecisionDocument>(
  {
    planId: objectId,
    keyTaskId: objectId,
    ballotId: objectId,
    versionId: objectId,
    contentHash: { type: String, required: true },
    outcome: { type: String, enum: ['CONFIRMED', 'RETURNED'], required: true },
    tally: { type: tallySchema, required: true },
    closedById: objectId,
    decidedAt: { type: Date, required: true },
    hash: { type: String, required: true },
    planVersionId: { type: mongoose.Schema.Types.ObjectId, default: null },
  },
  { versionKey: false },
);
// A ballot is decided once.
decisionSchema.index({ ballotId: 1 }, { unique: true });
decisionSchema.index({ keyTaskId: 1, _id: -1 });

/** Ballots and the decisions that closed them. */
export function createDecisionStore(database: Database) {
  const ballots = database.model<BallotDocument>('Ballot', ballotSchema, 'ballots');
  const decisions = database.model<DecisionDocument>('Decision', decisionSchema, 'decisions');

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    async insertBallot(ballot: BallotRecord, session: DatabaseSession): Promise<void> {
      const { id, ...rest } = ballot;
      await ballots.insertMany([{ ...rest, _id: id, revision: 0 }], { session });
    },

    /** The ballot with the revision that a write of it must name; null when there is none. */
    async findBallot(
      id: string,
      session: DatabaseSession,
    ): Promise<{ ballot: BallotRecord; revision: number } | null> {
      const row = await ballots.findOne({ _id: id }, null, { session }).lean();
      return row === null ? null : { ballot: toBallot(row), revision: row.revision };
    },

    async findOpenBallot(
      keyTaskId: string,
      session: DatabaseSession,
    ): Promise<{ ballot: BallotRecord; revision: number } | null> {
      const row = await ballots.findOne({ keyTaskId, open: true }, null, { session }).lean();
      return row === null ? null : { ballot: toBallot(row), revision: row.revision };
    },

    async findBallots(
      ids: readonly string[],
      session: DatabaseSession | null = null,
    ): Promise<BallotRecord[]> {
      return (await ballots.find({ _id: { $in: ids } }, null, { session }).lean()).map(toBallot);
    },

    async findOpenBallots(keyTaskIds: readonly string[]): Promise<BallotRecord[]> {
      return (await ballots.find({ keyTaskId: { $in: keyTaskIds }, open: true }).lean()).map(toBallot);
    },

    /**
     * Writes votes, removals or the closing of an open ballot. Returns it as it is then; null when it is closed or was
     * changed since `revision`.
     */
    async updateOpenBallot(
      read: { readonly ballot: BallotRecord; readonly revision: number },
      change: Partial<
        Pick<BallotRecord, 'positions' | 'voterIds' | 'secretVotes' | 'removals' | 'open' | 'closedAt'>
      >,
      session: DatabaseSession,
    ): Promise<BallotRecord | null> {
      const row = await ballots
        .findOneAndUpdate(
          { _id: read.ballot.id, open: true, revision: read.revision },
          { $set: change, $inc: { revision: 1 } },
          { session, returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toBallot(row);
    },

    async insertDecision(decision: DecisionRecord, session: DatabaseSession): Promise<void> {
      const { id, ...rest } = decision;
      await decisions.insertMany([{ ...rest, _id: id }], { session });
    },

    /** All decisions on tasks of a plan, in the order of their ids. */
    async listDecisionsOfPlan(planId: string, session: DatabaseSession): Promise<DecisionRecord[]> {
      const rows = await decisions.find({ planId }, null, { session }).sort({ _id: 1 }).lean();
      return rows.map(toDecision);
    },

    async findDecisions(ids: readonly string[]): Promise<DecisionRecord[]> {
      return (await decisions.find({ _id: { $in: ids } }).lean()).map(toDecision);
    },

    async findDecisionsOfBallots(
      ballotIds: readonly string[],
      session: DatabaseSession | null = null,
    ): Promise<DecisionRecord[]> {
      const rows = await decisions.find({ ballotId: { $in: ballotIds } }, null, { session }).lean();
      return rows.map(toDecision);
    },

    /** Newest decisions on each task, at most `limit`, with ids below `before`. */
    async newestByKeyTask(
      keyTaskIds: readonly string[],
      range: { before: string | null; limit: number },
    ): Promise<Map<string, DecisionRecord[]>> {
      const rows = await newestOfEach(decisions, {
        parent: 'keyTaskId',
        parentIds: keyTaskIds,
        order: '_id',
        ...range,
      });
      return new Map([...rows].map(([keyTaskId, documents]) => [keyTaskId, documents.map(toDecision)]));
    },
  };
}

export type DecisionStore = ReturnType<typeof createDecisionStore>;

function toBallot(row: BallotDocument): BallotRecord {
  const { _id, revision: _revision, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    planId: row.planId.toHexString(),
    keyTaskId: row.keyTaskId.toHexString(),
    versionId: row.versionId.toHexString(),
    openedById: row.openedById.toHexString(),
    rosterIds: row.rosterIds.map((id) => id.toHexString()),
    removals: row.removals.map((removal) => ({
      ...removal,
      memberId: removal.memberId.toHexString(),
      byId: removal.byId.toHexString(),
    })),
    positions: row.positions.map((position) => ({
      ...position,
      memberId: position.memberId.toHexString(),
      overruled: toOverruling(position.overruled),
    })),
    rule: { ...row.rule, secret: row.rule.secret ?? false },
    voterIds: row.voterIds === undefined ? [] : row.voterIds.map((id) => id.toHexString()),
    secretVotes:
      row.secretVotes === undefined
        ? []
        : row.secretVotes.map((vote) => ({ ...vote, overruled: toOverruling(vote.overruled) })),
  };
}

function toOverruling(row: OverrulingDocument | null): OverrulingRecord | null {
  return row === null ? null : { ...row, byId: row.byId.toHexString() };
}

function toDecision(row: DecisionDocument): DecisionRecord {
  const { _id, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    planId: row.planId.toHexString(),
    keyTaskId: row.keyTaskId.toHexString(),
    ballotId: row.ballotId.toHexString(),
    versionId: row.versionId.toHexString(),
    closedById: row.closedById.toHexString(),
    planVersionId: row.planVersionId?.toHexString() ?? null,
  };
}
