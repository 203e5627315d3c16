import { pageRequest } from '../database/paging.ts';
import type { ActivityFilter as ActivityFilterInput, Resolvers } from '../generated/resolvers.ts';
import { toConnection } from '../graphql/connection.ts';
import { databaseId } from '../graphql/ids.ts';
import type { EventRecord } from './event.ts';
import type { ActivityFilter } from './service.ts';

type EventTypeName = NonNullable<
  Awaited<ReturnType<NonNullable<NonNullable<Resolvers['Event']>['__resolveType']>>>
>;

/** GraphQL type of an event: its kind in PascalCase. */
function typeNameOf(event: EventRecord): EventTypeName {
  const words = event.kind.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  // One type per kind: the schema's test goes through all of them.
  return words.join('') as EventTypeName;
}

function readFilter(input: ActivityFilterInput | null | undefined): ActivityFilter {
  const { planId, subcommitteeId, keyTaskId, memberId, kinds } = input ?? {};
  return {
    ...(planId == null ? {} : { planId: databaseId('Plan', planId, 'planId') }),
    ...(subcommitteeId == null
      ? {}
      : { subcommitteeId: databaseId('Subcommittee', subcommitteeId, 'subcommitteeId') }),
    ...(keyTaskId == null ? {} : { keyTaskId: databaseId('KeyTask', keyTaskId, 'keyTaskId') }),
    ...(memberId == null ? {} : { actorId: databaseId('Member', memberId, 'memberId') }),
    ...(kinds == null ? {} : { kinds }),
  };
}

export const activityResolvers: Resolvers = {
  Event: { __resolveType: typeNameOf },
  Query: {
    activity: async (_root, args, { services, viewer }) =>
      toConnection(await services.activity.page(viewer, readFilter(args.filter), pageRequest(args))),
  },
  Subscription: {
    activity: {
      subscribe: (_root, args, { services, viewer }) =>
        services.activity.subscribe(viewer, readFilter(args.filter), args.after ?? null),
      resolve: (event: EventRecord) => event,
    },
  },
};
