import { afterAll, beforeAll, expect, it } from 'vitest';
import { AcknowledgedWriter, eventuallyTrue } from '../support/acknowledged-writer.ts';
import { Editor } from '../support/editor.ts';
import { ObservedApplication } from '../support/observed-application.ts';
import { longTest, report, scale } from '../support/soak.ts';

const warmUp = 100;
const drafts = scale(300, 10_000);
const atOnce = 8;
/** How often memory is looked at on the way. */
const steps = scale(1, 10);
/**
 * Bytes that a draft may leave behind. A kept room would be some 15 kB. What the engine of JavaScript has compiled
 * meanwhile is up to 1.5 MB, whatever the number of drafts.
 */
const bound = scale(8000, 600);

let at: ObservedApplication;
beforeAll(async () => {
  at = await ObservedApplication.start();
}, 120_000);
afterAll(() => at.remove());

// Each stock provider listens to the end of the process.
process.setMaxListeners(atOnce + 20);

/** A draft is opened with a stock client, something typed in it and acknowledged, and closed again. */
async function visit(): Promise<void> {
  const editor = new Editor(at.taskForce.people.first, (await at.draft()).collaborationPath);
  try {
    await editor.synced();
    const writer = new AcknowledgedWriter(editor, { id: 'one', seed: 1 });
    for (let typed = 0; typed < 5; typed += 1) writer.typist.type();
    await eventuallyTrue('it is acknowledged', () => writer.acknowledged.length >= 5);
  } finally {
    editor.destroy();
  }
}

/** Visits so many, a few at once; resolves when all are closed and their changes told. */
async function visitAll(count: number, before: number): Promise<void> {
  let left = count;
  const one = async () => {
    for (; left > 0;) {
      left -= 1;
      await visit();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  await at.untilClosed();
  const events = at.database.connection.collection('activityEvents');
  let told = 0;
  const timer = setInterval(() => {
    void events.countDocuments({ kind: 'DRAFT_CHANGED' }).then((found) => (told = found));
  }, 100);
  await eventuallyTrue('all changes are told', () => told >= before + count).finally(() =>
    clearInterval(timer),
  );
}

it(
  `keeps nothing of a draft that was opened, typed in and closed: ${drafts} of them after ${warmUp}, less than ${bound} bytes each`,
  async () => {
    await visitAll(warmUp, 0);
    const before = await at.memory();
    const began = performance.now();
    const live: number[] = [before.live];
    for (let visited = 0; visited < drafts; visited += drafts / steps) {
      await visitAll(drafts / steps, warmUp + visited);
      live.push((await at.memory()).live);
    }
    const seconds = (performance.now() - began) / 1000;
    const after = await at.memory();
    const each = (after.live - before.live) / drafts;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    report(
      `${drafts} drafts opened, typed in and closed in ${seconds.toFixed(0)} s: ${each.toFixed(0)} live bytes left by each ` +
        `(${live.map(megabytes).join(', ')} MB), ` +
        `resident ${megabytes(before.resident)} MB, then ${megabytes(after.resident)} MB`,
    );
    expect(each).toBeLessThan(bound);
    expect(at.errors()).toEqual([]);
  },
  longTest,
);
