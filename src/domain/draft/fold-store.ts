import mongoose from 'mongoose';
import { bytesOf, type Database, type DatabaseSession } from '../../database/store.ts';
import type { LogHead } from './store.ts';
import { sha256 } from './update-hash.ts';

/** Bytes of one chunk of a snapshot, at most. */
const chunkSize = 1_000_000;

/** What a snapshot consists of. */
export interface SnapshotManifest extends LogHead {
  snapshotId: mongoose.Types.ObjectId;
  chunks: number;
  /** Lower-case hex SHA-256 of all chunks together. */
  sha256: string;
}

/** What has been made out of a draft's log so far. Everything here can be made again from the log. */
interface FoldDocument {
  /** The draft's id. */
  _id: mongoose.Types.ObjectId;
  /** Up to here the log is in the feed of changes. */
  feedSequence: number;
  snapshot: SnapshotManifest | null;
}

/** An older snapshot, kept so that no moment of the log is far behind one. */
interface PastSnapshotDocument extends SnapshotManifest {
  draftId: mongoose.Types.ObjectId;
}

/** Entries from one snapshot that is kept to the next, at least. */
const keptInterval = 5000;
/** What snapshots consist of that comes at a time. */
const manifestsAtOnce = 5000;

/** So long a snapshot may take to be written, by the clocks of several processes, in milliseconds. */
const longestWriting = 3_600_000;

interface ChunkDocument {
  draftId: mongoose.Types.ObjectId;
  snapshotId: mongoose.Types.ObjectId;
  index: number;
  bytes: Buffer;
}

const manifestFields = {
  snapshotId: { type: mongoose.Schema.Types.ObjectId, required: true },
  sequence: { type: Number, required: true },
  hash: { type: String, required: true },
  chunks: { type: Number, required: true },
  sha256: { type: String, required: true },
};

const pastSnapshotSchema = new mongoose.Schema<PastSnapshotDocument>(
  { draftId: { type: mongoose.Schema.Types.ObjectId, required: true }, ...manifestFields },
  { versionKey: false },
);
pastSnapshotSchema.index({ draftId: 1, sequence: 1 }, { unique: true });

const foldSchema = new mongoose.Schema<FoldDocument>(
  {
    feedSequence: { type: Number, required: true },
    snapshot: { type: new mongoose.Schema<SnapshotManifest>(manifestFields, { _id: false }), default: null },
  },
  { versionKey: false },
);

const chunkSchema = new mongoose.Schema<ChunkDocument>(
  {
    draftId: { type: mongoose.Schema.Types.ObjectId, required: true },
    snapshotId: { type: mongoose.Schema.Types.ObjectId, required: true },
    index: { type: Number, required: true },
    bytes: { type: Buffer, required: true },
  },
  { versionKey: false },
);
chunkSchema.index({ snapshotId: 1, index: 1 }, { unique: true });
chunkSchema.index({ draftId: 1, snapshotId: 1 });

/** A draft's content at one place of its log, as one Yjs update. */
export interface Snapshot extends LogHead {
  readonly state: Uint8Array;
}

/** A snapshot whose chunks are missing or not what its manifest says. */
export class DamagedSnapshotError extends Error {
  override readonly name = 'DamagedSnapshotError';
  /** Where it stands in the log. */
  readonly sequence: number;

  constructor(draftId: string, sequence: number) {
    super(`The snapshot of draft ${draftId} at ${sequence} is damaged.`);
    this.sequence = sequence;
  }
}

