import { pageRequest } from '../database/paging.ts';
import { DomainError } from '../errors.ts';
import type { ActivityFilter as ActivityFilterInput, Resolvers } from '../generated/resolvers.ts';
import { toConnection } from '../graphql/connection.ts';
import { optionalDatabaseId } from '../graphql/ids.ts';
import { mutationPayload } from '../graphql/mutation.ts';
import type { EventKind, ToldEvent } from './event.ts';
import type { ActivityFilter } from './service.ts';

type EventTypeName = NonNullable<
  Awaited<ReturnType<NonNullable<NonNullable<Resolvers['Event']>['__resolveType']>>>
>;

/** GraphQL type of an event: its kind in PascalCase. */
function typeNameOf(event: ToldEvent): EventTypeName {
  const words = event.kind.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  // One type per kind: the schema's test goes through all of them.
  return words.join('') as EventTypeName;
}

/** Who acted, by the field's name or by the one that it had before. Throws `INVALID_INPUT` for two that differ. */
function readActor(input: ActivityFilterInput | null | undefined): string | undefined {
  const actorId = optionalDatabaseId('Member', input?.actorId, 'filter.actorId');
  const formerly = optionalDatabaseId('Member', input?.memberId, 'filter.memberId');
  if (actorId !== undefined && formerly !== undefined && actorId !== formerly) {
    const message = 'filter.memberId is the former name of filter.actorId, and names another member.';
    throw new DomainError('INVALID_INPUT', message, ['filter', 'memberId']);
  }
  return actorId ?? formerly;
}

/** The filter that an input means. Throws `INVALID_INPUT` for ids that are none, and for two actors. */
export function readFilter(input: ActivityFilterInput | null | undefined): ActivityFilter {
  const planId = optionalDatabaseId('Plan', input?.planId, 'filter.planId');
  const subcommitteeId = optionalDatabaseId('Subcommittee', input?.subcommitteeId, 'filter.subcommitteeId');
  const keyTaskId = optionalDatabaseId('KeyTask', input?.keyTaskId, 'filter.keyTaskId');
  const actorId = readActor(input);
  // A reset is told whatever is asked for.
  const kinds = input?.kinds?.filter((kind): kind is EventKind => kind !== 'ACTIVITY_RESET');
  return {
    ...(planId === undefined ? {} : { planId }),
    ...(subcommitteeId === undefined ? {} : { subcommitteeId }),
    ...(keyTaskId === undefined ? {} : { keyTaskId }),
    ...(actorId === undefined ? {} : { actorId }),
    ...(kinds === undefined ? {} : { kinds }),
  };
}

export const activityResolvers: Resolvers = {
  Event: { __resolveType: typeNameOf },
  Query: {
    activity: async (_root, args, { services, viewer }) =>
      toConnection(await services.activity.page(viewer, readFilter(args.filter), pageRequest(args))),
    activityEnd: (_root, _args, { services }) => services.activity.end(),
    unreadActivity: (_root, args, { services, viewer }) =>
      services.activity.unread(viewer, readFilter(args.filter)),
  },
  ActivityReset: {
    // Of no entry of the log: what comes behind it has the ids of those.
    id: ({ at }) => Buffer.from(`ActivityReset:${at.getTime()}`).toString('base64url'),
    cursor: ({ cursor }) => cursor,
    actor: () => null,
  },
  UnreadActivity: { mark: ({ mark }) => mark },
  ActivityMark: {
    cursor: async ({ sequence }, _args, { services }) => {
      const [cursor = ''] = await services.activity.cursorsAt([sequence]);
      return cursor;
    },
  },
  Mutation: {
    markActivityRead: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({ mark: await services.activity.markRead(viewer, input.cursor) })),
  },
  Subscription: {
    activity: {
      subscribe: (_root, args, { services, viewer }) =>
        services.activity.subscribe(viewer, readFilter(args.filter), {
          after: args.after ?? null,
          gather: args.gather ?? 0,
        }),
      resolve: (event: ToldEvent) => event,
    },
  },
};
