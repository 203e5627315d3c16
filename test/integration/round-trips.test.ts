import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readContent, readFields, toMarkdown, toPlainText } from '../../src/content/index.ts';
import { bytesOf } from '../../src/database/store.ts';
import { updatesOf } from '../../src/domain/draft/loaded-log.ts';
import type { LoadOutcome } from '../../src/domain/draft/many-logs.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { createLoaders } from '../../src/graphql/loaders.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';
import { docOf } from '../support/random-history.ts';
import { counted } from '../support/round-trips.ts';
import { writtenDraft, type Written } from '../support/written-drafts.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath({ processes: 2 });
});
afterAll(() => path.drop());

/** Drafts with different texts, every third without a snapshot, with more behind it than comes in a first batch. */
async function drafts(count: number, archived: boolean): Promise<Written[]> {
  const made: Written[] = [];
  for (let index = 0; index < count; index += 1) {
    const snapshotAt = index % 3 === 2 ? 0 : 30;
    const archivedTo = archived && snapshotAt > 0 ? 25 : 0;
    made.push(await writtenDraft(path, { length: 150 + index, snapshotAt, archivedTo }));
  }
  return made;
}

function ofDrafts<T>(ids: readonly string[], fields: string): Promise<{ nodes: T[] }> {
  return path.ask(
    path.as.observer,
    `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Draft { ${fields} } } }`,
    { ids: ids.map((id) => toGlobalId('Draft', id)) },
  );
}

const texts = 'content fields markdown plainText contentProblems { code }';

function textOf({ updates }: Written) {
  const doc = docOf(updates);
  const content = readContent(doc);
  return {
    content,
    fields: readFields(doc),
    markdown: toMarkdown(content),
    plainText: toPlainText(content),
  };
}

const collection = (name: string) => path.database.connection.collection(name);

/** Changes one bit of what a row holds. */
async function damage(name: string, filter: Record<string, unknown>, field: string): Promise<void> {
  const row = await collection(name).findOne(filter);
  const bytes = Buffer.from(bytesOf(row?.[field]));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  const { modifiedCount } = await collection(name).updateOne(filter, { $set: { [field]: bytes } });
  expect(modifiedCount).toBe(1);
}

async function damageSnapshot(draftId: string): Promise<void> {
  const fold = await collection('draftFolds').findOne({ _id: new mongoose.Types.ObjectId(draftId) });
  const { snapshotId } = fold?.['snapshot'] as { snapshotId: mongoose.Types.ObjectId };
  await damage('draftSnapshotChunks', { snapshotId }, 'bytes');
}

const entry = (draftId: string, sequence: number) => ({
  draftId: new mongoose.Types.ObjectId(draftId),
  sequence,
});

describe('the texts of drafts', () => {
  it.each([
    ['without an archive', false],
    ['with an archive', true],
  ])('of twelve take as many round trips as of two, %s', async (_name, archived) => {
    const few = await drafts(2, archived);
    const many = await drafts(12, archived);
    const ask = (of: readonly Written[]) =>
      counted(() =>
        ofDrafts(
          of.map(({ draftId }) => draftId),
          texts,
        ),
      );
    const ofFew = await ask(few);
    const ofMany = await ask(many);
    expect(ofMany.roundTrips).toBe(ofFew.roundTrips);
    expect(ofMany.result.nodes).toMatchObject(many.map(textOf));
    expect(ofFew.result.nodes).toMatchObject(few.map(textOf));
    // What is kept is asked for no more than its head.
    expect((await ask(many)).roundTrips).toBeLessThan(ofMany.roundTrips);
  });

  it('are found by the index of the log', async () => {
    const made = await drafts(3, false);
    const filters: mongoose.mongo.Document[] = [];
    const client = path.database.connection.getClient();
    const listen = ({ command }: mongoose.mongo.CommandStartedEvent) => {
      if (command['find'] === 'draftUpdates') filters.push(command['filter'] as mongoose.mongo.Document);
    };
    client.on('commandStarted', listen);
    await ofDrafts(
      made.map(({ draftId }) => draftId),
      texts,
    );
    client.off('commandStarted', listen);
    expect(filters).toHaveLength(1);
    const explained = await collection('draftUpdates')
      .find(filters[0] ?? {})
      .explain('queryPlanner');
    const plan = JSON.stringify((explained['queryPlanner'] as mongoose.mongo.Document)['winningPlan']);
    expect(plan).toContain('draftId_1_sequence_1');
    expect(plan).not.toContain('COLLSCAN');
  });

  it('are right where the snapshot of one is damaged', async () => {
    const made = await drafts(5, true);
    await damageSnapshot(made[1]?.draftId ?? '');
    const before = path.failures.length;
    const { nodes } = await ofDrafts(
      made.map(({ draftId }) => draftId),
      texts,
    );
    expect(nodes).toMatchObject(made.map(textOf));
    expect(path.failures.slice(before)).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/snapshot .* is damaged/) as string }),
    ]);
  });

  it.each<readonly [string, (draftId: string) => Promise<unknown>, RegExp]>([
    ['has another bit', (id) => damage('draftUpdates', entry(id, 60), 'update'), /60 .*its hash says/],
    ['is missing', (id) => collection('draftUpdates').deleteOne(entry(id, 60)), /60 .* is missing/],
    [
      'is missing at the end',
      (id) => collection('draftUpdates').deleteOne(entry(id, 151)),
      /151 .* is missing/,
    ],
    [
      'makes no sense at all',
      (id) => collection('draftUpdates').updateOne(entry(id, 60), { $unset: { update: 1, memberId: 1 } }),
      /./,
    ],
  ])('are an error of the one draft of whose log an entry %s', async (_name, spoil, message) => {
    const made = await drafts(4, true);
    await spoil(made[1]?.draftId ?? '');
    const { content } = createLoaders(path, path.as.observer).drafts;
    const outcomes = await content.loadMany(made.map(({ draftId }) => draftId));
    for (const [index, outcome] of outcomes.entries()) {
      const one = made[index];
      if (index === 1) expect((outcome as Error).message).toMatch(message);
      else expect(outcome).toMatchObject({ content: one === undefined ? null : textOf(one).content });
    }
  });

  it('are for who may read drafts, and of drafts that exist', async () => {
    const made = await drafts(2, false);
    const ids = [made[0]?.draftId ?? '', 'f'.repeat(24), made[1]?.draftId ?? ''];
    const missing = expect.objectContaining({ code: 'NOT_FOUND' }) as unknown;
    const nobody = createLoaders(path, null).drafts.content;
    expect(await nobody.loadMany(ids)).toEqual([missing, missing, missing]);
    const member = createLoaders(path, path.as.observer).drafts.content;
    expect(await member.loadMany(ids)).toEqual([
      expect.objectContaining({ sequence: 150 }),
      missing,
      expect.objectContaining({ sequence: 151 }),
    ]);
  });
});

