import type { Transaction } from '../../activity/unit-of-work.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { beforeId, beforeNumber, newestFirstPages } from '../../database/newest-first.ts';
import type { Page, PageRequest } from '../../database/paging.ts';
import { outcomeOf } from '../../errors.ts';
import { createBallots } from './ballots.ts';
import { createClosing } from './closing.ts';
import { createConflicts } from './conflicts.ts';
import type { DecisionServiceDependencies } from './dependencies.ts';
import { createPlanAsOf } from './plan-as-of.ts';
import { comparePlanVersions, type PlanDifferenceRecord } from './plan-difference.ts';
import { createDiscussions } from './discussions.ts';
import { createRoster } from './roster.ts';
import type { BallotRecord, DecisionRecord, PlanVersionRecord } from './types.ts';

export type { DecisionServiceDependencies } from './dependencies.ts';

/** A plan version that is to be compared with another one; with the one before it when none is named. */
export interface AskedPlanDifference {
  readonly planVersion: PlanVersionRecord;
  readonly fromId: string | null;
}

/**
 * Ballots and decisions (SPEC.md, DC), which members read, and plan versions (PV), which anybody reads. Registers itself
 * with key tasks, whose turns make an open ballot void.
 */
export function createDecisionService(dependencies: DecisionServiceDependencies) {
  const { store, planVersionStore, keyTasks } = dependencies;
  const conflicts = createConflicts(dependencies);
  const ballots = createBallots(dependencies, conflicts);
  keyTasks.onTransition((tx, transition) => ballots.onTransition(tx, transition));

  return {
    ...ballots,
    ...createDiscussions(dependencies),
    ...createRoster(dependencies),
    ...createClosing(dependencies, conflicts),
    conflictsOfKeyTasks: conflicts.conflictsOfKeyTasks,
    conflictsOfPlanVersions: conflicts.conflictsOfPlanVersions,
    ...createPlanAsOf(dependencies),

    /** In the order of `ids`; null where there is none or the viewer may not see it. */
    async findBallots(viewer: MaybeViewer, ids: readonly string[]): Promise<(BallotRecord | null)[]> {
      return viewer === null ? ids.map(() => null) : inOrder(ids, await store.findBallots(ids), idOf);
    },

    /** The open ballot of each task, or null. For members. */
    async openBallotsOf(
      viewer: MaybeViewer,
      keyTaskIds: readonly string[],
    ): Promise<(BallotRecord | null)[]> {
      if (viewer === null) return keyTaskIds.map(() => null);
      return inOrder(keyTaskIds, await store.findOpenBallots(keyTaskIds), (ballot) => ballot.keyTaskId);
    },

    /** In the order of `ids`; null where there is none or the viewer may not see it. */
    async findDecisions(viewer: MaybeViewer, ids: readonly string[]): Promise<(DecisionRecord | null)[]> {
      return viewer === null ? ids.map(() => null) : inOrder(ids, await store.findDecisions(ids), idOf);
    },

    /** The decision that closed each ballot, or null. For members. */
    async decisionsOfBallots(
      viewer: MaybeViewer,
      ballotIds: readonly string[],
    ): Promise<(DecisionRecord | null)[]> {
      if (viewer === null) return ballotIds.map(() => null);
      const decisions = await store.findDecisionsOfBallots(ballotIds);
      return inOrder(ballotIds, decisions, (decision) => decision.ballotId);
    },

    /** A page of each task's decisions, newest first. For members; anybody else gets empty pages. */
    async decisionPages(
      viewer: MaybeViewer,
      keyTaskIds: readonly string[],
      request: PageRequest,
    ): Promise<ReadonlyMap<string, Page<DecisionRecord>>> {
      if (viewer === null) return new Map();
      const before = beforeId(request);
      const rows = await store.newestByKeyTask(keyTaskIds, { before, limit: request.first + 1 });
      return newestFirstPages(rows, request, (decision) => decision.id);
    },

    /** In the order of `ids`; null where there is none. */
    async findPlanVersions(
      _viewer: MaybeViewer,
      ids: readonly string[],
    ): Promise<(PlanVersionRecord | null)[]> {
      return inOrder(ids, await planVersionStore.findMany(ids), idOf);
    },

    /**
     * What makes each plan version out of another one, by default the one before it, which the first lacks. Null when
     * there is no such plan version.
     */
    async planDifferences(
      _viewer: MaybeViewer,
      asked: readonly AskedPlanDifference[],
    ): Promise<(PlanDifferenceRecord | null | Error)[]> {
      const fromIds = new Set(asked.flatMap(({ fromId }) => fromId ?? []));
      const successors = asked.flatMap(({ planVersion, fromId }) => (fromId === null ? [planVersion] : []));
      const [named, before] = await Promise.all([
        fromIds.size === 0 ? [] : planVersionStore.findMany([...fromIds]),
        planVersionStore.findBefore(successors),
      ]);
      return Promise.all(
        asked.map(({ planVersion, fromId }) =>
          outcomeOf(async () => {
            const { planId, number } = planVersion;
            if (fromId === null) {
              const previous = before.find((one) => one.planId === planId && one.number === number - 1);
              return comparePlanVersions(previous ?? null, planVersion);
            }
            const from = named.find(({ id }) => id === fromId);
            return from === undefined ? null : comparePlanVersions(from, planVersion);
          }),
        ),
      );
    },

    /** The plan's version with the highest number, in the caller's transaction; null before the first. */
    latestPlanVersionInTransaction: (tx: Transaction, planId: string): Promise<PlanVersionRecord | null> =>
      planVersionStore.findLatest(planId, tx.session),

    /** Plan versions in the caller's transaction, in no particular order. */
    planVersionsInTransaction: (tx: Transaction, ids: readonly string[]): Promise<PlanVersionRecord[]> =>
      planVersionStore.findMany(ids, tx.session),

    /** A page of each plan's versions, newest first. */
    async planVersionPages(
      _viewer: MaybeViewer,
      planIds: readonly string[],
      request: PageRequest,
    ): Promise<ReadonlyMap<string, Page<PlanVersionRecord>>> {
      const before = beforeNumber(request);
      const rows = await planVersionStore.newestByPlan(planIds, { before, limit: request.first + 1 });
      return newestFirstPages(rows, request, (planVersion) => planVersion.number);
    },
  };
}

export type DecisionService = ReturnType<typeof createDecisionService>;

const idOf = (record: { readonly id: string }) => record.id;

function inOrder<T>(keys: readonly string[], records: readonly T[], keyOf: (record: T) => string) {
  const byKey = new Map(records.map((record) => [keyOf(record), record]));
  return keys.map((key) => byKey.get(key) ?? null);
}
