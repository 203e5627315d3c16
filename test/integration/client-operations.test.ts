import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { build } from 'vite';
import WebSocket from 'ws';
import {
  ActivityPageDocument,
  ChoanError,
  createChoanClient,
  CreateKeyTaskDocument,
  KeyTaskDocument,
  KeyTasksDocument,
  PlansDocument,
  PlanTreeDocument,
  PresenceDocument,
  RenameKeyTaskDocument,
  TypedDocumentString,
  ViewerDocument,
  type ChoanClientOptions,
  type ChoanSession,
  type KeyTaskState,
} from '../../src/client/index.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { administratorEnvironment, assembleTaskForce, type TaskForce } from '../support/task-force.ts';

const password = administratorEnvironment.ADMIN_PASSWORD;
const persistedDocuments = fileURLToPath(
  new URL('../../src/client/generated/persisted-documents.json', import.meta.url),
);

let data: ApplicationData;
let application: ApplicationProcess;
let taskForce: TaskForce;
beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  taskForce = await assembleTaskForce(application.url);
}, 120_000);
afterAll(async () => data.remove());

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly query?: string; readonly extensions?: unknown };
}

/** A `fetch` that notes what is sent, and may lose an answer on its way back. */
function watchedFetch(loses: (sent: Sent, number: number) => boolean = () => false) {
  const sent: Sent[] = [];
  const watched = async (url: string, init: RequestInit): Promise<Response> => {
    const request: Sent = {
      headers: init.headers as Record<string, string>,
      body: JSON.parse(init.body as string) as Sent['body'],
    };
    sent.push(request);
    const lost = loses(request, sent.length);
    const response = await fetch(url, init);
    if (!lost) return response;
    await response.text();
    throw new TypeError('fetch failed');
  };
  return { fetch: watched, sent };
}

const clientOf = (options: Partial<ChoanClientOptions> = {}) =>
  createChoanClient({ url: application.url, ...options });

async function signedIn(person: 'lead' | 'first' | 'reviewer', options: Partial<ChoanClientOptions> = {}) {
  const client = clientOf(options);
  const session = await client.signIn({ email: `${person}@example.org`, password });
  return { client, session };
}

const newTask = (title: string) => ({
  input: {
    planId: taskForce.planId,
    strategyId: taskForce.strategyId,
    subcommitteeId: taskForce.subcommitteeId,
    title,
  },
});

async function titles(client: ReturnType<typeof createChoanClient>): Promise<string[]> {
  const { keyTasks } = await client.query(KeyTasksDocument, { first: 100 });
  return keyTasks.nodes.map(({ title }) => title);
}

