import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MaybeViewer } from '../../src/auth/viewer.ts';
import type { PlanVersionRecord } from '../../src/domain/decision/types.ts';
import type { KeyTaskRecord } from '../../src/domain/key-task/types.ts';
import { canonical } from '../support/canonical-json.ts';
import { openDecisionPath, personNames, refused, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
/** Two confirmed tasks and the plan version that holds both. */
let first: KeyTaskRecord;
let second: KeyTaskRecord;
let planVersion: PlanVersionRecord;

beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

beforeEach(async () => {
  const latest = (await path.planVersions())[0];
  const open = latest === undefined ? [] : await submissionsOf(path.as.chair);
  for (const { id, state } of open)
    if (state === 'SUBMITTED')
      await path.submissions.withdrawPlan(path.as.chair, { submissionId: id, reason });
  ({ keyTask: first } = await path.station.confirmed('첫째', `첫째 글 ${Math.random()}`));
  const confirmed = await path.station.confirmed('둘째', '둘째 글');
  second = confirmed.keyTask;
  if (confirmed.planVersion === null) throw new Error('Nothing was appended.');
  planVersion = confirmed.planVersion;
  await path.newEvents();
});

const reason = '재정 소요를 다시 밝힐 것';

async function submissionsOf(viewer: MaybeViewer) {
  const pages = await path.submissions.pagesByPlan(viewer, [path.plan.id], { first: 100, after: null });
  return pages.get(path.plan.id)?.edges.map(({ node }) => node) ?? [];
}

const submit = (viewer: MaybeViewer = path.as.secretariat, planVersionHash = planVersion.hash) =>
  path.submissions.submitPlan(viewer, { planId: path.plan.id, planVersionHash });

const adopt = (submissionId: string, viewer: MaybeViewer = path.as.committee, hash = planVersion.hash) =>
  path.submissions.adoptPlan(viewer, { submissionId, planVersionHash: hash, remarks: '원안대로 의결' });

const giveBack = (
  submissionId: string,
  keyTasks: readonly { readonly keyTaskId: string; readonly reason: string }[],
  viewer: MaybeViewer = path.as.committee,
) =>
  path.submissions.returnPlan(viewer, { submissionId, planVersionHash: planVersion.hash, reason, keyTasks });

describe('submitting', () => {
  it('SC-1, SC-6: brings the latest version before the committee, once', async () => {
    const submitted = await submit();
    expect(submitted).toMatchObject({
      planVersionId: planVersion.id,
      planVersionNumber: planVersion.number,
      planVersionHash: planVersion.hash,
      state: 'SUBMITTED',
      hash: null,
    });
    expect(await path.newEvents()).toMatchObject([
      { kind: 'PLAN_SUBMISSION_CHANGED', visibility: 'MEMBERS', payload: { state: 'SUBMITTED' } },
    ]);
    expect(await submit(path.as.chair)).toEqual(submitted);
    expect(await path.newEvents()).toEqual([]);

    // The plan goes on; what is before the committee stays.
    await path.station.confirmed('셋째');
    await expect(submit()).rejects.toEqual(refused('STALE_HASH', ['planVersionHash']));
    const latest = (await path.planVersions())[0];
    await expect(submit(path.as.chair, latest?.hash)).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    expect((await adopt(submitted.id)).planVersionHash).toBe(planVersion.hash);
  });

  it('SC-1: many at once submit once', async () => {
    const settled = await Promise.allSettled(Array.from({ length: 10 }, () => submit()));
    const ids = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    expect(new Set(ids).size).toBe(1);
    expect((await submissionsOf(path.as.chair)).filter(({ state }) => state === 'SUBMITTED')).toHaveLength(1);
  });

  it('SC-1: not what was adopted, nor a plan without a version, nor by anybody', async () => {
    await adopt((await submit()).id);
    await expect(submit()).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    const empty = await path.plans.create(path.as.secretariat, {
      title: '빈 계획',
      periodStart: 2030,
      periodEnd: 2031,
    });
    await expect(
      path.submissions.submitPlan(path.as.chair, { planId: empty.id, planVersionHash: planVersion.hash }),
    ).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    for (const who of personNames.filter((name) => name !== 'chair' && name !== 'secretariat'))
      await expect(submit(path.as[who]), who).rejects.toEqual(refused('FORBIDDEN'));
    await expect(submit(null)).rejects.toEqual(refused('UNAUTHENTICATED'));
  });
});

describe('the resolution', () => {
  it('SC-2, SC-5, SC-6: adopts exactly the version named, for good and for all to see', async () => {
    const { id } = await submit();
    await expect(adopt(id, path.as.committee, '0'.repeat(64))).rejects.toEqual(
      refused('STALE_HASH', ['planVersionHash']),
    );
    await path.newEvents();
    const adopted = await adopt(id);
    expect(adopted).toMatchObject({ state: 'ADOPTED', reason: '원안대로 의결', returned: [] });
    const form = canonical({
      format: 'choan-resolution/1',
      submissionId: id,
      planId: path.plan.id,
      planVersionId: planVersion.id,
      planVersionNumber: planVersion.number,
      planVersionHash: planVersion.hash,
      submittedById: path.as.secretariat.memberId,
      submittedAt: adopted.submittedAt.toISOString(),
      outcome: 'ADOPTED',
      reason: '원안대로 의결',
      returned: [],
      decidedById: path.as.committee.memberId,
      decidedAt: adopted.decidedAt?.toISOString(),
    });
    expect(adopted.hash).toBe(createHash('sha256').update(form).digest('hex'));
    expect(await path.newEvents()).toMatchObject([
      { kind: 'PLAN_SUBMISSION_CHANGED', visibility: 'PUBLIC', payload: { state: 'ADOPTED' } },
    ]);
    for (const again of [adopt(id), giveBack(id, [{ keyTaskId: first.id, reason }])])
      await expect(again).rejects.toEqual(refused('ILLEGAL_TRANSITION'));
    await expect(path.submissions.withdrawPlan(path.as.chair, { submissionId: id, reason })).rejects.toEqual(
      refused('ILLEGAL_TRANSITION'),
    );
    const open = await path.ask<{ plans: { nodes: { adopted: { hash: string } | null }[] } }>(
      null,
      '{ plans { nodes { adopted { hash planVersion { number } decidedBy { id } } } } }',
    );
    expect(open.plans.nodes.map((plan) => plan.adopted?.hash)).toContain(adopted.hash);
  });

  it('SC-2: is for the Strategy Committee alone', async () => {
    const { id } = await submit();
    for (const who of personNames.filter((name) => name !== 'committee')) {
      await expect(adopt(id, path.as[who]), who).rejects.toEqual(refused('FORBIDDEN'));
      const task = [{ keyTaskId: first.id, reason }];
      await expect(giveBack(id, task, path.as[who]), who).rejects.toEqual(refused('FORBIDDEN'));
    }
    expect((await submissionsOf(path.as.chair))[0]?.state).toBe('SUBMITTED');
    expect((await submissionsOf(null)).every(({ state }) => state === 'ADOPTED')).toBe(true);
    expect(await path.submissions.findMany(null, [id])).toEqual([null]);
  });

  it('SC-3, KT-6: a return makes amendments of the sealed versions that it names', async () => {
    const { id } = await submit();
    // It is being amended already, and goes its own way.
    await path.keyTasks.reopen(path.as.lead, second.id, '스스로 고친다');
    await path.newEvents();
    const returned = await giveBack(id, [
      { keyTaskId: first.id, reason: '근거를 밝힐 것' },
      { keyTaskId: second.id, reason: '수치를 고칠 것' },
    ]);
    expect(returned).toMatchObject({
      state: 'RETURNED',
      reason,
      returned: [
        { keyTaskId: first.id, versionId: first.sealedVersionId, reason: '근거를 밝힐 것' },
        { keyTaskId: second.id, reason: '수치를 고칠 것' },
      ],
    });
    expect(returned.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await path.find(first)).toMatchObject({
      state: 'DRAFTING',
      amendment: true,
      sealedVersionId: first.sealedVersionId,
    });
    expect(
      (await path.newEvents()).map(({ kind, payload }) => [kind, payload['reason'] ?? payload['state']]),
    ).toEqual([
      ['KEY_TASK_STATE_CHANGED', '근거를 밝힐 것'],
      ['PLAN_SUBMISSION_CHANGED', 'RETURNED'],
    ]);
    // It can be written, and comes back into the plan like any amendment.
    await path.write(first, '고친 글');
    const { planVersion: next } = await path.confirm(await path.find(first));
    expect(next?.entries.find(({ keyTaskId }) => keyTaskId === first.id)?.contentHash).not.toBe(
      planVersion.entries.find(({ keyTaskId }) => keyTaskId === first.id)?.contentHash,
    );
  });

  it('SC-3: a return that names nothing, or what the plan version does not hold, changes nothing', async () => {
    const { id } = await submit();
    const outside = await path.station.drafted('밖의 과제');
    await path.newEvents();
    for (const tasks of [
      [],
      [{ keyTaskId: outside.id, reason }],
      [{ keyTaskId: first.id, reason: ' ' }],
      [
        { keyTaskId: first.id, reason },
        { keyTaskId: first.id, reason },
      ],
    ])
      await expect(giveBack(id, tasks)).rejects.toEqual(refused('INVALID_INPUT'));
    expect(await path.newEvents()).toEqual([]);
    expect((await path.find(first)).state).toBe('CONFIRMED');
  });

  it('SC-2: of adopting and returning at once one happens, wholly', async () => {
    const { id } = await submit();
    const settled = await Promise.allSettled([
      adopt(id),
      giveBack(id, [{ keyTaskId: first.id, reason }]),
      path.submissions.withdrawPlan(path.as.chair, { submissionId: id, reason }),
    ]);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [submission] = await path.submissions.findMany(path.as.chair, [id]);
    expect((await path.find(first)).state).toBe(submission?.state === 'RETURNED' ? 'DRAFTING' : 'CONFIRMED');
  });
});

it('SC-4: a submission is withdrawn, and the plan submitted again', async () => {
  const { id } = await submit();
  await expect(
    path.submissions.withdrawPlan(path.as.committee, { submissionId: id, reason }),
  ).rejects.toEqual(refused('FORBIDDEN'));
  const withdrawn = await path.submissions.withdrawPlan(path.as.secretariat, { submissionId: id, reason });
  expect(withdrawn).toMatchObject({ state: 'WITHDRAWN', reason, hash: null });
  expect((await submit()).id).not.toBe(id);
});

it('SC-1 to SC-4: over the API', async () => {
  const gid = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64url');
  const fields = `submission { id state hash reason returned { keyTask { title } version { number } reason }
    permissions { action allowed code } submittedBy { displayName } } userErrors { code field }`;
  const { submitPlan } = await path.ask<{ submitPlan: { submission: { id: string } } }>(
    path.as.chair,
    `mutation ($input: SubmitPlanInput!) { submitPlan(input: $input) { ${fields} } }`,
    { input: { planId: gid('Plan', path.plan.id), planVersionHash: planVersion.hash } },
  );
  const { id } = submitPlan.submission;
  expect(submitPlan.submission).toMatchObject({
    state: 'SUBMITTED',
    permissions: [
      { action: 'adoptPlan', allowed: false, code: 'FORBIDDEN' },
      { action: 'returnPlan', allowed: false, code: 'FORBIDDEN' },
      { action: 'withdrawPlan', allowed: true, code: null },
    ],
  });
  const answer = await path.ask<Record<string, unknown>>(
    path.as.committee,
    `mutation ($adopt: AdoptPlanInput!, $give: ReturnPlanInput!) {
      adoptPlan(input: $adopt) { ${fields} } returnPlan(input: $give) { ${fields} }
    }`,
    {
      adopt: { submissionId: id, planVersionHash: '0' },
      give: {
        submissionId: id,
        planVersionHash: planVersion.hash,
        reason,
        keyTasks: [{ keyTaskId: gid('KeyTask', first.id), reason }],
      },
    },
  );
  expect(answer).toMatchObject({
    adoptPlan: { submission: null, userErrors: [{ code: 'STALE_HASH', field: ['planVersionHash'] }] },
    returnPlan: {
      submission: { state: 'RETURNED', returned: [{ keyTask: { title: '첫째' }, reason }] },
      userErrors: [],
    },
  });
});
