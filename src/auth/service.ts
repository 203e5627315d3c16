import { createHash, randomBytes } from 'node:crypto';
import DataLoader from 'dataloader';
import type { Transact, Transaction } from '../activity/unit-of-work.ts';
import type { Clock } from '../clock.ts';
import type { MembershipService } from '../domain/membership/service.ts';
import type { MemberRecord } from '../domain/membership/types.ts';
import { toViewer } from '../domain/membership/viewer.ts';
import { DomainError, UnauthenticatedError } from '../errors.ts';
import { createAccessTokens, invalidToken } from './access-tokens.ts';
import { createAttempts, defaultAttemptLimits, type AttemptLimits } from './attempts.ts';
import { createOidcVerifier, type OidcProvider } from './oidc.ts';
import { checkNewPassword, hashPassword, verifyPassword } from './password.ts';
import type { AuthStore } from './store.ts';
import { requireViewer } from './verdict.ts';
import type { MaybeViewer, Viewer } from './viewer.ts';

export interface AuthServiceDependencies {
  readonly store: AuthStore;
  readonly membership: MembershipService;
  readonly transact: Transact;
  readonly clock: Clock;
  /** Signs access tokens; at least 32 characters. */
  readonly secret: string;
  readonly accessTokenMinutes: number;
  readonly refreshTokenDays: number;
  /** Whose tokens are accepted beside our own. */
  readonly oidc?: OidcProvider | null;
  readonly attemptLimits?: AttemptLimits;
  /** Told what goes wrong outside, e.g. when the OIDC provider doesn't answer. */
  readonly onError?: (error: unknown) => void;
}

/** A pair of tokens, as a client gets them. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  /** Opaque. Works once. */
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: Date;
}

export interface SignedIn {
  readonly session: SessionTokens;
  readonly member: MemberRecord;
}

/** What a token says of its bearer. */
type TokenBearer = Pick<Viewer, 'memberId' | 'sessionId' | 'expiresAt'>;

/** Nobody has this id: an unknown account costs the same reads as a known one. */
const nobody = '0'.repeat(24);
const dayInMilliseconds = 86_400_000;
/** Longer ones aren't ours. */
const longestToken = 8192;

