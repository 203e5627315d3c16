import type { Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import { requiredText } from '../../text.ts';
import { keyTaskVerdict } from '../key-task/policy.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { RightsChange } from '../membership/dependencies.ts';
import type { ReviewServiceDependencies } from './dependencies.ts';
import { reviewChanged } from './events.ts';
import { lostStanding } from './policy.ts';
import type { createReviewRequests } from './requests.ts';
import type { ReviewRecord } from './types.ts';

/** What makes single reviews void while their version is in question (SPEC.md, RV-9 and RV-10). */
export function createInvalidation(
  { store, transact, keyTasks }: ReviewServiceDependencies,
  { askAnew }: Pick<ReturnType<typeof createReviewRequests>, 'askAnew'>,
) {
  /**
   * Makes reviews of the task's current version void. When the task is approved and too few approvals are left, it goes
   * back into review. Returns the task as it is then.
   */
  async function invalidate(
    tx: Transaction,
    keyTask: KeyTaskRecord,
    what: { readonly reviews: readonly ReviewRecord[]; readonly reason: string; readonly viewer: Viewer },
  ): Promise<KeyTaskRecord> {
    const { reviews, reason, viewer } = what;
    const ids = reviews.map((review) => review.id);
    await store.invalidate(ids, reason, tx.session);
    let after = keyTask;
    const left = (await store.findByVersions([keyTask.currentVersionId ?? ''], tx.session)).filter(
      ({ state }) => state === 'APPROVED',
    );
    const needed = reviews[0]?.minimumApprovals ?? 0;
    if (keyTask.state === 'APPROVED' && left.length < needed) {
      const request = { viewer, keyTaskId: keyTask.id, action: 'REVIEW_AGAIN', reason } as const;
      after = await keyTasks.transition(tx, request);
    }
    for (const review of reviews) {
      tx.emit(reviewChanged(after, { ...review, state: 'INVALIDATED' }, viewer.memberId));
      if (review.state === 'APPROVED' && review.askedRole !== null)
        await askAnew(tx, { keyTask: after, review, actorId: viewer.memberId });
    }
    return after;
  }

  return {
    /**
     * Makes a request or an approval void, for a reason that is recorded. The same again changes nothing. Throws
     * `FORBIDDEN`, `ILLEGAL_TRANSITION` for a review of another version than the one in question, or one that is void or
     * asks for changes, `NOT_FOUND`, `INVALID_INPUT`.
     */
    async invalidateReview(
      maybeViewer: MaybeViewer,
      input: { readonly reviewId: string; readonly reason: string },
    ): Promise<{ review: ReviewRecord; keyTask: KeyTaskRecord }> {
      const viewer = requireViewer(maybeViewer);
      const given = requiredText(input.reason, 'reason', { max: 2000, multiline: true });
      const reason = `Invalidated: ${given}`;
      return transact(async (tx) => {
        const [review] = await store.findMany([input.reviewId], tx.session);
        if (review === undefined)
          throw new DomainError('NOT_FOUND', 'There is no such review.', ['reviewId']);
        const before = await keyTasks.findInTransaction(tx, review.keyTaskId);
        if (before === null) throw new Error(`Key task ${review.keyTaskId} is missing.`);
        enforce(keyTaskVerdict(viewer, before, 'INVALIDATE_REVIEW'));
        if (review.state === 'INVALIDATED' && review.invalidatedReason === reason) {
          return { review, keyTask: before };
        }
        const standing = review.state === 'REQUESTED' || review.state === 'APPROVED';
        if (!standing || review.versionId !== before.currentVersionId) {
          const message = 'Only requests and approvals of the version in question can be made void.';
          throw new DomainError('ILLEGAL_TRANSITION', message, ['reviewId']);
        }
        const keyTask = await invalidate(tx, before, { reviews: [review], reason, viewer });
        return { review: { ...review, state: 'INVALIDATED', invalidatedReason: reason }, keyTask };
      });
    },

    /** Makes void what a member can't stand by any more, in the transaction that takes their rights away. */
    async onRightsChange(tx: Transaction, { member, viewer }: RightsChange): Promise<void> {
      for (const review of await store.findStandingOf(member.id, tx.session)) {
        const lost = lostStanding(member, review);
        if (lost === null) continue;
        const keyTask = await keyTasks.findInTransaction(tx, review.keyTaskId);
        const inQuestion = keyTask?.state === 'IN_REVIEW' || keyTask?.state === 'APPROVED';
        if (keyTask === null || !inQuestion || keyTask.currentVersionId !== review.versionId) continue;
        await invalidate(tx, keyTask, { reviews: [review], reason: `${lost}.`, viewer });
      }
    },
  };
}
