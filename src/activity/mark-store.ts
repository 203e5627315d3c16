import mongoose from 'mongoose';
import { isDuplicateKeyError, type Database } from '../database/store.ts';

/** How far a member has looked at the activity log. */
export interface MarkRecord {
  readonly sequence: number;
  readonly at: Date;
}

interface MarkDocument extends MarkRecord {
  /** The member's id. */
  _id: mongoose.Types.ObjectId;
}

const markSchema = new mongoose.Schema<MarkDocument>(
  { sequence: { type: Number, required: true }, at: { type: Date, required: true } },
  { versionKey: false },
);

/** One mark of each member who has ever looked. */
export function createMarkStore(database: Database) {
  const marks = database.model<MarkDocument>('ActivityMark', markSchema, 'activityMarks');

  async function find(memberId: string): Promise<MarkRecord | null> {
    const row = await marks.findOne({ _id: memberId }).lean();
    return row === null ? null : { sequence: row.sequence, at: row.at };
  }

  return {
    find,

    /** Moves the mark forward; one that is further already stays. Returns it as it is then. */
    async advance(memberId: string, { sequence, at }: MarkRecord): Promise<MarkRecord> {
      try {
        await marks.updateOne(
          { _id: memberId, sequence: { $lt: sequence } },
          { $set: { sequence, at } },
          { upsert: true },
        );
      } catch (error) {
        // There is one, and it is as far or further: it was to be inserted beside it.
        if (!isDuplicateKeyError(error)) throw error;
      }
      return (await find(memberId)) ?? { sequence, at };
    },
  };
}

export type MarkStore = ReturnType<typeof createMarkStore>;
