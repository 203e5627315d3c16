import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { createChoanClient, TypedDocumentString, type TypedDocument } from '../../src/client/index.ts';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';

interface Variables {
  readonly of?: unknown;
}
const numbers: TypedDocument<unknown, Variables> = new TypedDocumentString<unknown, Variables>(
  'subscription { numbers { value } }',
);

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.close());

it('who gives variables that are no JSON is told so at once', () => {
  const client = createChoanClient({ url: server.url, webSocketImpl: WebSocket });
  const circle: { of?: unknown } = {};
  circle.of = circle;
  expect(() => client.subscribe(numbers, { of: 1n })).toThrow(TypeError);
  expect(() => client.subscribe(numbers, circle)).toThrow(TypeError);
});

it('the reader gets a ChoanError where there is no WebSocket', async () => {
  const { WebSocket: own } = globalThis as { WebSocket?: unknown };
  Object.assign(globalThis, { WebSocket: undefined });
  onTestFinished(() => void Object.assign(globalThis, { WebSocket: own }));
  const subscription = createChoanClient({ url: server.url }).subscribe(numbers);
  await expect(subscription.next()).rejects.toMatchObject({ name: 'ChoanError', code: 'BAD_REQUEST' });
});

it('goes on over tokens that could not be asked for, and a proxy that says something else', async () => {
  // Before the server is there.
  const proxy = createServer();
  const sockets = new WebSocketServer({ server: proxy });
  sockets.on('connection', (socket) => {
    socket.on('message', () => socket.send('<html>not yet</html>'));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const instead = `ws://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  let asked = 0;
  const client = createChoanClient({
    url: server.url,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols?: string | string[]) {
        super(asked < 2 ? instead : url, protocols);
      }
    },
    getAccessToken: () => {
      asked += 1;
      if (asked === 1) throw new Error('not yet');
      return null;
    },
  });
  const told: unknown[] = [];
  const subscription = client.subscribe(
    numbers,
    {},
    { longestRetryDelay: 1, onInterruption: (error) => told.push(error) },
  );
  const timer = setInterval(() => server.publishNumber(1), 20);
  onTestFinished(() => clearInterval(timer));
  expect(await subscription.next()).toEqual({ done: false, value: { numbers: { value: 1 } } });
  await subscription.return();
  expect(told).toMatchObject([{ code: 'NETWORK' }, { code: 'MALFORMED_ANSWER' }]);
});
