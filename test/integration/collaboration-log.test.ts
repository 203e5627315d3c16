import mongoose from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { applyAll } from '../../src/domain/draft/update-document.ts';
import type { DraftChangedPayload } from '../../src/domain/draft/events.ts';
import { bytesOf } from '../../src/database/store.ts';
import {
  openCollaboration,
  type Collaboration,
  type CollaborationProcess,
  type RawClient,
} from '../support/collaboration.ts';
import { eventually } from '../support/editor.ts';

let at: Collaboration;
afterEach(() => at.drop());

/** A paragraph as y-prosemirror writes it. */
function addParagraph(doc: Y.Doc, id: string, words: string): void {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.setAttribute('id', id);
  paragraph.insert(0, [new Y.XmlText(words)]);
  const content = doc.getXmlFragment('content');
  content.insert(content.length, [paragraph]);
}

async function write(client: RawClient, id: string, words = 'x'): Promise<void> {
  const update = client.change((doc) => addParagraph(doc, id, words));
  client.update(update);
  await client.untilAcknowledged(update);
}

const events = async (draftId: string) =>
  (await at.stores.activity.read({ after: 0, limit: 10_000 }))
    .filter(({ kind }) => kind === 'DRAFT_CHANGED')
    .map((event) => ({
      actorId: event.actorId,
      ...(event.payload as unknown as DraftChangedPayload),
    }))
    .filter((event) => event.draftId === draftId);

/** Entries that the events of one member cover, in the order of events. */
const covered = (told: readonly { fromSequence: number; toSequence: number }[]) =>
  told.flatMap(({ fromSequence, toSequence }) =>
    Array.from({ length: toSequence - fromSequence + 1 }, (_, index) => fromSequence + index),
  );
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Everything stored, told and folded, without a freeze. */
async function settle({ engine }: CollaborationProcess, draftId: string): Promise<void> {
  await engine.rooms.hold([draftId], () => Promise.resolve());
  await engine.folded();
}

describe('the log', () => {
  it('CO-15, CO-16: is numbered without holes and chained, whoever writes', async () => {
    at = await openCollaboration();
    const draft = await at.draft();
    const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    for (let round = 0; round < 30; round += 1) {
      kim.type('k');
      lee.type('l');
      await new Promise((resolve) => setImmediate(resolve));
    }
    await kim.until('all is acknowledged', () => kim.acknowledgedCount === 30);
    await lee.until('all is acknowledged', () => lee.acknowledgedCount === 30);
    // Throws when a number, a hash or the head is not as SPEC.md says.
    const log = await at.log(draft);
    expect(log).toHaveLength(60);
    const byMember = (memberId: string) => log.filter((entry) => entry.memberId === memberId).length;
    expect([byMember(at.members.kim.memberId), byMember(at.members.lee.memberId)]).toEqual([30, 30]);
    expect((await at.stores.drafts.find(draft.id))?.authorIds.toSorted()).toEqual(
      [at.members.kim.memberId, at.members.lee.memberId].toSorted(),
    );
    expect((await at.stored(draft)).getText('text').toJSON()).toBe(kim.text);
  });

  it.each([
    ['an update that was changed', { $set: { update: Buffer.from([0, 0]) } }],
    ['an author that was changed', { $set: { memberId: new mongoose.Types.ObjectId() } }],
    ['a hash that was changed', { $set: { hash: 'f'.repeat(64) } }],
  ])('CO-16, CO-18: %s is an error, never another draft', async (_name, change) => {
    at = await openCollaboration();
    const draft = await at.draft();
    const kim = await at.raw('kim', draft);
    await kim.untilAcknowledged(kim.type('a'));
    await kim.untilAcknowledged(kim.type('b'));
    const [first] = await at.log(draft);
    await at.database.connection.collection('draftUpdates').updateOne({ hash: first?.hash }, change);
    await expect(at.reader.load(draft.id)).rejects.toThrow(/is not what its hash says/);
    await expect(at.log(draft)).rejects.toThrow();
  });

  it('CO-17: two processes on one database do not fork it, and their clients see the same', async () => {
    at = await openCollaboration({ processes: 2, pollInterval: 50 });
    const [one, two] = at.processes as [CollaborationProcess, CollaborationProcess];
    const draft = await at.draft();
    const clients = [
      await at.editor('kim', draft, one),
      await at.editor('lee', draft, one),
      await at.editor('han', draft, two),
      await at.editor('kim', draft, two),
    ];
    for (let round = 0; round < 30; round += 1) {
      for (const [index, { doc }] of clients.entries()) {
        const text = doc.getText('text');
        text.insert(round % (text.length + 1), 'abcd'[index] ?? '');
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const client of clients)
      await client.until('it has everything', () => client.doc.getText('text').length === 120);
    for (const process of at.processes) await settle(process, draft.id);
    const stored = (await at.stored(draft)).getText('text').toJSON();
    expect(clients.map(({ doc }) => doc.getText('text').toJSON())).toEqual(clients.map(() => stored));
    const log = await at.log(draft);
    expect(new Set(log.map(({ hash }) => hash)).size).toBe(log.length);
  });

  it('CO-17, CO-19: a draft that one process freezes takes nothing in from another one', async () => {
    at = await openCollaboration({ processes: 2 });
    const [one, two] = at.processes as [CollaborationProcess, CollaborationProcess];
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, two);
    await kim.untilAcknowledged(kim.type('before '));
    const frozen = await one.freeze(draft);
    expect(frozen.sequence).toBe(1);
    // The other process hasn't heard of it, and finds out when it stores.
    const late = kim.type('late');
    expect(await kim.untilClosed()).toMatchObject({ code: 4500 });
    expect(kim.acknowledged(late)).toBe(false);
    expect(await at.log(draft)).toHaveLength(1);
    const again = await at.raw('kim', draft, two);
    await again.untilDenied('FROZEN');
    expect(again.text).toBe('before ');
  });
});

