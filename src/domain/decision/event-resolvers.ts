import type { EventRecord } from '../../activity/event.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import type { DecisionRecord, PositionValue, Tally, Turnout } from './types.ts';

const keyTask = (event: EventRecord, _args: unknown, { loaders }: GraphQLContext) =>
  event.keyTaskId === null ? null : loaders.keyTasks.keyTask.load(event.keyTaskId);

const ballot = (event: EventRecord, _args: unknown, { loaders }: GraphQLContext) =>
  loaders.decisions.ballot.load(String(event.payload['ballotId']));

const member = (event: EventRecord, _args: unknown, { loaders }: GraphQLContext) => {
  const memberId = event.payload['memberId'] as string | null;
  return memberId === null ? null : loaders.membership.member.load(memberId);
};

const reason = (event: EventRecord) => String(event.payload['reason']);
const contentHash = (event: EventRecord) => String(event.payload['contentHash']);
/** What may be known of the ballot's counts, as they were with the event. */
const counts = {
  tally: (event: EventRecord) => event.payload['tally'] as Tally | null,
  turnout: (event: EventRecord) => event.payload['turnout'] as Turnout,
};

/** Resolvers of what events.ts emits. */
export const decisionEventResolvers = {
  BallotOpened: { ...eventFields, keyTask, ballot, contentHash },
  PositionCast: {
    ...eventFields,
    keyTask,
    ballot,
    value: (event) => event.payload['value'] as PositionValue | null,
    ...counts,
  },
  DiscussionOverruled: {
    ...eventFields,
    keyTask,
    ballot,
    member,
    discussion: (event) => String(event.payload['discussion']),
    reason,
    ...counts,
  },
  RosterChanged: { ...eventFields, keyTask, ballot, member, reason, ...counts },
  RecusalLifted: { ...eventFields, keyTask, member, reason },
  DecisionMade: {
    ...eventFields,
    keyTask,
    decision: (event, _args, { loaders }) =>
      loaders.decisions.decision.load(String(event.payload['decisionId'])),
    outcome: (event) => event.payload['outcome'] as DecisionRecord['outcome'],
    contentHash,
  },
  PlanVersionPublished: {
    ...eventFields,
    plan: (event, _args, { loaders }) =>
      event.planId === null ? null : loaders.plans.plan.load(event.planId),
    planVersion: (event, _args, { loaders }) =>
      loaders.decisions.planVersion.load(String(event.payload['planVersionId'])),
    number: (event) => Number(event.payload['number']),
    hash: (event) => String(event.payload['hash']),
  },
} satisfies Resolvers;
