import type { MaybeViewer } from '../../auth/viewer.ts';
import type { AuthorShare } from '../draft/blame.ts';
import { mayReadDraft } from '../draft/policy.ts';
import type { DraftService } from '../draft/service.ts';
import type { ShareStore } from './share-store.ts';
import type { VersionRecord } from './types.ts';

export interface SharesDependencies {
  readonly shareStore: ShareStore;
  readonly drafts: Pick<DraftService, 'blame'>;
}

/** How much of versions is whose (SPEC.md, VN-10): counted once, as a version never changes. */
export function createShares({ shareStore, drafts }: SharesDependencies) {
  return {
    /** In the order of the versions; null for who may not read drafts. The largest share first. */
    async sharesOf(
      viewer: MaybeViewer,
      versions: readonly VersionRecord[],
    ): Promise<(readonly AuthorShare[] | null)[]> {
      if (!mayReadDraft(viewer)) return versions.map(() => null);
      const known = await shareStore.find(versions.map(({ id }) => id));
      const found: (readonly AuthorShare[])[] = [];
      // One behind the other: each may take a whole draft into memory.
      for (const { id, draftId, sequence } of versions) {
        let shares = known.get(id);
        if (shares === undefined) {
          ({ shares } = await drafts.blame(viewer, { draftId, sequence }));
          await shareStore.put(id, shares);
        }
        found.push(shares);
      }
      return found;
    },
  };
}
