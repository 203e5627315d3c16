import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeContent } from '../../src/content/index.ts';
import type { KeyTaskRecord } from '../../src/domain/key-task/types.ts';
import { doc, paragraph } from '../support/content.ts';
import { openDecisionPath, refused, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

const shared = '공공기관은 민간 클라우드를 우선 이용하도록 제도를 정비한다.';
const indicator = { name: '공공부문 클라우드 도입률', unit: '%', target: 50, year: 2024 };

interface Shown {
  readonly rule: string;
  readonly blocking: boolean;
  readonly places: {
    readonly keyTask: { readonly title: string };
    readonly version: { readonly number: number };
    readonly blockId: string | null;
    readonly field: string | null;
    readonly excerpt: string;
  }[];
}

const fields =
  'conflicts { rule blocking message places { keyTask { title } version { number } blockId field excerpt } }';

async function conflictsOf(title: string, who: 'writer' | null = 'writer'): Promise<Shown[]> {
  const { keyTasks } = await path.ask<{ keyTasks: { nodes: { title: string; conflicts: Shown[] }[] } }>(
    who === null ? null : path.as[who],
    `{ keyTasks(first: 50) { nodes { title ${fields} } } }`,
  );
  return keyTasks.nodes.find((task) => task.title === title)?.conflicts ?? [];
}

const block = (rules: readonly 'DUPLICATE_PASSAGE'[]) =>
  path.plans.update(path.as.chair, path.plan.id, { blockingConflicts: rules });

async function rewrite(keyTask: KeyTaskRecord, text: string, target: number): Promise<void> {
  await path.drafts.edit(path.as.writer, keyTask.draftId, (document) =>
    writeContent(document, {
      content: doc(paragraph('b1', text)),
      fields: { indicators: [{ ...indicator, target }] },
    }),
  );
}

it('CA-1, CA-2: are told of the text on its way, and of the plan version, to whom they concern', async () => {
  const first = await path.create('첫째');
  await rewrite(first, shared, 50);
  await path.confirm(first);
  const second = await path.create('둘째');
  await rewrite(second, `${shared} 나머지는 다르다.`, 60);
  expect(await conflictsOf('둘째')).toEqual([]);
  await path.submit(second);
  const [passage, value, ...rest] = await conflictsOf('둘째');
  expect(rest).toEqual([]);
  expect(passage).toMatchObject({
    rule: 'DUPLICATE_PASSAGE',
    blocking: false,
    places: [
      { keyTask: { title: '둘째' }, version: { number: 1 }, blockId: 'b1', field: null, excerpt: shared },
      { keyTask: { title: '첫째' }, blockId: 'b1', field: null, excerpt: shared },
    ],
  });
  expect(value).toMatchObject({ rule: 'INDICATOR_VALUE', places: [{ field: 'indicators' }, {}] });
  // Seen from the other side, it is the same two.
  expect((await conflictsOf('첫째')).map(({ rule }) => rule)).toEqual([
    'DUPLICATE_PASSAGE',
    'INDICATOR_VALUE',
  ]);
  expect(await conflictsOf('둘째', null)).toEqual([]);
  await path.versions.recallVersion(path.as.lead, { keyTaskId: second.id, reason: '고친다' });
  expect(await conflictsOf('첫째')).toEqual([]);

  const { planVersion } = await path.confirm(second);
  const answer = await path.ask<{ node: { conflicts: Shown[] } }>(
    null,
    `query ($id: ID!) { node(id: $id) { ... on PlanVersion { ${fields} } } }`,
    { id: Buffer.from(`PlanVersion:${planVersion?.id}`).toString('base64url') },
  );
  expect(answer.node.conflicts.map(({ rule }) => rule)).toEqual(['DUPLICATE_PASSAGE', 'INDICATOR_VALUE']);
});

it('CA-3: those that the plan does not admit keep a task from being tabled and confirmed', async () => {
  const third = await path.create('셋째');
  await rewrite(third, `${shared} 셋째만의 글.`, 50);
  const submitted = await path.submit(third);
  await path.review(submitted, 'APPROVE');
  await block(['DUPLICATE_PASSAGE']);
  expect((await conflictsOf('셋째')).map(({ blocking }) => blocking)).toEqual([true, true, false]);
  await path.newEvents();
  const { contentHash } = submitted.version;
  await expect(path.table(third, contentHash)).rejects.toEqual(refused('CONFLICTING_TEXT'));
  expect(await path.newEvents()).toEqual([]);
  expect((await path.find(third)).state).toBe('APPROVED');

  // What is told differently in numbers only warns.
  await block([]);
  const { ballot } = await path.table(third, contentHash);
  for (const who of ['chair', 'lead', 'colleague'] as const) await path.cast(ballot, who, 'APPROVE');
  await block(['DUPLICATE_PASSAGE']);
  const before = (await path.planVersions()).length;
  await expect(path.close(ballot)).rejects.toEqual(refused('CONFLICTING_TEXT'));
  expect((await path.find(third)).state).toBe('TABLED');
  expect(await path.planVersions()).toHaveLength(before);
  await block([]);
  expect((await path.close(ballot)).decision.outcome).toBe('CONFIRMED');
});

it('CA-3: only the chair and the secretariat say what is not admitted', async () => {
  await expect(
    path.plans.update(path.as.lead, path.plan.id, { blockingConflicts: ['SCHEDULE'] }),
  ).rejects.toEqual(refused('FORBIDDEN'));
  const set = await path.plans.update(path.as.secretariat, path.plan.id, {
    blockingConflicts: ['TERM_DEFINED_TWICE', 'SCHEDULE', 'SCHEDULE'],
  });
  expect(set.blockingConflicts).toEqual(['SCHEDULE', 'TERM_DEFINED_TWICE']);
});
