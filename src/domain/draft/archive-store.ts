import mongoose from 'mongoose';
import { bytesOf, type Database, type DatabaseSession } from '../../database/store.ts';
import { decodeChunk, encodeChunk } from './archive-codec.ts';
import type { LogHead } from './store.ts';
import { sha256 } from './update-hash.ts';
import type { LogEntry } from './update-log-store.ts';

interface ChunkDocument {
  draftId: mongoose.Types.ObjectId;
  /** Its entries, first and last. */
  first: number;
  last: number;
  /** Hash of the entry before the first, and of the last. */
  previousHash: string;
  hash: string;
  /** Times of the first and the last entry; chunks that were stored before these were have none. */
  firstAt?: Date;
  lastAt?: Date;
  bytes: Buffer;
  /** Lower-case hex SHA-256 of `bytes`. */
  sha256: string;
}

const chunkSchema = new mongoose.Schema<ChunkDocument>(
  {
    draftId: { type: mongoose.Schema.Types.ObjectId, required: true },
    first: { type: Number, required: true },
    last: { type: Number, required: true },
    previousHash: { type: String, required: true },
    hash: { type: String, required: true },
    firstAt: { type: Date },
    lastAt: { type: Date },
    bytes: { type: Buffer, required: true },
    sha256: { type: String, required: true },
  },
  { versionKey: false },
);
chunkSchema.index({ draftId: 1, first: 1 }, { unique: true });

/** A chunk of the archive that isn't what its SHA-256 says. */
export class DamagedArchiveError extends Error {
  override readonly name = 'DamagedArchiveError';
}

/** A chunk that is ready to be stored. */
export type ArchiveChunk = Omit<ChunkDocument, 'draftId' | 'bytes'> & {
  readonly draftId: string;
  readonly bytes: Uint8Array;
};

/** Entries that stand together, and the times of the first and the last. */
export interface LogSpan {
  readonly first: number;
  readonly last: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** A chunk with these entries, which follow each other. */
export async function chunkOf(entries: readonly LogEntry[]): Promise<ArchiveChunk> {
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) throw new Error('A chunk of the archive has no entries.');
  const bytes = await encodeChunk(entries);
  return {
    draftId: first.draftId,
    first: first.sequence,
    last: last.sequence,
    previousHash: first.previousHash,
    hash: last.hash,
    firstAt: first.at,
    lastAt: last.at,
    bytes,
    sha256: sha256(bytes),
  };
}

/** The older entries of drafts' update logs, in compressed chunks. */
export function createArchiveStore(database: Database) {
  const chunks = database.model<ChunkDocument>('DraftLogChunk', chunkSchema, 'draftLogChunks');

  /** All entries of a chunk. Throws {@link DamagedArchiveError}. */
  async function entriesOf(row: ChunkDocument): Promise<LogEntry[]> {
    const draftId = row.draftId.toHexString();
    const bytes = bytesOf(row.bytes);
    const damaged = `The archive of the log of draft ${draftId} is damaged at its entries ${row.first} to ${row.last}.`;
    if (sha256(bytes) !== row.sha256) throw new DamagedArchiveError(damaged);
    try {
      const before = { sequence: row.first - 1, hash: row.previousHash };
      return await decodeChunk(bytes, { draftId, before });
    } catch (cause) {
      throw new DamagedArchiveError(damaged, { cause });
    }
  }

  async function find(
    draftId: string,
    sequence: number,
    { session, without }: { readonly session: DatabaseSession | null; readonly without?: 'bytes' },
  ): Promise<ChunkDocument | null> {
    const row = await chunks
      .findOne({ draftId, first: { $lte: sequence } }, without === undefined ? null : { [without]: 0 }, {
        session,
      })
      .sort({ first: -1 })
      .lean();
    return row === null || row.last < sequence ? null : row;
  }

  return {
    /** In the transaction that takes its entries out of the log. */
    async insert(chunk: ArchiveChunk, session: DatabaseSession): Promise<void> {
      await chunks.create([{ ...chunk, bytes: Buffer.from(chunk.bytes) }], { session });
    },

    /** The last entry that is in the archive; null when none is. */
    async head(draftId: string): Promise<LogHead | null> {
      const row = await chunks.findOne({ draftId }, { last: 1, hash: 1 }).sort({ first: -1 }).lean();
      return row === null ? null : { sequence: row.last, hash: row.hash };
    },

    /**
     * All entries of the chunk that has the entry `sequence`; none when there is no such chunk. Throws
     * {@link DamagedArchiveError}.
     */
    async read(
      draftId: string,
      sequence: number,
      session: DatabaseSession | null,
    ): Promise<readonly LogEntry[]> {
      const row = await find(draftId, sequence, { session });
      return row === null ? [] : entriesOf(row);
    },

    /**
     * Where the chunk that has the entry `sequence` begins and ends; null when there is no such chunk. Throws
     * {@link DamagedArchiveError}.
     */
    async span(draftId: string, sequence: number): Promise<LogSpan | null> {
      const row = await find(draftId, sequence, { session: null, without: 'bytes' });
      if (row === null) return null;
      const { first, last, firstAt, lastAt } = row;
      if (firstAt !== undefined && lastAt !== undefined) return { first, last, firstAt, lastAt };
      const entries = await this.read(draftId, sequence, null);
      const [begin, end] = [entries[0], entries.at(-1)];
      return begin === undefined || end === undefined
        ? null
        : { first, last, firstAt: begin.at, lastAt: end.at };
    },
  };
}

export type ArchiveStore = ReturnType<typeof createArchiveStore>;
