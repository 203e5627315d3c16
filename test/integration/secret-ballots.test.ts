import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/auth/viewer.ts';
import { createBallotTicket } from '../../src/client/index.ts';
import { discussionsOf } from '../../src/domain/decision/discussions.ts';
import { decisionForm } from '../../src/domain/decision/forms.ts';
import { readDecisionForm } from '../../src/domain/decision/read-forms.ts';
import { receiptOf } from '../../src/domain/decision/receipt.ts';
import type { BallotRecord, PositionValue } from '../../src/domain/decision/types.ts';
import { decisionProblems } from '../../src/domain/decision/verify.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, refused, type DecisionPath, type Person } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath({ ballotRule: { quorum: 0.5, majority: 0.5, secret: true } });
});
afterAll(() => path.drop());
beforeEach(async () => {
  await path.newEvents();
});

const voters = ['chair', 'lead', 'colleague'] as const;
const tickets = new Map<string, string>();

/** The ticket of a member on a ballot, made when it is first asked for. */
function ticketOf(ballot: { id: string }, who: Person): string {
  const key = `${ballot.id} ${who}`;
  const ticket = tickets.get(key) ?? createBallotTicket();
  tickets.set(key, ticket);
  return ticket;
}

function vote(
  ballot: BallotRecord,
  who: Person,
  given: PositionValue | { value: PositionValue; reason?: string; ticket?: string | null },
) {
  const { value, ...rest } = typeof given === 'string' ? { value: given } : given;
  const { reason = value === 'DISCUSS' ? '재원이 없다' : null, ticket = ticketOf(ballot, who) } = rest;
  const { id, contentHash } = ballot;
  return path.decisions.castPosition(path.as[who], { ballotId: id, contentHash, value, reason, ticket });
}

const shown = `#graphql
  query ($id: ID!) {
    node(id: $id) {
      ... on Ballot {
        rule { secret }
        positions { member { displayName } value }
        discussions { id member { displayName } reason overruled { reason } }
        voters { displayName }
        secretVotes { receipt value reason overruled { reason } }
        viewerHasVoted
        turnout { roster removed recuse present needed quorumReached }
        tally { approve }
      }
    }
  }`;
interface Shown {
  readonly positions: { member: { displayName: string }; value: string }[];
  readonly discussions: { member: unknown; reason: string }[];
  readonly voters: { displayName: string }[] | null;
  readonly secretVotes: { receipt: string; value: string; reason: string | null }[] | null;
  readonly viewerHasVoted: boolean;
  readonly turnout: object;
  readonly tally: { approve: number } | null;
}
async function see(ballot: { id: string }, viewer: Viewer = path.as.chair): Promise<Shown> {
  const { node } = await path.ask<{ node: Shown }>(viewer, shown, { id: toGlobalId('Ballot', ballot.id) });
  return node;
}