/** What a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<ChoanError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChoanError);
  return error as ChoanError;
}

describe('the operations of choan/client', () => {
  it('have the types of what they take and give', async () => {
    const nobody = clientOf();
    expect((await nobody.query(ViewerDocument)).viewer).toBeNull();
    const { plans } = await nobody.query(PlansDocument, { first: 5 });
    expect(plans.nodes[0]?.title).toBe('제3차 클라우드컴퓨팅 기본계획');

    const { client } = await signedIn('lead');
    const { viewer } = await client.query(ViewerDocument);
    expect(viewer?.member.email).toBe('lead@example.org');
    const { createKeyTask } = await client.mutate(CreateKeyTaskDocument, newTask('유형이 있는 과제'));
    expect(createKeyTask.userErrors).toEqual([]);
    expectTypeOf(createKeyTask.keyTask!.state).toEqualTypeOf<KeyTaskState>();
    const { keyTask } = await client.query(KeyTaskDocument, { id: createKeyTask.keyTask!.id });
    if (keyTask?.__typename !== 'KeyTask') throw new Error('It is a key task.');
    expect(keyTask.draft?.id).toBe(createKeyTask.keyTask?.draft?.id);
    const { plan } = await client.query(PlanTreeDocument, { planId: taskForce.planId });
    if (plan?.__typename !== 'Plan') throw new Error('It is a plan.');
    expect(plan.keyTasks.nodes.map(({ title }) => title)).toContain('유형이 있는 과제');
    const { activity } = await client.query(ActivityPageDocument, {
      filter: { keyTaskId: keyTask.id },
    });
    expect(activity.nodes[0]).toMatchObject({ __typename: 'KeyTaskChanged', title: '유형이 있는 과제' });

    // @ts-expect-error A variable is missing.
    const wrong = () => client.query(KeyTaskDocument);
    // @ts-expect-error There is no such field.
    const wronger = () => client.mutate(CreateKeyTaskDocument, { input: { name: '' } });
    expect([wrong, wronger]).toHaveLength(2);
  });

  it('fail with the code, the id of the request and when to try again', async () => {
    expect(
      await errorOf(clientOf().signIn({ email: 'lead@example.org', password: 'another password' })),
    ).toMatchObject({ code: 'INVALID_CREDENTIALS' });
    const { client } = await signedIn('lead');
    const unknown = new TypedDocumentString<unknown, Record<string, never>>('{ nothing }');
    const invalid = await errorOf(client.query(unknown));
    expect(invalid).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', status: 400, retryAfter: null });
    expect(invalid.requestId).toMatch(/^[\w-]{36}$/);
    expect(invalid.errors).toHaveLength(1);
    // What a mutation refuses is part of its payload.
    const { renameKeyTask } = await client.mutate(RenameKeyTaskDocument, {
      input: { keyTaskId: taskForce.planId, title: '' },
    });
    expect(renameKeyTask.userErrors[0]?.code).toBe('INVALID_INPUT');

    const limited = clientOf({
      fetch: async () =>
        new Response(
          '{"errors":[{"message":"Slowly","extensions":{"code":"RATE_LIMITED","retryAfter":7}}]}',
          {
            status: 429,
          },
        ),
    });
    expect(await errorOf(limited.query(PlansDocument))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: 7,
    });
    const proxy = clientOf({ fetch: async () => new Response('<h1>Welcome</h1>', { status: 200 }) });
    expect(await errorOf(proxy.query(PlansDocument))).toMatchObject({
      code: 'MALFORMED_ANSWER',
      status: 200,
    });
  });

  it('are given up when their signal is aborted, and when an answer takes too long', async () => {
    const stop = new AbortController();
    const never = (_url: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const pending = clientOf({ fetch: never }).query(PlansDocument, {}, { signal: stop.signal });
    stop.abort(new Error('No longer wanted.'));
    await expect(pending).rejects.toThrow('No longer wanted.');
    const late = clientOf({ fetch: never, timeout: 1 }).mutate(RenameKeyTaskDocument, {
      input: { keyTaskId: '', title: '' },
    });
    expect((await errorOf(late)).code).toBe('NETWORK');
  });
});

describe('a mutation of choan/client', () => {
  it('is carried out once, also when its answer is lost', async () => {
    const { fetch, sent } = watchedFetch((_sent, number) => number === 2);
    const { client } = await signedIn('lead', { fetch });
    const { createKeyTask } = await client.mutate(CreateKeyTaskDocument, newTask('한 번만'));
    expect(createKeyTask.keyTask?.title).toBe('한 번만');
    const keys = sent.slice(1).map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect((await titles(client)).filter((title) => title === '한 번만')).toHaveLength(1);
  });

  it('has another key each time, unless it is given one', async () => {
    const { client } = await signedIn('lead');
    const again = newTask('두 번');
    const ids = new Set<string | undefined>();
    for (let count = 0; count < 2; count += 1)
      ids.add((await client.mutate(CreateKeyTaskDocument, again)).createKeyTask.keyTask?.id);
    expect(ids.size).toBe(2);
    const other = (await signedIn('lead')).client;
    const one = newTask('같은 열쇠');
    for (const who of [client, other])
      ids.add(
        (await who.mutate(CreateKeyTaskDocument, one, { idempotencyKey: 'mine' })).createKeyTask.keyTask?.id,
      );
    expect(ids.size).toBe(3);
    const reused = client.mutate(CreateKeyTaskDocument, newTask('다른 과제'), { idempotencyKey: 'mine' });
    expect(await errorOf(reused)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });
  });

  it('waits for the same one that is being carried out', async () => {
    let first = true;
    const { client } = await signedIn('lead', {
      fetch: async (url, init) => {
        if (!(init.headers as Record<string, string>)['idempotency-key'] || !first) return fetch(url, init);
        first = false;
        return new Response('{"errors":[{"message":"Running","extensions":{"code":"CONFLICT"}}]}', {
          status: 409,
          headers: { 'retry-after': '0' },
        });
      },
    });
    const { createKeyTask } = await client.mutate(CreateKeyTaskDocument, newTask('기다린 과제'));
    expect(createKeyTask.keyTask?.title).toBe('기다린 과제');
  });

  it('of nobody is sent once, as it has no key', async () => {
    const { fetch, sent } = watchedFetch(() => true);
    const lost = clientOf({ fetch }).mutate(CreateKeyTaskDocument, newTask('누구의 과제'));
    expect(await errorOf(lost)).toMatchObject({ code: 'NETWORK', status: null });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers).not.toHaveProperty('idempotency-key');
  });
});

describe('a query of choan/client', () => {
  it('is sent again when no answer comes, five times at most', async () => {
    const some = watchedFetch((_sent, number) => number < 3);
    await clientOf({ fetch: some.fetch }).query(PlansDocument);
    expect(some.sent).toHaveLength(3);
    const all = watchedFetch(() => true);
    expect((await errorOf(clientOf({ fetch: all.fetch }).query(PlansDocument))).code).toBe('NETWORK');
    expect(all.sent).toHaveLength(5);
  });
});

describe('the session of choan/client', () => {
  it('is renewed once for all requests that find the access token ended', async () => {
    const { session } = await signedIn('lead');
    const { fetch, sent } = watchedFetch();
    const sessions: (ChoanSession | null)[] = [];
    const client = clientOf({
      fetch,
      session: { ...session, accessToken: 'one.that.ended' },
      onSession: (renewed) => sessions.push(renewed),
    });
    const viewers = await Promise.all(Array.from({ length: 5 }, () => client.query(ViewerDocument)));
    expect(viewers.map(({ viewer }) => viewer?.member.displayName)).toEqual(Array(5).fill('lead'));
    expect(sent.filter(({ body }) => body.query?.includes('refreshSession'))).toHaveLength(1);
    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.refreshToken).not.toBe(session.refreshToken);
    expect(await client.accessToken(null)).toBe(sessions[0]?.accessToken);
    expect((await client.query(ViewerDocument)).viewer).not.toBeNull();
  });

  it('ends when the server refuses to renew it, and the requests with it', async () => {
    const { session, client: elsewhere } = await signedIn('lead');
    const sessions: (ChoanSession | null)[] = [];
    const client = clientOf({ session, onSession: (renewed) => sessions.push(renewed) });
    await elsewhere.signOut();
    const refused = await Promise.allSettled([client.query(ViewerDocument), client.query(PlansDocument)]);
    expect(refused).toMatchObject(
      Array(2).fill({ status: 'rejected', reason: { code: 'UNAUTHENTICATED', status: 401 } }),
    );
    expect(sessions).toEqual([null]);
    expect((await client.query(ViewerDocument)).viewer).toBeNull();
  });

  it('is kept while the server that would renew it cannot be reached', async () => {
    const { session } = await signedIn('lead');
    let down = true;
    const client = clientOf({
      session: { ...session, accessToken: 'one.that.ended' },
      fetch: (url, init) => {
        if (down && (init.body as string).includes('refreshSession')) throw new TypeError('fetch failed');
        return fetch(url, init);
      },
    });
    expect((await errorOf(client.query(ViewerDocument))).code).toBe('NETWORK');
    down = false;
    expect((await client.query(ViewerDocument)).viewer).not.toBeNull();
  });

  it('may be somebody else’s, who is told which token was turned away', async () => {
    const { session } = await signedIn('lead');
    const asked: (string | null)[] = [];
    const client = clientOf({
      getAccessToken: (rejected) => {
        asked.push(rejected);
        return rejected === null ? 'one.that.ended' : session.accessToken;
      },
    });
    expect((await client.query(ViewerDocument)).viewer).not.toBeNull();
    expect(asked).toEqual([null, 'one.that.ended', 'one.that.ended']);
  });

  it('is over after signing out', async () => {
    const { client, session } = await signedIn('lead');
    await client.signOut();
    expect((await client.query(ViewerDocument)).viewer).toBeNull();
    const ended = clientOf({ accessToken: session.accessToken });
    expect((await errorOf(ended.query(ViewerDocument))).code).toBe('UNAUTHENTICATED');
  });
});

describe('choan/client', () => {
  it('works with a server that runs nothing but its documents', async () => {
    const own = await ApplicationData.create();
    onTestFinished(() => own.remove());
    const { url } = await own.start({
      ...administratorEnvironment,
      TRUSTED_DOCUMENTS: persistedDocuments,
      TRUSTED_DOCUMENTS_ONLY: 'on',
    });
    const { fetch, sent } = watchedFetch();
    const client = createChoanClient({ url, fetch });
    const session = await client.signIn({ email: administratorEnvironment.ADMIN_EMAIL, password });
    expect((await client.query(ViewerDocument)).viewer?.member.roles).toContain('ADMINISTRATOR');
    // The first is sent as its text, and refused; from then on hashes do.
    expect(sent.map(({ body }) => body.query !== undefined)).toEqual([true, false, false]);
    const other = new TypedDocumentString<unknown, Record<string, never>>('{ viewer { expiresAt } }');
    expect((await errorOf(client.query(other))).code).toBe('QUERY_NOT_IN_SAFELIST');
    // Another one, which has to find that out over its socket.
    const subscriber = createChoanClient({ url, session, webSocketImpl: WebSocket });
    const presences = subscriber.subscribe(PresenceDocument, {
      draftId: toGlobalId('Draft', '0'.repeat(24)),
    });
    expect((await errorOf(presences.next())).code).toBe('NOT_FOUND');
  });

  it('is bundled for browsers without anything of Node', async () => {
    const result = await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        write: false,
        minify: false,
        lib: {
          entry: fileURLToPath(new URL('../../src/client/index.ts', import.meta.url)),
          formats: ['es'],
        },
      },
    });
    const [output] = [result].flat();
    if (output === undefined || !('output' in output)) throw new Error('Nothing was built.');
    const [chunk] = output.output;
    expect(chunk.imports).toEqual([]);
    // Vite puts this in the place of Node's own modules.
    expect(Object.keys(chunk.modules).filter((id) => id.includes('browser-external'))).toEqual([]);
    expect(Object.keys(chunk.modules).filter((id) => /node_modules\/(graphql|ws)\//.test(id))).toEqual([]);
  });
});
