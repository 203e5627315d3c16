import type { Transact, Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import { beforeId, newestFirstPages } from '../../database/newest-first.ts';
import type { Page, PageRequest } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import { optionalText, requiredText } from '../../text.ts';
import { conflict, conflictOnDuplicate } from '../decision/dependencies.ts';
import { hashOf } from '../decision/forms.ts';
import type { DecisionService } from '../decision/service.ts';
import type { KeyTaskService } from '../key-task/service.ts';
import type { PlanService } from '../plan/service.ts';
import { planSubmissionChanged } from './events.ts';
import { resolutionForm } from './forms.ts';
import {
  maySeeSubmission,
  resolveSubmissionVerdict,
  submitPlanVerdict,
  withdrawSubmissionVerdict,
} from './policy.ts';
import type { SubmissionStore } from './store.ts';
import type { PlanSubmissionRecord, ReturnedTask } from './types.ts';

export interface SubmissionServiceDependencies {
  readonly store: SubmissionStore;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly plans: Pick<PlanService, 'lockTree'>;
  readonly keyTasks: Pick<KeyTaskService, 'findInTransaction' | 'transition'>;
  readonly decisions: Pick<DecisionService, 'latestPlanVersionInTransaction' | 'planVersionsInTransaction'>;
}

/** What names a submission and the text that is meant. */
interface SubmissionInput {
  readonly submissionId: string;
  /** Hash of the plan version that was submitted. */
  readonly planVersionHash: string;
}

export interface ReturnInput extends SubmissionInput {
  readonly reason: string;
  /** The tasks that are to be amended, with the reason for each. */
  readonly keyTasks: readonly { readonly keyTaskId: string; readonly reason: string }[];
}

const reasonBounds = { max: 10_000, multiline: true } as const;

/** Plans before the Strategy Committee, which adopts or returns them (SPEC.md, SC). */
export function createSubmissionService(dependencies: SubmissionServiceDependencies) {
  const { store, transact, clock, plans, keyTasks, decisions } = dependencies;

  async function findMany(
    viewer: MaybeViewer,
    ids: readonly string[],
  ): Promise<(PlanSubmissionRecord | null)[]> {
    const visible = (await store.findMany(ids)).filter((submission) => maySeeSubmission(viewer, submission));
    const byId = new Map(visible.map((submission) => [submission.id, submission]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  async function required(tx: Transaction, id: string): Promise<PlanSubmissionRecord> {
    const submission = await store.find(id, tx.session);
    if (submission === null)
      throw new DomainError('NOT_FOUND', 'There is no such submission.', ['submissionId']);
    return submission;
  }

  /** Ends an open submission and tells it. */
  async function end(
    tx: Transaction,
    submission: PlanSubmissionRecord,
    {
      viewer,
      ...outcome
    }: Pick<PlanSubmissionRecord, 'state' | 'reason' | 'returned'> & { readonly viewer: Viewer },
  ): Promise<PlanSubmissionRecord> {
    const decided = { ...submission, ...outcome, decidedById: viewer.memberId, decidedAt: clock() };
    const hash = outcome.state === 'WITHDRAWN' ? null : hashOf(resolutionForm(decided));
    const { state, reason, returned, decidedById, decidedAt } = decided;
    const ended = await store.end(
      submission.id,
      { state, reason, returned, decidedById, decidedAt, hash },
      tx.session,
    );
    if (ended === null) throw conflict();
    tx.emit(planSubmissionChanged(ended, viewer.memberId));
    return ended;
  }

  /** What the committee returns of the plan version. Throws `INVALID_INPUT`. */
  async function returnedTasks(
    tx: Transaction,
    submission: PlanSubmissionRecord,
    wanted: ReturnInput['keyTasks'],
  ): Promise<ReturnedTask[]> {
    if (wanted.length === 0)
      throw new DomainError('INVALID_INPUT', 'At least one key task must be returned.', ['keyTasks']);
    const [planVersion] = await decisions.planVersionsInTransaction(tx, [submission.planVersionId]);
    if (planVersion === undefined) throw new Error(`Plan version ${submission.planVersionId} is missing.`);
    const held = new Map(planVersion.entries.map(({ keyTaskId, versionId }) => [keyTaskId, versionId]));
    const returned = wanted.map(({ keyTaskId, reason }) => {
      const versionId = held.get(keyTaskId);
      if (versionId === undefined)
        throw new DomainError('INVALID_INPUT', 'The plan version holds no such key task.', [
          'keyTasks',
          'keyTaskId',
        ]);
      return { keyTaskId, versionId, reason: requiredText(reason, 'reason', reasonBounds) };
    });
    if (new Set(returned.map(({ keyTaskId }) => keyTaskId)).size < returned.length)
      throw new DomainError('INVALID_INPUT', 'A key task is named twice.', ['keyTasks', 'keyTaskId']);
    return returned;
  }

  /** Opens the tasks for amendments; what is being amended, or has ended, already goes its own way. */
  async function sendBack(tx: Transaction, viewer: Viewer, returned: readonly ReturnedTask[]): Promise<void> {
    for (const { keyTaskId, versionId, reason } of returned) {
      const keyTask = await keyTasks.findInTransaction(tx, keyTaskId);
      if (keyTask?.state !== 'CONFIRMED' || keyTask.sealedVersionId !== versionId) continue;
      await keyTasks.transition(tx, { viewer, keyTaskId, action: 'SEND_BACK', reason });
    }
  }

  return {
    /** In the order of `ids`; null where there is none or the viewer may not see it. */
    findMany,

    /** A page of each plan's submissions, newest first: for members all, for anybody else those that were adopted. */
    async pagesByPlan(
      viewer: MaybeViewer,
      planIds: readonly string[],
      request: PageRequest,
    ): Promise<ReadonlyMap<string, Page<PlanSubmissionRecord>>> {
      const range = { before: beforeId(request), limit: request.first + 1 };
      const rows = await store.newestByPlan(planIds, range, viewer === null ? ['ADOPTED'] : undefined);
      return newestFirstPages(rows, request, ({ id }) => id);
    },

    /** The submission of each plan that was adopted last, or null. */
    async adoptedOf(planIds: readonly string[]): Promise<(PlanSubmissionRecord | null)[]> {
      const newest = await store.newestByPlan(planIds, { before: null, limit: 1 }, ['ADOPTED']);
      return planIds.map((planId) => newest.get(planId)?.[0] ?? null);
    },

    /**
     * Brings the plan's latest version before the committee. The same one again returns the open submission. Throws
     * `STALE_HASH`, `ILLEGAL_TRANSITION` when there is no plan version, another one is before the committee or this one
     * was adopted, `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.
     */
    async submitPlan(
      maybeViewer: MaybeViewer,
      input: { readonly planId: string; readonly planVersionHash: string },
    ): Promise<PlanSubmissionRecord> {
      const viewer = requireViewer(maybeViewer);
      enforce(submitPlanVerdict(viewer));
      const run = async (tx: Transaction): Promise<PlanSubmissionRecord> => {
        // No plan version is appended meanwhile.
        const plan = await plans.lockTree(tx, input.planId);
        const latest = await decisions.latestPlanVersionInTransaction(tx, plan.id);
        if (latest === null) throw illegal('The plan has no version yet: nothing is confirmed.');
        checkHash(latest.hash, input.planVersionHash);
        const open = await store.findOpen(plan.id, tx.session);
        if (open?.planVersionId === latest.id) return open;
        if (open !== null) throw illegal('Another version of the plan is before the Strategy Committee.');
        if (await store.isAdopted(latest.id, tx.session)) throw illegal('This version was adopted already.');
        const submission: PlanSubmissionRecord = {
          id: store.newId(),
          planId: plan.id,
          planVersionId: latest.id,
          planVersionNumber: latest.number,
          planVersionHash: latest.hash,
          state: 'SUBMITTED',
          submittedById: viewer.memberId,
          submittedAt: clock(),
          decidedById: null,
          decidedAt: null,
          reason: null,
          returned: [],
          hash: null,
        };
        await store.insert(submission, tx.session);
        tx.emit(planSubmissionChanged(submission, viewer.memberId));
        return submission;
      };
      return conflictOnDuplicate(() => transact(run));
    },

    /**
     * Adopts the plan version. Throws `STALE_HASH`, `ILLEGAL_TRANSITION` when it was decided or withdrawn, `FORBIDDEN`,
     * `NOT_FOUND`, `CONFLICT`.
     */
    async adoptPlan(
      maybeViewer: MaybeViewer,
      input: SubmissionInput & { readonly remarks?: string | null },
    ): Promise<PlanSubmissionRecord> {
      const viewer = requireViewer(maybeViewer);
      const reason = optionalText(input.remarks, 'remarks', reasonBounds);
      return transact(async (tx) => {
        const submission = await required(tx, input.submissionId);
        enforce(resolveSubmissionVerdict(viewer, submission));
        checkHash(submission.planVersionHash, input.planVersionHash);
        return end(tx, submission, { viewer, state: 'ADOPTED', reason, returned: [] });
      });
    },

    /**
     * Returns the plan version: each task that is named is opened for an amendment of its sealed version. Throws
     * `INVALID_INPUT`, `STALE_HASH`, `ILLEGAL_TRANSITION`, `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.
     */
    async returnPlan(maybeViewer: MaybeViewer, input: ReturnInput): Promise<PlanSubmissionRecord> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(input.reason, 'reason', reasonBounds);
      return transact(async (tx) => {
        const submission = await required(tx, input.submissionId);
        enforce(resolveSubmissionVerdict(viewer, submission));
        checkHash(submission.planVersionHash, input.planVersionHash);
        const returned = await returnedTasks(tx, submission, input.keyTasks);
        await sendBack(tx, viewer, returned);
        return end(tx, submission, { viewer, state: 'RETURNED', reason, returned });
      });
    },

    /** Takes a submission back. Throws `INVALID_INPUT`, `ILLEGAL_TRANSITION`, `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`. */
    async withdrawPlan(
      maybeViewer: MaybeViewer,
      input: { readonly submissionId: string; readonly reason: string },
    ): Promise<PlanSubmissionRecord> {
      const viewer = requireViewer(maybeViewer);
      const reason = requiredText(input.reason, 'reason', reasonBounds);
      return transact(async (tx) => {
        const submission = await required(tx, input.submissionId);
        enforce(withdrawSubmissionVerdict(viewer, submission));
        return end(tx, submission, { viewer, state: 'WITHDRAWN', reason, returned: [] });
      });
    },
  };
}

export type SubmissionService = ReturnType<typeof createSubmissionService>;

function checkHash(expected: string, named: string): void {
  if (expected !== named)
    throw new DomainError('STALE_HASH', 'Another plan version is in question than the one named.', [
      'planVersionHash',
    ]);
}

const illegal = (message: string): DomainError => new DomainError('ILLEGAL_TRANSITION', message);
