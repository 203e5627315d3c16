import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { Database } from '../../src/database/store.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { eventuallyTrue } from '../support/acknowledged-writer.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { RawClient, verifiedLog, type StoredEntry } from '../support/collaboration.ts';
import { fuzzedFrame } from '../support/collaboration-fuzzer.ts';
import { longTest, report, scale, seedFrom } from '../support/soak.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';
import { seededRandom } from '../support/typist.ts';

/** `COLLABORATION_FUZZ_SEED` repeats the frames of a run. */
const seed = seedFrom('COLLABORATION_FUZZ_SEED');
const random = seededRandom(seed);
const frames = scale(1200, 100_000);
/** A draft gets so many frames: what is valid among them is stored, and its draft may grow. */
const framesPerDraft = 600;
const connectionsAtOnce = 8;
const name = `test-fuzz-${seed}`;

let data: ApplicationData;
let application: ApplicationProcess;
let taskForce: TaskForce;
let database: Database;
beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start({
    ...administratorEnvironment,
    MONGODB_URI: inject('mongodbUri'),
    DATABASE: name,
    ACCESS_TOKEN_MINUTES: '120',
    LOG_LEVEL: 'warn',
  });
  taskForce = await assembleTaskForce(application.url);
  database = await Database.connect(inject('mongodbUri'), { dbName: name });
}, 120_000);
afterAll(async () => {
  await data.remove();
  await database.connection.dropDatabase();
  await database.close();
});

interface Draft {
  readonly id: string;
  readonly collaborationPath: string;
}

const urlFor = (draft: Draft, person: Person) =>
  `${application.url.replace('http', 'ws')}${draft.collaborationPath}?token=${taskForce.people[person].token ?? ''}`;

/** Asks for presence: the answer says that everything sent before was looked at. */
const question = Uint8Array.of(3);
const isAnswer = (data: Buffer) => data[0] === 1;

/**
 * Sends frames, ends its side once they were looked at, unless the server ends it before, and resolves with the close
 * code.
 */
function converse(url: string, group: readonly (Uint8Array | string)[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    // A frame of the group may ask as well, and presence be told unasked: so it asks more often than there are frames.
    let answers = 0;
    socket.on('open', () => {
      for (const frame of group) socket.send(frame);
      socket.send(question);
    });
    socket.on('message', (data) => {
      if (!isAnswer(data as Buffer)) return;
      answers += 1;
      if (answers >= group.length + 1) socket.close(1000);
      else socket.send(question);
    });
    socket.on('error', reject);
    socket.on('close', (code) => resolve(code));
  });
}

/** Clocks and deletions of a document, out of updates. */
function extentOf(updates: readonly Uint8Array[]) {
  const ends = new Map<number, number>();
  const deletions: ReturnType<typeof Y.decodeUpdate>['ds'][] = [];
  for (const update of updates) {
    const { structs, ds } = Y.decodeUpdate(update);
    deletions.push(ds);
    for (const { id, length } of structs)
      ends.set(id.client, Math.max(ends.get(id.client) ?? 0, id.clock + length));
  }
  const deleted = [...Y.mergeDeleteSets(deletions).clients].map(([client, items]) => [
    client,
    items.map(({ clock, len }) => [clock, len]),
  ]);
  return { ends: [...ends].sort(byClient), deleted: (deleted as [number, number[][]][]).sort(byClient) };
}
const byClient = ([left]: readonly [number, unknown], [right]: readonly [number, unknown]) => left - right;

/** What somebody gets who comes in; it isn't applied, as Yjs fails on what contradicts itself. */
async function joinerOf(draft: Draft): Promise<{ client: RawClient; update: Uint8Array }> {
  const client = new RawClient(urlFor(draft, 'chair'));
  client.applies = false;
  await client.until('it is in sync', () => client.synced);
  const answer = client.messages.find(({ type }) => type === 'step2');
  return { client, update: answer?.type === 'step2' ? answer.update : Uint8Array.of(0, 0) };
}

