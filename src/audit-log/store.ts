import mongoose from 'mongoose';
import type { Database, DatabaseSession } from '../database/store.ts';

/** `DONE`: changed something; `REFUSED`: the caller may not, or not like this; `FAILED`: the server couldn't. */
export const auditOutcomes = ['DONE', 'REFUSED', 'FAILED'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** One entry of the audit log: what somebody did, or tried to. */
export interface AuditEntry {
  /** Hex ObjectId. */
  readonly id: string;
  readonly at: Date;
  /** As in the process's log; null where there is no request. */
  readonly requestId: string | null;
  readonly clientAddress: string | null;
  /** Hex ObjectId; null for who wasn't signed in. */
  readonly memberId: string | null;
  /**
   * Name of the mutation; `coEdit` for what came over a co-editing socket, `authenticate` for an access token, and a root
   * field such as `Query.webhooks` for what was asked for.
   */
  readonly action: string;
  /**
   * What it was about: ids and e-mail addresses of the input, and where a webhook goes and what of, by their field. Never
   * texts or secrets.
   */
  readonly targets: Readonly<Record<string, unknown>>;
  readonly outcome: AuditOutcome;
  /** Code of the error; null when it was done. */
  readonly code: string | null;
  /** How often, within a minute. */
  readonly times: number;
}

/** Which entries are wanted, `since` included and `until` not. */
export interface AuditPeriod {
  readonly since: Date | null;
  readonly until: Date | null;
}

interface AuditDocument extends Omit<AuditEntry, 'id' | 'memberId'> {
  _id: mongoose.Types.ObjectId;
  memberId: mongoose.Types.ObjectId | null;
}

const text = { type: String, default: null };

const auditSchema = new mongoose.Schema<AuditDocument>(
  {
    at: { type: Date, required: true },
    requestId: text,
    clientAddress: text,
    memberId: { type: mongoose.Schema.Types.ObjectId, default: null },
    action: { type: String, required: true },
    targets: { type: mongoose.Schema.Types.Mixed, required: true },
    outcome: { type: String, enum: auditOutcomes, required: true },
    code: text,
    times: { type: Number, required: true },
  },
  { versionKey: false, minimize: false },
);
auditSchema.index({ at: 1, _id: 1 });
auditSchema.index({ memberId: 1, at: 1 });

/** The audit log. Entries are added and never changed. */
export function createAuditStore(database: Database) {
  const entries = database.model<AuditDocument>('AuditEntry', auditSchema, 'auditEntries');

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    /** Adds an entry, in the transaction of `session` when there is one; nothing when it is there already. */
    async add({ id, ...entry }: AuditEntry, session?: DatabaseSession): Promise<void> {
      await entries.updateOne(
        { _id: id },
        { $setOnInsert: entry },
        { upsert: true, ...(session === undefined ? {} : { session }) },
      );
    },

    /** Entries in the order of time. */
    async *read({ since, until }: AuditPeriod): AsyncGenerator<AuditEntry, void, undefined> {
      const bounds = {
        ...(since === null ? {} : { $gte: since }),
        ...(until === null ? {} : { $lt: until }),
      };
      const rows = entries
        .find(Object.keys(bounds).length === 0 ? {} : { at: bounds })
        .sort({ at: 1, _id: 1 })
        .lean()
        .cursor();
      for await (const { _id, memberId, ...entry } of rows)
        yield { id: _id.toHexString(), ...entry, memberId: memberId?.toHexString() ?? null };
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;
