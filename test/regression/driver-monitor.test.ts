import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Database } from '../../src/database/store.ts';
import { OutageProxy } from '../support/outage-proxy.ts';

let proxy: OutageProxy;
let database: Database;
beforeAll(async () => {
  proxy = await OutageProxy.start(inject('mongodbUri'));
  database = await Database.connect(proxy.uri, { serverSelectionTimeoutMS: 3000 });
});
afterAll(async () => {
  await database.close();
  await proxy.stop();
});

/**
 * The monitor looks at the server as soon as a command is lost, if it hasn't for half a second: over its own connection,
 * which was lost first and is closed last, as libuv closes what ends together.
 */
it('a server is found again after all connections were lost at once, also that of the monitor', async () => {
  const client = database.connection.getClient();
  for (let round = 0; round < 3; round += 1) {
    await once(client, 'serverHeartbeatSucceeded');
    await delay(700);
    proxy.begin('silent');
    const lost = database.ping();
    await delay(20);
    proxy.end();
    await expect(lost).rejects.toThrow();
    await expect(database.ping()).resolves.toBeUndefined();
  }
}, 60_000);
