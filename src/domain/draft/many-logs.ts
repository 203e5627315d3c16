import { setImmediate as nextTurn } from 'node:timers/promises';
import { outcomeOf } from '../../errors.ts';
import type { FoldStore, SnapshotManifest } from './fold-store.ts';
import type { LoadedLog } from './loaded-log.ts';
import { logStart, toLoadedLog, verifyEntries } from './log-verification.ts';
import { inParts } from './parts.ts';
import type { DraftStore, LogHead } from './store.ts';
import type { LogEntry, UpdateLogStore } from './update-log-store.ts';

/** A draft at one position of its log; at the head when none is named. */
export interface LogPlace {
  readonly draftId: string;
  readonly sequence?: number;
}

/** A draft at a place of its log; null when there is no such draft; an error when it can't be read. */
export type LoadOutcome = LoadedLog | null | Error;

/** Entries of a draft's log: those behind `from` up to `upTo`. */
export interface LogTail {
  readonly draftId: string;
  readonly from: LogHead;
  readonly upTo: number;
}

export interface ManyLogsDependencies {
  readonly drafts: Pick<DraftStore, 'findMany'>;
  readonly log: Pick<UpdateLogStore, 'readMany'>;
  readonly folds: Pick<FoldStore, 'manifestsUpTo' | 'readSnapshots'>;
  /** Reads one draft, whatever is the matter with it. */
  readonly load: (draftId: string, options: { readonly upTo?: number }) => Promise<LoadedLog | null>;
  /** Reads one tail, whatever is the matter with it. */
  readonly readTail: (draftId: string, range: Pick<LogTail, 'from' | 'upTo'>) => Promise<LogEntry[]>;
}

/**
 * Drafts that are read together, each counting as many times as its snapshot has chunks: how many bytes a snapshot has
 * isn't known before it is read, but a chunk has at most a megabyte. So at most fifty megabytes of snapshots are in memory
 * at a time, and mostly far less; behind each, the feed leaves about a megabyte of the log at most. Far behind the newest
 * snapshot there is more, and each {@link maxTail} entries count once more.
 */
const together = 50;
/**
 * A draft with more entries between its snapshot and its head is read by itself; while the feed keeps up there are some
 * 500 at most.
 */
const maxTail = 1000;

type Manifests = ReadonlyMap<LogPlace, SnapshotManifest>;

const noManifests: Manifests = new Map();

/** Reads many drafts with as many queries as for one, as far as nothing is the matter with them. */
export function createManyLogs({ drafts, log, folds, load, readTail }: ManyLogsDependencies) {
  /** The entries of each, complete and verified; null when something is the matter with them. */
  async function verifiedTails(tails: readonly LogTail[]): Promise<(readonly LogEntry[] | null)[]> {
    const entries = await log.readMany(
      tails.map(({ draftId, from, upTo }) => ({ draftId, after: from.sequence, upTo })),
    );
    const verified: (readonly LogEntry[] | null)[] = [];
    for (const tail of tails) {
      const { draftId, from, upTo } = tail;
      const own = (entries.get(draftId) ?? []).filter(
        ({ sequence }) => sequence > from.sequence && sequence <= upTo,
      );
      verified.push(isWhole(tail, own) ? own : null);
      // Hashing takes a while: others have their turn in between.
      await nextTurn();
    }
    return verified;
  }

  /** Those of the drafts that can be read together; null for those that don't exist. */
  async function readTogether<Place extends LogPlace>(
    places: readonly Place[],
    manifests: Manifests,
  ): Promise<Map<Place, LoadedLog | null>> {
    // Before the drafts: a snapshot is never ahead of a head that is read after it.
    const snapshots = await folds.readSnapshots([
      ...new Set(places.flatMap((place) => manifests.get(place) ?? [])),
    ]);
    const draftIds = new Set(places.map(({ draftId }) => draftId));
    const found = new Map((await drafts.findMany([...draftIds])).map((draft) => [draft.id, draft]));
    const outcomes = new Map<Place, LoadedLog | null>();
    const pending = places.flatMap((place) => {
      const { draftId, sequence } = place;
      const draft = found.get(draftId);
      if (draft === undefined) {
        outcomes.set(place, null);
        return [];
      }
      const manifest = manifests.get(place);
      const snapshot = manifest === undefined ? null : snapshots.get(manifest);
      if (snapshot === undefined) return [];
      const from = snapshot ?? logStart;
      const upTo = sequence ?? draft.headSequence;
      // How far a head is from its snapshot wasn't known when the part was made.
      if (sequence === undefined && upTo - from.sequence > maxTail) return [];
      return [{ place, draft, snapshot, draftId, from, upTo }];
    });
    const tails = await verifiedTails(pending);
    for (const [index, { place, draft, snapshot, upTo }] of pending.entries()) {
      const tail = tails[index] ?? null;
      // The log is damaged, or what was read doesn't belong together: it is read by itself, and what is wrong is found again.
      if (tail === null) continue;
      const loaded = await outcomeOf(async () => toLoadedLog({ draft, snapshot, tail }, upTo));
      if (!(loaded instanceof Error)) outcomes.set(place, loaded);
    }
    return outcomes;
  }

  return {
    /**
     * The drafts at these places of their logs, read and verified as {@link load} does it: in parts, each with a fixed
     * number of queries and of a bounded size, so that whoever is done with a part before asking for the next has no more
     * in memory. What can't be read together with others (its snapshot can't be used, there is much of it) is read by
     * itself. What is wrong with one place is that place's outcome.
     */
    async *loadMany<Place extends LogPlace>(
      places: readonly Place[],
    ): AsyncGenerator<ReadonlyMap<Place, LoadOutcome>, void, undefined> {
      const manifests: Manifests = places.length > 1 ? await folds.manifestsUpTo(places) : noManifests;
      for (const part of inParts(places, together, (place) => sizeOf(place, manifests.get(place)))) {
        // A row that can't even be read fails them all; by themselves, each says what is wrong with it.
        const read = part.length > 1 ? await readTogether(part, manifests).catch(() => null) : null;
        const outcomes = new Map<Place, LoadOutcome>(read ?? []);
        const alone = part.filter((place) => !outcomes.has(place));
        await Promise.all(
          alone.map(async (place) => {
            const { draftId, sequence } = place;
            const options = sequence === undefined ? {} : { upTo: sequence };
            outcomes.set(place, await outcomeOf(() => load(draftId, options)));
          }),
        );
        yield outcomes;
      }
    },

    /** The entries of each tail in its order, read and verified as {@link readTail} does it; an error for each that can't be. */
    async readTails(tails: readonly LogTail[]): Promise<(readonly LogEntry[] | Error)[]> {
      const short = tails.filter(({ from, upTo }) => upTo - from.sequence <= maxTail);
      const read = await verifiedTails(short).catch(() => []);
      const verified = new Map(short.map((tail, index) => [tail, read[index] ?? null]));
      return Promise.all(
        tails.map(
          async (tail) => verified.get(tail) ?? (await outcomeOf(() => readTail(tail.draftId, tail))),
        ),
      );
    },
  };
}

function isWhole({ draftId, from, upTo }: LogTail, entries: readonly LogEntry[]): boolean {
  try {
    return verifyEntries(draftId, from, entries).sequence === upTo;
  } catch {
    return false;
  }
}

/** How many times a place counts. */
function sizeOf({ sequence }: LogPlace, manifest: SnapshotManifest | undefined): number {
  const tail = sequence === undefined ? 0 : sequence - (manifest?.sequence ?? 0);
  return Math.max(1, manifest?.chunks ?? 0) + Math.floor(tail / maxTail);
}
