import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Viewer } from '../../src/auth/viewer.ts';
import { discussionsOf } from '../../src/domain/decision/discussions.ts';
import { tallyOfBallot } from '../../src/domain/decision/tally.ts';
import type { BallotRecord, PositionValue } from '../../src/domain/decision/types.ts';
import { verifyPlanChain } from '../../src/domain/decision/verify.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';
import { longTest, report, scale } from '../support/soak.ts';

/** Everything that can happen to tabled tasks, from two processes at once, again and again. */
let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath({ voters: 6, processes: 2, ballotRule: { quorum: 0.3, majority: 0.5 } });
});
afterAll(() => path.drop());

const rounds = scale(2, 20);
const tasksAtOnce = scale(3, 50);
const reason = '사유';

let calls = 0;
/** The services of the process that this call happens to reach. */
function anywhere() {
  calls += 1;
  const reached = path.processes[calls % path.processes.length];
  if (reached === undefined) throw new Error('There is no such process.');
  return reached.services;
}

/** What somebody who comes too late, or at the same moment as somebody else, may be told. */
const expectedRefusals = new Set([
  'ILLEGAL_TRANSITION',
  'QUORUM_NOT_REACHED',
  'CONFLICT',
  'NOT_FOUND',
  'FROZEN',
]);

/** The outcome, or null when it was refused as it may be. */
async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const { code, failure } = error as { code?: string; failure?: string };
    if (!expectedRefusals.has(code ?? failure ?? '')) throw error;
    return null;
  }
}

const ballotOf = async (id: string): Promise<BallotRecord> => {
  const [ballot] = await path.decisions.findBallots(path.as.chair, [id]);
  if (ballot === undefined || ballot === null) throw new Error('There is no such ballot.');
  return ballot;
};

/** Two positions, one behind the other; the last one that was acknowledged, or null. */
async function votesTwice(
  voter: Viewer,
  ballot: BallotRecord,
  { seed, place }: { seed: number; place: number },
): Promise<PositionValue | null> {
  // Every third task is discussed by nobody, so that some are confirmed in every run.
  const other: PositionValue = seed % 3 === 0 ? 'NO_OBJECTION' : 'DISCUSS';
  const values: PositionValue[] = ['APPROVE', other, 'NO_OBJECTION', 'ABSTAIN', 'APPROVE'];
  let last: PositionValue | null = null;
  for (const step of [0, 1]) {
    const value = values[(seed + place + step * 3) % values.length] ?? 'APPROVE';
    const { id: ballotId, contentHash } = ballot;
    const position = { ballotId, contentHash, value, reason: value === 'DISCUSS' ? reason : null };
    if ((await attempt(() => anywhere().decisions.castPosition(voter, position))) !== null) last = value;
  }
  return last;
}

async function overrulesAll(ballot: BallotRecord): Promise<void> {
  for (let time = 0; time < 3; time += 1) {
    for (const { id: discussionId, overruled } of discussionsOf(await ballotOf(ballot.id))) {
      if (overruled !== null) continue;
      const input = { ballotId: ballot.id, discussionId, reason };
      await attempt(() => anywhere().decisions.overruleDiscussion(path.as.chair, input));
    }
  }
}

it(
  'DC-2, DC-6, DC-8, PV-5: votes, overrulings, edits, returns and confirmations at once lose and double nothing',
  { timeout: longTest },
  async () => {
    const { as } = path;
    for (let round = 0; round < rounds; round += 1) {
      const tabled = [];
      for (let index = 0; index < tasksAtOnce; index += 1)
        tabled.push(await path.station.tabled(`과제 ${round}-${index}`, `글 ${round}-${index}`));
      const confirmedBefore = (await path.planVersions()).length;
      const results = await Promise.all(
        tabled.map(async ({ ballot, keyTask }, index) => {
          const close = (who: 'chair' | 'secretariat') =>
            attempt(() =>
              anywhere().decisions.closeBallot(as[who], {
                ballotId: ballot.id,
                contentHash: ballot.contentHash,
              }),
            );
          const votes = Promise.all(
            [as.chair, as.lead, as.writer, ...path.voters].map(async (voter, place) => ({
              memberId: voter.memberId,
              last: await votesTwice(voter, ballot, { seed: round + index, place }),
            })),
          );
          const edits = Promise.all(
            ['가', '나'].map((text) =>
              attempt(() =>
                anywhere().drafts.edit(as.writer, keyTask.draftId, (document) =>
                  document.getMap('meta').set('goal', text),
                ),
              ),
            ),
          );
          const returning =
            (round + index) % 3 === 2
              ? attempt(() =>
                  anywhere().decisions.returnKeyTask(as.secretariat, { keyTaskId: keyTask.id, reason }),
                )
              : Promise.resolve(null);
          const [taken, decisions] = await Promise.all([
            votes,
            overrulesAll(ballot).then(() =>
              Promise.all([close('chair'), close('secretariat'), close('chair')]),
            ),
            (round + index) % 2 === 1 ? close('secretariat') : null,
            edits,
            returning,
          ]);
          // Whatever is still open is closed, so that every round ends.
          const last = await close('chair');
          return { taken, decided: [...decisions, last].filter((one) => one !== null) };
        }),
      );
      let confirmed = 0;
      for (const [index, { ballot, version, keyTask }] of tabled.entries()) {
        const { taken, decided } = results[index] ?? { taken: [], decided: [] };
        const after = await ballotOf(ballot.id);
        for (const { memberId, last } of taken)
          expect(after.positions.find((position) => position.memberId === memberId)?.value ?? null).toBe(
            last,
          );
        expect(new Set(decided.map(({ decision }) => decision.id)).size).toBeLessThanOrEqual(1);
        const [decision] = await path.decisions.decisionsOfBallots(as.chair, [ballot.id]);
        expect(decision?.tally ?? tallyOfBallot(after)).toEqual(tallyOfBallot(after));
        const isConfirmed = decision?.outcome === 'CONFIRMED';
        if (isConfirmed) confirmed += 1;
        const sealed = await path.versions.find(as.chair, version.id);
        expect(sealed.sealedAt !== null).toBe(isConfirmed);
        if (!isConfirmed) continue;
        expect((await path.find(keyTask)).state).toBe('CONFIRMED');
        // Nothing was written into what was voted on.
        const draft = await path.drafts.find(as.chair, keyTask.draftId);
        expect(draft).toMatchObject({ headSequence: version.sequence, headHash: version.logHash });
      }
      expect((await path.planVersions()).length).toBe(confirmedBefore + confirmed);
    }
    const planVersions = await path.planVersions();
    const decisionIds = planVersions.map(({ decisionId }) => decisionId);
    const decided = await path.stores.decisions.findDecisions(decisionIds);
    const ballots = await path.stores.decisions.findBallots(decided.map(({ ballotId }) => ballotId));
    const byId = new Map(ballots.map((ballot) => [ballot.id, ballot]));
    const decisions = decided.map((decision) => {
      const ballot = byId.get(decision.ballotId);
      if (ballot === undefined) throw new Error('A ballot is missing.');
      return { decision, ballot };
    });
    expect(decisions).toHaveLength(planVersions.length);
    expect(verifyPlanChain({ planVersions, decisions })).toEqual([]);
    expect(planVersions.length).toBeGreaterThan(0);
    report(`DC-6: ${rounds * tasksAtOnce} ballots, ${planVersions.length} of them confirmed`);
  },
);
