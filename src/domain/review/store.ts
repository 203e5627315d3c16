import mongoose from 'mongoose';
import { newestOfEach } from '../../database/children-store.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { reviewStates, type ReviewRecord } from './types.ts';

type ObjectId = mongoose.Types.ObjectId;

interface ReviewDocument extends Omit<
  ReviewRecord,
  'id' | 'planId' | 'keyTaskId' | 'versionId' | 'reviewerId'
> {
  _id: ObjectId;
  planId: ObjectId;
  keyTaskId: ObjectId;
  versionId: ObjectId;
  reviewerId: ObjectId | null;
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };

const reviewSchema = new mongoose.Schema<ReviewDocument>(
  {
    planId: objectId,
    keyTaskId: objectId,
    versionId: objectId,
    contentHash: { type: String, required: true },
    reviewerId: { type: mongoose.Schema.Types.ObjectId, default: null },
    state: { type: String, enum: reviewStates, required: true },
    remarks: { type: String, default: null },
    invalidatedReason: { type: String, default: null },
    requestedAt: { type: Date, required: true },
    decidedAt: { type: Date, default: null },
  },
  { versionKey: false },
);
// One review of a version by a member, and one open request to anybody.
reviewSchema.index({ versionId: 1, reviewerId: 1 }, { unique: true });
reviewSchema.index({ keyTaskId: 1, _id: -1 });
reviewSchema.index({ state: 1, reviewerId: 1 });

type Decided = Pick<ReviewRecord, 'reviewerId' | 'state' | 'remarks' | 'decidedAt'>;

/** The reviews of all versions. */
export function createReviewStore(database: Database) {
  const reviews = database.model<ReviewDocument>('Review', reviewSchema, 'reviews');

  return {
    /** Stores open requests; in the order of `reviewerIds`. */
    async insertRequests(
      request: Pick<ReviewRecord, 'planId' | 'keyTaskId' | 'versionId' | 'contentHash' | 'requestedAt'>,
      reviewerIds: readonly (string | null)[],
      session: DatabaseSession,
    ): Promise<ReviewRecord[]> {
      const records = reviewerIds.map((reviewerId): ReviewRecord => ({
        ...request,
        id: new mongoose.Types.ObjectId().toHexString(),
        reviewerId,
        state: 'REQUESTED',
        remarks: null,
        invalidatedReason: null,
        decidedAt: null,
      }));
      await reviews.insertMany(
        records.map(({ id, ...record }) => ({ ...record, _id: new mongoose.Types.ObjectId(id) })),
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
        { $set: { state: 'INVALIDATED', invalidatedReason: reason } },
        { session },
      );
    },

    async findMany(ids: readonly string[]): Promise<ReviewRecord[]> {
      return (await reviews.find({ _id: { $in: ids } }).lean()).map(toRecord);
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
  const { _id, ...rest } = row;
  return {
    ...rest,
    id: _id.toHexString(),
    planId: row.planId.toHexString(),
    keyTaskId: row.keyTaskId.toHexString(),
    versionId: row.versionId.toHexString(),
    reviewerId: row.reviewerId?.toHexString() ?? null,
  };
}
