import mongoose from 'mongoose';
import { newestOfEach } from '../../database/children-store.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import type { DeadLetterRecord } from './types.ts';

type Id = mongoose.Types.ObjectId;

interface DeadLetterDocument extends Omit<DeadLetterRecord, 'id' | 'webhookId'> {
  _id: Id;
  webhookId: Id;
}

/** How long a delivery that was given up is kept, in days. */
export const keptDays = 30;
/** How many of them are kept of one webhook. */
export const mostKept = 1000;

const deadLetterSchema = new mongoose.Schema<DeadLetterDocument>(
  {
    webhookId: { type: mongoose.Schema.Types.ObjectId, required: true },
    sequence: { type: Number, required: true },
    attempts: { type: Number, required: true },
    lastError: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false },
);
deadLetterSchema.index({ webhookId: 1, _id: -1 });
deadLetterSchema.index({ at: 1 }, { expireAfterSeconds: keptDays * 86_400 });

/** Deliveries that were given up, for as long as they are kept. The events themselves are in the activity log. */
export function createDeadLetterStore(database: Database) {
  const letters = database.model<DeadLetterDocument>(
    'WebhookDeadLetter',
    deadLetterSchema,
    'webhookDeadLetters',
  );

  return {
    /** Keeps one more, and lets go of the oldest beyond {@link mostKept}. */
    async insert(letter: Omit<DeadLetterRecord, 'id'>, session: DatabaseSession): Promise<void> {
      await letters.insertMany([letter], { session });
      const beyond = await letters
        .find({ webhookId: letter.webhookId }, { _id: 1 }, { session })
        .sort({ _id: -1 })
        .skip(mostKept)
        .lean();
      if (beyond.length > 0) {
        await letters.deleteMany({ _id: { $in: beyond.map(({ _id }) => _id) } }, { session });
      }
    },

    async find(id: string): Promise<DeadLetterRecord | null> {
      const row = await letters.findOne({ _id: id }).lean();
      return row === null ? null : toRecord(row);
    },

    async findMany(ids: readonly string[]): Promise<DeadLetterRecord[]> {
      return (await letters.find({ _id: { $in: [...ids] } }).lean()).map(toRecord);
    },

    /** Newest of each webhook, at most `limit`, with ids below `before`. */
    async newestByWebhook(
      webhookIds: readonly string[],
      range: { before: string | null; limit: number },
    ): Promise<Map<string, DeadLetterRecord[]>> {
      const rows = await newestOfEach(letters, {
        parent: 'webhookId',
        parentIds: webhookIds,
        order: '_id',
        ...range,
      });
      return new Map([...rows].map(([id, documents]) => [id, documents.map(toRecord)]));
    },

    /** One more attempt failed. Returns it as it is then; null when it is gone. */
    async failedAgain(id: string, lastError: string): Promise<DeadLetterRecord | null> {
      const row = await letters
        .findOneAndUpdate(
          { _id: id },
          { $set: { lastError }, $inc: { attempts: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toRecord(row);
    },

    async remove(id: string): Promise<void> {
      await letters.deleteOne({ _id: id });
    },

    async removeOfWebhook(webhookId: string, session: DatabaseSession): Promise<void> {
      await letters.deleteMany({ webhookId }, { session });
    },
  };
}

export type DeadLetterStore = ReturnType<typeof createDeadLetterStore>;

function toRecord({
  _id,
  webhookId,
  sequence,
  attempts,
  lastError,
  at,
}: DeadLetterDocument): DeadLetterRecord {
  return { id: _id.toHexString(), webhookId: webhookId.toHexString(), sequence, attempts, lastError, at };
}
