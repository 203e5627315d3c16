import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MaybeViewer } from '../../src/auth/viewer.ts';
import { createSchema } from '../../src/graphql/schema.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { canonical, sha256 } from '../support/canonical-json.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';
import { everyField, idsIn, typesImplementing } from '../support/every-field.ts';

let path: DecisionPath;
let schema: GraphQLSchema;
beforeAll(async () => {
  path = await openDecisionPath();
  schema = createSchema();
});
afterAll(() => path.drop());
beforeEach(async () => {
  await path.newEvents();
});

const title = '공공부문 클라우드 우선 이용';
const text = '모든 공공기관이 클라우드를 먼저 검토한다.';
/** Written down by hand from SPEC.md, CF. */
const expectedForm = canonical({
  format: 'choan-text/1',
  title,
  content: {
    type: 'doc',
    content: [{ type: 'paragraph', attrs: { id: 'b1' }, content: [{ type: 'text', text }] }],
  },
  fields: { leadMinistry: '과기정통부' },
});
const expectedHash = sha256(expectedForm);

describe('from the draft to the plan', () => {
  it('VN-1, RV-1, DC-1, PV-1: carries exactly the text that was written through every station', async () => {
    const { as, services, stores } = path;
    const keyTask = await path.create(title);
    await path.write(keyTask, text);
    const draft = await services.drafts.find(as.lead, keyTask.draftId);

    const submitted = await path.submit(keyTask, ['reviewer'], '1차 검토안');
    expect(submitted.version).toMatchObject({
      number: 1,
      name: '1차 검토안',
      title,
      contentHash: expectedHash,
      sequence: draft.headSequence,
      logHash: draft.headHash,
      authorIds: [as.writer.memberId],
      createdById: as.lead.memberId,
      sealedAt: null,
    });
    expect(await services.versions.formsOf(as.reviewer, [submitted.version.id])).toEqual([expectedForm]);
    expect(submitted.keyTask).toMatchObject({
      state: 'IN_REVIEW',
      currentVersionId: submitted.version.id,
      sealedVersionId: null,
    });
    expect(await services.reviews.waitingForReview(as.reviewer)).toEqual([keyTask.id]);

    const reviewed = await path.review(submitted, 'APPROVE');
    expect(reviewed.review).toMatchObject({
      versionId: submitted.version.id,
      contentHash: expectedHash,
      reviewerId: as.reviewer.memberId,
      state: 'APPROVED',
    });
    expect(reviewed.keyTask).toMatchObject({ state: 'APPROVED', currentVersionId: submitted.version.id });
    expect(await services.reviews.waitingForReview(as.reviewer)).toEqual([]);

    const tabled = await path.table(keyTask, expectedHash);
    expect(tabled.keyTask.state).toBe('TABLED');
    expect(tabled.ballot).toMatchObject({
      versionId: submitted.version.id,
      contentHash: expectedHash,
      open: true,
      rule: { quorum: 0.5, majority: 0.5 },
      positions: [],
    });
    for (const who of ['chair', 'lead', 'colleague'] as const)
      await path.cast(tabled.ballot, who, 'NO_OBJECTION');

    const closed = await path.close(tabled.ballot);
    expect(closed.decision).toMatchObject({
      outcome: 'CONFIRMED',
      versionId: submitted.version.id,
      contentHash: expectedHash,
      closedById: as.chair.memberId,
      planVersionId: closed.planVersion?.id,
    });
    expect(closed.keyTask).toMatchObject({
      state: 'CONFIRMED',
      currentVersionId: null,
      sealedVersionId: submitted.version.id,
      amendment: false,
    });
    expect(closed.planVersion).toMatchObject({
      number: 1,
      previousHash: null,
      decisionId: closed.decision.id,
    });
    const planForm = canonical({
      format: 'choan-plan-version/3',
      plan: { id: path.plan.id, title: path.plan.title, numbering: path.plan.numbering },
      number: 1,
      previousHash: null,
      decisionHash: closed.decision.hash,
      merkleRoot: closed.planVersion?.merkleRoot,
      entries: [
        {
          place: [1, 1],
          numbering: '1-1.',
          strategyNumbering: '1.',
          strategyTitle: '공공부문 클라우드 전환',
          title,
          keyTaskId: keyTask.id,
          versionId: submitted.version.id,
          contentHash: expectedHash,
          merkleRoot: closed.planVersion?.entries[0]?.merkleRoot,
        },
      ],
    });
    expect(closed.planVersion?.canonicalForm).toBe(planForm);
    expect(closed.planVersion?.hash).toBe(sha256(planForm));

    const [ballot] = await stores.decisions.findBallots([tabled.ballot.id]);
    expect(ballot).toMatchObject({ open: false, closedAt: closed.decision.decidedAt });
    const sealed = await services.versions.find(null, submitted.version.id);
    expect(sealed).toEqual({ ...submitted.version, sealedAt: closed.decision.decidedAt });
    expect(await services.versions.formsOf(null, [sealed.id])).toEqual([expectedForm]);
    expect(path.failures).toEqual([]);
  });

  it('shows anybody the sealed text, its hash and the document, and nobody the ballot', async () => {
    const id = toGlobalId('Plan', path.plan.id);
    const { node } = await path.ask<{ node: { latestVersion: Record<string, unknown> } }>(
      null,
      `query ($id: ID!) { node(id: $id) { ... on Plan { latestVersion {
        number markdown canonicalForm hash decision { id }
        entries { numbering contentHash version { canonicalForm plainText reviews { id } } keyTask { ballot { id } decisions { nodes { id } } } }
      } } } }`,
      { id },
    );
    const { latestVersion } = node;
    expect(latestVersion['hash']).toBe(sha256(String(latestVersion['canonicalForm'])));
    expect(latestVersion).toMatchObject({
      decision: null,
      markdown: `# 제3차 클라우드컴퓨팅 기본계획\n\n## 1. 공공부문 클라우드 전환\n\n### 1-1. ${title}\n\n${text}\n\n**Lead ministry:** 과기정통부\n`,
      entries: [
        {
          numbering: '1-1.',
          contentHash: expectedHash,
          version: {
            canonicalForm: expectedForm,
            plainText: expect.stringContaining(text) as unknown,
            reviews: [],
          },
          keyTask: { ballot: null, decisions: { nodes: [] } },
        },
      ],
    });
  });
});

