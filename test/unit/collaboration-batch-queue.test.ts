import { describe, expect, it } from 'vitest';
import { BatchQueue, type BatchOutcome } from '../../src/collaboration/batch-queue.ts';

/** A queue whose batches end when they are told to. */
function queueOf(most: number) {
  const batches: string[][] = [];
  const ends: ((outcomes?: Record<string, BatchOutcome>) => void)[] = [];
  const queue = new BatchQueue((keys) => {
    batches.push([...keys]);
    return new Promise((resolve) => {
      ends.push((outcomes = {}) => resolve(new Map(Object.entries(outcomes))));
    });
  }, most);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { queue, batches, ends, turn };
}

describe('a batch queue', () => {
  it('does each key once, in batches, urgent ones first', async () => {
    const { queue, batches, ends, turn } = queueOf(2);
    const asked = ['a', 'b', 'a', 'c', 'd'].map((key) => queue.request(key, { urgent: key === 'd' }));
    await turn();
    expect(batches).toEqual([['d', 'a']]);
    ends[0]?.();
    await Promise.all([asked[0], asked[2], asked[4]]);
    await turn();
    expect(batches).toEqual([
      ['d', 'a'],
      ['b', 'c'],
    ]);
    ends[1]?.();
    await Promise.all(asked);
  });

  it('does again what is asked for while its batch runs', async () => {
    const { queue, batches, ends, turn } = queueOf(5);
    const first = queue.request('a', { urgent: false });
    await turn();
    let again = false;
    const second = queue.request('a', { urgent: false }).then(() => (again = true));
    ends[0]?.();
    await first;
    await turn();
    expect([batches.length, again]).toEqual([2, false]);
    ends[1]?.();
    await second;
  });

  it('goes on with what has more, and fails only what failed', async () => {
    const { queue, batches, ends, turn } = queueOf(5);
    const [more, bad, good] = ['more', 'bad', 'good'].map((key) => queue.request(key, { urgent: false }));
    await turn();
    ends[0]?.({ more: 'MORE', bad: { error: new Error('no') } });
    await good;
    await expect(bad).rejects.toThrow('no');
    await turn();
    expect(batches[1]).toEqual(['more']);
    ends[1]?.({ more: 'DONE' });
    await more;
  });
});
