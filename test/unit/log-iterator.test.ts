import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventRecord } from '../../src/activity/event.ts';
import { iterateLog } from '../../src/activity/log-iterator.ts';
import { LogReader, matches, type VisibleFilter } from '../../src/activity/log-reader.ts';
import { forEach, type CancellableIterator } from '../../src/subscriptions/cancellable.ts';
import { createLogInMemory } from '../support/log-in-memory.ts';
import { seededRandom } from '../support/typist.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const close of closing.splice(0)) close();
});

const pollInterval = 1000;

/** A log in memory, and readers that catch up with it in small steps. */
function logInMemory() {
  const memory = createLogInMemory({ pollInterval });
  const { store, tail } = memory;
  closing.push(() => tail.close());
  return {
    ...memory,
    iterate: (filter: VisibleFilter = {}, position = 0, signal?: AbortSignal) =>
      iterateLog([], new LogReader({ store, tail, scanSize: 7 }, { filter, position }), signal),
  };
}

/** Without the shortcut. */
const oneByOne = <T>(iterator: CancellableIterator<T>) => {
  const { forEach: _, ...others } = iterator;
  return others;
};

describe.each(['forEach', 'next'] as const)('the log by %s', (way) => {
  const start = (
    iterator: CancellableIterator<unknown>,
    take: (value: unknown) => Promise<void> | undefined,
  ) => forEach(way === 'forEach' ? iterator : oneByOne(iterator), take);

  it.each([1, 2, 3, 4, 5])(
    'is told once and in order, however fast it grows and whoever takes long (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const { log, append, iterate } = logInMemory();
      const tasks = ['one', 'two', null] as const;
      const appendSome = () => {
        for (let count = Math.floor(random() * 12); count > 0; count -= 1)
          append(tasks[Math.floor(random() * tasks.length)] ?? null);
      };
      for (let count = 0; count < 20; count += 1) appendSome();
      const readers = Array.from({ length: 12 }, (_, index) => {
        const filter: VisibleFilter = index % 3 === 0 ? {} : { keyTaskId: index % 3 === 1 ? 'one' : 'two' };
        const position = index % 2 === 0 ? 0 : Math.floor(random() * log.length);
        const told: number[] = [];
        const iterator = iterate(filter, position);
        const ended = start(iterator, (value) => {
          told.push((value as EventRecord).sequence);
          return random() < 0.3 ? turn() : undefined;
        });
        return { filter, position, told, iterator, ended };
      });
      for (let round = 0; round < 60; round += 1) {
        appendSome();
        if (random() < 0.7) await turn();
      }
      const due = ({ filter, position }: (typeof readers)[number]) =>
        log
          .filter((entry) => entry.sequence > position && matches(entry, filter))
          .map(({ sequence }) => sequence);
      await vi.waitFor(() => {
        for (const reader of readers) expect(reader.told).toEqual(due(reader));
      });
      for (const { iterator } of readers) await iterator.return();
      await Promise.all(readers.map(({ ended }) => ended));
    },
  );

  it('ends when it is returned or aborted, and tells nothing any more', async () => {
    const { append, iterate } = logInMemory();
    const controller = new AbortController();
    const told: unknown[] = [];
    const take = (value: unknown) => {
      told.push(value);
      return undefined;
    };
    const returned = iterate();
    const endings = [start(returned, take), start(iterate({}, 0, controller.signal), take)];
    await turn();
    await returned.return();
    controller.abort();
    await Promise.all(endings);
    append('one');
    await turn();
    expect(told).toEqual([]);
  });

  it('rejects with what a taker throws or is rejected with, and others go on', async () => {
    const { append, iterate } = logInMemory();
    const told: number[] = [];
    const failing = [
      start(iterate(), () => {
        throw new Error('thrown');
      }),
      start(iterate(), () => Promise.reject(new Error('rejected'))),
    ];
    for (const failed of failing) failed.catch(() => undefined);
    const other = iterate();
    const ended = start(other, (value) => void told.push((value as EventRecord).sequence));
    await turn();
    append('one');
    append('two');
    await expect(failing[0]).rejects.toThrow('thrown');
    await expect(failing[1]).rejects.toThrow('rejected');
    await vi.waitFor(() => expect(told).toEqual([1, 2]));
    await other.return();
    await ended;
  });
});

it('what is kept of the log isn’t let go while all who follow it are busy: each would read the log for itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { append, iterate, reads } = logInMemory();
  const letGo: (() => void)[] = [];
  const told: number[] = [];
  const iterators = Array.from({ length: 10 }, () => iterate());
  const endings = iterators.map((iterator) =>
    forEach(iterator, (value) => {
      told.push((value as EventRecord).sequence);
      return new Promise<void>((resolve) => letGo.push(resolve));
    }),
  );
  await turn();
  await turn();
  const readBefore = reads.withLast;
  append('one');
  await vi.waitFor(() => expect(letGo).toHaveLength(10));
  vi.advanceTimersByTime(pollInterval);
  append('one');
  for (const resolve of letGo.splice(0)) resolve();
  await vi.waitFor(() => expect(told).toHaveLength(20));
  expect(reads.withLast).toBe(readBefore);
  for (const resolve of letGo) resolve();
  for (const iterator of iterators) await iterator.return();
  await Promise.all(endings);
});

it('who waits keeps nothing of what it was told: thousands would each keep their own page of the log', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const { log, append, iterate } = logInMemory();
  append('one');
  const told: WeakRef<object>[] = [];
  const iterator = iterate();
  const ended = forEach(iterator, (value) => void told.push(new WeakRef(value)));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  log.length = 0;
  await vi.waitFor(() => {
    collectGarbage();
    expect(told[0]?.deref()).toBeUndefined();
  });
  await iterator.return();
  await ended;
});
