import mongoose from 'mongoose';
import type { Database, DatabaseSession } from '../../database/store.ts';
import { digestChoices, type DigestChoice, type DigestRecord } from './types.ts';

interface DigestDocument extends Omit<DigestRecord, 'memberId'> {
  /** The member's id. */
  _id: mongoose.Types.ObjectId;
}

const digestSchema = new mongoose.Schema<DigestDocument>(
  {
    choice: { type: String, enum: digestChoices, required: true },
    position: { type: Number, required: true },
    dueAt: { type: Date, required: true },
    failures: { type: Number, required: true },
  },
  { versionKey: false },
);
digestSchema.index({ choice: 1, dueAt: 1 });

/** What members chose, and what of it has been sent. */
export function createDigestStore(database: Database) {
  const digests = database.model<DigestDocument>('Digest', digestSchema, 'digests');

  return {
    async choiceOf(memberId: string): Promise<DigestChoice> {
      return (await digests.findOne({ _id: memberId }).lean())?.choice ?? 'NEVER';
    },

    /** Sets what a member chose; the same again changes nothing. */
    async choose({ memberId, ...digest }: DigestRecord, session: DatabaseSession): Promise<void> {
      const before = await digests.findOne({ _id: memberId }, null, { session }).lean();
      if (before?.choice === digest.choice) return;
      await digests.updateOne({ _id: memberId }, { $set: digest }, { session, upsert: true });
    },

    /** One that is due, the longest waiting first; null when there is none. */
    async findDue(now: Date): Promise<DigestRecord | null> {
      const row = await digests
        .findOne({ choice: { $in: ['DAILY', 'WEEKLY'] }, dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .lean();
      return row === null ? null : toRecord(row);
    },

    /**
     * Takes a digest that is due, to be told or given back before `until`; it is due again then. Of several that take it
     * one gets it. Returns whether it was this one.
     */
    async take({ memberId, choice, dueAt }: DigestRecord, until: Date): Promise<boolean> {
      const taken = await digests.updateOne({ _id: memberId, choice, dueAt }, { $set: { dueAt: until } });
      return taken.matchedCount === 1;
    },

    /**
     * Everything up to `position` has been told, where that is known: what was taken until `taken` is due next at `next`,
     * unless the member has chosen anew meanwhile.
     */
    async told(
      memberId: string,
      {
        position,
        taken,
        next,
      }: { readonly position: number | null; readonly taken: Date; readonly next: Date },
    ): Promise<void> {
      const told = position === null ? {} : { $max: { position } };
      const settled = await digests.updateOne(
        { _id: memberId, dueAt: taken },
        { ...told, $set: { dueAt: next, failures: 0 } },
      );
      if (settled.matchedCount === 0 && position !== null) await digests.updateOne({ _id: memberId }, told);
    },

    /** What was taken until `taken` wasn't sent: it is tried again at `retryAt`. */
    async failed(memberId: string, taken: Date, retryAt: Date): Promise<void> {
      await digests.updateOne(
        { _id: memberId, dueAt: taken },
        { $set: { dueAt: retryAt }, $inc: { failures: 1 } },
      );
    },
  };
}

export type DigestStore = ReturnType<typeof createDigestStore>;

function toRecord({ _id, choice, position, dueAt, failures }: DigestDocument): DigestRecord {
  return { memberId: _id.toHexString(), choice, position, dueAt, failures };
}
