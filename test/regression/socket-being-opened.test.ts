import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { createChoanClient, TypedDocumentString, type ChoanClientOptions } from '../../src/client/index.ts';
import { SessionTokens } from '../../src/client/session-tokens.ts';
import { SubscriptionSocket } from '../../src/client/subscription-socket.ts';

const numbers = new TypedDocumentString<unknown, Record<string, never>>('subscription { numbers { value } }');

/** Sockets to a server that takes every connection and answers none. */
let held: Socket[];
let url: string;
beforeEach(async () => {
  held = [];
  const mute = createServer((socket) => {
    held.push(socket);
    socket.on('error', () => undefined);
    // So that it is told of the other end's closing.
    socket.resume();
  });
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
  onTestFinished(() => {
    mute.close();
    for (const socket of held) socket.destroy();
  });
});

const open = () => held.filter((socket) => !socket.destroyed).length;

const clientOf = (options: Partial<ChoanClientOptions> = {}) =>
  createChoanClient({ url, webSocketImpl: WebSocket, ...options });

describe('a socket whose opening gets no answer', () => {
  it('is given up, and another one tried', async () => {
    const told: unknown[] = [];
    const subscription = clientOf({ longestSilence: 200 }).subscribe(
      numbers,
      {},
      { longestRetryDelay: 1, onInterruption: (error) => told.push(error) },
    );
    onTestFinished(async () => void (await subscription.return()));
    await expect.poll(() => held.length, { timeout: 5000 }).toBeGreaterThan(2);
    expect(told[0]).toMatchObject({ name: 'ChoanError', code: 'NETWORK' });
    await subscription.return();
    await expect.poll(open).toBe(0);
  });

  it('is closed with the last subscription that waits for it', async () => {
    const client = clientOf();
    const subscriptions = [client.subscribe(numbers), client.subscribe(numbers)];
    await expect.poll(() => held.length).toBe(1);
    for (const subscription of subscriptions) await subscription.return();
    await expect.poll(open).toBe(0);
  });

  it('is closed by a reset, of which its subscriptions are told at once', async () => {
    const tokens = new SessionTokens({ accessToken: 'kim' }, () => Promise.resolve(null), 30_000);
    const options = { tokens, webSocket: WebSocket, longestOpening: 10_000, longestSilence: 20_000 };
    const socket = new SubscriptionSocket({ ...options, url: `${url.replace('http', 'ws')}/graphql` });
    const ended = new Promise((resolve) => {
      const sink = { next: () => undefined, error: resolve, complete: () => resolve('completed') };
      socket.subscribe({ query: 'subscription { numbers { value } }', variables: {} }, sink);
    });
    await expect.poll(() => held.length).toBe(1);
    // An uncaught error would fail the test.
    socket.reset();
    expect(await ended).toMatchObject({ code: 4499 });
    await expect.poll(open).toBe(0);
  });
});

describe('a socket that can not be made', () => {
  it('ends the subscription with an error', async () => {
    class Refusing extends WebSocket {
      constructor() {
        super('no address');
      }
    }
    const subscription = clientOf({ webSocketImpl: Refusing }).subscribe(numbers);
    await expect(subscription.next()).rejects.toMatchObject({ name: 'ChoanError', code: 'BAD_REQUEST' });
  });

  it.each([
    '127.0.0.1:4000',
    'localhost:4000',
    '/graphql',
    '',
    'https://choan.example?a',
    'ftp://choan.example',
  ])('is none of a client of %j, which there can not be', (address) => {
    expect(() => clientOf({ url: address })).toThrow(TypeError);
  });
});
