import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { MaybeViewer, Viewer } from '../../auth/viewer.ts';
import type { MemberRecord } from './types.ts';

const signInFirst = deny('Sign in first.');

function manages(viewer: Viewer): boolean {
  return viewer.roles.has('ADMINISTRATOR') || viewer.roles.has('SECRETARIAT');
}

/** Whether the viewer may make members and subcommittees, and give and take seats. */
export function manageMembershipVerdict(viewer: MaybeViewer): Verdict {
  if (viewer === null) return signInFirst;
  if (manages(viewer)) return allow;
  return deny('Only the secretariat and administrators may do this.');
}

/** Whether the viewer may make a member an administrator, or end that. */
export function manageAdministratorsVerdict(viewer: MaybeViewer): Verdict {
  if (viewer === null) return signInFirst;
  if (viewer.roles.has('ADMINISTRATOR')) return allow;
  return deny('Only administrators may grant or remove the role ADMINISTRATOR.');
}

/** Whether the viewer may read members. */
export function readMembersVerdict(viewer: MaybeViewer): Verdict {
  return viewer === null ? signInFirst : allow;
}

/** Whether the viewer may read the member's e-mail address. */
export function readEmailVerdict(viewer: MaybeViewer, member: Pick<MemberRecord, 'id'>): Verdict {
  if (viewer === null) return signInFirst;
  if (viewer.memberId === member.id || manages(viewer)) return allow;
  return deny('Only the member, the secretariat and administrators may read this.');
}
