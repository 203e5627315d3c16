import type { Transaction } from '../../activity/unit-of-work.ts';
import { checkNewPassword, hashPassword } from '../../auth/password.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer, Role } from '../../auth/viewer.ts';
import { isDuplicateKeyError } from '../../database/store.ts';
import { DomainError } from '../../errors.ts';
import { optionalText, requiredText } from '../../text.ts';
import { requireActiveMember } from './active-member.ts';
import type { MembershipParts } from './dependencies.ts';
import { noSuchMember } from './errors.ts';
import { membershipChanged } from './events.ts';
import { normalRoles, readEmail } from './input.ts';
import { manageAdministratorsVerdict, manageMembershipVerdict } from './policy.ts';
import type { MemberRecord, SeatRecord, Sector } from './types.ts';

export interface NewMember {
  readonly email: string;
  readonly displayName: string;
  readonly latinName?: string | null;
  readonly organisation: string;
  readonly sector: Sector;
  readonly roles?: readonly Role[];
}

/** A member made by the server itself, e.g. for the sample data. */
export interface ImportedMember extends NewMember {
  readonly seats?: readonly SeatRecord[];
  readonly sample?: boolean;
  /** Made by `hashPassword`; several members may share one. Without it the member can't sign in with a password. */
  readonly passwordHash?: string | null;
}

/** Told of a deactivation, inside its transaction. */
export type DeactivationListener = (tx: Transaction, memberId: string) => Promise<void>;

