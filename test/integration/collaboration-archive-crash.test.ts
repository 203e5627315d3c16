import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import {
  AcknowledgedWriter,
  blocksOf,
  eventuallyTrue,
  expectAcknowledged,
  expectEqualTo,
} from '../support/acknowledged-writer.ts';
import { verifiedLog } from '../support/collaboration.ts';
import { Editor } from '../support/editor.ts';
import { ObservedApplication } from '../support/observed-application.ts';
import { typedUpdates } from '../support/random-history.ts';
import { longTest, report, scale, seedFrom } from '../support/soak.ts';
import { verifyFeed } from '../support/stopped-application.ts';
import { seededRandom } from '../support/typist.ts';

/** `ARCHIVE_CRASH_SEED` repeats the moments; the machine does the rest. */
const seed = seedFrom('ARCHIVE_CRASH_SEED');
const random = seededRandom(seed);
const kills = scale(1, 100);
/** Entries that nobody has told, folded or archived when it begins. What is archived at a time is up to 2,000 of them. */
const backlog = scale(2000, 100_000);

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let at: ObservedApplication;
beforeAll(async () => {
  at = await ObservedApplication.start();
}, 120_000);
afterAll(() => at.remove());

/** Puts entries of one character into a draft's log, as after long work in a process that never folded. */
async function leaveBehind(draftId: string, count: number): Promise<void> {
  const members = (['first', 'second', 'lead'] as const).map((person) => ({
    memberId: parseGlobalId(at.taskForce.memberIds[person])?.id ?? '',
    organisation: `Organisation of ${person}`,
  }));
  const updates = typedUpdates(count, members);
  for (let index = 0; index < count; index += 1000)
    await at.append(draftId, updates.slice(index, index + 1000));
}

const archived = async (draftId: string) => (await at.stores.draftUpdates.archived(draftId))?.sequence ?? 0;

describe(`the application is killed while it moves entries into the archive (seed ${seed})`, () => {
  it(
    `CO-16, CO-26, CO-44, CO-62: after a kill, ${kills} times, there is no hole, nothing twice, and all that was acknowledged`,
    async () => {
      const draft = await at.draft();
      await leaveBehind(draft.id, backlog);
      const editor = new Editor(at.taskForce.people.first, draft.collaborationPath);
      await editor.synced();
      const writer = new AcknowledgedWriter(editor, { id: 'own', seed });
      writer.start(10);
      let [moved, outstanding] = [0, 0];
      for (let kill = 1; kill <= kills; kill += 1) {
        // A chunk was stored just now: the next one is on its way, unless this was the last.
        while ((await archived(draft.id)) === moved) await pause(5);
        await pause(random() * 100);
        await at.process.kill();
        expectAcknowledged(await verifiedLog(at.database, draft.id), [writer]);
        moved = await archived(draft.id);
        const snapshot = await at.database.connection
          .collection('draftFolds')
          .findOne({}, { sort: { feedSequence: -1 } });
        if (Number(snapshot?.['feedSequence']) - moved >= 1000) outstanding += 1;
        await at.startAgain();
      }
      writer.stop();
      // It may be on its way back still, with what it has typed meanwhile.
      const other = new Editor(at.taskForce.people.second, draft.collaborationPath);
      await eventuallyTrue(
        `another editor has what was typed (seed ${seed})`,
        () => blocksOf(other.doc) === blocksOf(editor.doc),
      );
      other.destroy();
      expect(writer.acknowledged.length).toBeGreaterThan(0);
      await at.untilTold(draft.id);
      expect(await at.process.terminate()).toBe(0);
      const log = await verifiedLog(at.database, draft.id);
      expectEqualTo(expectAcknowledged(log, [writer]), [writer]);
      const events = await verifyFeed(at.database, draft.id, log);
      report(
        `${kills} kills within 100 ms after a chunk was archived, after ${outstanding} of which more was to be: ${log.length} entries, ` +
          `${await archived(draft.id)} of them in the archive; ${writer.acknowledged.length} updates acknowledged meanwhile, 0 of them lost; ${events} events`,
      );
      writer.destroy();
    },
    longTest,
  );
});
