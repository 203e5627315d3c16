import { DomainError } from '../../errors.ts';
import type { BallotRule, BallotRuleInput } from './types.ts';

export const defaultBallotRule: BallotRule = {
  quorum: 0.5,
  majority: 0.5,
  base: 'FOR_AND_AGAINST',
  discussion: 'BLOCKS',
  secret: false,
};

const earliestYear = 1900;
const latestYear = 2999;

/** Throws `INVALID_INPUT` when the years are out of range or in the wrong order. */
export function checkPeriod(periodStart: number, periodEnd: number): void {
  for (const [field, year] of Object.entries({ periodStart, periodEnd })) {
    if (!Number.isInteger(year) || year < earliestYear || year > latestYear) {
      const bounds = `${earliestYear} to ${latestYear}`;
      throw new DomainError('INVALID_INPUT', `${field} must be a year from ${bounds}.`, [field]);
    }
  }
  if (periodEnd < periodStart) {
    throw new DomainError('INVALID_INPUT', 'The period must not end before it starts.', ['periodEnd']);
  }
}

/**
 * The whole rule; what is left out is as in `before`. Throws `INVALID_INPUT` when a part is out of range: a majority of 1
 * could never be exceeded.
 */
export function checkBallotRule(rule: BallotRuleInput, before: BallotRule = defaultBallotRule): BallotRule {
  const { quorum, majority } = rule;
  const base = rule.base ?? before.base;
  const discussion = rule.discussion ?? before.discussion;
  const secret = rule.secret ?? before.secret;
  if (!(quorum >= 0 && quorum <= 1)) {
    throw new DomainError('INVALID_INPUT', 'quorum must be from 0 to 1.', ['ballotRule', 'quorum']);
  }
  if (!(majority >= 0 && majority < 1)) {
    throw new DomainError('INVALID_INPUT', 'majority must be from 0 to less than 1.', [
      'ballotRule',
      'majority',
    ]);
  }
  return { quorum, majority, base, discussion, secret };
}

/**
 * Throws `INVALID_INPUT` unless `position` is a place among `count` entries. `field` is the input field it came from.
 */
export function checkPosition(position: number, count: number, field = 'position'): void {
  if (!Number.isInteger(position) || position < 0 || position >= count) {
    const bounds = count === 1 ? 'It can only be 0.' : `It must be from 0 to ${count - 1}.`;
    throw new DomainError('INVALID_INPUT', `There is no place ${position}. ${bounds}`, [field]);
  }
}
