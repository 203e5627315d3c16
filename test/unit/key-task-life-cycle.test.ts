import { describe, expect, it } from 'vitest';
import { roles, type Role, type SubcommitteeRole, type Viewer } from '../../src/auth/viewer.ts';
import {
  freezeReasons,
  isLive,
  isPossible,
  keyTaskActions,
  lifeCycle,
  nextState,
  type KeyTaskAction,
} from '../../src/domain/key-task/life-cycle.ts';
import { isVisible, keyTaskVerdict, type KeyTaskOperation } from '../../src/domain/key-task/policy.ts';
import { keyTaskStates, type KeyTaskRecord, type KeyTaskState } from '../../src/domain/key-task/types.ts';

const own = 'a'.repeat(24);
const other = 'b'.repeat(24);

function keyTask(state: KeyTaskState): KeyTaskRecord {
  return {
    id: '1'.repeat(24),
    planId: '2'.repeat(24),
    strategyId: null,
    subcommitteeId: own,
    draftId: '3'.repeat(24),
    title: '클라우드 우선 정책',
    englishTitle: null,
    position: 0,
    state,
    amendment: false,
    currentVersionId: null,
    sealedVersionId: null,
    mergedIntoId: null,
    splitFromId: null,
    createdById: '4'.repeat(24),
    titledById: '4'.repeat(24),
    createdAt: new Date(0),
    updatedAt: new Date(0),
    revision: 0,
  };
}

function viewer(held: readonly Role[], seats: readonly [string, SubcommitteeRole][] = []): Viewer {
  return {
    memberId: '5'.repeat(24),
    sessionId: null,
    displayName: 'somebody',
    organisation: 'somewhere',
    roles: new Set(held),
    subcommittees: new Map(seats),
    expiresAt: new Date(0),
  };
}

/** Everybody there is a rule about. */
const people = {
  lead: viewer([], [[own, 'LEAD']]),
  member: viewer([], [[own, 'MEMBER']]),
  leadElsewhere: viewer([], [[other, 'LEAD']]),
  ...(Object.fromEntries(roles.map((role) => [role, viewer([role])])) as Record<Role, Viewer>),
  nobody: null,
} as const;
type Person = keyof typeof people;

/** Written down again, on purpose apart from the code's own table. */
const expectedSteps: Record<KeyTaskAction, [from: KeyTaskState[], to: KeyTaskState]> = {
  SUBMIT: [['DRAFTING'], 'IN_REVIEW'],
  RECALL: [['IN_REVIEW'], 'DRAFTING'],
  APPROVE: [['IN_REVIEW'], 'APPROVED'],
  REQUEST_CHANGES: [['IN_REVIEW'], 'DRAFTING'],
  REVIEW_AGAIN: [['APPROVED'], 'IN_REVIEW'],
  TABLE: [['APPROVED'], 'TABLED'],
  RETURN: [['APPROVED', 'TABLED'], 'DRAFTING'],
  CONFIRM: [['TABLED'], 'CONFIRMED'],
  REOPEN: [['CONFIRMED'], 'DRAFTING'],
  SEND_BACK: [['CONFIRMED'], 'DRAFTING'],
  WITHDRAW: [['DRAFTING', 'IN_REVIEW', 'APPROVED', 'TABLED', 'CONFIRMED'], 'WITHDRAWN'],
  MERGE: [['DRAFTING', 'IN_REVIEW', 'APPROVED', 'TABLED', 'CONFIRMED'], 'MERGED'],
};

const everyMember = Object.keys(people).filter((name) => name !== 'nobody') as Person[];
const expectedPeople: Record<KeyTaskAction | KeyTaskOperation, Person[]> = {
  SUBMIT: ['lead'],
  RECALL: ['lead'],
  NAME_VERSION: ['lead'],
  APPROVE: everyMember,
  REQUEST_CHANGES: everyMember,
  REVIEW_AGAIN: everyMember,
  REQUEST_REVIEWS: ['lead', 'SECRETARIAT'],
  INVALIDATE_REVIEW: ['lead', 'SECRETARIAT'],
  TABLE: ['CHAIR', 'SECRETARIAT'],
  RETURN: ['CHAIR', 'SECRETARIAT'],
  CONFIRM: ['CHAIR', 'SECRETARIAT'],
  REOPEN: ['lead', 'CHAIR', 'SECRETARIAT'],
  SEND_BACK: ['STRATEGY_COMMITTEE'],
  WITHDRAW: ['lead', 'CHAIR', 'SECRETARIAT'],
  MERGE: ['CHAIR', 'SECRETARIAT'],
  RENAME: ['lead', 'SECRETARIAT'],
  MOVE: ['lead', 'CHAIR', 'SECRETARIAT'],
  ASSIGN: ['CHAIR', 'SECRETARIAT'],
};

