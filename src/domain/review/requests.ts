import type { Transaction } from '../../activity/unit-of-work.ts';
import type { Clock } from '../../clock.ts';
import { DomainError } from '../../errors.ts';
import type { KeyTaskTransition } from '../key-task/service.ts';
import type { MemberRecord } from '../membership/types.ts';
import type { Submission } from '../version/service.ts';
import { reviewChanged } from './events.ts';
import { isOwnWork, onlyObserves } from './policy.ts';
import type { ReviewStore } from './store.ts';

/** Members that one submission can ask. */
const maxReviewers = 20;

interface RequestDependencies {
  readonly store: ReviewStore;
  readonly clock: Clock;
  readonly membership: {
    /** Those of the members that exist. */
    memberRecordsInTransaction(
      tx: Transaction,
      ids: readonly string[],
    ): Promise<readonly (MemberRecord | null)[]>;
  };
}

/** What happens to reviews when a version is submitted and when its task takes another turn. */
export function createReviewRequests({ store, clock, membership }: RequestDependencies) {
  /** Throws when one of them can't be asked (SPEC.md, RV-2 and RV-3). */
  async function checkReviewers(tx: Transaction, { reviewerIds, version }: Submission): Promise<void> {
    const refuse = (code: 'INVALID_INPUT' | 'NOT_FOUND' | 'FOUR_EYES', message: string) =>
      new DomainError(code, message, ['reviewerIds']);
    if (reviewerIds.length > maxReviewers) {
      throw refuse('INVALID_INPUT', `At most ${maxReviewers} members can be asked to review.`);
    }
    if (reviewerIds.length === 0) return;
    const members = await membership.memberRecordsInTransaction(tx, reviewerIds);
    const byId = new Map(members.flatMap((member) => (member === null ? [] : [[member.id, member]])));
    for (const reviewerId of reviewerIds) {
      const member = byId.get(reviewerId);
      if (member?.active !== true) throw refuse('NOT_FOUND', 'There is no such active member.');
      if (isOwnWork(reviewerId, version)) {
        throw refuse(
          'FOUR_EYES',
          `${member.displayName} wrote in this version or submits it, and so may not review it.`,
        );
      }
      if (onlyObserves(member.roles, member.seats.length)) {
        throw refuse('INVALID_INPUT', `${member.displayName} is an observer and may not review.`);
      }
    }
  }

  /** A repeated submission must ask the same members: it changes nothing. */
  async function checkSameReviewers(tx: Transaction, submission: Submission): Promise<void> {
    const reviews = await store.findByVersions([submission.version.id], tx.session);
    const asked = reviews.flatMap((review) => (review.reviewerId === null ? [] : [review.reviewerId]));
    const same =
      asked.length === submission.reviewerIds.length &&
      asked.every((id) => submission.reviewerIds.includes(id));
    if (same) return;
    const message = 'This version is in review already, with other reviewers. Recall it first.';
    throw new DomainError('ILLEGAL_TRANSITION', message, ['reviewerIds']);
  }

  return {
    /** Asks for the reviews of a submitted version, in its transaction. */
    async onSubmitted(tx: Transaction, submission: Submission): Promise<void> {
      if (submission.repeated) return checkSameReviewers(tx, submission);
      await checkReviewers(tx, submission);
      const { keyTask, version, viewer, reviewerIds } = submission;
      const reviews = await store.insertRequests(
        {
          planId: version.planId,
          keyTaskId: version.keyTaskId,
          versionId: version.id,
          contentHash: version.contentHash,
          requestedAt: clock(),
        },
        reviewerIds.length === 0 ? [null] : reviewerIds,
        tx.session,
      );
      for (const review of reviews) tx.emit(reviewChanged(keyTask, review, viewer.memberId));
    },

    /**
     * Invalidates what the task's turn makes void, in its transaction (SPEC.md, RV-6): requests that are still open and
     * approvals. Changes that were requested stay on record.
     */
    async onTransition(tx: Transaction, transition: KeyTaskTransition): Promise<void> {
      const what = voidingActions[transition.action];
      const versionId = transition.before.currentVersionId;
      if (what === undefined || versionId === null) return;
      const reason = transition.reason === null ? `${what}.` : `${what}: ${transition.reason}`;
      const reviews = (await store.findByVersions([versionId], tx.session)).filter(
        (review) => review.state === 'REQUESTED' || review.state === 'APPROVED',
      );
      if (reviews.length === 0) return;
      await store.invalidate(
        reviews.map((review) => review.id),
        reason,
        tx.session,
      );
      for (const review of reviews) {
        tx.emit(reviewChanged(transition.after, { ...review, state: 'INVALIDATED' }, transition.actorId));
      }
    },
  };
}

/** Turns of a task after which the version that was in question isn't any more, and how that is told. */
const voidingActions: Readonly<Partial<Record<KeyTaskTransition['action'], string>>> = {
  RECALL: 'Recalled',
  REQUEST_CHANGES: 'Changes were requested',
  RETURN: 'Returned for drafting',
  WITHDRAW: 'The key task was withdrawn',
  MERGE: 'The key task was merged into another one',
};
