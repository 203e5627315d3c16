import type { Transaction } from '../../activity/unit-of-work.ts';
import { toPermission, type PermissionRecord } from '../../auth/permission.ts';
import type { Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { keyTaskMutations, keyTaskVerdict, renameVerdict } from './policy.ts';
import type { KeyTaskRecord } from './types.ts';

/**
 * Whether the viewer may review each of the tasks now: that depends on the request and on the version's authors, which
 * a layer above knows. In the order of the tasks; a bounded number of queries for all.
 */
export type ReviewVerdicts = (
  viewer: MaybeViewer,
  keyTasks: readonly KeyTaskRecord[],
) => Promise<readonly Verdict[]>;

/** Members who are recused from the task of each draft, in the order of the ids; a bounded number of queries for all. */
export interface Recusals {
  recusedIds(draftIds: readonly string[], tx?: Transaction): Promise<readonly (readonly string[])[]>;
}

/** What a viewer may do with key tasks. */
export function createKeyTaskPermissions(recusals: Recusals) {
  let reviewVerdicts: ReviewVerdicts | null = null;

  return {
    /** Set once, when the application is put together. */
    setReviewVerdicts(verdicts: ReviewVerdicts): void {
      reviewVerdicts = verdicts;
    },

    /** For each task, every mutation on it and whether the viewer may call it now. */
    async permissions(
      viewer: MaybeViewer,
      keyTasks: readonly KeyTaskRecord[],
    ): Promise<PermissionRecord[][]> {
      // Without reviews there is no such mutation, and nothing is said of it.
      const reviews = reviewVerdicts === null ? [] : await reviewVerdicts(viewer, keyTasks);
      const recused = await recusals.recusedIds(keyTasks.map(({ draftId }) => draftId));
      return keyTasks.map((keyTask, index) => {
        const review = reviews[index];
        return [
          ...Object.entries(keyTaskMutations).map(([mutation, action]) =>
            toPermission(
              mutation,
              action === 'RENAME'
                ? renameVerdict(viewer, keyTask, recused[index] ?? [])
                : keyTaskVerdict(viewer, keyTask, action),
            ),
          ),
          ...(review === undefined ? [] : [toPermission('submitReview', review)]),
        ];
      });
    },
  };
}
