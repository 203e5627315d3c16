import { cursorOf } from '../activity/cursor.ts';
import type { EventKind, EventRecord } from '../activity/event.ts';
import type { EventMessage } from '../domain/webhook/attempts.ts';
import { toGlobalId, type NodeType } from './ids.ts';

/** A fact as it stands, or the id of an object of this type. */
type Fact = NodeType | 'plain';

const counts = { tally: 'plain', turnout: 'plain' } as const;

/**
 * What is told of each kind's payload: facts of the event, by this list of fields, all of which the API shows to members;
 * and nothing that isn't named here.
 */
const factsOf: Record<EventKind, Readonly<Record<string, Fact>>> = {
  PLAN_CHANGED: { title: 'plain', change: 'plain' },
  STRATEGY_CHANGED: { strategyId: 'Strategy', title: 'plain', position: 'plain', change: 'plain' },
  KEY_TASK_CHANGED: { title: 'plain', strategyId: 'Strategy', change: 'plain' },
  KEY_TASK_STATE_CHANGED: { from: 'plain', to: 'plain', reason: 'plain', mergedIntoId: 'KeyTask' },
  DRAFT_CHANGED: {
    draftId: 'Draft',
    fromSequence: 'plain',
    toSequence: 'plain',
    blocks: 'plain',
    fields: 'plain',
    charactersInserted: 'plain',
    charactersDeleted: 'plain',
    excerpt: 'plain',
  },
  DRAFT_REWRITTEN: { draftId: 'Draft', change: 'plain', sequence: 'plain', restoredSequence: 'plain' },
  VERSION_NAMED: { versionId: 'Version', name: 'plain', contentHash: 'plain' },
  REVIEW_CHANGED: { reviewId: 'Review', state: 'plain', contentHash: 'plain' },
  BALLOT_OPENED: { ballotId: 'Ballot', contentHash: 'plain' },
  POSITION_CAST: { ballotId: 'Ballot', value: 'plain', ...counts },
  DISCUSSION_OVERRULED: {
    ballotId: 'Ballot',
    memberId: 'Member',
    discussion: 'plain',
    reason: 'plain',
    ...counts,
  },
  ROSTER_CHANGED: { ballotId: 'Ballot', memberId: 'Member', reason: 'plain', ...counts },
  RECUSAL_LIFTED: { memberId: 'Member', reason: 'plain' },
  DECISION_MADE: { decisionId: 'Decision', outcome: 'plain', contentHash: 'plain' },
  PLAN_VERSION_PUBLISHED: { planVersionId: 'PlanVersion', number: 'plain', hash: 'plain' },
  PLAN_SUBMISSION_CHANGED: { submissionId: 'PlanSubmission', state: 'plain', planVersionHash: 'plain' },
  MEMBERSHIP_CHANGED: {
    change: 'plain',
    memberId: 'Member',
    subcommitteeId: 'Subcommittee',
    roles: 'plain',
    seatRole: 'plain',
  },
};

function globalId(type: NodeType, id: string | null): string | null {
  return id === null ? null : toGlobalId(type, id);
}

function payloadOf({ kind, payload }: EventRecord): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(factsOf[kind]).flatMap(([name, fact]) => {
      const value = payload[name];
      if (value === undefined) return [];
      return [[name, fact !== 'plain' && typeof value === 'string' ? toGlobalId(fact, value) : value]];
    }),
  );
}

/** An event as JSON for other programs (SPEC.md, WH-2); ids are those of the API. */
export function eventMessage(event: EventRecord): EventMessage {
  const id = toGlobalId('Event', String(event.sequence));
  const { kind, at, actorId, planId, subcommitteeId, keyTaskId } = event;
  const body = {
    id,
    cursor: cursorOf(event),
    kind,
    at,
    actorId: globalId('Member', actorId),
    planId: globalId('Plan', planId),
    subcommitteeId: globalId('Subcommittee', subcommitteeId),
    keyTaskId: globalId('KeyTask', keyTaskId),
    payload: payloadOf(event),
  };
  return { id, body: JSON.stringify(body) };
}
