import type { Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { DomainError } from '../../errors.ts';
import { keyTaskVerdict } from '../key-task/policy.ts';
import type { KeyTaskTransition } from '../key-task/service.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { Submission } from '../version/service.ts';
import type { AskedRole, ReviewRequest, VersionRecord } from '../version/types.ts';
import type { ReviewServiceDependencies } from './dependencies.ts';
import { reviewChanged } from './events.ts';
import { isOwnWork, onlyObserves, type OwnWork } from './policy.ts';
import type { Asked } from './store.ts';
import type { ReviewRecord } from './types.ts';

/** Reviews that one version can be asked for. */
const maxRequests = 20;

const anyReviewer: AskedRole = { role: 'REVIEWER', subcommitteeId: null };

/** Asking for reviews, and what becomes of them when their task takes another turn. */
export function createReviewRequests(dependencies: ReviewServiceDependencies) {
  const { store, transact, clock, keyTasks, versions, membership } = dependencies;

  async function membersAsked(
    tx: Transaction,
    work: OwnWork,
    reviewerIds: readonly string[],
  ): Promise<Asked[]> {
    const refuse = (code: 'INVALID_INPUT' | 'NOT_FOUND' | 'FOUR_EYES', message: string) =>
      new DomainError(code, message, ['reviewerIds']);
    const members =
      reviewerIds.length === 0 ? [] : await membership.memberRecordsInTransaction(tx, reviewerIds);
    const byId = new Map(members.flatMap((member) => (member === null ? [] : [[member.id, member]])));
    return reviewerIds.map((reviewerId) => {
      const member = byId.get(reviewerId);
      if (member?.active !== true) throw refuse('NOT_FOUND', 'There is no such active member.');
      if (isOwnWork(reviewerId, work)) {
        throw refuse(
          'FOUR_EYES',
          `${member.displayName} wrote in this version, titled it or submits it, and so may not review it.`,
        );
      }
      if (onlyObserves(member.roles, member.seats.length)) {
        throw refuse('INVALID_INPUT', `${member.displayName} is an observer and may not review.`);
      }
      const asReviewer = member.roles.includes('REVIEWER');
      return { reviewerId, askedRole: null, askedSubcommitteeId: null, asReviewer };
    });
  }

  async function rolesAsked(tx: Transaction, roles: readonly AskedRole[]): Promise<Asked[]> {
    const asked = new Map<string, Asked>();
    for (const { role, subcommitteeId } of roles) {
      if ((role === 'SUBCOMMITTEE_LEAD') !== (subcommitteeId !== null)) {
        const message = 'A subcommittee is named with SUBCOMMITTEE_LEAD, and only there.';
        throw new DomainError('INVALID_INPUT', message, ['reviewerRoles', 'subcommitteeId']);
      }
      if (
        subcommitteeId !== null &&
        (await membership.subcommitteeInTransaction(tx, subcommitteeId)) === null
      ) {
        const message = 'There is no such subcommittee.';
        throw new DomainError('NOT_FOUND', message, ['reviewerRoles', 'subcommitteeId']);
      }
      asked.set(keyOf({ askedRole: role, askedSubcommitteeId: subcommitteeId, reviewerId: null }), {
        reviewerId: null,
        askedRole: role,
        askedSubcommitteeId: subcommitteeId,
        asReviewer: false,
      });
    }
    return [...asked.values()];
  }

  /** Who is asked. Throws when one of them can't be (SPEC.md, RV-1 to RV-3). */
  async function askedBy(
    tx: Transaction,
    work: OwnWork,
    request: Pick<ReviewRequest, 'reviewerIds' | 'roles'>,
  ): Promise<Asked[]> {
    if (request.reviewerIds.length + request.roles.length > maxRequests) throw tooMany();
    return [...(await membersAsked(tx, work, request.reviewerIds)), ...(await rolesAsked(tx, request.roles))];
  }

  function checkDueAt(dueAt: Date | null): void {
    if (dueAt === null || dueAt.getTime() > clock().getTime()) return;
    throw new DomainError('INVALID_INPUT', 'dueAt must be in the future.', ['dueAt']);
  }

  async function insert(
    tx: Transaction,
    to: {
      readonly keyTask: KeyTaskRecord;
      readonly version: VersionRecord;
      readonly asked: readonly Asked[];
      readonly dueAt: Date | null;
      readonly minimumApprovals: number;
      readonly actorId: string;
    },
  ): Promise<void> {
    const { keyTask, version, asked, dueAt, minimumApprovals } = to;
    const reviews = await store.insertRequests(
      {
        planId: version.planId,
        keyTaskId: version.keyTaskId,
        versionId: version.id,
        contentHash: version.contentHash,
        requestedAt: clock(),
        dueAt,
        minimumApprovals,
      },
      asked,
      tx.session,
    );
    for (const review of reviews) tx.emit(reviewChanged(keyTask, review, to.actorId));
  }

  /** A repeated submission must ask the same in the same way: it changes nothing. */
  async function checkSameRequest(tx: Transaction, { version, request }: Submission): Promise<void> {
    const reviews = (await store.findByVersions([version.id], tx.session)).filter(isFirstOfItsKind);
    const roles = request.reviewerIds.length + request.roles.length === 0 ? [anyReviewer] : request.roles;
    const wanted = new Set([
      ...request.reviewerIds.map((reviewerId) =>
        keyOf({ reviewerId, askedRole: null, askedSubcommitteeId: null }),
      ),
      ...roles.map(({ role, subcommitteeId }) =>
        keyOf({ reviewerId: null, askedRole: role, askedSubcommitteeId: subcommitteeId }),
      ),
    ]);
    const minimumApprovals = request.minimumApprovals ?? wanted.size;
    const same =
      reviews.length === wanted.size &&
      reviews.every(
        (review) =>
          wanted.has(keyOf(review)) &&
          review.dueAt?.getTime() === request.dueAt?.getTime() &&
          review.minimumApprovals === minimumApprovals,
      );
    if (same) return;
    const message = 'This version is in review already, and something else was asked for. Recall it first.';
    throw new DomainError('ILLEGAL_TRANSITION', message, ['reviewerIds']);
  }

  return {
    /** Asks for the reviews of a submitted version, in its transaction. */
    async onSubmitted(tx: Transaction, submission: Submission): Promise<void> {
      if (submission.repeated) return checkSameRequest(tx, submission);
      const { keyTask, version, viewer, request } = submission;
      checkDueAt(request.dueAt);
      const named = await askedBy(tx, { version, keyTask }, request);
      const asked = named.length === 0 ? await rolesAsked(tx, [anyReviewer]) : named;
      const minimumApprovals = request.minimumApprovals ?? asked.length;
      if (minimumApprovals < 1 || minimumApprovals > asked.length) {
        const message = `minimumApprovals must be from 1 to the ${asked.length} that are asked for.`;
        throw new DomainError('INVALID_INPUT', message, ['minimumApprovals']);
      }
      const { dueAt } = request;
      await insert(tx, { keyTask, version, asked, dueAt, minimumApprovals, actorId: viewer.memberId });
    },

    /**
     * Asks further members and roles to review the version in review; how many approvals approve it stays as it was.
     * Who is asked already isn't asked twice. Throws `STALE_HASH`, `FORBIDDEN`, `ILLEGAL_TRANSITION`, `FOUR_EYES`,
     * `NOT_FOUND`, `INVALID_INPUT`.
     */
    async requestReviews(
      maybeViewer: MaybeViewer,
      input: Omit<ReviewRequest, 'minimumApprovals'> & {
        readonly keyTaskId: string;
        readonly contentHash: string;
      },
    ): Promise<KeyTaskRecord> {
      const viewer = requireViewer(maybeViewer);
      checkDueAt(input.dueAt);
      return transact(async (tx) => {
        const keyTask = await keyTasks.findInTransaction(tx, input.keyTaskId);
        if (keyTask === null) throw new DomainError('NOT_FOUND', 'There is no such key task.', ['keyTaskId']);
        enforce(keyTaskVerdict(viewer, keyTask, 'REQUEST_REVIEWS'));
        const [version] = await versions.findManyInTransaction(tx, [keyTask.currentVersionId ?? '']);
        if (version === undefined) throw new Error(`Key task ${keyTask.id} has lost its version.`);
        if (version.contentHash !== input.contentHash) {
          const message = 'Another version is in review than the one named.';
          throw new DomainError('STALE_HASH', message, ['contentHash']);
        }
        const reviews = await store.findByVersions([version.id], tx.session);
        const standing = reviews.filter(({ state }) => state !== 'INVALIDATED');
        const there = new Set(standing.flatMap((review) => [keyOf(review), review.reviewerId ?? '']));
        const reviewerIds = [...new Set(input.reviewerIds)];
        const asked = (await askedBy(tx, { version, keyTask }, { reviewerIds, roles: input.roles })).filter(
          (one) => !there.has(keyOf(one)) && !there.has(one.reviewerId ?? '-'),
        );
        if (asked.length === 0) return keyTask;
        if (standing.length + asked.length > maxRequests) throw tooMany();
        const minimumApprovals = reviews[0]?.minimumApprovals ?? asked.length;
        const { dueAt } = input;
        await insert(tx, { keyTask, version, asked, dueAt, minimumApprovals, actorId: viewer.memberId });
        return keyTask;
      });
    },

    /** Asks a role anew for what one of its holders had answered and is void. In the caller's transaction. */
    async askAnew(
      tx: Transaction,
      { keyTask, review, actorId }: { keyTask: KeyTaskRecord; review: ReviewRecord; actorId: string },
    ): Promise<void> {
      const { askedRole, askedSubcommitteeId, planId, keyTaskId, versionId, contentHash } = review;
      const { dueAt, minimumApprovals } = review;
      const about = { planId, keyTaskId, versionId, contentHash, dueAt, minimumApprovals };
      const asked = [{ reviewerId: null, askedRole, askedSubcommitteeId, asReviewer: false }];
      const requests = await store.insertRequests({ ...about, requestedAt: clock() }, asked, tx.session);
      for (const request of requests) tx.emit(reviewChanged(keyTask, request, actorId));
    },

    /**
     * Invalidates what the task's turn makes void, in its transaction (SPEC.md, RV-6): requests that are still open and
     * approvals. Changes that were requested stay on record.
     */
    async onTransition(tx: Transaction, transition: KeyTaskTransition): Promise<void> {
      const voiding = voidingActions[transition.action];
      const versionId = transition.before.currentVersionId;
      if (voiding === undefined || versionId === null) return;
      const { what, states } = voiding;
      const reason = transition.reason === null ? `${what}.` : `${what}: ${transition.reason}`;
      const reviews = (await store.findByVersions([versionId], tx.session)).filter(({ state }) =>
        states.includes(state),
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

/** The same for what asks the same: a member by name, or a role. */
function keyOf(asked: Pick<ReviewRecord, 'reviewerId' | 'askedRole' | 'askedSubcommitteeId'>): string {
  return asked.askedRole === null
    ? (asked.reviewerId ?? '')
    : `${asked.askedRole} ${asked.askedSubcommitteeId ?? ''}`;
}

/** Leaves out what was asked anew because an earlier one became void. */
function isFirstOfItsKind(review: ReviewRecord, index: number, all: readonly ReviewRecord[]): boolean {
  return all.findIndex((other) => keyOf(other) === keyOf(review)) === index;
}

function tooMany(): DomainError {
  const message = `At most ${maxRequests} members and roles can be asked to review.`;
  return new DomainError('INVALID_INPUT', message, ['reviewerIds']);
}

interface Voiding {
  /** How it is told. */
  readonly what: string;
  readonly states: readonly ReviewRecord['state'][];
}

const allThatStands = ['REQUESTED', 'APPROVED'] as const;

/** Turns of a task that make reviews void. */
const voidingActions: Readonly<Partial<Record<KeyTaskTransition['action'], Voiding>>> = {
  RECALL: { what: 'Recalled', states: allThatStands },
  REQUEST_CHANGES: { what: 'Changes were requested', states: allThatStands },
  RETURN: { what: 'Returned for drafting', states: allThatStands },
  WITHDRAW: { what: 'The key task was withdrawn', states: allThatStands },
  MERGE: { what: 'The key task was merged into another one', states: allThatStands },
  // What was asked for and isn't needed any more.
  TABLE: { what: 'The key task was tabled without it', states: ['REQUESTED'] },
};
