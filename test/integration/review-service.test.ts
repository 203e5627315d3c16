import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DomainErrorCode } from '../../src/errors.ts';
import { openDecisionPath, refused, type DecisionPath, type Person } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());
beforeEach(async () => {
  await path.newEvents();
});

const ofVersion = async (versionId: string) => {
  const [reviews] = await path.reviews.ofVersions(path.as.chair, [versionId]);
  return reviews ?? [];
};

describe('who reviews', () => {
  it.each<[Person, DomainErrorCode]>([
    ['writer', 'FOUR_EYES'],
    ['lead', 'FOUR_EYES'],
    ['colleague', 'FORBIDDEN'],
    ['leadElsewhere', 'FORBIDDEN'],
    ['chair', 'FORBIDDEN'],
    ['secretariat', 'FORBIDDEN'],
    ['administrator', 'FORBIDDEN'],
    ['committee', 'FORBIDDEN'],
    ['observer', 'FORBIDDEN'],
  ])('RV-2, RV-3: %s is refused with %s when anybody was asked', async (who, code) => {
    const submitted = await path.station.inReview();
    await path.newEvents();
    for (const verdict of ['APPROVE', 'REQUEST_CHANGES'] as const)
      await expect(path.review(submitted, verdict, who)).rejects.toEqual(refused(code));
    expect(await path.newEvents()).toEqual([]);
    expect(await path.find(submitted.keyTask)).toEqual(submitted.keyTask);
    expect(await ofVersion(submitted.version.id)).toMatchObject([{ reviewerId: null, state: 'REQUESTED' }]);
  });

  it('RV-2, VN-7: not even a reviewer who wrote a single character of the text', async () => {
    const { as, services } = path;
    const keyTask = await path.station.drafted();
    const seated = {
      ...as.secondReviewer,
      subcommittees: new Map([[path.subcommittees.own, 'MEMBER' as const]]),
    };
    await services.drafts.edit(seated, keyTask.draftId, (document) =>
      document.getMap('meta').set('goal', '.'),
    );
    // What was written is deleted again: the member stays an author.
    await path.write(keyTask, '본문');
    const submitted = await path.submit(keyTask);
    expect(submitted.version.authorIds).toContain(as.secondReviewer.memberId);
    await expect(path.review(submitted, 'APPROVE', 'secondReviewer')).rejects.toEqual(refused('FOUR_EYES'));
    expect(await services.reviews.waitingForReview(seated)).not.toContain(keyTask.id);
  });

  it('RV-2: nor who gave the task its title, which is text', async () => {
    const { as, services } = path;
    const keyTask = await path.station.drafted();
    await services.keyTasks.rename(as.secretariat, keyTask.id, { title: '사무국의 제목' });
    const roles = [{ role: 'SECRETARIAT', subcommitteeId: null } as const];
    const input = { keyTaskId: keyTask.id, name: '검토안', reviewerIds: [], roles };
    const submitted = await services.versions.submitVersion(as.lead, input);
    await expect(path.review(submitted, 'APPROVE', 'secretariat')).rejects.toEqual(refused('FOUR_EYES'));
    expect(await services.reviews.waitingForReview(as.secretariat)).not.toContain(keyTask.id);
    const reviewerIds = [as.secretariat.memberId];
    await expect(
      services.reviews.requestReviews(as.lead, {
        keyTaskId: keyTask.id,
        contentHash: submitted.version.contentHash,
        reviewerIds,
        roles: [],
        dueAt: null,
      }),
    ).rejects.toEqual(refused('FOUR_EYES', ['reviewerIds']));
  });

  it('RV-3: only those who were asked by name, with the role or without', async () => {
    const keyTask = await path.station.drafted();
    const submitted = await path.submit(keyTask, ['colleague']);
    await expect(path.review(submitted, 'APPROVE', 'reviewer')).rejects.toEqual(refused('FORBIDDEN'));
    expect(await path.reviews.waitingForReview(path.as.reviewer)).not.toContain(keyTask.id);
    expect(await path.reviews.waitingForReview(path.as.colleague)).toEqual([keyTask.id]);
    const { keyTask: after } = await path.review(submitted, 'APPROVE', 'colleague');
    expect(after.state).toBe('APPROVED');
  });

  it('refuses who is not signed in, and tasks that are not there', async () => {
    const { version, keyTask } = await path.station.inReview();
    const input = { keyTaskId: keyTask.id, contentHash: version.contentHash, verdict: 'APPROVE' } as const;
    await expect(path.reviews.submitReview(null, input)).rejects.toEqual(refused('UNAUTHENTICATED'));
    await expect(
      path.reviews.submitReview(path.as.reviewer, { ...input, keyTaskId: 'f'.repeat(24) }),
    ).rejects.toEqual(refused('NOT_FOUND', ['keyTaskId']));
  });
});

