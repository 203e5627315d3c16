import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesOf } from '../../src/database/store.ts';
import { createLogReader, DamagedLogError } from '../../src/domain/draft/log-reader.ts';
import type { LoadedLog } from '../../src/domain/draft/loaded-log.ts';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import type { LogEntry } from '../../src/domain/draft/update-log-store.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { updatesOf } from '../../src/domain/draft/loaded-log.ts';
import { documentOf } from '../../src/domain/draft/update-document.ts';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';
import { docOf, typedUpdates } from '../support/random-history.ts';
import { longTest, report, scale } from '../support/soak.ts';

/** Entries of the long log. */
const longLog = scale(13_000, 100_000);

const genesis = { sequence: 0, hash: genesisHash };

let at: Collaboration;
let draft: DraftRecord;
beforeEach(async () => {
  at = await openCollaboration();
  draft = await at.draft();
});
afterEach(() => at.drop());

const chunks = () => at.database.connection.collection('draftLogChunks');
const live = () => at.database.connection.collection('draftUpdates');
const snapshotChunks = () => at.database.connection.collection('draftSnapshotChunks');

/** Appends what members type, as it comes; the feed follows every `told` entries, as it does while they type. */
async function write(length: number, told = 1000) {
  const updates = typedUpdates(length, [at.members.kim, at.members.lee, at.members.han]);
  for (let index = 0; index < updates.length; index += told) {
    await append(updates.slice(index, index + told));
    await at.engine.rooms.hold([draft.id], () => Promise.resolve());
    await at.engine.folded();
  }
  expect(at.errors).toEqual([]);
  return updates;
}

async function append(updates: ReturnType<typeof typedUpdates>): Promise<void> {
  const before = await at.stores.drafts.find(draft.id);
  if (before === null) throw new Error('The draft is gone.');
  const head = { sequence: before.headSequence, hash: before.headHash };
  const place = { head, epoch: before.epoch };
  expect(await at.stores.draftUpdates.append(draft.id, place, updates)).toMatchObject({ outcome: 'STORED' });
}

const show = (loaded: LoadedLog | null) =>
  loaded === null ? null : documentOf(updatesOf(loaded)).getXmlFragment('content').toJSON();

/** Bytes are of several classes. */
const plain = (entries: readonly LogEntry[]) =>
  entries.map((entry) => ({ ...entry, update: Buffer.from(entry.update).toString('hex') }));

/** A reader, and how many entries it has read of the log and the archive. */
function countingReader() {
  let entries = 0;
  const reader = createLogReader({
    drafts: at.stores.drafts,
    folds: at.stores.draftFolds,
    log: {
      ...at.stores.draftUpdates,
      async read(...parameters) {
        const read = await at.stores.draftUpdates.read(...parameters);
        entries += read.length;
        return read;
      },
    },
    onDamage: (error) => at.damages.push(error),
  });
  return { reader, entriesRead: () => entries };
}

/** What reading takes, for those who want to know; nothing is asserted of it. */
async function reportFigures(): Promise<void> {
  const viewer = at.members.kim;
  const works: readonly [string, () => Promise<unknown>][] = [
    ['head', () => at.reader.load(draft.id)],
    ['middle', () => at.reader.load(draft.id, { upTo: longLog / 2 })],
    ['blame at the head', () => at.drafts.blame(viewer, { draftId: draft.id, sequence: null })],
    ['blame in the middle', () => at.drafts.blame(viewer, { draftId: draft.id, sequence: longLog / 2 })],
    ['whole log', () => at.reader.readTail(draft.id, { from: genesis, upTo: longLog })],
  ];
  const figures: string[] = [];
  for (const [name, work] of works) {
    const began = performance.now();
    await work();
    figures.push(`${name} ${(performance.now() - began).toFixed(0)} ms`);
  }
  const rows = await chunks().find({}).sort({ first: 1 }).toArray();
  const bytes = rows.reduce((sum, row) => sum + bytesOf(row['bytes']).length, 0);
  figures.push(`archive ${(bytes / Number(rows.at(-1)?.['last'])).toFixed(1)} bytes an entry`);
  report(`A log of ${longLog} entries: ${figures.join(', ')}.`);
}

