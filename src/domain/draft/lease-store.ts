import mongoose from 'mongoose';
import type { Database } from '../../database/store.ts';

/** A process that serves drafts, as the others see it. */
export interface NodeRecord {
  /** Made anew by every process. */
  readonly id: string;
  /** Where the others reach it, e.g. `http://10.0.0.5:4000`; null when they don't. */
  readonly address: string | null;
  /**
   * What only one process at a time can have: its host and the socket on which it listens. Whoever has it now knows
   * that who had it before has ended. Null when nothing is known.
   */
  readonly place: string | null;
}

interface NodeDocument extends Omit<NodeRecord, 'id'> {
  _id: string;
  expiresAt: Date;
  /** Ids of the sessions on which it has transactions: what is open on them when it dies keeps others waiting. */
  sessions: string[];
}

const nodeSchema = new mongoose.Schema<NodeDocument>(
  {
    _id: { type: String, required: true },
    address: { type: String, default: null },
    place: { type: String, default: null },
    expiresAt: { type: Date, required: true },
    sessions: { type: [String], default: [] },
  },
  { versionKey: false },
);

/** True of a node whose lease runs, by the database's clock. */
const lives = { $expr: { $gt: ['$expiresAt', '$$NOW'] } };
const expired = { $expr: { $lte: ['$expiresAt', '$$NOW'] } };

/**
 * One lease for each process, on which all of its drafts hang: a draft names its owner, and the owner counts as long as
 * its lease runs. So a renewal is one small write however many drafts are open, and doesn't touch the documents that
 * appends move (etcd makes its leases in this way: keys attached to one lease with one keep-alive). Whether a lease
 * runs is judged by the database's clock alone.
 */
export function createLeaseStore(database: Database) {
  const nodes = database.model<NodeDocument>('Node', nodeSchema, 'nodes');

  /**
   * Ends leases, and the transactions that were left open with them: their locks would stay for a minute. A process that
   * was only late begins those anew.
   */
  async function bury(filter: mongoose.QueryFilter<NodeDocument>): Promise<string[]> {
    const rows = await nodes.find(filter, { sessions: 1 }).lean();
    if (rows.length === 0) return [];
    // First, so that it is done again by somebody else when this process dies in between.
    await database.endTransactions(rows.flatMap(({ sessions = [] }) => sessions));
    const buried: string[] = [];
    for (const { _id } of rows) {
      const result = await nodes.deleteOne({ $and: [filter, { _id }] });
      if (result.deletedCount === 1) buried.push(_id);
    }
    return buried;
  }

  return {
    /** `listener` is called with the process's sessions before one of them has its first transaction. */
    followSessions: (listener: (sessionIds: readonly string[]) => Promise<void>): void =>
      database.announceSessions(listener),

    /** Lets the node's lease run `duration` milliseconds from now, whether it has one or not. */
    async renew(
      node: NodeRecord & { readonly sessions: readonly string[] },
      duration: number,
    ): Promise<void> {
      // Strings are taken literally, whatever they begin with.
      const values = {
        expiresAt: { $add: ['$$NOW', duration] },
        address: { $literal: node.address },
        place: { $literal: node.place },
        sessions: { $literal: node.sessions },
      };
      await nodes.updateOne({ _id: node.id }, [{ $set: values }], { upsert: true, updatePipeline: true });
    },

    /** Names the sessions whose transactions end with the node's lease. Does nothing when it has none. */
    async setSessions(nodeId: string, sessions: readonly string[]): Promise<void> {
      await nodes.updateOne({ _id: nodeId }, { $set: { sessions: [...sessions] } });
    },

    async end(nodeId: string): Promise<void> {
      await nodes.deleteOne({ _id: nodeId });
    },

    /** Ends the leases of those who had the node's place before. Returns their ids. */
    async endPredecessors(node: NodeRecord): Promise<string[]> {
      return node.place === null ? [] : bury({ place: node.place, _id: { $ne: node.id } });
    },

    /** Ends every lease. For the one process that can use this database: who else had one is dead. */
    async endAll(): Promise<void> {
      await nodes.deleteMany({});
    },

    /** Removes leases that have run out. Returns their nodes; of several that remove one, one gets it. */
    removeExpired: (): Promise<string[]> => bury(expired),

    /** As {@link removeExpired} for one node. */
    removeIfExpired: (nodeId: string): Promise<string[]> => bury({ _id: nodeId, ...expired }),

    /** Those of the nodes whose lease runs, in no particular order. */
    async living(nodeIds: readonly string[]): Promise<NodeRecord[]> {
      const rows = await nodes.find({ _id: { $in: [...nodeIds] }, ...lives }).lean();
      return rows.map(({ _id, address, place }) => ({ id: _id, address, place }));
    },
  };
}

export type LeaseStore = ReturnType<typeof createLeaseStore>;
