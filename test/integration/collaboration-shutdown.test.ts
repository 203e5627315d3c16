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

/** `SHUTDOWN_SEED` repeats the typing. */
const seed = seedFrom('SHUTDOWN_SEED');
const stops = scale(1, 20);
const clients = 20;

let inspected: InspectedData;
let application: ApplicationProcess;
let taskForce: TaskForce;
let draft: { id: string; collaborationPath: string };
const writers: AcknowledgedWriter[] = [];

const start = (port?: string) =>
  inspected.data.start({
    ...administratorEnvironment,
    DATABASE: inspected.database,
    ACCESS_TOKEN_MINUTES: '120',
    ...(port === undefined ? {} : { PORT: port }),
  });

// Each stock provider listens to the end of the process.
process.setMaxListeners(clients + 20);

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

describe(`SIGTERM while ${clients} clients type (seed ${seed})`, () => {
  it(
    `CO-25: exits with 0 within its limit of 10 s, ${stops} times; everything acknowledged is stored, the clients go on at the next process and all end equal`,
    async () => {
      const people = ['first', 'second', 'lead'] as const;
      for (let index = 0; index < clients; index += 1) {
        const editor = new Editor(
          taskForce.people[people[index % people.length] ?? 'lead'],
          draft.collaborationPath,
        );
        await editor.synced();
        writers.push(new AcknowledgedWriter(editor, { id: `of-${index}`, seed: seed + index }));
      }
      const { port } = new URL(application.url);
      for (const writer of writers) writer.start(50);
      for (let stop = 1; stop <= stops; stop += 1) {
        const before = writers.map(({ acknowledged }) => acknowledged.length);
        await eventuallyTrue(`all have something acknowledged before stop ${stop} (seed ${seed})`, () =>
          writers.every(({ acknowledged }, index) => acknowledged.length > (before[index] ?? 0) + 10),
        );
        // The process breaks itself off after 9.5 s, with another code.
        expect(await application.terminate()).toBe(0);
        await inspected.read(async (database) =>
          expectAcknowledged(await verifiedLog(database, draftId()), writers),
        );
        application = await start(port);
      }
      for (const writer of writers) writer.stop();
      await allHaveEverything(writers, `seed ${seed}`);
      expect(await application.terminate()).toBe(0);
      await inspected.read(async (database) => {
        const log = await verifiedLog(database, draftId());
        expectEqualTo(expectAcknowledged(log, writers), writers);
        await verifyFeed(database, draftId(), log);
        const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged.length, 0);
        report(
          `${stops} stops by SIGTERM while ${clients} clients type: exit code 0 each time; ${acknowledged} updates acknowledged, 0 of them lost; ${log.length} entries`,
        );
      });
    },
    longTest,
  );
});
