import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyPlanChain } from '../../src/domain/decision/verify.ts';
import { DomainError } from '../../src/errors.ts';
import { openDecisionPath, voterNames, type DecisionPath } from '../support/decision-path.ts';

/** Two processes on one database, and many voters. */
let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath({ voters: 20, processes: 2 });
});
afterAll(() => path.drop());

/** The services of the process that the n-th caller happens to reach. */
function processOf(index: number) {
  const reached = path.processes[index % path.processes.length];
  if (reached === undefined) throw new Error('There is no such process.');
  return reached.services;
}

const everybody = () => [...voterNames.map((who) => path.as[who]), ...path.voters];

async function votedByAll(title: string) {
  const tabled = await path.station.tabled(title, `${title}의 글`);
  for (const voter of everybody()) await path.cast(tabled.ballot, voter, 'APPROVE');
  return tabled;
}

async function eventsSince(sequence: number) {
  return path.stores.activity.read({ after: sequence, limit: 10_000 });
}
const lastSequence = async () => (await eventsSince(0)).at(-1)?.sequence ?? 0;

describe('at the same time', () => {
  it('DC-6: of 20 who close a ballot one decides, seals and publishes; all get that decision', async () => {
    const { ballot, version } = await votedByAll('동시에 닫기');
    const before = await path.planVersions();
    const start = await lastSequence();
    const { id: ballotId, contentHash } = ballot;
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        processOf(index).decisions.closeBallot(path.as[index % 3 === 0 ? 'chair' : 'secretariat'], {
          ballotId,
          contentHash,
        }),
      ),
    );
    expect(new Set(results.map(({ decision }) => decision.hash)).size).toBe(1);
    expect(new Set(results.map(({ planVersion }) => planVersion?.hash)).size).toBe(1);
    for (const { keyTask } of results)
      expect(keyTask).toMatchObject({ state: 'CONFIRMED', sealedVersionId: version.id });
    expect(await path.planVersions()).toHaveLength(before.length + 1);
    const page = await path.decisions.decisionPages(path.as.chair, [version.keyTaskId], {
      first: 10,
      after: null,
    });
    expect(page.get(version.keyTaskId)?.edges).toHaveLength(1);
    expect((await eventsSince(start)).map(({ kind }) => kind)).toEqual([
      'KEY_TASK_STATE_CHANGED',
      'DECISION_MADE',
      'PLAN_VERSION_PUBLISHED',
    ]);
  });

  it('DC-2: no position is lost, and each is told once', async () => {
    const { ballot } = await path.station.tabled('동시에 표결');
    const start = await lastSequence();
    const values = ['APPROVE', 'NO_OBJECTION', 'ABSTAIN', 'RECUSE'] as const;
    const expected = everybody().map((voter, index) => ({
      voter,
      value: values[index % values.length] ?? 'APPROVE',
    }));
    await Promise.all(
      expected.map(({ voter, value }, index) =>
        processOf(index).decisions.castPosition(voter, {
          ballotId: ballot.id,
          contentHash: ballot.contentHash,
          value,
        }),
      ),
    );
    const [after] = await path.decisions.findBallots(path.as.chair, [ballot.id]);
    const taken = new Map(after?.positions.map(({ memberId, value }) => [memberId, value]));
    expect(after?.positions).toHaveLength(expected.length);
    expect(taken).toEqual(new Map(expected.map(({ voter, value }) => [voter.memberId, value])));
    const told = await eventsSince(start);
    expect(told.map(({ kind }) => kind)).toEqual(expected.map(() => 'POSITION_CAST'));
    expect(new Set(told.map(({ actorId }) => actorId)).size).toBe(expected.length);
  });

  it('DC-2: positions taken while the ballot is closed are counted or refused, never half', async () => {
    const { ballot } = await path.station.tabled('닫으면서 표결');
    const voters = everybody();
    for (const voter of voters.slice(0, 13)) await path.cast(ballot, voter, 'APPROVE');
    const late = voters.slice(13);
    const votes = late.map((voter, index) =>
      processOf(index).decisions.castPosition(voter, {
        ballotId: ballot.id,
        contentHash: ballot.contentHash,
        value: 'ABSTAIN',
      }),
    );
    const closing = processOf(1).decisions.closeBallot(path.as.chair, {
      ballotId: ballot.id,
      contentHash: ballot.contentHash,
    });
    const outcomes = await Promise.allSettled(votes);
    const { decision } = await closing;
    const counted = outcomes.filter(({ status }) => status === 'fulfilled').length;
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    expect(decision.tally).toMatchObject({ approve: 13, abstain: counted, present: 13 + counted });
    const [after] = await path.decisions.findBallots(path.as.chair, [ballot.id]);
    expect(after?.positions).toHaveLength(13 + counted);
  });

  it('PV-5: ballots of different tasks closed at once give a chain without a fork', async () => {
    const ballots = [];
    for (const title of ['하나', '둘', '셋', '넷']) ballots.push((await votedByAll(title)).ballot);
    const before = await path.planVersions();
    const results = await Promise.all(
      ballots.map(({ id: ballotId, contentHash }, index) =>
        processOf(index).decisions.closeBallot(path.as.chair, { ballotId, contentHash }),
      ),
    );
    const chain = (await path.planVersions()).toReversed();
    expect(chain.map(({ number }) => number)).toEqual(chain.map((_, index) => index + 1));
    expect(chain).toHaveLength(before.length + ballots.length);
    for (const [index, planVersion] of chain.entries())
      expect(planVersion.previousHash).toBe(chain[index - 1]?.hash ?? null);
    expect(new Set(results.map(({ planVersion }) => planVersion?.number)).size).toBe(ballots.length);
    // Each one holds all that was confirmed before, and the last one everything.
    const sizes = chain.map(({ entries }) => entries.length);
    expect(sizes).toEqual(sizes.map((_, index) => index + 1));
    expect(verifyPlanChain({ planVersions: chain })).toEqual([]);
  });

  it('KT-2: of two opposite steps one happens and the other is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { ballot, keyTask, version } = await votedByAll(`반대 ${round}`);
      const [closed, returned] = await Promise.allSettled([
        processOf(round).decisions.closeBallot(path.as.chair, {
          ballotId: ballot.id,
          contentHash: ballot.contentHash,
        }),
        processOf(round + 1).decisions.returnKeyTask(path.as.secretariat, {
          keyTaskId: keyTask.id,
          reason: '다시 논의',
        }),
      ]);
      expect([closed.status, returned.status].sort()).toEqual(['fulfilled', 'rejected']);
      const refusal = [closed, returned].find((outcome) => outcome.status === 'rejected');
      expect(refusal?.status === 'rejected' && refusal.reason instanceof DomainError).toBe(true);
      const sealed = await path.versions.find(path.as.chair, version.id);
      const after = await path.find(keyTask);
      expect(after.state).toBe(closed.status === 'fulfilled' ? 'CONFIRMED' : 'DRAFTING');
      expect(sealed.sealedAt !== null).toBe(closed.status === 'fulfilled');
    }
  });

  it('KT-2: submissions from two processes cut one version', async () => {
    const keyTask = await path.station.drafted('두 곳에서 제출');
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        processOf(index).versions.submitVersion(path.as.lead, {
          keyTaskId: keyTask.id,
          name: '검토안',
          reviewerIds: [],
        }),
      ),
    );
    expect(new Set(results.map(({ version }) => version.id)).size).toBe(1);
    const pages = await path.versions.pagesByKeyTask(path.as.lead, [keyTask.id], { first: 10, after: null });
    expect(pages.get(keyTask.id)?.edges).toHaveLength(1);
    const [reviews] = await path.reviews.ofVersions(path.as.lead, [results[0]?.version.id ?? '']);
    expect(reviews).toHaveLength(1);
  });

  it('VN-3, CO-17: what another process has accepted before the submission is in the version, and nothing after', async () => {
    const { as } = path;
    const keyTask = await path.station.drafted('다른 곳에서 쓰기');
    let submitted: ReturnType<DecisionPath['submit']> | null = null;
    let stored = 0;
    for (;;) {
      try {
        await processOf(1).drafts.edit(as.writer, keyTask.draftId, (document) =>
          document.getMap('meta').set('goal', `글 ${stored + 1}`),
        );
      } catch (error) {
        // Refused beforehand, or by the log when the freeze came in between.
        const { code, failure } = error as { code?: string; failure?: string };
        expect(code ?? failure).toBe('FROZEN');
        break;
      }
      stored += 1;
      if (stored === 3)
        submitted = processOf(0).versions.submitVersion(as.lead, {
          keyTaskId: keyTask.id,
          name: '검토안',
          reviewerIds: [],
        });
    }
    const result = await submitted;
    if (result === null) throw new Error('Nothing was submitted.');
    const [form] = await path.versions.formsOf(as.lead, [result.version.id]);
    expect(JSON.parse(form ?? '')).toMatchObject({ fields: { goal: `글 ${stored}` } });
    const draft = await path.drafts.find(as.lead, keyTask.draftId);
    expect(draft).toMatchObject({ headSequence: result.version.sequence, headHash: result.version.logHash });
  });
});
