import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { SessionTokens } from '../../src/client/session-tokens.ts';
import { SubscriptionSocket } from '../../src/client/subscription-socket.ts';
import { startSmallServer, testViewer, type SmallServer } from '../support/small-server.ts';

const request = { query: 'subscription { numbers { value me } }', variables: {} };

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
  server.tokens.set('kim', testViewer('kim'));
});
afterEach(() => server.close());

function socketTo(url: string): SubscriptionSocket {
  const tokens = new SessionTokens({ accessToken: 'kim' }, () => Promise.resolve(null), 30_000);
  return new SubscriptionSocket({
    url: `${url.replace('http', 'ws')}/graphql`,
    tokens,
    webSocket: WebSocket,
    longestOpening: 10_000,
    longestSilence: 20_000,
  });
}

/** A subscription, and how it comes to its end. */
function subscribe(socket: SubscriptionSocket) {
  let close: () => void = () => undefined;
  let received = 0;
  const ended = new Promise<unknown>((resolve) => {
    close = socket.subscribe(request, {
      next: () => void (received += 1),
      error: resolve,
      complete: () => resolve('completed'),
    });
  });
  onTestFinished(() => close());
  return { close: () => close(), ended, received: () => received };
}

it('a reset also reaches the subscription that began while the socket of the one before was closing', async () => {
  const socket = socketTo(server.url);
  const before = subscribe(socket);
  await expect.poll(() => server.runningSubscriptions()).toBe(1);
  before.close();
  await before.ended;
  const { ended, received } = subscribe(socket);
  const hasBegun = () => {
    server.publishNumber(1);
    return received() > 0;
  };
  await expect.poll(hasBegun).toBe(true);
  socket.reset();
  expect(await ended).toMatchObject({ code: 4499 });
  await expect.poll(() => server.runningSubscriptions()).toBe(0);
});
