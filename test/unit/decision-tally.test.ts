import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tallyOf } from '../../src/domain/decision/tally.ts';
import { positionValues, type PositionValue } from '../../src/domain/decision/types.ts';
import { discussionEffects, majorityBases, type BallotRule } from '../../src/domain/plan/types.ts';

const votes = (counts: Partial<Record<PositionValue, number>>) =>
  Object.entries(counts).flatMap(([value, count]) =>
    Array.from({ length: count }, () => ({ value: value as PositionValue })),
  );

const half = { quorum: 0.5, majority: 0.5, base: 'FOR_AND_AGAINST', discussion: 'BLOCKS' } as const;
const overruled = { byId: 'c'.repeat(24), reason: '사유', at: new Date(0) };

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
    expect(tallyOf({ roster, positions: votes({ RECUSE: recuse }) }, { ...half, quorum }).needed).toBe(
      needed,
    );
  });

  it('counts everybody who has taken a position but the recused', () => {
    const positions = votes({ APPROVE: 1, NO_OBJECTION: 2, DISCUSS: 3, ABSTAIN: 4, RECUSE: 5 });
    expect(tallyOf({ roster: 20, positions }, half)).toEqual({
      ...{
        roster: 20,
        removed: 0,
        approve: 1,
        noObjection: 2,
        discuss: 3,
        overruled: 0,
        abstain: 4,
        recuse: 5,
      },
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
    expect(tallyOf({ roster: 10, positions: votes(counts) }, half).wouldConfirm).toBe(confirms);
  });

  it('a majority of 0 still needs somebody in favour', () => {
    const rule = { ...half, quorum: 0, majority: 0 };
    expect(tallyOf({ roster: 10, positions: votes({ ABSTAIN: 1 }) }, rule).wouldConfirm).toBe(false);
    expect(tallyOf({ roster: 10, positions: votes({ APPROVE: 1 }) }, rule).wouldConfirm).toBe(true);
  });

  const discussing = (count: number, overruledOnes: number) => [
    ...Array.from({ length: count }, (_, index) => ({
      value: 'DISCUSS' as const,
      overruled: index < overruledOnes ? overruled : null,
    })),
  ];

  it.each<[string, { approve: number; discuss: number; overruled: number }, number, boolean]>([
    ['one that blocks among many', { approve: 9, discuss: 1, overruled: 0 }, 0.5, false],
    ['one overruled among many', { approve: 9, discuss: 1, overruled: 1 }, 0.5, true],
    ['one of two overruled', { approve: 8, discuss: 2, overruled: 1 }, 0.5, false],
    [
      'half of all overruled: not more than half is in favour',
      { approve: 5, discuss: 5, overruled: 5 },
      0.5,
      false,
    ],
    ['a majority of two thirds, reached', { approve: 7, discuss: 3, overruled: 3 }, 0.6666, true],
    ['a majority of two thirds, missed', { approve: 6, discuss: 4, overruled: 4 }, 0.6666, false],
  ])('DC-8: %s', (...[, counts, majority, confirms]) => {
    const positions = [
      ...votes({ APPROVE: counts.approve }),
      ...discussing(counts.discuss, counts.overruled),
    ];
    const tally = tallyOf({ roster: 10, positions }, { ...half, majority });
    expect(tally.overruled).toBe(counts.overruled);
    expect(tally.wouldConfirm).toBe(confirms);
    // Where discussions don't block, it is as if each had been overruled.
    const unblocked = { ...half, majority, discussion: 'COUNTS_AGAINST' } as const;
    const plain = [...votes({ APPROVE: counts.approve }), ...discussing(counts.discuss, 0)];
    const all = [...votes({ APPROVE: counts.approve }), ...discussing(counts.discuss, counts.discuss)];
    expect(tallyOf({ roster: 10, positions: plain }, unblocked).wouldConfirm).toBe(
      tallyOf({ roster: 10, positions: all }, { ...half, majority }).wouldConfirm,
    );
  });

  it.each<[BallotRule['base'], Partial<Record<PositionValue, number>>, boolean]>([
    ['FOR_AND_AGAINST', { APPROVE: 3, ABSTAIN: 4 }, true],
    ['PRESENT', { APPROVE: 3, ABSTAIN: 4 }, false],
    ['PRESENT', { APPROVE: 4, ABSTAIN: 3 }, true],
    ['PRESENT', { APPROVE: 5 }, true],
    ['ROSTER', { APPROVE: 5 }, false],
    ['ROSTER', { APPROVE: 6 }, true],
    ['ROSTER', { APPROVE: 5, RECUSE: 1 }, true],
  ])('%s of ten: %j: %s', (base, counts, confirms) => {
    expect(tallyOf({ roster: 10, positions: votes(counts) }, { ...half, base }).wouldConfirm).toBe(confirms);
  });

  it('DC-9: who was taken off counts for nothing', () => {
    const positions = votes({ APPROVE: 4 });
    expect(tallyOf({ roster: 10, positions }, half)).toMatchObject({ needed: 5, wouldConfirm: false });
    expect(tallyOf({ roster: 10, removed: 2, positions }, { ...half, base: 'ROSTER' })).toMatchObject({
      removed: 2,
      needed: 4,
      wouldConfirm: false,
    });
    expect(tallyOf({ roster: 10, removed: 3, positions }, { ...half, base: 'ROSTER' }).wouldConfirm).toBe(
      true,
    );
  });
});

it('DC-3 and DC-4 hold for every ballot', () => {
  fc.assert(
    fc.property(
      fc.record({
        values: fc.array(fc.tuple(fc.constantFrom(...positionValues), fc.boolean()), { maxLength: 60 }),
        silent: fc.nat(60),
        removed: fc.nat(5),
        quorum: fc.integer({ min: 0, max: 100 }),
        majority: fc.integer({ min: 0, max: 99 }),
        base: fc.constantFrom(...majorityBases),
        discussion: fc.constantFrom(...discussionEffects),
      }),
      ({ values, silent, removed, quorum, majority, base, discussion }) => {
        const roster = values.length + silent + removed;
        const positions = values.map(([value, chair]) => ({
          value,
          overruled: value === 'DISCUSS' && chair ? overruled : null,
        }));
        const rule = { quorum: quorum / 100, majority: majority / 100, base, discussion };
        const tally = tallyOf({ roster, removed, positions }, rule);
        const { approve, noObjection, discuss, abstain, recuse, present, needed } = tally;
        expect(approve + noObjection + discuss + abstain + recuse).toBe(values.length);
        expect(present).toBe(values.length - recuse);
        expect(tally.overruled).toBe(positions.filter((position) => position.overruled !== null).length);
        // In whole hundredths, so that nothing is rounded.
        const entitled = roster - removed - recuse;
        const least = quorum * entitled;
        expect(needed * 100).toBeGreaterThanOrEqual(Math.max(least, 100));
        expect((needed - 1) * 100).toBeLessThan(Math.max(least, 1));
        expect(tally.quorumReached).toBe(present >= needed);
        const inFavour = approve + noObjection;
        const bases = { FOR_AND_AGAINST: inFavour + discuss, PRESENT: present, ROSTER: entitled };
        const blocked = discussion === 'BLOCKS' && discuss > tally.overruled;
        expect(tally.wouldConfirm).toBe(
          present >= needed && !blocked && inFavour * 100 > majority * bases[base],
        );
      },
    ),
  );
});
