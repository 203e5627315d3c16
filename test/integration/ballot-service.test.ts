import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DomainErrorCode } from '../../src/errors.ts';
import {
  openDecisionPath,
  refused,
  voterNames,
  type DecisionPath,
  type Person,
} from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());
beforeEach(async () => {
  await path.newEvents();
});

const nowhere = 'f'.repeat(24);
const ballotOf = async (id: string) => {
  const [ballot] = await path.decisions.findBallots(path.as.chair, [id]);
  if (ballot === undefined || ballot === null) throw new Error('There is no such ballot.');
  return ballot;
};

describe('tabling', () => {
  it('DC-1: fixes the roster and the rule for the ballot', async () => {
    const { as, membership, plans } = path;
    const { ballot } = await path.station.tabled();
    expect([...ballot.rosterIds].sort()).toEqual(voterNames.map((who) => as[who].memberId).sort());
    const late = await membership.createMember(as.secretariat, {
      email: 'late@example.org',
      displayName: '늦은 위원장',
      organisation: '대학',
      sector: 'ACADEMIA',
      roles: ['CHAIR'],
    });
    await plans.update(as.secretariat, path.plan.id, { ballotRule: { quorum: 1, majority: 0.9 } });
    expect(await ballotOf(ballot.id)).toEqual(ballot);
    const next = await path.station.tabled();
    expect(next.ballot.rosterIds).toContain(late.id);
    expect(next.ballot.rule).toEqual({
      quorum: 1,
      majority: 0.9,
      base: 'FOR_AND_AGAINST',
      discussion: 'BLOCKS',
      secret: false,
    });
    await plans.update(as.secretariat, path.plan.id, { ballotRule: { quorum: 0.5, majority: 0.5 } });
    await membership.deactivateMember(as.administrator, late.id);
    expect((await path.station.tabled()).ballot.rosterIds).not.toContain(late.id);
  });

  it('DC-1: refuses another text than the approved one, and changes nothing', async () => {
    const { version, keyTask } = await path.station.approved();
    await path.newEvents();
    for (const contentHash of ['0'.repeat(64), '', version.logHash])
      await expect(path.table(keyTask, contentHash)).rejects.toEqual(refused('STALE_HASH', ['contentHash']));
    expect(await path.newEvents()).toEqual([]);
    expect(await path.find(keyTask)).toEqual(keyTask);
  });

  it('DC-1: returns the open ballot when it is tabled again, however often at once', async () => {
    const { version, keyTask } = await path.station.approved();
    await path.newEvents();
    const tabled = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        path.table(keyTask, version.contentHash, index % 2 === 0 ? 'chair' : 'secretariat'),
      ),
    );
    expect(new Set(tabled.map(({ ballot }) => ballot.id)).size).toBe(1);
    expect((await path.newEvents()).map(({ kind }) => kind)).toEqual([
      'KEY_TASK_STATE_CHANGED',
      'BALLOT_OPENED',
    ]);
    await expect(path.table(keyTask, '0'.repeat(64))).rejects.toEqual(refused('STALE_HASH'));
  });

  it('refuses a task that is not there', async () => {
    const input = { keyTaskId: nowhere, contentHash: '0'.repeat(64) };
    await expect(path.decisions.tableKeyTask(path.as.chair, input)).rejects.toEqual(
      refused('NOT_FOUND', ['keyTaskId']),
    );
  });
});

