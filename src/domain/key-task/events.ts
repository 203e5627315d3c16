import type { NewEvent } from '../../activity/event.ts';
import type { KeyTaskRecord, KeyTaskState } from './types.ts';

export type KeyTaskChange = 'CREATED' | 'RENAMED' | 'MOVED' | 'ASSIGNED';

/** Payload of `KEY_TASK_CHANGED`. */
export interface KeyTaskChangedPayload {
  readonly keyTaskId: string;
  readonly title: string;
  /** Where it is since; absent in entries of an earlier release. */
  readonly strategyId?: string | null;
  readonly change: KeyTaskChange;
}

/** Payload of `KEY_TASK_STATE_CHANGED`. */
export interface KeyTaskStateChangedPayload {
  readonly keyTaskId: string;
  /** Null when the task was created. */
  readonly from: KeyTaskState | null;
  readonly to: KeyTaskState;
  readonly reason: string | null;
  readonly mergedIntoId: string | null;
}

/** `change` happened to the task, which is given as it is since. */
export function keyTaskChanged(keyTask: KeyTaskRecord, change: KeyTaskChange, actorId: string): NewEvent {
  const payload: KeyTaskChangedPayload = {
    keyTaskId: keyTask.id,
    title: keyTask.title,
    strategyId: keyTask.strategyId,
    change,
  };
  return { ...about(keyTask), kind: 'KEY_TASK_CHANGED', actorId, payload: { ...payload } };
}

/** The task, given as it is since, came from state `from`. */
export function keyTaskStateChanged(
  keyTask: KeyTaskRecord,
  step: { readonly from: KeyTaskState | null; readonly reason: string | null },
  actorId: string,
): NewEvent {
  const payload: KeyTaskStateChangedPayload = {
    keyTaskId: keyTask.id,
    from: step.from,
    to: keyTask.state,
    reason: step.reason,
    mergedIntoId: keyTask.mergedIntoId,
  };
  return { ...about(keyTask), kind: 'KEY_TASK_STATE_CHANGED', actorId, payload: { ...payload } };
}

function about(keyTask: KeyTaskRecord) {
  return {
    planId: keyTask.planId,
    subcommitteeId: keyTask.subcommitteeId,
    keyTaskId: keyTask.id,
    visibility: 'MEMBERS',
  } as const;
}
