import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { NewEvent } from '../../src/activity/event.ts';
import type { ChangeFeedDependencies } from '../../src/collaboration/change-feed.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';

/** Whoever loads Yjs in this thread fails; the worker thread is not part of the test runner, and has the real one. */
vi.mock('yjs', () => {
  throw new Error('Yjs was loaded in the main thread.');
});

// Test files share their modules: here they are loaded anew, without Yjs, and nobody gets these behind it.
beforeAll(() => void vi.resetModules());
afterAll(() => {
  vi.doUnmock('yjs');
  vi.resetModules();
});

const id = 'd'.repeat(24);
const head = { sequence: 1, hash: '1'.repeat(64) };
/** A paragraph with the text `abc`, as Yjs writes it under client id 1. */
const update = Uint8Array.from(
  Buffer.from('01030100070107636f6e74656e7403097061726167726170680700010006040001010361626300', 'hex'),
);

it('CO-43: the feed folds without Yjs in its own thread', async () => {
  const { createChangeFeed } = await import('../../src/collaboration/change-feed.ts');
  const { createFolding } = await import('../../src/collaboration/folding.ts');
  const draft = { id, planId: '1', subcommitteeId: '2', keyTaskId: '3', headSequence: 1 };
  const entry = { sequence: 1, memberId: 'a'.repeat(24), update, hash: head.hash };
  const events: NewEvent[] = [];
  const folding = createFolding();
  let told = 0;
  const feed = createChangeFeed({
    drafts: { findMany: () => Promise.resolve([draft]) },
    folds: {
      feedSequences: () => Promise.resolve(new Map([[id, told]])),
      moveFeedSequences: ([move]: { to: number }[]) => {
        told = move?.to ?? 0;
        return Promise.resolve(true);
      },
    },
    log: { forgetRecent: () => undefined },
    reader: {
      load: () => Promise.resolve({ head: { sequence: 0, hash: genesisHash }, snapshot: null, tail: [] }),
      followTail: () => Promise.resolve([entry]),
    },
    transact: (work: (tx: unknown) => unknown) =>
      Promise.resolve(work({ emit: (event: NewEvent) => events.push(event) })),
    folding,
    windowMs: 0,
    onError: (error: unknown) => {
      throw error;
    },
  } as unknown as ChangeFeedDependencies);
  await feed.flush(id);
  await folding.close();
  expect(told).toBe(1);
  expect(events).toMatchObject([{ kind: 'DRAFT_CHANGED', payload: { excerpt: 'abc' } }]);
  await expect(import('yjs')).rejects.toThrow();
});
