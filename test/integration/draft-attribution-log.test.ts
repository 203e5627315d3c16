import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeAttribution } from '../../src/domain/draft/attribution-codec.ts';
import { Attribution } from '../../src/domain/draft/attribution-lookup.ts';
import { createAttributionLog } from '../../src/domain/draft/attribution-log.ts';
import { blameOf } from '../../src/domain/draft/blame.ts';
import { updatesOf } from '../../src/domain/draft/loaded-log.ts';
import type { LogReader } from '../../src/domain/draft/log-reader.ts';
import { documentOf } from '../../src/domain/draft/update-document.ts';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';
import { typedUpdates } from '../support/random-history.ts';

let at: Collaboration;
let draft: DraftRecord;
beforeEach(async () => {
  at = await openCollaboration();
  draft = await at.draft();
});
afterEach(() => at.drop());

const segments = () => at.database.connection.collection('draftAttributions');

/** Puts what three members type at the same time into the draft's log: `length` entries. */
async function write(length: number): Promise<void> {
  const updates = typedUpdates(length, [at.members.kim, at.members.lee, at.members.han]);
  for (let index = 0; index < updates.length; index += 500) {
    const before = await at.stores.drafts.find(draft.id);
    if (before === null) throw new Error('The draft is gone.');
    const head = { sequence: before.headSequence, hash: before.headHash };
    const { epoch } = before;
    await at.stores.draftUpdates.append(draft.id, { head, epoch }, updates.slice(index, index + 500));
  }
}

/** How many entries of the log are read while `work` runs. */
async function entriesRead(work: (attribution: typeof at.attribution) => Promise<unknown>): Promise<number> {
  let count = 0;
  const readTail: LogReader['readTail'] = async (...parameters) => {
    const entries = await at.reader.readTail(...parameters);
    count += entries.length;
    return entries;
  };
  const readTails: LogReader['readTails'] = async (tails) => {
    const read = await at.reader.readTails(tails);
    for (const tail of read) count += tail instanceof Error ? 0 : tail.length;
    return read;
  };
  const attribution = createAttributionLog({
    store: at.stores.draftAttributions,
    reader: { readTails, followTail: readTail },
    onDamage: (error) => at.damages.push(error),
  });
  await work(attribution);
  return count;
}

async function blame(upTo: number, attribution = at.attribution) {
  const loaded = await at.reader.load(draft.id, { upTo });
  if (loaded === null) throw new Error('The draft is gone.');
  const [records] = await attribution.readMany([{ draftId: draft.id, sequence: upTo }]);
  if (records === undefined || records instanceof Error) throw records ?? new Error('There are no records.');
  return blameOf(documentOf(updatesOf(loaded)), new Attribution(records.map(decodeAttribution), upTo));
}

describe('attribution records', () => {
  it('CO-42: are made on the way through the log, and blame reads of the log what is behind them only', async () => {
    const length = 2700;
    await write(length);
    const unrecorded = await blame(length);
    await at.engine.catchUp();
    await at.engine.folded();
    expect(at.errors).toEqual([]);
    const rows = await segments().find({}).sort({ after: 1 }).toArray();
    expect(rows.length).toBeGreaterThan(1);
    expect(rows[0]?.['after']).toBe(0);
    const last = rows.at(-1)?.['sequence'] as number;
    expect(length - last).toBeLessThan(500);
    for (const upTo of [length, last, length / 2, 1]) {
      const read = await entriesRead((attribution) => blame(upTo, attribution));
      expect(read).toBe(Math.max(0, upTo - last));
    }
    expect(await blame(length)).toEqual(unrecorded);
  });

  it('CO-42: two processes that make them at the same time store each once', async () => {
    const length = 2700;
    await write(length);
    const other = await at.start();
    await Promise.all([
      at.attribution.extend(draft.id, length),
      other.attribution.extend(draft.id, length),
      at.attribution.extend(draft.id, length / 3),
    ]);
    const rows = await segments().find({}).sort({ after: 1 }).toArray();
    const ends = rows.map((row) => row['sequence'] as number);
    expect(rows.map((row) => row['after'] as number)).toEqual([0, ...ends.slice(0, -1)]);
    expect(ends.at(-1)).toBe(length);
  });

  it.each([
    ['changed', { $set: { bytes: Buffer.from([1, 0, 0, 0]) } }],
    ['missing', null],
  ])('CO-42: from one that is %s on, the log is read', async (_name, change) => {
    const length = 2700;
    await write(length);
    const expected = await blame(length);
    await at.attribution.extend(draft.id, length);
    const rows = await segments().find({}).sort({ after: 1 }).toArray();
    const damaged = rows[1];
    if (damaged === undefined) throw new Error('There is one segment only.');
    if (change === null) await segments().deleteOne({ _id: damaged._id });
    else await segments().updateOne({ _id: damaged._id }, change);
    expect(await blame(length)).toEqual(expected);
    expect(at.damages.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The attribution records of draft .* are damaged\.$/),
    ]);
  });
});
