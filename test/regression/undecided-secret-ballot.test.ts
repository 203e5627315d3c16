import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBallotTicket } from '../../src/client/index.ts';
import type { BallotRecord, PositionValue } from '../../src/domain/decision/types.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, refused, type DecisionPath, type Person } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath({ ballotRule: { quorum: 0.5, majority: 0.5, secret: true } });
});
afterAll(() => path.drop());

function vote({ id, contentHash }: BallotRecord, who: Person, value: PositionValue) {
  const ticket = createBallotTicket();
  const reason = value === 'DISCUSS' ? '재원이 없다' : null;
  return path.decisions.castPosition(path.as[who], { ballotId: id, contentHash, value, reason, ticket });
}

async function see(ballot: BallotRecord) {
  const { node } = await path.ask<{ node: object }>(
    path.as.chair,
    `query ($id: ID!) {
      node(id: $id) {
        ... on Ballot { open voters { displayName } secretVotes { value } tally { approve } decision { hash } }
      }
    }`,
    { id: toGlobalId('Ballot', ballot.id) },
  );
  return node;
}

it.each(['returned', 'withdrawn'])(
  'DC-12: a secret ballot whose task is %s tells nobody who voted what, nor how many',
  async (end) => {
    const { ballot, keyTask } = await path.station.tabled();
    await vote(ballot, 'lead', 'ABSTAIN');
    if (end === 'returned')
      await path.decisions.returnKeyTask(path.as.chair, { keyTaskId: keyTask.id, reason: '사유' });
    else await path.keyTasks.withdraw(path.as.lead, keyTask.id, '사유');
    expect(await see(ballot)).toEqual({
      open: false,
      voters: null,
      secretVotes: null,
      tally: null,
      decision: null,
    });
  },
);

it('DC-12, CA-3: a conflict does not tell what the votes amount to', async () => {
  const text = '공공기관은 민간 클라우드를 우선 이용하도록 제도를 정비한다.';
  const first = await path.station.tabled('하나', text);
  for (const who of ['chair', 'lead', 'colleague'] as const) await vote(first.ballot, who, 'APPROVE');
  await path.close(first.ballot);
  for (const value of ['APPROVE', 'ABSTAIN'] as const) {
    const { ballot } = await path.station.tabled(value, text);
    for (const who of ['chair', 'lead', 'colleague'] as const) await vote(ballot, who, value);
    await path.plans.update(path.as.chair, path.plan.id, { blockingConflicts: ['DUPLICATE_PASSAGE'] });
    await expect(path.close(ballot)).rejects.toEqual(refused('CONFLICTING_TEXT'));
    await path.plans.update(path.as.chair, path.plan.id, { blockingConflicts: [] });
    expect(await see(ballot)).toMatchObject({ open: true, tally: null });
    await path.close(ballot);
    expect(await see(ballot)).toMatchObject({ open: false, voters: [{}, {}, {}] });
  }
});
