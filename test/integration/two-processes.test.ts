import { randomBytes } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import WebSocket from 'ws';
import { Database } from '../../src/database/store.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import {
  AcknowledgedWriter,
  allHaveEverything,
  blocksOf,
  eventuallyTrue,
  expectAcknowledged,
  expectEqualTo,
} from '../support/acknowledged-writer.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { RawClient, verifiedLog, type StoredEntry } from '../support/collaboration.ts';
import { Editor } from '../support/editor.ts';
import { ApiUser } from '../support/graphql.ts';
import { scale } from '../support/soak.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';

/** Two applications on one database, as an operator runs them; no Redis tells one what the other does. */
let data: ApplicationData;
let database: Database;
let one: ApplicationProcess;
let two: ApplicationProcess;
let force: TaskForce;
const clients: { destroy(): void }[] = [];

const start = (port = '0') =>
  data.start({
    ...administratorEnvironment,
    MONGODB_URI: inject('mongodbUri'),
    DATABASE: database.connection.name,
    AUTH_SECRET: 'one secret for all processes of the database',
    PORT: port,
  });

beforeAll(async () => {
  data = await ApplicationData.create();
  database = await Database.connect(inject('mongodbUri'), {
    dbName: `test-two-${randomBytes(6).toString('hex')}`,
  });
  [one, two] = await Promise.all([start(), start()]);
  // Through the one that lives from the first test to the last.
  force = await assembleTaskForce(two.url);
}, 120_000);
let ended = false;
beforeEach(async () => {
  if (ended) one = await start();
  ended = false;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});
afterAll(async () => {
  await data.remove();
  await database.connection.dropDatabase();
  await database.close();
});

type Task = Awaited<ReturnType<typeof createKeyTask>>;

const at = (process: ApplicationProcess, person: Person) =>
  new ApiUser(process.url, force.people[person].token ?? '');

async function edit(process: ApplicationProcess, person: Person, { draft }: Task): Promise<Editor> {
  const editor = new Editor(at(process, person), draft.collaborationPath);
  clients.push(editor);
  await editor.synced();
  return editor;
}

async function write(process: ApplicationProcess, person: Person, task: Task): Promise<AcknowledgedWriter> {
  const writer = new AcknowledgedWriter(await edit(process, person, task), {
    id: person,
    seed: clients.length,
  });
  clients.push({ destroy: () => writer.stop() });
  return writer;
}

/** A client that comes back to another process, as a load balancer has it. */
function redirect({ provider }: Editor, to: ApplicationProcess): void {
  provider.serverUrl = `${to.url.replace('http', 'ws')}/collab`;
}

const log = ({ draft }: Task): Promise<StoredEntry[]> =>
  verifiedLog(database, parseGlobalId(draft.id)?.id ?? '');

/** Where the process is reached that the draft names as its owner, and the epoch. */
async function ownerOf({ draft }: Task): Promise<{ address: string | null; epoch: number }> {
  const { connection } = database;
  const row = (await connection.collection('drafts').find({}).toArray()).find(
    ({ _id }) => String(_id) === parseGlobalId(draft.id)?.id,
  );
  const node = await connection.collection('nodes').findOne({ _id: row?.['ownerId'] as never });
  return { address: (node?.['address'] as string | undefined) ?? null, epoch: row?.['epoch'] as number };
}

const untilAcknowledged = (writers: readonly AcknowledgedWriter[], more: number) => {
  const before = writers.map(({ acknowledged }) => acknowledged.length);
  return eventuallyTrue(`${more} more of each are acknowledged`, () =>
    writers.every(({ acknowledged }, index) => acknowledged.length >= (before[index] ?? 0) + more),
  );
};

