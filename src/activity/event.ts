/**
 * Kinds of entries of the activity log. The GraphQL type of an event is its kind in PascalCase
 * (`KEY_TASK_STATE_CHANGED` is `KeyTaskStateChanged`).
 */
export const eventKinds = [
  'PLAN_CHANGED',
  'STRATEGY_CHANGED',
  'KEY_TASK_CHANGED',
  'KEY_TASK_STATE_CHANGED',
  'DRAFT_CHANGED',
  'DRAFT_REWRITTEN',
  'VERSION_NAMED',
  'REVIEW_CHANGED',
  'BALLOT_OPENED',
  'POSITION_CAST',
  'DISCUSSION_OVERRULED',
  'ROSTER_CHANGED',
  'RECUSAL_LIFTED',
  'DECISION_MADE',
  'PLAN_VERSION_PUBLISHED',
  'PLAN_SUBMISSION_CHANGED',
  'MEMBERSHIP_CHANGED',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a service appends to the activity log, in the transaction that caused it. */
export interface NewEvent {
  readonly kind: EventKind;
  /** Member who acted; `null` for the server itself. */
  readonly actorId: string | null;
  /** What the event is about, for filters; `null` where it doesn't apply. Hex ObjectIds. */
  readonly planId: string | null;
  readonly subcommitteeId: string | null;
  readonly keyTaskId: string | null;
  /** `PUBLIC` events may be read by anybody, all others by members. */
  readonly visibility: 'PUBLIC' | 'MEMBERS';
  /** Facts as they were at that moment; ids as hex strings, plain JSON and Dates only. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One entry of the activity log. */
export interface EventRecord extends NewEvent {
  /** Position in the log: 1, 2, 3 … without holes, in the order of commit. */
  readonly sequence: number;
  readonly at: Date;
}

/**
 * Told first to a subscriber whose cursor doesn't lead into the log (SPEC.md, AC-3), with the place from which it goes on.
 * Never an entry of the log.
 */
export interface ResetEvent extends Omit<EventRecord, 'kind'> {
  readonly kind: 'ACTIVITY_RESET';
  readonly cursor: string;
}

/** What a subscriber is told. */
export type ToldEvent = EventRecord | ResetEvent;
