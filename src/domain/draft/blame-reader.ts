import { LRUCache } from 'lru-cache';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import type { AttributionLog } from './attribution-log.ts';
import type { Blame } from './blame.ts';
import { updatesOf } from './loaded-log.ts';
import type { LogReader } from './log-reader.ts';
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
  /** Authorises; throws `NOT_FOUND`. */
  readonly find: (viewer: MaybeViewer, draftId: string) => Promise<DraftRecord>;
  readonly reader: LogReader;
  readonly attribution: Pick<AttributionLog, 'read'>;
  readonly blames: BlameMaker;
}

/** Blames that are kept for the next reader, together as large as this: characters, and {@link runSize} for each run. */
const cachedSize = 10_000_000;
const runSize = 100;

/** Who wrote what, for who may read the draft. */
export function createBlameReader({ find, reader, attribution, blames: maker }: BlameReaderDependencies) {
  // A log is only added to: what it says of a position stays.
  const blames = new LRUCache<string, BlameAt>({ maxSize: cachedSize, sizeCalculation: sizeOf });
  const reading = new Map<string, Promise<BlameAt>>();

  async function read(draftId: string, sequence: number): Promise<BlameAt> {
    const loaded = await reader.load(draftId, { upTo: sequence });
    if (loaded === null) throw new DomainError('NOT_FOUND', 'There is no such draft.');
    const records = await attribution.read(draftId, loaded.head);
    const blame = await maker.blame({ content: updatesOf(loaded), records, upTo: sequence });
    return { draftId, sequence, ...blame };
  }

  return {
    /**
     * Who wrote what of the text that the draft has when its log has `sequence` entries; now when it is null. Throws
     * `NOT_FOUND`, or `INVALID_INPUT` when the log isn't that long.
     */
    async blame(
      viewer: MaybeViewer,
      { draftId, sequence }: { readonly draftId: string; readonly sequence: number | null },
    ): Promise<BlameAt> {
      const { headSequence } = await find(viewer, draftId);
      const upTo = sequence ?? headSequence;
      if (upTo < 0 || upTo > headSequence)
        throw new DomainError('INVALID_INPUT', `sequence must be from 0 to ${headSequence}.`, ['sequence']);
      const key = `${draftId} ${upTo}`;
      const cached = blames.get(key);
      if (cached !== undefined) return cached;
      // Once for all who ask at the same time.
      let pending = reading.get(key);
      if (pending === undefined) {
        pending = read(draftId, upTo).finally(() => reading.delete(key));
        reading.set(key, pending);
      }
      const blame = await pending;
      blames.set(key, blame);
      return blame;
    },
  };
}

function sizeOf({ blocks }: Blame): number {
  let size = 1;
  for (const { runs } of blocks) for (const { text } of runs) size += runSize + text.length;
  return size;
}
