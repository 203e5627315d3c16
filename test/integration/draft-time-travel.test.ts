import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
let draftId: string;
let keyTaskId: string;
beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  force = await assembleTaskForce(application.url);
}, 120_000);
beforeEach(async () => {
  const { id, draft } = await createKeyTask(force, '이용 확대');
  keyTaskId = id;
  draftId = draft.id;
});
afterAll(async () => {
  await application.terminate();
  await data.remove();
});

/** Writes a text in place of the one that is there; returns when that was, and where it is in the log. */
async function write(markdown: string, who: 'first' | 'second' = 'first') {
  const { draft } = await force.people[who].mutate<{ draft: { sequence: number; updatedAt: string } }>(
    'mutation ($input: ImportMarkdownInput!) { result: importMarkdown(input: $input) { draft { sequence updatedAt } userErrors { code message field } } }',
    { draftId, markdown, mode: 'REPLACE' },
  );
  return draft;
}

async function nameVersion(name: string): Promise<string> {
  const { version } = await force.people.lead.mutate<{ version: { id: string } }>(
    'mutation ($input: NameVersionInput!) { result: nameVersion(input: $input) { version { id } userErrors { code message field } } }',
    { keyTaskId, name },
  );
  return version.id;
}

const shifted = (time: string, milliseconds: number) =>
  new Date(Date.parse(time) + milliseconds).toISOString();

