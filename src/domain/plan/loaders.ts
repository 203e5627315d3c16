import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { PlanService } from './service.ts';
import type { PlanRecord, StrategyRecord } from './types.ts';

/** Batching readers of plans and strategies, for one request of `viewer`. */
export function createPlanLoaders(service: PlanService, viewer: MaybeViewer) {
  return {
    plan: new DataLoader<string, PlanRecord | null>((ids) => service.findMany(viewer, ids)),
    strategy: new DataLoader<string, StrategyRecord | null>((ids) => service.findManyStrategies(viewer, ids)),
    /** By plan: its strategies in order. */
    strategiesOfPlan: new DataLoader<string, readonly StrategyRecord[]>((planIds) =>
      service.strategiesOfPlans(viewer, planIds),
    ),
    /** By strategy: whether it holds a key task and so can't be removed. */
    strategyOccupied: new DataLoader<string, boolean>((ids) => service.areOccupied(ids)),
  };
}

export type PlanLoaders = ReturnType<typeof createPlanLoaders>;
