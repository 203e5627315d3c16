import { createClient } from 'graphql-ws';
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import { createActivityStore, type ActivityStore } from '../../src/activity/store.ts';
import { createTransact } from '../../src/activity/transact.ts';
import type { Transact } from '../../src/activity/unit-of-work.ts';
import { createAuditLog, type AuditLog } from '../../src/audit-log/audit-log.ts';
import { createAuditStore, type AuditEntry, type AuditStore } from '../../src/audit-log/store.ts';
import { createMarkStore } from '../../src/activity/mark-store.ts';
import type { Database } from '../../src/database/store.ts';
import { DomainError } from '../../src/errors.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { ApplicationData } from '../support/application.ts';
import { runCommand } from '../support/command.ts';
import { openTestDatabase } from '../support/database.ts';
import { ApiUser, post } from '../support/graphql.ts';
import { newId, viewerWith } from '../support/plan-services.ts';
import { RawClient } from '../support/collaboration.ts';
import { administratorEnvironment, assembleTaskForce, createKeyTask } from '../support/task-force.ts';

describe('the audit log', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let store: AuditStore;
  let activityStore: ActivityStore;
  let transact: Transact;
  let log: AuditLog;
  let from: Date;
  const errors: unknown[] = [];
  const viewer = viewerWith([]);
  let now = new Date('2026-03-01T00:00:00Z').getTime();

  beforeAll(async () => {
    ({ database, drop } = await openTestDatabase());
    activityStore = createActivityStore(database);
    store = createAuditStore(database);
    createMarkStore(database);
    await database.prepare();
    const bus = createInMemoryBus();
    transact = createTransact({ database, activityStore, bus, clock: () => new Date() });
  });
  afterAll(() => drop());
  beforeEach(() => {
    now += 3_600_000;
    from = new Date(now);
    log = createAuditLog({
      store,
      clock: () => new Date((now += 1)),
      onError: (error) => errors.push(error),
    });
  });

  async function entries(): Promise<AuditEntry[]> {
    const found: AuditEntry[] = [];
    for await (const entry of store.read({ since: from, until: null })) found.push(entry);
    expect(errors).toEqual([]);
    return found;
  }

  const act = <T>(work: () => Promise<T>, input: unknown = {}) =>
    log.mutation(
      { action: 'renamePlan', input, viewer, clientAddress: '10.0.0.1', requestId: 'request' },
      work,
    );

  /** Writes into the same transaction what can be looked up afterwards. */
  const change = (attempt: () => void = () => undefined) =>
    transact(async (tx) => {
      tx.emit({
        kind: 'PLAN_CHANGED',
        actorId: viewer.memberId,
        planId: newId(),
        subcommitteeId: null,
        keyTaskId: null,
        visibility: 'MEMBERS',
        payload: {},
      });
      attempt();
    });

  it('has what was done, once, with ids and addresses and no texts', async () => {
    const input = {
      planId: 'plan',
      ids: ['a', 'b', 5],
      email: 'x'.repeat(300),
      title: 'a text',
      password: 'p',
    };
    await act(async () => {
      await change();
      await change();
      return { userErrors: [] };
    }, input);
    expect(await entries()).toEqual([
      {
        id: expect.any(String) as string,
        at: expect.any(Date) as Date,
        requestId: 'request',
        clientAddress: '10.0.0.1',
        memberId: viewer.memberId,
        action: 'renamePlan',
        targets: { planId: 'plan', ids: ['a', 'b'], email: 'x'.repeat(200) },
        outcome: 'DONE',
        code: null,
        times: 1,
      },
    ]);
  });

  it('has where something is sent and what of, without what may let somebody in', async () => {
    const input = {
      url: 'https://user:secret@hook.example.org:8443/place?token=secret#secret',
      filter: { planId: 'plan', kinds: ['DECISION_MADE'], secret: 'secret', url: 'a', filter: null },
      after: 'cursor',
      kinds: ['secret'],
      secret: 'secret',
    };
    await act(() => change(), input);
    await act(() => change(), { url: 'secret', filter: null });
    const targets = (await entries()).map((entry) => entry.targets);
    expect(targets).toEqual([
      {
        url: 'https://hook.example.org:8443/place',
        filter: { planId: 'plan', kinds: ['DECISION_MADE'] },
        after: 'cursor',
      },
      { url: '', filter: {} },
    ]);
  });

  it('is written in the transaction: what could not be recorded was not done', async () => {
    const last = await activityStore.lastSequence();
    const add = vi.spyOn(store, 'add').mockRejectedValueOnce(new Error('the log is full'));
    await expect(act(() => change())).rejects.toThrow('the log is full');
    add.mockRestore();
    expect(await activityStore.lastSequence()).toBe(last);
    await vi.waitFor(async () =>
      expect(await entries()).toMatchObject([{ outcome: 'FAILED', code: 'INTERNAL_SERVER_ERROR' }]),
    );
  });

  it('has one entry for a transaction that runs again, and none of one that is undone', async () => {
    const conflict = new mongoose.mongo.MongoServerError({
      message: 'write conflict',
      errorLabels: ['TransientTransactionError'],
    });
    const append = vi.spyOn(activityStore, 'append').mockRejectedValueOnce(conflict);
    await act(() => change());
    expect(append).toHaveBeenCalledTimes(2);
    append.mockRestore();
    await expect(
      act(() =>
        change(() => {
          throw new DomainError('CONFLICT', 'Somebody was faster.');
        }),
      ),
    ).rejects.toThrow('faster');
    await vi.waitFor(async () =>
      expect((await entries()).map(({ outcome, code }) => [outcome, code])).toEqual([
        ['DONE', null],
        ['REFUSED', 'CONFLICT'],
      ]),
    );
  });

  it('has what changed nothing, and not what goes on after it has ended', async () => {
    let later: Promise<unknown> = Promise.resolve();
    await act(async () => {
      later = new Promise((resolve) => setTimeout(resolve, 1)).then(() => change());
    });
    await later;
    expect(await entries()).toMatchObject([{ outcome: 'DONE' }]);
  });

  it('counts refusals that are like each other, each of which is in it', async () => {
    for (let count = 0; count < 1000; count += 1)
      await act(async () => ({ userErrors: [{ code: 'FORBIDDEN' }] }), { planId: `plan ${count}` });
    await expect(act(() => Promise.reject(new Error('the database is gone')))).rejects.toThrow();
    await log.close();
    const found = (await entries()).map(({ targets, outcome, code, times }) => [
      outcome,
      code,
      times,
      targets,
    ]);
    expect(found).toHaveLength(3);
    expect(found).toContainEqual(['REFUSED', 'FORBIDDEN', 1, { planId: 'plan 0' }]);
    expect(found).toContainEqual(['REFUSED', 'FORBIDDEN', 999, { planId: 'plan 999' }]);
    expect(found).toContainEqual(['FAILED', 'INTERNAL_SERVER_ERROR', 1, {}]);
  });

  it('counts those who are not signed in by their network, and tells a thousand of them apart', async () => {
    const refuse = (clientAddress: string, action = 'refreshSession') =>
      log.mutation({ action, input: {}, viewer: null, clientAddress, requestId: 'request' }, async () => ({
        userErrors: [{ code: 'UNAUTHENTICATED' }],
      }));
    for (let host = 1; host <= 50; host += 1) await refuse(`2001:db8::${host.toString(16)}`);
    await vi.waitFor(async () => expect(await entries()).toHaveLength(1));
    for (let net = 1; net <= 1500; net += 1) await refuse(`10.${net >> 8}.${net & 255}.1`);
    await log.close();
    const found = await entries();
    expect(found.length).toBeLessThanOrEqual(1 + 1 + 1000 + 2);
    expect(found.reduce((sum, { times }) => sum + times, 0)).toBe(1550);
  });

  it('has who wrote under the name of another in a draft', async () => {
    const [draftId, memberId] = [newId(), newId()];
    log.refusedCoEditing({ draftId, memberId, messages: 7 });
    await log.close();
    expect(await entries()).toMatchObject([
      { action: 'coEdit', memberId, targets: { draftId }, outcome: 'REFUSED', times: 7 },
    ]);
  });

  it('has them twice a minute at most, over however many connections it is tried', async () => {
    const [draftId, memberId] = [newId(), newId()];
    for (let connection = 0; connection < 100; connection += 1)
      log.refusedCoEditing({ draftId, memberId, messages: 3 });
    await log.close();
    expect((await entries()).map(({ times }) => times)).toEqual([3, 297]);
  });
});

