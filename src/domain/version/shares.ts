import type { MaybeViewer } from '../../auth/viewer.ts';
import type { AuthorShare } from '../draft/blame.ts';
import { mayReadDraft } from '../draft/policy.ts';
import type { DraftService } from '../draft/service.ts';
import type { ShareStore } from './share-store.ts';
import type { VersionRecord } from './types.ts';

export interface SharesDependencies {
  readonly shareStore: ShareStore;
  readonly drafts: Pick<DraftService, 'blames'>;
}

/** Versions whose blames are in memory at the same time. */
const together = 25;

/** How much of versions is whose (SPEC.md, VN-10): counted once, as a version never changes. */
export function createShares({ shareStore, drafts }: SharesDependencies) {
  /** Counts and stores the shares; an error for each that can't be counted. */
  async function count(
    viewer: MaybeViewer,
    versions: readonly VersionRecord[],
  ): Promise<(readonly AuthorShare[] | Error)[]> {
    const blames = await drafts.blames(viewer, versions);
    const counted = blames.map((blame) => (blame instanceof Error ? blame : blame.shares));
    await shareStore.put(
      versions.flatMap(({ id }, index) => {
        const shares = counted[index];
        return shares === undefined || shares instanceof Error ? [] : [{ versionId: id, shares }];
      }),
    );
    return counted;
  }

  return {
    /**
     * In the order of the versions; null for who may not read drafts, and an error for each that can't be counted. The
     * largest share first.
     */
    async sharesOf(
      viewer: MaybeViewer,
      versions: readonly VersionRecord[],
    ): Promise<(readonly AuthorShare[] | null | Error)[]> {
      if (!mayReadDraft(viewer)) return versions.map(() => null);
      const found = new Map<string, readonly AuthorShare[] | Error>(
        await shareStore.find(versions.map(({ id }) => id)),
      );
      const missing = versions.filter(({ id }) => !found.has(id));
      for (let index = 0; index < missing.length; index += together) {
        const some = missing.slice(index, index + together);
        const counted = await count(viewer, some);
        for (const [place, { id }] of some.entries()) {
          const shares = counted[place];
          if (shares !== undefined) found.set(id, shares);
        }
      }
      return versions.map(({ id }) => found.get(id) ?? null);
    },
  };
}
