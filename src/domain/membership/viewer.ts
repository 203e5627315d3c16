import type { Viewer } from '../../auth/viewer.ts';
import type { MemberRecord } from './types.ts';

/** An active member as the viewer of a request. */
export function toViewer(member: MemberRecord, token: Pick<Viewer, 'sessionId' | 'expiresAt'>): Viewer {
  return {
    memberId: member.id,
    sessionId: token.sessionId,
    displayName: member.displayName,
    organisation: member.organisation,
    roles: new Set(member.roles),
    subcommittees: new Map(member.seats.map((seat) => [seat.subcommitteeId, seat.role])),
    expiresAt: token.expiresAt,
  };
}