describe('DC-12: a secret ballot', () => {
  it('keeps votes without names and times, in orders that tell nothing', async () => {
    const { ballot } = await path.station.tabled();
    for (const who of ['lead', 'chair', 'writer'] as const) await vote(ballot, who, 'APPROVE');
    await vote(ballot, 'colleague', 'DISCUSS');
    const rows = (await path.contents())['ballots'] as Record<string, unknown>[];
    const row = rows.find(({ _id }) => String(_id) === ballot.id);
    expect(row?.['positions']).toEqual([]);
    const voterIds = ['chair', 'lead', 'writer', 'colleague'].map((who) => path.as[who as Person].memberId);
    expect((row?.['voterIds'] as unknown[]).map(String)).toEqual(voterIds.toSorted());
    const votes = row?.['secretVotes'] as { receipt: string }[];
    expect(votes.map((stored) => Object.keys(stored).sort())).toEqual(
      Array(4).fill(['overruled', 'reason', 'receipt', 'value']),
    );
    const receipts = votes.map(({ receipt }) => receipt);
    expect(receipts).toEqual(receipts.toSorted());
    // Nothing in the whole store has a ticket, and nothing of the ballot's that has a name has a vote.
    const everything = JSON.stringify(await path.contents());
    for (const who of voters) expect(everything).not.toContain(ticketOf(ballot, who));
    for (const event of await path.newEvents())
      if (event.kind === 'POSITION_CAST')
        expect(event).toMatchObject({ actorId: null, payload: { value: null, tally: null } });
  });

  it('shows while it is open how many take part and what is to be discussed, and nothing else', async () => {
    const { ballot } = await path.station.tabled();
    await vote(ballot, 'lead', 'APPROVE');
    await vote(ballot, 'writer', 'DISCUSS');
    await vote(ballot, 'colleague', { value: 'RECUSE', ticket: null, reason: '이해관계' });
    const open = await see(ballot);
    expect(open).toMatchObject({
      positions: [{ member: { displayName: 'colleague' }, value: 'RECUSE' }],
      discussions: [{ member: null, reason: '재원이 없다', overruled: null }],
      voters: null,
      secretVotes: null,
      viewerHasVoted: false,
      turnout: { roster: 5, removed: 0, recuse: 1, present: 2, needed: 2, quorumReached: true },
      tally: null,
    });
    expect(await see(ballot, path.as.lead)).toMatchObject({ viewerHasVoted: true });
    expect(await see(ballot, path.as.colleague)).toMatchObject({ viewerHasVoted: false });
    const told = (await path.newEvents()).filter(({ kind }) => kind === 'POSITION_CAST');
    expect(told.map(({ actorId, payload }) => [actorId, payload['value'], payload['tally']])).toEqual([
      [null, null, null],
      [null, null, null],
      [path.as.colleague.memberId, 'RECUSE', null],
    ]);
    expect(told.map(({ payload }) => (payload['turnout'] as { present: number }).present)).toEqual([1, 2, 2]);
    const feed = await path.ask<{ activity: { nodes: object[] } }>(
      path.as.observer,
      `#graphql
        query ($keyTask: ID!) {
          activity(filter: { keyTaskId: $keyTask, kinds: [POSITION_CAST] }) {
            nodes { ... on PositionCast { actor { displayName } value tally { approve } turnout { present } } }
          }
        }`,
      { keyTask: toGlobalId('KeyTask', ballot.keyTaskId) },
    );
    expect(feed.activity.nodes).toContainEqual({
      actor: null,
      value: null,
      tally: null,
      turnout: { present: 2 },
    });
  });

  it('is decided by its votes, and shows them and who voted when it is closed', async () => {
    const { ballot } = await path.station.tabled();
    for (const who of voters) await vote(ballot, who, 'APPROVE');
    await vote(ballot, 'writer', { value: 'ABSTAIN', reason: '아직 모르겠다' });
    const { decision, planVersion } = await path.close(ballot);
    expect(decision).toMatchObject({ outcome: 'CONFIRMED', tally: { approve: 3, abstain: 1, present: 4 } });
    expect(planVersion).not.toBeNull();
    const closed = await see(ballot, path.as.observer);
    expect(closed.voters?.map(({ displayName }) => displayName).sort()).toEqual([
      'chair',
      'colleague',
      'lead',
      'writer',
    ]);
    expect(closed.secretVotes?.map(({ value }) => value).sort()).toEqual([
      'ABSTAIN',
      'APPROVE',
      'APPROVE',
      'APPROVE',
    ]);
    expect(closed.tally).toEqual({ approve: 3 });
    // Each finds their own.
    expect(closed.secretVotes?.find(({ value }) => value === 'ABSTAIN')?.receipt).toBe(
      receiptOf(ballot.id, ticketOf(ballot, 'writer')),
    );
  });

  it('DC-8: lets the chair overrule what is to be discussed without knowing whose it is', async () => {
    const { ballot } = await path.station.tabled();
    for (const who of voters) await vote(ballot, who, 'APPROVE');
    const discussed = await vote(ballot, 'writer', 'DISCUSS');
    const [discussion] = discussionsOf(discussed.ballot);
    expect(discussion).toMatchObject({ memberId: null, reason: '재원이 없다' });
    const input = { ballotId: ballot.id, discussionId: discussion?.id ?? '', reason: '다른 과제의 일' };
    await path.newEvents();
    await path.decisions.overruleDiscussion(path.as.chair, input);
    const [event] = await path.newEvents();
    expect(event).toMatchObject({
      kind: 'DISCUSSION_OVERRULED',
      payload: { memberId: null, discussion: '재원이 없다', tally: null, turnout: { present: 4 } },
    });
    // Another reason is another discussion, which blocks.
    const anew = await vote(ballot, 'writer', { value: 'DISCUSS', reason: '근거도 없다' });
    expect(discussionsOf(anew.ballot)).toMatchObject([{ overruled: null }]);
    expect(discussionsOf(anew.ballot)[0]?.id).not.toBe(discussion?.id);
    const again = { ...input, discussionId: discussionsOf(anew.ballot)[0]?.id ?? '' };
    await path.decisions.overruleDiscussion(path.as.chair, again);
    const { decision } = await path.close(ballot);
    expect(decision).toMatchObject({ outcome: 'CONFIRMED', tally: { discuss: 1, overruled: 1 } });
  });

  it('returns what a discussion still blocks', async () => {
    const { ballot } = await path.station.tabled();
    for (const who of voters) await vote(ballot, who, 'APPROVE');
    await vote(ballot, 'writer', 'DISCUSS');
    const { decision } = await path.close(ballot);
    expect(decision.outcome).toBe('RETURNED');
  });

  it('DC-10: takes a recusal by name, which a vote ends and a ticket makes of a vote', async () => {
    const { ballot, keyTask } = await path.station.tabled();
    const recused = async () => {
      const [draft] = await path.stores.drafts.findMany([keyTask.draftId]);
      return draft?.recusedIds ?? [];
    };
    const { memberId } = path.as.writer;
    await vote(ballot, 'writer', { value: 'RECUSE', ticket: null });
    expect(await recused()).toEqual([memberId]);
    const voted = await vote(ballot, 'writer', 'APPROVE');
    expect(voted.ballot).toMatchObject({ positions: [], voterIds: [memberId] });
    expect(await recused()).toEqual([]);
    await expect(vote(ballot, 'writer', { value: 'RECUSE', ticket: null })).rejects.toEqual(
      refused('INVALID_INPUT', ['ticket']),
    );
    const after = await vote(ballot, 'writer', 'RECUSE');
    expect(after.ballot).toMatchObject({
      positions: [{ memberId, value: 'RECUSE' }],
      voterIds: [],
      secretVotes: [],
    });
    expect(await recused()).toEqual([memberId]);
    // Again changes nothing.
    await path.newEvents();
    await vote(ballot, 'writer', { value: 'RECUSE', ticket: null });
    expect(await path.newEvents()).toEqual([]);
  });

  it('is one only when the rule said so as it opened', async () => {
    const { ballot } = await path.station.tabled();
    const rule = { quorum: 0.5, majority: 0.5, secret: false };
    await path.plans.update(path.as.secretariat, path.plan.id, { ballotRule: rule });
    const other = await path.station.tabled();
    expect(ballot.rule.secret).toBe(true);
    expect(other.ballot.rule.secret).toBe(false);
    await vote(ballot, 'lead', 'APPROVE');
    await path.cast(other.ballot, 'lead', 'APPROVE');
    expect(await see(other.ballot)).toMatchObject({ voters: null, secretVotes: null, tally: { approve: 1 } });
    await expect(vote(other.ballot, 'chair', 'APPROVE')).rejects.toEqual(
      refused('INVALID_INPUT', ['ticket']),
    );
    await path.plans.update(path.as.secretariat, path.plan.id, { ballotRule: { ...rule, secret: true } });
  });
});

