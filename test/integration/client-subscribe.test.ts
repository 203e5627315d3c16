import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import * as Y from 'yjs';
import { createAccessTokens } from '../../src/auth/access-tokens.ts';
import {
  ActivityDocument,
  connectDraft,
  createChoanClient,
  PresenceDocument,
  RenameKeyTaskDocument,
  TypedDocumentString,
  type ChoanClient,
  type ChoanClientOptions,
  type ChoanSession,
  type DraftConnection,
  type PresenceSubscription,
  type SubscribeOptions,
  type Subscription,
} from '../../src/client/index.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { OutageProxy } from '../support/outage-proxy.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type Person,
  type TaskForce,
} from '../support/task-force.ts';

const password = administratorEnvironment.ADMIN_PASSWORD;
const secret = 'a key that signs the access tokens of a test';
/** So that a subscription comes back soon. */
const soon = { longestRetryDelay: 200 };

let data: ApplicationData;
let application: ApplicationProcess;
let environment: Record<string, string>;
let taskForce: TaskForce;
let keyTask: { id: string; draft: { id: string; collaborationPath: string } };
beforeAll(async () => {
  data = await ApplicationData.create();
  environment = { ...administratorEnvironment, AUTH_SECRET: secret };
  application = await data.start(environment);
  // It comes back at the same address.
  environment['PORT'] = new URL(application.url).port;
  taskForce = await assembleTaskForce(application.url);
  keyTask = await createKeyTask(taskForce, '여럿이 쓰는 과제');
}, 120_000);
afterAll(async () => data.remove());

const clientOf = (options: Partial<ChoanClientOptions> = {}) =>
  createChoanClient({ url: application.url, webSocketImpl: WebSocket, ...options });

async function signedIn(person: Person, options: Partial<ChoanClientOptions> = {}) {
  const client = clientOf(options);
  const session = await client.signIn({ email: `${person}@example.org`, password });
  return { client, session };
}

type Presences = Subscription<PresenceSubscription>;

/** Who has the draft open. Ended with the test. */
function followPresence(client: ChoanClient, options: SubscribeOptions = {}): Presences {
  const presences = client.subscribe(
    PresenceDocument,
    { draftId: keyTask.draft.id },
    { ...soon, ...options },
  );
  onTestFinished(async () => void (await presences.return()));
  return presences;
}

/** Reads until the list names these, with a star for who only reads. Lists in between may be left out. */
async function readUntil(presences: Presences, names: readonly string[]): Promise<void> {
  for (;;) {
    const { value } = await presences.next();
    if (value === undefined) throw new Error('The subscription has ended.');
    const present = value.presence.map(({ member, editing }) => `${member.displayName}${editing ? '' : '*'}`);
    if (present.join() === names.join()) return;
  }
}

/** Somebody opens the draft. Leaves with the test. */
function open(person: Person): DraftConnection {
  const connection = connectDraft({
    url: application.url,
    collaborationPath: keyTask.draft.collaborationPath,
    doc: new Y.Doc(),
    getAccessToken: () => taskForce.people[person].token ?? null,
    WebSocket,
    ...soon,
  });
  onTestFinished(() => connection.destroy());
  return connection;
}

/** Figures of the server, by name. */
async function figures(): Promise<Record<'subscriptions' | 'sockets', number>> {
  const text = await (await fetch(`${application.url}/metrics`)).text();
  const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  return { subscriptions: figure('graphql_subscriptions_active'), sockets: figure('graphql_sockets_open') };
}

/** Resolves once the server has so many subscriptions, over so many sockets. */
async function serverHas(subscriptions: number, sockets: number): Promise<void> {
  await expect.poll(figures, { timeout: 20_000 }).toEqual({ subscriptions, sockets });
}

