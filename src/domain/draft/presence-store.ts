import mongoose from 'mongoose';
import type { Database } from '../../database/store.ts';
import type { PresenceRecord } from './types.ts';

interface PresenceDocument {
  /** Draft and node. */
  _id: string;
  nodeId: string;
  members: PresenceRecord[];
}

const presenceSchema = new mongoose.Schema<PresenceDocument>(
  {
    _id: { type: String, required: true },
    nodeId: { type: String, required: true },
    members: {
      type: [
        new mongoose.Schema<PresenceRecord>(
          {
            memberId: { type: String, required: true },
            editing: { type: Boolean, required: true },
            since: { type: Date, required: true },
          },
          { _id: false },
        ),
      ],
      required: true,
    },
  },
  { versionKey: false },
);
presenceSchema.index({ nodeId: 1 });

const idOf = (draftId: string, nodeId: string) => `${draftId}/${nodeId}`;

/**
 * Who has drafts open in which process, for the others. It counts only of a draft's owner: rows of a process that died
 * or lost the draft say nothing.
 */
export function createPresenceStore(database: Database) {
  const presence = database.model<PresenceDocument>('DraftPresence', presenceSchema, 'draftPresence');

  return {
    /** Replaces what the node has said of the draft. */
    async write(draftId: string, nodeId: string, members: readonly PresenceRecord[]): Promise<void> {
      const _id = idOf(draftId, nodeId);
      if (members.length === 0) await presence.deleteOne({ _id });
      else await presence.updateOne({ _id }, { $set: { nodeId, members: [...members] } }, { upsert: true });
    },

    /** What each of the nodes has said of the draft beside it, by draft; nothing where nobody is. */
    async read(
      said: readonly { readonly draftId: string; readonly nodeId: string }[],
    ): Promise<Map<string, PresenceRecord[]>> {
      if (said.length === 0) return new Map();
      const drafts = new Map(said.map(({ draftId, nodeId }) => [idOf(draftId, nodeId), draftId]));
      const rows = await presence.find({ _id: { $in: [...drafts.keys()] } }).lean();
      return new Map(
        rows.map(({ _id, members }) => [
          drafts.get(_id) ?? '',
          members.map(({ memberId, editing, since }) => ({ memberId, editing, since })),
        ]),
      );
    },

    /** Forgets what these nodes have said. */
    async removeOf(nodeIds: readonly string[]): Promise<void> {
      await presence.deleteMany({ nodeId: { $in: [...nodeIds] } });
    },
  };
}

export type PresenceStore = ReturnType<typeof createPresenceStore>;
