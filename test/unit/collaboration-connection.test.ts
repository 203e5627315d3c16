import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../../src/collaboration/connection.ts';
import { defaultLimits } from '../../src/collaboration/limits.ts';
import { noMetrics } from '../../src/collaboration/metrics.ts';
import { maxFrameSize, updateMessage } from '../../src/collaboration/protocol.ts';

it('CO-53: a socket is no longer read while more than twice the largest frame waits to be looked at', async () => {
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
  const taken: number[] = [];
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  connection.start((message) => {
    if (message.type === 'update') taken.push(message.update[0] ?? -1);
    return taken.length === 1 ? held : undefined;
  });
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
