import { setTimeout as delay } from 'node:timers/promises';
import type { LeaseStore } from '../domain/draft/lease-store.ts';
import type { DraftStore } from '../domain/draft/store.ts';

export interface SharedHoldsDependencies {
  readonly drafts: DraftStore;
  readonly nodes: LeaseStore;
  /** This process, as others see it. */
  readonly nodeId: string;
  /** Resolves once the lease of this process runs. */
  readonly registered: () => Promise<void>;
  /** No other process can use the database: nobody has to be told. */
  readonly alone: boolean;
  readonly onError: (error: unknown, about: string) => void;
}

/** How long an append waits before it looks whether the draft is still held, in milliseconds. */
const lookInterval = 50;
/** How long it takes until a hold that couldn't be ended is tried to be ended again, in milliseconds. */
const retryInterval = 1000;

/**
 * Keeps every process from appending to drafts for a moment (SPEC.md, CO-66). Without this a process that freezes a
 * draft would lose against another one that appends without a pause: its transaction meets one write conflict after the
 * other. A hold counts as long as the lease of its process runs.
 */
export function createSharedHolds(dependencies: SharedHoldsDependencies) {
  const { drafts, nodes, nodeId, registered, alone, onError } = dependencies;
  let holds = 0;
  let closed = false;

  async function release(draftIds: readonly string[], holdId: string): Promise<void> {
    try {
      await drafts.release(draftIds, [holdId]);
    } catch (error) {
      // When this process ends, so does its lease, and the hold counts no more.
      if (closed) return;
      onError(error, 'a hold could not be ended; trying again');
      void delay(retryInterval, undefined, { ref: false }).then(() => release(draftIds, holdId));
    }
  }

  return {
    /** From now on nobody appends to the drafts, until the returned function is called, which doesn't throw. */
    async hold(draftIds: readonly string[]): Promise<() => Promise<void>> {
      if (alone || draftIds.length === 0) return () => Promise.resolve();
      await registered();
      holds += 1;
      const holdId = `${nodeId}/${holds}`;
      const end = () => release(draftIds, holdId);
      try {
        await drafts.hold(draftIds, holdId);
      } catch (error) {
        // Some of them may be held by now.
        await end();
        throw error;
      }
      return end;
    },

    /** Waits a moment, and ends holds whose process has died; afterwards an append may try again. */
    async wait(draftId: string): Promise<void> {
      await delay(lookInterval);
      const holdIds = await drafts.holds(draftId);
      const holders = holdIds.map((holdId) => holdId.slice(0, holdId.lastIndexOf('/')));
      const living = new Set((await nodes.living(holders)).map(({ id }) => id));
      const dead = holdIds.filter((_, index) => !living.has(holders[index] ?? ''));
      if (dead.length > 0) await drafts.release([draftId], dead);
    },

    close(): void {
      closed = true;
    },
  };
}

export type SharedHolds = ReturnType<typeof createSharedHolds>;