describe('time travel of a draft', () => {
  it('TM-1, TM-3: a revision by sequence and by time, with its text, its last entry and its blame', async () => {
    await write('처음 글', 'first');
    const second = await write('# 제목\n\n나중 글', 'second');
    await write('마지막 글');
    const revision = `{ sequence at hash organisation author { displayName } markdown plainText content fields
      contentProblems { code } draft { id } blame { sequence shares { member { displayName } characters } } }`;
    const { node, draft } = await force.people.observer.query<Record<string, Record<string, object>>>(
      `query ($id: ID!, $at: DateTime!, $early: DateTime!) {
        node(id: $id) { ... on Draft { bySequence: revision(sequence: 2) ${revision}
          byTime: revision(at: $at) ${revision} now: revision ${revision}
          before: revision(at: $early) ${revision} } }
        draft(id: $id, asOf: $at) ${revision}
      }`,
      { id: draftId, at: second.updatedAt, early: '2001-01-01T00:00:00.000Z' },
    );
    expect(node?.['bySequence']).toMatchObject({
      sequence: 2,
      at: second.updatedAt,
      author: { displayName: 'second' },
      organisation: 'Organisation of second',
      markdown: '# 제목\n\n나중 글',
      contentProblems: [],
      draft: { id: draftId },
      blame: { sequence: 2, shares: [{ member: { displayName: 'second' }, characters: 4 }, {}] },
    });
    expect(node?.['byTime']).toEqual(node?.['bySequence']);
    expect(draft).toEqual(node?.['bySequence']);
    expect(node?.['now']).toMatchObject({ sequence: 3, plainText: '마지막 글' });
    expect(node?.['before']).toMatchObject({
      sequence: 0,
      at: null,
      hash: null,
      author: null,
      plainText: '',
    });
  });

  it('CP-7: compares any two moments: versions, positions and times, with now when the later one is left out', async () => {
    await write('# 목표\n\n2024년까지 늘린다.');
    const from = await nameVersion('초안 1');
    const second = await write('# 목표\n\n2025년까지 늘린다.');
    await write('# 목표\n\n2025년까지 크게 늘린다.');
    const ask = async (variables: { from: object; to?: object }) =>
      (
        await force.people.observer.query<{ node: { difference: { text: string } } }>(
          `query ($id: ID!, $from: MomentInput!, $to: MomentInput) {
            node(id: $id) { ... on Draft { difference(from: $from, to: $to) { text html titleBefore
              fields { key } blocks { nodes { kind } } } } }
          }`,
          { id: draftId, ...variables },
        )
      ).node.difference;
    expect((await ask({ from: { versionId: from } })).text).toBe(
      '# 이용 확대\n  목표\n~ [-2024-]{+2025+}년까지 {+크게 +}늘린다.',
    );
    const toSecond = '# 이용 확대\n  목표\n~ [-2024-]{+2025+}년까지 늘린다.';
    for (const to of [{ sequence: 2 }, { time: second.updatedAt }, { time: shifted(second.updatedAt, 1) }])
      expect((await ask({ from: { sequence: 1 }, to })).text).toBe(toSecond);
    expect((await ask({ from: { sequence: 3 } })).text).not.toContain('~');
    expect(await ask({ from: { sequence: 0 } })).toMatchObject({
      blocks: { nodes: [{ kind: 'ADDED' }, { kind: 'ADDED' }] },
    });
    // Backwards as well.
    expect((await ask({ from: { sequence: 2 }, to: { versionId: from } })).text).toContain(
      '[-2025-]{+2024+}',
    );
  });

  it('CP-6, CP-7: nobody signed in learns anything; moments that are none are told as such', async () => {
    await write('비밀');
    const query = `query ($id: ID!, $from: MomentInput!, $to: MomentInput) {
      node(id: $id) { ... on Draft { difference(from: $from, to: $to) { text } } }
      draft(id: $id, asOf: "2100-01-01T00:00:00Z") { plainText }
    }`;
    const anonymous = await post({ url: application.url }, query, { id: draftId, from: { sequence: 0 } });
    expect(anonymous.data).toEqual({ node: null, draft: null });
    for (const moment of [
      {},
      { sequence: 1, time: '2100-01-01T00:00:00Z' },
      { sequence: 2 },
      { sequence: -1 },
      { versionId: draftId },
      { versionId: 'nonsense' },
    ]) {
      for (const variables of [{ from: moment }, { from: { sequence: 0 }, to: moment }]) {
        const { errors, data: found } = await post(force.people.first, query, { id: draftId, ...variables });
        expect(errors?.[0]?.extensions?.code, JSON.stringify(variables)).toBe('INVALID_INPUT');
        expect(found).toMatchObject({ node: { difference: null } });
      }
    }
    const missing = Buffer.from(`Version:${'0'.repeat(24)}`).toString('base64url');
    const unknown = await post(force.people.first, query, { id: draftId, from: { versionId: missing } });
    expect(unknown.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });
});

describe('the moments of a draft', () => {
  const query = `query ($id: ID!, $first: Int, $after: String) {
    node(id: $id) { ... on Draft { moments(first: $first, after: $after) {
      nodes { kind startedAt at members { displayName } sequence fromSequence charactersInserted charactersDeleted
        restoredSequence version { name } state reason decision { outcome } }
      pageInfo { hasNextPage endCursor }
    } } }
  }`;
  interface Moments {
    readonly nodes: readonly Record<string, unknown>[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  }
  const ask = async (variables: { first?: number; after?: string | null } = {}) =>
    (await force.people.observer.query<{ node: { moments: Moments } }>(query, { id: draftId, ...variables }))
      .node.moments;

  it('TM-4, CO-37: tell what happened, newest first, with positions to compare', async () => {
    await write('처음 글');
    await write('나중 글', 'second');
    await force.people.first.mutate(
      'mutation ($input: RestoreDraftInput!) { result: restoreDraft(input: $input) { userErrors { code message field } } }',
      { draftId, sequence: 1 },
    );
    await nameVersion('초안 1');
    await force.people.lead.mutate(
      'mutation ($input: SubmitVersionInput!) { result: submitVersion(input: $input) { userErrors { code message field } } }',
      { keyTaskId, name: '제출안' },
    );
    await force.people.lead.mutate(
      'mutation ($input: RecallVersionInput!) { result: recallVersion(input: $input) { userErrors { code message field } } }',
      { keyTaskId, reason: '빠진 것이 있다' },
    );
    const { nodes, pageInfo } = await ask();
    const shown = nodes.filter(({ kind }) => kind !== 'EDITED');
    expect(shown).toMatchObject([
      { kind: 'STATE_CHANGED', state: 'DRAFTING', reason: '빠진 것이 있다', sequence: 3, fromSequence: null },
      { kind: 'STATE_CHANGED', state: 'IN_REVIEW', sequence: 3, members: [{ displayName: 'lead' }] },
      { kind: 'VERSION_NAMED', version: { name: '제출안' }, sequence: 3 },
      { kind: 'VERSION_NAMED', version: { name: '초안 1' }, sequence: 3 },
      { kind: 'RESTORED', restoredSequence: 1, sequence: 3, members: [{ displayName: 'first' }] },
      { kind: 'IMPORTED', sequence: 2, members: [{ displayName: 'second' }] },
      { kind: 'IMPORTED', sequence: 1 },
      { kind: 'STATE_CHANGED', state: 'DRAFTING', sequence: 0 },
    ]);
    expect(pageInfo.hasNextPage).toBe(false);
    const first = await ask({ first: 2 });
    const second = await ask({ first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes]).toEqual(nodes.slice(0, 4));
    const { activity } = await force.people.observer.query<{ activity: { nodes: object[] } }>(
      `{ activity(filter: { kinds: [DRAFT_REWRITTEN] }, first: 100) { nodes { ... on DraftRewritten {
        draft { id } change sequence restoredSequence actor { displayName } } } } }`,
    );
    expect(activity.nodes).toContainEqual({
      draft: { id: draftId },
      change: 'RESTORED',
      sequence: 3,
      restoredSequence: 1,
      actor: { displayName: 'first' },
    });
  });

  it('TM-4: restoring what is there already, and a cursor of another list, change and tell nothing', async () => {
    await write('글');
    const before = (await ask()).nodes.length;
    await force.people.first.mutate(
      'mutation ($input: RestoreDraftInput!) { result: restoreDraft(input: $input) { userErrors { code message field } } }',
      { draftId, sequence: 1 },
    );
    expect((await ask()).nodes.filter(({ kind }) => kind === 'RESTORED')).toEqual([]);
    expect(before).toBeGreaterThan(1);
    const { errors } = await post(force.people.first, query, { id: draftId, after: 'nonsense' });
    expect(errors?.[0]?.extensions?.code).toBe('INVALID_INPUT');
  });
});
