import type { NewEvent } from '../../activity/event.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import { knownTallyOf, turnoutOf } from './tally.ts';
import type {
  BallotRecord,
  DecisionRecord,
  DiscussionRecord,
  PlanVersionRecord,
  PositionValue,
  RosterRemovalRecord,
} from './types.ts';

export function ballotOpened(keyTask: KeyTaskRecord, ballot: BallotRecord): NewEvent {
  return {
    ...about(keyTask),
    kind: 'BALLOT_OPENED',
    actorId: ballot.openedById,
    payload: { ballotId: ballot.id, contentHash: ballot.contentHash },
  };
}

/** `memberId` took or changed a position; null when it is secret, as is what was voted. */
export function positionCast(
  keyTask: KeyTaskRecord,
  ballot: BallotRecord,
  position: { readonly memberId: string; readonly value: PositionValue } | null,
): NewEvent {
  return {
    ...about(keyTask),
    kind: 'POSITION_CAST',
    actorId: position?.memberId ?? null,
    payload: { ballotId: ballot.id, value: position?.value ?? null, ...counts(ballot) },
  };
}

/** The chair overruled a discussion of the ballot, which is given as it is since. */
export function discussionOverruled(
  keyTask: KeyTaskRecord,
  ballot: BallotRecord,
  overruled: { readonly discussion: DiscussionRecord; readonly byId: string; readonly reason: string },
): NewEvent {
  const { discussion, byId, reason } = overruled;
  return {
    ...about(keyTask),
    kind: 'DISCUSSION_OVERRULED',
    actorId: byId,
    payload: {
      ballotId: ballot.id,
      memberId: discussion.memberId,
      discussion: discussion.reason,
      reason,
      ...counts(ballot),
    },
  };
}

/** A member was taken off the roster of the ballot, which is given as it is since. */
export function rosterChanged(
  keyTask: KeyTaskRecord,
  ballot: BallotRecord,
  { memberId, byId, reason }: RosterRemovalRecord,
): NewEvent {
  return {
    ...about(keyTask),
    kind: 'ROSTER_CHANGED',
    actorId: byId,
    payload: { ballotId: ballot.id, memberId, reason, ...counts(ballot) },
  };
}

/** `memberId`, who was recused from the task, takes part again. */
export function recusalLifted(
  keyTask: KeyTaskRecord,
  lifted: { readonly memberId: string; readonly byId: string; readonly reason: string },
): NewEvent {
  const { memberId, byId, reason } = lifted;
  return { ...about(keyTask), kind: 'RECUSAL_LIFTED', actorId: byId, payload: { memberId, reason } };
}

export function decisionMade(keyTask: KeyTaskRecord, decision: DecisionRecord): NewEvent {
  return {
    ...about(keyTask),
    kind: 'DECISION_MADE',
    actorId: decision.closedById,
    payload: {
      decisionId: decision.id,
      outcome: decision.outcome,
      contentHash: decision.contentHash,
    },
  };
}

/** Anybody may read it, as the plan version itself. `keyTask` is the task whose confirmation led to it. */
export function planVersionPublished(
  keyTask: KeyTaskRecord,
  planVersion: PlanVersionRecord,
  actorId: string,
): NewEvent {
  return {
    ...about(keyTask),
    kind: 'PLAN_VERSION_PUBLISHED',
    actorId,
    visibility: 'PUBLIC',
    payload: { planVersionId: planVersion.id, number: planVersion.number, hash: planVersion.hash },
  };
}

function counts(ballot: BallotRecord) {
  return { tally: knownTallyOf(ballot), turnout: turnoutOf(ballot) };
}

function about(keyTask: KeyTaskRecord) {
  return {
    planId: keyTask.planId,
    subcommitteeId: keyTask.subcommitteeId,
    keyTaskId: keyTask.id,
    visibility: 'MEMBERS',
  } as const;
}