it('drafts that are read together are as each is by itself, whatever is stored of it', async () => {
  const made = [
    await writtenDraft(path, { length: 0 }),
    await writtenDraft(path, { length: 7 }),
    await writtenDraft(path, { length: 40, snapshotAt: 40 }),
    await writtenDraft(path, { length: 40, snapshotAt: 39, archivedTo: 39 }),
    await writtenDraft(path, { length: 40, archivedTo: 20 }),
    await writtenDraft(path, { length: 1200, snapshotAt: 100 }),
    await writtenDraft(path, { length: 90, snapshotAt: 50 }),
  ];
  await damageSnapshot(made[6]?.draftId ?? '');
  const ids = [...made.map(({ draftId }) => draftId), 'f'.repeat(24)];
  const outcomes = new Map<string, LoadOutcome>();
  for await (const part of path.draftReader.loadMany(ids))
    for (const [draftId, outcome] of part) outcomes.set(draftId, outcome);
  expect([...outcomes.keys()].sort()).toEqual([...ids].sort());
  for (const draftId of ids) {
    const together = outcomes.get(draftId);
    const alone = await path.draftReader.load(draftId);
    if (alone === null || together === null || together === undefined || together instanceof Error) {
      expect([together, draftId]).toEqual([alone, 'f'.repeat(24)]);
      continue;
    }
    const plain = (updates: readonly Uint8Array[]) =>
      updates.map((update) => Buffer.from(update).toString('hex'));
    expect(plain(updatesOf(together))).toEqual(plain(updatesOf(alone)));
    expect([together.head, together.draft, together.snapshot?.sequence]).toEqual([
      alone.head,
      alone.draft,
      alone.snapshot?.sequence,
    ]);
  }
});

describe('round trips do not grow', () => {
  it('with the drafts whose revisions and presence are asked for', async () => {
    const made = await drafts(12, false);
    const ids = made.map(({ draftId }) => draftId);
    for (const fields of [
      'revision(sequence: 120) { sequence at hash organisation author { displayName } }',
      'presence { editing }',
    ]) {
      const few = await counted(() => ofDrafts(ids.slice(0, 2), fields));
      const many = await counted(() => ofDrafts<Record<string, unknown>>(ids, fields));
      expect(many.roundTrips, fields).toBe(few.roundTrips);
      expect(many.result.nodes).toHaveLength(12);
    }
    const { nodes } = await ofDrafts(ids, 'revision(sequence: 120) { at organisation }');
    expect(nodes).toEqual(
      made.map(({ updates }) => ({
        revision: { at: updates[119]?.at.toISOString(), organisation: updates[119]?.organisation },
      })),
    );
  });

  it('with the key tasks whose conflicts are asked for', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const { keyTask } = await path.station.inReview(
        `과제 ${index}`,
        '공공기관은 민간 클라우드를 우선 이용하도록 제도를 정비한다.',
      );
      ids.push(toGlobalId('KeyTask', keyTask.id));
    }
    const ask = (some: readonly string[]) =>
      counted(() =>
        path.ask<{ nodes: { conflicts: unknown[] }[] }>(
          path.as.writer,
          'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on KeyTask { conflicts { rule } } } }',
          { ids: some },
        ),
      );
    await ask(ids);
    const few = await ask(ids.slice(0, 2));
    const many = await ask(ids);
    expect(many.roundTrips).toBe(few.roundTrips);
    expect(many.result.nodes.map(({ conflicts }) => conflicts.length)).toEqual([5, 5, 5, 5, 5, 5]);
  });
});