describe('snapshots', () => {
  it('CO-18: come in chunks of at most 1 MB; a damaged one is passed over and the log read', async () => {
    at = await openCollaboration();
    const draft = await at.draft();
    const kim = await at.raw('kim', draft);
    await kim.untilAcknowledged(kim.type('x'.repeat(2_300_000)));
    await settle(at.process, draft.id);
    await kim.untilAcknowledged(kim.type('y'));
    const chunks = at.database.connection.collection('draftSnapshotChunks');
    const rows = await chunks.find({}).toArray();
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(bytesOf(row['bytes']).length).toBeLessThanOrEqual(1_000_000);
    const text = async () => {
      const loaded = await at.reader.load(draft.id);
      const doc = new Y.Doc();
      if (loaded?.snapshot) Y.applyUpdate(doc, loaded.snapshot.state);
      applyAll(doc, loaded?.tail.map(({ update }) => update) ?? []);
      return { sequence: loaded?.snapshot?.sequence, text: doc.getText('text').toJSON() };
    };
    const whole = await text();
    expect(whole).toEqual({ sequence: 1, text: kim.text });
    await chunks.updateOne({ index: 1 }, { $set: { bytes: Buffer.from('damaged') } });
    expect(await text()).toEqual({ sequence: undefined, text: kim.text });
    await chunks.deleteOne({ index: 2 });
    expect(await text()).toEqual({ sequence: undefined, text: kim.text });
    expect(at.damages).toHaveLength(2);
    // A room that is opened now has everything, and the next snapshot is a whole one again.
    const other = await at.start();
    const reader = await at.raw('lee', draft, other);
    expect(reader.text).toBe(kim.text);
    await kim.untilAcknowledged(kim.type('z'.repeat(1_100_000)));
    await settle(at.process, draft.id);
    expect((await text()).sequence).toBe(3);
  });
});

describe('what a process that was killed has left of a snapshot behind', () => {
  it('CO-18: goes with the next one, unless somebody may be writing it', async () => {
    at = await openCollaboration();
    const [draft, other] = [await at.draft(), await at.draft()];
    const kim = await at.raw('kim', draft);
    const hoursAgo = (hours: number) =>
      mongoose.Types.ObjectId.createFromTime(Date.now() / 1000 - hours * 3600);
    const left = { abandoned: hoursAgo(2), recent: hoursAgo(0.5), elsewhere: hoursAgo(3), kept: hoursAgo(4) };
    const chunks = at.database.connection.collection('draftSnapshotChunks');
    for (const [kind, snapshotId] of Object.entries(left)) {
      const draftId = new mongoose.Types.ObjectId(kind === 'elsewhere' ? other.id : draft.id);
      await chunks.insertOne({ draftId, snapshotId, index: 0, bytes: Buffer.of(0, 0) });
    }
    await at.database.connection.collection('draftPastSnapshots').insertOne({
      ...{ draftId: new mongoose.Types.ObjectId(draft.id), snapshotId: left.kept, sequence: 0, hash: '' },
      ...{ chunks: 1, sha256: '' },
    });
    for (const letter of ['x', 'y']) {
      await kim.untilAcknowledged(kim.type(letter.repeat(1_100_000)));
      await settle(at.process, draft.id);
    }
    expect((await at.reader.load(draft.id))?.snapshot?.sequence).toBe(2);
    const ids = (await chunks.distinct('snapshotId')).map(String);
    const remaining = Object.entries(left).filter(([, snapshotId]) => ids.includes(String(snapshotId)));
    expect(remaining.map(([kind]) => kind)).toEqual(['recent', 'elsewhere', 'kept']);
    // And the newest.
    expect(ids).toHaveLength(4);
    expect(at.damages).toEqual([]);
  });
});

