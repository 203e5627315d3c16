import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import { impossible, isLive, isPossible, stateNames, type KeyTaskAction } from './life-cycle.ts';
import type { KeyTaskRecord, KeyTaskState } from './types.ts';

/** What is done with a key task without changing its state. */
export type KeyTaskOperation =
  'RENAME' | 'MOVE' | 'ASSIGN' | 'NAME_VERSION' | 'REQUEST_REVIEWS' | 'INVALIDATE_REVIEW';

type Person = 'ANYBODY' | 'LEAD' | 'SECRETARIAT' | 'CHAIR' | 'STRATEGY_COMMITTEE';

/**
 * Who may take an action: holders of a task-force role, or the lead of the subcommittee that owns the task. `ANYBODY`
 * is every member: there, another domain has the say (who may review depends on the request and on the authors, and an
 * approval that is void takes the approved task back into review, whoever made it void).
 */
const entitled: Readonly<Record<KeyTaskAction | KeyTaskOperation, readonly Person[]>> = {
  SUBMIT: ['LEAD'],
  RECALL: ['LEAD'],
  NAME_VERSION: ['LEAD'],
  APPROVE: ['ANYBODY'],
  REQUEST_CHANGES: ['ANYBODY'],
  REVIEW_AGAIN: ['ANYBODY'],
  REQUEST_REVIEWS: ['LEAD', 'SECRETARIAT'],
  INVALIDATE_REVIEW: ['LEAD', 'SECRETARIAT'],
  TABLE: ['CHAIR', 'SECRETARIAT'],
  RETURN: ['CHAIR', 'SECRETARIAT'],
  CONFIRM: ['CHAIR', 'SECRETARIAT'],
  REOPEN: ['LEAD', 'SECRETARIAT', 'CHAIR'],
  SEND_BACK: ['STRATEGY_COMMITTEE'],
  WITHDRAW: ['LEAD', 'SECRETARIAT', 'CHAIR'],
  MERGE: ['SECRETARIAT', 'CHAIR'],
  RENAME: ['LEAD', 'SECRETARIAT'],
  MOVE: ['LEAD', 'SECRETARIAT', 'CHAIR'],
  ASSIGN: ['SECRETARIAT', 'CHAIR'],
};

const personNames: Readonly<Record<Person, string>> = {
  ANYBODY: 'members',
  LEAD: "the lead of the task's subcommittee",
  SECRETARIAT: 'the secretariat',
  CHAIR: 'the chair',
  STRATEGY_COMMITTEE: 'the Strategy Committee',
};

/** Whether the viewer may take `action` with the task now: entitled to, and possible in the task's state. */
export function keyTaskVerdict(
  viewer: MaybeViewer,
  keyTask: KeyTaskRecord,
  action: KeyTaskAction | KeyTaskOperation,
): Verdict {
  const people = entitled[action];
  if (viewer === null) return deny('Sign in first.');
  if (!people.some((person) => isPerson(viewer, keyTask.subcommitteeId, person))) {
    return deny(`Only ${listed(people.map((person) => personNames[person]))} may do this.`);
  }
  return stateVerdict(keyTask.state, action);
}

/** As {@link keyTaskVerdict} of `RENAME`: the title is text, which the recused (SPEC.md, DC-10) don't edit. */
export function renameVerdict(
  viewer: MaybeViewer,
  keyTask: KeyTaskRecord,
  recusedIds: readonly string[],
): Verdict {
  const verdict = keyTaskVerdict(viewer, keyTask, 'RENAME');
  const recused = viewer !== null && recusedIds.includes(viewer.memberId);
  return verdict.allowed && recused ? deny('You are recused from this key task.') : verdict;
}

/** Whether somebody may see the task: members all, everybody else what the plan holds. */
export function isVisible(viewer: MaybeViewer, keyTask: KeyTaskRecord): boolean {
  return viewer !== null || keyTask.sealedVersionId !== null;
}

function stateVerdict(state: KeyTaskState, action: KeyTaskAction | KeyTaskOperation): Verdict {
  switch (action) {
    case 'RENAME':
      // The title is part of what was submitted, reviewed and confirmed.
      if (!isLive(state)) return deny(impossible(state), 'ILLEGAL_TRANSITION');
      return state === 'DRAFTING'
        ? allow
        : deny(`The title can't be changed while the key task is ${stateNames[state]}.`, 'FROZEN');
    case 'NAME_VERSION':
      return state === 'DRAFTING' ? allow : deny(impossible(state), 'ILLEGAL_TRANSITION');
    case 'REQUEST_REVIEWS':
      return state === 'IN_REVIEW' ? allow : deny(impossible(state), 'ILLEGAL_TRANSITION');
    case 'INVALIDATE_REVIEW':
      return state === 'IN_REVIEW' || state === 'APPROVED'
        ? allow
        : deny(impossible(state), 'ILLEGAL_TRANSITION');
    case 'MOVE':
    case 'ASSIGN':
      return isLive(state) ? allow : deny(impossible(state), 'ILLEGAL_TRANSITION');
    default:
      return isPossible(state, action) ? allow : deny(impossible(state), 'ILLEGAL_TRANSITION');
  }
}

function isPerson(viewer: Viewer, subcommitteeId: string, person: Person): boolean {
  switch (person) {
    case 'ANYBODY':
      return true;
    case 'LEAD':
      return viewer.subcommittees.get(subcommitteeId) === 'LEAD';
    default:
      return viewer.roles.has(person);
  }
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Actions that the mutations stand for, in the order in which `permissions` lists them. */
export const keyTaskMutations = {
  renameKeyTask: 'RENAME',
  moveKeyTask: 'MOVE',
  assignKeyTask: 'ASSIGN',
  nameVersion: 'NAME_VERSION',
  submitVersion: 'SUBMIT',
  recallVersion: 'RECALL',
  requestReviews: 'REQUEST_REVIEWS',
  invalidateReview: 'INVALIDATE_REVIEW',
  tableKeyTask: 'TABLE',
  returnKeyTask: 'RETURN',
  reopenKeyTask: 'REOPEN',
  withdrawKeyTask: 'WITHDRAW',
  mergeKeyTask: 'MERGE',
} as const satisfies Readonly<Record<string, KeyTaskAction | KeyTaskOperation>>;
