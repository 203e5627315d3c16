import type { Transaction } from '../../activity/unit-of-work.ts';
import { requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import {
  decodePosition,
  encodePosition,
  toPage,
  type Page,
  type PageRequest,
} from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import { createAccounts } from './accounts.ts';
import type { MembershipServiceDependencies, RightsChange, RightsListener } from './dependencies.ts';
import { readMembersVerdict } from './policy.ts';
import { createSeats } from './seats.ts';
import type { MemberPosition, MemberQuery } from './store.ts';
import type { MemberRecord, SeatOfMember, SubcommitteeRecord } from './types.ts';

export type MemberFilter = MemberQuery;

const hexId = /^[0-9a-f]{24}$/;

/** Members, their roles and seats, and subcommittees. Members read members; anybody reads subcommittees. */
export function createMembershipService(dependencies: MembershipServiceDependencies) {
  const { store } = dependencies;
  const rightsListeners: RightsListener[] = [];
  const parts = {
    ...dependencies,
    async tellRights(tx: Transaction, change: RightsChange): Promise<void> {
      for (const listener of rightsListeners) await listener(tx, change);
    },
  };

  return {
    ...createAccounts(parts),
    ...createSeats(parts),

    /** `listener` takes part in the transaction of every change of a member's roles and seats, and of a deactivation. */
    onRightsChange(listener: RightsListener): void {
      rightsListeners.push(listener);
    },

    /** The members with these ids, in their order; null for one that doesn't exist or the viewer may not see. */
    async members(viewer: MaybeViewer, ids: readonly string[]): Promise<(MemberRecord | null)[]> {
      if (!readMembersVerdict(viewer).allowed) return ids.map(() => null);
      const byId = new Map((await store.findMembers(ids)).map((member) => [member.id, member]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** The subcommittees with these ids, in their order; null for one that doesn't exist. */
    async subcommittees(
      _viewer: MaybeViewer,
      ids: readonly string[],
    ): Promise<(SubcommitteeRecord | null)[]> {
      const byId = new Map((await store.findSubcommittees(ids)).map((found) => [found.id, found]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /**
     * For each subcommittee its active members' seats: leads first, then by name. Empty lists when the viewer may not
     * see members.
     */
    async seats(viewer: MaybeViewer, subcommitteeIds: readonly string[]): Promise<SeatOfMember[][]> {
      if (!readMembersVerdict(viewer).allowed) return subcommitteeIds.map(() => []);
      const seats = (await store.findSeated(subcommitteeIds)).flatMap((member) =>
        member.seats.map((seat) => ({ ...seat, memberId: member.id })),
      );
      return subcommitteeIds.map((id) => {
        const own = seats.filter((seat) => seat.subcommitteeId === id);
        return [...own.filter((seat) => seat.role === 'LEAD'), ...own.filter((seat) => seat.role !== 'LEAD')];
      });
    },

    /** A page of the members that match, by name. Throws {@link UnauthenticatedError} when nobody is signed in. */
    async listMembers(
      viewer: MaybeViewer,
      filter: MemberFilter,
      request: PageRequest,
    ): Promise<Page<MemberRecord>> {
      requireViewer(viewer);
      const after = request.after === null ? null : positionOf(request.after);
      const rows = await store.listMembers(filter, after, request.first + 1);
      return toPage(rows, request, (member) => encodePosition([member.displayName, member.id]));
    },

    /** All subcommittees, in the order of their making. */
    listSubcommittees(_viewer: MaybeViewer): Promise<SubcommitteeRecord[]> {
      return store.listSubcommittees();
    },

    /**
     * In the caller's transaction, without authorisation: ids of the members who vote, which are the active ones with
     * a seat in any subcommittee or the role CHAIR.
     */
    voterIds(tx: Transaction): Promise<string[]> {
      return store.activeIdsWithSeatOrRole('CHAIR', tx.session);
    },

    /** In the caller's transaction, without authorisation: the members that exist among these, active or not. */
    memberRecordsInTransaction(tx: Transaction, ids: readonly string[]): Promise<MemberRecord[]> {
      return store.findMembers(ids, tx.session);
    },

    /** In the caller's transaction, without authorisation. */
    async subcommitteeInTransaction(tx: Transaction, id: string): Promise<SubcommitteeRecord | null> {
      const [subcommittee] = await store.findSubcommittees([id], tx.session);
      return subcommittee ?? null;
    },

    /** Without authorisation, for sign-in: the active member with this id. */
    async activeMember(id: string): Promise<MemberRecord | null> {
      const member = await store.findMember(id);
      return member?.active === true ? member : null;
    },

    /** Without authorisation, for sign-in: those of the members that are active, in no particular order. */
    async activeMembers(ids: readonly string[]): Promise<MemberRecord[]> {
      return (await store.findMembers(ids)).filter(({ active }) => active);
    },

    /** Without authorisation, for sign-in: the active member with this e-mail address, in any case. */
    async activeMemberByEmail(email: string): Promise<MemberRecord | null> {
      const member = await store.findMemberByEmail(email.normalize('NFC').trim().toLowerCase());
      return member?.active === true ? member : null;
    },
  };
}

export type MembershipService = ReturnType<typeof createMembershipService>;

function positionOf(cursor: string): MemberPosition {
  const [displayName, id] = decodePosition(cursor, 2);
  if (typeof displayName !== 'string' || typeof id !== 'string' || !hexId.test(id)) {
    throw new DomainError('INVALID_INPUT', 'The cursor is not one that this list gave out.', ['after']);
  }
  return { displayName, id };
}
