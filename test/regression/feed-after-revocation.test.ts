import { createClient, type Client } from 'graphql-ws';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startSmallServer, testViewer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
const clients: Client[] = [];
beforeEach(async () => {
  server = await startSmallServer();
  server.tokens.set('kim', testViewer('kim'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await server.close();
});

function client(): Client {
  const made = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => undefined,
    connectionParams: { authorization: 'Bearer kim' },
  });
  clients.push(made);
  return made;
}

/** Everything that comes of an operation, and what ended it. */
function run(of: Client, query: string) {
  const results: unknown[] = [];
  const finished = new Promise<unknown>((resolve) => {
    of.subscribe(
      { query },
      { next: (result) => results.push(result), error: resolve, complete: () => resolve(null) },
    );
  });
  return { results, finished };
}

async function subscribed() {
  const feed = run(client(), 'subscription { numbers { me } }');
  while (server.runningSubscriptions() < 1) await new Promise((resolve) => setImmediate(resolve));
  return feed;
}

it('GS-2: a socket is told nothing that happens after the session has ended, though the rights take a while to be read', async () => {
  const feed = await subscribed();
  server.readingRights = () => new Promise((resolve) => setTimeout(resolve, 100));
  server.tokens.delete('kim');
  server.bus.publish('access', { memberId: 'kim', sessionId: null });
  server.publishNumber(1);
  expect(await feed.finished).toMatchObject({ code: 4403 });
  expect(feed.results).toEqual([]);
});

it('GS-2: a socket has nothing executed meanwhile', async () => {
  const asked = client();
  await run(asked, '{ hello }').finished;
  server.readingRights = () => new Promise((resolve) => setTimeout(resolve, 100));
  server.tokens.delete('kim');
  server.bus.publish('access', { memberId: 'kim', sessionId: null });
  expect(await run(asked, 'mutation { touch }').finished).toMatchObject({ code: 4403 });
  expect(server.touched()).toBe(0);
});

it('GS-2: a socket keeps the rights that were read last, however long an earlier reading takes', async () => {
  const asked = client();
  await run(asked, '{ hello }').finished;
  const waits = [100, 0];
  server.readingRights = () => new Promise((resolve) => setTimeout(resolve, waits.shift() ?? 0));
  server.bus.publish('access', { memberId: 'kim', sessionId: null });
  await new Promise((resolve) => setImmediate(resolve));
  server.tokens.set('kim', { ...testViewer('kim'), displayName: 'Kim, as she is now' });
  server.bus.publish('access', { memberId: 'kim', sessionId: null });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const query = run(asked, '{ myName }');
  await query.finished;
  expect(query.results).toEqual([{ data: { myName: 'Kim, as she is now' } }]);
});

it('GS-2: a socket ends though nobody tells, as where another process ended the session', async () => {
  await server.close();
  server = await startSmallServer({ rightsInterval: 50 });
  server.tokens.set('kim', testViewer('kim'));
  const feed = await subscribed();
  server.tokens.delete('kim');
  expect(await feed.finished).toMatchObject({ code: 4403 });
});
