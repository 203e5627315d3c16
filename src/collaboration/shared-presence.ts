import type { PresenceStore } from '../domain/draft/presence-store.ts';
import type { PresenceRecord } from '../domain/draft/types.ts';
import { atMost } from '../at-most.ts';
import type { Leases } from './lease.ts';

export interface SharedPresenceDependencies {
  readonly store: PresenceStore;
  readonly leases: Leases;
  /** Who has the draft open in this process. */
  readonly here: (draftId: string) => readonly PresenceRecord[];
  readonly onError: (error: unknown, about: string) => void;
}

/** How long changes are gathered before the other processes are told, in milliseconds. */
const gatherInterval = 100;
/** How long it takes until what couldn't be told is tried again, in milliseconds. */
const retryInterval = 1000;
/** How long it may take on shutdown to say that nobody is here, in milliseconds. */
const endTimeout = 2000;

/** Who has a draft open, whichever process of the database serves it (SPEC.md, CO-68). */
export function createSharedPresence({ store, leases, here, onError }: SharedPresenceDependencies) {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let telling: Promise<void> = Promise.resolve();
  let closed = false;

  async function tell(): Promise<void> {
    const draftIds = [...changed];
    changed.clear();
    for (const draftId of draftIds) {
      try {
        await store.write(draftId, leases.nodeId, here(draftId));
      } catch (error) {
        onError(error, 'other processes could not be told who is here');
        changed.add(draftId);
      }
    }
    if (changed.size > 0) tellAfter(retryInterval);
  }

  function tellAfter(milliseconds: number): void {
    if (closed) return;
    timer ??= setTimeout(() => {
      timer = null;
      telling = telling.then(tell);
    }, milliseconds).unref();
  }

  leases.onDeath((nodeIds) => {
    store
      .removeOf(nodeIds)
      .catch((error: unknown) => onError(error, 'who was at a dead process could not be forgotten'));
  });

  return {
    /** Somebody has come to the draft in this process or left it, or may do something else there. */
    changed(draftId: string): void {
      if (leases.alone) return;
      changed.add(draftId);
      tellAfter(gatherInterval);
    },

    /** Who has the drafts open in other processes, of those drafts that another living one serves. */
    async elsewhere(draftIds: readonly string[]): Promise<Map<string, readonly PresenceRecord[]>> {
      const owners = await leases.elsewhere(draftIds);
      return store.read([...owners].map(([draftId, { id }]) => ({ draftId, nodeId: id })));
    },

    /** Nobody is here any more. */
    async close(): Promise<void> {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      if (leases.alone) return;
      const removed = telling
        .then(() => store.removeOf([leases.nodeId]))
        .catch((error: unknown) => onError(error, 'other processes could not be told that nobody is here'));
      await atMost(endTimeout, removed);
    },
  };
}

export type SharedPresence = ReturnType<typeof createSharedPresence>;
