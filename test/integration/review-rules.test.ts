import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, refused, type DecisionPath, type Person } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());
beforeEach(async () => {
  await path.newEvents();
});

const reason = '사유';
type Request = Partial<Omit<Parameters<DecisionPath['versions']['submitVersion']>[1], 'keyTaskId' | 'name'>>;

async function submitted(request: Request = {}) {
  const keyTask = await path.station.drafted();
  const input = { keyTaskId: keyTask.id, name: '검토안', reviewerIds: [], ...request };
  return path.versions.submitVersion(path.as.lead, input);
}
const ids = (...people: Person[]) => people.map((who) => path.as[who].memberId);
const reviewsOf = async (versionId: string) =>
  (await path.reviews.ofVersions(path.as.chair, [versionId]))[0] ?? [];
const stateOf = async (keyTask: { readonly id: string }) => (await path.find(keyTask)).state;

describe('asking', () => {
  it('RV-1, RV-3: roles are asked beside members, and answered by one who holds them', async () => {
    const lead = { role: 'SUBCOMMITTEE_LEAD', subcommitteeId: path.subcommittees.other } as const;
    const roles = [lead, { role: 'SECRETARIAT', subcommitteeId: null } as const];
    const at = await submitted({ reviewerIds: ids('colleague'), roles });
    expect(await reviewsOf(at.version.id)).toMatchObject([
      { reviewerId: path.as.colleague.memberId, askedRole: null, minimumApprovals: 3 },
      { reviewerId: null, askedRole: 'SUBCOMMITTEE_LEAD', askedSubcommitteeId: path.subcommittees.other },
      { reviewerId: null, askedRole: 'SECRETARIAT', askedSubcommitteeId: null },
    ]);
    for (const who of ['reviewer', 'chair'] as const)
      await expect(path.review(at, 'APPROVE', who)).rejects.toEqual(refused('FORBIDDEN'));
    expect(await path.reviews.waitingForReview(path.as.leadElsewhere)).toContain(at.keyTask.id);
    for (const who of ['leadElsewhere', 'secretariat', 'colleague'] as const)
      await path.review(at, 'APPROVE', who);
    expect(await stateOf(at.keyTask)).toBe('APPROVED');
  });

  it('RV-1, RV-5, RV-7: refuses what cannot be asked for', async () => {
    const keyTask = await path.station.drafted();
    const input = { keyTaskId: keyTask.id, name: '검토안', reviewerIds: ids('reviewer') };
    const attempt = (request: Request) => path.versions.submitVersion(path.as.lead, { ...input, ...request });
    const nowhere = 'f'.repeat(24);
    for (const [request, code, field] of [
      [{ dueAt: new Date('2020-01-01') }, 'INVALID_INPUT', ['dueAt']],
      [{ minimumApprovals: 0 }, 'INVALID_INPUT', ['minimumApprovals']],
      [{ minimumApprovals: 2 }, 'INVALID_INPUT', ['minimumApprovals']],
      [{ roles: [{ role: 'SUBCOMMITTEE_LEAD', subcommitteeId: null }] }, 'INVALID_INPUT', undefined],
      [{ roles: [{ role: 'CHAIR', subcommitteeId: nowhere }] }, 'INVALID_INPUT', undefined],
      [{ roles: [{ role: 'SUBCOMMITTEE_LEAD', subcommitteeId: nowhere }] }, 'NOT_FOUND', undefined],
    ] as const)
      await expect(attempt(request)).rejects.toEqual(refused(code, field));
    expect(await stateOf(keyTask)).toBe('DRAFTING');
  });

  it('RV-5: as many approvals as are needed approve it; the others are void once it is tabled', async () => {
    const at = await submitted({
      reviewerIds: ids('reviewer', 'secondReviewer', 'colleague'),
      minimumApprovals: 2,
    });
    await path.review(at, 'APPROVE', 'reviewer');
    expect(await stateOf(at.keyTask)).toBe('IN_REVIEW');
    await path.review(at, 'APPROVE', 'colleague');
    expect(await stateOf(at.keyTask)).toBe('APPROVED');
    expect(await path.reviews.waitingForReview(path.as.secondReviewer)).not.toContain(at.keyTask.id);
    await path.table(at.keyTask, at.version.contentHash);
    expect((await reviewsOf(at.version.id)).map(({ state }) => state)).toEqual([
      'APPROVED',
      'INVALIDATED',
      'APPROVED',
    ]);
  });

  it('RV-1: further ones are asked while it is in review, nobody twice', async () => {
    const at = await submitted({ reviewerIds: ids('reviewer') });
    const { contentHash } = at.version;
    const ask = (who: Person, request = {}) =>
      path.reviews.requestReviews(path.as[who], {
        ...{ keyTaskId: at.keyTask.id, contentHash, reviewerIds: ids('colleague', 'reviewer'), roles: [] },
        ...{ dueAt: null, ...request },
      });
    await ask('secretariat');
    await path.newEvents();
    await ask('lead');
    expect(await path.newEvents()).toEqual([]);
    expect(await reviewsOf(at.version.id)).toHaveLength(2);
    await expect(ask('lead', { contentHash: '0'.repeat(64) })).rejects.toEqual(refused('STALE_HASH'));
    await expect(ask('lead', { reviewerIds: ids('writer') })).rejects.toEqual(refused('FOUR_EYES'));
    await expect(ask('chair')).rejects.toEqual(refused('FORBIDDEN'));
    await path.review(at, 'APPROVE', 'colleague');
    expect(await stateOf(at.keyTask)).toBe('APPROVED');
  });

  it('RV-7: what is not answered until it is due is overdue, and nothing else happens', async () => {
    const [first] = await reviewsOf((await submitted()).version.id);
    expect(first?.dueAt).toBeNull();
    const dueAt = new Date((first?.requestedAt.getTime() ?? 0) + 60_000);
    const at = await submitted({ dueAt });
    const [review] = await reviewsOf(at.version.id);
    if (review === undefined) throw new Error('There is no review.');
    expect(path.reviews.isOverdue(review)).toBe(false);
    // The clock of the tests goes on by a second each time it is asked.
    for (let asked = 0; asked < 100; asked += 1) path.reviews.isOverdue(review);
    expect(path.reviews.isOverdue(review)).toBe(true);
    const approved = await path.review(at, 'APPROVE');
    expect(path.reviews.isOverdue(approved.review)).toBe(false);
    expect(approved.keyTask.state).toBe('APPROVED');
  });
});