/** The draft is what its log says: to who joins, and over GraphQL. Resolves with the log. */
async function expectReadable(draft: Draft): Promise<readonly StoredEntry[]> {
  // What the last senders sent may still be on its way into the log.
  const log = await vi.waitFor(
    async () => {
      const { client, update } = await joinerOf(draft);
      client.destroy();
      const entries = await verifiedLog(database, parseGlobalId(draft.id)?.id ?? '');
      expect(extentOf([update])).toEqual(extentOf(entries.map((entry) => entry.update)));
      return entries;
    },
    { timeout: 20_000 },
  );
  const { node } = await taskForce.people.lead.query<{ node: { sequence: number } }>(
    'query ($id: ID!) { node(id: $id) { ... on Draft { sequence markdown contentProblems { code } } } }',
    { id: draft.id },
  );
  expect(node.sequence).toBe(log.length);
  return log;
}

/** Sends so many frames at a draft, while a client beside them writes; returns how many were sent, and close codes. */
async function attack(draft: Draft, codes: Map<number, number>): Promise<number> {
  const driver = new RawClient(urlFor(draft, 'lead'));
  driver.applies = false;
  await driver.until('it is in sync', () => driver.synced);
  driver.step2(Uint8Array.of(0, 0));
  let sent = 0;
  while (sent < framesPerDraft) {
    const groups = Array.from({ length: connectionsAtOnce }, () =>
      Array.from({ length: 1 + Math.floor(random() * 3) }, () => fuzzedFrame(random)),
    );
    driver.type('served ');
    const closed = await Promise.all(
      groups.map((group, index) =>
        converse(urlFor(draft, (['first', 'second', 'observer'] as const)[index % 3] ?? 'first'), group),
      ),
    );
    for (const code of closed) codes.set(code, (codes.get(code) ?? 0) + 1);
    for (const update of driver.sent.slice(-1)) await driver.untilAcknowledged(update);
    sent += groups.flat().length;
  }
  expect(driver.closed).toBeNull();
  expect(driver.denials).toEqual([]);
  expect(driver.acknowledgedCount).toBe(driver.sent.length);
  const log = await expectReadable(draft);
  const own = log.filter(({ clientIds }) => clientIds.includes(driver.doc.clientID));
  const stored = new Y.Doc();
  for (const { update } of own) Y.applyUpdate(stored, update);
  expect(stored.getText('text').toJSON()).toBe(driver.text);
  driver.destroy();
  return sent;
}

const openRooms = async () =>
  Number(/^collab_rooms (\d+)$/m.exec(await (await fetch(`${application.url}/metrics`)).text())?.[1] ?? NaN);

/** Bytes in use by the serving thread once nobody is connected, and by the process. */
async function memory(): Promise<{ used: number; resident: number }> {
  let rooms = await openRooms();
  const timer = setInterval(() => void openRooms().then((count) => (rooms = count)), 50);
  await eventuallyTrue('every draft is left', () => rooms === 0).finally(() => clearInterval(timer));
  const { heapUsed, external, rss } = await application.memory();
  return { used: heapUsed + external, resident: rss };
}

it(
  `CO-2, CO-9, CO-13, CO-18: ${frames} fuzzed frames close their senders alone, neither stop the server nor make it grow, and drafts stay what their logs say (seed ${seed})`,
  async () => {
    const codes = new Map<number, number>();
    let [sent, drafts] = [0, 0];
    let before: Awaited<ReturnType<typeof memory>> | null = null;
    while (sent < frames) {
      const { draft } = await createKeyTask(taskForce, `초안 ${drafts + 1}`);
      sent += await attack(draft, codes);
      drafts += 1;
      if (before === null && sent >= frames / 5) before = await memory();
    }
    const after = await memory();
    if (before === null) throw new Error('Unreachable: a fifth was sent.');
    const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
    report(
      `${sent} fuzzed frames at ${drafts} drafts, close codes ${JSON.stringify(Object.fromEntries(codes))}; ` +
        `heap and external memory ${megabytes(before.used)} MB after a fifth of them, ${megabytes(after.used)} MB after all, ` +
        `resident ${megabytes(before.resident)} MB and ${megabytes(after.resident)} MB`,
    );
    // The server had no trouble of its own: who was sent away was sent away for what they sent.
    expect([...codes.keys()].filter((code) => ![1000, 1005, 4400, 4413].includes(code))).toEqual([]);
    expect(codes.get(4400)).toBeGreaterThan(0);
    expect(
      application
        .output()
        .split('\n')
        .filter((line) => line.includes('"level":"error"')),
    ).toEqual([]);
    expect(after.used - before.used).toBeLessThan(15e6);
    expect(await application.terminate()).toBe(0);
  },
  longTest,
);
