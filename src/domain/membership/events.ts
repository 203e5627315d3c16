import type { NewEvent } from '../../activity/event.ts';
import type { SubcommitteeRole, Role } from '../../auth/viewer.ts';

export type MembershipChange =
  'MEMBER_CREATED' | 'ROLES_SET' | 'DEACTIVATED' | 'SEATED' | 'UNSEATED' | 'SUBCOMMITTEE_CREATED';

/** Payload of `MEMBERSHIP_CHANGED`. */
export interface MembershipChangedPayload {
  readonly change: MembershipChange;
  /** Null when the change isn't about one member. */
  readonly memberId: string | null;
  readonly subcommitteeId: string | null;
  /** The roles from then on; with MEMBER_CREATED and ROLES_SET. */
  readonly roles?: readonly Role[];
  /** The seat's role; with SEATED. */
  readonly seatRole?: SubcommitteeRole;
}

/** `actorId` is null for the server itself. */
export function membershipChanged(actorId: string | null, payload: MembershipChangedPayload): NewEvent {
  return {
    kind: 'MEMBERSHIP_CHANGED',
    actorId,
    planId: null,
    subcommitteeId: payload.subcommitteeId,
    keyTaskId: null,
    visibility: 'MEMBERS',
    payload: { ...payload },
  };
}
