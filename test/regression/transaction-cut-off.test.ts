import { randomBytes } from 'node:crypto';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { Database, type DatabaseSession } from '../../src/database/store.ts';
import { OutageProxy } from '../support/outage-proxy.ts';

let proxy: OutageProxy;
let database: Database;
beforeAll(async () => {
  proxy = await OutageProxy.start(inject('mongodbUri'));
  const dbName = `test-${randomBytes(6).toString('hex')}`;
  database = await Database.connect(proxy.uri, { dbName, serverSelectionTimeoutMS: 3000 });
});
afterAll(async () => {
  await database.connection.dropDatabase();
  await database.close();
  await proxy.stop();
});

it.each(['refusing', 'silent'] as const)(
  'a transaction that an outage cut off does not keep the next ones waiting until it expires: %s',
  async (outage) => {
    const things = database.connection.collection<{ _id: string; value: number }>('things');
    await things.insertOne({ _id: outage, value: 0 });
    const cutOff = database.attempt(async (session) => {
      await things.updateOne({ _id: outage }, { $set: { value: 1 } }, { session });
      proxy.begin(outage);
      const written = things.insertMany([{ _id: 'lost', value: 1 }], { session });
      written.catch(() => undefined);
      // Nothing comes back; then the connections are cut.
      if (outage === 'silent') setImmediate(() => proxy.end());
      await written;
      return true;
    });
    await expect(cutOff).rejects.toThrow();
    proxy.end();
    await database.transaction(async (session) => {
      await things.updateOne({ _id: outage }, { $inc: { value: 10 } }, { session });
    });
    expect(await things.find({ _id: { $in: [outage, 'lost'] } }).toArray()).toEqual([
      { _id: outage, value: 10 },
    ]);
  },
  30_000,
);

it.each(['attempt', 'transaction'] as const)(
  'nor does one that was given up while the server was away, and whose end it never heard of: %s',
  async (how) => {
    const things = database.connection.collection<{ _id: string; value: number }>('things');
    await things.insertOne({ _id: how, value: 0 });
    await expect(
      database[how](async (session) => {
        await things.updateOne({ _id: how }, { $set: { value: 1 } }, { session });
        proxy.begin('refusing');
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    proxy.end();
    await database.transaction(async (session) => {
      await things.updateOne({ _id: how }, { $inc: { value: 10 } }, { session });
    });
    expect(await things.find({ _id: how }).toArray()).toEqual([{ _id: how, value: 10 }]);
  },
  30_000,
);

it('nor one that has begun already and meets what it wrote', async () => {
  const things = database.connection.collection<{ _id: string; value: number }>('things');
  await things.insertOne({ _id: 'begun', value: 0 });
  let tried = () => {};
  const met = new Promise<void>((resolve) => (tried = resolve));
  let waiting: Promise<void> | undefined;
  await expect(
    database.attempt(async (session) => {
      await things.updateOne({ _id: 'begun' }, { $set: { value: 1 } }, { session });
      let tries = 0;
      waiting = database.transaction(async (other) => {
        tries += 1;
        if (tries === 3) tried();
        await things.updateOne({ _id: 'begun' }, { $inc: { value: 10 } }, { session: other });
      });
      await met;
      proxy.begin('refusing');
      throw new Error('given up');
    }),
  ).rejects.toThrow('given up');
  proxy.end();
  await waiting;
  expect(await things.find({ _id: 'begun' }).toArray()).toEqual([{ _id: 'begun', value: 10 }]);
}, 30_000);

it('nor a write without a transaction, also when no other transaction begins', async () => {
  const things = database.connection.collection<{ _id: string; value: number }>('things');
  await things.insertOne({ _id: 'written', value: 0 });
  await expect(
    database.attempt(async (session) => {
      await things.updateOne({ _id: 'written' }, { $set: { value: 1 } }, { session });
      proxy.begin('refusing');
      throw new Error('given up');
    }),
  ).rejects.toThrow('given up');
  proxy.end();
  await things.updateOne({ _id: 'written' }, { $inc: { value: 10 } });
  expect(await things.find({ _id: 'written' }).toArray()).toEqual([{ _id: 'written', value: 10 }]);
}, 30_000);

it('a transaction is tried again when a loss cuts off a command of it beside others, the first of which is told', async () => {
  const things = database.connection.collection<{ _id: string; value: number }>('things');
  await things.insertOne({ _id: 'beside', value: 0 });
  let tries = 0;
  const others: Promise<unknown>[] = [];
  const ping = () => others.push(database.ping().catch(() => undefined));
  await database.transaction(async (session) => {
    tries += 1;
    if (tries === 1) {
      proxy.begin('silent');
      for (let count = 0; count < 4; count += 1) ping();
    }
    const written = things.updateOne({ _id: 'beside' }, { $inc: { value: 1 } }, { session });
    if (tries === 1) {
      for (let count = 0; count < 4; count += 1) ping();
      setTimeout(() => proxy.end(), 200);
    }
    await written;
  });
  await Promise.all(others);
  expect(tries).toBe(2);
  expect(await things.find({ _id: 'beside' }).toArray()).toEqual([{ _id: 'beside', value: 1 }]);
}, 30_000);

it('a session that another loss made doubtful while it was ended isn’t used again: what is ended on it would be somebody else’s', async () => {
  const client = database.connection.getClient();
  const used: string[] = [];
  const doubt = ({ commandName, command }: mongo.CommandStartedEvent) => {
    const { lsid } = command as { readonly lsid?: { readonly id: mongo.Binary } };
    const id = lsid?.id.toString('hex') ?? '';
    if (commandName === 'find') used.push(id);
    // As when another connection is lost just then.
    if (commandName === 'abortTransaction') client.emit('connectionPoolCleared', {} as never);
  };
  const things = database.connection.collection('things');
  const read = async (session: DatabaseSession) => {
    await things.findOne({}, { session });
    return false;
  };
  client.on('commandStarted', doubt);
  const ended = vi.spyOn(database, 'endTransactions');
  await database.attempt(read);
  const killed = ended.mock.calls.flatMap(([ids]) => ids);
  await database.attempt(read);
  client.off('commandStarted', doubt);
  ended.mockRestore();
  expect(killed).toContain(used[0]);
  expect(used[1]).not.toBe(used[0]);
});

it('the next transaction waits until what was cut off has been ended', async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const ended = vi.spyOn(database, 'endTransactions').mockImplementation(() => held);
  const steps: string[] = [];
  const things = database.connection.collection('things');
  await expect(
    database.attempt(async (session) => {
      await things.findOne({}, { session });
      database.connection.getClient().emit('connectionPoolCleared', {} as never);
      throw new Error('given up');
    }),
  ).rejects.toThrow('given up');
  expect(ended).toHaveBeenCalled();
  const next = database.attempt(() => {
    steps.push('begun');
    return Promise.resolve(false);
  });
  await database.ping();
  steps.push('ended');
  letGo();
  await next;
  ended.mockRestore();
  expect(steps).toEqual(['ended', 'begun']);
});
