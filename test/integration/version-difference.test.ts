import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { post } from '../support/graphql.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';

let data: ApplicationData;
let application: ApplicationProcess;
let force: TaskForce;
beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  force = await assembleTaskForce(application.url);
}, 120_000);
afterAll(async () => {
  await application.terminate();
  await data.remove();
});

const query = `query ($id: ID!, $from: ID!, $unchanged: Boolean!, $after: String) {
  node(id: $id) { ... on Version { difference(from: $from) {
    titleBefore titleAfter text html
    fields { key before after }
    blocks(unchanged: $unchanged, first: 2, after: $after) {
      nodes { kind moved blockId typeBefore typeAfter parts { kind text formatBefore formatAfter } }
      pageInfo { hasNextPage endCursor }
    }
  } } }
}`;
interface Answer {
  readonly node: { readonly difference: Difference | null };
}
interface Difference {
  readonly text: string;
  readonly html: string;
  readonly titleAfter: string;
  readonly fields: readonly unknown[];
  readonly blocks: {
    readonly nodes: readonly {
      readonly kind: string;
      readonly typeBefore: string | null;
      readonly typeAfter: string | null;
      readonly parts: readonly {
        readonly kind: string;
        readonly text: string;
        readonly formatAfter: unknown;
      }[];
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** A version of a new key task for each of the texts, in their order. */
async function versionsOf(title: string, ...texts: readonly string[]): Promise<string[]> {
  const { id: keyTaskId, draft } = await createKeyTask(force, title);
  const ids: string[] = [];
  for (const markdown of texts) {
    await force.people.first.mutate(
      'mutation ($input: ImportMarkdownInput!) { result: importMarkdown(input: $input) { userErrors { code message field } } }',
      { draftId: draft.id, markdown, mode: 'REPLACE' },
    );
    const { version } = await force.people.lead.mutate<{ version: { id: string } }>(
      'mutation ($input: NameVersionInput!) { result: nameVersion(input: $input) { version { id } userErrors { code message field } } }',
      { keyTaskId, name: `판 ${ids.length + 1}` },
    );
    ids.push(version.id);
  }
  return ids;
}

it('CP-2, CP-3, CP-5: what makes one version out of another, as data, page by page, as text and as HTML', async () => {
  const [before, after] = await versionsOf(
    '이용 확대',
    '# 목표\n\n2024년까지 늘린다.\n\n그대로인 글\n\n빠질 글',
    '# 목표\n\n2025년까지 **늘린다**.\n\n그대로인 글\n\n- 새 글',
  );
  const ask = async (unchanged: boolean, cursor: string | null = null) =>
    (await force.people.first.query<Answer>(query, { id: after, from: before, unchanged, after: cursor }))
      .node.difference;
  const first = await ask(false);
  expect(first?.text).toBe(
    [
      '# 이용 확대',
      '  목표',
      '~ [-2024-]{+2025+}년까지 늘린다.',
      '  그대로인 글',
      '- 빠질 글',
      '+ 새 글',
    ].join('\n'),
  );
  expect(first?.html).toContain(
    '<p class="changed"><del>2024</del><ins>2025</ins>년까지 <mark>늘린다</mark>.</p>',
  );
  expect(first?.blocks.nodes.map(({ kind }) => kind)).toEqual(['CHANGED', 'REMOVED']);
  expect(first?.blocks.nodes[0]?.parts).toContainEqual({
    kind: 'FORMATTED',
    text: '늘린다',
    formatBefore: { type: 'text' },
    formatAfter: { type: 'text', marks: [{ type: 'bold' }] },
  });
  expect(first?.blocks.pageInfo.hasNextPage).toBe(true);
  const rest = await ask(false, first?.blocks.pageInfo.endCursor);
  expect(rest?.blocks.nodes).toMatchObject([{ kind: 'ADDED', typeBefore: null, typeAfter: 'paragraph' }]);
  expect(rest?.blocks.pageInfo.hasNextPage).toBe(false);
  expect((await ask(true))?.blocks.nodes.map(({ kind }) => kind)).toEqual(['UNCHANGED', 'CHANGED']);
});

it('CP-2: a version has no difference from itself, and one from a version of another key task', async () => {
  const [own] = await versionsOf('하나', '같은 글');
  const [other] = await versionsOf('다른 것', '다른 글');
  const ask = async (from: string | undefined) =>
    (await force.people.first.query<Answer>(query, { id: own, from, unchanged: false })).node.difference;
  expect((await ask(own))?.blocks.nodes).toEqual([]);
  expect(await ask(other)).toMatchObject({
    titleBefore: '다른 것',
    titleAfter: '하나',
    blocks: { nodes: [{ kind: 'REMOVED' }, { kind: 'ADDED' }] },
  });
});

it('CP-6: who may not read the other version learns nothing of it; bad arguments are told as such', async () => {
  const [own, other] = await versionsOf('셋', '글', '비밀');
  const anonymous = await post({ url: application.url }, query, { id: own, from: other, unchanged: false });
  expect(JSON.stringify(anonymous)).not.toContain('비밀');
  const asked = (variables: Record<string, unknown>) =>
    post(force.people.first, query, { id: own, from: other, unchanged: false, ...variables });
  for (const variables of [{ from: 'nonsense' }, { from: force.planId }, { after: 'nonsense' }]) {
    const { errors } = await asked(variables);
    expect(errors?.[0]?.extensions?.['code']).toBe('INVALID_INPUT');
  }
});
