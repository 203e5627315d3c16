import type { NewEvent } from '../../activity/event.ts';
import type { KeyTaskRecord } from '../key-task/types.ts';
import type { BallotRecord, DecisionRecord, PlanVersionRecord, PositionValue } from './types.ts';

export function ballotOpened(keyTask: KeyTaskRecord, ballot: BallotRecord): NewEvent {
  return {
    ...about(keyTask),
    kind: 'BALLOT_OPENED',
    actorId: ballot.openedById,
    payload: { ballotId: ballot.id, contentHash: ballot.contentHash },
  };
}

/** `memberId` took or changed a position. */
export function positionCast(
  keyTask: KeyTaskRecord,
  ballot: BallotRecord,
  position: { readonly memberId: string; readonly value: PositionValue },
): NewEvent {
  return {
    ...about(keyTask),
    kind: 'POSITION_CAST',
    actorId: position.memberId,
    payload: { ballotId: ballot.id, value: position.value },
  };
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

function about(keyTask: KeyTaskRecord) {
  return {
    planId: keyTask.planId,
    subcommitteeId: keyTask.subcommitteeId,
    keyTaskId: keyTask.id,
    visibility: 'MEMBERS',
  } as const;
}
