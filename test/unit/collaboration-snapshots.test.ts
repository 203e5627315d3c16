import { afterAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createChangeFeed, type ChangeFeedDependencies } from '../../src/collaboration/change-feed.ts';
import { createFolding } from '../../src/collaboration/folding.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { chainUpdates, type LogEntry } from '../../src/domain/draft/update-log-store.ts';

const draftId = 'd'.repeat(24);
const folding = createFolding();
afterAll(() => folding.close());

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Something that waits while the gate is closed. */
class Gate {
  closed = false;
  readonly #waiting: (() => void)[] = [];

  get waiting(): number {
    return this.#waiting.length;
  }

  async pass(): Promise<void> {
    if (this.closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  open(): void {
    this.closed = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** A feed of one draft whose snapshots, and whose look at the drafts, can be held up. */
function openFeed() {
  const doc = new Y.Doc();
  const log: LogEntry[] = [];
  const snapshots: number[] = [];
  let told = 0;
  const storing = new Gate();
  const looking = new Gate();
  const headAt = (sequence: number) => log[sequence - 1] ?? { sequence: 0, hash: genesisHash };
  const feed = createChangeFeed({
    drafts: {
      findMany: async () => {
        await looking.pass();
        return [{ id: draftId, planId: '1', subcommitteeId: '2', keyTaskId: '3', headSequence: log.length }];
      },
    },
    folds: {
      feedSequences: () => Promise.resolve(new Map([[draftId, told]])),
      moveFeedSequences: ([move]: { to: number }[]) => {
        told = move?.to ?? 0;
        return Promise.resolve(true);
      },
      writeSnapshot: async (_id: string, { sequence }: { sequence: number }) => {
        await storing.pass();
        snapshots.push(sequence);
        return true;
      },
    },
    log: { forgetRecent: () => undefined },
    attribution: { extend: () => Promise.resolve() },
    archiver: { archive: () => undefined, idle: () => Promise.resolve(), stop: () => Promise.resolve() },
    reader: {
      load: (_id: string, { upTo }: { upTo: number }) => {
        const { sequence, hash } = headAt(upTo);
        return Promise.resolve({ head: { sequence, hash }, snapshot: null, tail: log.slice(0, upTo) });
      },
      followTail: (_id: string, { from, upTo }: { from: { sequence: number }; upTo: number }) =>
        Promise.resolve(log.slice(from.sequence, upTo)),
    },
    transact: (work: (tx: unknown) => unknown) => Promise.resolve(work({ emit: () => undefined })),
    folding,
    windowMs: 60_000,
    onError: (error: unknown) => {
      throw error;
    },
  } as unknown as ChangeFeedDependencies);
  return {
    feed,
    snapshots,
    storing,
    looking,
    async write(count: number): Promise<void> {
      for (let written = 0; written < count; written += 1) {
        const before = Y.encodeStateVector(doc);
        doc.getText('text').insert(0, 'x');
        const { sequence, hash } = headAt(log.length);
        const update = {
          update: Y.encodeStateAsUpdate(doc, before),
          clientIds: [doc.clientID],
          at: new Date(),
        };
        log.push(
          ...chainUpdates(draftId, { sequence, hash }, [
            { ...update, memberId: 'a'.repeat(24), organisation: '기관' },
          ]),
        );
      }
      feed.touch(draftId);
      await feed.flush(draftId);
    },
  };
}

describe('CO-45: snapshots of what is told', () => {
  it('one that becomes due while another is stored is made, though somebody flushes at its end', async () => {
    const at = openFeed();
    at.storing.closed = true;
    await at.write(500);
    await expect.poll(() => at.storing.waiting).toBe(1);
    await at.write(1500);
    // As before a freeze: there is nothing left to tell.
    at.looking.closed = true;
    const flushed = at.feed.flush(draftId);
    await expect.poll(() => at.looking.waiting).toBe(1);
    at.storing.open();
    await turn();
    at.looking.open();
    await flushed;
    await at.feed.folded();
    expect(at.snapshots).toEqual([500, 2000]);
  });

  it('none is made of a little that is told while another is stored', async () => {
    const at = openFeed();
    at.storing.closed = true;
    await at.write(500);
    await expect.poll(() => at.storing.waiting).toBe(1);
    at.looking.closed = true;
    const written = at.write(1);
    await expect.poll(() => at.looking.waiting).toBe(1);
    at.looking.open();
    at.storing.open();
    await written;
    await turn();
    await at.feed.folded();
    expect(at.snapshots).toEqual([500]);
  });
});