/** Everybody stops typing, gets everything, and has what is stored; nothing acknowledged is missing there. */
async function settle(task: Task, writers: readonly AcknowledgedWriter[]): Promise<void> {
  for (const writer of writers) writer.stop();
  await allHaveEverything(writers, 'after typing');
  for (;;) {
    const stored = blocksOf(expectAcknowledged(await log(task), []));
    if (writers.every(({ typist }) => stored.includes(typist.expected))) break;
  }
  expectEqualTo(expectAcknowledged(await log(task), writers), writers);
}

describe('two processes on one database', () => {
  it('CO-60, CO-64: editors on both write one draft, which has one owner and one log', async () => {
    const task = await createKeyTask(force, '두 프로세스');
    const writers = [
      await write(one, 'lead', task),
      await write(two, 'first', task),
      await write(two, 'second', task),
    ];
    for (const writer of writers) writer.start(20);
    await untilAcknowledged(writers, 20);
    expect(await ownerOf(task)).toEqual({ address: one.url, epoch: 1 });
    await settle(task, writers);
  });

  it('CO-62, CO-63: a killed owner is taken over, and nothing that was acknowledged is lost', async () => {
    const task = await createKeyTask(force, '소유자의 죽음');
    const writers = [await write(one, 'lead', task), await write(two, 'first', task)];
    for (const writer of writers) writer.start(20);
    await untilAcknowledged(writers, 20);
    const [there] = writers as [AcknowledgedWriter, AcknowledgedWriter];
    redirect(there.editor, two);
    ended = true;
    await one.kill();
    // They type on meanwhile.
    await untilAcknowledged(writers, 20);
    expect(await ownerOf(task)).toEqual({ address: two.url, epoch: 2 });
    await settle(task, writers);
  });

  it('CO-62: a process that is started again where it was has no predecessor any more', async () => {
    const task = await createKeyTask(force, '다시 시작');
    const writers = [await write(one, 'lead', task)];
    for (const writer of writers) writer.start(20);
    await untilAcknowledged(writers, 5);
    const { port } = new URL(one.url);
    await one.kill();
    one = await start(port);
    const nodes = await database.connection.collection('nodes').find({ address: one.url }).toArray();
    expect(nodes).toHaveLength(1);
    await untilAcknowledged(writers, 5);
    expect((await ownerOf(task)).address).toBe(one.url);
    await settle(task, writers);
  });

  it('CO-25, CO-62: an owner that is stopped under load ends in order, and the other one goes on', async () => {
    const task = await createKeyTask(force, '질서 있는 정지');
    const writers = [await write(one, 'lead', task), await write(two, 'first', task)];
    for (const writer of writers) writer.start(20);
    await untilAcknowledged(writers, 20);
    const [there] = writers as [AcknowledgedWriter, AcknowledgedWriter];
    redirect(there.editor, two);
    ended = true;
    expect(await one.terminate()).toBe(0);
    await untilAcknowledged(writers, 20);
    expect(await ownerOf(task)).toEqual({ address: two.url, epoch: 2 });
    await settle(task, writers);
  });

  it('CO-61, CO-63: an owner that was paused past its lease writes nothing when it goes on', async () => {
    const task = await createKeyTask(force, '멈춘 소유자');
    const url = `${one.url.replace('http', 'ws')}${task.draft.collaborationPath}?token=${at(one, 'second').token ?? ''}`;
    const stale = new RawClient(url);
    clients.push(stale);
    await stale.until('it is in sync', () => stale.synced);
    await stale.untilAcknowledged(stale.type('before '));
    const writers = [await write(two, 'first', task)];
    for (const writer of writers) writer.start(20);
    await untilAcknowledged(writers, 20);
    one.pause();
    // This waits in the paused process's sockets.
    const late = Array.from({ length: 50 }, (_, index) => stale.type(`${index} `));
    await untilAcknowledged(writers, 20);
    expect(await ownerOf(task)).toEqual({ address: two.url, epoch: 2 });
    one.resume();
    expect(await stale.untilClosed()).toMatchObject({ code: 4503 });
    await untilAcknowledged(writers, 20);
    await settle(task, writers);
    expect(late.filter((update) => stale.acknowledged(update))).toEqual([]);
    const stored = expectAcknowledged(await log(task), []);
    expect(stored.getText('text').toJSON()).toBe('before ');
    // It serves on: its editors are handed on to the new owner, with what they have kept.
    const back = await edit(one, 'second', task);
    expect(blocksOf(back.doc)).toBe(blocksOf(stored));
    back.doc.getText('text').insert(0, 'back ');
    await eventuallyTrue(
      'it arrives',
      () => writers[0]?.editor.doc.getText('text').toJSON() === 'back before ',
    );
    expect((await ownerOf(task)).address).toBe(two.url);
  });

  it('CO-20, CO-66, CO-67: a freeze and a revocation at the one reach editors of the other', async () => {
    const task = await createKeyTask(force, '다른 곳의 동결');
    const writers = [await write(one, 'lead', task), await write(two, 'first', task)];
    for (const writer of writers) writer.start(20);
    await untilAcknowledged(writers, 20);
    expect((await ownerOf(task)).address).toBe(one.url);
    await at(two, 'lead').mutate(
      'mutation ($input: SubmitVersionInput!) { result: submitVersion(input: $input) { version { id } userErrors { code message field } } }',
      { keyTaskId: task.id, name: '1차안' },
    );
    const frozen = await log(task);
    for (const writer of writers)
      await eventuallyTrue('the editor is told', () =>
        writer.editor.denials.some((reason) => reason.startsWith('FROZEN: ')),
      );
    for (const writer of writers) writer.stop();
    expect(await log(task)).toEqual(frozen);
    expectAcknowledged(frozen, writers);

    const other = await createKeyTask(force, '다른 곳의 박탈');
    const removed = await edit(one, 'second', other);
    const administrator = await ApiUser.signIn(
      two.url,
      administratorEnvironment.ADMIN_EMAIL,
      administratorEnvironment.ADMIN_PASSWORD,
    );
    await administrator.mutate(
      'mutation ($input: UnseatMemberInput!) { result: unseatMember(input: $input) { userErrors { code message field } } }',
      { memberId: force.memberIds.second, subcommitteeId: force.subcommitteeId },
    );
    await eventuallyTrue('the editor is told', () =>
      removed.denials.some((reason) => reason.startsWith('READ_ONLY: ')),
    );
  });

  it('GS-2: a session that is ended at the one is told nothing of later at the other', async () => {
    const { ADMIN_EMAIL, ADMIN_PASSWORD } = administratorEnvironment;
    const person = await ApiUser.signIn(two.url, ADMIN_EMAIL, ADMIN_PASSWORD);
    const { activityEnd } = await person.query<{ activityEnd: string }>('{ activityEnd }');
    const socket = createClient({
      url: `${one.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${person.token}` },
    });
    let told = 0;
    const ended = new Promise<unknown>((resolve) => {
      socket.subscribe(
        {
          query: 'subscription ($after: String) { activity(after: $after) { cursor } }',
          variables: { after: activityEnd },
        },
        { next: () => (told += 1), error: resolve, complete: () => resolve(null) },
      );
    });
    const rename = (title: string) =>
      at(two, 'secretariat').mutate(
        'mutation ($input: UpdatePlanInput!) { result: updatePlan(input: $input) { userErrors { code message field } } }',
        { planId: force.planId, title },
      );
    await rename('먼저의 제목');
    await eventuallyTrue('the subscriber is told', () => told > 0);
    await person.query('mutation { signOut { userErrors { code } } }');
    await new Promise((resolve) => setTimeout(resolve, scale(3000, 1000)));
    const before = told;
    await rename('끝난 뒤의 제목');
    expect(
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000, 'still open'))]),
    ).toMatchObject({ code: 4403 });
    expect(told).toBe(before);
    await socket.dispose();
  });
});