describe('a subscription of choan/client', () => {
  it('tells who has a draft open, from the first list on, while members come and go', async () => {
    const { client } = await signedIn('observer');
    const presences = followPresence(client);
    const { value } = await presences.next();
    expectTypeOf(value).toEqualTypeOf<PresenceSubscription | undefined>();
    expect(value).toEqual({ presence: [] });
    const first = open('first');
    await readUntil(presences, ['first']);
    const reviewer = open('reviewer');
    await readUntil(presences, ['first', 'reviewer*']);
    first.destroy();
    await readUntil(presences, ['reviewer*']);
    reviewer.destroy();
    await readUntil(presences, []);

    // @ts-expect-error A variable is missing.
    const wrong = () => client.subscribe(PresenceDocument);
    expect(wrong).toBeTypeOf('function');
  });

  it('goes on over a restart and a crash of the server', async () => {
    const { client } = await signedIn('observer');
    const presences = followPresence(client);
    open('first');
    for (const end of ['terminate', 'kill'] as const) {
      await readUntil(presences, ['first']);
      const second = open('second');
      await readUntil(presences, ['first', 'second']);
      await application[end]();
      // Who leaves meanwhile is not there afterwards.
      second.destroy();
      application = await data.start(environment);
    }
    await readUntil(presences, ['first']);
  }, 120_000);

  it('goes on when its socket is cut', async () => {
    const proxy = await OutageProxy.startFor(new URL(application.url).host);
    onTestFinished(() => proxy.stop());
    const { client } = await signedIn('observer', { url: `http://${proxy.address}` });
    let interruptions = 0;
    let lost = () => {};
    const interrupted = new Promise<void>((resolve) => (lost = resolve));
    const presences = followPresence(client, {
      onInterruption: () => {
        interruptions += 1;
        // The second one is of an attempt to come back.
        if (interruptions === 2) lost();
      },
    });
    await readUntil(presences, []);
    proxy.begin('refusing');
    await interrupted;
    open('first');
    proxy.end();
    await readUntil(presences, ['first']);
  });

  it('gets a new access token when its own ends while it runs', async () => {
    const { session } = await signedIn('observer');
    const { sub = '', sid } = decodeJwt<{ sid: string }>(session.accessToken);
    // One that was issued almost a minute ago, and ends in some seconds.
    const clock = () => new Date(Date.now() - 54_000);
    const issuer = createAccessTokens({ secret, minutes: 1, clock });
    const { token } = await issuer.issue({ memberId: sub, sessionId: sid });
    const sessions: (ChoanSession | null)[] = [];
    const client = clientOf({
      session: { ...session, accessToken: token },
      onSession: (renewed) => sessions.push(renewed),
    });
    const told: unknown[] = [];
    const presences = followPresence(client, { onInterruption: (error) => told.push(error) });
    await readUntil(presences, []);
    expect(sessions).toEqual([]);
    // The list of the next subscription.
    await readUntil(presences, []);
    expect(told).toMatchObject([{ code: 4403, reason: 'The access token has expired' }]);
    expect(sessions).toHaveLength(1);
    open('first');
    await readUntil(presences, ['first']);
  });

  it('tells of a server that opens the socket and says nothing more, and tries another one', async () => {
    const mute = await MuteServer.start();
    onTestFinished(() => mute.stop());
    const told: unknown[] = [];
    const client = clientOf({ url: mute.url, longestOpening: 500 });
    followPresence(client, { onInterruption: (error) => told.push(error) });
    await expect.poll(() => mute.opened, { timeout: 10_000 }).toBeGreaterThan(2);
    const message = 'The server did not acknowledge the connection in time.';
    expect(told).toContainEqual(expect.objectContaining({ name: 'ChoanError', code: 'NETWORK', message }));
  });

  it('is told of an access token that never comes, and asks for another one', async () => {
    const { session } = await signedIn('observer');
    let asked = 0;
    const client = clientOf({
      timeout: 2000,
      getAccessToken: () => {
        asked += 1;
        return asked === 1 ? new Promise<never>(() => undefined) : session.accessToken;
      },
    });
    const told: unknown[] = [];
    const presences = followPresence(client, { onInterruption: (error) => told.push(error) });
    await readUntil(presences, []);
    expect(told[0]).toMatchObject({ name: 'ChoanError', code: 'ACCESS_TOKEN_TIMEOUT' });
  });

  it('is told so as well by a server that has no time to wait for an access token', async () => {
    const impatient = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(impatient, 'listening');
    onTestFinished(() => impatient.close());
    impatient.on('connection', (socket) => socket.close(4408, 'Connection initialisation timeout'));
    const client = clientOf({
      url: `http://127.0.0.1:${(impatient.address() as AddressInfo).port}`,
      getAccessToken: () => new Promise<never>(() => undefined),
    });
    const told = await new Promise((resolve) => followPresence(client, { onInterruption: resolve }));
    expect(told).toMatchObject({ name: 'ChoanError', code: 'ACCESS_TOKEN_TIMEOUT' });
  });

  it('ends with the coded error of a draft that is not there, and of a document that is none', async () => {
    const { client } = await signedIn('observer');
    const gone = client.subscribe(PresenceDocument, { draftId: toGlobalId('Draft', 'f'.repeat(24)) });
    await expect(gone.next()).rejects.toMatchObject({ name: 'ChoanError', code: 'NOT_FOUND' });
    const other = client.subscribe(PresenceDocument, { draftId: keyTask.id });
    await expect(other.next()).rejects.toMatchObject({ name: 'ChoanError', code: 'INVALID_INPUT' });
    const document = new TypedDocumentString<unknown, Record<string, never>>('subscription { nothing }');
    const wrong = client.subscribe(document);
    await expect(wrong.next()).rejects.toMatchObject({
      name: 'ChoanError',
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
    const nobody = clientOf().subscribe(PresenceDocument, { draftId: keyTask.draft.id });
    await expect(nobody.next()).rejects.toMatchObject({ name: 'ChoanError', code: 'NOT_FOUND' });
    await serverHas(0, 0);
  });

  it('ends when the session does', async () => {
    const { client } = await signedIn('observer');
    const presences = followPresence(client);
    await readUntil(presences, []);
    const ended = presences.next();
    await client.signOut();
    await expect(ended).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is over on the server too when its loop is left, its signal aborted or its end asked for', async () => {
    await serverHas(0, 0);
    const { client } = await signedIn('observer');
    const stop = new AbortController();
    const aborted = followPresence(client, { signal: stop.signal });
    const returned = followPresence(client);
    await aborted.next();
    await returned.next();
    for await (const { presence } of followPresence(client)) {
      expect(presence).toEqual([]);
      await serverHas(3, 1);
      break;
    }
    await serverHas(2, 1);
    stop.abort();
    await serverHas(1, 1);
    expect(await aborted.next()).toEqual({ done: true, value: undefined });
    await returned.return();
    await serverHas(0, 0);
    // Also one that is ended while its socket is being opened.
    const early = followPresence(client);
    await new Promise((resolve) => setImmediate(resolve));
    await early.return();
    await serverHas(0, 0);
  });

  it('has every event of the activity log, over a restart', async () => {
    const { client } = await signedIn('lead');
    const filter = { keyTaskId: keyTask.id, kinds: ['KEY_TASK_CHANGED'] } as const;
    const events = client.subscribe(ActivityDocument, { filter }, soon);
    onTestFinished(async () => void (await events.return()));
    const titles = ['하나', '둘', '셋', '넷'];
    const read: string[] = [];
    const readOne = async () => {
      const event = (await events.next()).value?.activity;
      if (event?.__typename === 'KeyTaskChanged') read.push(event.title);
    };
    // It begins where the log ends now, which is known once it has been answered.
    await serverHas(1, 1);
    for (const title of titles.slice(0, 2)) await rename(client, title);
    await readOne();
    await application.terminate();
    application = await data.start(environment);
    for (const title of titles.slice(2)) await rename(client, title);
    while (read.length < titles.length) await readOne();
    expect(read).toEqual(titles);
  });
});

/** A server that takes a WebSocket, and then neither says anything nor hears that it is to be closed. */
class MuteServer {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('upgrade', ({ headers }, socket: Socket) => {
      this.#sockets.push(socket);
      const accept = createHash('sha1')
        .update(`${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      const answer = [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Protocol: graphql-transport-ws',
        `Sec-WebSocket-Accept: ${accept}`,
      ];
      socket.on('error', () => undefined).resume();
      socket.write(`${answer.join('\r\n')}\r\n\r\n`);
    });
  }

  static async start(): Promise<MuteServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MuteServer(server);
  }

  /** How many sockets it has taken. */
  get opened(): number {
    return this.#sockets.length;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** Something happens. */
async function rename(client: ChoanClient, title: string): Promise<void> {
  const input = { keyTaskId: keyTask.id, title };
  const { renameKeyTask } = await client.mutate(RenameKeyTaskDocument, { input });
  expect(renameKeyTask.userErrors).toEqual([]);
}
