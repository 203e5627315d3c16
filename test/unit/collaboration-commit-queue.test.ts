import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CommitError,
  CommitQueue,
  type CommitFailure,
  type CommitQueueDependencies,
  type UnheldResult,
} from '../../src/collaboration/commit-queue.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { chainUpdates, type LogEntry, type NewUpdate } from '../../src/domain/draft/update-log-store.ts';

const draftId = 'd'.repeat(24);
const updateOf = (number: number): NewUpdate => ({
  update: Uint8Array.of(number),
  memberId: 'a'.repeat(24),
  organisation: 'org',
  clientIds: [number],
  at: new Date(number),
});

/** `LOST`: the answer doesn't arrive; whether it was stored is what `stored` says. `FOREIGN`: another process is first. */
type Behaviour = 'OK' | 'FAILS' | 'LOST' | 'FOREIGN' | 'FROZEN' | 'GONE';

/** A log in memory, whose appends behave as told, and a queue on it. */
function openQueue(
  behaviours: Behaviour[],
  options: { readonly gate?: () => Promise<void>; readonly turn?: () => Promise<void> } = {},
) {
  const log: LogEntry[] = [];
  const acknowledged: number[] = [];
  const problems: string[] = [];
  const batches: number[] = [];
  let failure: CommitFailure | null = null;
  let counted = 0;
  let waited = 0;

  const head = () => log.at(-1) ?? { sequence: 0, hash: genesisHash };
  const dependencies: CommitQueueDependencies = {
    head: { sequence: 0, hash: genesisHash },
    turn: options.turn ?? (() => Promise.resolve()),
    async append(from, updates): Promise<UnheldResult> {
      await (options.gate?.() ?? Promise.resolve());
      const behaviour = behaviours.shift() ?? 'OK';
      batches.push(updates.length);
      if (behaviour === 'FAILS') throw new Error('not stored');
      if (behaviour === 'FROZEN' || behaviour === 'GONE') return { outcome: behaviour };
      if (behaviour === 'FOREIGN') log.push(...chainUpdates(draftId, head(), [updateOf(200)]));
      if (from.sequence !== head().sequence || from.hash !== head().hash) return { outcome: 'MOVED' };
      const entries = chainUpdates(draftId, from, updates);
      log.push(...entries);
      if (behaviour === 'LOST') throw new Error('the answer was lost');
      return { outcome: 'STORED', entries };
    },
    catchUp(from, updates) {
      const entries = log.slice(from.sequence);
      const own = chainUpdates(draftId, from, updates);
      const foreign = entries.findIndex((entry, index) => entry.hash !== own[index]?.hash);
      const { sequence, hash } = head();
      return Promise.resolve({ head: { sequence, hash }, found: foreign === -1 ? entries.length : foreign });
    },
    onStored: (count) => (counted += count),
    onFailure: (reason) => (failure = reason),
    onRetry: () => undefined,
    wait: (milliseconds) => {
      waited += milliseconds;
      return Promise.resolve();
    },
  };
  const queue = new CommitQueue(dependencies);
  const stored = (number: number) => log.some((entry) => entry.update[0] === number);
  return {
    queue,
    log,
    acknowledged,
    problems,
    batches,
    failure: () => failure,
    counted: () => counted,
    waited: () => waited,
    add: (number: number): void => {
      queue.add(updateOf(number), () => {
        if (!stored(number)) problems.push(`${number} was acknowledged and isn't stored`);
        acknowledged.push(number);
      });
    },
    numbers: () => log.map((entry) => entry.update[0] ?? -1),
  };
}