describe('the feed of changes', () => {
  it('CO-26: covers each entry once, window after window', async () => {
    at = await openCollaboration({ feedWindowMs: 5 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft);
    for (let entry = 1; entry <= 30; entry += 1) await write(kim, `${entry}`);
    await settle(at.process, draft.id);
    const told = await events(draft.id);
    expect(told.length).toBeGreaterThan(1);
    expect(covered(told)).toEqual(upTo(30));
    expect(told.reduce((sum, { charactersInserted }) => sum + charactersInserted, 0)).toBe(30);
  });

  it('CO-26: covers each entry once when a process dies before it has told, also from two at once', async () => {
    at = await openCollaboration({ processes: 2 });
    const [dies, lives] = at.processes as [CollaborationProcess, CollaborationProcess];
    const draft = await at.draft();
    const [kim, lee] = [await at.raw('kim', draft, dies), await at.raw('lee', draft, dies)];
    await write(kim, '1');
    await settle(dies, draft.id);
    await write(kim, '2');
    await write(lee, '3');
    await write(kim, '4');
    expect(covered(await events(draft.id))).toEqual([1]);
    // It never tells: its window is an hour.
    const third = await at.start();
    await Promise.all([lives.engine.catchUp(), third.engine.catchUp()]);
    const told = await events(draft.id);
    expect(told.map(({ actorId, fromSequence, toSequence }) => [actorId, fromSequence, toSequence])).toEqual([
      [at.members.kim.memberId, 1, 1],
      [at.members.kim.memberId, 2, 4],
      [at.members.lee.memberId, 3, 3],
    ]);
    await third.engine.catchUp();
    await settle(dies, draft.id);
    expect(await events(draft.id)).toHaveLength(3);
  });

  it('CO-26: a draft that cannot be told keeps no other from being told', async () => {
    at = await openCollaboration();
    const [damaged, healthy] = [await at.draft(), await at.draft()];
    const clients = [await at.raw('kim', damaged), await at.raw('kim', healthy)];
    for (const client of clients) await write(client, '1');
    const [first] = await at.log(damaged);
    await at.database.connection
      .collection('draftUpdates')
      .updateOne({ hash: first?.hash }, { $set: { organisation: 'forged' } });
    const next = await at.start();
    await next.engine.catchUp();
    expect(await events(healthy.id)).toHaveLength(1);
    expect(await events(damaged.id)).toEqual([]);
    expect(next.errors).toHaveLength(1);
  });

  it('CO-26: a process tells what it finds in the log from another one', async () => {
    at = await openCollaboration({ processes: 2, feedWindowMs: 20 });
    const [silent, other] = at.processes as [CollaborationProcess, CollaborationProcess];
    const draft = await at.draft();
    const lee = await at.raw('lee', draft, other);
    silent.stores.draftFolds.moveFeedSequences = () => Promise.reject(new Error('It dies before it tells.'));
    await silent.drafts.edit(at.members.kim, draft.id, (doc) => addParagraph(doc, '1', 'x'));
    await eventually(
      'the first failed to tell',
      () => silent.errors.length > 0,
      (check) => {
        const timer = setInterval(check, 20);
        return () => clearInterval(timer);
      },
    );
    expect(await events(draft.id)).toEqual([]);
    other.bus.publish('draft', { draftId: draft.id });
    await lee.until('the entry arrives', () => lee.doc.getXmlFragment('content').length === 1);
    await settle(other, draft.id);
    expect(covered(await events(draft.id))).toEqual([1]);
  });
});

describe('stopping', () => {
  it('CO-25: everything accepted is stored and acknowledged, then connections are closed with 1012', async () => {
    at = await openCollaboration();
    const draft = await at.draft();
    const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    let open: () => void = () => undefined;
    const stall = new Promise<void>((resolve) => (open = resolve));
    at.hooks.before = () => stall;
    const update = kim.type('accepted');
    await lee.until('it is passed on', () => lee.text === 'accepted');
    const closed = at.server.close();
    const late = at.rawAt(`${at.pathOf(draft)}?token=han`);
    expect(await late.untilClosed()).toMatchObject({ code: 1012 });
    // It still holds on to what isn't stored.
    expect(kim.closed).toBeNull();
    expect(kim.acknowledged(update)).toBe(false);
    open();
    await closed;
    for (const client of [kim, lee]) expect(await client.untilClosed()).toMatchObject({ code: 1012 });
    expect(kim.acknowledged(update)).toBe(true);
    expect((await at.stored(draft)).getText('text').toJSON()).toBe('accepted');
  });
});
