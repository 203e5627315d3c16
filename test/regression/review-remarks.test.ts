import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDecisionPath, refused, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

// The same verdict with other remarks was answered with the earlier review, and the remarks were lost.
it('RV-5: remarks of an approval may be changed while others are waited for, and not any more afterwards', async () => {
  const { as, reviews } = path;
  const keyTask = await path.station.drafted();
  const submitted = await path.submit(keyTask, ['reviewer', 'secondReviewer']);
  const { contentHash } = submitted.version;
  const approve = (remarks: string | null) =>
    reviews.submitReview(as.reviewer, { keyTaskId: keyTask.id, contentHash, verdict: 'APPROVE', remarks });
  const first = await approve(null);
  await path.newEvents();
  const second = await approve('오탈자만 고쳐 주세요.');
  expect(second.review).toMatchObject({ id: first.review.id, remarks: '오탈자만 고쳐 주세요.' });
  const [stored] = await reviews.ofVersions(as.reviewer, [submitted.version.id]);
  expect(stored).toContainEqual(second.review);
  expect((await path.newEvents()).map(({ kind }) => kind)).toEqual(['REVIEW_CHANGED']);
  expect((await approve(' 오탈자만 고쳐 주세요. ')).review).toEqual(second.review);
  await path.review(submitted, 'APPROVE', 'secondReviewer');
  expect((await approve('오탈자만 고쳐 주세요.')).review).toEqual(second.review);
  // Never an answer that drops what the reviewer wrote.
  await expect(approve('하나 더')).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
});
