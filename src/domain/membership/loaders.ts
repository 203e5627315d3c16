import DataLoader from 'dataloader';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { MembershipService } from './service.ts';
import type { MemberRecord, SeatOfMember, SubcommitteeRecord } from './types.ts';

/** Batched reads of one request. What the viewer may not see is null, or an empty list. */
export function createMembershipLoaders(service: MembershipService, viewer: MaybeViewer) {
  return {
    member: new DataLoader<string, MemberRecord | null>((ids) => service.members(viewer, ids)),
    subcommittee: new DataLoader<string, SubcommitteeRecord | null>((ids) =>
      service.subcommittees(viewer, ids),
    ),
    /** By subcommittee: its seats, leads first, then by the member's name. */
    seats: new DataLoader<string, readonly SeatOfMember[]>((ids) => service.seats(viewer, ids)),
  };
}

export type MembershipLoaders = ReturnType<typeof createMembershipLoaders>;
