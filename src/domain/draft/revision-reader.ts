import { LRUCache } from 'lru-cache';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError, outcomeOf } from '../../errors.ts';
import type { DraftText, TextMaker } from './draft-texts.ts';
import { updatesOf } from './loaded-log.ts';
import type { LogReader } from './log-reader.ts';
import { sequenceAt } from './log-times.ts';
import { mayReadDraft } from './policy.ts';
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
  /** Authorises; null for what the viewer may not see. */
  readonly findMany: (
    viewer: MaybeViewer,
    draftIds: readonly string[],
  ) => Promise<readonly (DraftRecord | null)[]>;
  readonly reader: LogReader;
  readonly log: Pick<UpdateLogStore, 'span' | 'read' | 'readMany'>;
  readonly texts: Pick<TextMaker, 'text'>;
}

/** Texts that are kept for the next reader, by the bytes of the updates that they were made of. */
const cachedBytes = 10_000_000;

/** Drafts as they were (SPEC.md, TM), for who may read them. */
export function createRevisionReader(dependencies: RevisionReaderDependencies) {
  const { find, findMany, reader, log, texts: maker } = dependencies;
  // A log is only added to: what it says of a position stays.
  const texts = new LRUCache<string, { readonly text: DraftText; readonly bytes: number }>({
    maxSize: cachedBytes,
    sizeCalculation: ({ bytes }) => bytes + 1,
  });
  const reading = new Map<string, Promise<DraftText>>();

  async function contentAt({ draftId, sequence }: RevisionRecord): Promise<Uint8Array[]> {
    const loaded = await reader.load(draftId, { upTo: sequence });
    if (loaded === null) throw noSuchDraft();
    return updatesOf(loaded);
  }

  async function read(key: string, revision: RevisionRecord): Promise<DraftText> {
    const content = await contentAt(revision);
    const bytes = content.reduce((sum, update) => sum + update.length, 0);
    const text = await maker.text(content);
    texts.set(key, { text, bytes });
    return text;
  }

  async function textOf(revision: RevisionRecord): Promise<DraftText> {
    const key = keyOf(revision);
    const cached = texts.get(key);
    if (cached !== undefined) return cached.text;
    // Once for all who ask at the same time.
    let pending = reading.get(key);
    if (pending === undefined) {
      pending = read(key, revision).finally(() => reading.delete(key));
      reading.set(key, pending);
    }
    return pending;
  }

  /** Those of the revisions that the viewer may read. */
  async function readable(
    viewer: MaybeViewer,
    revisions: readonly RevisionRecord[],
  ): Promise<ReadonlySet<RevisionRecord>> {
    const found = await findMany(viewer, [...new Set(revisions.map(({ draftId }) => draftId))]);
    const draftIds = new Set(found.map((draft) => draft?.id));
    return new Set(revisions.filter(({ draftId }) => draftIds.has(draftId)));
  }

  async function revisionOf(
    viewer: MaybeViewer,
    draft: DraftRecord,
    moment: DraftMoment,
  ): Promise<RevisionRecord> {
    if (!mayReadDraft(viewer)) throw noSuchDraft();
    const sequence = moment.sequence ?? null;
    const time = moment.time ?? null;
    if (sequence !== null && time !== null)
      throw new DomainError('INVALID_INPUT', 'Name a sequence or a time, not both.', ['sequence']);
    if (time !== null) return { draftId: draft.id, sequence: await sequenceAt(log, draft, time) };
    if (sequence !== null && (sequence < 0 || sequence > draft.headSequence))
      throw new DomainError('INVALID_INPUT', `sequence must be from 0 to ${draft.headSequence}.`, [
        'sequence',
      ]);
    return { draftId: draft.id, sequence: sequence ?? draft.headSequence };
  }

  async function revisionTexts(
    viewer: MaybeViewer,
    revisions: readonly RevisionRecord[],
  ): Promise<(DraftText | Error)[]> {
    const allowed = await readable(viewer, revisions);
    return outcomesOf(revisions, (revision) => {
      if (!allowed.has(revision)) throw noSuchDraft();
      return textOf(revision);
    });
  }

  async function revisionEntries(
    viewer: MaybeViewer,
    revisions: readonly RevisionRecord[],
  ): Promise<(RevisionEntry | null | Error)[]> {
    const allowed = await readable(viewer, revisions);
    const ranges = [...allowed].map(({ draftId, sequence }) => ({
      draftId,
      after: sequence - 1,
      upTo: sequence,
    }));
    const live = await log.readMany(ranges.filter(({ upTo }) => upTo > 0));
    return outcomesOf(revisions, async (revision) => {
      const { draftId, sequence } = revision;
      if (!allowed.has(revision)) throw noSuchDraft();
      if (sequence === 0) return null;
      const found = live.get(draftId)?.find((entry) => entry.sequence === sequence);
      // It is in the archive.
      const [entry = found] = found === undefined ? await log.read(draftId, oneAt(sequence)) : [];
      if (entry === undefined) throw new DomainError('NOT_FOUND', 'There is no such revision.');
      return entry;
    });
  }

  return {
    /**
     * The draft at a moment; now when it names none. Throws `NOT_FOUND`, or `INVALID_INPUT` for a position that the log
     * doesn't have, and for a moment that names both.
     */
    async revision(viewer: MaybeViewer, draftId: string, moment: DraftMoment): Promise<RevisionRecord> {
      return revisionOf(viewer, await find(viewer, draftId), moment);
    },

    /** As `revision`, of a draft that has already been read: nothing is read for a position. */
    revisionOf,

    /** What the drafts said, in the order of the revisions; an error for each that can't be read. */
    revisionTexts,

    /** What the draft said. Throws `NOT_FOUND`. */
    revisionText: (viewer: MaybeViewer, revision: RevisionRecord): Promise<DraftText> =>
      only(revisionTexts(viewer, [revision])),

    /** The content as updates in their order. Throws `NOT_FOUND`. */
    async revisionContent(viewer: MaybeViewer, revision: RevisionRecord): Promise<Uint8Array[]> {
      await find(viewer, revision.draftId);
      return contentAt(revision);
    },

    /**
     * The entries that the revisions end with, in their order; null before the first, and an error for each that can't be
     * read. A few queries for all that aren't in the archive.
     */
    revisionEntries,

    /** The entry that the revision ends with; null before the first. Throws `NOT_FOUND`. */
    revisionEntry: (viewer: MaybeViewer, revision: RevisionRecord): Promise<RevisionEntry | null> =>
      only(revisionEntries(viewer, [revision])),
  };
}

const keyOf = ({ draftId, sequence }: RevisionRecord): string => `${draftId} ${sequence}`;
const oneAt = (sequence: number) => ({ after: sequence - 1, upTo: sequence, limit: 1 });

/** What `make` makes of each revision, or its error. */
async function outcomesOf<T>(
  revisions: readonly RevisionRecord[],
  make: (revision: RevisionRecord) => Promise<T>,
): Promise<(T | Error)[]> {
  return Promise.all(revisions.map((revision) => outcomeOf(() => make(revision))));
}

/** The outcome for the only one that was asked for. Throws it when it is an error. */
async function only<T>(outcomes: Promise<(T | Error)[]>): Promise<T> {
  const [outcome] = await outcomes;
  if (outcome instanceof Error) throw outcome;
  return outcome as T;
}

function noSuchDraft(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such draft.');
}
