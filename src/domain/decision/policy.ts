import { allow, deny, type Verdict } from '../../auth/verdict.ts';
import type { Viewer } from '../../auth/viewer.ts';
import { tallyOf } from './tally.ts';
import type { BallotRecord } from './types.ts';

const closed = deny('The ballot is closed.', 'ILLEGAL_TRANSITION');

/** Whether the viewer may take or change a position: a member of the roster, until the ballot is closed. */
export function castPositionVerdict(viewer: Viewer, ballot: BallotRecord): Verdict {
  if (!ballot.rosterIds.includes(viewer.memberId)) {
    return deny("You are not on this ballot's roster, which was fixed when it opened.");
  }
  return ballot.open ? allow : closed;
}

/** Whether the viewer may close the ballot now. */
export function closeBallotVerdict(viewer: Viewer, ballot: BallotRecord): Verdict {
  if (!viewer.roles.has('CHAIR') && !viewer.roles.has('SECRETARIAT')) {
    return deny('Only the chair and the secretariat may close a ballot.');
  }
  if (!ballot.open) return closed;
  const tally = tallyOf(ballot.rosterIds.length, ballot.positions, ballot.rule);
  if (tally.quorumReached) return allow;
  return deny(
    `${tally.needed} members must have taken a position, ${tally.present} have.`,
    'QUORUM_NOT_REACHED',
  );
}