const live: KeyTaskState[] = ['DRAFTING', 'IN_REVIEW', 'APPROVED', 'TABLED', 'CONFIRMED'];
const expectedOperationStates: Record<KeyTaskOperation, KeyTaskState[]> = {
  RENAME: ['DRAFTING'],
  NAME_VERSION: ['DRAFTING'],
  REQUEST_REVIEWS: ['IN_REVIEW'],
  INVALIDATE_REVIEW: ['IN_REVIEW', 'APPROVED'],
  MOVE: live,
  ASSIGN: live,
};

function statesOf(action: KeyTaskAction | KeyTaskOperation): KeyTaskState[] {
  return action in expectedSteps
    ? expectedSteps[action as KeyTaskAction][0]
    : expectedOperationStates[action as KeyTaskOperation];
}

describe('life cycle', () => {
  it.each(keyTaskActions)('%s leads from the states it may be taken in, and from no other', (action) => {
    const [from, to] = expectedSteps[action];
    for (const state of keyTaskStates) {
      expect(isPossible(state, action), `${action} in ${state}`).toBe(from.includes(state));
      if (from.includes(state)) expect(nextState(state, action)).toBe(to);
      else
        expect(() => nextState(state, action)).toThrow(
          expect.objectContaining({ code: 'ILLEGAL_TRANSITION' }),
        );
    }
  });

  it('never leaves a withdrawn or merged task', () => {
    for (const { from } of Object.values(lifeCycle)) expect(from.every(isLive)).toBe(true);
  });

  it('reaches every state from drafting', () => {
    const reached = new Set<KeyTaskState>(['DRAFTING']);
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const { from, to } of Object.values(lifeCycle))
        if (from.some((state) => reached.has(state))) reached.add(to);
    }
    expect([...reached].sort()).toEqual([...keyTaskStates].sort());
  });

  it('freezes the draft in every state but drafting, and says why', () => {
    for (const state of keyTaskStates) {
      if (state === 'DRAFTING') expect(freezeReasons[state]).toBeNull();
      else expect(freezeReasons[state]).toMatch(/\w/);
    }
  });
});

describe.each(Object.keys(expectedPeople) as (keyof typeof expectedPeople)[])('%s', (action) => {
  it.each(Object.keys(people) as Person[])('by %s', (name) => {
    for (const state of keyTaskStates) {
      const verdict = keyTaskVerdict(people[name], keyTask(state), action);
      const entitled = expectedPeople[action].includes(name);
      expect(verdict.allowed, `in ${state}`).toBe(entitled && statesOf(action).includes(state));
      if (verdict.allowed) continue;
      // Who may not do it at all is told so, whatever the state.
      const stateCode = action === 'RENAME' && live.includes(state) ? 'FROZEN' : 'ILLEGAL_TRANSITION';
      expect(verdict.code, `in ${state}`).toBe(entitled ? stateCode : 'FORBIDDEN');
      expect(verdict.reason).not.toBe('');
    }
  });
});

it('somebody with several roles may do what any of them may', () => {
  const observingLead = viewer(['OBSERVER'], [[own, 'LEAD']]);
  expect(keyTaskVerdict(observingLead, keyTask('DRAFTING'), 'SUBMIT').allowed).toBe(true);
  expect(keyTaskVerdict(observingLead, keyTask('DRAFTING'), 'MERGE').allowed).toBe(false);
});

it('members see every task, everybody else what the plan holds', () => {
  const sealed = { ...keyTask('DRAFTING'), sealedVersionId: '6'.repeat(24) };
  expect(isVisible(null, keyTask('CONFIRMED'))).toBe(false);
  expect(isVisible(null, sealed)).toBe(true);
  expect(isVisible(people.OBSERVER, keyTask('DRAFTING'))).toBe(true);
});
