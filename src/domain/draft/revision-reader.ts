import { LRUCache } from 'lru-cache';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import type { DraftText, TextMaker } from './draft-texts.ts';
import { updatesOf } from './loaded-log.ts';
import type { LogReader } from './log-reader.ts';
import { sequenceAt } from './log-times.ts';
import type { DraftRecord } from './types.ts';
import type { LogEntry, UpdateLogStore } from './update-log-store.ts';

/** A draft at one position of its log: an automatic revision. */
export interface RevisionRecord {
  readonly draftId: string;
  /** 0 is the empty draft before the first entry. */
  readonly sequence: number;
}

/** Which moment of a draft is meant; now when neither is given. */
export interface DraftMoment {
  readonly sequence?: number | null;
  readonly time?: Date | null;
}

/** Whose entry a revision ends with, and when it was stored. */
export type RevisionEntry = Pick<LogEntry, 'memberId' | 'organisation' | 'at' | 'hash'>;

export interface RevisionReaderDependencies {
  /** Authorises; throws `NOT_FOUND`. */
  readonly find: (viewer: MaybeViewer, draftId: string) => Promise<DraftRecord>;
  readonly reader: LogReader;
  readonly log: Pick<UpdateLogStore, 'span' | 'read'>;
  readonly texts: Pick<TextMaker, 'text'>;
}

/** Texts that are kept for the next reader, by the bytes of the updates that they were made of. */
const cachedBytes = 10_000_000;

/** Drafts as they were (SPEC.md, TM), for who may read them. */
export function createRevisionReader({ find, reader, log, texts: maker }: RevisionReaderDependencies) {
  // A log is only added to: what it says of a position stays.
  const texts = new LRUCache<string, { readonly text: DraftText; readonly bytes: number }>({
    maxSize: cachedBytes,
    sizeCalculation: ({ bytes }) => bytes + 1,
  });
  const reading = new Map<string, Promise<DraftText>>();

  async function contentAt({ draftId, sequence }: RevisionRecord): Promise<Uint8Array[]> {
    const loaded = await reader.load(draftId, { upTo: sequence });
    if (loaded === null) throw new DomainError('NOT_FOUND', 'There is no such draft.');
    return updatesOf(loaded);
  }

  async function read(key: string, revision: RevisionRecord): Promise<DraftText> {
    const content = await contentAt(revision);
    const bytes = content.reduce((sum, update) => sum + update.length, 0);
    const text = await maker.text(content);
    texts.set(key, { text, bytes });
    return text;
  }

  return {
    /**
     * The draft at a moment; now when it names none. Throws `NOT_FOUND`, or `INVALID_INPUT` for a position that the log
     * doesn't have, and for a moment that names both.
     */
    async revision(viewer: MaybeViewer, draftId: string, moment: DraftMoment): Promise<RevisionRecord> {
      const draft = await find(viewer, draftId);
      const sequence = moment.sequence ?? null;
      const time = moment.time ?? null;
      if (sequence !== null && time !== null)
        throw new DomainError('INVALID_INPUT', 'Name a sequence or a time, not both.', ['sequence']);
      if (time !== null) return { draftId, sequence: await sequenceAt(log, draft, time) };
      if (sequence !== null && (sequence < 0 || sequence > draft.headSequence))
        throw new DomainError('INVALID_INPUT', `sequence must be from 0 to ${draft.headSequence}.`, [
          'sequence',
        ]);
      return { draftId, sequence: sequence ?? draft.headSequence };
    },

    /** What the draft said. Throws `NOT_FOUND`. */
    async revisionText(viewer: MaybeViewer, revision: RevisionRecord): Promise<DraftText> {
      await find(viewer, revision.draftId);
      const key = `${revision.draftId} ${revision.sequence}`;
      const cached = texts.get(key);
      if (cached !== undefined) return cached.text;
      // Once for all who ask at the same time.
      let pending = reading.get(key);
      if (pending === undefined) {
        pending = read(key, revision).finally(() => reading.delete(key));
        reading.set(key, pending);
      }
      return pending;
    },

    /** The content as updates in their order. Throws `NOT_FOUND`. */
    async revisionContent(viewer: MaybeViewer, revision: RevisionRecord): Promise<Uint8Array[]> {
      await find(viewer, revision.draftId);
      return contentAt(revision);
    },

    /** The entry that the revision ends with; null before the first. Throws `NOT_FOUND`. */
    async revisionEntry(viewer: MaybeViewer, revision: RevisionRecord): Promise<RevisionEntry | null> {
      const { draftId, sequence } = revision;
      await find(viewer, draftId);
      if (sequence === 0) return null;
      const [entry] = await log.read(draftId, { after: sequence - 1, upTo: sequence, limit: 1 });
      if (entry === undefined) throw new DomainError('NOT_FOUND', 'There is no such revision.');
      return entry;
    },
  };
}
