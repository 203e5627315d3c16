import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { Role, SubcommitteeRole, Viewer } from '../../auth/viewer.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { MemberRecord } from '../membership/types.ts';
import type { AskedRole, ReviewerRole, VersionRecord } from '../version/types.ts';
import type { ReviewRecord } from './types.ts';

/** A version that is in question, and its task: the title stays as long as it is. */
export interface OwnWork {
  readonly version: Pick<VersionRecord, 'authorIds' | 'createdById'>;
  readonly keyTask: Pick<KeyTaskRecord, 'titledById'>;
}

/** Four eyes (SPEC.md, RV-2): whoever wrote in a version, titled its task or submitted it doesn't review it. */
export function isOwnWork(memberId: string, { version, keyTask }: OwnWork): boolean {
  return [...version.authorIds, version.createdById, keyTask.titledById].includes(memberId);
}

/** Whether the roles are those of somebody who only reads. */
export function onlyObserves(roles: Iterable<Role>, seats: number): boolean {
  const held = [...roles];
  return seats === 0 && held.length > 0 && held.every((role) => role === 'OBSERVER');
}

/** What of a person decides whether they hold a place. */
export interface Holder {
  readonly roles: ReadonlySet<Role>;
  /** Subcommittee id to the role held in it. */
  readonly subcommittees: ReadonlyMap<string, SubcommitteeRole>;
}

/** Whether somebody holds what was asked for a review. */
export function holds({ roles, subcommittees }: Holder, { role, subcommitteeId }: AskedRole): boolean {
  return role === 'SUBCOMMITTEE_LEAD' ? subcommittees.get(subcommitteeId ?? '') === 'LEAD' : roles.has(role);
}

/** The role that was asked; null for a request by name. */
export function askedRoleOf(
  review: Pick<ReviewRecord, 'askedRole' | 'askedSubcommitteeId'>,
): AskedRole | null {
  const { askedRole: role, askedSubcommitteeId: subcommitteeId } = review;
  return role === null ? null : { role, subcommitteeId };
}

/** How a role is named to a person. */
export const roleNames: Readonly<Record<ReviewerRole, string>> = {
  REVIEWER: 'reviewers',
  SUBCOMMITTEE_LEAD: 'the lead of a subcommittee that was asked',
  SECRETARIAT: 'the secretariat',
  CHAIR: 'the chair',
};

type Asked = Pick<ReviewRecord, 'reviewerId' | 'state' | 'askedRole' | 'askedSubcommitteeId'>;

/** The viewer's own review among those of a version, or the open request that the viewer may answer. */
export function reviewFor<T extends Asked>(viewer: Viewer, reviews: readonly T[]): T | undefined {
  const standing = reviews.filter((review) => review.state !== 'INVALIDATED');
  const open = (review: T) => {
    const asked = askedRoleOf(review);
    return review.reviewerId === null && asked !== null && holds(viewer, asked);
  };
  return standing.find((review) => review.reviewerId === viewer.memberId) ?? standing.find(open);
}

/**
 * Whether the viewer may review a version, given all reviews of it (SPEC.md, RV-2 and RV-3): one of those who were
 * asked by name, or who holds a role that was asked and has not answered.
 */
export function reviewVerdict(viewer: Viewer, work: OwnWork, reviews: readonly Asked[]): Verdict {
  if (isOwnWork(viewer.memberId, work)) {
    return deny('An author of a version or its title, or who submitted it, may not review it.', 'FOUR_EYES');
  }
  if (onlyObserves(viewer.roles, viewer.subcommittees.size)) return deny('Observers may not review.');
  if (reviewFor(viewer, reviews) !== undefined) return allow;
  const open = reviews.filter(({ state, reviewerId }) => state === 'REQUESTED' && reviewerId === null);
  const names = [
    ...new Set(open.flatMap(({ askedRole }) => (askedRole === null ? [] : roleNames[askedRole]))),
  ];
  if (names.length === 0) return deny('Only the members who were asked may review this version.');
  return deny(`Only ${names.join(', ')} and the members who were asked may review this version.`);
}

/** Why a member can't stand by a review any more that was asked of them or given by them; null when they can. */
export function lostStanding(
  member: MemberRecord,
  review: Pick<ReviewRecord, 'askedRole' | 'askedSubcommitteeId' | 'asReviewer'>,
): string | null {
  if (!member.active) return 'The reviewer was deactivated';
  const subcommittees = new Map(member.seats.map(({ subcommitteeId, role }) => [subcommitteeId, role]));
  const holder = { roles: new Set(member.roles), subcommittees };
  const asked = askedRoleOf(review);
  if (asked !== null && !holds(holder, asked))
    return `The reviewer does not hold the role ${asked.role} any more`;
  if (asked === null && review.asReviewer && !holder.roles.has('REVIEWER')) {
    return 'The reviewer does not hold the role REVIEWER any more';
  }
  if (holder.roles.size === 0 && subcommittees.size === 0)
    return 'The reviewer has no role and no seat any more';
  return onlyObserves(member.roles, member.seats.length) ? 'The reviewer only observes by now' : null;
}
