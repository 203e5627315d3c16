import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecretBox, SealedTextError } from '../../src/auth/secret-box.ts';
import type { Database } from '../../src/database/store.ts';
import { createIdempotencyKeys, type Begun, type IdempotencyKeys } from '../../src/idempotency/keys.ts';
import { createIdempotencyStore, type IdempotencyStore } from '../../src/idempotency/store.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { openTestDatabase } from '../support/database.ts';
import { newId } from '../support/plan-services.ts';
import { administratorEnvironment, assembleTaskForce, type TaskForce } from '../support/task-force.ts';

describe('idempotency keys', () => {
  let database: Database;
  let drop: () => Promise<void>;
  let store: IdempotencyStore;
  let keys: IdempotencyKeys;
  let now = Date.now();
  let memberId: string;
  const box = createSecretBox('a secret of at least 32 characters!', 'tests');
  beforeAll(async () => {
    ({ database, drop } = await openTestDatabase());
    store = createIdempotencyStore(database);
    await database.prepare();
    keys = createIdempotencyKeys({ store, clock: () => new Date(now), box });
  });
  afterAll(() => drop());
  beforeEach(() => {
    memberId = newId();
  });

  const begin = (request = 'request', key = 'key') => keys.begin({ memberId, key, request });

  function requestOf(begun: Begun) {
    if (begun.outcome !== 'NEW') throw new Error(`It is ${begun.outcome}.`);
    return begun.request;
  }

  it('let a request through once, then give its answer', async () => {
    const request = requestOf(await begin());
    expect(await begin()).toEqual({ outcome: 'RUNNING' });
    await request.finish('{"data":1}');
    expect(await begin()).toEqual({ outcome: 'ANSWERED', answer: '{"data":1}' });
    expect(await begin('another request')).toEqual({ outcome: 'REUSED' });
    expect((await begin('another request', 'another key')).outcome).toBe('NEW');
    memberId = newId();
    expect((await begin('the same key of another member')).outcome).toBe('NEW');
  });

  it('let one of many through that come at once', async () => {
    const begun = await Promise.all(Array.from({ length: 20 }, () => begin()));
    expect(begun.filter(({ outcome }) => outcome === 'NEW')).toHaveLength(1);
    expect(begun.filter(({ outcome }) => outcome === 'RUNNING')).toHaveLength(19);
  });

  it('let a request through again that failed and changed nothing, and not one that did', async () => {
    await requestOf(await begin()).fail('failed');
    const request = requestOf(await begin());
    await database.transaction((session) => request.onCommit.inTransaction(session));
    await request.fail('failed in the end');
    expect(await begin()).toEqual({ outcome: 'ANSWERED', answer: 'failed in the end' });
  });

  it('let a request through again whose process died before it changed anything, and that one changes nothing any more', async () => {
    const dead = requestOf(await begin());
    now += 61_000;
    const request = requestOf(await begin());
    expect(await begin()).toEqual({ outcome: 'RUNNING' });
    await expect(database.transaction((session) => dead.onCommit.inTransaction(session))).rejects.toThrow(
      'taken over',
    );
    await database.transaction((session) => request.onCommit.inTransaction(session));
    await dead.finish('too late');
    await request.finish('in time');
    expect(await begin()).toEqual({ outcome: 'ANSWERED', answer: 'in time' });
  });

  it('say that the answer is lost when the process died after the change', async () => {
    const request = requestOf(await begin());
    await database.transaction((session) => request.onCommit.inTransaction(session));
    now += 61_000;
    expect(await begin()).toEqual({ outcome: 'ANSWER_LOST' });
  });

  it('say that the answer is lost when the process died while it changed something outside of a transaction', async () => {
    const request = requestOf(await begin());
    await request.onCommit.beforehand?.();
    now += 61_000;
    expect(await begin()).toEqual({ outcome: 'ANSWER_LOST' });
    await request.fail('failed');
    expect(await begin()).toEqual({ outcome: 'ANSWERED', answer: 'failed' });
  });

  it('say so when the answer was sealed with another secret', async () => {
    await requestOf(await begin()).finish('{"data":1}');
    const others = createSecretBox('another secret of 32 characters!!', 'tests');
    const rotated = createIdempotencyKeys({
      store,
      clock: () => new Date(now),
      box: { ...others, digest: (text) => box.digest(text) },
    });
    expect(await rotated.begin({ memberId, key: 'key', request: 'request' })).toEqual({
      outcome: 'ANSWER_LOST',
    });
  });

  it('keep no hash of a request that could be tried without the secret', async () => {
    await requestOf(await begin('a password')).finish('done');
    const record = await store.find(`${memberId}:key`);
    expect(record?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(record?.fingerprint).not.toBe(createHash('sha256').update('a password').digest('hex'));
  });

  it('do not keep a change as made that was undone', async () => {
    const request = requestOf(await begin());
    const undone = database.transaction(async (session) => {
      await request.onCommit.inTransaction(session);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    now += 61_000;
    expect((await begin()).outcome).toBe('NEW');
  });

  it('keep answers sealed, each in its place', async () => {
    await requestOf(await begin()).finish('a token');
    const record = await store.find(`${memberId}:key`);
    expect(record?.answer).not.toContain('token');
    expect(() => box.open(record?.answer ?? '', 'elsewhere')).toThrow(SealedTextError);
    const other = createSecretBox('another secret of 32 characters!!', 'tests');
    expect(() => other.open(record?.answer ?? '', `${memberId}:key`)).toThrow(SealedTextError);
  });
});

describe('a mutation with an Idempotency-Key', { timeout: 120_000 }, () => {
  let data: ApplicationData;
  let application: ApplicationProcess;
  let taskForce: TaskForce;
  beforeAll(async () => {
    data = await ApplicationData.create();
    application = await data.start(administratorEnvironment);
    taskForce = await assembleTaskForce(application.url);
  }, 120_000);
  afterAll(async () => {
    await application.terminate();
    await data.remove();
  });

  const create =
    'mutation ($input: CreateStrategyInput!) { createStrategy(input: $input) { strategy { id } userErrors { code } } }';

  /** As the secretariat, unless another token is given, or null for nobody. */
  async function send(
    key: string,
    body: object,
    token: string | null | undefined = taskForce.people.secretariat.token,
  ) {
    const response = await fetch(`${application.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token === null || token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
    const { headers, status } = response;
    const text = await response.text();
    const codes = (JSON.parse(text) as { errors?: { extensions: { code: string } }[] }).errors?.map(
      ({ extensions }) => extensions.code,
    );
    return {
      status,
      text,
      codes,
      replayed: headers.get('idempotency-replayed'),
      retryAfter: headers.get('retry-after'),
    };
  }

  const strategy = (title: string) => ({
    query: create,
    variables: { input: { planId: taskForce.planId, title } },
  });
  async function titled(title: string): Promise<number> {
    const secretariat = taskForce.people.secretariat.at(application.url);
    const { plan } = await secretariat.query<{ plan: { strategies: { title: string }[] } }>(
      'query ($id: ID!) { plan: node(id: $id) { ... on Plan { strategies { title } } } }',
      { id: taskForce.planId },
    );
    return plan.strategies.filter((one) => one.title === title).length;
  }

  it('is carried out once and answered alike, in quotes or not', async () => {
    const first = await send('"key-1"', strategy('once'));
    expect(first).toMatchObject({ status: 200, replayed: null });
    for (const key of ['"key-1"', 'key-1'])
      expect(await send(key, strategy('once'))).toEqual({ ...first, replayed: 'true' });
    expect(await titled('once')).toBe(1);
    expect(await send('key-1', strategy('something else'))).toMatchObject({
      status: 422,
      codes: ['IDEMPOTENCY_KEY_REUSED'],
    });
    expect(await titled('something else')).toBe(0);
  });

  it('is carried out once when it comes twenty times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('key-2', strategy('at once'))));
    expect(await titled('at once')).toBe(1);
    for (const { status, codes, retryAfter } of answers)
      if (status !== 200)
        expect({ status, codes, retryAfter }).toEqual({ status: 409, codes: ['CONFLICT'], retryAfter: '1' });
    expect(await send('key-2', strategy('at once'))).toMatchObject({ status: 200, replayed: 'true' });
  });

  it('that was refused is answered with the same refusal', async () => {
    const { observer } = taskForce.people;
    const first = await send('key-3', strategy('not theirs'), observer.token);
    expect(first.text).toContain('FORBIDDEN');
    expect(await send('key-3', strategy('not theirs'), observer.token)).toEqual({
      ...first,
      replayed: 'true',
    });
  });

  it('that was invalid is not kept: it is answered anew, with the same status', async () => {
    const wrong = { query: create, variables: { input: { planId: 7 } } };
    for (let count = 0; count < 2; count += 1)
      expect(await send('key-7', wrong)).toMatchObject({ status: 400, replayed: null });
  });

  it('that was refused because of too many attempts is tried again', async () => {
    const { token } = taskForce.people.second;
    const change = {
      query:
        'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }',
      variables: { input: { currentPassword: 'wrong', newPassword: 'another long enough password' } },
    };
    let last = await send('key-8-0', change, token);
    for (let count = 1; last.codes?.[0] !== 'RATE_LIMITED'; count += 1)
      last = await send(`key-8-${count}`, change, token);
    expect(await send('key-9', change, token)).toMatchObject({ codes: ['RATE_LIMITED'], replayed: null });
    expect(await send('key-9', change, token)).toMatchObject({ codes: ['RATE_LIMITED'], replayed: null });
  });

  it('is known again by another process', async () => {
    const first = await send('key-4', strategy('remembered'));
    await application.kill();
    application = await data.start(administratorEnvironment);
    expect(await send('key-4', strategy('remembered'))).toEqual({ ...first, replayed: 'true' });
    expect(await titled('remembered')).toBe(1);
  });

  it.each([
    ['nobody is signed in', 'key-5', null],
    ['the key is empty', '""', undefined],
    ['the key is too long', 'x'.repeat(201), undefined],
    ['the key has other characters', 'k e y', undefined],
  ])('is refused when %s', async (_what, key, token) => {
    expect(await send(key, strategy('refused'), token)).toMatchObject({
      status: 400,
      codes: ['BAD_REQUEST'],
    });
    expect(await titled('refused')).toBe(0);
  });

  it('is said nothing of in a query', async () => {
    const query = { query: '{ viewer { member { id } } }' };
    const first = await send('key-6', query);
    expect(first).toMatchObject({ status: 200, replayed: null });
    expect(await send('key-6', query)).toEqual(first);
  });
});
