import type { EventRecord } from '../../activity/event.ts';
import { toPermission } from '../../auth/permission.ts';
import { pageRequest } from '../../database/paging.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import { toConnection } from '../../graphql/connection.ts';
import { eventFields } from '../../graphql/event-fields.ts';
import { present } from '../../graphql/existing.ts';
import { databaseId, toGlobalId } from '../../graphql/ids.ts';
import { mutationPayload } from '../../graphql/mutation.ts';
import { submitPlanVerdict } from '../submission/policy.ts';
import type { PlanChangedPayload, StrategyChangedPayload } from './events.ts';
import { createKeyTaskVerdict, managePlansVerdict, removeStrategyVerdict } from './policy.ts';

export const planResolvers: Resolvers = {
  Plan: {
    numbering: (plan) => plan.numbering,
    id: (plan) => toGlobalId('Plan', plan.id),
    predecessor: (plan, _args, { loaders }) =>
      plan.predecessorId === null ? null : loaders.plans.plan.load(plan.predecessorId),
    strategies: (plan, _args, { loaders }) => loaders.plans.strategiesOfPlan.load(plan.id),
    permissions: (_plan, _args, { viewer }) => [
      toPermission('updatePlan', managePlansVerdict(viewer)),
      toPermission('createStrategy', managePlansVerdict(viewer)),
      toPermission('createKeyTask', createKeyTaskVerdict(viewer, null)),
      toPermission('submitPlan', submitPlanVerdict(viewer)),
    ],
  },
  Strategy: {
    id: (strategy) => toGlobalId('Strategy', strategy.id),
    plan: async (strategy, _args, { loaders }) =>
      present(await loaders.plans.plan.load(strategy.planId), `plan of strategy ${strategy.id}`),
    permissions: async (strategy, _args, { viewer, loaders }) => [
      toPermission('renameStrategy', managePlansVerdict(viewer)),
      toPermission('moveStrategy', managePlansVerdict(viewer)),
      toPermission(
        'removeStrategy',
        removeStrategyVerdict(viewer, await loaders.plans.strategyOccupied.load(strategy.id)),
      ),
    ],
  },
  Query: {
    plans: async (_root, args, { services, viewer }) =>
      toConnection(await services.plans.page(viewer, pageRequest(args))),
  },
  Mutation: {
    createPlan: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const { predecessorId, ...plan } = input;
        return {
          plan: await services.plans.create(viewer, {
            ...plan,
            predecessorId:
              predecessorId === undefined || predecessorId === null
                ? null
                : databaseId('Plan', predecessorId, 'predecessorId'),
          }),
        };
      }),
    updatePlan: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const { planId, ...update } = input;
        return {
          plan: await services.plans.update(viewer, databaseId('Plan', planId, 'planId'), update),
        };
      }),
    createStrategy: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const { planId, ...titles } = input;
        return {
          strategy: await services.plans.createStrategy(viewer, databaseId('Plan', planId, 'planId'), titles),
        };
      }),
    renameStrategy: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const { strategyId, ...titles } = input;
        const id = databaseId('Strategy', strategyId, 'strategyId');
        return { strategy: await services.plans.renameStrategy(viewer, id, titles) };
      }),
    moveStrategy: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const id = databaseId('Strategy', input.strategyId, 'strategyId');
        return { strategy: await services.plans.moveStrategy(viewer, id, input.position) };
      }),
    removeStrategy: (_root, { input }, { services, viewer }) =>
      mutationPayload(async () => {
        const id = databaseId('Strategy', input.strategyId, 'strategyId');
        return { plan: await services.plans.removeStrategy(viewer, id) };
      }),
  },
  PlanChanged: {
    ...eventFields,
    plan: (event, _args, { loaders }) => loaders.plans.plan.load(planPayload(event).planId),
    change: (event) => planPayload(event).change,
  },
  StrategyChanged: {
    ...eventFields,
    plan: (event, _args, { loaders }) => loaders.plans.plan.load(strategyPayload(event).planId),
    strategy: (event, _args, { loaders }) => loaders.plans.strategy.load(strategyPayload(event).strategyId),
    title: (event) => strategyPayload(event).title,
    change: (event) => strategyPayload(event).change,
  },
};

/** The log keeps payloads as they were emitted; `events.ts` is what emits these kinds. */
function planPayload(event: EventRecord): PlanChangedPayload {
  return event.payload as unknown as PlanChangedPayload;
}

function strategyPayload(event: EventRecord): StrategyChangedPayload {
  return event.payload as unknown as StrategyChangedPayload;
}
