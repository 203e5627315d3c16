import mongoose from 'mongoose';
import { isDuplicateKeyError, type Database, type DatabaseSession } from '../database/store.ts';

/** What became of a request that came with a key. */
export interface KeyRecord {
  readonly fingerprint: string;
  /** Whose request it is now, a hex ObjectId: one that was given up is taken over under another. */
  readonly attempt: string;
  /** True when a transaction of it has been committed. */
  readonly committed: boolean;
  /** Sealed; null as long as there is none. */
  readonly answer: string | null;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

interface KeyDocument extends Omit<KeyRecord, 'attempt'> {
  /** Member and key. */
  _id: string;
  attempt: mongoose.Types.ObjectId;
}

const keySchema = new mongoose.Schema<KeyDocument>(
  {
    _id: { type: String, required: true },
    fingerprint: { type: String, required: true },
    attempt: { type: mongoose.Schema.Types.ObjectId, required: true },
    committed: { type: Boolean, required: true },
    answer: { type: String, default: null },
    startedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
keySchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/** Idempotency keys and the answers under them; MongoDB removes what has expired. */
export function createIdempotencyStore(database: Database) {
  const keys = database.model<KeyDocument>('IdempotencyKey', keySchema, 'idempotencyKeys');

  return {
    newAttempt: (): string => new mongoose.Types.ObjectId().toHexString(),

    /** Notes a request that begins. False when there is one under this id. */
    async insert(id: string, record: KeyRecord): Promise<boolean> {
      try {
        await keys.insertMany([{ _id: id, ...record }]);
        return true;
      } catch (error) {
        if (isDuplicateKeyError(error)) return false;
        throw error;
      }
    },

    async find(id: string): Promise<KeyRecord | null> {
      const row = await keys.findOne({ _id: id }).lean();
      if (row === null) return null;
      const { fingerprint, attempt, committed, answer, startedAt, expiresAt } = row;
      return { fingerprint, attempt: attempt.toHexString(), committed, answer, startedAt, expiresAt };
    },

    /** Makes a request that has changed nothing another attempt's. False when somebody else was faster. */
    async takeOver(id: string, from: string, to: Pick<KeyRecord, 'attempt' | 'startedAt'>): Promise<boolean> {
      const { modifiedCount } = await keys.updateOne(
        { _id: id, attempt: from, committed: false, answer: null },
        { $set: to },
      );
      return modifiedCount === 1;
    },

    /** Notes, in the transaction of `session` if given, that it is committed. False when it is another attempt's. */
    async markCommitted(id: string, attempt: string, session?: DatabaseSession): Promise<boolean> {
      const { matchedCount } = await keys.updateOne(
        { _id: id, attempt },
        { $set: { committed: true } },
        session === undefined ? {} : { session },
      );
      return matchedCount === 1;
    },

    async setAnswer(id: string, attempt: string, answer: string): Promise<void> {
      await keys.updateOne({ _id: id, attempt }, { $set: { answer } });
    },

    /** Forgets a request that has changed nothing. False when it has. */
    async forget(id: string, attempt: string): Promise<boolean> {
      const { deletedCount } = await keys.deleteOne({ _id: id, attempt, committed: false });
      return deletedCount === 1;
    },
  };
}

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;
