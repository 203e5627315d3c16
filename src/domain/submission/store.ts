import mongoose from 'mongoose';
import { newestOfEach } from '../../database/children-store.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import {
  submissionStates,
  type PlanSubmissionRecord,
  type ReturnedTask,
  type SubmissionState,
} from './types.ts';

type Id = mongoose.Types.ObjectId;

interface ReturnedDocument extends Omit<ReturnedTask, 'keyTaskId' | 'versionId'> {
  keyTaskId: Id;
  versionId: Id;
}

interface SubmissionDocument extends Omit<
  PlanSubmissionRecord,
  'id' | 'planId' | 'planVersionId' | 'submittedById' | 'decidedById' | 'returned'
> {
  _id: Id;
  planId: Id;
  planVersionId: Id;
  submittedById: Id;
  decidedById: Id | null;
  returned: ReturnedDocument[];
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };
const text = { type: String, required: true };

const submissionSchema = new mongoose.Schema<SubmissionDocument>(
  {
    planId: objectId,
    planVersionId: objectId,
    planVersionNumber: { type: Number, required: true },
    planVersionHash: text,
    state: { type: String, enum: submissionStates, required: true },
    submittedById: objectId,
    submittedAt: { type: Date, required: true },
    decidedById: { type: mongoose.Schema.Types.ObjectId, default: null },
    decidedAt: { type: Date, default: null },
    reason: { type: String, default: null },
    returned: [
      new mongoose.Schema({ keyTaskId: objectId, versionId: objectId, reason: text }, { _id: false }),
    ],
    hash: { type: String, default: null },
  },
  { versionKey: false },
);
// A plan is before the committee once at a time, and a version of it is adopted once.
submissionSchema.index({ planId: 1 }, { unique: true, partialFilterExpression: { state: 'SUBMITTED' } });
submissionSchema.index({ planVersionId: 1 }, { unique: true, partialFilterExpression: { state: 'ADOPTED' } });
submissionSchema.index({ planId: 1, _id: -1 });

/** Plan versions before the Strategy Committee. */
export function createSubmissionStore(database: Database) {
  const submissions = database.model<SubmissionDocument>(
    'PlanSubmission',
    submissionSchema,
    'planSubmissions',
  );

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    async insert({ id, ...submission }: PlanSubmissionRecord, session: DatabaseSession): Promise<void> {
      await submissions.insertMany([{ ...submission, _id: id }], { session });
    },

    async find(id: string, session: DatabaseSession): Promise<PlanSubmissionRecord | null> {
      const row = await submissions.findOne({ _id: id }, null, { session }).lean();
      return row === null ? null : toRecord(row);
    },

    async findOpen(planId: string, session: DatabaseSession): Promise<PlanSubmissionRecord | null> {
      const row = await submissions.findOne({ planId, state: 'SUBMITTED' }, null, { session }).lean();
      return row === null ? null : toRecord(row);
    },

    async findMany(ids: readonly string[]): Promise<PlanSubmissionRecord[]> {
      return (await submissions.find({ _id: { $in: [...ids] } }).lean()).map(toRecord);
    },

    /** Whether the plan version was adopted. */
    async isAdopted(planVersionId: string, session: DatabaseSession): Promise<boolean> {
      return (
        (await submissions.findOne({ planVersionId, state: 'ADOPTED' }, null, { session }).lean()) !== null
      );
    },

    /** What ends an open submission; null when it was ended in between. */
    async end(
      id: string,
      end: Pick<PlanSubmissionRecord, 'state' | 'decidedById' | 'decidedAt' | 'reason' | 'returned' | 'hash'>,
      session: DatabaseSession,
    ): Promise<PlanSubmissionRecord | null> {
      const row = await submissions
        .findOneAndUpdate(
          { _id: id, state: 'SUBMITTED' },
          { $set: end },
          { session, returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toRecord(row);
    },

    /** Newest submissions of each plan, at most `limit`, with ids below `before`; in one of `states`, when given. */
    async newestByPlan(
      planIds: readonly string[],
      range: { before: string | null; limit: number },
      states?: readonly SubmissionState[],
    ): Promise<Map<string, PlanSubmissionRecord[]>> {
      const rows = await newestOfEach(submissions, {
        parent: 'planId',
        parentIds: planIds,
        order: '_id',
        ...(states === undefined ? {} : { where: { state: { $in: [...states] } } }),
        ...range,
      });
      return new Map([...rows].map(([planId, documents]) => [planId, documents.map(toRecord)]));
    },
  };
}

export type SubmissionStore = ReturnType<typeof createSubmissionStore>;

function toRecord({ _id, ...rest }: SubmissionDocument): PlanSubmissionRecord {
  return {
    ...rest,
    id: _id.toHexString(),
    planId: rest.planId.toHexString(),
    planVersionId: rest.planVersionId.toHexString(),
    submittedById: rest.submittedById.toHexString(),
    decidedById: rest.decidedById?.toHexString() ?? null,
    returned: rest.returned.map(({ keyTaskId, versionId, reason }) => ({
      keyTaskId: keyTaskId.toHexString(),
      versionId: versionId.toHexString(),
      reason,
    })),
  };
}