describe('RV-8: remarks on blocks', () => {
  it('name a block of the version, and show how it begins', async () => {
    const at = await submitted();
    const give = (blockId: string, text = '근거를 밝혀 주세요.') =>
      path.reviews.submitReview(path.as.reviewer, {
        keyTaskId: at.keyTask.id,
        contentHash: at.version.contentHash,
        verdict: 'REQUEST_CHANGES',
        blockRemarks: [{ blockId, text }],
      });
    await expect(give('nowhere')).rejects.toEqual(refused('INVALID_INPUT', ['blockRemarks', '0', 'blockId']));
    await expect(give('b1', ' ')).rejects.toEqual(refused('INVALID_INPUT', ['blockRemarks']));
    expect(await stateOf(at.keyTask)).toBe('IN_REVIEW');
    const { review, keyTask } = await give('b1');
    expect(review.blockRemarks).toEqual([{ blockId: 'b1', text: '근거를 밝혀 주세요.', excerpt: '본문' }]);
    expect(keyTask.state).toBe('DRAFTING');
    await path.newEvents();
    expect((await give('b1')).review).toEqual(review);
    expect(await path.newEvents()).toEqual([]);
    const shown = await path.ask(
      path.as.lead,
      `query ($id: ID!) { node(id: $id) { ... on Review { blockRemarks { blockId text excerpt } overdue dueAt
        askedRole askedSubcommittee { id } minimumApprovals } } }`,
      { id: toGlobalId('Review', review.id) },
    );
    expect(shown).toMatchObject({
      node: {
        blockRemarks: [{ excerpt: '본문' }],
        overdue: false,
        askedRole: 'REVIEWER',
        minimumApprovals: 1,
      },
    });
  });
});

