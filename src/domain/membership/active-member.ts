import type { Transaction } from '../../activity/unit-of-work.ts';
import { alreadyDeactivated, noSuchMember } from './errors.ts';
import type { MembershipStore } from './store.ts';
import type { MemberRecord } from './types.ts';

/** The member, as the transaction sees it. Throws `NOT_FOUND`, or `ILLEGAL_TRANSITION` when it has been deactivated. */
export async function requireActiveMember(
  store: MembershipStore,
  tx: Transaction,
  memberId: string,
): Promise<MemberRecord> {
  const member = await store.findMember(memberId, tx.session);
  if (member === null) throw noSuchMember();
  if (!member.active) throw alreadyDeactivated();
  return member;
}