/** Snapshots of drafts, and how far each draft's log is in the feed of changes. */
export function createFoldStore(database: Database) {
  const folds = database.model<FoldDocument>('DraftFold', foldSchema, 'draftFolds');
  const pastSnapshots = database.model<PastSnapshotDocument>(
    'DraftPastSnapshot',
    pastSnapshotSchema,
    'draftPastSnapshots',
  );
  const chunks = database.model<ChunkDocument>('DraftSnapshotChunk', chunkSchema, 'draftSnapshotChunks');

  async function newestManifest(
    draftId: string,
    session: DatabaseSession | null,
  ): Promise<SnapshotManifest | null> {
    const row = await folds.findOne({ _id: draftId }, { snapshot: 1 }, { session }).lean();
    return row?.snapshot ?? null;
  }

  /** Of the newest snapshot up to `upTo`. */
  async function manifestUpTo(
    draftId: string,
    upTo: number,
    session: DatabaseSession | null,
  ): Promise<SnapshotManifest | null> {
    const newest = await newestManifest(draftId, session);
    if (newest === null || newest.sequence <= upTo) return newest;
    return pastSnapshots
      .findOne({ draftId, sequence: { $lte: upTo } }, null, { session })
      .sort({ sequence: -1 })
      .lean();
  }

  /** As {@link manifestUpTo}, among the snapshots that are kept. */
  async function pastManifests<Place extends { readonly draftId: string; readonly sequence?: number }>(
    places: readonly Place[],
  ): Promise<Map<Place, SnapshotManifest>> {
    if (places.length === 0) return new Map();
    const draftIds = new Set(places.map(({ draftId }) => draftId));
    // There is one for some thousand entries: all of them are less than asking for each.
    const rows = await pastSnapshots
      .find({ draftId: { $in: [...draftIds] } })
      .batchSize(manifestsAtOnce)
      .lean();
    rows.sort((left, right) => right.sequence - left.sequence);
    return new Map(
      places.flatMap((place) => {
        const { draftId, sequence = Infinity } = place;
        const row = rows.find((one) => one.draftId.equals(draftId) && one.sequence <= sequence);
        return row === undefined ? [] : [[place, row] as const];
      }),
    );
  }

  /** Whether the snapshot is far enough from the last one that is kept. */
  async function isKept(draftId: string, sequence: number): Promise<boolean> {
    const last = await pastSnapshots.findOne({ draftId }, { sequence: 1 }).sort({ sequence: -1 }).lean();
    return sequence - (last?.sequence ?? 0) >= keptInterval;
  }

  /** Null when chunks are missing or damaged. */
  async function readState(
    manifest: SnapshotManifest,
    session: DatabaseSession | null,
  ): Promise<Uint8Array | null> {
    const rows = await chunks
      .find({ snapshotId: manifest.snapshotId }, null, { session })
      .sort({ index: 1 })
      .lean();
    return assemble(manifest, rows);
  }

  /**
   * Deletes the chunks of snapshots that never came about, or were never deleted, as their process was killed. Those that
   * somebody else is writing just now are younger, and so is the newest, which was stored a moment ago.
   */
  async function deleteLeftBehind(draftId: string): Promise<void> {
    const kept = await pastSnapshots.find({ draftId }, { snapshotId: 1 }).lean();
    const old = mongoose.Types.ObjectId.createFromTime((Date.now() - longestWriting) / 1000);
    const keptIds = kept.map(({ snapshotId }) => snapshotId);
    await chunks.deleteMany({ draftId, snapshotId: { $lt: old, $nin: keptIds } });
  }

  return {
    /** Creates a draft's row, in the transaction that creates the draft. */
    async insert(draftId: string, session: DatabaseSession): Promise<void> {
      await folds.create([{ _id: draftId, feedSequence: 0, snapshot: null }], { session });
    },

    /**
     * The newest snapshot that doesn't stand behind the entry `upTo`; `null` when there is none. Throws
     * {@link DamagedSnapshotError} when it can't be used: an older one and the log have everything.
     */
    async readSnapshot(
      draftId: string,
      upTo: number,
      session: DatabaseSession | null = null,
    ): Promise<Snapshot | null> {
      let manifest = await manifestUpTo(draftId, upTo, session);
      while (manifest !== null) {
        const state = await readState(manifest, session);
        if (state !== null) return { sequence: manifest.sequence, hash: manifest.hash, state };
        // Replaced while it was read: the chunks of the old one are gone.
        const again: SnapshotManifest | null = await manifestUpTo(draftId, upTo, session);
        if (again?.snapshotId.equals(manifest.snapshotId) === true)
          throw new DamagedSnapshotError(draftId, manifest.sequence);
        manifest = again;
      }
      return null;
    },

    /**
     * What the newest snapshots that don't stand behind these places of logs consist of, where there is one; those that
     * are of the same snapshot have the same manifest.
     */
    async manifestsUpTo<Place extends { readonly draftId: string; readonly sequence?: number }>(
      places: readonly Place[],
    ): Promise<Map<Place, SnapshotManifest>> {
      const draftIds = new Set(places.map(({ draftId }) => draftId));
      const rows = await folds.find({ _id: { $in: [...draftIds] } }, { snapshot: 1 }).lean();
      const newest = new Map(rows.map(({ _id, snapshot }) => [_id.toHexString(), snapshot]));
      const isBehind = ({ draftId, sequence = Infinity }: Place) =>
        (newest.get(draftId)?.sequence ?? 0) > sequence;
      const past = await pastManifests(places.filter(isBehind));
      return new Map(
        places.flatMap((place) => {
          const manifest = isBehind(place) ? past.get(place) : newest.get(place.draftId);
          return manifest === undefined || manifest === null ? [] : [[place, manifest] as const];
        }),
      );
    },

    /**
     * The snapshots that the manifests are of, without those that can't be used: {@link readSnapshot} knows whether such
     * a one is damaged, or was replaced meanwhile.
     */
    async readSnapshots(manifests: readonly SnapshotManifest[]): Promise<Map<SnapshotManifest, Snapshot>> {
      const snapshots = new Map<SnapshotManifest, Snapshot>();
      if (manifests.length === 0) return snapshots;
      const snapshotIds = manifests.map(({ snapshotId }) => snapshotId);
      const rows = await chunks.find({ snapshotId: { $in: snapshotIds } }).lean();
      rows.sort((left, right) => left.index - right.index);
      for (const manifest of manifests) {
        const { sequence, hash, snapshotId } = manifest;
        const own = rows.filter((row) => row.snapshotId.equals(snapshotId));
        const state = assemble(manifest, own);
        if (state !== null) snapshots.set(manifest, { sequence, hash, state });
      }
      return snapshots;
    },

    /**
     * Stores a snapshot, unless one that is as new or newer is there. The one before it is deleted, or kept when it is
     * far enough from others; so is what was left behind an hour ago. Returns whether it was stored.
     */
    async writeSnapshot(draftId: string, snapshot: Snapshot): Promise<boolean> {
      const before = await newestManifest(draftId, null);
      if (before !== null && before.sequence >= snapshot.sequence) return false;
      const { state, sequence, hash } = snapshot;
      const snapshotId = new mongoose.Types.ObjectId();
      const count = Math.max(1, Math.ceil(state.length / chunkSize));
      for (let index = 0; index < count; index += 1) {
        const bytes = Buffer.from(state.subarray(index * chunkSize, (index + 1) * chunkSize));
        await chunks.create({ draftId, snapshotId, index, bytes });
      }
      const manifest: SnapshotManifest = { snapshotId, sequence, hash, chunks: count, sha256: sha256(state) };
      const kept = before !== null && (await isKept(draftId, before.sequence));
      const stored = await database.transaction(async (session) => {
        const { matchedCount } = await folds.updateOne(
          before === null
            ? { _id: draftId, snapshot: null }
            : { _id: draftId, 'snapshot.snapshotId': before.snapshotId },
          { $set: { snapshot: manifest } },
          { session },
        );
        if (matchedCount === 1 && kept) await pastSnapshots.create([{ draftId, ...before }], { session });
        return matchedCount === 1;
      });
      const superseded = stored && !kept ? before?.snapshotId : stored ? undefined : snapshotId;
      if (superseded !== undefined) await chunks.deleteMany({ snapshotId: superseded });
      if (stored) await deleteLeftBehind(draftId);
      return stored;
    },

    /** How far each of the drafts is in the feed of changes. */
    async feedSequences(draftIds: readonly string[]): Promise<Map<string, number>> {
      const rows = await folds.find({ _id: { $in: [...draftIds] } }, { feedSequence: 1 }).lean();
      return new Map(rows.map((row) => [row._id.toHexString(), row.feedSequence]));
    },

    /**
     * Moves how far each of the drafts is in the feed, in a transaction. Returns false when one of them wasn't at its
     * `from` any more: some may have been moved then, and the transaction must be given up.
     */
    async moveFeedSequences(
      moves: readonly { readonly draftId: string; readonly from: number; readonly to: number }[],
      session: DatabaseSession,
    ): Promise<boolean> {
      const result = await folds.bulkWrite(
        moves.map(({ draftId, from, to }) => ({
          updateOne: {
            filter: { _id: new mongoose.Types.ObjectId(draftId), feedSequence: from },
            update: { $set: { feedSequence: to } },
          },
        })),
        { session },
      );
      return result.matchedCount === moves.length;
    },
  };
}

export type FoldStore = ReturnType<typeof createFoldStore>;

/** The snapshot of its chunks in their order; null when some are missing or damaged. */
function assemble(manifest: SnapshotManifest, rows: readonly ChunkDocument[]): Uint8Array | null {
  const state = Buffer.concat(rows.map((row) => bytesOf(row.bytes)));
  return rows.length === manifest.chunks && sha256(state) === manifest.sha256 ? state : null;
}
