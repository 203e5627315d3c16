import { deny, enforce, requireViewer, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import { readCanonicalForm } from '../../content/index.ts';
import { beforeId, newestFirstPages } from '../../database/newest-first.ts';
import type { Page, PageRequest } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import { optionalText } from '../../text.ts';
import { impossible } from '../key-task/life-cycle.ts';
import { keyTaskVerdict } from '../key-task/policy.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { ReviewServiceDependencies } from './dependencies.ts';
import { reviewChanged } from './events.ts';
import { createInvalidation } from './invalidation.ts';
import { reviewFor, reviewVerdict } from './policy.ts';
import { anchored, readBlockRemarks, sameRemarks, type BlockRemarkInput } from './remarks.ts';
import { createReviewRequests } from './requests.ts';
import type { ReviewRecord, ReviewState } from './types.ts';

export interface NewReview {
  readonly keyTaskId: string;
  /** Hash of the version that was read. */
  readonly contentHash: string;
  readonly verdict: 'APPROVE' | 'REQUEST_CHANGES';
  /** On the text as a whole. Changes need remarks, on the whole or on a block. */
  readonly remarks?: string | null;
  readonly blockRemarks?: readonly BlockRemarkInput[];
}

const stateOf: Readonly<Record<NewReview['verdict'], ReviewState>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
};

/**
 * Reviews of submitted versions (SPEC.md, RV). Registers itself with versions, which it follows into review, and with
 * key tasks, whose turns make reviews void and whose lists show what waits for one.
 */
