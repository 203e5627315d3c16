import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { ApiUser, post } from '../support/graphql.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';

const userErrors = 'userErrors { code message field }';
const globalId = (type: string, hex: string) => Buffer.from(`${type}:${hex}`).toString('base64url');
/** Well formed, and of nothing. */
const unknownHex = 'f'.repeat(24);

let data: ApplicationData;
let app: ApplicationProcess;
let taskForce: TaskForce;
let keyTask: Awaited<ReturnType<typeof createKeyTask>>;
beforeAll(async () => {
  data = await ApplicationData.create();
  app = await data.start(administratorEnvironment);
  taskForce = await assembleTaskForce(app.url);
  keyTask = await createKeyTask(taskForce, '추진과제');
});
afterAll(async () => {
  await app.terminate();
  await data.remove();
});

/** Position of the newest entry of the activity log: it moves with every change. */
async function lastCursor(): Promise<string | undefined> {
  const { activity } = await taskForce.people.secretariat.query<{
    activity: { nodes: { cursor: string }[] };
  }>('{ activity(first: 100) { nodes { cursor } } }');
  return activity.nodes.at(-1)?.cursor;
}

interface Refusal {
  readonly code: string;
  readonly field: string[] | null;
  readonly message: string;
}

/** The user errors of a mutation, which must have changed nothing. */
async function refused(who: ApiUser, mutation: string, input: Record<string, unknown>): Promise<Refusal[]> {
  const before = await lastCursor();
  const name = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  const { result } = await who.query<{ result: { userErrors: Refusal[] } }>(
    `mutation ($input: ${name}Input!) { result: ${mutation}(input: $input) { ${userErrors} } }`,
    { input },
  );
  expect(result.userErrors.length).toBeGreaterThan(0);
  expect(await lastCursor()).toBe(before);
  return result.userErrors;
}

