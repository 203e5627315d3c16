import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { Editor } from '../support/editor.ts';
import { ApiUser, post } from '../support/graphql.ts';
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
const editors: Editor[] = [];

beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  force = await assembleTaskForce(application.url);
}, 120_000);
beforeEach(async () => {
  ({ draft } = await createKeyTask(force, '공공부문 민간 클라우드 이용 확대'));
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

interface DraftState {
  readonly sequence: number;
  readonly headHash: string;
  readonly plainText: string;
  readonly fields: Record<string, unknown>;
  readonly authors: readonly { readonly id: string }[];
}
const selection = 'draft { sequence headHash plainText fields authors { id } }';

const stateOf = async (): Promise<DraftState> =>
  (
    await force.people.first.query<{ node: DraftState }>(
      `query ($id: ID!) { node(id: $id) { ... on Draft { sequence headHash plainText fields authors { id } } } }`,
      { id: draft.id },
    )
  ).node;

/** Resolves once the stored text has `words`: what was typed goes another way than a mutation. */
const stored = (words: string) =>
  expect.poll(async () => (await stateOf()).plainText, { timeout: 20_000 }).toContain(words);

const restore = (who: ApiUser, sequence: number) =>
  who.mutate<{ draft: DraftState }>(
    `mutation ($input: RestoreDraftInput!) { result: restoreDraft(input: $input) { ${selection} userErrors { code message field } } }`,
    { draftId: draft.id, sequence },
  );
const importMarkdown = (who: ApiUser, markdown: string, mode = 'APPEND') =>
  who.mutate<{ draft: DraftState }>(
    `mutation ($input: ImportMarkdownInput!) { result: importMarkdown(input: $input) { ${selection} userErrors { code message field } } }`,
    { draftId: draft.id, markdown, mode },
  );

describe('restoring a draft', () => {
  it('CO-35 makes text and fields what they were, for open editors as well, as a change forward by who asked', async () => {
    const editor = await open('first');
    const kept = editor.addParagraph('a', '남는 단락');
    editor.doc.getMap('meta').set('goal', '처음 목표');
    editor.addParagraph('b', '지워질 단락');
    await stored('지워질 단락');
    await importMarkdown(force.people.first, '불러온 단락');
    const before = await stateOf();

    editor.content.delete(1, 1);
    editor.addParagraph('c', '나중 단락');
    editor.doc.getMap('meta').set('goal', '나중 목표');
    editor.doc.getMap('meta').set('leadMinistry', '과기정통부');
    editor.addParagraph('d', '끝');
    await stored('끝');
    const after = await stateOf();

    const { draft: restored } = await restore(force.people.secretariat, before.sequence);
    expect(restored.plainText).toBe(before.plainText);
    expect(restored.fields).toEqual({ goal: '처음 목표' });
    // A change forward: one entry behind all others, and its writer is an author now.
    expect(restored.sequence).toBe(after.sequence + 1);
    expect(restored.authors.length).toBe(after.authors.length + 1);
    await editor.until('the editor has the restored text', () => editor.paragraphText('c') === null);
    expect(editor.paragraphText('b')?.toJSON()).toBe('지워질 단락');
    // What stayed the same is still the same object: cursors and authorship aren't lost.
    expect(editor.content.get(0)).toBe(kept.parent as Y.XmlElement);
  });

  it('CO-35 changes nothing when there is nothing to change', async () => {
    await importMarkdown(force.people.first, '한 단락');
    const before = await stateOf();
    const { draft: restored } = await restore(force.people.first, before.sequence);
    expect(restored.headHash).toBe(before.headHash);
  });

  it('CO-35 restores the empty draft of the beginning, and from that what was there before', async () => {
    await importMarkdown(force.people.first, '# 제목\n\n본문 **강조**');
    const { sequence, plainText } = await stateOf();
    expect((await restore(force.people.first, 0)).draft.plainText).toBe('');
    expect((await restore(force.people.first, sequence)).draft.plainText).toBe(plainText);
  });

  it('CO-35 is refused for who may not edit, for nobody, and for a moment that never was', async () => {
    await importMarkdown(force.people.first, '한 단락');
    const { sequence, headHash } = await stateOf();
    await expect(restore(force.people.reviewer, 0)).rejects.toThrow(/FORBIDDEN/);
    await expect(restore(new ApiUser(application.url), 0)).rejects.toThrow(/UNAUTHENTICATED/);
    await expect(restore(force.people.first, sequence + 1)).rejects.toThrow(/INVALID_INPUT/);
    await expect(restore(force.people.first, -1)).rejects.toThrow(/INVALID_INPUT/);
    expect((await stateOf()).headHash).toBe(headHash);
  });
});

describe('importing Markdown', () => {
  it('CO-36 adds the text behind what is there, in open editors as well', async () => {
    const editor = await open('first');
    editor.addParagraph('a', '있던 단락');
    await stored('있던 단락');
    const { draft: imported } = await importMarkdown(force.people.first, '## 새 절\n\n- 하나\n- 둘');
    expect(imported.plainText).toMatch(/있던 단락[\s\S]*새 절[\s\S]*하나[\s\S]*둘/);
    await editor.until('the list is there', () => editor.content.length === 3);
  });

  it('CO-36 in place of the text leaves blocks that are the same, and their ids', async () => {
    const editor = await open('first');
    const first = editor.addParagraph('a', '첫 단락');
    editor.addParagraph('b', '둘째 단락');
    editor.addParagraph('c', '셋째 단락');
    await stored('셋째 단락');
    await importMarkdown(force.people.first, '넷째');
    const { draft: imported } = await importMarkdown(
      force.people.first,
      '첫 단락\n\n둘째 단락, 고침',
      'REPLACE',
    );
    expect(imported.plainText).toBe('첫 단락\n\n둘째 단락, 고침');
    await editor.until('two blocks are left', () => editor.content.length === 2);
    expect(editor.content.get(0)).toBe(first.parent as Y.XmlElement);
    expect(editor.paragraphText('b')?.toJSON()).toBe('둘째 단락, 고침');
  });

  it('CO-36 takes a text as long as it may be, of characters of several bytes', async () => {
    const { draft: imported } = await importMarkdown(
      force.people.first,
      '가나다라마바사아자\n'.repeat(20_000).trim(),
    );
    expect(imported.plainText.length).toBe(199_999);
  });

  it('CO-36 is refused empty, too long, with control characters and for who may not edit; nothing is changed', async () => {
    const { headHash } = await stateOf();
    const { first, reviewer } = force.people;
    await expect(importMarkdown(first, ' \n')).rejects.toThrow(/INVALID_INPUT/);
    await expect(importMarkdown(first, '가\u0000')).rejects.toThrow(/INVALID_INPUT/);
    await expect(importMarkdown(first, '가'.repeat(200_001))).rejects.toThrow(/INVALID_INPUT/);
    await expect(importMarkdown(reviewer, '가')).rejects.toThrow(/FORBIDDEN/);
    expect((await stateOf()).headHash).toBe(headHash);
  });
});

it('shows behind each mutation of a document what there is then', async () => {
  const { data: answer, errors } = await post(
    force.people.first,
    `mutation ($one: ImportMarkdownInput!, $two: ImportMarkdownInput!) {
      one: importMarkdown(input: $one) { draft { plainText } }
      two: importMarkdown(input: $two) { draft { plainText } }
    }`,
    { one: { draftId: draft.id, markdown: '하나' }, two: { draftId: draft.id, markdown: '둘' } },
  );
  expect(errors).toBeUndefined();
  const shown = answer as Record<'one' | 'two', { draft: { plainText: string } }>;
  expect(shown.one.draft.plainText).toContain('하나');
  expect(shown.one.draft.plainText).not.toContain('둘');
  expect(shown.two.draft.plainText).toMatch(/하나[^]*둘/);
});
