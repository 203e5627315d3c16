import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import { createRedisBus } from '../../src/activity/bus-redis.ts';
import type { Bus, BusMessages } from '../../src/activity/bus.ts';

const installed = spawnSync('redis-server', ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No TCP address.');
  return address.port;
}

describe.skipIf(!installed)('bus on Redis (skipped when redis-server is not installed)', () => {
  let port: number;
  let server: ReturnType<typeof spawn>;
  const buses: Bus[] = [];

  async function open(channel: string): Promise<Bus> {
    const bus = await createRedisBus({
      url: `redis://127.0.0.1:${port}`,
      channel,
      local: createInMemoryBus(),
      onError: (error) => {
        throw error;
      },
    });
    buses.push(bus);
    return bus;
  }

  const next = (bus: Bus) =>
    new Promise<BusMessages['activity']>((resolve) => {
      const stop = bus.subscribe('activity', (message) => {
        stop();
        resolve(message);
      });
    });

  beforeAll(async () => {
    port = await freePort();
    server = spawn('redis-server', [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
    ]);
    const output = server.stdout;
    if (output === null) throw new Error('redis-server has no output.');
    for await (const chunk of output) if (String(chunk).includes('Ready to accept connections')) break;
  });

  afterAll(async () => {
    await Promise.all(buses.map((bus) => bus.close()));
    server.kill();
    await once(server, 'exit');
  });

  it('reaches listeners of this process and of others, once each', async () => {
    const [here, there] = [await open('a'), await open('a')];
    const heard: number[] = [];
    here.subscribe('activity', ({ sequence }) => heard.push(sequence));
    const arrived = next(there);
    here.publish('activity', { sequence: 7 });
    expect(await arrived).toEqual({ sequence: 7 });
    // What the other process says comes after an echo of the first message would have come.
    const answered = next(here);
    there.publish('activity', { sequence: 8 });
    await answered;
    expect(heard).toEqual([7, 8]);
  });

  it('keeps databases apart', async () => {
    const [one, other, same] = [await open('one'), await open('other'), await open('one')];
    const heard: number[] = [];
    other.subscribe('activity', ({ sequence }) => heard.push(sequence));
    const arrived = next(same);
    one.publish('activity', { sequence: 1 });
    await arrived;
    const own = next(other);
    other.publish('activity', { sequence: 2 });
    await own;
    expect(heard).toEqual([2]);
  });
});
