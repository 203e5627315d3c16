import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readContent, readFields, toMarkdown, toPlainText } from '../../src/content/index.ts';
import { bytesOf } from '../../src/database/store.ts';
import { createAttributionLog } from '../../src/domain/draft/attribution-log.ts';
import { updatesOf } from '../../src/domain/draft/loaded-log.ts';
import type { LoadOutcome } from '../../src/domain/draft/many-logs.ts';
import { genesisHash, sha256 } from '../../src/domain/draft/update-hash.ts';
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
  for await (const part of path.draftReader.loadMany(ids.map((draftId) => ({ draftId }))))
    for (const [{ draftId }, outcome] of part) outcomes.set(draftId, outcome);
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

/** A draft of every kind: with a snapshot or without, with an older one, in the archive or not, with records or without. */
async function everyKind(): Promise<Written[]> {
  const made = [
    await writtenDraft(path, { length: 120 }),
    await writtenDraft(path, { length: 120, snapshotAt: 30 }),
    await writtenDraft(path, { length: 120, snapshotAt: 30, archivedTo: 25 }),
    await writtenDraft(path, { length: 120, archivedTo: 80 }),
    await writtenDraft(path, { length: 120, snapshotAt: 110, archivedTo: 100 }),
    await writtenDraft(path, { length: 1300, snapshotAt: 1250, archivedTo: 400 }),
  ];
  const [, , , , withPast, long] = made;
  if (withPast !== undefined) await keepSnapshot(withPast, 40);
  for (const { draftId } of [made[1], made[2], long].filter((one) => one !== undefined))
    await attribution().extend(draftId, 70);
  return made;
}

const attribution = () =>
  createAttributionLog({
    store: path.stores.draftAttributions,
    reader: path.draftReader,
    onDamage: (error) => void path.failures.push(error),
  });

/** A snapshot that is kept behind the newest one, as of long logs. */
async function keepSnapshot({ draftId, updates }: Written, sequence: number): Promise<void> {
  const state = Buffer.from(Y.encodeStateAsUpdate(docOf(updates.slice(0, sequence))));
  const entries = await path.draftReader.readTail(draftId, {
    from: { sequence: 0, hash: genesisHash },
    upTo: sequence,
  });
  const snapshotId = new mongoose.Types.ObjectId();
  await collection('draftSnapshotChunks').insertOne({
    ...{ draftId: new mongoose.Types.ObjectId(draftId), snapshotId, index: 0, bytes: state },
  });
  await collection('draftPastSnapshots').insertOne({
    ...{ draftId: new mongoose.Types.ObjectId(draftId), snapshotId, sequence, chunks: 1 },
    ...{ hash: entries.at(-1)?.hash, sha256: sha256(state) },
  });
}

/** Positions that there is something special at, and beside them. */
const positions = [0, 1, 20, 25, 26, 30, 31, 40, 60, 80, 81, 100, 110, 120];

const revisionsOf = (made: readonly Written[]) =>
  made.flatMap((written) => positions.map((sequence) => ({ draftId: written.draftId, sequence, written })));

