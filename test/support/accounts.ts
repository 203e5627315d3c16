import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import type { BusMessages } from '../../src/activity/bus.ts';
import type { EventRecord } from '../../src/activity/event.ts';
import { createActivityStore } from '../../src/activity/store.ts';
import { createAuditLog } from '../../src/audit-log/audit-log.ts';
import { createAuditStore } from '../../src/audit-log/store.ts';
import { createTransact } from '../../src/activity/transact.ts';
import { hashPassword } from '../../src/auth/password.ts';
import { createAuthService, type AuthServiceDependencies } from '../../src/auth/service.ts';
import { createAuthStore } from '../../src/auth/store.ts';
import type { Viewer } from '../../src/auth/viewer.ts';
import type { ImportedMember } from '../../src/domain/membership/accounts.ts';
import { createMembershipService } from '../../src/domain/membership/service.ts';
import { createMembershipStore } from '../../src/domain/membership/store.ts';
import type { MemberRecord } from '../../src/domain/membership/types.ts';
import { toViewer } from '../../src/domain/membership/viewer.ts';
import { openTestDatabase } from './database.ts';

export const password = 'correct horse battery staple';
export const secret = 'a secret of the tests that is long enough';

let sharedHash: Promise<string> | null = null;

/** A member as a viewer, without going through a sign-in. */
export function asViewer(member: MemberRecord): Viewer {
  return toViewer(member, { sessionId: null, expiresAt: new Date('2100-01-01T00:00:00.000Z') });
}

/** Accounts and sessions on a database of their own, with a clock that the test sets. */
export async function openAccounts(options: Partial<AuthServiceDependencies> = {}) {
  const { database, drop } = await openTestDatabase();
  // Not in the past: MongoDB would remove sessions as expired. Whole seconds, as tokens count time.
  let now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const clock = () => now;
  const bus = createInMemoryBus();
  const activityStore = createActivityStore(database);
  const transact = createTransact({ database, activityStore, bus, clock });
  const authStore = createAuthStore(database);
  const membership = createMembershipService({
    store: createMembershipStore(database),
    passwordHashes: authStore,
    transact,
    clock,
  });
  const auth = createAuthService({
    store: authStore,
    membership,
    transact,
    clock,
    secret,
    accessTokenMinutes: 10,
    refreshTokenDays: 14,
    ...options,
  });
  const auditLog = createAuditLog({
    store: createAuditStore(database),
    clock,
    onError: (error) => {
      throw error;
    },
  });
  await database.prepare();

  const access: BusMessages['access'][] = [];
  bus.subscribe('access', (message) => access.push(message));
  let seen = 0;
  let made = 0;

  return {
    database,
    drop,
    membership,
    auth,
    authStore,
    auditLog,
    transact,
    /** What was published on the bus's topic `access`. */
    access,
    clock,
    pass(time: { minutes?: number; days?: number }): void {
      now = new Date(now.getTime() + (time.minutes ?? 0) * 60_000 + (time.days ?? 0) * 86_400_000);
    },

    /** A member with {@link password}, made by the server itself. */
    async member(input: Partial<ImportedMember> = {}): Promise<MemberRecord> {
      sharedHash ??= hashPassword(password);
      const passwordHash = await sharedHash;
      made += 1;
      const [member] = await transact((tx) =>
        membership.importMembers(tx, [
          {
            email: `member-${made}@example.org`,
            displayName: `Member ${made}`,
            organisation: 'Ministry',
            sector: 'GOVERNMENT',
            passwordHash,
            ...input,
          },
        ]),
      );
      if (member === undefined) throw new Error('No member was made.');
      return member;
    },

    /** What was emitted since the last call. */
    async newEvents(): Promise<EventRecord[]> {
      const events = await activityStore.read({ after: seen, limit: 1000 });
      seen = events.at(-1)?.sequence ?? seen;
      return events;
    },
  };
}

export type Accounts = Awaited<ReturnType<typeof openAccounts>>;
