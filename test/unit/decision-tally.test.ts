import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tallyOf } from '../../src/domain/decision/tally.ts';
import { positionValues, type PositionValue } from '../../src/domain/decision/types.ts';

const votes = (counts: Partial<Record<PositionValue, number>>) =>
  Object.entries(counts).flatMap(([value, count]) =>
    Array.from({ length: count }, () => ({ value: value as PositionValue })),
  );

const half = { quorum: 0.5, majority: 0.5 };

describe('DC-3: quorum', () => {
  it.each([
    [0.5, 40, 0, 20],
    [0.5, 41, 0, 21],
    [0.5, 41, 1, 20],
    [0.5, 3, 3, 1],
    [0, 40, 0, 1],
    [1, 40, 0, 40],
    [1, 40, 39, 1],
    // In binary the product would be a little more or less than the whole number that it is.
    [0.07, 100, 0, 7],
    [0.14, 50, 0, 7],
    [0.55, 100, 0, 55],
    [0.1, 30, 0, 3],
    [0.6666, 3, 0, 2],
    [0.6667, 3, 0, 3],
    [1e-7, 40, 0, 1],
  ])('%d of %d, %d recused, needs %d', (...[quorum, roster, recuse, needed]) => {
    expect(tallyOf(roster, votes({ RECUSE: recuse }), { quorum, majority: 0.5 }).needed).toBe(needed);
  });

  it('counts everybody who has taken a position but the recused', () => {
    const positions = votes({ APPROVE: 1, NO_OBJECTION: 2, DISCUSS: 3, ABSTAIN: 4, RECUSE: 5 });
    expect(tallyOf(20, positions, half)).toEqual({
      ...{ roster: 20, approve: 1, noObjection: 2, discuss: 3, abstain: 4, recuse: 5 },
      ...{ present: 10, needed: 8, quorumReached: true, wouldConfirm: false },
    });
  });
});

describe('DC-4: what confirms', () => {
  it.each<[Partial<Record<PositionValue, number>>, boolean]>([
    [{ APPROVE: 5 }, true],
    [{ NO_OBJECTION: 5 }, true],
    [{ APPROVE: 4 }, false],
    [{ APPROVE: 9, DISCUSS: 1 }, false],
    [{ ABSTAIN: 10 }, false],
    [{ APPROVE: 1, ABSTAIN: 4 }, true],
    [{ RECUSE: 10 }, false],
    [{ RECUSE: 9, APPROVE: 1 }, true],
    [{}, false],
  ])('%j of ten: %s', (counts, confirms) => {
    expect(tallyOf(10, votes(counts), half).wouldConfirm).toBe(confirms);
  });

  it('a majority of 0 still needs somebody in favour', () => {
    const rule = { quorum: 0, majority: 0 };
    expect(tallyOf(10, votes({ ABSTAIN: 1 }), rule).wouldConfirm).toBe(false);
    expect(tallyOf(10, votes({ APPROVE: 1 }), rule).wouldConfirm).toBe(true);
  });
});

it('DC-3 and DC-4 hold for every ballot', () => {
  fc.assert(
    fc.property(
      fc.record({
        values: fc.array(fc.constantFrom(...positionValues), { maxLength: 60 }),
        silent: fc.nat(60),
        quorum: fc.integer({ min: 0, max: 100 }),
        majority: fc.integer({ min: 0, max: 99 }),
      }),
      ({ values, silent, quorum, majority }) => {
        const roster = values.length + silent;
        const tally = tallyOf(
          roster,
          values.map((value) => ({ value })),
          { quorum: quorum / 100, majority: majority / 100 },
        );
        const { approve, noObjection, discuss, abstain, recuse, present, needed } = tally;
        expect(approve + noObjection + discuss + abstain + recuse).toBe(values.length);
        expect(present).toBe(values.length - recuse);
        // In whole hundredths, so that nothing is rounded.
        const least = quorum * (roster - recuse);
        expect(needed * 100).toBeGreaterThanOrEqual(Math.max(least, 100));
        expect((needed - 1) * 100).toBeLessThan(Math.max(least, 1));
        expect(tally.quorumReached).toBe(present >= needed);
        const inFavour = approve + noObjection;
        expect(tally.wouldConfirm).toBe(
          present >= needed && discuss === 0 && inFavour * 100 > majority * (inFavour + discuss),
        );
      },
    ),
  );
});
