import mongoose from 'mongoose';
import { bytesOf, type Database, type DatabaseSession } from '../../database/store.ts';
import { outcomeOf } from '../../errors.ts';
import { decodeChunk, encodeChunk } from './archive-codec.ts';
import type { LogHead } from './store.ts';
import { sha256 } from './update-hash.ts';
import type { LogEntry, LogRange } from './update-log-store.ts';

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

/** Entries of a chunk of the archive. */
export const chunkEntries = 500;

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

/** Which entry of which draft's log. */
export interface EntryPlace {
  readonly draftId: string;
  readonly sequence: number;
}

/** Null of a chunk that was stored without times. */
function timedSpan({
  first,
  last,
  firstAt,
  lastAt,
}: Pick<ChunkDocument, 'first' | 'last' | 'firstAt' | 'lastAt'>): LogSpan | null {
  return firstAt === undefined || lastAt === undefined ? null : { first, last, firstAt, lastAt };
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

  /**
   * All entries of the chunk that has the entry `sequence`; none when there is no such chunk. Throws
   * {@link DamagedArchiveError}.
   */
  async function read(
    draftId: string,
    sequence: number,
    session: DatabaseSession | null,
  ): Promise<readonly LogEntry[]> {
    const row = await find(draftId, sequence, { session });
    return row === null ? [] : entriesOf(row);
  }

  /**
   * Where the chunk that has the entry `sequence` begins and ends; null when there is no such chunk. Throws
   * {@link DamagedArchiveError}.
   */
  async function span(draftId: string, sequence: number): Promise<LogSpan | null> {
    const row = await find(draftId, sequence, { session: null, without: 'bytes' });
    if (row === null) return null;
    const timed = timedSpan(row);
    if (timed !== null) return timed;
    const entries = await read(draftId, sequence, null);
    const [begin, end] = [entries[0], entries.at(-1)];
    return begin === undefined || end === undefined
      ? null
      : { first: row.first, last: row.last, firstAt: begin.at, lastAt: end.at };
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

    read,

    /**
     * Entries of many ranges, by draft and in no particular order, as far as they are in chunks that can be used: of one
     * that is missing here, {@link read} tells what is wrong with it.
     */
    async readMany(ranges: readonly LogRange[]): Promise<Map<string, LogEntry[]>> {
      const entries = new Map<string, LogEntry[]>();
      if (ranges.length === 0) return entries;
      const rows = chunks
        .find({
          $or: ranges.map(({ draftId, after, upTo }) => ({
            draftId,
            // The index has where chunks begin.
            first: { $gt: after - chunkEntries, $lte: upTo },
            last: { $gt: after },
          })),
        })
        .lean()
        .cursor();
      // One behind the other: no more than what the driver reads at a time is in memory as it is stored.
      for await (const row of rows) {
        const decoded = await outcomeOf(() => entriesOf(row));
        if (decoded instanceof Error) continue;
        const draftId = row.draftId.toHexString();
        const own = ranges.filter((range) => range.draftId === draftId);
        const wanted = decoded.filter(({ sequence }) =>
          own.some(({ after, upTo }) => sequence > after && sequence <= upTo),
        );
        // An update is a part of its whole chunk's memory, which a few of them would keep.
        const kept =
          wanted.length === decoded.length
            ? wanted
            : wanted.map((entry) => ({ ...entry, update: new Uint8Array(entry.update) }));
        entries.set(draftId, [...(entries.get(draftId) ?? []), ...kept]);
      }
      return entries;
    },

    /**
     * As {@link span}, of many entries in their order: an error for each whose chunk is damaged.
     */
    async spans(places: readonly EntryPlace[]): Promise<(LogSpan | null | Error)[]> {
      if (places.length === 0) return [];
      const rows = await chunks
        .find(
          {
            $or: places.map(({ draftId, sequence }) => ({
              draftId,
              // The index has where chunks begin.
              first: { $gt: sequence - chunkEntries, $lte: sequence },
              last: { $gte: sequence },
            })),
          },
          { draftId: 1, first: 1, last: 1, firstAt: 1, lastAt: 1 },
        )
        .lean();
      return Promise.all(
        places.map(async ({ draftId, sequence }) => {
          const row = rows.find(
            (one) => one.draftId.equals(draftId) && one.first <= sequence && one.last >= sequence,
          );
          return (row && timedSpan(row)) ?? (await outcomeOf(() => span(draftId, sequence)));
        }),
      );
    },
  };
}

export type ArchiveStore = ReturnType<typeof createArchiveStore>;
