import { describe, expect, it } from 'vitest';
import { roles, type Role, type Viewer } from '../../src/auth/viewer.ts';
import { checkBallotRule, checkPeriod, checkPosition } from '../../src/domain/plan/input.ts';
import {
  createKeyTaskVerdict,
  managePlansVerdict,
  removeStrategyVerdict,
} from '../../src/domain/plan/policy.ts';

const own = 'a'.repeat(24);
const other = 'b'.repeat(24);

function viewer(held: readonly Role[], seats: Viewer['subcommittees'] = new Map()): Viewer {
  return {
    memberId: '5'.repeat(24),
    sessionId: null,
    displayName: 'somebody',
    organisation: 'somewhere',
    roles: new Set(held),
    subcommittees: seats,
    expiresAt: new Date(0),
  };
}
const lead = viewer([], new Map([[own, 'LEAD']]));
const member = viewer([], new Map([[own, 'MEMBER']]));
const invalidInput = expect.objectContaining({ code: 'INVALID_INPUT' }) as Error;

describe('who changes plans', () => {
  it.each(roles)('%s', (role) => {
    const manages = role === 'SECRETARIAT' || role === 'CHAIR';
    expect(managePlansVerdict(viewer([role])).allowed).toBe(manages);
    expect(createKeyTaskVerdict(viewer([role]), own).allowed).toBe(role === 'SECRETARIAT');
  });

  it('neither a lead nor nobody', () => {
    expect(managePlansVerdict(lead)).toMatchObject({ allowed: false, code: 'FORBIDDEN' });
    expect(managePlansVerdict(null)).toMatchObject({ allowed: false, code: 'FORBIDDEN' });
  });

  it('a lead adds key tasks of the own subcommittee only', () => {
    expect(createKeyTaskVerdict(lead, own).allowed).toBe(true);
    expect(createKeyTaskVerdict(lead, null).allowed).toBe(true);
    expect(createKeyTaskVerdict(lead, other)).toMatchObject({ allowed: false, code: 'FORBIDDEN' });
    expect(createKeyTaskVerdict(member, own)).toMatchObject({ allowed: false, code: 'FORBIDDEN' });
    expect(createKeyTaskVerdict(member, null)).toMatchObject({ allowed: false, code: 'FORBIDDEN' });
    expect(createKeyTaskVerdict(null, null)).toMatchObject({ allowed: false, code: 'FORBIDDEN' });
  });

  it('a strategy that holds key tasks stays; who may not remove it hears that first', () => {
    expect(removeStrategyVerdict(viewer(['SECRETARIAT']), false).allowed).toBe(true);
    expect(removeStrategyVerdict(viewer(['SECRETARIAT']), true)).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    });
    expect(removeStrategyVerdict(lead, true)).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('what a plan takes', () => {
  it.each([
    [2022, 2024],
    [1900, 2999],
    [2022, 2022],
  ])('period %d to %d', (start, end) => {
    expect(() => checkPeriod(start, end)).not.toThrow();
  });

  it.each([
    [2024, 2022, 'periodEnd'],
    [1899, 1900, 'periodStart'],
    [2022, 3000, 'periodEnd'],
    [2022.5, 2024, 'periodStart'],
    [-1, 2024, 'periodStart'],
  ])('not period %d to %d', (start, end, field) => {
    expect(() => checkPeriod(start, end)).toThrow(invalidInput);
    expect(() => checkPeriod(start, end)).toThrow(expect.objectContaining({ field: [field] }) as Error);
  });

  it.each([
    [0, 0],
    [1, 0.99],
    [0.5, 0.5],
  ])('quorum %d, majority %d', (quorum, majority) => {
    const usual = { base: 'FOR_AND_AGAINST', discussion: 'BLOCKS', secret: false } as const;
    expect(checkBallotRule({ quorum, majority })).toEqual({ quorum, majority, ...usual });
    const other = { quorum, majority, base: 'ROSTER', discussion: 'COUNTS_AGAINST', secret: true } as const;
    expect(checkBallotRule(other)).toEqual(other);
  });

  it.each([
    [-0.01, 0.5],
    [1.01, 0.5],
    [Number.NaN, 0.5],
    [0.5, -0.01],
    [0.5, 1],
    [0.5, Number.NaN],
    [Number.POSITIVE_INFINITY, 0.5],
  ])('not quorum %d, majority %d', (quorum, majority) => {
    expect(() => checkBallotRule({ quorum, majority })).toThrow(invalidInput);
  });

  it('places from 0 to the last', () => {
    for (const position of [0, 1, 2]) expect(() => checkPosition(position, 3)).not.toThrow();
    for (const position of [-1, 3, 1.5, Number.NaN])
      expect(() => checkPosition(position, 3)).toThrow(invalidInput);
  });
});