describe('taking a position', () => {
  it('DC-2: the last one of each member counts', async () => {
    const { ballot } = await path.station.tabled();
    await path.cast(ballot, 'lead', 'APPROVE');
    await path.cast(ballot, 'lead', { discuss: '예산이 없다' });
    await path.cast(ballot, 'colleague', 'ABSTAIN');
    const { ballot: after } = await path.cast(ballot, 'lead', 'NO_OBJECTION');
    expect(after.positions).toMatchObject([
      { memberId: path.as.colleague.memberId, value: 'ABSTAIN', reason: null },
      { memberId: path.as.lead.memberId, value: 'NO_OBJECTION', reason: null },
    ]);
    expect(await ballotOf(ballot.id)).toEqual(after);
  });

  it('DC-2: the same position again changes nothing, another reason does', async () => {
    const { ballot } = await path.station.tabled();
    const first = await path.cast(ballot, 'lead', { discuss: '하나' });
    await path.newEvents();
    expect(await path.cast(ballot, 'lead', { discuss: ' 하나 ' })).toEqual(first);
    expect(await path.newEvents()).toEqual([]);
    const second = await path.cast(ballot, 'lead', { discuss: '둘' });
    expect(second.ballot.positions).toMatchObject([{ reason: '둘' }]);
    expect(await path.newEvents()).toMatchObject([{ kind: 'POSITION_CAST' }]);
  });

  it('DC-2: refuses another text, who is not on the roster, and DISCUSS without a reason', async () => {
    const { ballot } = await path.station.tabled();
    await path.newEvents();
    const stale = { id: ballot.id, contentHash: '0'.repeat(64) };
    await expect(path.cast(stale, 'lead', 'APPROVE')).rejects.toEqual(refused('STALE_HASH', ['contentHash']));
    for (const who of ['secretariat', 'reviewer', 'observer', 'administrator', 'committee'] as const)
      await expect(path.cast(ballot, who, 'APPROVE')).rejects.toEqual(refused('FORBIDDEN'));
    for (const discuss of ['', ' \n '])
      await expect(path.cast(ballot, 'lead', { discuss })).rejects.toEqual(
        refused('INVALID_INPUT', ['reason']),
      );
    await expect(path.cast(ballot, 'lead', { discuss: 'a'.repeat(2001) })).rejects.toEqual(
      refused('INVALID_INPUT', ['reason']),
    );
    const unknown = { id: nowhere, contentHash: ballot.contentHash };
    await expect(path.cast(unknown, 'lead', 'APPROVE')).rejects.toEqual(refused('NOT_FOUND', ['ballotId']));
    expect(await path.newEvents()).toEqual([]);
    expect(await ballotOf(ballot.id)).toEqual(ballot);
  });

  it('DC-2: is over once the ballot is closed', async () => {
    const { ballot, decision } = await path.station.confirmed();
    await expect(path.cast(ballot, 'writer', { discuss: '늦었다' })).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
    await expect(path.cast(ballot, 'chair', 'APPROVE')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    const [after] = await path.decisions.findDecisions(path.as.chair, [decision.id]);
    expect(after).toEqual(decision);
  });
});

describe('closing', () => {
  type Votes = readonly (readonly [Person, Parameters<DecisionPath['cast']>[2]])[];
  const discuss = { discuss: '더 논의하자' };

  it.each<[string, Votes, 'CONFIRMED' | 'RETURNED' | DomainErrorCode]>([
    ['DC-5: nobody', [], 'QUORUM_NOT_REACHED'],
    [
      'DC-5: two of five',
      [
        ['chair', 'APPROVE'],
        ['lead', 'APPROVE'],
      ],
      'QUORUM_NOT_REACHED',
    ],
    [
      'DC-5: three of five',
      [
        ['chair', 'APPROVE'],
        ['lead', 'NO_OBJECTION'],
        ['colleague', 'APPROVE'],
      ],
      'CONFIRMED',
    ],
    [
      'DC-4: DISCUSS blocks whatever the majority',
      [
        ['chair', 'APPROVE'],
        ['lead', 'APPROVE'],
        ['colleague', 'APPROVE'],
        ['writer', 'APPROVE'],
        ['leadElsewhere', discuss],
      ],
      'RETURNED',
    ],
    [
      'DC-3: RECUSE does not count for the quorum',
      [
        ['chair', 'APPROVE'],
        ['lead', 'APPROVE'],
        ['writer', 'RECUSE'],
      ],
      'CONFIRMED',
    ],
    [
      'DC-3: RECUSE is not a presence either',
      [
        ['chair', 'APPROVE'],
        ['lead', 'RECUSE'],
        ['writer', 'RECUSE'],
      ],
      'QUORUM_NOT_REACHED',
    ],
    ['DC-3: everybody recused', voterNames.map((who) => [who, 'RECUSE'] as const), 'QUORUM_NOT_REACHED'],
    [
      'DC-4: abstentions reach the quorum and decide nothing',
      [
        ['chair', 'ABSTAIN'],
        ['lead', 'ABSTAIN'],
        ['colleague', 'ABSTAIN'],
      ],
      'RETURNED',
    ],
    [
      'DC-4: one in favour among abstentions',
      [
        ['chair', 'ABSTAIN'],
        ['lead', 'ABSTAIN'],
        ['colleague', 'NO_OBJECTION'],
      ],
      'CONFIRMED',
    ],
    [
      'DC-2: who blocked and then agreed does not block',
      [
        ['chair', discuss],
        ['lead', 'APPROVE'],
        ['colleague', 'APPROVE'],
        ['chair', 'APPROVE'],
      ],
      'CONFIRMED',
    ],
    [
      'DC-2: who blocked and then recused does not block',
      [
        ['chair', 'APPROVE'],
        ['lead', 'APPROVE'],
        ['colleague', discuss],
        ['colleague', 'RECUSE'],
      ],
      'CONFIRMED',
    ],
  ])('%s', async (_name, votes, expected) => {
    const { keyTask, ballot, version } = await path.station.tabled();
    for (const [who, position] of votes) await path.cast(ballot, who, position);
    const versionsBefore = await path.planVersions();
    if (expected === 'QUORUM_NOT_REACHED') {
      const before = await path.contents();
      await expect(path.close(ballot)).rejects.toEqual(refused(expected));
      expect(await path.contents()).toEqual(before);
      expect((await ballotOf(ballot.id)).open).toBe(true);
      return;
    }
    const { decision, planVersion, keyTask: after } = await path.close(ballot);
    expect(decision.outcome).toBe(expected);
    expect(await ballotOf(ballot.id)).toMatchObject({ open: false });
    const sealed = await path.versions.find(path.as.chair, version.id);
    if (expected === 'CONFIRMED') {
      expect(after).toMatchObject({ state: 'CONFIRMED', sealedVersionId: version.id });
      expect(sealed.sealedAt).toEqual(decision.decidedAt);
      expect(planVersion?.number).toBe(versionsBefore.length + 1);
    } else {
      expect(after).toMatchObject({ state: 'DRAFTING', sealedVersionId: null, currentVersionId: null });
      expect(planVersion).toBeNull();
      expect(sealed.sealedAt).toBeNull();
      expect(await path.planVersions()).toEqual(versionsBefore);
      // Reviews are void, and the draft can be edited again.
      const [reviews] = await path.reviews.ofVersions(path.as.chair, [version.id]);
      expect(reviews).toMatchObject([{ state: 'INVALIDATED' }]);
      await path.write(keyTask, '고친 글');
    }
  });

  it('DC-5: refuses another text and who may not, and changes nothing', async () => {
    const { ballot } = await path.station.voted();
    const before = await path.contents();
    for (const contentHash of ['0'.repeat(64), ''])
      await expect(path.close({ id: ballot.id, contentHash })).rejects.toEqual(
        refused('STALE_HASH', ['contentHash']),
      );
    for (const who of ['lead', 'colleague', 'reviewer', 'observer', 'administrator', 'committee'] as const)
      await expect(path.close(ballot, who)).rejects.toEqual(refused('FORBIDDEN'));
    await expect(path.close({ id: nowhere, contentHash: ballot.contentHash })).rejects.toEqual(
      refused('NOT_FOUND', ['ballotId']),
    );
    expect(await path.contents()).toEqual(before);
  });

  it('DC-6: closing again returns the same decision, confirmed or not', async () => {
    const confirmed = await path.station.confirmed();
    const { ballot } = await path.station.voted();
    await path.cast(ballot, 'chair', discuss);
    const returned = await path.close(ballot);
    for (const [result, contentHash] of [
      [confirmed, confirmed.ballot.contentHash],
      [returned, ballot.contentHash],
    ] as const) {
      const before = await path.contents();
      const again = await path.close({ id: result.decision.ballotId, contentHash }, 'secretariat');
      expect(again.decision).toEqual(result.decision);
      expect(again.planVersion).toEqual(result.planVersion);
      expect(await path.contents()).toEqual(before);
    }
  });

  it.each(['RETURN', 'WITHDRAW', 'MERGE'] as const)(
    'DC-6: %s closes the ballot without a decision',
    async (step) => {
      const { as, decisions, keyTasks } = path;
      const { ballot, keyTask } = await path.station.voted();
      const other = await path.create('다른 과제');
      const reason = '사유';
      if (step === 'RETURN') await decisions.returnKeyTask(as.chair, { keyTaskId: keyTask.id, reason });
      else if (step === 'WITHDRAW') await keyTasks.withdraw(as.lead, keyTask.id, reason);
      else await keyTasks.merge(as.chair, keyTask.id, { keyTaskId: other.id, reason });
      const closed = await ballotOf(ballot.id);
      expect(closed).toMatchObject({ open: false, closedAt: expect.any(Date) as unknown });
      const before = await path.contents();
      await expect(path.close(ballot)).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
      await expect(path.cast(ballot, 'writer', 'APPROVE')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
      expect(await path.contents()).toEqual(before);
      expect(await decisions.decisionsOfBallots(as.chair, [ballot.id])).toEqual([null]);
      expect(await decisions.openBallotsOf(as.chair, [keyTask.id])).toEqual([null]);
    },
  );
});
