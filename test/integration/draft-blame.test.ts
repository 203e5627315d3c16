import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { Editor } from '../support/editor.ts';
import type { ApiUser } from '../support/graphql.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';

let data: ApplicationData;
let application: ApplicationProcess;
let force: TaskForce;
let draft: { id: string; collaborationPath: string };
let keyTaskId: string;
const editors: Editor[] = [];

beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  force = await assembleTaskForce(application.url);
}, 120_000);
beforeEach(async () => {
  ({ id: keyTaskId, draft } = await createKeyTask(force, '공공부문 민간 클라우드 이용 확대'));
});
afterEach(() => {
  for (const editor of editors.splice(0)) editor.destroy();
});
afterAll(async () => {
  await application.terminate();
  await data.remove();
});

async function open(person: Person): Promise<Editor> {
  const editor = new Editor(force.people[person], draft.collaborationPath);
  editors.push(editor);
  await editor.synced();
  return editor;
}

interface BlameData {
  readonly sequence: number;
  readonly blocks: {
    readonly nodes: readonly {
      readonly blockId: string | null;
      readonly blockType: string;
      readonly runs: readonly {
        readonly text: string;
        readonly member: { readonly displayName: string };
        readonly organisation: string;
        readonly sector: string;
        readonly at: string;
      }[];
    }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
  readonly fields: readonly { readonly key: string; readonly member: { readonly displayName: string } }[];
  readonly byMember: readonly { readonly member: { displayName: string }; readonly characters: number }[];
  readonly byOrganisation: readonly unknown[];
  readonly bySector: readonly unknown[];
}

const blameFields = `{
  sequence
  blocks(first: $first, after: $after) {
    nodes { blockId blockType continued runs { text member { displayName } organisation sector at } }
    pageInfo { hasNextPage endCursor }
  }
  fields { key member { displayName } }
  byMember: shares { member { displayName } organisation sector characters deletions }
  byOrganisation: shares(by: ORGANISATION) { member { displayName } organisation sector characters deletions }
  bySector: shares(by: SECTOR) { member { displayName } organisation sector characters deletions }
}`;

interface BlameArguments {
  readonly sequence?: number;
  readonly first?: number;
  readonly after?: string | null;
}

const blame = async (who: ApiUser, variables: BlameArguments = {}): Promise<BlameData> =>
  (
    await who.query<{ node: { blame: BlameData } }>(
      `query ($id: ID!, $sequence: Int, $first: Int, $after: String) {
        node(id: $id) { ... on Draft { blame(sequence: $sequence) ${blameFields} } }
      }`,
      { id: draft.id, ...variables },
    )
  ).node.blame;

const runsOf = ({ blocks }: BlameData) =>
  blocks.nodes.map(({ blockId, runs }) => [
    blockId,
    ...runs.map(({ text, member }) => `${member.displayName}: ${text}`),
  ]);

const stored = (words: string) =>
  expect
    .poll(
      async () =>
        (
          await force.people.first.query<{ node: { plainText: string } }>(
            'query ($id: ID!) { node(id: $id) { ... on Draft { plainText } } }',
            { id: draft.id },
          )
        ).node.plainText,
      { timeout: 20_000 },
    )
    .toContain(words);

describe('blame of a draft', () => {
  it('CO-41 tells who wrote what, now and before, through a restoring by the secretariat', async () => {
    const began = Date.now() - 60_000;
    const first = await open('first');
    const text = first.addParagraph('a', '클라우드 전환');
    first.doc.getMap('meta').set('goal', '목표');
    await stored('클라우드 전환');
    const second = await open('second');
    second.paragraphText('a')?.insert(4, ' 우선');
    second.addParagraph('b', '보안');
    await stored('보안');
    await first.until('it arrives', () => first.paragraphText('b') !== null);
    const before = await blame(force.people.observer);
    expect(runsOf(before)).toEqual([
      ['a', 'first: 클라우드', 'second:  우선', 'first:  전환'],
      ['b', 'second: 보안'],
    ]);
    const run = before.blocks.nodes[0]?.runs[0];
    expect(run).toMatchObject({ organisation: 'Organisation of first', sector: 'GOVERNMENT' });
    const at = Date.parse(run?.at ?? '');
    expect(at).toBeGreaterThanOrEqual(began);
    expect(at).toBeLessThanOrEqual(Date.now());
    expect(before.fields).toEqual([{ key: 'goal', member: { displayName: 'first' } }]);

    text.delete(0, text.length);
    first.content.delete(1, 1);
    first.addParagraph('c', '다른 글');
    await stored('다른 글');
    const deleted = await blame(force.people.first);
    expect(runsOf(deleted)).toEqual([['c', 'first: 다른 글']]);
    expect(deleted.byMember).toMatchObject([
      { member: { displayName: 'first' }, organisation: null, sector: null, characters: 4 },
    ]);

    // What is in the text again was written by who brought it back.
    await force.people.secretariat.mutate(
      'mutation ($input: RestoreDraftInput!) { result: restoreDraft(input: $input) { userErrors { code message field } } }',
      { draftId: draft.id, sequence: before.sequence },
    );
    const restored = await blame(force.people.first);
    expect(runsOf(restored)).toEqual([
      ['a', 'secretariat: 클라우드 우선 전환'],
      ['b', 'secretariat: 보안'],
    ]);
    // And what was so before is still known.
    const again = await blame(force.people.first, { sequence: before.sequence });
    expect(runsOf(again)).toEqual(runsOf(before));
    const empty = await blame(force.people.first, { sequence: 0 });
    expect(empty).toMatchObject({ blocks: { nodes: [] }, fields: [], byMember: [] });
  });

  it('CO-41 adds up what is of a member, an organisation, a sector', async () => {
    const [first, second] = [await open('first'), await open('second')];
    first.addParagraph('a', '123456789');
    await stored('123456789');
    await second.until('it arrives', () => second.paragraphText('a') !== null);
    // What is stored last is what is waited for.
    second.paragraphText('a')?.delete(0, 3);
    second.paragraphText('a')?.insert(6, '가나');
    await stored('가나');
    const { byMember, byOrganisation, bySector } = await blame(force.people.first);
    const none = { member: null, organisation: null, sector: null };
    expect(byMember).toEqual([
      { ...none, member: { displayName: 'first' }, characters: 6, deletions: 0 },
      { ...none, member: { displayName: 'second' }, characters: 2, deletions: 3 },
    ]);
    expect(byOrganisation).toEqual([
      { ...none, organisation: 'Organisation of first', characters: 6, deletions: 0 },
      { ...none, organisation: 'Organisation of second', characters: 2, deletions: 3 },
    ]);
    expect(bySector).toEqual([{ ...none, sector: 'GOVERNMENT', characters: 8, deletions: 3 }]);
  });

  it('CO-41 comes in pages of one position of the log', async () => {
    const editor = await open('first');
    for (const id of ['a', 'b', 'c']) editor.addParagraph(id, `단락 ${id}`);
    await stored('단락 c');
    const { sequence, blocks } = await blame(force.people.first, { first: 2 });
    expect(blocks.nodes.map(({ blockId }) => blockId)).toEqual(['a', 'b']);
    expect(blocks.pageInfo.hasNextPage).toBe(true);
    const after = blocks.pageInfo.endCursor;
    editor.content.delete(0, 3);
    editor.addParagraph('d', '끝');
    await stored('끝');
    await expect(blame(force.people.first, { first: 2, after })).rejects.toThrow(/INVALID_INPUT/);
    const next = await blame(force.people.first, { first: 2, after, sequence });
    expect(next.blocks.nodes.map(({ blockId }) => blockId)).toEqual(['c']);
    expect(next.blocks.pageInfo.hasNextPage).toBe(false);
  });

  it('CO-41 is refused for a moment that never was', async () => {
    await expect(blame(force.people.first, { sequence: 1 })).rejects.toThrow(/INVALID_INPUT/);
    await expect(blame(force.people.first, { sequence: -1 })).rejects.toThrow(/INVALID_INPUT/);
  });

  it('CO-41 of a version is that of its position', async () => {
    const editor = await open('first');
    const text = editor.addParagraph('a', '처음');
    await stored('처음');
    const { version } = await force.people.lead.mutate<{ version: { id: string } }>(
      'mutation ($input: NameVersionInput!) { result: nameVersion(input: $input) { version { id } userErrors { code message field } } }',
      { keyTaskId, name: '1차안' },
    );
    text.insert(2, ' 나중');
    await stored('나중');
    const { node } = await force.people.reviewer.query<{ node: { blame: BlameData } }>(
      `query ($id: ID!, $first: Int, $after: String) { node(id: $id) { ... on Version { blame ${blameFields} } } }`,
      { id: version.id },
    );
    expect(runsOf(node.blame)).toEqual([['a', 'first: 처음']]);
  });
});
