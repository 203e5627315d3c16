import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import {
  ActivityDocument,
  ActivityPageDocument,
  createChoanClient,
  MarkActivityReadDocument,
  RenameKeyTaskDocument,
  UnreadActivityDocument,
  type ActivityFeed,
  type ChoanClient,
  type ChoanClientOptions,
  type ChoanSession,
} from '../../src/client/index.ts';
import { ApplicationData, type ApplicationProcess } from '../support/application.ts';
import { OutageProxy } from '../support/outage-proxy.ts';
import {
  administratorEnvironment,
  assembleTaskForce,
  createKeyTask,
  type TaskForce,
} from '../support/task-force.ts';

const password = administratorEnvironment.ADMIN_PASSWORD;
/** So that a feed comes back soon. */
const soon = { longestRetryDelay: 200 };

let data: ApplicationData;
let application: ApplicationProcess;
let environment: Record<string, string>;
let taskForce: TaskForce;
let keyTaskId: string;
beforeAll(async () => {
  data = await ApplicationData.create();
  application = await data.start(administratorEnvironment);
  // It comes back at the same address.
  environment = { ...administratorEnvironment, PORT: new URL(application.url).port };
  taskForce = await assembleTaskForce(application.url);
  keyTaskId = (await createKeyTask(taskForce, '소식이 있는 과제')).id;
}, 120_000);
afterAll(async () => data.remove());

const clientOf = (options: Partial<ChoanClientOptions> = {}) =>
  createChoanClient({ url: application.url, webSocketImpl: WebSocket, ...options });

async function signedIn(person: 'lead' | 'reviewer', options: Partial<ChoanClientOptions> = {}) {
  const client = clientOf(options);
  const session = await client.signIn({ email: `${person}@example.org`, password });
  return { client, session };
}

/** Something happens. */
async function rename(client: ChoanClient, title: string): Promise<void> {
  const { renameKeyTask } = await client.mutate(RenameKeyTaskDocument, { input: { keyTaskId, title } });
  expect(renameKeyTask.userErrors).toEqual([]);
}

/** Titles of the next so many events. */
async function titlesOf(
  feed: ActivityFeed<{ title?: string }>,
  count: number,
): Promise<(string | undefined)[]> {
  const titles: (string | undefined)[] = [];
  while (titles.length < count) titles.push((await feed.next()).value?.title);
  return titles;
}

type Following = ActivityFeed<{ readonly cursor: string; readonly title?: string }>;

/** Renamings, as the lead's. Ended with the test. */
function followRenamings(client: ChoanClient, after?: string | null): Following {
  const filter = { keyTaskId, kinds: ['KEY_TASK_CHANGED'] } as const;
  const feed = client.follow(ActivityDocument, { filter, after: after ?? null }, soon);
  onTestFinished(async () => void (await feed.return()));
  return feed;
}