describe('ids', () => {
  it.each([
    ['of another type', () => taskForce.planId],
    ['that are no ids', () => 'nonsense'],
    ['that are empty', () => ''],
    ['of a database', () => Buffer.from(keyTask.id, 'base64url').toString().split(':')[1] ?? ''],
    ['of an unknown type', () => globalId('Passport', unknownHex)],
    ['with a tail', () => `${keyTask.id}AAAA`],
    ['that name an operator', () => Buffer.from('KeyTask:{"$ne":null}').toString('base64url')],
  ])('%s are refused by mutations, naming the field', async (_what, id) => {
    const [error] = await refused(taskForce.people.lead, 'renameKeyTask', { keyTaskId: id(), title: 'x' });
    expect(error).toMatchObject({ code: 'INVALID_INPUT', field: ['keyTaskId'] });
  });

  it('that are numbers or objects are ill-typed documents', async () => {
    const answer = await post(
      taskForce.people.lead,
      `mutation ($input: RenameKeyTaskInput!) { renameKeyTask(input: $input) { ${userErrors} } }`,
      { input: { keyTaskId: { $ne: null }, title: 'x' } },
    );
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
  });

  it('of nothing are NOT_FOUND to mutations', async () => {
    const [error] = await refused(taskForce.people.lead, 'renameKeyTask', {
      keyTaskId: globalId('KeyTask', unknownHex),
      title: 'x',
    });
    expect(error?.code).toBe('NOT_FOUND');
  });

  it('that are malformed, of nothing or invisible are all null to `node` and `nodes`', async () => {
    const member = taskForce.memberIds.lead;
    const ids = [member, keyTask.draft.id, keyTask.id, globalId('Member', unknownHex), 'nonsense', ''];
    const answer = await post({ url: app.url }, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ nodes: ids.map(() => null) });
    const seen = await taskForce.people.observer.query<{ nodes: ({ id: string } | null)[] }>(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
    );
    expect(seen.nodes.map((node) => node?.id ?? null)).toEqual([
      member,
      keyTask.draft.id,
      keyTask.id,
      null,
      null,
      null,
    ]);
  });

  it('more than a hundred at once are refused', async () => {
    const ids = Array.from({ length: 101 }, () => keyTask.id);
    const answer = await post(taskForce.people.lead, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids,
    });
    expect(answer.errors?.[0]?.extensions?.code).toBe('INVALID_INPUT');
  });

  it('of a draft that may not be seen are answered like those of none, also over WebSocket', async () => {
    const answerTo = async (draftId: string) => {
      const client = createClient({
        url: `${app.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
      });
      const ended = await new Promise((resolve) => {
        client.subscribe(
          {
            query: 'subscription ($draftId: ID!) { presence(draftId: $draftId) { since } }',
            variables: { draftId },
          },
          { next: resolve, error: resolve, complete: () => resolve('complete') },
        );
      });
      await client.dispose();
      return ended;
    };
    const invisible = await answerTo(keyTask.draft.id);
    expect(invisible).toEqual(await answerTo(globalId('Draft', unknownHex)));
    expect(JSON.stringify(invisible)).toMatch(/NOT_FOUND|UNAUTHENTICATED/);
  });
});

describe('an actor', () => {
  it.each(['activity { pageInfo { hasNextPage } }', 'unreadActivity { count }'])(
    'that is named twice, and is not the same, is refused: %s',
    async (field) => {
      const { first, second } = taskForce.memberIds;
      const answer = await post(
        taskForce.people.lead,
        `query ($filter: ActivityFilter) { ${field.replace(' ', '(filter: $filter) ')} }`,
        { filter: { actorId: first, memberId: second } },
      );
      expect(answer.errors?.map(({ extensions }) => extensions)).toMatchObject([
        { code: 'INVALID_INPUT', field: ['filter', 'memberId'] },
      ]);
    },
  );
});

describe('texts', () => {
  it.each([
    ['empty', ''],
    ['blank', ' \t\n\u3000 '],
    ['too long', '가'.repeat(301)],
    ['with control characters', 'a\u0000b'],
    ['with a lone surrogate', 'a\ud800b'],
  ])('that are %s are refused, naming the field', async (_what, title) => {
    const create = { planId: taskForce.planId, subcommitteeId: taskForce.subcommitteeId, title };
    const rename = { keyTaskId: keyTask.id, title };
    for (const [error] of [
      await refused(taskForce.people.lead, 'createKeyTask', create),
      await refused(taskForce.people.lead, 'renameKeyTask', rename),
    ]) {
      expect(error).toMatchObject({ code: 'INVALID_INPUT', field: ['title'] });
    }
  });

  it('of the greatest length are taken, counted as a person counts', async () => {
    const title = '가'.repeat(300);
    const { keyTask: created } = await taskForce.people.lead.mutate<{ keyTask: { title: string } }>(
      `mutation ($input: CreateKeyTaskInput!) { result: createKeyTask(input: $input) { keyTask { title } ${userErrors} } }`,
      { planId: taskForce.planId, subcommitteeId: taskForce.subcommitteeId, title },
    );
    expect(created.title).toBe(title);
  });
});

describe('numbers and cursors', () => {
  it.each([0, -1, 101, 2147483647])('first: %d is refused', async (first) => {
    const answer = await post(
      taskForce.people.lead,
      'query ($first: Int) { keyTasks(first: $first) { nodes { id } } }',
      { first },
    );
    expect(answer.errors?.map((error) => error.extensions?.code)).toEqual(['INVALID_INPUT']);
  });

  it.each([
    'nonsense',
    '',
    Buffer.from('[{"$gt":""}]').toString('base64url'),
    Buffer.from('["x","y","z"]').toString('base64url'),
  ])('a cursor that no list gave out is refused: %j', async (after) => {
    for (const field of ['keyTasks', 'plans', 'members', 'activity']) {
      const query = `query ($after: String) { ${field}(after: $after) { pageInfo { hasNextPage } } }`;
      const answer = await post(taskForce.people.lead, query, { after });
      expect(answer.errors?.map((error) => `${field} ${error.extensions?.code}`)).toEqual([
        `${field} INVALID_INPUT`,
      ]);
    }
  });
});

describe('tokens', () => {
  const asViewer = (token: string) =>
    post({ url: app.url, token }, '{ viewer { member { id } } plans { nodes { id } } }');
  const expectRefused = async (token: string) => {
    const answer = await asViewer(token);
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer.data).toBeUndefined();
    const client = createClient({
      url: `${app.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const ended = await new Promise((resolve) => {
      client.subscribe(
        { query: '{ plans { nodes { id } } }' },
        { next: resolve, error: resolve, complete: () => resolve(null) },
      );
    });
    expect(ended).toMatchObject({ code: 4403 });
  };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('that are forged are refused over HTTP and WebSocket', async () => {
    const token = taskForce.people.lead.token ?? '';
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const head = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
    const admin = part({ ...claims, sub: unknownHex });
    await expectRefused(`${header}.${admin}.${signature}`);
    await expectRefused(`${part({ ...head, alg: 'none' })}.${payload}.`);
    const forged = createHmac('sha256', 'a guessed key of thirty-two characters')
      .update(`${header}.${payload}`)
      .digest('base64url');
    await expectRefused(`${header}.${payload}.${forged}`);
    await expectRefused('x'.repeat(5000));
  });

  it('that have expired are refused though their signature is good', async () => {
    const secret = readFileSync(join(data.folder, 'secret'), 'utf8').trim();
    const [header = '', payload = ''] = (taskForce.people.lead.token ?? '').split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iat: number; exp: number };
    const sign = (exp: number) => {
      const body = `${header}.${part({ ...claims, exp })}`;
      return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
    };
    // So that what is refused below is refused for its age.
    expect((await asViewer(sign(claims.exp + 1))).status).toBe(200);
    await expectRefused(sign(Math.floor(Date.now() / 1000) - 120));
  });

  it('of a session that has ended are refused, and its sockets are closed within a second', async () => {
    const user = await ApiUser.signIn(
      app.url,
      'observer@example.org',
      administratorEnvironment.ADMIN_PASSWORD,
    );
    const client = createClient({
      url: `${app.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${user.token}` },
    });
    const started = new Promise((resolve) => client.on('connected', resolve));
    const ended = new Promise((resolve) => {
      client.subscribe(
        { query: 'subscription { activity { cursor } }' },
        { next: () => undefined, error: resolve, complete: () => resolve(null) },
      );
    });
    await started;
    const answer = await post(user, `mutation { signOut { ${userErrors} } }`);
    expect(answer.errors).toBeUndefined();
    const late = new Promise((resolve) => setTimeout(() => resolve('late'), 1000).unref());
    expect(await Promise.race([ended, late])).toMatchObject({ code: 4403 });
    await expectRefused(user.token ?? '');
    // The member's other sessions are not.
    expect((await asViewer(taskForce.people.observer.token ?? '')).status).toBe(200);
  });

  it('for refreshing that are unknown or used twice are refused', async () => {
    const refresh = (refreshToken: string) =>
      post(
        { url: app.url },
        `mutation ($input: RefreshSessionInput!) { result: refreshSession(input: $input) { session { refreshToken accessToken } ${userErrors} } }`,
        { input: { refreshToken } },
      );
    for (const unknown of ['', 'nonsense', 'x'.repeat(10_000)]) {
      expect(JSON.stringify(await refresh(unknown))).toMatch(
        /UNAUTHENTICATED|INVALID_CREDENTIALS|INVALID_INPUT/,
      );
    }
    const { session } = await new ApiUser(app.url).mutate<{
      session: { refreshToken: string; accessToken: string };
    }>(
      `mutation ($input: SignInInput!) { result: signIn(input: $input) { session { refreshToken accessToken } ${userErrors} } }`,
      { email: 'second@example.org', password: administratorEnvironment.ADMIN_PASSWORD },
    );
    const first = (await refresh(session.refreshToken)).data as {
      result: { session: { accessToken: string } | null };
    };
    expect(first.result.session).not.toBeNull();
    expect(JSON.stringify(await refresh(session.refreshToken))).toMatch(
      /UNAUTHENTICATED|INVALID_CREDENTIALS/,
    );
    await expectRefused(first.result.session?.accessToken ?? '');
  });

  it('too many wrong passwords are RATE_LIMITED at the top level, with when to try again', async () => {
    const attempt = () =>
      post(
        { url: app.url },
        `mutation ($input: SignInInput!) { result: signIn(input: $input) { session { accessToken } ${userErrors} } }`,
        { input: { email: 'nobody@example.org', password: 'wrong password' } },
      );
    let answer = await attempt();
    expect(JSON.stringify(answer.data)).toContain('INVALID_CREDENTIALS');
    for (let count = 0; count < 30 && answer.errors === undefined; count += 1) answer = await attempt();
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: expect.any(Number) as number,
    });
  });
});