describe('what makes an approval void', () => {
  async function approvedBy(who: Person, request: Request = {}) {
    const at = await submitted({ reviewerIds: ids(who), ...request });
    await path.review(at, 'APPROVE', who);
    expect(await stateOf(at.keyTask)).toBe('APPROVED');
    await path.newEvents();
    return at;
  }

  it('RV-10: an act of the lead or the secretariat; the task is in review again, with the reason', async () => {
    const at = await approvedBy('reviewer');
    const [review] = await reviewsOf(at.version.id);
    const input = { reviewId: review?.id ?? '', reason };
    await expect(path.reviews.invalidateReview(path.as.chair, input)).rejects.toEqual(refused('FORBIDDEN'));
    const result = await path.reviews.invalidateReview(path.as.secretariat, input);
    expect(result).toMatchObject({
      review: { state: 'INVALIDATED', invalidatedReason: 'Invalidated: 사유' },
      keyTask: { state: 'IN_REVIEW', currentVersionId: at.version.id },
    });
    expect(await path.newEvents()).toMatchObject([
      {
        kind: 'KEY_TASK_STATE_CHANGED',
        payload: { from: 'APPROVED', to: 'IN_REVIEW', reason: 'Invalidated: 사유' },
      },
      { kind: 'REVIEW_CHANGED', payload: { state: 'INVALIDATED' } },
    ]);
    expect(await path.reviews.invalidateReview(path.as.secretariat, input)).toEqual(result);
    expect(await path.newEvents()).toEqual([]);
    await expect(path.write(at.keyTask, '글')).rejects.toEqual(refused('FROZEN'));
    // The same member may be asked anew.
    await path.reviews.requestReviews(path.as.lead, {
      keyTaskId: at.keyTask.id,
      contentHash: at.version.contentHash,
      reviewerIds: ids('reviewer'),
      roles: [],
      dueAt: null,
    });
    await path.review(at, 'APPROVE');
    expect(await stateOf(at.keyTask)).toBe('APPROVED');
  });

  it('RV-9: the role that made somebody a reviewer is lost; a role that was asked is asked anew', async () => {
    const { membership, as } = path;
    const byName = await approvedBy('secondReviewer');
    const byRole = await approvedBy('secondReviewer', { reviewerIds: [] });
    const tabled = await approvedBy('secondReviewer');
    await path.table(tabled.keyTask, tabled.version.contentHash);
    await membership.setMemberRoles(as.administrator, as.secondReviewer.memberId, ['OBSERVER']);
    expect(await reviewsOf(byName.version.id)).toMatchObject([
      { state: 'INVALIDATED', invalidatedReason: 'The reviewer does not hold the role REVIEWER any more.' },
    ]);
    expect(await reviewsOf(byRole.version.id)).toMatchObject([
      { state: 'INVALIDATED', askedRole: 'REVIEWER' },
      { state: 'REQUESTED', reviewerId: null, askedRole: 'REVIEWER' },
    ]);
    for (const { keyTask } of [byName, byRole]) expect(await stateOf(keyTask)).toBe('IN_REVIEW');
    expect(await stateOf(tabled.keyTask)).toBe('TABLED');
    expect(await reviewsOf(tabled.version.id)).toMatchObject([{ state: 'APPROVED' }]);
    await path.review(byRole, 'APPROVE', 'reviewer');
    expect(await stateOf(byRole.keyTask)).toBe('APPROVED');
    await membership.setMemberRoles(as.administrator, as.secondReviewer.memberId, ['REVIEWER']);
  });

  it('RV-9, RV-10: a seat is lost, an account deactivated; too few are left of more than one', async () => {
    const { membership, as, subcommittees } = path;
    const enough = await submitted({
      reviewerIds: ids('colleague', 'reviewer', 'chair'),
      minimumApprovals: 2,
    });
    await path.review(enough, 'APPROVE', 'colleague');
    await path.review(enough, 'APPROVE', 'reviewer');
    const alone = await approvedBy('colleague');
    await membership.unseatMember(as.administrator, as.colleague.memberId, subcommittees.own);
    expect((await reviewsOf(enough.version.id)).map(({ state }) => state)).toEqual([
      'INVALIDATED',
      'APPROVED',
      'REQUESTED',
    ]);
    for (const { keyTask } of [enough, alone]) expect(await stateOf(keyTask)).toBe('IN_REVIEW');
    await path.review(enough, 'APPROVE', 'chair');
    expect(await stateOf(enough.keyTask)).toBe('APPROVED');
    await membership.deactivateMember(as.administrator, as.reviewer.memberId);
    expect(await stateOf(enough.keyTask)).toBe('IN_REVIEW');
    expect((await reviewsOf(enough.version.id)).map(({ invalidatedReason }) => invalidatedReason)).toEqual([
      'The reviewer has no role and no seat any more.',
      'The reviewer was deactivated.',
      null,
    ]);
  });
});
