import { cursorOf } from '../activity/cursor.ts';
import type { EventRecord } from '../activity/event.ts';
import type { GatheredEvent } from '../activity/gathering.ts';
import type { GraphQLContext } from './context.ts';

/** Resolvers of the fields that every event type has; each event type's resolvers spread them. */
export const eventFields = {
  id: (event: EventRecord) => Buffer.from(`Event:${event.sequence}`).toString('base64url'),
  cursor: (event: EventRecord | GatheredEvent) => ('cursor' in event ? event.cursor : cursorOf(event)),
  actor: (event: EventRecord, _args: unknown, context: GraphQLContext) =>
    event.actorId === null ? null : context.loaders.membership.member.load(event.actorId),
};
