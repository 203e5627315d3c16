import { setImmediate as turn } from 'node:timers/promises';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import type { EventRecord } from '../../src/activity/event.ts';
import { matches } from '../../src/activity/log-reader.ts';
import type { ActivityStore, EventQuery } from '../../src/activity/store.ts';
import { createActivityTail } from '../../src/activity/tail.ts';

/** An activity log in memory, of entries about key tasks, and a tail on it. */
export function createLogInMemory({ pollInterval }: { readonly pollInterval: number }) {
  const log: EventRecord[] = [];
  const reads = { withLast: 0 };
  const bus = createInMemoryBus();
  const found = ({ after, limit, ...filter }: EventQuery, upTo: number) =>
    log
      .slice(after, upTo)
      .filter((entry) => matches(entry, filter))
      .slice(0, limit);
  const store = {
    lastSequence: () => Promise.resolve(log.length),
    read: (query: EventQuery) => Promise.resolve(found(query, log.length)),
    readWithLast: async (query: EventQuery, scan: number) => {
      reads.withLast += 1;
      const last = log.length;
      const upTo = Math.min(last, query.after + scan);
      // Others go on meanwhile, and the log may grow.
      await turn();
      return { entries: found(query, upTo), upTo, last };
    },
  } as ActivityStore;
  const onError = (error: unknown) => {
    throw error;
  };
  return {
    log,
    store,
    /** How often readers that catch up have read the log. */
    reads,
    tail: createActivityTail({ store, bus, pollInterval, onError }),
    /** Appends an entry about each of these key tasks. */
    append: (...keyTaskIds: (string | null)[]): void => {
      for (const keyTaskId of keyTaskIds)
        log.push({
          ...{ sequence: log.length + 1, at: new Date(0), kind: 'KEY_TASK_CHANGED', actorId: null },
          ...{ planId: null, subcommitteeId: null, keyTaskId, visibility: 'MEMBERS', payload: {} },
        });
      bus.publish('activity', { sequence: log.length });
    },
  };
}
