import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { Viewer } from '../../auth/viewer.ts';
import { tallyOfBallot } from './tally.ts';
import type { BallotRecord } from './types.ts';

const closed = deny('The ballot is closed.', 'ILLEGAL_TRANSITION');

/** Whether the viewer may take or change a position: a member of the roster, until the ballot is closed. */
export function castPositionVerdict(viewer: Viewer, ballot: BallotRecord): Verdict {
  if (!ballot.rosterIds.includes(viewer.memberId)) {
    return deny("You are not on this ballot's roster, which was fixed when it opened.");
  }
  if (isRemoved(ballot, viewer.memberId)) return deny("You were taken off this ballot's roster.");
  return ballot.open ? allow : closed;
}

/** Whether the viewer may close the ballot now. */
export function closeBallotVerdict(viewer: Viewer, ballot: BallotRecord): Verdict {
  if (!viewer.roles.has('CHAIR') && !viewer.roles.has('SECRETARIAT')) {
    return deny('Only the chair and the secretariat may close a ballot.');
  }
  if (!ballot.open) return closed;
  const tally = tallyOfBallot(ballot);
  if (tally.quorumReached) return allow;
  return deny(
    `${tally.needed} members must have taken a position, ${tally.present} have.`,
    'QUORUM_NOT_REACHED',
  );
}

/** Whether the viewer may overrule what others want to discuss: the chair, who must not be recused. */
export function overruleVerdict(viewer: Viewer, ballot: BallotRecord): Verdict {
  if (!viewer.roles.has('CHAIR')) return deny('Only the chair may overrule a discussion.');
  if (isRecused(ballot, viewer.memberId))
    return deny('Who is recused takes no part, and so overrules nothing.');
  if (!ballot.open) return closed;
  if (ballot.rule.discussion === 'BLOCKS') return allow;
  return deny("By this ballot's rule a discussion doesn't block.", 'ILLEGAL_TRANSITION');
}

/** Whether the viewer may take deactivated members off the ballot's roster now. */
export function removeFromRosterVerdict(viewer: Viewer, ballot: BallotRecord): Verdict {
  if (!viewer.roles.has('CHAIR') && !viewer.roles.has('SECRETARIAT')) {
    return deny('Only the chair and the secretariat may take somebody off a roster.');
  }
  return ballot.open ? allow : closed;
}

/** Whether the viewer may end another member's recusal. */
export function liftRecusalVerdict(viewer: Viewer, memberId: string): Verdict {
  if (!viewer.roles.has('CHAIR') && !viewer.roles.has('SECRETARIAT')) {
    return deny('Only the chair and the secretariat may lift a recusal.');
  }
  return viewer.memberId === memberId ? deny('Nobody lifts their own recusal.') : allow;
}

/** Whether the member declared on the ballot that they take no part. */
export function isRecused({ positions }: BallotRecord, memberId: string): boolean {
  return positions.some((position) => position.memberId === memberId && position.value === 'RECUSE');
}

/** Whether the member has voted, with a name or without. */
export function hasVoted({ positions, voterIds }: BallotRecord, memberId: string): boolean {
  return (
    voterIds.includes(memberId) ||
    positions.some((position) => position.memberId === memberId && position.value !== 'RECUSE')
  );
}

function isRemoved(ballot: BallotRecord, memberId: string): boolean {
  return ballot.removals.some((removal) => removal.memberId === memberId);
}
