import type { BallotRule } from '../plan/types.ts';
import type { BallotRecord, OverrulingRecord, PositionValue, Tally, Turnout } from './types.ts';

/** What is counted. */
export interface Votes {
  /** Members on the roster when the ballot opened: at least as many as there are positions. */
  readonly roster: number;
  /** How many of them were taken off; they have no position. */
  readonly removed?: number;
  /** At most one of each member. */
  readonly positions: readonly {
    readonly value: PositionValue;
    readonly overruled?: OverrulingRecord | null;
  }[];
}

/** Counts votes and says what the counts amount to (SPEC.md, DC-3 to DC-5). */
export function tallyOf({ roster, removed = 0, positions }: Votes, rule: Omit<BallotRule, 'secret'>): Tally {
  const count = (value: PositionValue) => positions.filter((position) => position.value === value).length;
  const approve = count('APPROVE');
  const noObjection = count('NO_OBJECTION');
  const discuss = count('DISCUSS');
  const abstain = count('ABSTAIN');
  const recuse = count('RECUSE');
  const overruled = positions.filter(
    (position) => position.value === 'DISCUSS' && (position.overruled ?? null) !== null,
  ).length;
  const present = approve + noObjection + discuss + abstain;
  const entitled = roster - removed - recuse;
  const needed = Math.max(1, partOf(rule.quorum, entitled));
  const quorumReached = present >= needed;
  const blocking = rule.discussion === 'BLOCKS' ? discuss - overruled : 0;
  const inFavour = approve + noObjection;
  const base = {
    FOR_AND_AGAINST: inFavour + discuss,
    PRESENT: present,
    ROSTER: entitled,
  }[rule.base];
  return {
    roster,
    removed,
    approve,
    noObjection,
    discuss,
    overruled,
    abstain,
    recuse,
    present,
    needed,
    quorumReached,
    wouldConfirm: quorumReached && blocking === 0 && exceedsPart(inFavour, rule.majority, base),
  };
}

/** The tally of a ballot as it is. */
export function tallyOfBallot(
  ballot: Pick<BallotRecord, 'rosterIds' | 'removals' | 'positions' | 'secretVotes' | 'rule'>,
): Tally {
  const { rosterIds, removals } = ballot;
  const positions = [...ballot.positions, ...ballot.secretVotes];
  return tallyOf({ roster: rosterIds.length, removed: removals.length, positions }, ballot.rule);
}

/** What may be known of the counts: those of a secret ballot aren't while it is open, or each change would tell a vote. */
export function knownTallyOf(ballot: BallotRecord): Tally | null {
  return ballot.rule.secret && ballot.open ? null : tallyOfBallot(ballot);
}

/** How many take part in a ballot as it is. */
export function turnoutOf(ballot: BallotRecord): Turnout {
  const { roster, removed, recuse, present, needed, quorumReached } = tallyOfBallot(ballot);
  return { roster, removed, recuse, present, needed, quorumReached };
}

/** The smallest whole number that is at least `part` × `whole`. */
function partOf(part: number, whole: number): number {
  const { numerator, denominator } = fractionOf(part);
  const product = numerator * BigInt(whole);
  return Number((product + denominator - 1n) / denominator);
}

/** Whether `count` is more than `part` × `whole`. */
function exceedsPart(count: number, part: number, whole: number): boolean {
  const { numerator, denominator } = fractionOf(part);
  return BigInt(count) * denominator > numerator * BigInt(whole);
}

/**
 * The decimal number as it is written, as a fraction. Binary multiplication would not do: 0.07 × 100 is
 * 7.000000000000001, which would ask for an eighth member.
 */
function fractionOf(part: number): { numerator: bigint; denominator: bigint } {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(part));
  if (match === null) throw new RangeError(`A part must be a number from 0 to 1, not ${part}.`);
  const [, whole = '0', decimals = '', exponent = '0'] = match;
  const scale = decimals.length - Number(exponent);
  if (scale < 0) throw new RangeError(`A part must be a number from 0 to 1, not ${part}.`);
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(scale) };
}
