import mongoose from 'mongoose';
import { isDuplicateKeyError, type Database } from '../../database/store.ts';
import type { AuthorShare } from '../draft/blame.ts';

interface SharesDocument {
  /** The version's id. */
  _id: mongoose.Types.ObjectId;
  /** How the shares were counted; those of another way are counted anew. */
  format: number;
  shares: (Omit<AuthorShare, 'memberId'> & { memberId: mongoose.Types.ObjectId })[];
}

const format = 1;

const sharesSchema = new mongoose.Schema<SharesDocument>(
  {
    format: { type: Number, required: true },
    shares: [
      new mongoose.Schema(
        {
          memberId: { type: mongoose.Schema.Types.ObjectId, required: true },
          organisation: { type: String, required: true },
          characters: { type: Number, required: true },
          deletions: { type: Number, required: true },
        },
        { _id: false },
      ),
    ],
  },
  { versionKey: false },
);

/** How much of each version is whose, once it was counted. All of it can be counted again from the update logs. */
export function createShareStore(database: Database) {
  const shares = database.model<SharesDocument>('VersionShares', sharesSchema, 'versionShares');

  return {
    /** Of those of the versions that it is known of, by version id. */
    async find(versionIds: readonly string[]): Promise<Map<string, readonly AuthorShare[]>> {
      const rows = await shares.find({ _id: { $in: [...versionIds] }, format }).lean();
      return new Map(
        rows.map((row) => [
          row._id.toHexString(),
          row.shares.map((share) => ({ ...share, memberId: share.memberId.toHexString() })),
        ]),
      );
    },

    async put(versionId: string, counted: readonly AuthorShare[]): Promise<void> {
      try {
        await shares.replaceOne(
          { _id: versionId },
          { format, shares: counted.map((share) => ({ ...share })) },
          { upsert: true },
        );
      } catch (error) {
        // Another process has counted the same.
        if (!isDuplicateKeyError(error)) throw error;
      }
    },
  };
}

export type ShareStore = ReturnType<typeof createShareStore>;
