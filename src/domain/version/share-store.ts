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

    async put(
      counted: readonly { readonly versionId: string; readonly shares: readonly AuthorShare[] }[],
    ): Promise<void> {
      if (counted.length === 0) return;
      try {
        await shares.bulkWrite(
          counted.map(({ versionId, shares: own }) => ({
            replaceOne: {
              filter: { _id: new mongoose.Types.ObjectId(versionId) },
              replacement: {
                format,
                shares: own.map((share) => ({
                  ...share,
                  memberId: new mongoose.Types.ObjectId(share.memberId),
                })),
              },
              upsert: true,
            },
          })),
          { ordered: false },
        );
      } catch (error) {
        // Another process has counted the same.
        if (!isDuplicateKeyError(error)) throw error;
      }
    },
  };
}

export type ShareStore = ReturnType<typeof createShareStore>;
