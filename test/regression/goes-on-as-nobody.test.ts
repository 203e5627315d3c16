import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { createChoanClient, TypedDocumentString, type ChoanClientOptions } from '../../src/client/index.ts';
import { startSmallServer, testViewer, type SmallServer } from '../support/small-server.ts';

interface Numbers {
  readonly numbers: { readonly me: string | null };
}
const numbers = new TypedDocumentString<Numbers, Record<string, never>>('subscription { numbers { me } }');

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.close());

/** A subscription to numbers, and a number every now and then. Ended with the test. */
function follow(client: ReturnType<typeof createChoanClient>, longestRetryDelay = 100) {
  const subscription = client.subscribe(numbers, {}, { longestRetryDelay });
  const timer = setInterval(() => server.publishNumber(1), 20);
  onTestFinished(async () => {
    clearInterval(timer);
    await subscription.return();
  });
  return subscription;
}

/** A client that keeps its session elsewhere, and the sockets that it opens. */
function clientOf(getAccessToken: NonNullable<ChoanClientOptions['getAccessToken']>) {
  const sockets: WebSocket[] = [];
  class Seen extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  return { client: createChoanClient({ url: server.url, webSocketImpl: Seen, getAccessToken }), sockets };
}

/** The code of the error with which it ends; whatever it still reads is a member's. */
async function endOf(subscription: ReturnType<typeof follow>): Promise<unknown> {
  try {
    for await (const item of subscription) expect(item).toEqual({ numbers: { me: 'kim' } });
    return 'no error';
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}

it('who has no token any more after a lost socket is told so', async () => {
  server.tokens.set('kim', testViewer('kim'));
  let token: string | null = 'kim';
  const { client, sockets } = clientOf(() => token);
  const subscription = follow(client);
  expect(await subscription.next()).toEqual({ done: false, value: { numbers: { me: 'kim' } } });
  // Somebody signs out in another tab.
  token = null;
  sockets[0]?.terminate();
  expect(await endOf(subscription)).toBe('UNAUTHENTICATED');
});

it('each of several is told so, also those that come back after another has been', async () => {
  server.tokens.set('kim', testViewer('kim', new Date(Date.now() + 1500)));
  let token: string | null = 'kim';
  const { client } = clientOf((rejected) => (rejected === null ? token : (token = null)));
  const subscriptions = [100, 100, 3000, 3000].map((delay) => follow(client, delay));
  expect(await Promise.all(subscriptions.map(endOf))).toEqual(Array(4).fill('UNAUTHENTICATED'));
});

it('a member on the socket of nobody is told so, and nobody goes on', async () => {
  server.tokens.set('kim', testViewer('kim'));
  let token: string | null = 'kim';
  const { client, sockets } = clientOf(() => token);
  const member = follow(client, 3000);
  await member.next();
  token = null;
  const [socket] = sockets;
  socket?.terminate();
  await new Promise((resolve) => socket?.once('close', resolve));
  const nobody = follow(client);
  expect(await nobody.next()).toEqual({ done: false, value: { numbers: { me: null } } });
  expect(await endOf(member)).toBe('UNAUTHENTICATED');
  expect(await nobody.next()).toEqual({ done: false, value: { numbers: { me: null } } });
});

it('nobody goes on as the member who signs in meanwhile', async () => {
  server.tokens.set('kim', testViewer('kim'));
  let token: string | null = null;
  const { client, sockets } = clientOf(() => token);
  const subscription = follow(client);
  expect(await subscription.next()).toEqual({ done: false, value: { numbers: { me: null } } });
  token = 'kim';
  sockets[0]?.terminate();
  await expect
    .poll(async () => (await subscription.next()).value)
    .toEqual({
      numbers: { me: 'kim' },
    });
});
