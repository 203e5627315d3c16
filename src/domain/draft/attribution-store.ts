import mongoose from 'mongoose';
import { bytesOf, isDuplicateKeyError, type Database } from '../../database/store.ts';
import type { EntryPlace } from './archive-store.ts';
import type { LogHead } from './store.ts';
import { sha256 } from './update-hash.ts';

interface SegmentDocument {
  draftId: mongoose.Types.ObjectId;
  /** Position behind which it begins. */
  after: number;
  /** Position of its last entry, and that entry's hash. */
  sequence: number;
  hash: string;
  bytes: Buffer;
  /** Lower-case hex SHA-256 of `bytes`. */
  sha256: string;
}

const segmentSchema = new mongoose.Schema<SegmentDocument>(
  {
    draftId: { type: mongoose.Schema.Types.ObjectId, required: true },
    after: { type: Number, required: true },
    sequence: { type: Number, required: true },
    hash: { type: String, required: true },
    bytes: { type: Buffer, required: true },
    sha256: { type: String, required: true },
  },
  { versionKey: false },
);
segmentSchema.index({ draftId: 1, after: 1 }, { unique: true });

/** Who wrote what in the entries behind `after`, up to the entry that the head names. */
export interface AttributionSegment extends LogHead {
  readonly after: number;
  /** Records, as `encodeAttribution` writes them. */
  readonly bytes: Uint8Array;
}

/** A segment that is missing, or not what its SHA-256 says. */
export class DamagedAttributionError extends Error {
  override readonly name = 'DamagedAttributionError';
}

/** Segments that come at a time. */
const segmentsAtOnce = 5000;

/** The segment of the row, when it follows what ends at `last`. */
function checked(row: SegmentDocument, last: number): AttributionSegment | DamagedAttributionError {
  const { after, sequence, hash, draftId } = row;
  try {
    const bytes = bytesOf(row.bytes);
    if (after === last && sha256(bytes) === row.sha256) return { after, sequence, hash, bytes };
  } catch {
    // Of another type than it was stored with.
  }
  return new DamagedAttributionError(
    `The attribution records of draft ${draftId.toHexString()} behind ${last} are damaged.`,
  );
}

/** Attribution records of drafts, in segments that follow each other. All of it can be made again from the log. */
export function createAttributionStore(database: Database) {
  const segments = database.model<SegmentDocument>('DraftAttribution', segmentSchema, 'draftAttributions');

  return {
    /** Where the last segment ends; null when there is none. */
    async head(draftId: string): Promise<LogHead | null> {
      const row = await segments.findOne({ draftId }, { sequence: 1, hash: 1 }).sort({ after: -1 }).lean();
      return row === null ? null : { sequence: row.sequence, hash: row.hash };
    },

    /** Adds a segment behind the last one. Returns false, and does nothing, when another process has added one there. */
    async add(draftId: string, segment: AttributionSegment): Promise<boolean> {
      const { after, sequence, hash, bytes } = segment;
      try {
        await segments.create({
          ...{ draftId, after, sequence, hash },
          bytes: Buffer.from(bytes),
          sha256: sha256(bytes),
        });
        return true;
      } catch (error) {
        if (isDuplicateKeyError(error)) return false;
        throw error;
      }
    },

    /**
     * The segments that begin before these entries of drafts' logs, of each draft in order. Each is checked; one that
     * can't be used is the last of its draft, as an error.
     */
    async readMany(
      places: readonly EntryPlace[],
    ): Promise<Map<string, (AttributionSegment | DamagedAttributionError)[]>> {
      const rows = await segments
        .find({ $or: places.map(({ draftId, sequence }) => ({ draftId, after: { $lt: sequence } })) })
        .batchSize(segmentsAtOnce)
        .lean();
      // Sorted here: a server may take all of it into memory for that, and refuse when it is much.
      rows.sort((left, right) => left.after - right.after);
      const found = new Map<string, (AttributionSegment | DamagedAttributionError)[]>();
      for (const row of rows) {
        const draftId = row.draftId.toHexString();
        const before = found.get(draftId) ?? [];
        found.set(draftId, before);
        const last = before.at(-1);
        if (last instanceof DamagedAttributionError) continue;
        before.push(checked(row, last?.sequence ?? 0));
      }
      return found;
    },
  };
}

export type AttributionStore = ReturnType<typeof createAttributionStore>;
