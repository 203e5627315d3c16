import mongoose from 'mongoose';
import type { ActivityFilter } from '../../activity/service.ts';
import type { EventKind } from '../../activity/event.ts';
import type { Database, DatabaseSession } from '../../database/store.ts';
import type { WebhookRecord } from './types.ts';

type Id = mongoose.Types.ObjectId;

interface FilterDocument {
  planId?: Id | null;
  subcommitteeId?: Id | null;
  keyTaskId?: Id | null;
  actorId?: Id | null;
  kinds?: EventKind[] | null;
}

interface WebhookDocument extends Omit<WebhookRecord, 'id' | 'createdById' | 'filter'> {
  _id: Id;
  createdById: Id;
  filter: FilterDocument;
  /** The process that delivers, and until when it alone may, by the database's clock. */
  leaseOwner: string | null;
  leaseExpiresAt: Date;
}

/** What the one that delivers knows of a webhook, and must still be so for it to write. */
export interface Claim {
  readonly id: string;
  readonly owner: string;
  readonly revision: number;
  readonly position: number;
}

/** How far deliveries have come. */
export type Progress = Pick<
  WebhookRecord,
  'position' | 'failedAttempts' | 'retryAt' | 'failingSince' | 'lastError'
>;

const objectId = { type: mongoose.Schema.Types.ObjectId, default: null };

const webhookSchema = new mongoose.Schema<WebhookDocument>(
  {
    url: { type: String, required: true },
    filter: {
      type: new mongoose.Schema<FilterDocument>(
        {
          planId: objectId,
          subcommitteeId: objectId,
          keyTaskId: objectId,
          actorId: objectId,
          kinds: { type: [String], default: null },
        },
        { _id: false },
      ),
      required: true,
    },
    active: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    createdById: { type: mongoose.Schema.Types.ObjectId, required: true },
    sealedSecret: { type: String, required: true },
    position: { type: Number, required: true },
    failedAttempts: { type: Number, required: true },
    retryAt: { type: Date, default: null },
    failingSince: { type: Date, default: null },
    lastError: { type: String, default: null },
    revision: { type: Number, required: true },
    leaseOwner: { type: String, default: null },
    leaseExpiresAt: { type: Date, default: new Date(0) },
  },
  { versionKey: false },
);

const free = { leaseOwner: null, leaseExpiresAt: new Date(0) };

/** Webhooks, and in each one who delivers for it. */
export function createWebhookStore(database: Database) {
  const webhooks = database.model<WebhookDocument>('Webhook', webhookSchema, 'webhooks');

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    async insert({ id, ...webhook }: WebhookRecord, session: DatabaseSession): Promise<void> {
      await webhooks.insertMany([{ ...webhook, _id: id }], { session });
    },

    async count(session: DatabaseSession): Promise<number> {
      return webhooks.countDocuments({}, { session });
    },

    async find(id: string, session?: DatabaseSession): Promise<WebhookRecord | null> {
      const row = await webhooks.findOne({ _id: id }, null, { session: session ?? null }).lean();
      return row === null ? null : toRecord(row);
    },

    async findMany(ids: readonly string[]): Promise<WebhookRecord[]> {
      return (await webhooks.find({ _id: { $in: [...ids] } }).lean()).map(toRecord);
    },

    /** Newest first: at most `limit` with ids below `before`. */
    async newest({ before, limit }: { before: string | null; limit: number }): Promise<WebhookRecord[]> {
      const rows = await webhooks
        .find(before === null ? {} : { _id: { $lt: before } })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return rows.map(toRecord);
    },

    /**
     * A person's change. Whoever delivers learns of it by the revision, and writes nothing more of before. Returns the
     * webhook as it is then, or null when there is none.
     */
    async update(
      id: string,
      change: Partial<Omit<WebhookRecord, 'id' | 'revision'>>,
      session: DatabaseSession,
    ): Promise<WebhookRecord | null> {
      const row = await webhooks
        .findOneAndUpdate(
          { _id: id },
          { $set: change, $inc: { revision: 1 } },
          { session, returnDocument: 'after' },
        )
        .lean();
      return row === null ? null : toRecord(row);
    },

    async remove(id: string, session: DatabaseSession): Promise<boolean> {
      return (await webhooks.deleteOne({ _id: id }, { session })).deletedCount === 1;
    },

    /**
     * Takes for `owner` the active webhooks for which nobody delivers, keeps those that it has, for `duration`
     * milliseconds from now, and returns them. Of several that claim one, each row's single write lets one have it.
     */
    async claim(owner: string, duration: number): Promise<WebhookRecord[]> {
      await webhooks.updateMany(
        {
          active: true,
          $or: [{ leaseOwner: owner }, { $expr: { $lte: ['$leaseExpiresAt', '$$NOW'] } }],
        },
        [{ $set: { leaseOwner: owner, leaseExpiresAt: { $add: ['$$NOW', duration] } } }],
        { updatePipeline: true },
      );
      return (await webhooks.find({ active: true, leaseOwner: owner }).lean()).map(toRecord);
    },

    /** Lets others take at once what `owner` has. */
    async release(owner: string): Promise<void> {
      await webhooks.updateMany({ leaseOwner: owner }, { $set: free });
    },

    /**
     * Writes how far the delivery has come, or that it ends, if the claim still holds and nobody has moved the cursor.
     * Returns whether it was written.
     */
    async move(
      { id, owner, revision, position }: Claim,
      progress: Progress & { readonly active?: false },
      session?: DatabaseSession,
    ): Promise<boolean> {
      const result = await webhooks.updateOne(
        { _id: id, leaseOwner: owner, revision, position, active: true },
        { $set: progress.active === false ? { ...progress, ...free } : progress },
        session === undefined ? {} : { session },
      );
      return result.matchedCount === 1;
    },
  };
}

export type WebhookStore = ReturnType<typeof createWebhookStore>;

function toFilter({ kinds, ...ids }: FilterDocument): ActivityFilter {
  const given = Object.entries(ids).flatMap(([name, id]) =>
    id === null || id === undefined ? [] : [[name, id.toHexString()] as const],
  );
  return { ...Object.fromEntries(given), ...(kinds === null || kinds === undefined ? {} : { kinds }) };
}

function toRecord({
  _id,
  leaseOwner: _owner,
  leaseExpiresAt: _expiresAt,
  ...rest
}: WebhookDocument): WebhookRecord {
  return {
    ...rest,
    id: _id.toHexString(),
    createdById: rest.createdById.toHexString(),
    filter: toFilter(rest.filter),
  };
}