/** Sign-in, sessions, and who is behind a token. */
export function createAuthService(dependencies: AuthServiceDependencies) {
  const { store, membership, transact, clock } = dependencies;
  const accessTokens = createAccessTokens({
    secret: dependencies.secret,
    minutes: dependencies.accessTokenMinutes,
    clock,
  });
  const attempts = createAttempts(dependencies.attemptLimits ?? defaultAttemptLimits);
  const { oidc: provider, onError = () => undefined } = dependencies;
  const oidc =
    provider === null || provider === undefined ? null : createOidcVerifier(provider, { clock, onError });

  membership.onDeactivation((tx, memberId) => store.endSessionsOf(memberId, null, tx.session));

  /** Gives out a new refresh token in the caller's transaction, with the session's new end. */
  async function addRefreshToken(tx: Transaction, sessionId: string) {
    const refreshToken = randomBytes(32).toString('base64url');
    const expiresAt = endOfSession();
    await store.insertRefreshToken(
      { hash: hashOfToken(refreshToken), sessionId, usedAt: null, expiresAt },
      tx.session,
    );
    return { refreshToken, refreshTokenExpiresAt: expiresAt };
  }

  function endOfSession(): Date {
    return new Date(clock().getTime() + dependencies.refreshTokenDays * dayInMilliseconds);
  }

  async function withAccessToken(
    member: MemberRecord,
    refresh: { sessionId: string; refreshToken: string; refreshTokenExpiresAt: Date },
  ): Promise<SignedIn> {
    const { sessionId, refreshToken, refreshTokenExpiresAt } = refresh;
    const { token, expiresAt } = await accessTokens.issue({ memberId: member.id, sessionId });
    return {
      member,
      session: {
        accessToken: token,
        accessTokenExpiresAt: expiresAt,
        refreshToken,
        refreshTokenExpiresAt,
      },
    };
  }

  /**
   * The viewers with the rights of now, in their order; null for each whose token or session has ended or whose member
   * isn't active. Two reads, however many they are.
   */
  async function revalidateAll(viewers: readonly TokenBearer[]): Promise<(Viewer | null)[]> {
    const sessionIds = viewers.flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId]));
    const [sessions, members] = await Promise.all([
      store.findSessions([...new Set(sessionIds)]),
      membership.activeMembers([...new Set(viewers.map(({ memberId }) => memberId))]),
    ]);
    const sessionsById = new Map(sessions.map((session) => [session.id, session]));
    const membersById = new Map(members.map((member) => [member.id, member]));
    const now = clock();
    return viewers.map(({ memberId, sessionId, expiresAt }) => {
      const member = membersById.get(memberId);
      if (expiresAt <= now || member === undefined) return null;
      if (sessionId !== null) {
        const session = sessionsById.get(sessionId);
        if (session === undefined || session.memberId !== memberId || session.expiresAt <= now) return null;
      }
      return toViewer(member, { sessionId, expiresAt });
    });
  }

  /**
   * Reads once for all who come in the same turn of the event loop, as when a room full of people opens one draft, or the
   * rights behind all sockets are read anew.
   */
  const signedIn = new DataLoader<TokenBearer, Viewer | null>(revalidateAll, {
    cache: false,
    batchScheduleFn: setImmediate,
  });

  /** Exchanges the token in a transaction; says what became of it. */
  async function exchange(tx: Transaction, hash: string) {
    const token = await store.findRefreshToken(hash, tx.session);
    if (token === null) return { outcome: 'unknown' } as const;
    const session = await store.findSession(token.sessionId, tx.session);
    if (session === null) return { outcome: 'unknown' } as const;
    if (token.usedAt !== null) {
      // Two parties have it, and one of them stole it.
      await store.endSession(session.id, tx.session);
      tx.notify('access', { memberId: session.memberId, sessionId: session.id });
      return { outcome: 'reused' } as const;
    }
    const now = clock();
    const [member] = await membership.memberRecordsInTransaction(tx, [session.memberId]);
    if (token.expiresAt <= now || session.expiresAt <= now || member?.active !== true) {
      return { outcome: 'unknown' } as const;
    }
    await store.markRefreshTokenUsed(hash, now, tx.session);
    const refresh = await addRefreshToken(tx, session.id);
    await store.prolongSession(session.id, refresh.refreshTokenExpiresAt, tx.session);
    return { outcome: 'exchanged', member, refresh: { ...refresh, sessionId: session.id } } as const;
  }

  return {
    /**
     * Begins a session. Throws `INVALID_CREDENTIALS`, the same and after the same work whether the account is unknown,
     * deactivated, without a password or the password is wrong, and {@link RateLimitedError}.
     */
    async signIn(credentials: {
      readonly email: string;
      readonly password: string;
      readonly clientAddress: string;
    }): Promise<SignedIn> {
      const email = credentials.email.slice(0, 1000).normalize('NFC').trim().toLowerCase();
      const attempt = await attempts.begin(email, credentials.clientAddress);
      const member = await membership.activeMemberByEmail(email);
      const passwordHash = await store.findPasswordHash(member?.id ?? nobody);
      const known = await verifyPassword(passwordHash, credentials.password);
      if (!known || member === null || passwordHash === null) throw invalidCredentials();
      const refresh = await transact(async (tx) => {
        const at = clock();
        // The password may have been changed since it was verified, which ended all other sessions.
        if (!(await store.markSignIn(member.id, { passwordHash, at }, tx.session))) return null;
        const sessionId = store.newId();
        await store.insertSession(
          { id: sessionId, memberId: member.id, createdAt: at, expiresAt: endOfSession() },
          tx.session,
        );
        return { ...(await addRefreshToken(tx, sessionId)), sessionId };
      });
      if (refresh === null) throw invalidCredentials();
      await attempt.succeeded();
      return withAccessToken(member, refresh);
    },

    /**
     * Exchanges a refresh token for a new pair. One that has been exchanged before ends the session: two parties have
     * it. Of two exchanges at the same time at most one succeeds. Throws {@link UnauthenticatedError}.
     */
    async refresh(refreshToken: string): Promise<SignedIn> {
      if (refreshToken.length > longestToken) throw unknownRefreshToken();
      const hash = hashOfToken(refreshToken);
      // Transactions run one behind the other: whoever has no token must not hold up those who write.
      if ((await store.findRefreshToken(hash)) === null) throw unknownRefreshToken();
      const result = await transact((tx) => exchange(tx, hash));
      if (result.outcome === 'exchanged') return withAccessToken(result.member, result.refresh);
      if (result.outcome === 'unknown') throw unknownRefreshToken();
      throw new UnauthenticatedError('The refresh token was used before; the session has been ended.');
    },

    /** Ends the viewer's session at once. Throws `FORBIDDEN` for a token of the OIDC provider. */
    async signOut(viewer: MaybeViewer): Promise<void> {
      const { memberId, sessionId } = requireViewer(viewer);
      if (sessionId === null) {
        throw new DomainError('FORBIDDEN', 'This token comes from the identity provider. Sign out there.');
      }
      await transact(async (tx) => {
        await store.endSession(sessionId, tx.session);
        tx.notify('access', { memberId, sessionId });
      });
    },

    /**
     * Replaces the viewer's password and ends all other sessions. Throws `INVALID_CREDENTIALS` when the current
     * password is wrong or there is none, `INVALID_INPUT`, and {@link RateLimitedError}.
     */
    async changePassword(
      viewer: MaybeViewer,
      change: {
        readonly currentPassword: string;
        readonly newPassword: string;
        readonly clientAddress: string;
      },
    ): Promise<void> {
      const { memberId, sessionId } = requireViewer(viewer);
      checkNewPassword(change.newPassword, 'newPassword');
      const member = await membership.activeMember(memberId);
      if (member === null) throw new UnauthenticatedError('The session has ended.');
      const attempt = await attempts.begin(member.email, change.clientAddress);
      const current = await store.findPasswordHash(memberId);
      if (!(await verifyPassword(current, change.currentPassword))) throw wrongCurrentPassword();
      await attempt.succeeded();
      const passwordHash = await hashPassword(change.newPassword);
      await transact(async (tx) => {
        if ((await store.findPasswordHash(memberId, tx.session)) !== current) throw wrongCurrentPassword();
        await store.setPasswordHash(memberId, passwordHash, tx.session);
        await store.endSessionsOf(memberId, sessionId, tx.session);
        tx.notify('access', { memberId, sessionId: null });
      });
    },

    /**
     * Who is behind an access token, our own or the OIDC provider's. Throws {@link UnauthenticatedError} when it is
     * malformed, forged or expired, its session has ended, or its member isn't active.
     */
    async authenticate(token: string): Promise<Viewer> {
      if (token.length > longestToken) throw invalidToken();
      if (oidc?.claims(token) === true) {
        const { email, expiresAt } = await oidc.verify(token);
        const member = await membership.activeMemberByEmail(email);
        if (member === null) throw new UnauthenticatedError('No active account has this e-mail address.');
        return toViewer(member, { sessionId: null, expiresAt });
      }
      const viewer = await signedIn.load(await accessTokens.verify(token));
      if (viewer === null) throw new UnauthenticatedError('The session has ended.');
      return viewer;
    },

    /** The viewer with the rights of now; null when the token or the session has ended or the member isn't active. */
    revalidate: (viewer: Viewer): Promise<Viewer | null> => signedIn.load(viewer),

    revalidateAll,
  };
}

export type AuthService = ReturnType<typeof createAuthService>;

/** Refresh tokens are 256 random bits, so a plain hash can't be reversed by guessing. */
function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function invalidCredentials(): DomainError {
  return new DomainError('INVALID_CREDENTIALS', "E-mail and password don't match an active account.");
}

function wrongCurrentPassword(): DomainError {
  return new DomainError('INVALID_CREDENTIALS', 'The current password is wrong.', ['currentPassword']);
}

function unknownRefreshToken(): UnauthenticatedError {
  return new UnauthenticatedError('The refresh token is not valid, or its session has ended.');
}