describe('the audit log of the application', { timeout: 120_000 }, () => {
  let data: ApplicationData;
  beforeAll(async () => {
    data = await ApplicationData.create();
  });
  afterAll(() => data.remove());

  it('has sign-ins, changes and refusals, and is written as JSON Lines beside the running application', async () => {
    const environment = {
      ...administratorEnvironment,
      DATABASE: 'choan',
      SAMPLE_DATA: 'off',
      FEED_WINDOW_MS: '60000',
    };
    const application = await data.start({ ...environment, MONGODB_URI: '' });
    const { url } = application;
    const taskForce = await assembleTaskForce(url);
    const { memberIds, people, planId } = taskForce;
    const rename =
      'mutation ($input: UpdatePlanInput!) { updatePlan(input: $input) { userErrors { code } } }';
    const input = { planId, title: 'A secret plan' };
    await post(people.observer, rename, { input });
    await post({ url }, rename, { input });
    await post(people.secretariat, rename, { input });
    // What a refused mutation makes the feed tell are others' changes, and not what it did.
    const keyTask = await createKeyTask(taskForce, 'A task');
    const editor = new RawClient(
      `${url.replace('http', 'ws')}${keyTask.draft.collaborationPath}?token=${people.first.token ?? ''}`,
    );
    await editor.until('it is in sync', () => editor.synced);
    await editor.untilAcknowledged(editor.type('typed by somebody else'));
    const nameVersion =
      'mutation ($input: NameVersionInput!) { nameVersion(input: $input) { userErrors { code } } }';
    await post(people.observer, nameVersion, { input: { keyTaskId: keyTask.id, name: 'not theirs' } });
    editor.destroy();
    const reader = new RawClient(
      `${url.replace('http', 'ws')}${keyTask.draft.collaborationPath}?token=${people.observer.token ?? ''}`,
    );
    await reader.until('it is in sync', () => reader.synced);
    reader.type('typed by somebody who may only read');
    await reader.roundTrip();
    reader.destroy();
    const stranger = new RawClient(`${url.replace('http', 'ws')}${keyTask.draft.collaborationPath}?token=no`);
    await stranger.untilClosed();
    await post(people.observer, '{ webhooks(first: 1) { nodes { id } } }');
    await post(people.observer, '{ a: webhooks(first: 1) { nodes { id } } }');
    await post({ url, token: 'no' }, '{ plans(first: 1) { nodes { id } } }');
    const socket = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: 'Bearer no' },
      retryAttempts: 0,
    });
    await expect(socket.iterate({ query: '{ __typename }' }).next()).rejects.toMatchObject({ code: 4403 });
    const signIn = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
    await post({ url }, signIn, { input: { email: 'chair@example.org', password: 'not it, is it?' } });

    const own = { DATA_DIR: data.folder, DATABASE: 'choan' };
    const { code, output } = await runCommand(own, 'audit-log');
    expect(code, output).toBe(0);
    const entriesIn = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditEntry);
    const lines = entriesIn(output);
    const of = (action: string) => lines.filter((entry) => entry.action === action);
    const idOf = (person: keyof typeof memberIds) => parseGlobalId(memberIds[person])?.id;
    expect(
      of('updatePlan').map(({ memberId, outcome, code: why, targets }) => [memberId, outcome, why, targets]),
    ).toEqual([
      [idOf('observer'), 'REFUSED', 'FORBIDDEN', { planId }],
      [null, 'REFUSED', 'UNAUTHENTICATED', { planId }],
      [idOf('secretariat'), 'DONE', null, { planId }],
    ]);
    expect(of('signIn').at(-1)).toMatchObject({
      memberId: null,
      clientAddress: '127.0.0.1',
      outcome: 'REFUSED',
      code: 'INVALID_CREDENTIALS',
      targets: { email: 'chair@example.org' },
    });
    expect(
      of('signIn')
        .filter(({ outcome }) => outcome === 'DONE')
        .map(({ memberId }) => memberId),
    ).toContain(idOf('chair'));
    expect(of('nameVersion').map(({ outcome, code: why }) => [outcome, why])).toEqual([
      ['REFUSED', 'FORBIDDEN'],
    ]);
    expect(of('createMember')).toHaveLength(Object.keys(people).length);
    expect(output).not.toContain('A secret plan');
    expect(output).not.toContain('password');
    expect(output).not.toContain('not it, is it?');

    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    expect(await runCommand(own, 'audit-log', '--since', tomorrow)).toEqual({ code: 0, output: '' });
    expect((await runCommand(own, 'audit-log', '--until', tomorrow)).output).toBe(output);
    expect((await runCommand(own, 'audit-log', '--since', 'yesterday')).code).toBe(2);
    expect(await application.terminate()).toBe(0);
    // Still there for the next process.
    const again = await data.start({ ...environment, MONGODB_URI: '' });
    expect(
      (await ApiUser.signIn(again.url, 'chair@example.org', administratorEnvironment.ADMIN_PASSWORD)).token,
    ).toBeDefined();
    const all = entriesIn((await runCommand(own, 'audit-log', '--until', tomorrow)).output);
    expect(all.length).toBeGreaterThan(lines.length);
    const deniedOf = (action: string) => {
      const denied = all.filter((entry) => entry.action === action);
      const [first] = denied;
      const times = denied.reduce((sum, entry) => sum + entry.times, 0);
      return [first?.memberId, first?.outcome, first?.code, first?.clientAddress, times];
    };
    expect(deniedOf('Query.webhooks')).toEqual([idOf('observer'), 'REFUSED', 'FORBIDDEN', '127.0.0.1', 2]);
    expect(deniedOf('coEdit')).toEqual([idOf('observer'), 'REFUSED', 'FORBIDDEN', null, 1]);
    // Over HTTP, over a GraphQL socket, and over that of a draft.
    expect(deniedOf('authenticate')).toEqual([null, 'REFUSED', 'UNAUTHENTICATED', '127.0.0.1', 3]);
    await again.terminate();
  });
});