describe('the text that was read', () => {
  it('RV-4: a review of another text is refused, and nothing is changed', async () => {
    const keyTask = await path.station.drafted('과제', '옛 글');
    const old = await path.submit(keyTask);
    await path.review(old, 'REQUEST_CHANGES');
    await path.write(keyTask, '새 글');
    const current = await path.submit(keyTask);
    await path.newEvents();
    for (const contentHash of [
      old.version.contentHash,
      '0'.repeat(64),
      '',
      current.version.contentHash.toUpperCase(),
    ])
      for (const verdict of ['APPROVE', 'REQUEST_CHANGES'] as const)
        await expect(
          path.review({ keyTask, version: { contentHash } }, verdict, 'secondReviewer'),
        ).rejects.toEqual(refused('STALE_HASH', ['contentHash']));
    expect(await path.newEvents()).toEqual([]);
    expect(await path.find(keyTask)).toEqual(current.keyTask);
    await path.review(current, 'APPROVE', 'secondReviewer');
    await expect(path.review(old, 'APPROVE', 'reviewer')).rejects.toEqual(refused('STALE_HASH'));
  });

  it('RV-4: a reviewer who asked for changes to the same text before can still answer for the new version', async () => {
    const keyTask = await path.station.drafted();
    const first = await path.submit(keyTask);
    await path.review(first, 'REQUEST_CHANGES');
    const second = await path.submit(keyTask);
    expect(second.version.contentHash).toBe(first.version.contentHash);
    const { review, keyTask: after } = await path.review(second, 'REQUEST_CHANGES');
    expect(review.versionId).toBe(second.version.id);
    expect(after.state).toBe('DRAFTING');
  });
});

describe('asking for changes', () => {
  it('RV-5, RV-6: returns the task, keeps the review and its remarks, voids the other ones', async () => {
    const { as } = path;
    const keyTask = await path.station.drafted('과제', '첫 글');
    const first = await path.submit(keyTask, ['reviewer', 'secondReviewer', 'colleague']);
    await path.review(first, 'APPROVE', 'secondReviewer');
    const { review, keyTask: after } = await path.review(first, 'REQUEST_CHANGES');
    expect(review).toMatchObject({ state: 'CHANGES_REQUESTED', remarks: '수치의 근거를 밝혀 주세요.' });
    expect(after).toMatchObject({ state: 'DRAFTING', currentVersionId: null });
    const invalidatedReason = 'Changes were requested: 수치의 근거를 밝혀 주세요.';
    const before = await ofVersion(first.version.id);
    expect(before).toMatchObject([
      { reviewerId: as.reviewer.memberId, state: 'CHANGES_REQUESTED', invalidatedReason: null },
      { reviewerId: as.secondReviewer.memberId, state: 'INVALIDATED', invalidatedReason },
      { reviewerId: as.colleague.memberId, state: 'INVALIDATED', invalidatedReason },
    ]);
    await path.write(keyTask, '고친 글');

    // The next version needs every approval anew; the review of the first one stays as it is.
    const second = await path.submit(keyTask, ['reviewer', 'secondReviewer']);
    expect((await path.review(second, 'APPROVE')).keyTask.state).toBe('IN_REVIEW');
    expect((await path.review(second, 'APPROVE', 'secondReviewer')).keyTask.state).toBe('APPROVED');
    expect(await ofVersion(first.version.id)).toEqual(before);
  });

  it('RV-5: needs remarks', async () => {
    const { version, keyTask } = await path.station.inReview();
    for (const remarks of [null, '', '  \n ', 'a'.repeat(10_001)])
      await expect(
        path.reviews.submitReview(path.as.reviewer, {
          keyTaskId: keyTask.id,
          contentHash: version.contentHash,
          verdict: 'REQUEST_CHANGES',
          remarks,
        }),
      ).rejects.toEqual(refused('INVALID_INPUT', ['remarks']));
  });
});

