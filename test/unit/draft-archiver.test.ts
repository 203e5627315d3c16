import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chunkEntries } from '../../src/domain/draft/archive-store.ts';
import { createArchiver } from '../../src/domain/draft/archiver.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { chainUpdates, type LogEntry } from '../../src/domain/draft/update-log-store.ts';

const one = '1'.repeat(24);
const other = '2'.repeat(24);

function logOf(draftId: string, chunks: number): LogEntry[] {
  const update = {
    update: new Uint8Array(1),
    memberId: 'a'.repeat(24),
    organisation: 'MSIT',
    clientIds: [1],
    at: new Date(0),
  };
  const updates = Array.from({ length: chunks * chunkEntries + 1 }, () => update);
  return chainUpdates(draftId, { sequence: 0, hash: genesisHash }, updates);
}

/** An archiver of two drafts; moving a chunk takes `took` milliseconds of the time that the test sets. */
function openArchiver(took: number) {
  const logs = new Map([one, other].map((draftId) => [draftId, logOf(draftId, 3)]));
  const moved: { readonly draftId: string; readonly last: number; readonly at: number }[] = [];
  const errors: unknown[] = [];
  const lastOf = (draftId: string) => moved.findLast((chunk) => chunk.draftId === draftId)?.last ?? 0;
  const entryAt = (draftId: string, sequence: number) => logs.get(draftId)?.[sequence - 1];
  let damaged: string | null = null;
  const archiver = createArchiver({
    log: {
      archived: (draftId) => Promise.resolve(entryAt(draftId, lastOf(draftId)) ?? null),
      moveToArchive: async (entries) => {
        await new Promise((resolve) => setTimeout(resolve, took));
        moved.push({
          draftId: entries[0]?.draftId ?? '',
          last: entries.at(-1)?.sequence ?? 0,
          at: performance.now(),
        });
        return true;
      },
    },
    reader: {
      followTail: (draftId, { from, upTo }) =>
        draftId === damaged
          ? Promise.reject(new Error('The log is damaged.'))
          : Promise.resolve((logs.get(draftId) ?? []).slice(from.sequence, upTo)),
    },
    onError: (error) => errors.push(error),
  });
  return {
    archiver,
    moved,
    errors,
    damage: (draftId: string) => {
      damaged = draftId;
    },
  };
}

describe('CO-44: the archiver', () => {
  beforeEach(() => {
    // With it, the clock stands still but for the timers that the test lets pass.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('takes the drafts by turns, each as far as full chunks go', async () => {
    const { archiver, moved } = openArchiver(0);
    archiver.archive(one, 3 * chunkEntries + 1);
    archiver.archive(other, 2 * chunkEntries - 1);
    await vi.runAllTimersAsync();
    await archiver.idle();
    expect(moved.map(({ draftId, last }) => [draftId, last / chunkEntries])).toEqual([
      [one, 1],
      [other, 1],
      [one, 2],
      [one, 3],
    ]);
  });

  it('leaves others three quarters of the time', async () => {
    const { archiver, moved } = openArchiver(100);
    archiver.archive(one, 3 * chunkEntries);
    await vi.runAllTimersAsync();
    const [first, second, third] = moved.map(({ at }) => at);
    expect([second! - first!, third! - second!]).toEqual([400, 400]);
  });

  it('has a damaged log told, and goes on with the others', async () => {
    const { archiver, moved, errors, damage } = openArchiver(0);
    damage(one);
    archiver.archive(one, 3 * chunkEntries);
    archiver.archive(other, chunkEntries);
    await vi.runAllTimersAsync();
    expect(errors).toEqual([new Error('The log is damaged.')]);
    expect(moved.map(({ draftId }) => draftId)).toEqual([other]);
  });

  it('moves what is left without resting when it stops', async () => {
    const { archiver, moved } = openArchiver(100);
    archiver.archive(one, 3 * chunkEntries);
    await vi.advanceTimersByTimeAsync(150);
    const stopped = archiver.stop();
    await vi.advanceTimersByTimeAsync(200);
    await stopped;
    expect(moved).toHaveLength(3);
  });

  it('stops behind the chunk that it is at when moving takes too long', async () => {
    const { archiver, moved } = openArchiver(1_500);
    archiver.archive(one, 3 * chunkEntries);
    await vi.advanceTimersByTimeAsync(100);
    const stopped = archiver.stop();
    await vi.runAllTimersAsync();
    await stopped;
    archiver.archive(other, chunkEntries);
    await vi.runAllTimersAsync();
    expect(moved.map(({ last }) => last / chunkEntries)).toEqual([1, 2]);
  });
});