describe('the feed', () => {
  const source = `query ($after: String, $filter: ActivityFilter) {
    activity(first: 100, after: $after, filter: $filter) { nodes { kind actor { displayName } cursor
      ... on VersionNamed { name contentHash version { contentHash plainText } keyTask { title } }
      ... on KeyTaskStateChanged { from to reason keyTask { title state } }
      ... on ReviewChanged { state contentHash review { remarks invalidatedReason reviewer { displayName } version { name } } }
      ... on BallotOpened { contentHash ballot { roster { displayName } tally { needed } version { plainText } } }
      ... on PositionCast { value ballot { positions { value reason member { displayName } } } }
      ... on DecisionMade { outcome contentHash decision { hash tally { approve present } planVersion { number } } }
      ... on PlanVersionPublished { number hash planVersion { entries { title } previousHash } }
    } } }`;

  it('KT-4: tells a reviewer of each step, with text, hash and reason', async () => {
    const { as, decisions, keyTasks } = path;
    const keyTask = await path.create('민간 클라우드 이용');
    await path.write(keyTask, '첫 글');
    const first = await path.submit(keyTask, ['reviewer'], '1차');
    await path.review(first, 'REQUEST_CHANGES');
    await path.write(keyTask, '고친 글');
    const second = await path.submit(keyTask, ['reviewer'], '2차');
    await path.review(second, 'APPROVE');
    await decisions.returnKeyTask(as.chair, { keyTaskId: keyTask.id, reason: '예산 확인' });
    const third = await path.submit(keyTask, [], '3차');
    await path.review(third, 'APPROVE');
    const { ballot } = await path.table(keyTask, third.version.contentHash);
    for (const who of ['chair', 'lead'] as const) await path.cast(ballot, who, 'APPROVE');
    await path.cast(ballot, 'colleague', { discuss: '수요 조사' });
    await path.cast(ballot, 'colleague', 'APPROVE');
    const closed = await path.close(ballot);
    await keyTasks.reopen(as.lead, keyTask.id, '새 법');

    const { activity } = await path.ask<{ activity: { nodes: Record<string, unknown>[] } }>(
      as.reviewer,
      source,
      {
        filter: { keyTaskId: toGlobalId('KeyTask', keyTask.id) },
      },
    );
    const told = activity.nodes.filter(({ kind }) => kind !== 'DRAFT_CHANGED' && kind !== 'KEY_TASK_CHANGED');
    const by = (displayName: string) => ({ actor: { displayName } });
    const turn = (from: string | null, to: string, reason: string | null = null) => ({
      kind: 'KEY_TASK_STATE_CHANGED',
      from,
      to,
      reason,
      keyTask: { title: '민간 클라우드 이용' },
    });
    const { contentHash } = third.version;
    const remarks = '수치의 근거를 밝혀 주세요.';
    expect(told).toMatchObject([
      { ...turn(null, 'DRAFTING'), ...by('lead') },
      {
        kind: 'VERSION_NAMED',
        name: '1차',
        contentHash: first.version.contentHash,
        version: {
          contentHash: first.version.contentHash,
          plainText: expect.stringContaining('첫 글') as unknown,
        },
        ...by('lead'),
      },
      { ...turn('DRAFTING', 'IN_REVIEW'), ...by('lead') },
      { kind: 'REVIEW_CHANGED', state: 'REQUESTED', contentHash: first.version.contentHash, ...by('lead') },
      {
        kind: 'REVIEW_CHANGED',
        state: 'CHANGES_REQUESTED',
        review: { remarks, reviewer: { displayName: 'reviewer' }, version: { name: '1차' } },
        ...by('reviewer'),
      },
      { ...turn('IN_REVIEW', 'DRAFTING', remarks), ...by('reviewer') },
      { kind: 'VERSION_NAMED', name: '2차', contentHash: second.version.contentHash },
      turn('DRAFTING', 'IN_REVIEW'),
      { kind: 'REVIEW_CHANGED', state: 'REQUESTED', contentHash: second.version.contentHash },
      { kind: 'REVIEW_CHANGED', state: 'APPROVED', ...by('reviewer') },
      { ...turn('IN_REVIEW', 'APPROVED'), ...by('reviewer') },
      { ...turn('APPROVED', 'DRAFTING', '예산 확인'), ...by('chair') },
      {
        kind: 'REVIEW_CHANGED',
        state: 'INVALIDATED',
        contentHash: second.version.contentHash,
        review: { invalidatedReason: 'Returned for drafting: 예산 확인', version: { name: '2차' } },
        ...by('chair'),
      },
      { kind: 'VERSION_NAMED', name: '3차', contentHash },
      turn('DRAFTING', 'IN_REVIEW'),
      { kind: 'REVIEW_CHANGED', state: 'REQUESTED', contentHash },
      { kind: 'REVIEW_CHANGED', state: 'APPROVED', contentHash },
      turn('IN_REVIEW', 'APPROVED'),
      { ...turn('APPROVED', 'TABLED'), ...by('secretariat') },
      {
        kind: 'BALLOT_OPENED',
        contentHash,
        ballot: {
          tally: { needed: 3 },
          version: { plainText: expect.stringContaining('고친 글') as unknown },
        },
        ...by('secretariat'),
      },
      { kind: 'POSITION_CAST', value: 'APPROVE', ...by('chair') },
      { kind: 'POSITION_CAST', value: 'APPROVE', ...by('lead') },
      { kind: 'POSITION_CAST', value: 'DISCUSS', ...by('colleague') },
      { kind: 'POSITION_CAST', value: 'APPROVE', ...by('colleague') },
      { ...turn('TABLED', 'CONFIRMED'), ...by('chair') },
      {
        kind: 'DECISION_MADE',
        outcome: 'CONFIRMED',
        contentHash,
        decision: {
          hash: closed.decision.hash,
          tally: { approve: 3, present: 3 },
          planVersion: { number: 2 },
        },
        ...by('chair'),
      },
      {
        kind: 'PLAN_VERSION_PUBLISHED',
        number: 2,
        hash: closed.planVersion?.hash,
        planVersion: { entries: [{ title }, { title: '민간 클라우드 이용' }] },
        ...by('chair'),
      },
      { ...turn('CONFIRMED', 'DRAFTING', '새 법'), ...by('lead') },
    ]);
  });

  it('PV-7: tells anybody that a plan version was published, and nothing else of the way there', async () => {
    const { activity } = await path.ask<{ activity: { nodes: Record<string, unknown>[] } }>(null, source);
    const kinds = new Set(activity.nodes.map(({ kind }) => kind));
    expect(kinds.has('PLAN_VERSION_PUBLISHED')).toBe(true);
    for (const kind of ['VERSION_NAMED', 'REVIEW_CHANGED', 'BALLOT_OPENED', 'POSITION_CAST', 'DECISION_MADE'])
      expect(kinds.has(kind)).toBe(false);
  });
});