export function createReviewService(dependencies: ReviewServiceDependencies) {
  const { store, transact, clock, keyTasks, versions } = dependencies;
  const requests = createReviewRequests(dependencies);
  const invalidation = createInvalidation(dependencies, requests);
  dependencies.membership.onRightsChange((tx, change) => invalidation.onRightsChange(tx, change));
  versions.onSubmitted((tx, submission) => requests.onSubmitted(tx, submission));
  keyTasks.onTransition((tx, transition) => requests.onTransition(tx, transition));
  keyTasks.setReviewQueue(waitingForReview);
  keyTasks.setReviewVerdicts(reviewVerdicts);

  /** Ids of the key tasks in review that the viewer may, and is asked to, review. */
  async function waitingForReview(viewer: Viewer): Promise<string[]> {
    const open = await store.findRequested([viewer.memberId, null]);
    const found = await versions.findMany(
      viewer,
      open.map((review) => review.versionId),
    );
    const tasks = await keyTasks.findMany(
      viewer,
      open.map((review) => review.keyTaskId),
    );
    const waiting = open.filter((review, index) => {
      const version = found[index] ?? null;
      const keyTask = tasks[index] ?? null;
      // A task that enough others have approved waits for nobody.
      if (version === null || keyTask?.state !== 'IN_REVIEW') return false;
      return reviewVerdict(viewer, { version, keyTask }, [review]).allowed;
    });
    return [...new Set(waiting.map((review) => review.keyTaskId))];
  }

  /** Whether the viewer may review each of the tasks now, in their order; two queries for all. */
  async function reviewVerdicts(viewer: MaybeViewer, tasks: readonly KeyTaskRecord[]): Promise<Verdict[]> {
    if (viewer === null) return tasks.map(() => deny('Sign in first.'));
    const versionIds = tasks.flatMap((task) =>
      task.state === 'IN_REVIEW' ? (task.currentVersionId ?? []) : [],
    );
    const found = await versions.findMany(viewer, versionIds);
    const byId = new Map(found.flatMap((version) => (version === null ? [] : [[version.id, version]])));
    const reviews = versionIds.length === 0 ? [] : await store.findByVersions(versionIds);
    return tasks.map((task) => {
      const version = byId.get(task.currentVersionId ?? '');
      if (version === undefined) return deny(impossible(task.state), 'ILLEGAL_TRANSITION');
      const ofVersion = reviews.filter((review) => review.versionId === version.id);
      return reviewVerdict(viewer, { version, keyTask: task }, ofVersion);
    });
  }

  /** The text of a version, which never changes. */
  async function contentOf(viewer: Viewer, versionId: string): Promise<unknown> {
    const [form] = await versions.formsOf(viewer, [versionId]);
    if (form === undefined || form === null) throw new Error(`Version ${versionId} is missing.`);
    return readCanonicalForm(form).content;
  }

  return {
    waitingForReview,
    reviewVerdicts,
    requestReviews: (...args: Parameters<typeof requests.requestReviews>) => requests.requestReviews(...args),
    invalidateReview: (...args: Parameters<typeof invalidation.invalidateReview>) =>
      invalidation.invalidateReview(...args),

    /** Whether a review that was asked for until some time wasn't given until then. */
    isOverdue({ state, dueAt }: Pick<ReviewRecord, 'state' | 'dueAt'>): boolean {
      return state === 'REQUESTED' && dueAt !== null && dueAt.getTime() < clock().getTime();
    },

    /** In the order of `ids`; null where there is none or the viewer may not see it. */
    async findMany(viewer: MaybeViewer, ids: readonly string[]): Promise<(ReviewRecord | null)[]> {
      if (viewer === null) return ids.map(() => null);
      const found = new Map((await store.findMany(ids)).map((review) => [review.id, review]));
      return ids.map((id) => found.get(id) ?? null);
    },

    /** All reviews of each version, oldest first, in the order of `versionIds`. For members; anybody else gets none. */
    async ofVersions(viewer: MaybeViewer, versionIds: readonly string[]): Promise<ReviewRecord[][]> {
      if (viewer === null) return versionIds.map(() => []);
      const reviews = await store.findByVersions(versionIds);
      return versionIds.map((versionId) => reviews.filter((review) => review.versionId === versionId));
    },

    /** A page of each task's reviews, newest first. For members; anybody else gets empty pages. */
    async pagesByKeyTask(
      viewer: MaybeViewer,
      keyTaskIds: readonly string[],
      request: PageRequest,
    ): Promise<ReadonlyMap<string, Page<ReviewRecord>>> {
      if (viewer === null) return new Map();
      const before = beforeId(request);
      const rows = await store.newestByKeyTask(keyTaskIds, { before, limit: request.first + 1 });
      return newestFirstPages(rows, request, (review) => review.id);
    },

    /**
     * Approves the version in review or asks for changes to it. The task is approved once it has as many approvals as
     * were asked for, and returned to drafting as soon as one asks for changes. The same verdict with the same remarks
     * again returns the same review. Throws `STALE_HASH`, `FOUR_EYES`, `FORBIDDEN`, `ILLEGAL_TRANSITION`, `NOT_FOUND`, `INVALID_INPUT`.
     */
    async submitReview(
      maybeViewer: MaybeViewer,
      input: NewReview,
    ): Promise<{ review: ReviewRecord; keyTask: KeyTaskRecord }> {
      const viewer = requireViewer(maybeViewer);
      const remarks = optionalText(input.remarks, 'remarks', { max: 10_000, multiline: true });
      const given = readBlockRemarks(input.blockRemarks ?? []);
      if (input.verdict === 'REQUEST_CHANGES' && remarks === null && given.length === 0) {
        throw new DomainError('INVALID_INPUT', 'Say which changes are requested.', ['remarks']);
      }
      const state = stateOf[input.verdict];

      return transact(async (tx) => {
        const keyTask = await keyTasks.findInTransaction(tx, input.keyTaskId);
        if (keyTask === null) throw new DomainError('NOT_FOUND', 'There is no such key task.', ['keyTaskId']);
        const versionId = keyTask.currentVersionId;

        const last = await store.findNewestBy(keyTask.id, viewer.memberId, tx.session);
        const repeated =
          last !== null &&
          last.state === state &&
          last.remarks === remarks &&
          sameRemarks(last.blockRemarks, given) &&
          last.contentHash === input.contentHash &&
          (versionId === null || last.versionId === versionId);
        if (repeated) return { review: last, keyTask };

        if (versionId === null) throw new DomainError('ILLEGAL_TRANSITION', impossible(keyTask.state));
        const [version] = await versions.findManyInTransaction(tx, [versionId]);
        if (version === undefined) throw new Error(`Version ${versionId} is missing.`);
        const reviews = await store.findByVersions([versionId], tx.session);
        if (keyTask.state === 'IN_REVIEW') enforce(reviewVerdict(viewer, { version, keyTask }, reviews));
        if (version.contentHash !== input.contentHash) {
          const message = 'Another version is in review than the one that was read.';
          throw new DomainError('STALE_HASH', message, ['contentHash']);
        }
        enforce(keyTaskVerdict(viewer, keyTask, input.verdict));

        const asked = reviewFor(viewer, reviews);
        if (asked === undefined) throw new Error(`Nobody was asked to review version ${versionId}.`);
        const blockRemarks = given.length === 0 ? [] : anchored(given, await contentOf(viewer, versionId));
        const review = await store.decide(
          asked.id,
          {
            from: asked.state,
            to: { reviewerId: viewer.memberId, state, remarks, blockRemarks, decidedAt: clock() },
          },
          tx.session,
        );
        if (review === null) throw new DomainError('CONFLICT', 'The review was changed in between.');
        tx.emit(reviewChanged(keyTask, review, viewer.memberId));

        const approvals = [review, ...reviews.filter((other) => other.id !== review.id)].filter(
          (one) => one.state === 'APPROVED',
        );
        const open = input.verdict === 'APPROVE' && approvals.length < review.minimumApprovals;
        if (open) return { review, keyTask };
        const after = await keyTasks.transition(tx, {
          viewer,
          keyTaskId: keyTask.id,
          action: input.verdict,
          reason: remarks ?? blockRemarks[0]?.text ?? null,
        });
        return { review, keyTask: after };
      });
    },
  };
}

export type ReviewService = ReturnType<typeof createReviewService>;
