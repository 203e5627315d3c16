import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { Role, Viewer } from '../../auth/viewer.ts';
import type { VersionRecord } from '../version/types.ts';
import type { ReviewRecord } from './types.ts';

type Authorship = Pick<VersionRecord, 'authorIds' | 'createdById'>;

/** Four eyes (SPEC.md, RV-2): whoever wrote in a version or submitted it doesn't review it. */
export function isOwnWork(memberId: string, version: Authorship): boolean {
  return version.authorIds.includes(memberId) || version.createdById === memberId;
}

/** Whether the roles are those of somebody who only reads. */
export function onlyObserves(roles: Iterable<Role>, seats: number): boolean {
  const held = [...roles];
  return seats === 0 && held.length > 0 && held.every((role) => role === 'OBSERVER');
}

/**
 * Whether the viewer may review a version, given all reviews of it (SPEC.md, RV-2 and RV-3): one of those who were
 * asked by name, or any reviewer when nobody was.
 */
export function reviewVerdict(
  viewer: Viewer,
  version: Authorship,
  reviews: readonly Pick<ReviewRecord, 'reviewerId'>[],
): Verdict {
  if (isOwnWork(viewer.memberId, version)) {
    return deny('An author of a version, or who submitted it, may not review it.', 'FOUR_EYES');
  }
  if (onlyObserves(viewer.roles, viewer.subcommittees.size)) return deny('Observers may not review.');
  if (reviews.some((review) => review.reviewerId === viewer.memberId)) return allow;
  const askedAnybody = reviews.some((review) => review.reviewerId === null);
  if (!askedAnybody) return deny('Only the members who were asked may review this version.');
  return viewer.roles.has('REVIEWER') ? allow : deny('Only reviewers may review a version.');
}