describe('the archive of a log', () => {
  it(
    `CO-44, CO-45: of ${longLog} entries, the head and any moment read a bounded part`,
    async () => {
      const updates = await write(longLog);
      expect(await live().countDocuments({})).toBeLessThan(2000);
      expect(await chunks().countDocuments({})).toBeGreaterThan((longLog - 2000) / 500 - 1);
      const atHead = countingReader();
      expect(show(await atHead.reader.load(draft.id))).toBe(
        docOf(updates).getXmlFragment('content').toJSON(),
      );
      expect(atHead.entriesRead()).toBeLessThan(1000);
      for (const share of [0.5, 0.77, 0.95]) {
        const upTo = Math.round(longLog * share);
        const { reader, entriesRead } = countingReader();
        const loaded = await reader.load(draft.id, { upTo });
        expect(loaded?.head.sequence).toBe(upTo);
        expect(show(loaded)).toBe(docOf(updates.slice(0, upTo)).getXmlFragment('content').toJSON());
        expect(entriesRead()).toBeLessThan(7500);
      }
      await reportFigures();
      // All of it is there, and its chain verifies: by the application's own reader and by the test's.
      const whole = await at.reader.readTail(draft.id, { from: genesis, upTo: longLog });
      expect(whole).toHaveLength(longLog);
      const verified = await at.log(draft);
      expect(verified.map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
      expect(whole.map(({ at: time }) => time)).toEqual(updates.map(({ at: time }) => time));
    },
    longTest,
  );

  it('CO-44: keeps every entry as it was', async () => {
    const updates = typedUpdates(500, [at.members.kim, at.members.lee]);
    await append(updates);
    const before = await at.reader.readTail(draft.id, { from: genesis, upTo: 500 });
    expect(await at.stores.draftUpdates.moveToArchive(before)).toBe(true);
    expect(await live().countDocuments({})).toBe(0);
    expect(plain(await at.reader.readTail(draft.id, { from: genesis, upTo: 500 }))).toEqual(plain(before));
    const from = before[122] ?? genesis;
    expect(plain(await at.reader.readTail(draft.id, { from, upTo: 130 }))).toEqual(
      plain(before.slice(123, 130)),
    );
    expect(await at.stores.draftUpdates.archived(draft.id)).toEqual({
      sequence: 500,
      hash: before[499]?.hash,
    });
  });

  it('an entry of it that is read keeps nothing of its chunk in memory', async () => {
    await append(typedUpdates(100, [at.members.kim]));
    const entries = await at.reader.readTail(draft.id, { from: genesis, upTo: 100 });
    await at.stores.draftUpdates.moveToArchive(entries.slice(0, 80));
    const read = await at.stores.draftUpdates.readMany([{ draftId: draft.id, after: 9, upTo: 11 }]);
    const own = read.get(draft.id) ?? [];
    expect(plain(own)).toEqual(plain(entries.slice(9, 11)));
    for (const { update } of own) expect(update.buffer.byteLength).toBe(update.length);
  });

  it('CO-44: who reads during a move gets each entry once, from two processes that move as well', async () => {
    const length = 3000;
    await append(typedUpdates(length, [at.members.kim, at.members.lee]));
    const other = await at.start();
    let moving = true;
    const read = async () => {
      let reads = 0;
      for (; moving || reads === 0; reads += 1) {
        const entries = await at.reader.readTail(draft.id, { from: genesis, upTo: length });
        expect(entries.map(({ sequence }) => sequence)).toEqual(
          Array.from({ length }, (_, index) => index + 1),
        );
      }
      return reads;
    };
    const move = async (stores: typeof at.stores) => {
      for (let first = 1; first < length; first += 500) {
        const upTo = first + 499;
        const from =
          (await at.reader.readTail(draft.id, { from: genesis, upTo: first - 1 })).at(-1) ?? genesis;
        await stores.draftUpdates.moveToArchive(await at.reader.readTail(draft.id, { from, upTo }));
      }
    };
    const moved = Promise.all([move(at.stores), move(other.stores)]).finally(() => {
      moving = false;
    });
    const [reads] = await Promise.all([read(), moved]);
    expect(reads).toBeGreaterThan(0);
    expect(await live().countDocuments({})).toBe(0);
    expect(await chunks().countDocuments({})).toBe(6);
  });

  it('CO-44: a move that fails halfway has moved nothing', async () => {
    await append(typedUpdates(10, [at.members.kim]));
    const entries = await at.reader.readTail(draft.id, { from: genesis, upTo: 10 });
    const lost = await live().findOneAndDelete({ sequence: 5 });
    await expect(at.stores.draftUpdates.moveToArchive(entries)).rejects.toThrow(/not all in the log/);
    expect(await live().countDocuments({})).toBe(9);
    expect(await chunks().countDocuments({})).toBe(0);
    if (lost !== null) await live().insertOne(lost);
    expect(await at.stores.draftUpdates.moveToArchive(entries)).toBe(true);
    expect(await at.stores.draftUpdates.moveToArchive(entries)).toBe(false);
  });
});

describe('a draft whose store is damaged', () => {
  const flipped = (bytes: unknown) => {
    const copy = Buffer.from((bytes as mongoose.mongo.Binary).value());
    const middle = Math.floor(copy.length / 2);
    copy[middle] = (copy[middle] ?? 0) ^ 1;
    return copy;
  };

  /** A draft with snapshots, an archive and a tail, that nobody has open. */
  async function longDraft() {
    await write(2000, 400);
    expect(await chunks().countDocuments({})).toBeGreaterThan(1);
    expect((await at.reader.load(draft.id))?.snapshot?.sequence).toBeGreaterThan(1000);
  }

  /** A joiner is turned away, and gets nothing that looks like a document. */
  async function expectTurnedAway() {
    const other = await at.start();
    const client = at.rawAt(`${at.pathOf(draft)}?token=lee`, other);
    expect((await client.untilClosed()).code).toBe(4500);
    expect(client.messages.map(({ type }) => type)).toEqual(['denied']);
  }

  it.each<readonly [string, () => Promise<unknown>]>([
    ['a chunk of its archive is missing', async () => chunks().deleteOne({ first: 501 })],
    [
      'a bit of its archive is another',
      async () => {
        const row = await chunks().findOne({ first: 501 });
        await chunks().updateOne(
          { _id: row?._id ?? new mongoose.Types.ObjectId() },
          { $set: { bytes: flipped(row?.['bytes']) } },
        );
      },
    ],
    [
      'its archive names another hash',
      async () => chunks().updateOne({ first: 501 }, { $set: { previousHash: 'f'.repeat(64) } }),
    ],
  ])('CO-3, CO-44: %s: an error where it is needed, and nowhere else', async (_name, damage) => {
    await longDraft();
    const whole = show(await at.reader.load(draft.id));
    await damage();
    // The snapshot has all of it.
    expect(show(await at.reader.load(draft.id))).toBe(whole);
    await expect(at.reader.load(draft.id, { upTo: 700 })).rejects.toThrow(DamagedLogError);
    // Without the snapshot the archive is needed.
    await snapshotChunks().deleteMany({});
    await expect(at.reader.load(draft.id)).rejects.toThrow(DamagedLogError);
    await expectTurnedAway();
  });

  it('CO-3, CO-18: a bit of its snapshot is another: it is read from log and archive', async () => {
    await longDraft();
    const whole = show(await at.reader.load(draft.id));
    const row = await snapshotChunks().findOne({});
    await snapshotChunks().updateOne(
      { _id: row?._id ?? new mongoose.Types.ObjectId() },
      { $set: { bytes: flipped(row?.['bytes']) } },
    );
    const loaded = await at.reader.load(draft.id);
    expect([loaded?.snapshot, show(loaded)]).toEqual([null, whole]);
    expect(at.damages.map(({ message }) => message)).toEqual([
      expect.stringMatching(/snapshot .* is damaged/),
    ]);
    const other = await at.start();
    const client = await at.raw('lee', draft, other);
    expect(client.doc.getXmlFragment('content').toJSON()).toBe(whole);
  });

  it('CO-3: an entry behind the snapshot is missing, or has another bit: an error to the joiner', async () => {
    await longDraft();
    await append(typedUpdates(2020, [at.members.kim]).slice(0, 3));
    const row = await live().findOne({ sequence: 2002 });
    await live().updateOne(
      { _id: row?._id ?? new mongoose.Types.ObjectId() },
      { $set: { update: flipped(row?.['update']) } },
    );
    await expect(at.reader.load(draft.id)).rejects.toThrow(/is not what its hash says/);
    await expectTurnedAway();
    await live().deleteOne({ _id: row?._id ?? new mongoose.Types.ObjectId() });
    await expect(at.reader.load(draft.id)).rejects.toThrow(/2002 .* is missing/);
    await expectTurnedAway();
  });
});
