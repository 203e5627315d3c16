import mongoose from 'mongoose';
import type { Database, DatabaseSession } from '../database/store.ts';

/** A signed-in session. It lives as long as its document does. */
export interface SessionRecord {
  readonly id: string;
  readonly memberId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** A refresh token that was given out. Only its hash is kept. */
export interface RefreshTokenRecord {
  /** SHA-256 of the token, in hex. */
  readonly hash: string;
  readonly sessionId: string;
  /** When it was exchanged for its successor. */
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
}

interface SessionDocument {
  _id: mongoose.Types.ObjectId;
  memberId: mongoose.Types.ObjectId;
  createdAt: Date;
  expiresAt: Date;
}

interface RefreshTokenDocument {
  /** The hash. */
  _id: string;
  sessionId: mongoose.Types.ObjectId;
  usedAt: Date | null;
  expiresAt: Date;
}

interface CredentialDocument {
  /** The member. */
  _id: mongoose.Types.ObjectId;
  passwordHash: string;
  lastSignInAt: Date | null;
}

const { ObjectId } = mongoose.Schema.Types;

const sessionSchema = new mongoose.Schema<SessionDocument>(
  {
    memberId: { type: ObjectId, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
sessionSchema.index({ memberId: 1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const refreshTokenSchema = new mongoose.Schema<RefreshTokenDocument>(
  {
    _id: { type: String, required: true },
    sessionId: { type: ObjectId, required: true },
    usedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
refreshTokenSchema.index({ sessionId: 1 });
refreshTokenSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const credentialSchema = new mongoose.Schema<CredentialDocument>(
  { passwordHash: { type: String, required: true }, lastSignInAt: { type: Date, default: null } },
  { versionKey: false },
);

/** Password hashes, sessions and refresh tokens. */
export function createAuthStore(database: Database) {
  const sessions = database.model<SessionDocument>('Session', sessionSchema, 'sessions');
  const refreshTokens = database.model<RefreshTokenDocument>(
    'RefreshToken',
    refreshTokenSchema,
    'refreshTokens',
  );
  const credentials = database.model<CredentialDocument>('Credential', credentialSchema, 'credentials');

  async function endSessions(ids: readonly mongoose.Types.ObjectId[], session: DatabaseSession) {
    await sessions.deleteMany({ _id: { $in: ids } }, { session });
    await refreshTokens.deleteMany({ sessionId: { $in: ids } }, { session });
  }

  return {
    newId: (): string => new mongoose.Types.ObjectId().toHexString(),

    /** Null for a member who can't sign in with a password. */
    async findPasswordHash(memberId: string, session?: DatabaseSession): Promise<string | null> {
      const row = await credentials.findOne({ _id: memberId }, null, { session: session ?? null }).lean();
      return row?.passwordHash ?? null;
    },

    async setPasswordHash(memberId: string, passwordHash: string, session: DatabaseSession): Promise<void> {
      await credentials.updateOne({ _id: memberId }, { $set: { passwordHash } }, { upsert: true, session });
    },

    /**
     * Marks a sign-in with this very hash. False when the hash has been replaced since. Being a write, it makes a
     * sign-in and a change of the password at the same moment conflict, so that one of them sees the other.
     */
    async markSignIn(
      memberId: string,
      by: { readonly passwordHash: string; readonly at: Date },
      session: DatabaseSession,
    ): Promise<boolean> {
      const { passwordHash, at } = by;
      const result = await credentials.updateOne(
        { _id: memberId, passwordHash },
        { $set: { lastSignInAt: at } },
        { session },
      );
      return result.matchedCount === 1;
    },

    /** The session, unless it has been ended. The caller checks that it hasn't expired. */
    async findSession(id: string, session?: DatabaseSession): Promise<SessionRecord | null> {
      const row = await sessions.findOne({ _id: id }, null, { session: session ?? null }).lean();
      return row === null ? null : toSession(row);
    },

    /** Those of the sessions that haven't been ended, in no particular order. The caller checks that they haven't expired. */
    async findSessions(ids: readonly string[]): Promise<SessionRecord[]> {
      const rows = await sessions.find({ _id: { $in: [...ids] } }).lean();
      return rows.map(toSession);
    },

    async insertSession({ id, ...record }: SessionRecord, session: DatabaseSession): Promise<void> {
      await sessions.insertMany([{ ...record, _id: id }], { session });
    },

    /** The session with its new end; null when it has been ended. */
    async prolongSession(
      id: string,
      expiresAt: Date,
      session: DatabaseSession,
    ): Promise<SessionRecord | null> {
      const row = await sessions
        .findOneAndUpdate({ _id: id }, { $set: { expiresAt } }, { session, returnDocument: 'after' })
        .lean();
      return row === null ? null : toSession(row);
    },

    async endSession(id: string, session: DatabaseSession): Promise<void> {
      await endSessions([new mongoose.Types.ObjectId(id)], session);
    },

    /** Ends all of a member's sessions, but for `except`. */
    async endSessionsOf(memberId: string, except: string | null, session: DatabaseSession): Promise<void> {
      const rows = await sessions
        .find({ memberId, ...(except === null ? {} : { _id: { $ne: except } }) }, { _id: 1 }, { session })
        .lean();
      await endSessions(
        rows.map((row) => row._id),
        session,
      );
    },

    async findRefreshToken(hash: string, session?: DatabaseSession): Promise<RefreshTokenRecord | null> {
      const row = await refreshTokens.findOne({ _id: hash }, null, { session: session ?? null }).lean();
      if (row === null) return null;
      const { _id, sessionId, usedAt, expiresAt } = row;
      return { hash: _id, sessionId: sessionId.toHexString(), usedAt, expiresAt };
    },

    async insertRefreshToken(
      { hash, ...record }: RefreshTokenRecord,
      session: DatabaseSession,
    ): Promise<void> {
      await refreshTokens.insertMany([{ ...record, _id: hash }], { session });
    },

    async markRefreshTokenUsed(hash: string, usedAt: Date, session: DatabaseSession): Promise<void> {
      await refreshTokens.updateOne({ _id: hash }, { $set: { usedAt } }, { session });
    },
  };
}

export type AuthStore = ReturnType<typeof createAuthStore>;

function toSession({ _id, memberId, createdAt, expiresAt }: SessionDocument): SessionRecord {
  return { id: _id.toHexString(), memberId: memberId.toHexString(), createdAt, expiresAt };
}
