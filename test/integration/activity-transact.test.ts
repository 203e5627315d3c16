import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import type { EventKind, NewEvent } from '../../src/activity/event.ts';
import { createActivityStore } from '../../src/activity/store.ts';
import { createTransact } from '../../src/activity/transact.ts';
import type { Database } from '../../src/database/store.ts';
import { openTestDatabase } from '../support/database.ts';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  ({ database, drop } = await openTestDatabase());
});
afterAll(() => drop());

function event(payload: Record<string, unknown>, kind: EventKind = 'PLAN_CHANGED'): NewEvent {
  return {
    kind,
    actorId: 'a'.repeat(24),
    planId: 'b'.repeat(24),
    subcommitteeId: null,
    keyTaskId: null,
    visibility: 'MEMBERS',
    payload,
  };
}

const at = new Date('2021-02-15T09:00:00.000Z');

/** As one process has it. */
function processOn(on: Database) {
  const activityStore = createActivityStore(on);
  const bus = createInMemoryBus();
  return {
    activityStore,
    bus,
    transact: createTransact({ database: on, activityStore, bus, clock: () => at }),
  };
}

describe('transact', () => {
  let one: ReturnType<typeof processOn>;

  beforeAll(async () => {
    one = processOn(database);
    await database.prepare();
  });

  it('appends what was emitted, in order, with the transaction', async () => {
    const before = await one.activityStore.lastSequence();
    const result = await one.transact((tx) => {
      tx.emit(event({ step: 1, nested: { list: [1, null, '셋'] }, when: at }));
      tx.emit(event({ step: 2 }, 'STRATEGY_CHANGED'));
      return Promise.resolve('done');
    });
    expect(result).toBe('done');
    expect(await one.activityStore.read({ after: before, limit: 10 })).toEqual([
      { ...event({ step: 1, nested: { list: [1, null, '셋'] }, when: at }), sequence: before + 1, at },
      { ...event({ step: 2 }, 'STRATEGY_CHANGED'), sequence: before + 2, at },
    ]);
  });

  it('leaves nothing of a transaction that fails, and goes on with the next one', async () => {
    const before = await one.activityStore.lastSequence();
    const failing = one.transact((tx) => {
      tx.emit(event({ lost: true }));
      return Promise.reject(new Error('No.'));
    });
    const next = one.transact((tx) => {
      tx.emit(event({ kept: true }));
      return Promise.resolve();
    });
    await expect(failing).rejects.toThrow('No.');
    await next;
    const entries = await one.activityStore.read({ after: before, limit: 10 });
    expect(entries.map(({ sequence, payload }) => [sequence, payload])).toEqual([
      [before + 1, { kept: true }],
    ]);
  });

  it('tells the bus once it is committed, and not before', async () => {
    const told: string[] = [];
    const stop = [
      one.bus.subscribe('activity', ({ sequence }) => told.push(`activity ${sequence}`)),
      one.bus.subscribe('draft', ({ draftId }) => told.push(`draft ${draftId}`)),
    ];
    const before = await one.activityStore.lastSequence();
    await one.transact(async (tx) => {
      tx.notify('draft', { draftId: 'd' });
      tx.emit(event({}));
      await one.activityStore.lastSequence();
      expect(told).toEqual([]);
    });
    await expect.poll(() => told).toEqual(['draft d', `activity ${before + 1}`]);
    await expect(
      one.transact((tx) => {
        tx.notify('draft', { draftId: 'e' });
        return Promise.reject(new Error('No.'));
      }),
    ).rejects.toThrow('No.');
    // Neither an empty transaction nor a failed one says that the log has grown.
    await one.transact(() => Promise.resolve());
    await one.transact((tx) => {
      tx.notify('draft', { draftId: 'f' });
      return Promise.resolve();
    });
    await expect.poll(() => told).toHaveLength(3);
    expect(told.at(-1)).toBe('draft f');
    for (const end of stop) end();
  });

  it('refuses one inside another instead of waiting for itself', async () => {
    await expect(one.transact(() => one.transact(() => Promise.resolve()))).rejects.toThrow(
      'inside another one',
    );
    // What was begun after the outer one ended is not inside it, wherever it was called from.
    let later: () => Promise<string> = () => Promise.reject(new Error('Not set.'));
    await one.transact(() => {
      later = () => one.transact(() => Promise.resolve('later'));
      return Promise.resolve();
    });
    expect(await later()).toBe('later');
    // Nor is one of another process, but what that one begins here is.
    const two = processOn(database);
    const nested = one.transact(() => two.transact(() => one.transact(() => Promise.resolve())));
    await expect(nested).rejects.toThrow('inside another one');
    expect(await one.transact(() => two.transact(() => Promise.resolve('two')))).toBe('two');
  });

  it('gives positions without holes to two processes that write at once', async () => {
    const two = processOn(database);
    const before = await one.activityStore.lastSequence();
    const writes = Array.from({ length: 20 }, (_value, index) =>
      (index % 2 === 0 ? one : two).transact((tx) => {
        tx.emit(event({ index, part: 1 }));
        tx.emit(event({ index, part: 2 }));
        return index % 5 === 4 ? Promise.reject(new Error('No.')) : Promise.resolve();
      }),
    );
    await Promise.allSettled(writes);
    const entries = await one.activityStore.read({ after: before, limit: 100 });
    expect(entries.map(({ sequence }) => sequence)).toEqual(
      entries.map((_entry, index) => before + 1 + index),
    );
    expect(entries).toHaveLength(32);
    // A transaction's events stand together.
    for (let index = 0; index < entries.length; index += 2) {
      expect(entries[index]?.payload['part']).toBe(1);
      expect(entries[index + 1]?.payload).toEqual({ index: entries[index]?.payload['index'], part: 2 });
    }
    expect(await two.activityStore.lastSequence()).toBe(before + 32);
  });

  it('a run that is repeated for a write conflict leaves only what its last run emitted', async () => {
    const two = processOn(database);
    const before = await one.activityStore.lastSequence();
    let runs = 0;
    await one.transact(async (tx) => {
      runs += 1;
      tx.emit(event({ run: runs }));
      await one.activityStore.lastSequence(tx.session);
      // Another process appends after this transaction's snapshot was taken: the first run can't be committed.
      if (runs === 1) {
        await two.transact((other) => {
          other.emit(event({ other: true }));
          return Promise.resolve();
        });
      }
    });
    const entries = await one.activityStore.read({ after: before, limit: 10 });
    expect(runs).toBe(2);
    expect(entries.map(({ payload }) => payload)).toEqual([{ other: true }, { run: 2 }]);
  });

  it('starts the log when two processes begin on an empty database at once', async () => {
    const empty = await openTestDatabase();
    try {
      const [a, b] = [processOn(empty.database), processOn(empty.database)];
      await empty.database.prepare();
      expect(await a.activityStore.lastSequence()).toBe(0);
      await Promise.all(
        [a, b].map((each) =>
          each.transact((tx) => {
            tx.emit(event({}));
            return Promise.resolve();
          }),
        ),
      );
      const entries = await a.activityStore.read({ after: 0, limit: 10 });
      expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2]);
    } finally {
      await empty.drop();
    }
  });
});
