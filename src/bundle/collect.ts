import type { Database } from '../database/store.ts';
import { decisionForm, hashOf } from '../domain/decision/forms.ts';
import type { PlanRecord } from '../domain/plan/types.ts';
import { parseGlobalId } from '../graphql/ids.ts';
import type { Stores } from '../stores.ts';
import type { BundleContents, LogsFile, PlanFile, VersionsFile } from './layout.ts';

/** The plan isn't there, more than one has the title, or what is stored of it isn't whole. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

/**
 * The plan that `name` names: its id as in GraphQL or in the database, or its title. Throws {@link ExportError} when there
 * is none, or several of that title.
 */
export async function findPlan(stores: Pick<Stores, 'plans'>, name: string): Promise<PlanRecord> {
  const global = parseGlobalId(name);
  const id = /^[0-9a-f]{24}$/.test(name) ? name : global?.type === 'Plan' ? global.id : null;
  const plan = id === null ? null : await stores.plans.findPlan(id);
  if (plan !== null) return plan;
  const [first, ...others] = await stores.plans.findPlansByTitle(name.normalize('NFC'));
  if (first === undefined) throw new ExportError(`There is no plan with the id or title ${name}.`);
  if (others.length > 0) {
    const ids = [first, ...others].map((one) => one.id).join(', ');
    throw new ExportError(`Several plans have the title ${name}: name one by its id (${ids}).`);
  }
  return first;
}

/**
 * Everything that a bundle of a plan is made of, as it was at one moment. Throws {@link ExportError} when something that
 * the plan refers to is missing.
 */
export async function collectPlan(
  database: Database,
  stores: Stores,
  planId: string,
): Promise<BundleContents> {
  return database.transaction(async (session) => {
    const plan = present(await stores.plans.findPlan(planId, session), `plan ${planId}`);
    const strategies = await stores.plans.listStrategies([planId], session);
    const keyTasks = await stores.keyTasks.listOfPlan(planId, session);
    const drafts = await stores.drafts.findByKeyTasks(
      keyTasks.map(({ id }) => id),
      session,
    );
    const planVersions = await stores.planVersions.listOfPlan(planId, session);
    const decisions = await stores.decisions.listDecisionsOfPlan(planId, session);
    const ballots = await stores.decisions.findBallots(
      decisions.map(({ ballotId }) => ballotId),
      session,
    );
    const versionIds = planVersions.flatMap(({ entries }) => entries.map(({ versionId }) => versionId));
    const distinct = [...new Set(versionIds)].sort();
    const versions = await stores.versions.findMany(distinct, session);
    const texts = await stores.versions.forms(distinct, session);

    const ballotOf = byId(ballots);
    const versionOf = byId(versions);
    const draftOf = new Map(drafts.map((draft) => [draft.keyTaskId, draft]));
    return {
      plan: planFile(plan, strategies, keyTasks),
      planVersions: planVersions.map(({ canonicalForm }) => canonicalForm),
      decisions: decisions.map((decision) => {
        const ballot = present(ballotOf.get(decision.ballotId), `ballot ${decision.ballotId}`);
        const form = decisionForm(ballot, decision);
        if (hashOf(form) !== decision.hash)
          throw new ExportError(`Decision ${decision.id} isn't what its hash says.`);
        return form;
      }),
      versions: versionsFile(distinct.map((id) => present(versionOf.get(id), `version ${id}`))),
      texts: distinct.map((id) => present(texts.get(id), `the text of version ${id}`)),
      logs: logsFile(keyTasks.map(({ id }) => present(draftOf.get(id), `the draft of key task ${id}`))),
    };
  });
}

function byId<T extends { readonly id: string }>(records: readonly T[]): ReadonlyMap<string, T> {
  return new Map(records.map((record) => [record.id, record]));
}

function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined)
    throw new ExportError(`What is stored isn't whole: ${what} is missing.`);
  return value;
}

function planFile(
  plan: PlanRecord,
  strategies: Awaited<ReturnType<Stores['plans']['listStrategies']>>,
  keyTasks: Awaited<ReturnType<Stores['keyTasks']['listOfPlan']>>,
): PlanFile {
  const { id, title, englishTitle, periodStart, periodEnd, predecessorId, vision, ballotRule, numbering } =
    plan;
  return {
    format: 'choan-plan/1',
    plan: {
      ...{ id, title, englishTitle, periodStart, periodEnd, predecessorId, vision },
      ballotRule: { ...ballotRule },
      numbering: numbering.map((level) => ({ ...level })),
      createdAt: plan.createdAt.toISOString(),
    },
    strategies: strategies.map((strategy) => ({
      id: strategy.id,
      title: strategy.title,
      englishTitle: strategy.englishTitle,
    })),
    keyTasks: keyTasks.map((task) => ({
      id: task.id,
      strategyId: task.strategyId,
      subcommitteeId: task.subcommitteeId,
      title: task.title,
      englishTitle: task.englishTitle,
      state: task.state,
      amendment: task.amendment,
      sealedVersionId: task.sealedVersionId,
      mergedIntoId: task.mergedIntoId,
    })),
  };
}

function versionsFile(versions: Awaited<ReturnType<Stores['versions']['findMany']>>): VersionsFile {
  return {
    format: 'choan-versions/1',
    versions: versions.map((version) => {
      const { planId: _planId, authorIds, createdAt, sealedAt, ...rest } = version;
      return {
        ...rest,
        authorIds: [...authorIds],
        createdAt: createdAt.toISOString(),
        sealedAt: present(sealedAt, `the seal of version ${version.id}`).toISOString(),
      };
    }),
  };
}

function logsFile(drafts: Awaited<ReturnType<Stores['drafts']['findByKeyTasks']>>): LogsFile {
  return {
    format: 'choan-logs/1',
    logs: drafts.map((draft) => ({
      keyTaskId: draft.keyTaskId,
      draftId: draft.id,
      sequence: draft.headSequence,
      hash: draft.headHash,
    })),
  };
}
