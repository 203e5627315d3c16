import type { TextDifference } from '../../content/index.ts';
import type { Resolvers } from '../../generated/resolvers.ts';
import type { GraphQLContext } from '../../graphql/context.ts';
import { existing } from '../../graphql/existing.ts';
import { databaseId, optionalDatabaseId } from '../../graphql/ids.ts';
import type { KeyTaskAsOf, StrategyAsOf } from './plan-as-of.ts';
import type { PlanDifferenceRecord, PlanEntryDifferenceRecord } from './plan-difference.ts';
import { planDifferenceToHtml, planDifferenceToText, type ShownEntry } from './plan-difference-text.ts';

/** A strategy with its place. */
export interface StrategyAsOfRecord extends StrategyAsOf {
  readonly position: number;
}

/** A key task with the moment, and the version of it that was in force. */
export interface KeyTaskAsOfRecord extends KeyTaskAsOf {
  readonly at: Date;
  readonly versionId: string | null;
}

function textDifference(
  { kind, before, after }: PlanEntryDifferenceRecord,
  { loaders }: GraphQLContext,
): Promise<TextDifference> | null {
  if (kind !== 'CHANGED' || before === null || after === null) return null;
  return loaders.versions.difference.load({
    from: { versionId: before.versionId },
    to: { versionId: after.versionId },
  });
}

async function shownEntries(
  { entries }: PlanDifferenceRecord,
  context: GraphQLContext,
): Promise<ShownEntry[]> {
  return Promise.all(entries.map(async (entry) => ({ entry, text: await textDifference(entry, context) })));
}

export const planHistoryResolvers: Resolvers = {
  Query: {
    plan: (_root, { id, asOf }, { services, viewer }) =>
      services.decisions.planAsOf(viewer, databaseId('Plan', id, 'id'), asOf),
  },
  PlanAsOf: {
    plan: async ({ planId }, _args, { loaders }) => existing(await loaders.plans.plan.load(planId)),
    version: ({ planVersion }) => planVersion,
    strategies: ({ strategies }) => strategies.map((strategy, position) => ({ ...strategy, position })),
    keyTasks: ({ keyTasks, at, planVersion }) => {
      const versions = new Map(
        planVersion?.entries.map(({ keyTaskId, versionId }) => [keyTaskId, versionId]),
      );
      return keyTasks.map((task) => ({ ...task, at, versionId: versions.get(task.keyTaskId) ?? null }));
    },
  },
  StrategyAsOf: {
    strategy: ({ strategyId }, _args, { loaders }) => loaders.plans.strategy.load(strategyId),
  },
  KeyTaskAsOf: {
    keyTask: async ({ keyTaskId }, _args, { loaders }) =>
      existing(await loaders.keyTasks.keyTask.load(keyTaskId)),
    strategy: ({ strategyId }, _args, { loaders }) =>
      strategyId === null ? null : loaders.plans.strategy.load(strategyId),
    sealedVersion: ({ versionId }, _args, { loaders }) =>
      versionId === null ? null : loaders.versions.version.load(versionId),
    draft: async ({ keyTaskId, at }, _args, { loaders }) => {
      const { draftId } = existing(await loaders.keyTasks.keyTask.load(keyTaskId));
      const draft = existing(await loaders.drafts.draft.load(draftId));
      return loaders.drafts.revision.load({ draft, moment: { time: at } });
    },
  },
  PlanVersion: {
    difference: (planVersion, { from }, { loaders }) =>
      loaders.decisions.planDifference.load({
        planVersion,
        fromId: optionalDatabaseId('PlanVersion', from, 'from') ?? null,
      }),
  },
  PlanDifference: {
    before: ({ before }) => before,
    after: ({ after }) => after,
    entries: ({ entries }, { unchanged }) => entries.filter(({ kind }) => unchanged || kind !== 'UNCHANGED'),
    text: async (difference, _args, context) =>
      planDifferenceToText(difference, await shownEntries(difference, context)),
    html: async (difference, _args, context) =>
      planDifferenceToHtml(difference, await shownEntries(difference, context)),
  },
  PlanEntryDifference: {
    before: ({ before }) => before,
    after: ({ after }) => after,
    difference: (entry, _args, context) => textDifference(entry, context),
  },
};
