import { describe, expect, it, vi } from 'vitest';
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
    await vi.waitFor(() => expect(batches).toHaveLength(2));
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
    await vi.waitFor(() => expect(batches).toHaveLength(2));
    expect(again).toBe(false);
    ends[1]?.();
    await second;
  });

  it('rests after a batch, but not from what is urgent', async () => {
    const { queue, batches, ends, turn } = queueOf(5);
    const first = queue.request('a', { urgent: false });
    await turn();
    const begun = performance.now();
    // So that the rest is longer than the test.
    vi.spyOn(performance, 'now').mockReturnValue(begun + 600_000);
    ends[0]?.();
    await first;
    vi.restoreAllMocks();
    void queue.request('b', { urgent: false });
    await turn();
    expect(batches).toHaveLength(1);
    void queue.request('c', { urgent: true });
    await turn();
    expect(batches[1]).toEqual(['c', 'b']);
    ends[1]?.();
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
