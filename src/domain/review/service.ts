import type { Transact } from '../../activity/unit-of-work.ts';
import { deny, enforce, requireViewer, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import { beforeId, newestFirstPages } from '../../database/newest-first.ts';
import type { Page, PageRequest } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import { optionalText } from '../../text.ts';
import { impossible } from '../key-task/life-cycle.ts';
import { keyTaskVerdict } from '../key-task/policy.ts';
import type { KeyTaskService } from '../key-task/service.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { VersionService } from '../version/service.ts';
import { reviewChanged } from './events.ts';
import { reviewVerdict } from './policy.ts';
import { createReviewRequests } from './requests.ts';
import type { ReviewStore } from './store.ts';
import type { ReviewRecord, ReviewState } from './types.ts';

export interface ReviewServiceDependencies {
  readonly store: ReviewStore;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly keyTasks: KeyTaskService;
  readonly versions: VersionService;
  readonly membership: Parameters<typeof createReviewRequests>[0]['membership'];
}

export interface NewReview {
  readonly keyTaskId: string;
  /** Hash of the version that was read. */
  readonly contentHash: string;
  readonly verdict: 'APPROVE' | 'REQUEST_CHANGES';
  /** Required when changes are requested. */
  readonly remarks?: string | null;
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
  versions.onSubmitted((tx, submission) => requests.onSubmitted(tx, submission));
  keyTasks.onTransition((tx, transition) => requests.onTransition(tx, transition));
  keyTasks.setReviewQueue(waitingForReview);
  keyTasks.setReviewVerdicts(reviewVerdicts);

  /** Ids of the key tasks in review that the viewer may, and is asked to, review. */
  async function waitingForReview(viewer: Viewer): Promise<string[]> {
    const asked = viewer.roles.has('REVIEWER') ? [viewer.memberId, null] : [viewer.memberId];
    const open = await store.findRequested(asked);
    const found = await versions.findMany(
      viewer,
      open.map((review) => review.versionId),
    );
    return open.flatMap((review, index) => {
      const version = found[index] ?? null;
      return version !== null && reviewVerdict(viewer, version, [review]).allowed ? [review.keyTaskId] : [];
    });
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
      return reviewVerdict(viewer, version, ofVersion);
    });
  }

  return {
    waitingForReview,
    reviewVerdicts,

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
     * Approves the version in review or asks for changes to it. The task is approved once everybody who was asked has
     * approved, and returned to drafting as soon as one asks for changes. The same verdict with the same remarks again
     * returns the same review. Throws `STALE_HASH`, `FOUR_EYES`, `FORBIDDEN`, `ILLEGAL_TRANSITION`, `NOT_FOUND`, `INVALID_INPUT`.
     */
    async submitReview(
      maybeViewer: MaybeViewer,
      input: NewReview,
    ): Promise<{ review: ReviewRecord; keyTask: KeyTaskRecord }> {
      const viewer = requireViewer(maybeViewer);
      const remarks = optionalText(input.remarks, 'remarks', { max: 10_000, multiline: true });
      if (input.verdict === 'REQUEST_CHANGES' && remarks === null) {
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
          last.contentHash === input.contentHash &&
          (versionId === null || last.versionId === versionId);
        if (repeated) return { review: last, keyTask };

        if (versionId === null) throw new DomainError('ILLEGAL_TRANSITION', impossible(keyTask.state));
        const [version] = await versions.findManyInTransaction(tx, [versionId]);
        if (version === undefined) throw new Error(`Version ${versionId} is missing.`);
        const reviews = await store.findByVersions([versionId], tx.session);
        if (keyTask.state === 'IN_REVIEW') enforce(reviewVerdict(viewer, version, reviews));
        if (version.contentHash !== input.contentHash) {
          const message = 'Another version is in review than the one that was read.';
          throw new DomainError('STALE_HASH', message, ['contentHash']);
        }
        enforce(keyTaskVerdict(viewer, keyTask, input.verdict));

        const asked =
          reviews.find((review) => review.reviewerId === viewer.memberId) ??
          reviews.find((review) => review.reviewerId === null);
        if (asked === undefined) throw new Error(`Nobody was asked to review version ${versionId}.`);
        const review = await store.decide(
          asked.id,
          {
            from: asked.state,
            to: { reviewerId: viewer.memberId, state, remarks, decidedAt: clock() },
          },
          tx.session,
        );
        if (review === null) throw new DomainError('CONFLICT', 'The review was changed in between.');
        tx.emit(reviewChanged(keyTask, review, viewer.memberId));

        const others = reviews.filter((other) => other.id !== review.id);
        const open = input.verdict === 'APPROVE' && others.some((other) => other.state !== 'APPROVED');
        if (open) return { review, keyTask };
        const after = await keyTasks.transition(tx, {
          viewer,
          keyTaskId: keyTask.id,
          action: input.verdict,
          reason: remarks,
        });
        return { review, keyTask: after };
      });
    },
  };
}

export type ReviewService = ReturnType<typeof createReviewService>;
