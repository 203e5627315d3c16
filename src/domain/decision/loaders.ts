import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { createPageLoader } from '../../database/page-loader.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { PlanConflict } from './conflicts.ts';
import type { PlanDifferenceRecord } from './plan-difference.ts';
import type { AskedPlanDifference, DecisionService } from './service.ts';
import type { BallotRecord, DecisionRecord, PlanVersionRecord } from './types.ts';

/** Batching readers of ballots, decisions and plan versions, for one request of `viewer`. */
export function createDecisionLoaders(service: DecisionService, viewer: MaybeViewer) {
  return {
    ballot: new DataLoader<string, BallotRecord | null>((ids) => service.findBallots(viewer, ids)),
    decision: new DataLoader<string, DecisionRecord | null>((ids) => service.findDecisions(viewer, ids)),
    planVersion: new DataLoader<string, PlanVersionRecord | null>((ids) =>
      service.findPlanVersions(viewer, ids),
    ),
    /** The open ballot of a key task. */
    openBallot: new DataLoader<string, BallotRecord | null>((keyTaskIds) =>
      service.openBallotsOf(viewer, keyTaskIds),
    ),
    /** The decision that closed a ballot. */
    ofBallot: new DataLoader<string, DecisionRecord | null>((ballotIds) =>
      service.decisionsOfBallots(viewer, ballotIds),
    ),
    /** Conflicts of a key task's text with the others of its plan. */
    conflicts: new DataLoader<KeyTaskRecord, readonly PlanConflict[], string>(
      (keyTasks) => service.conflictsOfKeyTasks(viewer, keyTasks),
      { cacheKeyFn: ({ id }) => id },
    ),
    /** Conflicts between the texts of a plan version. */
    conflictsOfPlanVersion: new DataLoader<PlanVersionRecord, readonly PlanConflict[], string>(
      (planVersions) => service.conflictsOfPlanVersions(planVersions),
      { cacheKeyFn: ({ id }) => id },
    ),
    /** What makes a plan version out of another one. */
    planDifference: new DataLoader<AskedPlanDifference, PlanDifferenceRecord | null, string>(
      (asked) => service.planDifferences(viewer, asked),
      { cacheKeyFn: ({ planVersion, fromId }) => `${planVersion.id} ${fromId ?? ''}` },
    ),
    /** Decisions on a key task, newest first. */
    ofKeyTask: createPageLoader((keyTaskIds, request) => service.decisionPages(viewer, keyTaskIds, request)),
    /** Versions of a plan, newest first. */
    ofPlan: createPageLoader((planIds, request) => service.planVersionPages(viewer, planIds, request)),
  };
}

export type DecisionLoaders = ReturnType<typeof createDecisionLoaders>;
