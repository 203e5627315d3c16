import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import {
  AcknowledgedWriter,
  allHaveEverything,
  eventuallyTrue,
  expectAcknowledged,
  expectEqualTo,
} from '../support/acknowledged-writer.ts';
import type { ApplicationProcess } from '../support/application.ts';
import { verifiedLog } from '../support/collaboration.ts';
import { Editor } from '../support/editor.ts';
import { longTest, report, scale, seedFrom } from '../support/soak.ts';
import { InspectedData, verifyFeed } from '../support/stopped-application.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';
import { seededRandom } from '../support/typist.ts';

/** `CRASH_SEED` repeats the typing and the moments; the machine does the rest. */
const seed = seedFrom('CRASH_SEED');
const random = seededRandom(seed);
const crashes = scale(2, 100);

let inspected: InspectedData;
let application: ApplicationProcess;
let taskForce: TaskForce;
let draft: { id: string; collaborationPath: string };
const writers: AcknowledgedWriter[] = [];

const start = (port?: string) =>
  inspected.data.start({
    ...administratorEnvironment,
    DATABASE: inspected.database,
    // A run of many crashes takes longer than a token is good for.
    ACCESS_TOKEN_MINUTES: '120',
    ...(port === undefined ? {} : { PORT: port }),
  });

beforeAll(async () => {
  inspected = await InspectedData.create();
  application = await start();
  taskForce = await assembleTaskForce(application.url);
  ({ draft } = await createKeyTask(taskForce, '공공부문 클라우드 우선 이용'));
}, 120_000);
afterAll(async () => {
  for (const writer of writers) writer.destroy();
  await inspected.remove();
});

const draftId = () => parseGlobalId(draft.id)?.id ?? '';

/** What is stored, after everything that was acknowledged was found in it. */
const verify = () =>
  inspected.read(async (database) => expectAcknowledged(await verifiedLog(database, draftId()), writers));

/**
 * Resolves when the feed has told all of the draft. Processes that are killed sooner than their folding worker has started
 * tell nothing, and on shutdown a backlog is left to the next start.
 */
async function everythingTold(): Promise<void> {
  const viewer = taskForce.people.observer;
  const { node } = await viewer.query<{ node: { sequence: number } }>(
    'query ($id: ID!) { node(id: $id) { ... on Draft { sequence } } }',
    { id: draft.id },
  );
  let after: string | null = null;
  for (let told = 0; told < node.sequence;) {
    const { activity }: { activity: ToldPage } = await viewer.query<{ activity: ToldPage }>(
      `query ($after: String) { activity(first: 100, after: $after, filter: { kinds: [DRAFT_CHANGED] }) {
        nodes { cursor ... on DraftChanged { toSequence } } } }`,
      { after },
    );
    for (const { cursor, toSequence } of activity.nodes) [after, told] = [cursor, Math.max(told, toSequence)];
    if (activity.nodes.length === 0) await delay(100);
  }
}

interface ToldPage {
  readonly nodes: readonly { readonly cursor: string; readonly toSequence: number }[];
}

describe(`three clients type while the application is killed (seed ${seed})`, () => {
  it(
    `CO-13, CO-16, CO-26: nothing acknowledged is lost in ${crashes} crashes, everything is told once, and all end with what is stored`,
    async () => {
      for (const [index, person] of (['first', 'second', 'lead'] as const).entries()) {
        const editor = new Editor(taskForce.people[person], draft.collaborationPath);
        await editor.synced();
        writers.push(new AcknowledgedWriter(editor, { id: `of-${person}`, seed: seed + index }));
      }
      const { port } = new URL(application.url);
      // In the full form slower, so that what is verified a hundred times stays small.
      for (const writer of writers) writer.start(scale(5, 20));
      for (let round = 1; round <= crashes; round += 1) {
        const goals = writers.map(({ acknowledged }) => acknowledged.length + 1 + random() * scale(100, 40));
        await eventuallyTrue(`all have something acknowledged in round ${round} (seed ${seed})`, () =>
          writers.every(({ acknowledged }, index) => acknowledged.length >= (goals[index] ?? 0)),
        );
        await application.kill();
        // They type on while it is away.
        await verify();
        application = await start(port);
      }
      for (const writer of writers) writer.stop();
      await allHaveEverything(writers, `seed ${seed}`);
      await everythingTold();
      expect(await application.terminate()).toBe(0);
      await inspected.read(async (database) => {
        const log = await verifiedLog(database, draftId());
        expectEqualTo(expectAcknowledged(log, writers), writers);
        const events = await verifyFeed(database, draftId(), log);
        expect(events).toBeGreaterThan(0);
        const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged.length, 0);
        report(
          `${crashes} crashes: ${acknowledged} updates acknowledged, 0 of them lost; ${log.length} entries, ${events} events`,
        );
      });
    },
    longTest,
  );
});