describe('revisions of many drafts', () => {
  it('say together what a replay of each log says', async () => {
    const revisions = revisionsOf(await everyKind());
    const before = path.failures.length;
    const { drafts: loaders } = createLoaders(path.startServices(), path.as.observer);
    const texts = await loaders.revisionText.loadMany(revisions);
    const entries = await loaders.revisionEntry.loadMany(revisions);
    for (const [index, { sequence, written }] of revisions.entries()) {
      const doc = docOf(written.updates.slice(0, sequence));
      expect(texts[index]).toEqual({ content: readContent(doc), fields: readFields(doc) });
      const update = written.updates[sequence - 1];
      expect(entries[index] ?? null).toEqual(
        update === undefined
          ? null
          : expect.objectContaining({
              at: update.at,
              memberId: update.memberId,
              hash: expect.any(String) as string,
            }),
      );
    }
    expect(path.failures.slice(before)).toEqual([]);
  });

  it('are found by time as each is by itself', async () => {
    const made = await everyKind();
    const drafts = await path.stores.drafts.findMany(made.map(({ draftId }) => draftId));
    const asked = drafts.flatMap((draft) =>
      positions.flatMap((sequence) =>
        [-1, 0, 1].map((later) => ({
          draft,
          moment: {
            time: new Date(Date.parse('2021-06-01T00:00:00.000Z') + (sequence - 1) * 10_000 + later),
          },
          expected: Math.max(0, later < 0 ? sequence - 1 : sequence),
        })),
      ),
    );
    const found = await path.startServices().drafts.revisionsOf(path.as.observer, asked);
    expect(found).toEqual(asked.map(({ draft, expected }) => ({ draftId: draft.id, sequence: expected })));
  });

  it.each<readonly [string, (draftId: string) => Promise<unknown>, RegExp]>([
    [
      'an entry has another bit',
      (id) => damage('draftUpdates', entry(id, 60), 'update'),
      /60 .*its hash says/,
    ],
    ['an entry is missing', (id) => collection('draftUpdates').deleteOne(entry(id, 60)), /60 .* is missing/],
    [
      'its last entry is missing',
      (id) => collection('draftUpdates').deleteOne(entry(id, 100)),
      /100 .* is missing/,
    ],
    [
      'a row makes no sense',
      (id) => collection('draftUpdates').updateOne(entry(id, 60), { $unset: { update: 1, memberId: 1 } }),
      /./,
    ],
    [
      'the archive is damaged',
      (id) => damage('draftLogChunks', { draftId: new mongoose.Types.ObjectId(id) }, 'bytes'),
      /archive .* is damaged/,
    ],
  ])('are an error of the one draft of whose log %s', async (_name, spoil, message) => {
    const made: Written[] = [];
    for (const length of [120, 121, 122, 123])
      made.push(await writtenDraft(path, { length, archivedTo: 25 }));
    await spoil(made[1]?.draftId ?? '');
    const services = path.startServices();
    const { drafts: loaders } = createLoaders(services, path.as.observer);
    const places = made.map(({ draftId }) => ({ draftId, sequence: 100 }));
    const texts = await loaders.revisionText.loadMany(places);
    const blames = await loaders.blame.loadMany(places);
    const differences = await services.versions.differences(
      path.as.observer,
      places.map((revision) => ({
        from: { revision: { ...revision, sequence: 10 }, title: '' },
        to: { revision, title: '' },
      })),
    );
    for (const outcomes of [texts, blames, differences]) {
      expect(outcomes).toHaveLength(4);
      for (const [index, outcome] of outcomes.entries()) {
        if (index === 1) expect((outcome as Error).message).toMatch(message);
        else expect(outcome).not.toBeInstanceOf(Error);
      }
    }
  });

  it('are an error of the one draft whose entry or moment cannot be read', async () => {
    const made = [
      await writtenDraft(path, { length: 120, archivedTo: 25 }),
      await writtenDraft(path, { length: 120, archivedTo: 25 }),
      await writtenDraft(path, { length: 120, archivedTo: 25 }),
    ];
    const spoilt = made[1]?.draftId ?? '';
    await damage('draftLogChunks', { draftId: new mongoose.Types.ObjectId(spoilt) }, 'bytes');
    const { drafts: loaders } = createLoaders(path.startServices(), path.as.observer);
    const entries = await loaders.revisionEntry.loadMany(
      made.map(({ draftId }) => ({ draftId, sequence: 20 })),
    );
    const drafts = await Promise.all(made.map(({ draftId }) => loaders.draft.load(draftId)));
    const time = made[0]?.updates[9]?.at ?? new Date();
    const revisions = await loaders.revision.loadMany(
      drafts.flatMap((draft) => (draft === null ? [] : [{ draft, moment: { time } }])),
    );
    for (const outcomes of [entries, revisions]) {
      expect(outcomes.map((outcome) => outcome instanceof Error)).toEqual([false, true, false]);
      expect((outcomes[1] as Error).message).toMatch(/archive .* is damaged/);
    }
    expect(revisions[0]).toEqual({ draftId: made[0]?.draftId, sequence: 10 });
    // The moment is behind what is damaged, of which no more than where it begins and ends is looked at.
    const later = made[0]?.updates[59]?.at ?? new Date();
    const behind = await loaders.revision.loadMany(
      drafts.flatMap((draft) => (draft === null ? [] : [{ draft, moment: { time: later } }])),
    );
    expect(behind).toEqual(made.map(({ draftId }) => ({ draftId, sequence: 60 })));
  });

  it.each([
    ['has no time', { at: 1 }],
    ['makes no sense', { at: 1, memberId: 1 }],
  ] as const)(
    'are an error of the one draft of whose log an entry in the search %s',
    async (_name, unset) => {
      const made: Written[] = [];
      for (let index = 0; index < 3; index += 1) made.push(await writtenDraft(path, { length: 120 }));
      // Where the search begins.
      await collection('draftUpdates').updateOne(entry(made[1]?.draftId ?? '', 60), { $unset: unset });
      const { drafts: loaders } = createLoaders(path.startServices(), path.as.observer);
      const drafts = await path.stores.drafts.findMany(made.map(({ draftId }) => draftId));
      const time = made[0]?.updates[9]?.at ?? new Date();
      const revisions = await loaders.revision.loadMany(drafts.map((draft) => ({ draft, moment: { time } })));
      const byDraft = new Map(drafts.map(({ id }, index) => [id, revisions[index]]));
      for (const [index, { draftId }] of made.entries()) {
        if (index === 1) expect(byDraft.get(draftId)).toBeInstanceOf(Error);
        else expect(byDraft.get(draftId)).toEqual({ draftId, sequence: 10 });
      }
    },
  );

  it('are an error of the one draft of which an update does not decode', async () => {
    const good = await writtenDraft(path, { length: 120 });
    const { draftId } = await path.create('과제');
    const { memberId, organisation } = path.as.writer;
    const garbage = { memberId, organisation, clientIds: [], at: new Date('2021-06-01T00:00:00.000Z') };
    const start = { head: { sequence: 0, hash: genesisHash }, epoch: 0 };
    await path.stores.draftUpdates.append(draftId, start, [{ ...garbage, update: Buffer.from([255]) }]);
    const services = path.startServices();
    const places = [
      { draftId: good.draftId, sequence: 120 },
      { draftId, sequence: 1 },
    ];
    const viewer = path.as.observer;
    for (const outcomes of [
      await services.drafts.blames(viewer, places),
      await services.drafts.revisionTexts(viewer, places),
    ])
      expect(outcomes.map((outcome) => outcome instanceof Error)).toEqual([false, true]);
  });

  it('have together the blame that each has by itself', async () => {
    const revisions = revisionsOf(await everyKind()).map(({ draftId, sequence }) => ({ draftId, sequence }));
    const viewer = path.as.observer;
    const together = await path.startServices().drafts.blames(viewer, revisions);
    const alone = path.startServices();
    for (const [index, revision] of revisions.entries())
      expect(together[index]).toEqual(await alone.drafts.blame(viewer, revision));
    expect(await path.startServices().drafts.blames(null, revisions.slice(0, 2))).toEqual([
      expect.objectContaining({ code: 'NOT_FOUND' }),
      expect.objectContaining({ code: 'NOT_FOUND' }),
    ]);
  });

  it('have the blame of the log where records are damaged', async () => {
    const made = (await everyKind()).slice(1, 3);
    const viewer = path.as.observer;
    const places = made.map(({ draftId }) => ({ draftId, sequence: 100 }));
    const expected = await path.startServices().drafts.blames(viewer, places);
    const before = path.failures.length;
    await damage('draftAttributions', { draftId: new mongoose.Types.ObjectId(made[0]?.draftId) }, 'bytes');
    expect(await path.startServices().drafts.blames(viewer, places)).toEqual(expected);
    expect(path.failures.slice(before)).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/attribution records .* are damaged/) as string,
      }),
    ]);
  });

  it('are compared together as each is by itself, for who may read both', async () => {
    const made = await everyKind();
    const { version } = await path.submit(await path.station.drafted());
    const compared = [
      ...made.flatMap(({ draftId }) =>
        [20, 60].map((sequence) => ({
          from: { revision: { draftId, sequence }, title: '전' },
          to: { revision: { draftId, sequence: 110 }, title: '후' },
        })),
      ),
      {
        from: { versionId: version.id },
        to: { revision: { draftId: made[0]?.draftId ?? '', sequence: 9 }, title: '' },
      },
      { from: { versionId: 'f'.repeat(24) }, to: { versionId: version.id } },
      {
        from: { versionId: version.id },
        to: { revision: { draftId: 'f'.repeat(24), sequence: 0 }, title: '' },
      },
    ];
    const viewer = path.as.observer;
    const together = await path.startServices().versions.differences(viewer, compared);
    const missing = expect.objectContaining({ code: 'NOT_FOUND' }) as unknown;
    expect(together.slice(-2)).toEqual([missing, missing]);
    const alone = path.startServices().versions;
    for (const [index, one] of compared.slice(0, -2).entries())
      expect(together[index]).toEqual(await alone.difference(viewer, one));
    expect(await alone.differences(null, compared)).toEqual(compared.map(() => missing));
  });

  it('are found by indexes', async () => {
    const made = await everyKind();
    const read: { collection: string; filter: mongoose.mongo.Document }[] = [];
    const client = path.database.connection.getClient();
    const listen = ({ command }: mongoose.mongo.CommandStartedEvent) => {
      const name: unknown = command['find'];
      // Others ask as well, in the background.
      if (typeof name === 'string' && name.startsWith('draft'))
        read.push({ collection: name, filter: command['filter'] as mongoose.mongo.Document });
    };
    client.on('commandStarted', listen);
    const services = path.startServices();
    const { drafts: loaders } = createLoaders(services, path.as.observer);
    const revisions = revisionsOf(made);
    await loaders.revisionText.loadMany(revisions);
    await loaders.revisionEntry.loadMany(revisions);
    await loaders.blame.loadMany(revisions);
    const drafts = await path.stores.drafts.findMany(made.map(({ draftId }) => draftId));
    const moment = { time: made[0]?.updates[9]?.at ?? new Date() };
    await loaders.revision.loadMany(drafts.map((draft) => ({ draft, moment })));
    client.off('commandStarted', listen);
    expect([...new Set(read.map((one) => one.collection))].sort()).toEqual([
      'draftAttributions',
      'draftFolds',
      'draftLogChunks',
      'draftPastSnapshots',
      'draftSnapshotChunks',
      'draftUpdates',
      'drafts',
    ]);
    for (const { collection: name, filter } of read) {
      const explained = await collection(name).find(filter).explain('queryPlanner');
      const plan = JSON.stringify((explained['queryPlanner'] as mongoose.mongo.Document)['winningPlan']);
      expect(plan, name).not.toContain('COLLSCAN');
    }
  });
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