describe('the feed of choan/client', () => {
  it('goes on where it was over restarts and crashes of the server, without a gap or a repetition', async () => {
    const { client: writer } = await signedIn('lead');
    const { client: reader } = await signedIn('reviewer');
    const feed = followRenamings(reader);
    await feed.started;
    const expected: string[] = [];
    const read: (string | undefined)[] = [];
    for (const [round, end] of (['terminate', 'kill', 'terminate'] as const).entries()) {
      for (let number = 0; number < 5; number += 1) {
        expected.push(`제목 ${round}-${number}`);
        await rename(writer, expected.at(-1) ?? '');
      }
      // Some of them have been read, and others not, when the server goes away.
      read.push(...(await titlesOf(feed, 3)));
      await application[end]();
      application = await data.start(environment);
    }
    read.push(...(await titlesOf(feed, expected.length - read.length)));
    expect(read).toEqual(expected);
    await rename(writer, '마지막');
    expect(await titlesOf(feed, 1)).toEqual(['마지막']);
    const { activity } = await reader.query(ActivityPageDocument, { after: feed.cursor });
    expect(activity.nodes).toEqual([]);
  }, 120_000);

  it('has what happened between its start and its first connection', async () => {
    const proxy = await OutageProxy.startFor(new URL(application.url).host);
    onTestFinished(() => proxy.stop());
    const { client: writer } = await signedIn('lead');
    const { client: reader } = await signedIn('reviewer', {
      url: `http://${proxy.address}`,
      // The first time, the server is gone before there is a socket.
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols?: string | string[]) {
          super(opened ? url : 'ws://127.0.0.1:1/', protocols);
          opened = true;
        }
      },
    });
    let opened = false;
    const feed = followRenamings(reader);
    await feed.started;
    await rename(writer, '연결 전');
    expect(await titlesOf(feed, 1)).toEqual(['연결 전']);
  });

  it('gives up a connection through which nothing comes any more', async () => {
    const proxy = await OutageProxy.startFor(new URL(application.url).host);
    onTestFinished(() => proxy.stop());
    const { client: writer } = await signedIn('lead');
    const { client: reader } = await signedIn('reviewer', {
      url: `http://${proxy.address}`,
      longestSilence: 200,
    });
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    let lost = () => {};
    const interrupted = new Promise<void>((resolve) => (lost = resolve));
    const feed = reader.follow(
      ActivityDocument,
      { filter: { keyTaskId } },
      { ...soon, signal: stop.signal, onInterruption: () => lost() },
    );
    await feed.started;
    await rename(writer, '끊기기 직전');
    await feed.next();
    proxy.begin('silent');
    await rename(writer, '끊긴 동안');
    await interrupted;
    proxy.end();
    expect((await feed.next()).value).toMatchObject({ title: '끊긴 동안' });
  });

  it('goes on with a new access token when its own has ended', async () => {
    const { client: writer } = await signedIn('lead');
    const { session } = await signedIn('reviewer');
    const sessions: (ChoanSession | null)[] = [];
    const client = clientOf({
      session: { ...session, accessToken: 'one.that.ended' },
      onSession: (renewed) => sessions.push(renewed),
    });
    const { activity } = await (await signedIn('reviewer')).client.query(ActivityPageDocument, { first: 1 });
    const feeds = [0, 1].map(() => followRenamings(client, activity.pageInfo.endCursor));
    for (const feed of feeds) expect((await feed.next()).done).toBe(false);
    expect(sessions).toHaveLength(1);
    await rename(writer, '새 토큰으로');
    for (const feed of feeds) {
      let title: string | undefined;
      while (title !== '새 토큰으로') [title] = await titlesOf(feed, 1);
    }
  });

  it('is told of an access token that never comes, before it knows where it starts, and asks for another one', async () => {
    const { session } = await signedIn('reviewer');
    let asked = 0;
    const client = clientOf({
      timeout: 2000,
      getAccessToken: () => {
        asked += 1;
        return asked === 1 ? new Promise<never>(() => undefined) : session.accessToken;
      },
    });
    const told: unknown[] = [];
    const onInterruption = (error: unknown) => told.push(error);
    const feed = client.follow(ActivityDocument, {}, { ...soon, onInterruption });
    onTestFinished(async () => void (await feed.return()));
    await feed.started;
    expect(told[0]).toMatchObject({ name: 'ChoanError', code: 'ACCESS_TOKEN_TIMEOUT' });
  });

  it('ends when the session does, and does not go on as nobody', async () => {
    const { client: reader, session } = await signedIn('reviewer');
    const feed = followRenamings(reader);
    await feed.started;
    const ended = feed.next();
    const elsewhere = clientOf({ session });
    await elsewhere.signOut();
    await expect(ended).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    const { client } = await signedIn('reviewer');
    const own = followRenamings(client);
    await own.started;
    const over = own.next();
    await client.signOut();
    await expect(over).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('goes on as the member who signs in meanwhile', async () => {
    const { client: writer } = await signedIn('lead');
    const client = clientOf();
    const feed = followRenamings(client);
    await feed.started;
    await client.signIn({ email: 'reviewer@example.org', password });
    await rename(writer, '회원만 보는 소식');
    expect(await titlesOf(feed, 1)).toEqual(['회원만 보는 소식']);
  });

  it('refuses a cursor that is none', async () => {
    const { client } = await signedIn('reviewer');
    await expect(followRenamings(client, 'nonsense').next()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('has a cursor that can be marked as read', async () => {
    const { client: writer } = await signedIn('lead');
    const { client: reader } = await signedIn('reviewer');
    const feed = followRenamings(reader);
    await feed.started;
    await rename(writer, '읽을 소식');
    await feed.next();
    const { markActivityRead } = await reader.mutate(MarkActivityReadDocument, {
      input: { cursor: feed.cursor ?? '' },
    });
    expect(markActivityRead.mark?.cursor).toBe(feed.cursor);
    expect((await reader.query(UnreadActivityDocument, {})).unreadActivity?.count).toBe(0);
  });
});
