import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import { createRedisBus } from '../../src/activity/bus-redis.ts';

describe('a Redis that does not answer', () => {
  it('is reported, and holds up neither the start nor messages within the process', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No TCP address.');
    server.close();
    await once(server, 'close');

    const errors: unknown[] = [];
    const bus = await createRedisBus({
      url: `redis://127.0.0.1:${address.port}`,
      channel: 'choan',
      local: createInMemoryBus(),
      onError: (error) => errors.push(error),
    });
    expect(errors.length).toBeGreaterThan(0);
    const heard = new Promise((resolve) => bus.subscribe('activity', resolve));
    bus.publish('activity', { sequence: 1 });
    expect(await heard).toEqual({ sequence: 1 });
    await bus.close();
  });
});