describe('DC-13: the ticket', () => {
  it('is needed, and has its shape', async () => {
    const { ballot } = await path.station.tabled();
    for (const ticket of [null, '', 'a'.repeat(63), 'A'.repeat(64), 'g'.repeat(64), `${'a'.repeat(64)}\n`])
      await expect(vote(ballot, 'lead', { value: 'APPROVE', ticket })).rejects.toEqual(
        refused('INVALID_INPUT', ['ticket']),
      );
  });

  it('changes its vote and no other one; the last one counts, once', async () => {
    const { ballot } = await path.station.tabled();
    await vote(ballot, 'lead', 'DISCUSS');
    await vote(ballot, 'writer', 'ABSTAIN');
    await expect(vote(ballot, 'lead', { value: 'APPROVE', ticket: createBallotTicket() })).rejects.toEqual(
      refused('FORBIDDEN', ['ticket']),
    );
    // Who hasn't voted can't take another's.
    await expect(
      vote(ballot, 'chair', { value: 'APPROVE', ticket: ticketOf(ballot, 'lead') }),
    ).rejects.toEqual(refused('INVALID_INPUT', ['ticket']));
    await path.newEvents();
    const { ballot: after } = await vote(ballot, 'lead', 'APPROVE');
    expect(after.secretVotes.map(({ value }) => value).sort()).toEqual(['ABSTAIN', 'APPROVE']);
    expect(after.voterIds).toHaveLength(2);
    expect(await path.newEvents()).toHaveLength(1);
    // The same again, as when the answer was lost, changes nothing.
    await vote(ballot, 'lead', 'APPROVE');
    expect(await path.newEvents()).toEqual([]);
    await expect(vote(ballot, 'reviewer', 'APPROVE')).rejects.toEqual(refused('FORBIDDEN'));
  });

  it('lets eight who vote at once each vote once', async () => {
    const { ballot } = await path.station.tabled();
    const attempt = async (who: Person): Promise<void> => {
      for (;;) {
        try {
          await vote(ballot, who, 'APPROVE');
          return;
        } catch (error) {
          if ((error as { code?: string }).code !== 'CONFLICT') throw error;
        }
      }
    };
    await Promise.all([...voters, ...voters, 'writer' as const, 'leadElsewhere' as const].map(attempt));
    const [stored] = await path.decisions.findBallots(path.as.chair, [ballot.id]);
    expect(stored?.voterIds).toHaveLength(5);
    expect(stored?.secretVotes).toHaveLength(5);
  });
});