describe('approving', () => {
  it('RV-5: waits for everybody who was asked', async () => {
    const keyTask = await path.station.drafted();
    const submitted = await path.submit(keyTask, ['reviewer', 'secondReviewer']);
    expect((await path.review(submitted, 'APPROVE')).keyTask.state).toBe('IN_REVIEW');
    expect(await path.reviews.waitingForReview(path.as.reviewer)).not.toContain(keyTask.id);
    expect(await path.reviews.waitingForReview(path.as.secondReviewer)).toContain(keyTask.id);
    expect((await path.review(submitted, 'APPROVE', 'secondReviewer')).keyTask.state).toBe('APPROVED');
  });

  it('RV-5: approvals at the same moment approve once, and none is lost', async () => {
    const keyTask = await path.station.drafted();
    const asked = ['reviewer', 'secondReviewer', 'colleague', 'chair'] as const;
    const submitted = await path.submit(keyTask, asked);
    await path.newEvents();
    await Promise.all([...asked, ...asked].map((who) => path.review(submitted, 'APPROVE', who)));
    expect((await ofVersion(submitted.version.id)).map(({ state }) => state)).toEqual(
      asked.map(() => 'APPROVED'),
    );
    const events = await path.newEvents();
    expect(events.filter(({ kind }) => kind === 'REVIEW_CHANGED')).toHaveLength(4);
    expect(events.filter(({ kind }) => kind === 'KEY_TASK_STATE_CHANGED')).toMatchObject([
      { payload: { from: 'IN_REVIEW', to: 'APPROVED' } },
    ]);
  });

  it('RV-5: the same verdict again returns the same review, and changes nothing', async () => {
    const submitted = await path.station.inReview();
    const first = await path.review(submitted, 'APPROVE');
    const after = await path.find(submitted.keyTask);
    await path.newEvents();
    expect((await path.review(submitted, 'APPROVE')).review).toEqual(first.review);
    expect(await path.newEvents()).toEqual([]);
    expect(await path.find(submitted.keyTask)).toEqual(after);
    // Another verdict, or somebody else's, comes too late.
    await expect(path.review(submitted, 'REQUEST_CHANGES')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    await expect(path.review(submitted, 'APPROVE', 'secondReviewer')).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
  });

  it('RV-5: of two reviewers at once, one approving and one not, the second one is told', async () => {
    const submitted = await path.station.inReview();
    const outcomes = await Promise.allSettled([
      path.review(submitted, 'APPROVE', 'reviewer'),
      path.review(submitted, 'REQUEST_CHANGES', 'secondReviewer'),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await ofVersion(submitted.version.id)).toHaveLength(1);
    expect(['APPROVED', 'DRAFTING']).toContain((await path.find(submitted.keyTask)).state);
  });

  it('RV-5: an approval may become a request for changes while others are waited for', async () => {
    const keyTask = await path.station.drafted();
    const submitted = await path.submit(keyTask, ['reviewer', 'secondReviewer']);
    const approved = await path.review(submitted, 'APPROVE');
    const changed = await path.review(submitted, 'REQUEST_CHANGES');
    expect(changed.review).toMatchObject({ id: approved.review.id, state: 'CHANGES_REQUESTED' });
    expect(changed.keyTask.state).toBe('DRAFTING');
  });
});

describe('what makes reviews void', () => {
  const reason = '사유';
  it.each([
    ['RETURN', 'Returned for drafting: 사유'],
    ['WITHDRAW', 'The key task was withdrawn: 사유'],
    ['MERGE', 'The key task was merged into another one: 사유'],
  ] as const)('RV-6: %s', async (step, invalidatedReason) => {
    const { as, decisions, keyTasks } = path;
    const { version, keyTask } = await path.station.approved();
    const other = await path.create('다른 과제');
    if (step === 'RETURN') await decisions.returnKeyTask(as.chair, { keyTaskId: keyTask.id, reason });
    else if (step === 'WITHDRAW') await keyTasks.withdraw(as.chair, keyTask.id, reason);
    else await keyTasks.merge(as.chair, keyTask.id, { keyTaskId: other.id, reason });
    expect(await ofVersion(version.id)).toMatchObject([{ state: 'INVALIDATED', invalidatedReason }]);
    await expect(path.review({ version, keyTask }, 'APPROVE')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
  });

  it('RV-6: an approval that was made void does not count for the same text submitted again', async () => {
    const { as, decisions } = path;
    const first = await path.station.approved('과제', '글');
    await decisions.returnKeyTask(as.chair, { keyTaskId: first.keyTask.id, reason });
    const second = await path.submit(first.keyTask);
    expect(second.version.contentHash).toBe(first.version.contentHash);
    expect(second.keyTask.state).toBe('IN_REVIEW');
    await expect(path.table(second.keyTask, second.version.contentHash)).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
    const { review } = await path.review(second, 'APPROVE');
    expect(review.versionId).toBe(second.version.id);
  });
});