/** Making members, their roles, and the end of their rights. */
export function createAccounts({ store, passwordHashes, transact, clock, tellRights }: MembershipParts) {
  const deactivationListeners: DeactivationListener[] = [];

  function toRecord(input: ImportedMember): MemberRecord {
    return {
      id: store.newId(),
      email: readEmail(input.email),
      displayName: requiredText(input.displayName, 'displayName'),
      latinName: optionalText(input.latinName, 'latinName'),
      organisation: requiredText(input.organisation, 'organisation'),
      sector: input.sector,
      roles: normalRoles(input.roles ?? []),
      seats: input.seats ?? [],
      active: true,
      sample: input.sample ?? false,
      createdAt: clock(),
    };
  }

  async function insert(
    tx: Transaction,
    records: readonly MemberRecord[],
    by: { readonly actorId: string | null; readonly passwordHashOf: (index: number) => string | null },
  ): Promise<void> {
    for (const record of records) {
      if ((await store.findMemberByEmail(record.email, tx.session)) !== null) throw emailTaken();
    }
    await store.insertMembers(records, tx.session);
    for (const [index, record] of records.entries()) {
      const passwordHash = by.passwordHashOf(index);
      if (passwordHash !== null) await passwordHashes.setPasswordHash(record.id, passwordHash, tx.session);
      tx.emit(
        membershipChanged(by.actorId, {
          change: 'MEMBER_CREATED',
          memberId: record.id,
          subcommitteeId: null,
          roles: record.roles,
        }),
      );
    }
  }

  /** Runs `insert`s; an address that another process took at the same moment is as taken as any. */
  async function unlessTaken<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isDuplicateKeyError(error)) throw emailTaken();
      throw error;
    }
  }

  /** There must always be somebody who can manage the accounts. */
  async function requireAnotherAdministrator(tx: Transaction, memberId: string): Promise<void> {
    if (await store.hasAnotherActiveWithRole('ADMINISTRATOR', memberId, tx.session)) return;
    throw new DomainError('ILLEGAL_TRANSITION', 'This is the last administrator. Name another one first.');
  }

  return {
    /**
     * Makes a member. Without a password the member can sign in through the OIDC provider only. Throws `FORBIDDEN`,
     * `INVALID_INPUT`, and `ALREADY_EXISTS` when the address is taken.
     */
    async createMember(
      viewer: MaybeViewer,
      input: NewMember & { readonly password?: string | null },
    ): Promise<MemberRecord> {
      const { memberId: actorId } = requireViewer(viewer);
      enforce(manageMembershipVerdict(viewer));
      const record = toRecord(input);
      if (record.roles.includes('ADMINISTRATOR')) enforce(manageAdministratorsVerdict(viewer));
      const password = input.password ?? null;
      if (password !== null) checkNewPassword(password, 'password');
      const passwordHash = password === null ? null : await hashPassword(password);
      return unlessTaken(() =>
        transact(async (tx) => {
          await insert(tx, [record], { actorId, passwordHashOf: () => passwordHash });
          return record;
        }),
      );
    },

    /**
     * Makes members in the caller's transaction, with their seats, without authorisation: for the server's own use.
     * Throws as {@link createMember}.
     */
    async importMembers(tx: Transaction, inputs: readonly ImportedMember[]): Promise<MemberRecord[]> {
      const records = inputs.map(toRecord);
      await insert(tx, records, {
        actorId: null,
        passwordHashOf: (index) => inputs[index]?.passwordHash ?? null,
      });
      return records;
    },

    /**
     * Makes the first administrator when there is no member yet; null when there is one. Throws `INVALID_INPUT` when
     * the address or the password isn't acceptable.
     */
    async ensureAdministrator(account: {
      readonly email: string;
      readonly password: string;
    }): Promise<MemberRecord | null> {
      checkNewPassword(account.password, 'password');
      const record = toRecord({
        email: account.email,
        displayName: 'Administrator',
        organisation: 'Choan',
        sector: 'GOVERNMENT',
        roles: ['ADMINISTRATOR'],
      });
      if (await transact((tx) => store.hasMembers(tx.session))) return null;
      const passwordHash = await hashPassword(account.password);
      return transact(async (tx) => {
        if (await store.hasMembers(tx.session)) return null;
        await insert(tx, [record], { actorId: null, passwordHashOf: () => passwordHash });
        return record;
      });
    },

    /** Replaces the roles. The same ones again change nothing. Throws `FORBIDDEN`, `NOT_FOUND`, `ILLEGAL_TRANSITION`. */
    async setMemberRoles(
      viewer: MaybeViewer,
      memberId: string,
      roles: readonly Role[],
    ): Promise<MemberRecord> {
      const actor = requireViewer(viewer);
      const { memberId: actorId } = actor;
      enforce(manageMembershipVerdict(viewer));
      const wanted = normalRoles(roles);
      return transact(async (tx) => {
        const member = await requireActiveMember(store, tx, memberId);
        const isAdministrator = member.roles.includes('ADMINISTRATOR');
        const becomesAdministrator = wanted.includes('ADMINISTRATOR');
        if (isAdministrator !== becomesAdministrator) enforce(manageAdministratorsVerdict(viewer));
        if (wanted.join() === normalRoles(member.roles).join()) return member;
        if (isAdministrator && !becomesAdministrator) await requireAnotherAdministrator(tx, memberId);
        const changed = await store.updateMember(memberId, { roles: wanted }, tx.session);
        if (changed === null) throw noSuchMember();
        tx.emit(
          membershipChanged(actorId, { change: 'ROLES_SET', memberId, subcommitteeId: null, roles: wanted }),
        );
        await tellRights(tx, { member: changed, viewer: actor });
        tx.notify('access', { memberId, sessionId: null });
        return changed;
      });
    },

    /**
     * Ends a member's sessions and rights; roles and seats stay on record. Again changes nothing. Throws `FORBIDDEN`,
     * `NOT_FOUND`, and `ILLEGAL_TRANSITION` for the last administrator.
     */
    async deactivateMember(viewer: MaybeViewer, memberId: string): Promise<MemberRecord> {
      const actor = requireViewer(viewer);
      const { memberId: actorId } = actor;
      enforce(manageMembershipVerdict(viewer));
      return transact(async (tx) => {
        const member = await store.findMember(memberId, tx.session);
        if (member === null) throw noSuchMember();
        if (!member.active) return member;
        if (member.roles.includes('ADMINISTRATOR')) {
          enforce(manageAdministratorsVerdict(viewer));
          await requireAnotherAdministrator(tx, memberId);
        }
        const changed = await store.updateMember(memberId, { active: false }, tx.session);
        if (changed === null) throw noSuchMember();
        for (const listener of deactivationListeners) await listener(tx, memberId);
        tx.emit(membershipChanged(actorId, { change: 'DEACTIVATED', memberId, subcommitteeId: null }));
        await tellRights(tx, { member: changed, viewer: actor });
        tx.notify('access', { memberId, sessionId: null });
        return changed;
      });
    },

    /** `listener` takes part in the transaction of every deactivation from now on. */
    onDeactivation(listener: DeactivationListener): void {
      deactivationListeners.push(listener);
    },
  };
}

function emailTaken(): DomainError {
  return new DomainError('ALREADY_EXISTS', 'There is already a member with this e-mail address.', ['email']);
}
