import { LRUCache } from 'lru-cache';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError, outcomeOf, unlessErrors } from '../../errors.ts';
import { createSharedReads } from '../../shared-reads.ts';
import type { AttributionLog } from './attribution-log.ts';
import type { Blame } from './blame.ts';
import { updatesOf, type LoadedLog } from './loaded-log.ts';
import type { LogReader } from './log-reader.ts';
import { inParts } from './parts.ts';
import type { RevisionRecord } from './revision-reader.ts';
import type { DraftRecord } from './types.ts';

/** A draft's blame at one position of its log. */
export interface BlameAt extends Blame {
  readonly draftId: string;
  readonly sequence: number;
}

/** What a blame is made of. */
export interface BlameSource {
  /** The draft's content as updates in their order. */
  readonly content: readonly Uint8Array[];
  /** Who wrote what: records in the order of the log, as `encodeAttribution` writes them. */
  readonly records: readonly Uint8Array[];
  /** Position of the log that both are of; the records may reach further. */
  readonly upTo: number;
}

/** Makes blames, which for a large draft takes a while: outside of the thread that serves. */
export interface BlameMaker {
  blame(source: BlameSource): Promise<Blame>;
}

export interface BlameReaderDependencies {
  /** Authorises; null for what the viewer may not see. */
  readonly findMany: (
    viewer: MaybeViewer,
    draftIds: readonly string[],
  ) => Promise<readonly (DraftRecord | null)[]>;
  readonly reader: Pick<LogReader, 'loadMany'>;
  readonly attribution: Pick<AttributionLog, 'readMany'>;
  readonly blames: BlameMaker;
}

/** A draft whose blame is asked for. */
export interface AskedBlame {
  readonly draftId: string;
  /** How many entries its log has then; null for now. */
  readonly sequence: number | null;
}

/** Blames that are kept for the next reader, together as large as this: characters, and {@link runSize} for each run. */
const cachedSize = 10_000_000;
const runSize = 100;

/** Entries of logs whose records are read together: they have some twenty bytes for each. */
const recordedTogether = 500_000;

type Read = readonly [RevisionRecord, LoadedLog];

/** Who wrote what, for who may read the draft. */
export function createBlameReader({ findMany, reader, attribution, blames: maker }: BlameReaderDependencies) {
  // A log is only added to: what it says of a position stays.
  const blames = new LRUCache<string, BlameAt>({ maxSize: cachedSize, sizeCalculation: sizeOf });

  const blamesAt = createSharedReads<RevisionRecord, BlameAt>({
    keyOf,
    kept: (place) => blames.get(keyOf(place)),
    read: async (places, tell) => {
      for await (const part of reader.loadMany(places)) {
        const read: Read[] = [];
        for (const [place, loaded] of part) {
          if (loaded === null || loaded instanceof Error) tell(place, loaded ?? noSuchDraft());
          else read.push([place, loaded]);
        }
        for (const some of inParts(read, recordedTogether, ([{ sequence }]) => sequence)) {
          const records = await attribution.readMany(some.map(([place]) => place));
          // The next part is read when the documents of this one aren't needed any more.
          await Promise.all(
            some.map(async (one, index) =>
              tell(one[0], await outcomeOf(() => make(one, records[index] ?? noSuchDraft()))),
            ),
          );
        }
      }
    },
  });

  async function make(
    [{ draftId, sequence }, loaded]: Read,
    records: readonly Uint8Array[] | Error,
  ): Promise<BlameAt> {
    if (records instanceof Error) throw records;
    const blame = await maker.blame({ content: updatesOf(loaded), records, upTo: sequence });
    const at = { draftId, sequence, ...blame };
    blames.set(keyOf(at), at);
    return at;
  }

  /**
   * Who wrote what of the texts that drafts have at positions of their logs, in the order in which they are asked for. An
   * error for each that can't be read: `NOT_FOUND`, or `INVALID_INPUT` when its log isn't that long.
   */
  async function manyBlames(viewer: MaybeViewer, asked: readonly AskedBlame[]): Promise<(BlameAt | Error)[]> {
    const found = await findMany(viewer, [...new Set(asked.map(({ draftId }) => draftId))]);
    const heads = new Map(
      found.flatMap((draft) => (draft === null ? [] : [[draft.id, draft.headSequence] as const])),
    );
    return unlessErrors(
      asked.map((one) => placeOf(one, heads.get(one.draftId))),
      blamesAt,
    );
  }

  return {
    blames: manyBlames,

    /** As {@link manyBlames}, of one. */
    async blame(viewer: MaybeViewer, asked: AskedBlame): Promise<BlameAt> {
      const [blame = noSuchDraft()] = await manyBlames(viewer, [asked]);
      if (blame instanceof Error) throw blame;
      return blame;
    },
  };
}

function placeOf({ draftId, sequence }: AskedBlame, head: number | undefined): RevisionRecord | Error {
  if (head === undefined) return noSuchDraft();
  const upTo = sequence ?? head;
  if (upTo < 0 || upTo > head)
    return new DomainError('INVALID_INPUT', `sequence must be from 0 to ${head}.`, ['sequence']);
  return { draftId, sequence: upTo };
}

const keyOf = ({ draftId, sequence }: RevisionRecord): string => `${draftId} ${sequence}`;

function noSuchDraft(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such draft.');
}

function sizeOf({ blocks }: Blame): number {
  let size = 1;
  for (const { runs } of blocks) for (const { text } of runs) size += runSize + text.length;
  return size;
}
