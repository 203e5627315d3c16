import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { createChangeFeed, type ChangeFeedDependencies } from '../../src/collaboration/change-feed.ts';
import { createFolding } from '../../src/collaboration/folding.ts';
import { chainUpdates, type LogEntry } from '../../src/domain/draft/update-log-store.ts';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';

const draftId = 'd'.repeat(24);
const folding = createFolding();
afterAll(() => folding.close());

/** A log in memory that is told window by window, and how often all of the draft had to be read for it. */
function openFeed() {
  const doc = new Y.Doc();
  const log: LogEntry[] = [];
  let told = 0;
  let reads = 0;
  const headAt = (sequence: number) => log[sequence - 1] ?? { sequence: 0, hash: genesisHash };
  const feed = createChangeFeed({
    drafts: {
      findMany: () =>
        Promise.resolve([
          { id: draftId, planId: '1', subcommitteeId: '2', keyTaskId: '3', headSequence: log.length },
        ]),
      heads: async function* () {
        yield await Promise.resolve({ id: draftId, sequence: log.length });
      },
    },
    folds: {
      feedSequences: () => Promise.resolve(new Map([[draftId, told]])),
      moveFeedSequences: ([move]: { to: number }[]) => {
        told = move?.to ?? 0;
        return Promise.resolve(true);
      },
    },
    log: { forgetRecent: () => undefined },
    archiver: { idle: () => Promise.resolve(), stop: () => Promise.resolve() },
    reader: {
      load: (_id: string, { upTo }: { upTo: number }) => {
        reads += 1;
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
    reads: () => reads,
    told: () => told,
    /** `here`: in this process. */
    write(words: string, { here = true } = {}): void {
      const before = Y.encodeStateVector(doc);
      doc.getText('text').insert(0, words);
      const update = {
        update: Y.encodeStateAsUpdate(doc, before),
        clientIds: [doc.clientID],
        at: new Date(),
      };
      const { sequence, hash } = headAt(log.length);
      log.push(
        ...chainUpdates(draftId, { sequence, hash }, [
          { ...update, memberId: 'a'.repeat(24), organisation: '기관' },
        ]),
      );
      if (here) feed.touch(draftId);
    },
  };
}

describe('the feed of changes', () => {
  let at: ReturnType<typeof openFeed>;
  beforeEach(() => {
    at = openFeed();
  });

  it('reads a draft once while it is written in', async () => {
    for (const words of ['하나', '둘', '셋']) {
      at.write(words);
      await at.feed.flush(draftId);
    }
    expect(at.told()).toBe(3);
    expect(at.reads()).toBe(1);
    await at.feed.close();
  });

  it('CO-43: keeps nothing of what it tells for a process that has died', async () => {
    at.write('하나', { here: false });
    await at.feed.catchUp();
    expect(at.told()).toBe(1);
    at.write('둘');
    await at.feed.flush(draftId);
    expect(at.reads()).toBe(2);
    await at.feed.close();
  });

  it('CO-43: lets go of a draft in which nobody writes, when all is told', async () => {
    at.write('하나');
    await at.feed.flush(draftId);
    at.feed.letGo(draftId);
    at.write('둘');
    await at.feed.flush(draftId);
    expect(at.reads()).toBe(2);
    // Here it is told only after nobody writes any more.
    at.write('셋');
    at.feed.letGo(draftId);
    await at.feed.flush(draftId);
    at.write('넷');
    await at.feed.flush(draftId);
    expect(at.reads()).toBe(3);
    expect(at.told()).toBe(4);
    // Who goes on writing meanwhile keeps it.
    at.write('다섯');
    at.feed.letGo(draftId);
    at.write('여섯');
    await at.feed.flush(draftId);
    at.write('일곱');
    await at.feed.flush(draftId);
    expect(at.reads()).toBe(3);
    await at.feed.close();
  });
});
