import { LRUCache } from 'lru-cache';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError, outcomeOf, unlessErrors } from '../../errors.ts';
import { createSharedReads } from '../../shared-reads.ts';
import type { DraftText, TextMaker } from './draft-texts.ts';
import { updatesOf } from './loaded-log.ts';
import type { LogReader } from './log-reader.ts';
import { sequencesAt, type DraftTime } from './log-times.ts';
import type { LoadOutcome } from './many-logs.ts';
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

/** A moment of a draft that has been read. */
export interface AskedRevision {
  readonly draft: DraftRecord;
  readonly moment: DraftMoment;
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
  readonly log: Pick<UpdateLogStore, 'spans' | 'read' | 'readMany'>;
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

  const textsOf = createSharedReads<RevisionRecord, DraftText>({
    keyOf,
    kept: (revision) => texts.get(keyOf(revision))?.text,
    read: async (revisions, tell) => {
      for await (const part of reader.loadMany(revisions)) {
        // The next part is read when the documents of this one aren't needed any more.
        await Promise.all(
          [...part].map(async ([revision, loaded]) =>
            tell(revision, await outcomeOf(() => textOf(revision, loaded))),
          ),
        );
      }
    },
  });

  async function textOf(revision: RevisionRecord, loaded: LoadOutcome): Promise<DraftText> {
    const content = contentOf(loaded);
    if (content instanceof Error) throw content;
    const bytes = content.reduce((sum, update) => sum + update.length, 0);
    const text = await maker.text(content);
    texts.set(keyOf(revision), { text, bytes });
    return text;
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

  async function revisionsOf(
    viewer: MaybeViewer,
    asked: readonly AskedRevision[],
  ): Promise<(RevisionRecord | Error)[]> {
    if (!mayReadDraft(viewer)) return asked.map(noSuchDraft);
    const places = asked.map(placeOf);
    const timed = places.flatMap((place) => (!(place instanceof Error) && 'time' in place ? [place] : []));
    const found = await sequencesAt(log, timed);
    const sequences = new Map(timed.map((place, index) => [place, found[index]]));
    return places.map((place) => {
      if (place instanceof Error || 'sequence' in place) return place;
      const sequence = sequences.get(place) ?? noSuchDraft();
      return sequence instanceof Error ? sequence : { draftId: place.draft.id, sequence };
    });
  }

  async function revisionTexts(
    viewer: MaybeViewer,
    revisions: readonly RevisionRecord[],
  ): Promise<(DraftText | Error)[]> {
    const allowed = await readable(viewer, revisions);
    return unlessErrors(
      revisions.map((revision) => (allowed.has(revision) ? revision : noSuchDraft())),
      textsOf,
    );
  }

  async function revisionEntries(
    viewer: MaybeViewer,
    revisions: readonly RevisionRecord[],
  ): Promise<(RevisionEntry | null | Error)[]> {
    const allowed = await readable(viewer, revisions);
    const ranges = [...allowed].flatMap(({ draftId, sequence }) =>
      sequence === 0 ? [] : [{ draftId, after: sequence - 1, upTo: sequence }],
    );
    // A row that can't even be read fails them all; by themselves, each says what is wrong with it.
    const together = await log.readMany(ranges).catch(() => new Map<string, LogEntry[]>());
    return outcomesOf(revisions, async (revision) => {
      const { draftId, sequence } = revision;
      if (!allowed.has(revision)) throw noSuchDraft();
      if (sequence === 0) return null;
      const found = together.get(draftId)?.find((entry) => entry.sequence === sequence);
      // What is wrong with it is told.
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
      return only(revisionsOf(viewer, [{ draft: await find(viewer, draftId), moment }]));
    },

    /**
     * As {@link revision}, of drafts that have already been read, in their order: nothing is read for positions. An error
     * for each that there is none of.
     */
    revisionsOf,

    /** What the drafts said, in the order of the revisions; an error for each that can't be read. */
    revisionTexts,

    /** What the draft said. Throws `NOT_FOUND`. */
    revisionText: (viewer: MaybeViewer, revision: RevisionRecord): Promise<DraftText> =>
      only(revisionTexts(viewer, [revision])),

    /**
     * The contents as updates in their order, in parts of a bounded size; an error for each that can't be read. Without
     * authorisation: the caller has done it.
     */
    async *revisionContents<Revision extends RevisionRecord>(
      revisions: readonly Revision[],
    ): AsyncGenerator<ReadonlyMap<Revision, readonly Uint8Array[] | Error>, void, undefined> {
      for await (const part of reader.loadMany(revisions))
        yield new Map([...part].map(([revision, loaded]) => [revision, contentOf(loaded)]));
    },

    /**
     * The entries that the revisions end with, in their order; null before the first, and an error for each that can't be
     * read. A few queries for all.
     */
    revisionEntries,

    /** The entry that the revision ends with; null before the first. Throws `NOT_FOUND`. */
    revisionEntry: (viewer: MaybeViewer, revision: RevisionRecord): Promise<RevisionEntry | null> =>
      only(revisionEntries(viewer, [revision])),
  };
}

const keyOf = ({ draftId, sequence }: RevisionRecord): string => `${draftId} ${sequence}`;
const oneAt = (sequence: number) => ({ after: sequence - 1, upTo: sequence, limit: 1 });

/** The revision when the moment names its place; a time that is to be looked for; or what is wrong with the moment. */
function placeOf({ draft, moment }: AskedRevision): RevisionRecord | DraftTime | Error {
  const sequence = moment.sequence ?? null;
  const time = moment.time ?? null;
  if (sequence !== null && time !== null)
    return new DomainError('INVALID_INPUT', 'Name a sequence or a time, not both.', ['sequence']);
  if (time !== null) return { draft, time };
  if (sequence !== null && (sequence < 0 || sequence > draft.headSequence))
    return new DomainError('INVALID_INPUT', `sequence must be from 0 to ${draft.headSequence}.`, [
      'sequence',
    ]);
  return { draftId: draft.id, sequence: sequence ?? draft.headSequence };
}

/** Or why it can't be read, which is `NOT_FOUND` when there is no such draft. */
function contentOf(loaded: LoadOutcome): readonly Uint8Array[] | Error {
  if (loaded === null) return noSuchDraft();
  return loaded instanceof Error ? loaded : updatesOf(loaded);
}

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
