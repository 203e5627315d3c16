import type { Resolvers } from '../../generated/resolvers.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { existing } from '../../graphql/existing.ts';
import type { PlanConflict } from './conflicts.ts';

/** A conflict of a plan, as it is shown. */
export interface ConflictView extends PlanConflict {
  readonly planId: string;
}

/** One of its places. */
export type ConflictPlaceView = ConflictView['places'][number] & { readonly keyTaskId: string };

const inPlan = (planId: string, conflicts: readonly PlanConflict[]): ConflictView[] =>
  conflicts.map((conflict) => ({ ...conflict, planId }));

export const conflictResolvers = {
  KeyTask: {
    conflicts: async (keyTask, _args, { loaders }: GraphQLContext) =>
      inPlan(keyTask.planId, await loaders.decisions.conflicts.load(keyTask)),
  },
  PlanVersion: {
    conflicts: async (planVersion, _args, { loaders }: GraphQLContext) =>
      inPlan(planVersion.planId, await loaders.decisions.conflictsOfPlanVersion.load(planVersion)),
  },
  Conflict: {
    blocking: async ({ planId, rule }, _args, { loaders }: GraphQLContext) =>
      existing(await loaders.plans.plan.load(planId)).blockingConflicts.includes(rule),
    places: ({ places, keyTaskIds }) =>
      places.map((place) => ({ ...place, keyTaskId: existing(keyTaskIds.get(place.key) ?? null) })),
  },
  ConflictPlace: {
    keyTask: (place, _args, { loaders }) => loaders.keyTasks.keyTask.load(place.keyTaskId),
    version: async (place, _args, { loaders }) => existing(await loaders.versions.version.load(place.key)),
  },
} satisfies Resolvers;