describe('DC-14: the decision of a secret ballot', () => {
  it('can be recomputed from its form, and nothing in it can be changed', async () => {
    const { ballot } = await path.station.tabled();
    for (const who of voters) await vote(ballot, who, 'APPROVE');
    await vote(ballot, 'writer', { value: 'RECUSE', ticket: null });
    const { decision } = await path.close(ballot);
    const [closed] = await path.decisions.findBallots(path.as.chair, [ballot.id]);
    if (closed === undefined || closed === null) throw new Error('There is no ballot.');
    const form = decisionForm(closed, decision);
    const read = readDecisionForm(form);
    expect(JSON.parse(form)).toMatchObject({ format: 'choan-secret-decision/1', votes: [{}, {}, {}] });
    expect(read?.ballot).toEqual(closed);
    expect(read?.decision.hash).toBe(decision.hash);
    expect(decisionProblems(decision, closed)).toEqual([]);
    const [vote1] = closed.secretVotes;
    if (vote1 === undefined) throw new Error('There is no vote.');
    const writerId = path.as.writer.memberId;
    const wrong: Partial<BallotRecord>[] = [
      { secretVotes: closed.secretVotes.slice(1) },
      { secretVotes: [{ ...vote1, value: 'DISCUSS', reason: null }, ...closed.secretVotes.slice(1)] },
      { secretVotes: [...closed.secretVotes.slice(1), ...closed.secretVotes.slice(1, 2)] },
      { voterIds: [...closed.voterIds.slice(1), writerId] },
      { voterIds: [...closed.voterIds.slice(1), 'f'.repeat(24)] },
      { voterIds: closed.voterIds.slice(1) },
      { rule: { ...closed.rule, secret: false } },
      { positions: closed.positions.map((position) => ({ ...position, value: 'APPROVE' })) },
    ];
    for (const change of wrong) {
      const problems = decisionProblems(decision, { ...closed, ...change }).map(({ message }) => message);
      // The hash and something that says what.
      expect(problems.length, JSON.stringify(change)).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('DC-9: who has voted secretly', () => {
  it('stays on the roster when the account is deactivated', async () => {
    const { ballot } = await path.station.tabled();
    await vote(ballot, 'leadElsewhere', 'APPROVE');
    const { memberId } = path.as.leadElsewhere;
    await path.membership.deactivateMember(path.as.administrator, memberId);
    await expect(
      path.decisions.removeFromRoster(path.as.chair, { ballotId: ballot.id, memberId, reason: '퇴직' }),
    ).rejects.toEqual(refused('ILLEGAL_TRANSITION', ['memberId']));
  });
});
