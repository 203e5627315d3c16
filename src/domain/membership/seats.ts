import type { Transaction } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { isDuplicateKeyError } from '../../database/store.ts';
import { DomainError } from '../../errors.ts';
import { optionalText, requiredText } from '../../text.ts';
import { requireActiveMember } from './active-member.ts';
import type { MembershipParts } from './dependencies.ts';
import { noSuchMember, noSuchSubcommittee } from './errors.ts';
import { membershipChanged } from './events.ts';
import { readSlug } from './input.ts';
import { manageMembershipVerdict } from './policy.ts';
import type { MemberRecord, SeatRecord, SubcommitteeRecord } from './types.ts';

export interface NewSubcommittee {
  readonly slug: string;
  readonly name: string;
  readonly englishName?: string | null;
}

/** Making subcommittees, and the seats in them. */
export function createSeats({ store, transact, tellRights }: MembershipParts) {
  function toRecord(input: NewSubcommittee): SubcommitteeRecord {
    return {
      id: store.newId(),
      slug: readSlug(input.slug),
      name: requiredText(input.name, 'name'),
      englishName: optionalText(input.englishName, 'englishName'),
    };
  }

  async function insert(
    tx: Transaction,
    records: readonly SubcommitteeRecord[],
    actorId: string | null,
  ): Promise<void> {
    for (const { slug } of records) {
      if ((await store.findSubcommitteeBySlug(slug, tx.session)) !== null) throw slugTaken();
    }
    await store.insertSubcommittees(records, tx.session);
    for (const { id } of records) {
      tx.emit(
        membershipChanged(actorId, { change: 'SUBCOMMITTEE_CREATED', memberId: null, subcommitteeId: id }),
      );
    }
  }

  async function replaceSeats(tx: Transaction, memberId: string, seats: readonly SeatRecord[]) {
    const changed = await store.updateMember(memberId, { seats }, tx.session);
    if (changed === null) throw noSuchMember();
    tx.notify('access', { memberId, sessionId: null });
    return changed;
  }

  async function requireSubcommittee(tx: Transaction, subcommitteeId: string): Promise<void> {
    const [subcommittee] = await store.findSubcommittees([subcommitteeId], tx.session);
    if (subcommittee === undefined) throw noSuchSubcommittee();
  }

  return {
    /** Throws `FORBIDDEN`, `INVALID_INPUT`, and `ALREADY_EXISTS` when the slug is taken. */
    async createSubcommittee(viewer: MaybeViewer, input: NewSubcommittee): Promise<SubcommitteeRecord> {
      const { memberId: actorId } = requireViewer(viewer);
      enforce(manageMembershipVerdict(viewer));
      const record = toRecord(input);
      try {
        return await transact(async (tx) => {
          await insert(tx, [record], actorId);
          return record;
        });
      } catch (error) {
        // Another process took it at the same moment.
        if (isDuplicateKeyError(error)) throw slugTaken();
        throw error;
      }
    },

    /** Makes subcommittees in the caller's transaction, without authorisation: for the server's own use. */
    async importSubcommittees(
      tx: Transaction,
      inputs: readonly NewSubcommittee[],
    ): Promise<SubcommitteeRecord[]> {
      const records = inputs.map(toRecord);
      await insert(tx, records, null);
      return records;
    },

    /**
     * Gives a member a seat, or changes its role. The same again changes nothing. Throws `FORBIDDEN`, `NOT_FOUND`, and
     * `ILLEGAL_TRANSITION` when the account has been deactivated.
     */
    async seatMember(viewer: MaybeViewer, memberId: string, seat: SeatRecord): Promise<MemberRecord> {
      const actor = requireViewer(viewer);
      const { memberId: actorId } = actor;
      enforce(manageMembershipVerdict(viewer));
      const { subcommitteeId, role } = seat;
      return transact(async (tx) => {
        const member = await requireActiveMember(store, tx, memberId);
        await requireSubcommittee(tx, subcommitteeId);
        const current = member.seats.find((held) => held.subcommitteeId === subcommitteeId);
        if (current?.role === role) return member;
        const others = member.seats.filter((held) => held !== current);
        const changed = await replaceSeats(tx, memberId, [...others, { subcommitteeId, role }]);
        tx.emit(membershipChanged(actorId, { change: 'SEATED', memberId, subcommitteeId, seatRole: role }));
        await tellRights(tx, { member: changed, viewer: actor });
        return changed;
      });
    },

    /** Takes a seat away. Without one nothing changes. Throws as {@link seatMember}. */
    async unseatMember(viewer: MaybeViewer, memberId: string, subcommitteeId: string): Promise<MemberRecord> {
      const actor = requireViewer(viewer);
      const { memberId: actorId } = actor;
      enforce(manageMembershipVerdict(viewer));
      return transact(async (tx) => {
        const member = await requireActiveMember(store, tx, memberId);
        await requireSubcommittee(tx, subcommitteeId);
        const others = member.seats.filter((held) => held.subcommitteeId !== subcommitteeId);
        if (others.length === member.seats.length) return member;
        const changed = await replaceSeats(tx, memberId, others);
        tx.emit(membershipChanged(actorId, { change: 'UNSEATED', memberId, subcommitteeId }));
        await tellRights(tx, { member: changed, viewer: actor });
        return changed;
      });
    },
  };
}

function slugTaken(): DomainError {
  return new DomainError('ALREADY_EXISTS', 'There is already a subcommittee with this slug.', ['slug']);
}
