import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readContent, readFields } from '../../src/content/index.ts';
import { sequencesAt } from '../../src/domain/draft/log-times.ts';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import type { NewUpdate } from '../../src/domain/draft/update-log-store.ts';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';
import { docOf, randomHistory, typedUpdates } from '../support/random-history.ts';
import { seededRandom } from '../support/typist.ts';

let at: Collaboration;
let draft: DraftRecord;
beforeEach(async () => {
  at = await openCollaboration();
  draft = await at.draft();
});
afterEach(() => at.drop());

async function append(updates: readonly NewUpdate[]): Promise<void> {
  const { headSequence, headHash, epoch } = await now();
  const place = { head: { sequence: headSequence, hash: headHash }, epoch };
  expect(await at.stores.draftUpdates.append(draft.id, place, updates)).toMatchObject({ outcome: 'STORED' });
}

async function now(): Promise<DraftRecord> {
  const record = await at.stores.drafts.find(draft.id);
  if (record === null) throw new Error('The draft is gone.');
  return record;
}

/** Moves the entries behind `from` up to `upTo` into one chunk of the archive. */
async function archive(from: number, upTo: number): Promise<void> {
  const before = await at.reader.readTail(draft.id, { from: { sequence: 0, hash: genesisHash }, upTo });
  expect(await at.stores.draftUpdates.moveToArchive(before.slice(from))).toBe(true);
}

/** A store that counts how often it is asked. */
function counted() {
  const asked = { spans: 0, reads: 0 };
  const { draftUpdates } = at.stores;
  return {
    asked,
    log: {
      spans: (...args: Parameters<typeof draftUpdates.spans>) => {
        asked.spans += 1;
        return draftUpdates.spans(...args);
      },
      read: (...args: Parameters<typeof draftUpdates.read>) => {
        asked.reads += 1;
        return draftUpdates.read(...args);
      },
      readMany: (...args: Parameters<typeof draftUpdates.readMany>) => {
        asked.reads += 1;
        return draftUpdates.readMany(...args);
      },
    },
  };
}

describe('a moment of a draft', () => {
  it('TM-1, TM-2: is the last entry at or before it, in the log and the archive, in chunks without times as well', async () => {
    const updates = typedUpdates(60, [at.members.kim, at.members.lee]).map((update, index) => ({
      ...update,
      // Three entries at a time.
      at: new Date(Date.parse('2021-06-01T00:00:00.000Z') + Math.floor(index / 3) * 10_000),
    }));
    await append(updates);
    const expectMoments = async () => {
      const record = await now();
      for (let index = 0; index < updates.length; index += 3) {
        const base = updates[index]?.at.getTime() ?? 0;
        for (const time of [base - 1, base, base + 1].map((value) => new Date(value))) {
          const { log, asked } = counted();
          const expected = updates.filter((update) => update.at <= time).length;
          expect(await sequencesAt(log, [{ draft: record, time }])).toEqual([expected]);
          expect(asked.spans).toBeLessThanOrEqual(7);
          expect(asked.reads).toBeLessThanOrEqual(1);
        }
      }
    };
    await expectMoments();
    await archive(0, 20);
    await archive(20, 35);
    await expectMoments();
    await at.database.connection
      .collection('draftLogChunks')
      .updateOne({ first: 1 }, { $unset: { firstAt: 1, lastAt: 1 } });
    await expectMoments();
    await archive(35, 60);
    await expectMoments();
  });

  it('TM-1: of a draft in which nothing was written is the empty draft', async () => {
    expect(await at.drafts.revision(at.members.kim, draft.id, { time: new Date() })).toMatchObject({
      sequence: 0,
    });
  });

  it('TM-3: has the text, the fields and the last entry that a replay of the log gives', async () => {
    const entries = randomHistory(seededRandom(7), 400);
    await append(
      entries.map(({ update, memberId, organisation, clientIds, at: time }) => ({
        update,
        memberId,
        organisation,
        clientIds,
        at: time,
      })),
    );
    await archive(0, Math.floor(entries.length / 2));
    const viewer = at.members.observer;
    for (let upTo = 0; upTo <= entries.length; upTo += 17) {
      const doc = docOf(entries.slice(0, upTo));
      const revision = await at.drafts.revision(viewer, draft.id, { sequence: upTo });
      const [text, again] = await Promise.all([
        at.drafts.revisionText(viewer, revision),
        at.drafts.revisionText(viewer, revision),
      ]);
      expect(text).toEqual({ content: readContent(doc), fields: readFields(doc) });
      expect(again).toBe(text);
      const entry = await at.drafts.revisionEntry(viewer, revision);
      expect(entry?.at).toEqual(entries[upTo - 1]?.at);
      expect(entry?.memberId).toBe(entries[upTo - 1]?.memberId);
    }
  });

  it('TM-1: is refused for a position that never was, for two moments at once, and to nobody signed in', async () => {
    await append(typedUpdates(3, [at.members.kim]));
    const { kim } = at.members;
    for (const moment of [{ sequence: 4 }, { sequence: -1 }, { sequence: 1, time: new Date() }])
      await expect(at.drafts.revision(kim, draft.id, moment)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
    await expect(at.drafts.revision(null, draft.id, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const revision = { draftId: draft.id, sequence: 1 };
    await expect(at.drafts.revisionText(null, revision)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(at.drafts.revisionEntry(null, revision)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
