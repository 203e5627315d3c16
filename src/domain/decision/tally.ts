import type { BallotRule } from '../plan/types.ts';
import type { PositionRecord, PositionValue, Tally } from './types.ts';

/**
 * Counts a ballot and says what the counts amount to (SPEC.md, DC-3 to DC-5). `rosterSize` is the number of members on
 * the roster, which has at least as many as there are positions; each member has at most one position.
 */
export function tallyOf(
  rosterSize: number,
  positions: readonly Pick<PositionRecord, 'value'>[],
  rule: BallotRule,
): Tally {
  const count = (value: PositionValue) => positions.filter((position) => position.value === value).length;
  const approve = count('APPROVE');
  const noObjection = count('NO_OBJECTION');
  const discuss = count('DISCUSS');
  const abstain = count('ABSTAIN');
  const recuse = count('RECUSE');
  const present = approve + noObjection + discuss + abstain;
  const needed = Math.max(1, partOf(rule.quorum, rosterSize - recuse));
  const quorumReached = present >= needed;
  const inFavour = approve + noObjection;
  return {
    roster: rosterSize,
    approve,
    noObjection,
    discuss,
    abstain,
    recuse,
    present,
    needed,
    quorumReached,
    wouldConfirm: quorumReached && discuss === 0 && exceedsPart(inFavour, rule.majority, inFavour + discuss),
  };
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