describe('every field of everything that the path leaves', () => {
  const typeOf = (id: string) => Buffer.from(id, 'base64url').toString('utf8').split(':')[0] ?? '';

  /** Follows every id from the plans, asking each node for all its fields; returns the types that were seen. */
  async function crawl(viewer: MaybeViewer): Promise<Set<string>> {
    const nodes = new Map(typesImplementing(schema, 'Node').map((type) => [type.name, type]));
    const names = new Set(nodes.keys());
    const seen = new Set<string>();
    let next = idsIn(
      await path.ask(viewer, '{ plans { nodes { __typename id } } keyTasks { nodes { __typename id } } }'),
      names,
    );
    while (next.length > 0) {
      const fresh = [...new Set(next)].filter((id) => !seen.has(id));
      next = [];
      for (const id of fresh) {
        seen.add(id);
        const type = nodes.get(typeOf(id));
        if (type === undefined) throw new Error(`No type of ${id}.`);
        const source = `query ($id: ID!) { node(id: $id) { ... on ${type.name} ${everyField(type)} } }`;
        const found = await path.ask<{ node: unknown }>(viewer, source, { id });
        expect(found.node, type.name).not.toBeNull();
        next.push(...idsIn(found, names));
      }
    }
    return new Set([...seen].map(typeOf));
  }

  it('can be asked for by a member', async () => {
    const seen = await crawl(path.as.observer);
    for (const type of ['Version', 'Review', 'Ballot', 'Decision', 'PlanVersion', 'Draft', 'Member'])
      expect(seen).toContain(type);
  });

  it('can be asked for by anybody, as far as it is for anybody', async () => {
    const seen = await crawl(null);
    for (const type of ['Version', 'PlanVersion', 'KeyTask']) expect(seen).toContain(type);
    for (const type of ['Review', 'Ballot', 'Decision', 'Draft', 'Member']) expect(seen).not.toContain(type);
  });
});