describe('rights', () => {
  it('nobody signed in changes nothing', async () => {
    const before = await lastCursor();
    const answer = await post(
      { url: app.url },
      `mutation ($input: RenameKeyTaskInput!) { renameKeyTask(input: $input) { ${userErrors} } }`,
      { input: { keyTaskId: keyTask.id, title: 'x' } },
    );
    expect(answer.errors?.map((error) => error.extensions?.code)).toEqual(['UNAUTHENTICATED']);
    expect(await lastCursor()).toBe(before);
  });

  it('an observer is told that it may not', async () => {
    const [error] = await refused(taskForce.people.observer, 'renameKeyTask', {
      keyTaskId: keyTask.id,
      title: 'x',
    });
    expect(error?.code).toBe('FORBIDDEN');
  });

  it('nobody signed in sees no member, draft or internal event', async () => {
    const anonymous = new ApiUser(app.url);
    const { plans, activity, keyTasks } = await anonymous.query<Record<string, { nodes: unknown[] }>>(
      '{ plans { nodes { title } } activity(first: 100) { nodes { kind } } keyTasks { nodes { title } } }',
    );
    expect(plans?.nodes).toHaveLength(1);
    expect(JSON.stringify(activity)).not.toContain('MEMBERSHIP_CHANGED');
    expect(keyTasks?.nodes).toEqual([]);
    const members = await post(anonymous, '{ members { nodes { id } } }');
    expect(members.data).toBeNull();
    expect(members.errors?.map((error) => error.extensions?.code)).toEqual(['UNAUTHENTICATED']);
  });
});

