import type { NewEvent } from '../../activity/event.ts';
import type { PlanRecord, StrategyRecord } from './types.ts';

export type PlanChange = 'CREATED' | 'UPDATED';
export type StrategyChange = 'CREATED' | 'RENAMED' | 'MOVED' | 'REMOVED';

/** Payload of `PLAN_CHANGED`. */
export interface PlanChangedPayload {
  readonly planId: string;
  readonly title: string;
  readonly change: PlanChange;
}

/** Payload of `STRATEGY_CHANGED`. */
export interface StrategyChangedPayload {
  readonly planId: string;
  readonly strategyId: string;
  readonly title: string;
  readonly position: number;
  readonly change: StrategyChange;
}

/** Public, as plans are. */
export function planChanged(plan: PlanRecord, change: PlanChange, actorId: string): NewEvent {
  const payload: PlanChangedPayload = { planId: plan.id, title: plan.title, change };
  return {
    kind: 'PLAN_CHANGED',
    actorId,
    planId: plan.id,
    subcommitteeId: null,
    keyTaskId: null,
    visibility: 'PUBLIC',
    payload: { ...payload },
  };
}

/** The strategy is given as it is since; as it was when it is removed. */
export function strategyChanged(strategy: StrategyRecord, change: StrategyChange, actorId: string): NewEvent {
  const payload: StrategyChangedPayload = {
    planId: strategy.planId,
    strategyId: strategy.id,
    title: strategy.title,
    position: strategy.position,
    change,
  };
  return {
    kind: 'STRATEGY_CHANGED',
    actorId,
    planId: strategy.planId,
    subcommitteeId: null,
    keyTaskId: null,
    visibility: 'MEMBERS',
    payload: { ...payload },
  };
}
