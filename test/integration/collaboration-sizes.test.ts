import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { documentOfSize, documentWithHistory } from '../../bench/collab/documents.ts';
import type { NewUpdate } from '../../src/domain/draft/update-log-store.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { blocksOf } from '../support/acknowledged-writer.ts';
import { verifiedLog } from '../support/collaboration.ts';
import { Editor } from '../support/editor.ts';
import { post } from '../support/graphql.ts';
import { ObservedApplication } from '../support/observed-application.ts';
import { docOf, typedUpdates } from '../support/random-history.ts';
import { longTest, report, scale } from '../support/soak.ts';
import { createKeyTask } from '../support/task-force.ts';

const megabytes = scale(0.5, 20);
const clientIds = scale(1000, 10_000);
const entries = scale(5000, 100_000);

let at: ObservedApplication;
beforeAll(async () => {
  at = await ObservedApplication.start();
}, 120_000);
afterAll(() => at.remove());

const member = () => ({
  memberId: parseGlobalId(at.taskForce.memberIds.first)?.id ?? '',
  organisation: 'Organisation of first',
});

/** Updates as they would have come in one after the other. */
function asEntries(updates: readonly Uint8Array[]): NewUpdate[] {
  return updates.map((update) => {
    const written = Y.decodeUpdate(update).structs.map(({ id }) => id.client);
    return {
      ...member(),
      update,
      clientIds: [...new Set(written)].sort((left, right) => left - right),
      at: new Date('2021-06-01T00:00:00.000Z'),
    };
  });
}

/** Runs `work`; what it took goes into `figures`. */
async function timed<T>(figures: string[], name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  figures.push(`${name} ${(performance.now() - began).toFixed(0)} ms`);
  return result;
}

/** A client that has just come in; its document is what the server has. */
async function join(path: string): Promise<Editor> {
  const editor = new Editor(at.taskForce.people.first, path);
  await editor.synced();
  return editor;
}

interface Answer {
  readonly node: {
    readonly sequence: number;
    readonly contentProblems: readonly { readonly code: string }[];
    readonly blame: {
      readonly shares: readonly { readonly characters: number }[];
      readonly blocks: { readonly nodes: readonly { readonly runs: readonly { readonly text: string }[] }[] };
    };
  };
}

it.each([
  { what: `${megabytes} MB of text`, log: () => asEntries(documentOfSize(megabytes * 1e6)) },
  { what: `${clientIds} past client ids`, log: () => asEntries(documentWithHistory(clientIds)) },
  { what: `a log of ${entries} entries`, log: () => typedUpdates(entries, [member()]) },
])(
  'CO-3, CO-13, CO-41, CT-8, VN-1: a draft with $what is joined, edited, read from cold, cut and blamed',
  async ({ what, log }) => {
    const figures: string[] = [];
    const { id: keyTaskId, draft } = await createKeyTask(at.taskForce, what);
    const draftId = parseGlobalId(draft.id)?.id ?? '';
    const past = log();
    for (let index = 0; index < past.length; index += 1000)
      await at.append(draftId, past.slice(index, index + 1000));
    const expected = blocksOf(docOf(past));

    const editor = await timed(figures, 'joined', () => join(draft.collaborationPath));
    expect(blocksOf(editor.doc) === expected).toBe(true);
    const reader = await timed(figures, 'joined again', () => join(draft.collaborationPath));
    editor.addParagraph('the-last', '끝에 덧붙인 글');
    await timed(figures, 'edit passed on', () =>
      reader.until('the edit arrives', () => reader.paragraphText('the-last') !== null),
    );
    for (const one of [editor, reader]) one.destroy();
    await at.untilClosed();
    expect(await verifiedLog(at.database, draftId)).toHaveLength(past.length + 1);
    await timed(figures, 'told and folded', () => at.untilTold(draftId));

    expect(await at.process.terminate()).toBe(0);
    await at.startAgain();
    const cold = await timed(figures, 'joined from cold', () => join(draft.collaborationPath));
    expect(blocksOf(cold.doc).startsWith(expected.slice(0, 1000))).toBe(true);
    expect(cold.paragraphText('the-last')?.toJSON()).toBe('끝에 덧붙인 글');
    expect(blocksOf(cold.doc)).toHaveLength(blocksOf(editor.doc).length);
    cold.destroy();

    const { node } = await timed(figures, 'blamed', () =>
      at.taskForce.people.lead.query<Answer>(
        `query ($id: ID!) { node(id: $id) { ... on Draft {
          sequence contentProblems { code }
          blame { shares { characters } blocks(first: 10) { nodes { runs { text } } } }
        } } }`,
        { id: draft.id },
      ),
    );
    expect(node.sequence).toBe(past.length + 1);
    expect(node.blame.blocks.nodes).not.toEqual([]);
    const problems = node.contentProblems.map(({ code }) => code);

    // Cut, or refused with what keeps it from being cut.
    const answer = await timed(figures, 'cut', () =>
      post(
        at.taskForce.people.lead,
        'mutation ($input: NameVersionInput!) { nameVersion(input: $input) { version { sequence contentHash } userErrors { code } } }',
        { input: { keyTaskId, name: '큰 안' } },
      ),
    );
    expect(answer.errors).toBeUndefined();
    const cut = answer.data?.['nameVersion'] as {
      version: { sequence: number } | null;
      userErrors: { code: string }[];
    };
    if (problems.length === 0) expect(cut.version?.sequence).toBe(past.length + 1);
    else expect(cut.userErrors).not.toEqual([]);
    const outcome = cut.version === null ? `refused for ${[...new Set(problems)].join(', ')}` : 'cut';
    const characters = node.blame.shares.reduce((sum, share) => sum + share.characters, 0);
    report(`${what}, ${characters} characters: ${figures.join(', ')}; version ${outcome}`);
    expect(at.errors()).toEqual([]);
  },
  longTest,
);
