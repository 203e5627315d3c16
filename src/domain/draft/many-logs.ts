import { setImmediate as nextTurn } from 'node:timers/promises';
import { outcomeOf } from '../../errors.ts';
import type { FoldStore, SnapshotManifest } from './fold-store.ts';
import type { LoadedLog } from './loaded-log.ts';
import { logStart, toLoadedLog, verifyEntries } from './log-verification.ts';
import type { DraftStore } from './store.ts';
import type { UpdateLogStore } from './update-log-store.ts';

/** A draft at the head of its log; null when there is none; an error when it can't be read. */
export type LoadOutcome = LoadedLog | null | Error;

export interface ManyLogsDependencies {
  readonly drafts: Pick<DraftStore, 'findMany'>;
  readonly log: Pick<UpdateLogStore, 'readMany'>;
  readonly folds: Pick<FoldStore, 'newestManifests' | 'readSnapshots'>;
  /** Reads one draft, whatever is the matter with it. */
  readonly load: (draftId: string) => Promise<LoadedLog | null>;
}

/**
 * Drafts that are read together, each counting as many times as its snapshot has chunks: how many bytes a snapshot has
 * isn't known before it is read, but a chunk has at most a megabyte. So at most fifty megabytes of snapshots are in memory
 * at a time, and mostly far less; behind each, the feed leaves about a megabyte of the log at most.
 */
const together = 50;
/** A draft with more entries behind its snapshot is read by itself; while the feed keeps up there are some 500 at most. */
const maxTail = 1000;

const noManifests: ReadonlyMap<string, SnapshotManifest> = new Map();

/** Reads many drafts with as many queries as for one, as far as nothing is the matter with them. */
export function createManyLogs({ drafts, log, folds, load }: ManyLogsDependencies) {
  /** Those of the drafts that can be read together, verified; null for those that don't exist. */
  async function readTogether(
    draftIds: readonly string[],
    manifests: ReadonlyMap<string, SnapshotManifest>,
  ): Promise<Map<string, LoadedLog | null>> {
    // Before the drafts: a snapshot is never ahead of a head that is read after it.
    const snapshots = await folds.readSnapshots(draftIds.flatMap((draftId) => manifests.get(draftId) ?? []));
    const found = new Map((await drafts.findMany(draftIds)).map((draft) => [draft.id, draft]));
    const outcomes = new Map<string, LoadedLog | null>();
    const pending = draftIds.flatMap((draftId) => {
      const draft = found.get(draftId);
      if (draft === undefined) {
        outcomes.set(draftId, null);
        return [];
      }
      const manifest = manifests.get(draftId);
      const snapshot = manifest === undefined ? null : snapshots.get(manifest);
      if (snapshot === undefined) return [];
      const from = snapshot ?? logStart;
      return draft.headSequence - from.sequence > maxTail ? [] : [{ draft, snapshot, from }];
    });
    const tails = await log.readMany(
      pending.map(({ draft, from }) => ({
        draftId: draft.id,
        after: from.sequence,
        upTo: draft.headSequence,
      })),
    );
    for (const { draft, snapshot, from } of pending) {
      const tail = tails.get(draft.id) ?? [];
      try {
        verifyEntries(draft.id, from, tail);
        outcomes.set(draft.id, toLoadedLog({ draft, snapshot, tail }, draft.headSequence));
      } catch {
        // Entries are missing because they are in the archive by now, or the log is damaged: it is read by itself, and
        // what is wrong with it is found again.
      }
      // Hashing takes a while: others have their turn in between.
      await nextTurn();
    }
    return outcomes;
  }

  return {
    /**
     * The drafts at the heads of their logs, read and verified as {@link load} does it, by their ids: in parts, each
     * with a fixed number of queries and of a bounded size, so that whoever is done with a part before asking for the
     * next has no more in memory. What can't be read together with others (its snapshot can't be used, entries are in
     * the archive, there is much of it) is read by itself. What is wrong with one draft is that draft's outcome.
     */
    async *loadMany(
      draftIds: readonly string[],
    ): AsyncGenerator<ReadonlyMap<string, LoadOutcome>, void, undefined> {
      const manifests = draftIds.length > 1 ? await folds.newestManifests(draftIds) : noManifests;
      for (const part of inParts(draftIds, manifests)) {
        // A row that can't even be read fails them all; by themselves, each says what is wrong with it.
        const read = part.length > 1 ? await readTogether(part, manifests).catch(() => null) : null;
        const outcomes = new Map<string, LoadOutcome>(read ?? []);
        const alone = part.filter((draftId) => !outcomes.has(draftId));
        await Promise.all(
          alone.map(async (draftId) => {
            outcomes.set(draftId, await outcomeOf(() => load(draftId)));
          }),
        );
        yield outcomes;
      }
    },
  };
}

/** The drafts in the same order, in parts that can be read together. */
function inParts(draftIds: readonly string[], manifests: ReadonlyMap<string, SnapshotManifest>): string[][] {
  const parts: string[][] = [];
  let size = 0;
  for (const draftId of draftIds) {
    const current = parts.at(-1);
    const own = Math.max(1, manifests.get(draftId)?.chunks ?? 0);
    if (current === undefined || size + own > together) {
      parts.push([draftId]);
      size = own;
    } else {
      current.push(draftId);
      size += own;
    }
  }
  return parts;
}
