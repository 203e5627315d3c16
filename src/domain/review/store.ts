import mongoose from 'mongoose';
import { newestOfEach } from '../../database/children-store.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { reviewerRoles } from '../version/types.ts';
import { reviewStates, type BlockRemarkRecord, type ReviewRecord } from './types.ts';

type ObjectId = mongoose.Types.ObjectId;

interface ReviewDocument extends Omit<
  ReviewRecord,
  'id' | 'planId' | 'keyTaskId' | 'versionId' | 'reviewerId' | 'askedSubcommitteeId'
> {
  _id: ObjectId;
  planId: ObjectId;
  keyTaskId: ObjectId;
  versionId: ObjectId;
  reviewerId: ObjectId | null;
  askedSubcommitteeId: ObjectId | null;
  /** False once it is invalidated: then the same may be asked again. */
  standing: boolean;
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };

const blockRemarkSchema = new mongoose.Schema<BlockRemarkRecord>(
  {
    blockId: { type: String, required: true },
    text: { type: String, required: true },
    // Of an empty block, or a horizontal rule, it is empty.
    excerpt: { type: String, default: '' },
  },
  { _id: false },
);

const reviewSchema = new mongoose.Schema<ReviewDocument>(
  {
    planId: objectId,
    keyTaskId: objectId,
    versionId: objectId,
    contentHash: { type: String, required: true },
    reviewerId: { type: mongoose.Schema.Types.ObjectId, default: null },
    askedRole: { type: String, enum: [...reviewerRoles, null], default: null },
    askedSubcommitteeId: { type: mongoose.Schema.Types.ObjectId, default: null },
    asReviewer: { type: Boolean, required: true },
    standing: { type: Boolean, required: true },
    state: { type: String, enum: reviewStates, required: true },
    remarks: { type: String, default: null },
    blockRemarks: [blockRemarkSchema],
    invalidatedReason: { type: String, default: null },
    requestedAt: { type: Date, required: true },
    dueAt: { type: Date, default: null },
    decidedAt: { type: Date, default: null },
    minimumApprovals: { type: Number, required: true },
  },
  { versionKey: false },
);
// Of those that stand, one review of a version by a member, and one of each role that was asked.
reviewSchema.index(
  { reviewerId: 1, versionId: 1 },
  { unique: true, partialFilterExpression: { standing: true, reviewerId: { $type: 'objectId' } } },
);
reviewSchema.index(
  { versionId: 1, askedRole: 1, askedSubcommitteeId: 1 },
  { unique: true, partialFilterExpression: { standing: true, askedRole: { $type: 'string' } } },
);
reviewSchema.index({ keyTaskId: 1, _id: -1 });
reviewSchema.index({ state: 1, reviewerId: 1 });

type Decided = Pick<ReviewRecord, 'reviewerId' | 'state' | 'remarks' | 'blockRemarks' | 'decidedAt'>;

/** What all requests of one call have in common. */
type Request = Pick<
  ReviewRecord,
  'planId' | 'keyTaskId' | 'versionId' | 'contentHash' | 'requestedAt' | 'dueAt' | 'minimumApprovals'
>;

/** Who a request asks. */
export type Asked = Pick<ReviewRecord, 'reviewerId' | 'askedRole' | 'askedSubcommitteeId' | 'asReviewer'>;

/** The reviews of all versions. */
export function createReviewStore(database: Database) {
  const reviews = database.model<ReviewDocument>('Review', reviewSchema, 'reviews');

  return {
    /** Stores open requests; in the order of `asked`. */
    async insertRequests(
      request: Request,
      asked: readonly Asked[],
      session: DatabaseSession,
    ): Promise<ReviewRecord[]> {
      const records = asked.map((who): ReviewRecord => ({
        ...request,
        ...who,
        id: new mongoose.Types.ObjectId().toHexString(),
        state: 'REQUESTED',
        remarks: null,
        blockRemarks: [],
        invalidatedReason: null,
        decidedAt: null,
      }));
      await reviews.insertMany(
        records.map(({ id, ...record }) => ({
          ...record,
          standing: true,
          _id: new mongoose.Types.ObjectId(id),
        })),
        { session },
      );
      return records;
    },

    /** Writes a verdict. Returns the review as it is then; null when its state is not `from` any more. */
    async decide(
      id: string,
      change: { readonly from: ReviewRecord['state']; readonly to: Decided },
      session: DatabaseSession,
    ): Promise<ReviewRecord | null> {
      const row = await reviews
        .findOneAndUpdate(
          { _id: id, state: change.from },
          { $set: change.to },
          { session, returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toRecord(row);
    },

    async invalidate(ids: readonly string[], reason: string, session: DatabaseSession): Promise<void> {
      await reviews.updateMany(
        { _id: { $in: ids } },
        { $set: { state: 'INVALIDATED', invalidatedReason: reason, standing: false } },
        { session },
      );
    },

    async findMany(ids: readonly string[], session: DatabaseSession | null = null): Promise<ReviewRecord[]> {
      return (await reviews.find({ _id: { $in: ids } }, null, { session }).lean()).map(toRecord);
    },

    /** The member's requests that are open and approvals that stand, oldest first. */
    async findStandingOf(reviewerId: string, session: DatabaseSession): Promise<ReviewRecord[]> {
      const rows = await reviews
        .find({ state: { $in: ['REQUESTED', 'APPROVED'] }, reviewerId }, null, { session })
        .sort({ _id: 1 })
        .lean();
      return rows.map(toRecord);
    },

    /** All reviews of these versions, oldest first. */
    async findByVersions(
      versionIds: readonly string[],
      session: DatabaseSession | null = null,
    ): Promise<ReviewRecord[]> {
      const rows = await reviews
        .find({ versionId: { $in: versionIds } }, null, { session })
        .sort({ _id: 1 })
        .lean();
      return rows.map(toRecord);
    },

    /** The member's newest review of the task. */
    async findNewestBy(
      keyTaskId: string,
      reviewerId: string,
      session: DatabaseSession,
    ): Promise<ReviewRecord | null> {
      const row = await reviews
        .findOne({ keyTaskId, reviewerId }, null, { session })
        .sort({ _id: -1 })
        .lean();
      return row === null ? null : toRecord(row);
    },

    /** Open requests to one of these; null stands for those to anybody. */
    async findRequested(reviewerIds: readonly (string | null)[]): Promise<ReviewRecord[]> {
      const rows = await reviews.find({ state: 'REQUESTED', reviewerId: { $in: reviewerIds } }).lean();
      return rows.map(toRecord);
    },

    /** Newest reviews of each task, at most `limit`, with ids below `before`. */
    async newestByKeyTask(
      keyTaskIds: readonly string[],
      range: { before: string | null; limit: number },
    ): Promise<Map<string, ReviewRecord[]>> {
      const rows = await newestOfEach(reviews, {
        parent: 'keyTaskId',
        parentIds: keyTaskIds,
        order: '_id',
        ...range,
      });
      return new Map([...rows].map(([keyTaskId, documents]) => [keyTaskId, documents.map(toRecord)]));
    },
  };
}

export type ReviewStore = ReturnType<typeof createReviewStore>;

function toRecord(row: ReviewDocument): ReviewRecord {
  const { _id, standing: _standing, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    planId: row.planId.toHexString(),
    keyTaskId: row.keyTaskId.toHexString(),
    versionId: row.versionId.toHexString(),
    reviewerId: row.reviewerId?.toHexString() ?? null,
    askedSubcommitteeId: row.askedSubcommitteeId?.toHexString() ?? null,
  };
}
