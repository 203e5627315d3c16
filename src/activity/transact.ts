import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/store.ts';
import type { Bus, BusMessages, BusTopic } from './bus.ts';
import type { NewEvent } from './event.ts';
import { runCommitHooks } from './commit-hooks.ts';
import type { ActivityStore } from './store.ts';
import type { Transact, Transaction } from './unit-of-work.ts';

interface TransactDependencies {
  readonly database: Database;
  readonly activityStore: ActivityStore;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** What one run of a transaction's work collected. A run that is repeated starts with an empty one. */
interface Attempt {
  readonly events: NewEvent[];
  readonly messages: ((bus: Bus) => void)[];
}

/** What runs inside a transaction's work. */
interface Scope {
  /** Of this queue of transactions. */
  readonly queue: symbol;
  /** False once the work has ended: what it started by the way isn't inside any more. */
  running: boolean;
  /** What the work itself runs inside of, a transaction of another queue. */
  readonly outer: Scope | undefined;
}

/** One for all queues: Node passes on what is in each storage with every promise of the process, for ever. */
const inside = new AsyncLocalStorage<Scope>();

function runningScope(): Scope | undefined {
  let scope = inside.getStore();
  while (scope?.running === false) scope = scope.outer;
  return scope;
}

function isInside(queue: symbol): boolean {
  for (let scope = runningScope(); scope !== undefined; scope = scope.outer) {
    if (scope.queue === queue && scope.running) return true;
  }
  return false;
}

/**
 * Makes the function that every change goes through: the work's writes and its events are committed together, then the
 * bus is told. Transactions of this process run one behind the other: they would all conflict on the log's counter,
 * and waiting in a queue is cheaper than running again. Those of other processes meet as write conflicts and are
 * repeated by the driver.
 */
export function createTransact({ database, activityStore, bus, clock }: TransactDependencies): Transact {
  const queue = Symbol('transactions');
  let tail: Promise<unknown> = Promise.resolve();
  let counterReady: Promise<void> | null = null;

  /** Once per process; a failure is not remembered, the next transaction tries again. */
  function ensureCounter(): Promise<void> {
    counterReady ??= activityStore.ensureCounter().catch((error: unknown) => {
      counterReady = null;
      throw error;
    });
    return counterReady;
  }

  async function run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    await ensureCounter();
    const scope: Scope = { queue, running: true, outer: runningScope() };
    let attempt: Attempt = { events: [], messages: [] };
    let sequence = 0;
    try {
      const result = await database.transaction(async (session) => {
        const current: Attempt = { events: [], messages: [] };
        attempt = current;
        const transaction: Transaction = {
          session,
          emit: (event) => current.events.push(event),
          notify: <K extends BusTopic>(topic: K, message: BusMessages[K]) =>
            current.messages.push((to) => to.publish(topic, message)),
        };
        const value = await inside.run(scope, () => work(transaction));
        await runCommitHooks(session);
        // Last, so that the counter is held as shortly as possible.
        if (current.events.length > 0)
          sequence = await activityStore.append(current.events, clock(), session);
        return value;
      });
      for (const publish of attempt.messages) publish(bus);
      if (attempt.events.length > 0) bus.publish('activity', { sequence });
      return result;
    } finally {
      scope.running = false;
    }
  }

  return (work) => {
    if (isInside(queue)) {
      // It would wait in the queue for itself.
      return Promise.reject(
        new Error('A transaction was begun inside another one; pass its `tx` on instead.'),
      );
    }
    const result = tail.then(() => run(work));
    // The queue goes on whatever became of this one; the caller gets the failure through `result`.
    tail = result.catch(() => undefined);
    return result;
  };
}
