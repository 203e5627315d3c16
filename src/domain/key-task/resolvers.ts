import type { EventRecord } from '../../activity/event.ts';
import { pageRequest } from '../../database/paging.ts';
import type { KeyTaskFilter as KeyTaskFilterInput, Maybe, Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import { present } from '../../graphql/existing.ts';
import { databaseId, optionalDatabaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import type { KeyTaskChangedPayload, KeyTaskStateChangedPayload } from './events.ts';
import type { KeyTaskFilter } from './listing.ts';

export const keyTaskResolvers: Resolvers = {
  KeyTask: {
    id: (keyTask) => toGlobalId('KeyTask', keyTask.id),
    plan: async (keyTask, _args, { loaders }) =>
      present(await loaders.plans.plan.load(keyTask.planId), `plan of key task ${keyTask.id}`),
    strategy: (keyTask, _args, { loaders }) =>
      keyTask.strategyId === null ? null : loaders.plans.strategy.load(keyTask.strategyId),
    subcommittee: async (keyTask, _args, { loaders }) =>
      present(
        await loaders.membership.subcommittee.load(keyTask.subcommitteeId),
        `subcommittee of key task ${keyTask.id}`,
      ),
    mergedInto: (keyTask, _args, { loaders }) =>
      keyTask.mergedIntoId === null ? null : loaders.keyTasks.keyTask.load(keyTask.mergedIntoId),
    mergedFrom: (keyTask, _args, { loaders }) => loaders.keyTasks.mergedInto.load(keyTask.id),
    splitFrom: (keyTask, _args, { loaders }) =>
      keyTask.splitFromId === null ? null : loaders.keyTasks.keyTask.load(keyTask.splitFromId),
    splitInto: (keyTask, _args, { loaders }) => loaders.keyTasks.splitFrom.load(keyTask.id),
    createdBy: (keyTask, _args, { loaders }) => loaders.membership.member.load(keyTask.createdById),
    permissions: (keyTask, _args, { loaders }) => loaders.keyTasks.permissions.load(keyTask),
  },
  Plan: {
    keyTasks: async (plan, args, { loaders }) => {
      const loader = loaders.keyTasks.underParent('planId', readFilter(args.filter));
      return toConnection(await loader.load({ parentId: plan.id, request: pageRequest(args) }));
    },
  },
  Strategy: {
    keyTasks: async (strategy, args, { loaders }) => {
      const loader = loaders.keyTasks.underParent('strategyId', {});
      return toConnection(await loader.load({ parentId: strategy.id, request: pageRequest(args) }));
    },
  },
  Query: {
    keyTasks: async (_root, args, { services, viewer }) =>
      toConnection(await services.keyTasks.page(viewer, readFilter(args.filter), pageRequest(args))),
  },
  Mutation: {
    createKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const { strategyId } = input;
        const keyTask = await services.keyTasks.create(viewer, {
          planId: databaseId('Plan', input.planId, 'planId'),
          strategyId: optionalDatabaseId('Strategy', strategyId, 'strategyId') ?? null,
          subcommitteeId: databaseId('Subcommittee', input.subcommitteeId, 'subcommitteeId'),
          title: input.title,
          englishTitle: input.englishTitle ?? null,
          splitFromId: optionalDatabaseId('KeyTask', input.splitFromId, 'splitFromId') ?? null,
        });
        return { keyTask };
      }),
    renameKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const { keyTaskId, ...titles } = input;
        return { keyTask: await services.keyTasks.rename(viewer, keyTaskOf(keyTaskId), titles) };
      }),
    moveKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const strategyId = databaseId('Strategy', input.strategyId, 'strategyId');
        const to = { strategyId, position: input.position ?? null };
        return { keyTask: await services.keyTasks.move(viewer, keyTaskOf(input.keyTaskId), to) };
      }),
    assignKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const subcommitteeId = databaseId('Subcommittee', input.subcommitteeId, 'subcommitteeId');
        const keyTask = await services.keyTasks.assign(viewer, keyTaskOf(input.keyTaskId), subcommitteeId);
        return { keyTask };
      }),
    withdrawKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        keyTask: await services.keyTasks.withdraw(viewer, keyTaskOf(input.keyTaskId), input.reason),
      })),
    mergeKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const into = {
          keyTaskId: databaseId('KeyTask', input.intoKeyTaskId, 'intoKeyTaskId'),
          reason: input.reason,
        };
        return { keyTask: await services.keyTasks.merge(viewer, keyTaskOf(input.keyTaskId), into) };
      }),
    reopenKeyTask: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => ({
        keyTask: await services.keyTasks.reopen(viewer, keyTaskOf(input.keyTaskId), input.reason),
      })),
  },
  KeyTaskChanged: {
    ...eventFields,
    keyTask: (event, _args, { loaders }) => loaders.keyTasks.keyTask.load(changedPayload(event).keyTaskId),
    title: (event) => changedPayload(event).title,
    change: (event) => changedPayload(event).change,
  },
  KeyTaskStateChanged: {
    ...eventFields,
    keyTask: (event, _args, { loaders }) => loaders.keyTasks.keyTask.load(statePayload(event).keyTaskId),
    from: (event) => statePayload(event).from,
    to: (event) => statePayload(event).to,
    reason: (event) => statePayload(event).reason,
  },
};

function keyTaskOf(globalId: string): string {
  return databaseId('KeyTask', globalId, 'keyTaskId');
}

function readFilter(input: Maybe<KeyTaskFilterInput> | undefined): KeyTaskFilter {
  const planId = optionalDatabaseId('Plan', input?.planId, 'filter.planId');
  const strategyId = optionalDatabaseId('Strategy', input?.strategyId, 'filter.strategyId');
  const subcommitteeId = optionalDatabaseId('Subcommittee', input?.subcommitteeId, 'filter.subcommitteeId');
  const states = input?.states ?? undefined;
  return {
    ...(planId === undefined ? {} : { planId }),
    ...(strategyId === undefined ? {} : { strategyId }),
    ...(subcommitteeId === undefined ? {} : { subcommitteeId }),
    ...(states === undefined ? {} : { states }),
    ...(input?.mine === true ? { mine: true } : {}),
    ...(input?.waitingForMyReview === true ? { waitingForMyReview: true } : {}),
  };
}

/** The log keeps payloads as they were emitted; `events.ts` is what emits these kinds. */
function changedPayload(event: EventRecord): KeyTaskChangedPayload {
  return event.payload as unknown as KeyTaskChangedPayload;
}

function statePayload(event: EventRecord): KeyTaskStateChangedPayload {
  return event.payload as unknown as KeyTaskStateChangedPayload;
}
