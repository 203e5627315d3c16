import type { EventKind, EventRecord } from '../../activity/event.ts';
import type { ActivityService } from '../../activity/service.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { KeyTaskChangedPayload, KeyTaskStateChangedPayload } from '../key-task/events.ts';
import type { KeyTaskState } from '../key-task/types.ts';
import type { PlanChangedPayload, StrategyChangedPayload } from '../plan/events.ts';
import type { PlanRecord } from '../plan/types.ts';
import type { PlanVersionRecord } from './types.ts';

/** A plan as it was at a moment. Ids are hex ObjectIds. */
export interface PlanAsOfRecord extends TreeAsOf {
  readonly planId: string;
  readonly at: Date;
  /** The plan version in force; null before the first. */
  readonly planVersion: PlanVersionRecord | null;
  readonly title: string;
}

export interface StrategyAsOf {
  readonly strategyId: string;
  readonly title: string;
}

export interface KeyTaskAsOf {
  readonly keyTaskId: string;
  readonly title: string;
  readonly state: KeyTaskState;
  readonly strategyId: string | null;
}

/** What the activity log tells of a plan's tree. */
export interface TreeAsOf {
  /** Null when the log doesn't tell. */
  readonly title: string | null;
  /** In their order. */
  readonly strategies: readonly StrategyAsOf[];
  /** In the order of their making. */
  readonly keyTasks: readonly KeyTaskAsOf[];
}

export interface PlanAsOfDependencies {
  readonly planVersionStore: {
    /** The last plan version at or before a time. */
    findAt(planId: string, at: Date): Promise<PlanVersionRecord | null>;
  };
  readonly plans: { findMany(viewer: MaybeViewer, ids: readonly string[]): Promise<(PlanRecord | null)[]> };
  readonly activity: Pick<ActivityService, 'ofPlanUntil'>;
}

const kinds: readonly EventKind[] = [
  'PLAN_CHANGED',
  'STRATEGY_CHANGED',
  'KEY_TASK_CHANGED',
  'KEY_TASK_STATE_CHANGED',
];

/** Plans as they were (SPEC.md, TM-5). */
export function createPlanAsOf({ planVersionStore, plans, activity }: PlanAsOfDependencies) {
  return {
    /** The plan at a moment; null when there was none. */
    async planAsOf(viewer: MaybeViewer, planId: string, at: Date): Promise<PlanAsOfRecord | null> {
      const [plan] = await plans.findMany(viewer, [planId]);
      if (plan === undefined || plan === null || plan.createdAt > at) return null;
      const events = await activity.ofPlanUntil(viewer, { planId, kinds }, at);
      const tree = treeAsOf(events);
      const planVersion = await planVersionStore.findAt(planId, at);
      return { ...tree, title: tree.title ?? plan.title, planId, at, planVersion };
    },
  };
}

/** The tree that entries of the activity log, oldest first, lead to. */
export function treeAsOf(events: readonly EventRecord[]): TreeAsOf {
  let title: string | null = null;
  const strategies: StrategyAsOf[] = [];
  const keyTasks = new Map<string, KeyTaskAsOf>();
  for (const { kind, payload } of events) {
    // The log keeps payloads as the events' makers made them.
    const told = payload as unknown;
    if (kind === 'PLAN_CHANGED') ({ title } = told as PlanChangedPayload);
    else if (kind === 'STRATEGY_CHANGED') changeStrategies(strategies, told as StrategyChangedPayload);
    else if (kind === 'KEY_TASK_CHANGED') {
      const task = told as KeyTaskChangedPayload;
      const before = keyTasks.get(task.keyTaskId);
      keyTasks.set(task.keyTaskId, {
        keyTaskId: task.keyTaskId,
        title: task.title,
        state: before?.state ?? 'DRAFTING',
        // Entries of an earlier release don't tell the place.
        strategyId: task.strategyId === undefined ? (before?.strategyId ?? null) : task.strategyId,
      });
    } else if (kind === 'KEY_TASK_STATE_CHANGED') {
      const { keyTaskId, to } = told as KeyTaskStateChangedPayload;
      const before = keyTasks.get(keyTaskId);
      if (before !== undefined) keyTasks.set(keyTaskId, { ...before, state: to });
    }
  }
  return { title, strategies, keyTasks: [...keyTasks.values()] };
}

/** As the plan's strategies were changed then: one that is put somewhere makes those behind it move on. */
function changeStrategies(strategies: StrategyAsOf[], payload: StrategyChangedPayload): void {
  const { strategyId, title, position, change } = payload;
  const place = strategies.findIndex((strategy) => strategy.strategyId === strategyId);
  if (place !== -1) strategies.splice(place, 1);
  if (change === 'REMOVED') return;
  strategies.splice(change === 'RENAMED' && place !== -1 ? place : position, 0, { strategyId, title });
}
