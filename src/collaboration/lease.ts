import { randomUUID } from 'node:crypto';
import type { LeaseStore, NodeRecord } from '../domain/draft/lease-store.ts';
import type { DraftOwner, DraftStore } from '../domain/draft/store.ts';
import { DomainError } from '../errors.ts';
import { atMost } from '../at-most.ts';

export interface LeaseDependencies {
  readonly drafts: DraftStore;
  readonly nodes: LeaseStore;
  /** No other process can use the database: nothing is renewed, and nothing runs out. */
  readonly alone: boolean;
  readonly onError: (error: unknown, about: string) => void;
  /** How long the lease runs without being renewed, in milliseconds. */
  readonly duration?: number;
}

/** The right to append to a draft's log, until another process takes the draft. */
export interface Lease {
  readonly draftId: string;
  readonly epoch: number;
  /** It was taken from a process that died: what that one didn't get done is to be done. */
  readonly takenOver: boolean;
}

/** Another process serves the draft. */
export class ElsewhereError extends Error {
  override readonly name = 'ElsewhereError';
  readonly owner: NodeRecord;

  constructor(owner: NodeRecord) {
    super('Another process serves the draft.');
    this.owner = owner;
  }
}

const defaultDuration = 5000;
/** A lease is renewed this many times while it would run. */
const renewals = 3;
/** What a lease of who is alone runs: a century, in milliseconds. */
const forAlways = 100 * 365 * 86_400_000;
/** How long the end of a lease may take on shutdown, in milliseconds; then it runs out by itself. */
const endTimeout = 2000;

/**
 * Which drafts this process serves (SPEC.md, CO-60 to CO-63): one lease for the process, and in each draft its owner's
 * id with a fencing epoch. The lease keeps two processes from serving a draft at the same time. That no two can write
 * it is the epoch's work alone, whatever clocks, pauses and networks do: so a process needn't know whether its own
 * lease has run out, and one that renews too late goes on with what nobody has taken meanwhile. (Leases: Gray and
 * Cheriton, 1989; fencing tokens: Kleppmann, "How to do distributed locking", 2016.)
 */
export function createLeases(dependencies: LeaseDependencies) {
  const { drafts, nodes, alone, onError } = dependencies;
  const duration = alone ? forAlways : (dependencies.duration ?? defaultDuration);
  const id = randomUUID();
  const listeners = new Set<(nodeIds: readonly string[]) => void>();
  let node: NodeRecord = { id, address: null, place: null };
  let sessions: readonly string[] = [];
  let begun: Promise<void> | null = null;
  let renewing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  /** One renewal behind the other, and none behind the end. */
  function renew(): Promise<void> {
    renewing = renewing
      .catch(() => undefined)
      .then(async () => (closed ? undefined : nodes.renew({ ...node, sessions }, duration)));
    return renewing;
  }

  async function tick(): Promise<void> {
    await renew();
    tellDeath(await nodes.removeExpired());
  }

  function tellDeath(nodeIds: readonly string[]): void {
    if (nodeIds.length > 0) for (const listener of listeners) listener(nodeIds);
  }

  // Those of before the lease began are named when it begins, and all of them with every renewal.
  if (!alone)
    nodes.followSessions(async (sessionIds) => {
      sessions = sessionIds;
      if (begun !== null && !closed) await nodes.setSessions(id, sessionIds);
    });

  async function begin(): Promise<void> {
    // Whoever had a lease on a database of which this process is the only user is dead.
    if (alone) await nodes.endAll();
    await renew();
    if (alone || closed) return;
    timer = setInterval(() => {
      // Tried again at the next tick. Until then others may take what this process has, and it finds out.
      tick().catch((error: unknown) => onError(error, 'the lease could not be renewed'));
    }, duration / renewals).unref();
  }

  /** The lease runs from the first call on; a failure is tried again by the next. */
  async function registered(): Promise<void> {
    begun ??= begin();
    try {
      await begun;
    } catch (error) {
      begun = null;
      throw error;
    }
  }

  async function ownerOf(draftId: string): Promise<DraftOwner> {
    const owner = (await drafts.owners([draftId])).get(draftId);
    if (owner === undefined) throw new DomainError('NOT_FOUND', 'There is no such draft.');
    return owner;
  }

  return {
    nodeId: id,
    alone,

    /** Resolves once the lease runs. */
    registered,

    /**
     * Begins the lease, telling the others where this process is reached. Those who were at the same place before are
     * dead, and what they had is free.
     */
    async begin(at: Pick<NodeRecord, 'address' | 'place'>): Promise<void> {
      node = { id, ...at };
      if (begun === null) await registered();
      else await registered().then(renew);
      if (!alone) tellDeath(await nodes.endPredecessors(node));
    },

    /** `listener` is called with the processes whose lease has run out, by one of those that go on. */
    onDeath(listener: (nodeIds: readonly string[]) => void): void {
      listeners.add(listener);
    },

    /**
     * Takes the draft for this process, also when it has it already: whoever had it can't append any more. Throws
     * {@link ElsewhereError} while another living process has it, and `NOT_FOUND`.
     */
    async take(draftId: string): Promise<Lease> {
      await registered();
      for (;;) {
        if (closed) throw new Error('The process has given up its lease.');
        const free = await drafts.take(draftId, id, null);
        if (free !== null) return { draftId, epoch: free, takenOver: false };
        const owner = await ownerOf(draftId);
        if (owner.nodeId === null || owner.nodeId === id) continue;
        const [living] = await nodes.living([owner.nodeId]);
        if (living !== undefined) throw new ElsewhereError(living);
        tellDeath(await nodes.removeIfExpired(owner.nodeId));
        const taken = await drafts.take(draftId, id, owner);
        if (taken !== null) return { draftId, epoch: taken, takenOver: true };
      }
    },

    /** Others may take the draft at once. Everything accepted must be stored before. */
    async giveUp({ draftId, epoch }: Pick<Lease, 'draftId' | 'epoch'>): Promise<void> {
      // The end of the process's lease has freed it.
      if (!closed) await drafts.giveUp(draftId, { nodeId: id, epoch });
    },

    /** Those of the drafts that another living process serves, with that process. */
    async elsewhere(draftIds: readonly string[]): Promise<Map<string, NodeRecord>> {
      if (alone || draftIds.length === 0) return new Map();
      const owners = [...(await drafts.owners(draftIds))].flatMap(([draftId, { nodeId }]) =>
        nodeId === null || nodeId === id ? [] : [{ draftId, nodeId }],
      );
      if (owners.length === 0) return new Map();
      const living = await nodes.living([...new Set(owners.map(({ nodeId }) => nodeId))]);
      const byId = new Map(living.map((other) => [other.id, other]));
      return new Map(
        owners.flatMap(({ draftId, nodeId }) => {
          const owner = byId.get(nodeId);
          return owner === undefined ? [] : [[draftId, owner] as const];
        }),
      );
    },

    /** Ends the lease: every draft is free at once. Everything accepted must be stored before. */
    async close(): Promise<void> {
      if (closed) return;
      closed = true;
      if (timer !== null) clearInterval(timer);
      if (begun === null) return;
      const ended = renewing
        .catch(() => undefined)
        .then(() => nodes.end(id))
        .catch((error: unknown) => onError(error, 'the lease could not be ended; it will run out'));
      await atMost(endTimeout, ended);
    },
  };
}

export type Leases = ReturnType<typeof createLeases>;
