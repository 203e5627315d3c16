import { DomainError } from '../../errors.ts';
import type { KeyTaskState } from './types.ts';

export const keyTaskActions = [
  'SUBMIT',
  'RECALL',
  'APPROVE',
  'REQUEST_CHANGES',
  'REVIEW_AGAIN',
  'TABLE',
  'RETURN',
  'CONFIRM',
  'REOPEN',
  'SEND_BACK',
  'WITHDRAW',
  'MERGE',
] as const;
export type KeyTaskAction = (typeof keyTaskActions)[number];

interface Step {
  readonly from: readonly KeyTaskState[];
  readonly to: KeyTaskState;
}

/** States in which a task is part of the work: not withdrawn, not merged into another one. */
export const liveStates = ['DRAFTING', 'IN_REVIEW', 'APPROVED', 'TABLED', 'CONFIRMED'] as const;

/** The life cycle of a key task. The only place that says what leads from which state to which. */
export const lifeCycle: Readonly<Record<KeyTaskAction, Step>> = {
  SUBMIT: { from: ['DRAFTING'], to: 'IN_REVIEW' },
  RECALL: { from: ['IN_REVIEW'], to: 'DRAFTING' },
  APPROVE: { from: ['IN_REVIEW'], to: 'APPROVED' },
  REQUEST_CHANGES: { from: ['IN_REVIEW'], to: 'DRAFTING' },
  REVIEW_AGAIN: { from: ['APPROVED'], to: 'IN_REVIEW' },
  TABLE: { from: ['APPROVED'], to: 'TABLED' },
  RETURN: { from: ['APPROVED', 'TABLED'], to: 'DRAFTING' },
  CONFIRM: { from: ['TABLED'], to: 'CONFIRMED' },
  REOPEN: { from: ['CONFIRMED'], to: 'DRAFTING' },
  SEND_BACK: { from: ['CONFIRMED'], to: 'DRAFTING' },
  WITHDRAW: { from: liveStates, to: 'WITHDRAWN' },
  MERGE: { from: liveStates, to: 'MERGED' },
};

/** What a state means for the draft: null where it may be edited, else why not, as the editors are told. */
export const freezeReasons: Readonly<Record<KeyTaskState, string | null>> = {
  DRAFTING: null,
  IN_REVIEW: 'This text is under review.',
  APPROVED: 'This text is approved and waits to be tabled.',
  TABLED: 'This text is tabled for decision.',
  CONFIRMED: 'This text is confirmed. Reopen the key task to amend it.',
  WITHDRAWN: 'The key task is withdrawn.',
  MERGED: 'The key task is merged into another one.',
};

/** How a state is named to a person. */
export const stateNames: Readonly<Record<KeyTaskState, string>> = {
  DRAFTING: 'being drafted',
  IN_REVIEW: 'in review',
  APPROVED: 'approved',
  TABLED: 'tabled',
  CONFIRMED: 'confirmed',
  WITHDRAWN: 'withdrawn',
  MERGED: 'merged into another one',
};

export function isLive(state: KeyTaskState): boolean {
  return state !== 'WITHDRAWN' && state !== 'MERGED';
}

export function isPossible(state: KeyTaskState, action: KeyTaskAction): boolean {
  return lifeCycle[action].from.includes(state);
}

/** The state that `action` leads to from `state`. Throws `ILLEGAL_TRANSITION` when it leads nowhere from there. */
export function nextState(state: KeyTaskState, action: KeyTaskAction): KeyTaskState {
  if (!isPossible(state, action)) throw new DomainError('ILLEGAL_TRANSITION', impossible(state));
  return lifeCycle[action].to;
}

/** Why an action can't be taken in a state, for a person. */
export function impossible(state: KeyTaskState): string {
  return `This can't be done while the key task is ${stateNames[state]}.`;
}
