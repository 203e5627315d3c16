import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../../src/collaboration/connection.ts';
import { defaultLimits } from '../../src/collaboration/limits.ts';
import { noMetrics } from '../../src/collaboration/metrics.ts';
import { maxFrameSize, updateMessage } from '../../src/collaboration/protocol.ts';

/** A connection, the server's side of its socket and the client's. */
async function connect() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const accepted = new Promise<{ socket: WebSocket; connection: Connection }>((resolve) => {
    server.on('connection', (socket, request) => {
      const limits = { ...defaultLimits, bytesPerSecond: 1e9 };
      const onError = (error: unknown): never => {
        throw error;
      };
      const dependencies = { clock: () => new Date(), metrics: noMetrics, limits, onError };
      resolve({ socket, connection: new Connection(socket, request.socket, dependencies) });
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => client.terminate());
  await once(client, 'open');
  const { socket, connection } = await accepted;
  return { client, socket, connection };
}

/** Takes in updates, the first of which it goes on with only at `goOn`. */
function takeSlowly(connection: Connection) {
  const taken: number[] = [];
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  connection.start((message) => {
    if (message.type === 'update') taken.push(message.update[0] ?? -1);
    return taken.length === 1 ? held : undefined;
  });
  return { taken, goOn: () => goOn() };
}

it('CO-53: a socket is no longer read while more than twice the largest frame waits to be looked at', async () => {
  const { client, socket, connection } = await connect();
  const { taken, goOn } = takeSlowly(connection);
  const size = maxFrameSize / 4;
  const frames = 32;
  for (let index = 0; index < frames; index += 1)
    client.send(updateMessage(new Uint8Array(size).fill(index)));
  await vi.waitFor(() => expect(socket.isPaused).toBe(true), { timeout: 5000 });
  // What the system's buffers don't take stays with the client.
  expect(client.bufferedAmount).toBeGreaterThan(size);
  goOn();
  await vi.waitFor(() => expect(taken).toHaveLength(frames), { timeout: 5000 });
  expect(taken).toEqual(Array.from({ length: frames }, (_, index) => index));
  expect(socket.isPaused).toBe(false);
});

it('CO-13: so is what was sent before the connection was let in', async () => {
  const { client, socket, connection } = await connect();
  let ended = false;
  connection.onEnd(() => {
    ended = true;
  });
  for (const byte of [0, 1]) client.send(updateMessage(Uint8Array.of(byte)));
  client.close();
  await vi.waitFor(() => expect(socket.readyState).toBe(WebSocket.CLOSED));
  expect(ended).toBe(false);
  const taken: number[] = [];
  connection.start((message) => {
    if (message.type === 'update') taken.push(message.update[0] ?? -1);
  });
  expect(taken).toEqual([0, 1]);
  expect(ended).toBe(true);
});

it('CO-13: what was sent before the socket closed, and waits, is taken in before the connection ends', async () => {
  const { client, socket, connection } = await connect();
  const { taken, goOn } = takeSlowly(connection);
  let ended = false;
  connection.onEnd(() => {
    ended = true;
  });
  for (const byte of [0, 1, 2]) client.send(updateMessage(Uint8Array.of(byte)));
  client.close();
  await vi.waitFor(() => expect(socket.readyState).toBe(WebSocket.CLOSED));
  expect(taken).toEqual([0]);
  expect(ended).toBe(false);
  goOn();
  await vi.waitFor(() => expect(ended).toBe(true));
  expect(taken).toEqual([0, 1, 2]);
});
