import mongoose from 'mongoose';
import { newestOfEach } from '../../database/children-store.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import type { VersionRecord, VersionWithForm } from './types.ts';

type ObjectId = mongoose.Types.ObjectId;

interface VersionDocument extends Omit<
  VersionWithForm,
  'id' | 'planId' | 'keyTaskId' | 'draftId' | 'authorIds' | 'createdById'
> {
  _id: ObjectId;
  planId: ObjectId;
  keyTaskId: ObjectId;
  draftId: ObjectId;
  authorIds: ObjectId[];
  createdById: ObjectId;
}

const objectId = { type: mongoose.Schema.Types.ObjectId, required: true };
const hash = { type: String, required: true, match: /^[0-9a-f]{64}$/ };

const versionSchema = new mongoose.Schema<VersionDocument>(
  {
    planId: objectId,
    keyTaskId: objectId,
    draftId: objectId,
    number: { type: Number, required: true },
    name: { type: String, required: true },
    title: { type: String, required: true },
    contentHash: hash,
    canonicalForm: { type: String, required: true },
    sequence: { type: Number, required: true },
    logHash: hash,
    authorIds: [mongoose.Schema.Types.ObjectId],
    sealedAt: { type: Date, default: null },
    createdById: objectId,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
versionSchema.index({ keyTaskId: 1, number: -1 }, { unique: true });

const withoutForm = { canonicalForm: 0 } as const;

/** The versions of all drafts. Nothing of a version is ever changed but `sealedAt`, once. */
export function createVersionStore(database: Database) {
  const versions = database.model<VersionDocument>('Version', versionSchema, 'versions');

  return {
    async insert(
      version: Omit<VersionWithForm, 'id' | 'sealedAt'>,
      session: DatabaseSession,
    ): Promise<VersionRecord> {
      const { canonicalForm: _form, ...record } = version;
      const _id = new mongoose.Types.ObjectId();
      await versions.insertMany([{ ...version, _id, sealedAt: null }], { session });
      return { ...record, id: _id.toHexString(), sealedAt: null };
    },

    async findMany(ids: readonly string[], session?: DatabaseSession): Promise<VersionRecord[]> {
      const rows = await versions
        .find({ _id: { $in: ids } }, withoutForm, { session: session ?? null })
        .lean();
      return rows.map(toRecord);
    },

    /** The version of the task with the highest number. */
    async findNewest(keyTaskId: string, session: DatabaseSession): Promise<VersionRecord | null> {
      const row = await versions.findOne({ keyTaskId }, withoutForm, { session }).sort({ number: -1 }).lean();
      return row === null ? null : toRecord(row);
    },

    /** Canonical forms by version id. */
    async forms(ids: readonly string[], session?: DatabaseSession): Promise<Map<string, string>> {
      const rows = await versions
        .find({ _id: { $in: ids } }, { canonicalForm: 1 }, { session: session ?? null })
        .lean();
      return new Map(rows.map((row) => [row._id.toHexString(), row.canonicalForm]));
    },

    /** Newest versions of each task, at most `limit`, with numbers below `before`. */
    async newestByKeyTask(
      keyTaskIds: readonly string[],
      { sealedOnly, ...range }: { before: number | null; limit: number; sealedOnly: boolean },
    ): Promise<Map<string, VersionRecord[]>> {
      const rows = await newestOfEach(versions, {
        ...(sealedOnly ? { where: { sealedAt: { $ne: null } } } : {}),
        parent: 'keyTaskId',
        parentIds: keyTaskIds,
        order: 'number',
        without: ['canonicalForm'],
        ...range,
      });
      return new Map([...rows].map(([keyTaskId, documents]) => [keyTaskId, documents.map(toRecord)]));
    },

    /** Marks a version as sealed; one that already is keeps its moment. */
    async seal(id: string, at: Date, session: DatabaseSession): Promise<void> {
      await versions.updateOne({ _id: id, sealedAt: null }, { $set: { sealedAt: at } }, { session });
    },
  };
}

export type VersionStore = ReturnType<typeof createVersionStore>;

function toRecord(row: Omit<VersionDocument, 'canonicalForm'>): VersionRecord {
  return {
    id: row._id.toHexString(),
    planId: row.planId.toHexString(),
    keyTaskId: row.keyTaskId.toHexString(),
    draftId: row.draftId.toHexString(),
    number: row.number,
    name: row.name,
    title: row.title,
    contentHash: row.contentHash,
    sequence: row.sequence,
    logHash: row.logHash,
    authorIds: row.authorIds.map((id) => id.toHexString()),
    sealedAt: row.sealedAt,
    createdById: row.createdById.toHexString(),
    createdAt: row.createdAt,
  };
}