describe('doing it twice', () => {
  it('the same account or subcommittee is ALREADY_EXISTS, also at the same time', async () => {
    const admin = await ApiUser.signIn(
      app.url,
      administratorEnvironment.ADMIN_EMAIL,
      administratorEnvironment.ADMIN_PASSWORD,
    );
    const mutation = `mutation ($input: CreateSubcommitteeInput!) { result: createSubcommittee(input: $input) { ${userErrors} } }`;
    const codes = await Promise.all(
      Array.from({ length: 5 }, () => admin.refusals(mutation, { slug: 'twice', name: '두 번' })),
    );
    expect(codes.filter((list) => list.length === 0)).toHaveLength(1);
    expect(codes.filter((list) => list[0] === 'ALREADY_EXISTS')).toHaveLength(4);
    const member = { email: 'LEAD@example.org', displayName: 'x', organisation: 'x', sector: 'GOVERNMENT' };
    const [error] = await refused(admin, 'createMember', member);
    expect(error?.code).toBe('ALREADY_EXISTS');
  });

  it('the same seat again changes nothing', async () => {
    const before = await lastCursor();
    const input = {
      memberId: taskForce.memberIds.first,
      subcommitteeId: taskForce.subcommitteeId,
      role: 'MEMBER',
    };
    const mutation = `mutation ($input: SeatMemberInput!) { result: seatMember(input: $input) { ${userErrors} } }`;
    expect(await taskForce.people.secretariat.refusals(mutation, input)).toEqual([]);
    expect(await lastCursor()).toBe(before);
  });

  it('two renames at once leave one of the two titles, and say so', async () => {
    const mutation = `mutation ($input: RenameKeyTaskInput!) { result: renameKeyTask(input: $input) { keyTask { title } ${userErrors} } }`;
    const results = await Promise.all(
      ['하나', '둘'].map((title) =>
        taskForce.people.lead.refusals(mutation, { keyTaskId: keyTask.id, title }),
      ),
    );
    expect(results.flat().every((code) => code === 'CONFLICT')).toBe(true);
    const { node } = await taskForce.people.lead.query<{ node: { title: string } }>(
      'query ($id: ID!) { node(id: $id) { ... on KeyTask { title } } }',
      { id: keyTask.id },
    );
    expect(['하나', '둘']).toContain(node.title);
  });
});
