import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/auth/viewer.ts';
import { discussionsOf } from '../../src/domain/decision/discussions.ts';
import { tallyOfBallot } from '../../src/domain/decision/tally.ts';
import { writeContent } from '../../src/content/index.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { doc, paragraph } from '../support/content.ts';
import { openDecisionPath, refused, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());
beforeEach(async () => {
  await path.newEvents();
});

const reason = '사유';
const ballotOf = async (id: string) => {
  const [ballot] = await path.decisions.findBallots(path.as.chair, [id]);
  if (ballot === undefined || ballot === null) throw new Error('There is no such ballot.');
  return ballot;
};

describe('DC-8: overruling', () => {
  it('lets a ballot confirm that a discussion blocked, and is on record with it', async () => {
    const { ballot } = await path.station.voted();
    await path.cast(ballot, 'writer', { discuss: '재원이 없다' });
    await path.newEvents();
    const { ballot: after } = await path.overrule(ballot, 'writer', {
      reason: '재원은 다른 과제에서 다룬다',
    });
    const { memberId } = path.as.writer;
    expect(after.positions.find((position) => position.memberId === memberId)).toMatchObject({
      value: 'DISCUSS',
      overruled: { byId: path.as.chair.memberId, reason: '재원은 다른 과제에서 다룬다' },
    });
    expect(await path.newEvents()).toMatchObject([
      {
        kind: 'DISCUSSION_OVERRULED',
        actorId: path.as.chair.memberId,
        payload: {
          memberId,
          discussion: '재원이 없다',
          tally: { discuss: 1, overruled: 1, wouldConfirm: true },
        },
      },
    ]);
    const { decision } = await path.close(ballot);
    expect(decision).toMatchObject({ outcome: 'CONFIRMED', tally: { approve: 3, discuss: 1, overruled: 1 } });
  });

  it('makes it count against: the majority decides', async () => {
    const { ballot } = await path.station.tabled();
    await path.cast(ballot, 'lead', 'APPROVE');
    for (const who of ['writer', 'colleague'] as const) {
      await path.cast(ballot, who, { discuss: reason });
      await path.overrule(ballot, who);
    }
    const { decision } = await path.close(ballot);
    expect(decision).toMatchObject({ outcome: 'RETURNED', tally: { approve: 1, discuss: 2, overruled: 2 } });
  });

  it('ends with the position: another reason blocks anew, the same one does not', async () => {
    const { ballot } = await path.station.voted();
    await path.cast(ballot, 'writer', { discuss: '하나' });
    await path.overrule(ballot, 'writer');
    const same = await path.cast(ballot, 'writer', { discuss: '하나' });
    expect(tallyOfBallot(same.ballot)).toMatchObject({ overruled: 1, wouldConfirm: true });
    const other = await path.cast(ballot, 'writer', { discuss: '둘' });
    expect(tallyOfBallot(other.ballot)).toMatchObject({ overruled: 0, wouldConfirm: false });
    const withdrawn = await path.cast(ballot, 'writer', 'ABSTAIN');
    expect(tallyOfBallot(withdrawn.ballot)).toMatchObject({ discuss: 0, wouldConfirm: true });
  });

  it('is refused for a reason that is not there any more, so that none is overruled unread', async () => {
    const { ballot } = await path.station.voted();
    const first = await path.cast(ballot, 'writer', { discuss: '하나' });
    const [read] = discussionsOf(first.ballot);
    await path.cast(ballot, 'writer', { discuss: '둘' });
    await path.newEvents();
    const input = { ballotId: ballot.id, discussionId: read?.id ?? '', reason };
    await expect(path.decisions.overruleDiscussion(path.as.chair, input)).rejects.toEqual(
      refused('NOT_FOUND', ['discussionId']),
    );
    for (const empty of ['', ' \n', 'a'.repeat(2001)])
      await expect(
        path.decisions.overruleDiscussion(path.as.chair, { ...input, reason: empty }),
      ).rejects.toEqual(refused('INVALID_INPUT', ['reason']));
    const nowhere = { ...input, ballotId: 'f'.repeat(24) };
    await expect(path.decisions.overruleDiscussion(path.as.chair, nowhere)).rejects.toEqual(
      refused('NOT_FOUND', ['ballotId']),
    );
    expect(await path.newEvents()).toEqual([]);
  });

  it("is not for the chair's own discussion, nor for a recused chair, nor a second time", async () => {
    const { ballot } = await path.station.tabled();
    await path.cast(ballot, 'chair', { discuss: reason });
    await expect(path.overrule(ballot, 'chair')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    await path.cast(ballot, 'writer', { discuss: reason });
    for (const who of ['secretariat', 'lead', 'administrator'] as const)
      await expect(path.overrule(ballot, 'writer', { by: who })).rejects.toEqual(refused('FORBIDDEN'));
    const first = await path.overrule(ballot, 'writer', { reason });
    await path.newEvents();
    expect(await path.overrule(ballot, 'writer', { reason })).toEqual(first);
    expect(await path.newEvents()).toEqual([]);
    await expect(path.overrule(ballot, 'writer', { reason: '다른 사유' })).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
    await path.cast(ballot, 'chair', 'RECUSE');
    await path.cast(ballot, 'lead', { discuss: reason });
    await expect(path.overrule(ballot, 'lead')).rejects.toEqual(refused('FORBIDDEN'));
  });

  it('has no place where the rule lets discussions only count against', async () => {
    const { plans, as, plan } = path;
    const usual = { quorum: 0.5, majority: 0.5, discussion: 'BLOCKS' } as const;
    await plans.update(as.secretariat, plan.id, { ballotRule: { ...usual, discussion: 'COUNTS_AGAINST' } });
    const { ballot } = await path.station.voted();
    await plans.update(as.secretariat, plan.id, { ballotRule: usual });
    await path.cast(ballot, 'writer', { discuss: reason });
    await expect(path.overrule(ballot, 'writer')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    expect((await path.close(ballot)).decision).toMatchObject({
      outcome: 'CONFIRMED',
      tally: { approve: 3, discuss: 1, overruled: 0 },
    });
  });
});

async function voter(name: string): Promise<Viewer> {
  const { as, membership, subcommittees } = path;
  const member = await membership.createMember(as.administrator, {
    email: `${name}@example.org`,
    displayName: name,
    organisation: '기관',
    sector: 'GOVERNMENT',
  });
  const seat = { subcommitteeId: subcommittees.other, role: 'MEMBER' } as const;
  await membership.seatMember(as.administrator, member.id, seat);
  return {
    ...as.colleague,
    memberId: member.id,
    displayName: name,
    subcommittees: new Map([[seat.subcommitteeId, seat.role]]),
  };
}

describe('DC-9: the roster of an open ballot', () => {
  it('keeps who has lost the seat, and who was deactivated until they are taken off', async () => {
    const { as, membership, decisions, subcommittees } = path;
    const [unseated, gone, voted] = [await voter('unseated'), await voter('gone'), await voter('voted')];
    const { ballot } = await path.station.tabled();
    await path.cast(ballot, voted, 'APPROVE');
    await membership.unseatMember(as.administrator, unseated.memberId, subcommittees.other);
    for (const { memberId } of [gone, voted]) await membership.deactivateMember(as.administrator, memberId);
    // A lost seat takes nothing away.
    await path.cast(ballot, unseated, 'APPROVE');
    expect(tallyOfBallot(await ballotOf(ballot.id))).toMatchObject({ roster: 8, removed: 0, needed: 4 });
    const remove = (memberId: string, text = '퇴직') =>
      decisions.removeFromRoster(as.secretariat, { ballotId: ballot.id, memberId, reason: text });
    for (const { memberId } of [unseated, as.lead, voted])
      await expect(remove(memberId)).rejects.toEqual(refused('ILLEGAL_TRANSITION', ['memberId']));
    await expect(remove(as.observer.memberId)).rejects.toEqual(refused('NOT_FOUND', ['memberId']));
    await expect(remove(gone.memberId, ' ')).rejects.toEqual(refused('INVALID_INPUT', ['reason']));
    await path.newEvents();
    const { ballot: after } = await remove(gone.memberId);
    expect(after.removals).toMatchObject([
      { memberId: gone.memberId, byId: as.secretariat.memberId, reason: '퇴직' },
    ]);
    expect(tallyOfBallot(after)).toMatchObject({ roster: 8, removed: 1, approve: 2, present: 2, needed: 4 });
    expect(await path.newEvents()).toMatchObject([
      { kind: 'ROSTER_CHANGED', payload: { memberId: gone.memberId, reason: '퇴직', tally: { removed: 1 } } },
    ]);
    expect((await remove(gone.memberId)).ballot).toEqual(after);
    expect(await path.newEvents()).toEqual([]);
    await expect(path.cast(ballot, gone, 'APPROVE')).rejects.toEqual(refused('FORBIDDEN'));
    for (const who of ['chair', 'lead'] as const) await path.cast(ballot, who, 'APPROVE');
    expect((await path.close(ballot)).decision).toMatchObject({
      outcome: 'CONFIRMED',
      tally: { removed: 1 },
    });
  });
});

describe('DC-10: recusing', () => {
  const editing = (who: 'writer' | 'colleague', draftId: string) =>
    path.drafts.edit(path.as[who], draftId, (document) =>
      writeContent(document, { content: doc(paragraph('b1', `${who}의 글`)), fields: {} }),
    );

  it('takes away the draft for as long as it is not lifted, and the next vote', async () => {
    const { as, decisions } = path;
    const { ballot, keyTask } = await path.station.tabled();
    const { memberId } = as.writer;
    await path.cast(ballot, 'writer', 'RECUSE');
    expect((await path.drafts.find(as.chair, keyTask.draftId)).recusedIds).toEqual([memberId]);
    await decisions.returnKeyTask(as.chair, { keyTaskId: keyTask.id, reason });
    await expect(editing('writer', keyTask.draftId)).rejects.toEqual(refused('FORBIDDEN'));
    await editing('colleague', keyTask.draftId);

    const submitted = await path.submit(keyTask);
    await path.review(submitted, 'APPROVE');
    const next = await path.table(keyTask, submitted.version.contentHash);
    expect(next.ballot.rosterIds).not.toContain(memberId);
    await expect(path.cast(next.ballot, 'writer', 'APPROVE')).rejects.toEqual(refused('FORBIDDEN'));
    await decisions.returnKeyTask(as.chair, { keyTaskId: keyTask.id, reason });

    const lift = { keyTaskId: keyTask.id, memberId, reason };
    await expect(decisions.liftRecusal(as.writer, lift)).rejects.toEqual(refused('FORBIDDEN'));
    await path.newEvents();
    await decisions.liftRecusal(as.secretariat, lift);
    await decisions.liftRecusal(as.chair, lift);
    expect(await path.newEvents()).toMatchObject([{ kind: 'RECUSAL_LIFTED', payload: { memberId, reason } }]);
    await editing('writer', keyTask.draftId);
  });

  it('takes away the title, which is text as well', async () => {
    const { as, decisions, keyTasks } = path;
    const { ballot, keyTask } = await path.station.tabled();
    await path.cast(ballot, 'lead', 'RECUSE');
    await decisions.returnKeyTask(as.chair, { keyTaskId: keyTask.id, reason });
    const mayRename = async () => {
      const [permissions = []] = await keyTasks.permissions(as.lead, [await path.find(keyTask)]);
      return permissions.find(({ action }) => action === 'renameKeyTask')?.allowed;
    };
    await expect(keyTasks.rename(as.lead, keyTask.id, { title: '다른 제목' })).rejects.toEqual(
      refused('FORBIDDEN'),
    );
    expect(await mayRename()).toBe(false);
    await decisions.liftRecusal(as.chair, { keyTaskId: keyTask.id, memberId: as.lead.memberId, reason });
    expect(await mayRename()).toBe(true);
    expect((await keyTasks.rename(as.lead, keyTask.id, { title: '다른 제목' })).title).toBe('다른 제목');
  });

  it('is taken back by another position on the same ballot, and lifted by nobody while that is open', async () => {
    const { as, decisions } = path;
    const { ballot, keyTask } = await path.station.tabled();
    const { memberId } = as.chair;
    await path.cast(ballot, 'chair', 'RECUSE');
    const lift = { keyTaskId: keyTask.id, memberId, reason };
    await expect(decisions.liftRecusal(as.chair, lift)).rejects.toEqual(refused('FORBIDDEN'));
    await expect(decisions.liftRecusal(as.secretariat, lift)).rejects.toEqual(
      refused('ILLEGAL_TRANSITION', ['memberId']),
    );
    await path.cast(ballot, 'chair', 'APPROVE');
    expect((await path.drafts.find(as.chair, keyTask.draftId)).recusedIds).toEqual([]);
    for (const unknown of [{ keyTaskId: 'f'.repeat(24) }, { memberId: 'f'.repeat(24) }])
      await expect(decisions.liftRecusal(as.secretariat, { ...lift, ...unknown })).rejects.toEqual(
        refused('NOT_FOUND', Object.keys(unknown)),
      );
  });
});

it('DC-11: the feed carries the tally with every change, as it was then', async () => {
  const { ballot } = await path.station.tabled();
  await path.newEvents();
  await path.cast(ballot, 'lead', 'APPROVE');
  await path.cast(ballot, 'writer', { discuss: reason });
  await path.overrule(ballot, 'writer');
  await path.cast(ballot, 'writer', 'NO_OBJECTION');
  const tallies = (await path.newEvents()).map(({ kind, payload }) => [kind, payload['tally']]);
  expect(tallies).toMatchObject([
    ['POSITION_CAST', { approve: 1, present: 1, wouldConfirm: false }],
    ['POSITION_CAST', { approve: 1, discuss: 1, overruled: 0, present: 2 }],
    ['DISCUSSION_OVERRULED', { approve: 1, discuss: 1, overruled: 1, present: 2 }],
    ['POSITION_CAST', { approve: 1, noObjection: 1, discuss: 0, overruled: 0, present: 2 }],
  ]);
});

it('shows all of it in GraphQL', async () => {
  const { ballot, keyTask } = await path.station.tabled();
  await path.cast(ballot, 'writer', { discuss: '하나' });
  await path.cast(ballot, 'colleague', 'RECUSE');
  const shown = `query ($id: ID!) { node(id: $id) { ... on Ballot {
    body rule { quorum majority base discussion } removals { reason }
    discussions { id member { displayName } reason overruled { by { displayName } reason } }
    tally { discuss overruled removed } permissions { action allowed }
    keyTask { draft { recused { displayName } } }
  } } }`;
  const ask = () => path.ask<{ node: { discussions: { id: string }[] } }>(path.as.chair, shown, { id });
  const id = toGlobalId('Ballot', ballot.id);
  const [discussion] = (await ask()).node.discussions;
  const { overruleDiscussion } = await path.ask<{ overruleDiscussion: unknown }>(
    path.as.chair,
    `mutation ($input: OverruleDiscussionInput!) { overruleDiscussion(input: $input) {
      userErrors { code } keyTask { state } ballot { tally { overruled } } } }`,
    { input: { ballotId: id, discussionId: discussion?.id, reason: '둘' } },
  );
  expect(overruleDiscussion).toMatchObject({
    userErrors: [],
    keyTask: { state: 'TABLED' },
    ballot: { tally: { overruled: 1 } },
  });
  expect(await ask()).toMatchObject({
    node: {
      body: 'TASK_FORCE',
      rule: { quorum: 0.5, majority: 0.5, base: 'FOR_AND_AGAINST', discussion: 'BLOCKS' },
      removals: [],
      discussions: [
        {
          member: { displayName: 'writer' },
          reason: '하나',
          overruled: { by: { displayName: 'chair' }, reason: '둘' },
        },
      ],
      tally: { discuss: 1, overruled: 1, removed: 0 },
      permissions: [
        { action: 'castPosition', allowed: true },
        { action: 'closeBallot', allowed: false },
        { action: 'overruleDiscussion', allowed: true },
        { action: 'removeFromRoster', allowed: true },
      ],
      keyTask: { draft: { recused: [{ displayName: 'colleague' }] } },
    },
  });
  const answer = await path.ask<Record<string, { userErrors: { code: string }[] }>>(
    path.as.lead,
    `mutation ($lift: LiftRecusalInput!, $remove: RemoveFromRosterInput!) {
      liftRecusal(input: $lift) { userErrors { code } keyTask { id } }
      removeFromRoster(input: $remove) { userErrors { code } ballot { id } } }`,
    {
      lift: { keyTaskId: toGlobalId('KeyTask', keyTask.id), memberId: memberGlobalId(), reason },
      remove: { ballotId: id, memberId: memberGlobalId(), reason },
    },
  );
  for (const { userErrors } of Object.values(answer))
    expect(userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
});

function memberGlobalId(): string {
  return toGlobalId('Member', path.as.colleague.memberId);
}
