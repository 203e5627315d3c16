import { afterEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { createFolding, FoldingError, type Folding } from '../../src/collaboration/folding.ts';
import type { DraftChangedPayload } from '../../src/domain/draft/events.ts';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';
import { contradictoryUpdates } from '../support/contradiction.ts';

const opened: Folding[] = [];
let at: Collaboration | null = null;
afterEach(async () => {
  await at?.drop();
  at = null;
  for (const folding of opened.splice(0)) await folding.close();
});

function open(...options: Parameters<typeof createFolding>): Folding {
  const folding = createFolding(...options);
  opened.push(folding);
  return folding;
}

const hexId = (digit: string) => digit.repeat(24);
const draft = { id: hexId('d'), planId: hexId('1'), subcommitteeId: hexId('2'), keyTaskId: hexId('3') };
const place = (sequence: number) => ({ sequence, hash: `${sequence}`.padStart(64, '0') });
const unexpected = () => Promise.reject(new Error('The content was asked for.'));

/** An update with paragraphs, `count` of them. */
function paragraphs(count: number, words = '클라우드'): Uint8Array {
  const doc = new Y.Doc();
  const elements = Array.from({ length: count }, () => {
    const element = new Y.XmlElement('paragraph');
    element.insert(0, [new Y.XmlText(words)]);
    return element;
  });
  doc.getXmlFragment('content').insert(0, elements);
  return Y.encodeStateAsUpdate(doc);
}

const windowOf = (from: number, ...updates: Uint8Array[]) => ({
  draft,
  from: place(from),
  to: place(from + updates.length),
  entries: updates.map((update, index) => ({ sequence: from + index + 1, memberId: hexId('a'), update })),
});

async function charactersOf(events: ReturnType<Folding['describe']>): Promise<number[]> {
  return (await events).map(({ payload }) => (payload as unknown as DraftChangedPayload).charactersInserted);
}

describe('the folding worker', () => {
  it('CO-43: goes on from the window before, and asks for the content when it does not have it', async () => {
    const folding = open();
    const [first, second, third] = [paragraphs(1), paragraphs(2), paragraphs(3)];
    expect(await charactersOf(folding.describe(windowOf(0, first), [], unexpected))).toEqual([4]);
    expect(await charactersOf(folding.describe(windowOf(1, second), null, unexpected))).toEqual([8]);
    // Where another process stands.
    const readBase = vi.fn(() => Promise.resolve([first]));
    expect(await charactersOf(folding.describe(windowOf(1, second, third), null, readBase))).toEqual([20]);
    expect(readBase).toHaveBeenCalledTimes(1);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await folding.snapshot(draft.id, place(3), unexpected));
    expect(doc.getXmlFragment('content').length).toBe(6);
    const one = await folding.snapshot(draft.id, place(1), readBase);
    expect(Buffer.from(one).equals(first)).toBe(true);
  });

  it('CO-43, CO-18: tells entries that contradict each other', async () => {
    const folding = open();
    const readBase = vi.fn(() => Promise.resolve([]));
    await folding.describe(windowOf(0, ...contradictoryUpdates), [], readBase);
    expect(readBase).toHaveBeenCalledTimes(1);
    expect((await folding.snapshot(draft.id, place(3), unexpected)).length).toBeGreaterThan(2);
  });

  it('CO-43: what it fails at is an error, and it goes on', async () => {
    const folding = open();
    const broken = folding.describe(windowOf(0, Uint8Array.of(9, 9, 9)), [], () => Promise.resolve([]));
    await expect(broken).rejects.toThrow(FoldingError);
    expect(await charactersOf(folding.describe(windowOf(0, paragraphs(1)), [], unexpected))).toEqual([4]);
  });

  it('CO-43: out of memory it dies with an error for all who wait, and is started again', async () => {
    const folding = open({ resourceLimits: { maxOldGenerationSizeMb: 100 } });
    const updates = Array.from({ length: 400 }, () => paragraphs(1000));
    const [large, small] = await Promise.allSettled([
      folding.describe(windowOf(0, ...updates), [], unexpected),
      folding.describe(windowOf(0, paragraphs(1)), [], unexpected),
    ]);
    expect([large.status, small.status]).toEqual(['rejected', 'rejected']);
    expect((large as PromiseRejectedResult).reason).toBeInstanceOf(FoldingError);
    expect(String((large as PromiseRejectedResult).reason)).toMatch(/memory/);
    expect(await charactersOf(folding.describe(windowOf(0, paragraphs(1)), [], unexpected))).toEqual([4]);
  });
});

describe('the feed of changes', () => {
  it('CO-26, CO-43: loses nothing when the worker dies while it folds', async () => {
    const folding = open();
    at = await openCollaboration({ folding });
    const written = await at.draft();
    const kim = await at.raw('kim', written);
    const update = paragraphs(5000);
    kim.update(update);
    await kim.untilAcknowledged(update);
    const hold = at.engine.rooms.hold([written.id], () => Promise.resolve());
    await vi.waitFor(() => expect(folding.busy).toBe(true), { timeout: 20_000, interval: 1 });
    await folding.close();
    await hold;
    expect(at.errors).toEqual([
      { error: expect.any(FoldingError) as unknown, about: 'changes could not be told' },
    ]);
    expect((await at.stores.draftFolds.feedSequences([written.id])).get(written.id)).toBe(0);
    await at.engine.rooms.hold([written.id], () => Promise.resolve());
    expect((await at.stores.draftFolds.feedSequences([written.id])).get(written.id)).toBe(1);
    const events = await at.stores.activity.read({ after: 0, limit: 10 });
    expect(events.map(({ kind }) => kind)).toEqual(['DRAFT_CHANGED']);
  });

  it('CO-43: a large draft is folded while others go on being served', async () => {
    const folding = open();
    at = await openCollaboration({ folding });
    const [large, other] = [await at.draft(), await at.draft()];
    const kim = await at.raw('kim', large);
    const update = paragraphs(40_000);
    kim.update(update);
    await kim.untilAcknowledged(update);
    const lee = await at.raw('lee', other);
    const done: string[] = [];
    const told = at.engine.rooms.hold([large.id], () => Promise.resolve()).then(() => done.push('the fold'));
    await vi.waitFor(() => expect(folding.busy).toBe(true), { timeout: 20_000, interval: 1 });
    await lee.untilAcknowledged(lee.type('a')).then(() => done.push('the keystroke'));
    await told;
    expect(done).toEqual(['the keystroke', 'the fold']);
    expect((await at.stores.draftFolds.feedSequences([large.id])).get(large.id)).toBe(1);
  });
});