describe('the queue of updates to be stored', () => {
  it('CO-13: waits for no turn when as much has come as one append takes', async () => {
    const { add, batches } = openQueue([], { turn: () => new Promise(() => undefined) });
    const loop = () => new Promise((resolve) => setImmediate(resolve));
    for (let number = 0; number < 499; number += 1) add(number % 256);
    await loop();
    expect(batches).toEqual([]);
    add(1);
    await loop();
    expect(batches).toEqual([500]);
  });

  it('CO-13: gathers what comes until it is its turn', async () => {
    let begin: () => void = () => undefined;
    const turn = () => new Promise<void>((resolve) => (begin = resolve));
    const { add, batches, acknowledged } = openQueue([], { turn });
    const loop = () => new Promise((resolve) => setImmediate(resolve));
    add(1);
    await loop();
    add(2);
    await loop();
    expect(batches).toEqual([]);
    begin();
    await loop();
    expect(batches).toEqual([2]);
    expect(acknowledged).toEqual([1, 2]);
  });

  it('CO-13: stores what comes in one turn in one append, what comes meanwhile in the next', async () => {
    let open: () => void = () => undefined;
    const gate = () => new Promise<void>((resolve) => (open = resolve));
    const { queue, add, batches, acknowledged } = openQueue([], { gate });
    add(1);
    add(2);
    await new Promise((resolve) => setImmediate(resolve));
    add(3);
    add(4);
    expect(queue.busy).toBe(true);
    expect(acknowledged).toEqual([]);
    open();
    await new Promise((resolve) => setImmediate(resolve));
    expect(acknowledged).toEqual([1, 2]);
    open();
    await queue.settled();
    expect(batches).toEqual([2, 2]);
    expect(acknowledged).toEqual([1, 2, 3, 4]);
    expect(queue.busy).toBe(false);
  });

  it('CO-13: tells what has nothing to store when everything before it is stored', async () => {
    const { queue, add, acknowledged } = openQueue(['FAILS', 'FAILS']);
    add(1);
    queue.add(null, () => acknowledged.push(99));
    add(2);
    await queue.settled();
    expect(acknowledged).toEqual([1, 99, 2]);
  });

  it('divides what is too much for one transaction', async () => {
    const { queue, add, batches, acknowledged } = openQueue([]);
    for (let number = 0; number < 1100; number += 1) add(number % 200);
    await queue.settled();
    expect(batches).toEqual([500, 500, 100]);
    expect(acknowledged).toHaveLength(1100);
  });

  it('CO-17: does not store twice what it does not know to be stored', async () => {
    const { queue, add, numbers, acknowledged, counted } = openQueue(['LOST']);
    add(1);
    add(2);
    await queue.settled();
    expect(numbers()).toEqual([1, 2]);
    expect(acknowledged).toEqual([1, 2]);
    expect(counted()).toBe(2);
  });

  it('CO-17: goes on behind what another process has stored', async () => {
    const { queue, add, log, numbers } = openQueue(['FOREIGN']);
    add(1);
    await queue.settled();
    expect(numbers()).toEqual([200, 1]);
    expect(queue.head).toEqual({ sequence: 2, hash: log[1]?.hash });
    log.push(...chainUpdates(draftId, queue.head, [updateOf(201)]));
    queue.lookAgain();
    await queue.settled();
    expect(queue.head.sequence).toBe(3);
  });

  it('gives up when the store fails for good, and acknowledges nothing more', async () => {
    const { queue, add, acknowledged, failure, waited, numbers } = openQueue([
      'OK',
      ...Array<Behaviour>(5).fill('FAILS'),
    ]);
    add(1);
    await queue.settled();
    add(2);
    await expect(queue.settled()).rejects.toThrow(CommitError);
    expect(failure()).toBe('UNAVAILABLE');
    expect(waited()).toBe(6000);
    add(3);
    await expect(queue.settled()).rejects.toThrow(CommitError);
    expect(acknowledged).toEqual([1]);
    expect(numbers()).toEqual([1]);
  });

  it.each(['FROZEN', 'GONE'] as const)('gives up at once when the draft is %s', async (outcome) => {
    const { queue, add, acknowledged, failure, waited } = openQueue([outcome]);
    add(1);
    await expect(queue.settled()).rejects.toMatchObject({ failure: outcome });
    expect(failure()).toBe(outcome);
    expect(waited()).toBe(0);
    expect(acknowledged).toEqual([]);
  });

  it('CO-13, CO-15: acknowledges in order, only what is stored, once, whatever the store does', async () => {
    const behaviour = fc.constantFrom<Behaviour>('OK', 'FAILS', 'LOST', 'FOREIGN');
    const step = fc.oneof(fc.constant('add' as const), fc.constant('turn' as const));
    await fc.assert(
      fc.asyncProperty(
        fc.array(behaviour, { maxLength: 15 }),
        fc.array(step, { maxLength: 30 }),
        async (behaviours, steps) => {
          const opened = openQueue([...behaviours]);
          let next = 0;
          for (const one of steps) {
            if (one === 'add') opened.add((next += 1));
            else await new Promise((resolve) => setImmediate(resolve));
          }
          const failed = await opened.queue.settled().then(
            () => false,
            () => true,
          );
          const own = opened.numbers().filter((number) => number < 200);
          expect(opened.problems).toEqual([]);
          expect(opened.acknowledged).toEqual(
            Array.from({ length: opened.acknowledged.length }, (_, index) => index + 1),
          );
          // What is stored beyond that was stored by an append whose answer was lost.
          expect(own).toEqual(Array.from({ length: own.length }, (_, index) => index + 1));
          expect(own.length).toBeGreaterThanOrEqual(opened.acknowledged.length);
          if (!failed) expect(opened.acknowledged).toHaveLength(next);
          expect(opened.log.map(({ sequence }) => sequence)).toEqual(opened.log.map((_, index) => index + 1));
        },
      ),
      { numRuns: 200 },
    );
  });
});
