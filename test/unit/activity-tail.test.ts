import { afterEach, expect, it } from 'vitest';
import type { EventRecord } from '../../src/activity/event.ts';
import type { ActivityTail, Interest } from '../../src/activity/tail.ts';
import { createLogInMemory } from '../support/log-in-memory.ts';

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

interface Wait {
  readonly position: number;
  readonly interest: Interest;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

const grown = (tail: ActivityTail, { position, interest, signal }: Wait) =>
  new Promise<number>((resolve) => {
    const end = tail.whenGrown(position, interest, resolve);
    signal?.addEventListener('abort', end, { once: true });
  });

/** A tail on a log in memory, and a member who waits for entries of a key task, or of all. */
function onLogInMemory() {
  const { tail, append } = createLogInMemory({ pollInterval: 60_000 });
  ending.push(() => tail.close());
  return {
    tail,
    append,
    waiter: (position: number, keyTaskId: string | null, signal = new AbortController().signal) => {
      const seen: number[] = [];
      let ended = false;
      const concerns = (entry: EventRecord) => {
        seen.push(entry.sequence);
        return true;
      };
      const interest = keyTaskId === null ? { concerns } : { keyTaskId, concerns };
      const reached = grown(tail, { position, interest, signal }).finally(() => {
        ended = true;
      });
      return { reached, seen, ended: () => ended };
    },
  };
}

it('wakes only whom an entry concerns, up to just before it', async () => {
  const { append, waiter } = onLogInMemory();
  const all = waiter(0, null);
  const first = waiter(0, 'first');
  const second = waiter(0, 'second');
  // The log is followed from now on.
  await new Promise((resolve) => setImmediate(resolve));
  append(null, 'second', 'second', 'first');
  expect(await all.reached).toBe(0);
  expect(await second.reached).toBe(1);
  expect(await first.reached).toBe(3);
  expect({ first: first.seen, second: second.seen }).toEqual({ first: [4], second: [2] });
});

it('leaves those who follow another key task alone, however much is appended', async () => {
  const { tail, append, waiter } = onLogInMemory();
  const quiet = waiter(0, 'quiet');
  await new Promise((resolve) => setImmediate(resolve));
  for (let round = 0; round < 30; round += 1) {
    const all = waiter(round * 100, null);
    append(...Array.from({ length: 100 }, () => 'busy'));
    await all.reached;
  }
  expect(quiet.ended()).toBe(false);
  expect(quiet.seen).toEqual([]);
  append('quiet');
  // Nothing before is of interest, so it needn't be read again though it is no longer kept.
  expect(await quiet.reached).toBe(3000);
  expect(tail.after(3000)).toHaveLength(1);
});

it('lets go of a wait that is aborted, and of all when it is closed', async () => {
  const { tail, waiter } = onLogInMemory();
  const aborting = new AbortController();
  const aborted = waiter(0, 'first', aborting.signal);
  const closed = waiter(0, 'first');
  await new Promise((resolve) => setImmediate(resolve));
  aborting.abort();
  expect(await aborted.reached).toBe(0);
  expect(closed.ended()).toBe(false);
  tail.close();
  expect(await closed.reached).toBe(0);
});

it('tells who wants to know how far the log has gone on with nothing of interest, and where a wait ended', async () => {
  const { append, tail } = onLogInMemory();
  const concerns = () => false;
  const stopping = new AbortController();
  const told = grown(tail, { position: 0, interest: { concerns, atMostBehind: 3 } });
  const ended = grown(tail, { position: 0, interest: { concerns }, signal: stopping.signal });
  // The log is followed from now on.
  await new Promise((resolve) => setImmediate(resolve));
  for (const keyTaskId of ['one', 'two', 'three']) append(keyTaskId);
  expect(await told).toBe(3);
  stopping.abort();
  expect(await ended).toBe(3);
});

it('a wait that is ended before it was told of what is known passes over nothing of that', async () => {
  const { append, tail, waiter } = onLogInMemory();
  const concerns = () => true;
  const all = waiter(0, null);
  await new Promise((resolve) => setImmediate(resolve));
  append('first', 'second', 'third');
  await all.reached;
  const told: number[] = [];
  const end = tail.whenGrown(1, { concerns }, (position) => told.push(position));
  end();
  expect(told).toEqual([1]);
});

it('nor one that is ended by somebody who is told before it', async () => {
  const { append, tail } = onLogInMemory();
  const told: number[] = [];
  const ending = { second: () => {} };
  tail.whenGrown(0, { concerns: ({ sequence }) => sequence === 2 }, () => ending.second());
  const concerns = ({ sequence }: EventRecord) => sequence >= 2;
  ending.second = tail.whenGrown(0, { concerns }, (position) => told.push(position));
  await new Promise((resolve) => setImmediate(resolve));
  append('first', 'second', 'third');
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([1]);
});
