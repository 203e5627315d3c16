import type { Role, SubcommitteeRole } from '../../auth/viewer.ts';

export const sectors = ['GOVERNMENT', 'INDUSTRY', 'ACADEMIA', 'AGENCY', 'CIVIL_SOCIETY'] as const;
export type Sector = (typeof sectors)[number];

/** A person of the task force (위원). Ids are hex ObjectIds. */
export interface MemberRecord {
  readonly id: string;
  /** Lower case. */
  readonly email: string;
  readonly displayName: string;
  readonly latinName: string | null;
  readonly organisation: string;
  readonly sector: Sector;
  readonly roles: readonly Role[];
  readonly seats: readonly SeatRecord[];
  readonly active: boolean;
  /** Invented person of the sample data. */
  readonly sample: boolean;
  readonly createdAt: Date;
}

/** A place in a subcommittee; kept with the member. */
export interface SeatRecord {
  readonly subcommitteeId: string;
  readonly role: SubcommitteeRole;
}

/** A subcommittee (분과). */
export interface SubcommitteeRecord {
  readonly id: string;
  /** Lower-case letters, digits and hyphens; unique. */
  readonly slug: string;
  readonly name: string;
  readonly englishName: string | null;
}

/** A seat together with the member who holds it. */
export interface SeatOfMember extends SeatRecord {
  readonly memberId: string;
}
