import type { PlanVersionFormInput } from '../domain/decision/forms.ts';
import type { DecisionOfForm } from '../domain/decision/read-forms.ts';
import { genesisHash } from '../domain/draft/update-hash.ts';
import { paths, type BundleProblem, type LogsFile, type PlanFile, type VersionsFile } from './layout.ts';

/** What a bundle says beside the chain of its plan versions. */
interface Facts {
  readonly plan: PlanFile;
  readonly versions: VersionsFile;
  readonly logs: LogsFile;
  readonly planVersions: readonly PlanVersionFormInput[];
  readonly decisions: readonly DecisionOfForm[];
}

/** What in a bundle contradicts something else in it, refers to nothing or is one too many (SPEC.md, BU-5). */
export function factProblems(facts: Facts): BundleProblem[] {
  return [
    ...treeProblems(facts),
    ...versionProblems(facts),
    ...logProblems(facts),
    ...decisionProblems(facts),
  ];
}

const reporter =
  (where: string) =>
  (bad: boolean, message: string): BundleProblem[] =>
    bad ? [{ where, message }] : [];

const isAscending = (values: readonly string[]) =>
  values.every((value, index) => index === 0 || (values[index - 1] ?? '') < value);

function treeProblems({
  plan: { plan, strategies, keyTasks },
  versions,
  planVersions,
}: Facts): BundleProblem[] {
  const when = reporter(paths.plan);
  const strategyIds = strategies.map(({ id }) => id);
  const keyTaskIds = keyTasks.map(({ id }) => id);
  const sealed = new Map(versions.versions.map(({ id, keyTaskId }) => [id, keyTaskId]));
  return [
    ...when(
      planVersions.some((form) => form.plan.id !== plan.id),
      'The plan is another one than that of the plan versions.',
    ),
    ...when(new Set(strategyIds).size < strategyIds.length, 'It has a strategy twice.'),
    ...when(new Set(keyTaskIds).size < keyTaskIds.length, 'It has a key task twice.'),
    ...keyTasks.flatMap(({ id, strategyId, sealedVersionId, mergedIntoId, state }) => [
      ...when(
        strategyId !== null && !strategyIds.includes(strategyId),
        `Key task ${id} is of a strategy that the plan has not.`,
      ),
      ...when(
        sealedVersionId !== null && sealed.get(sealedVersionId) !== id,
        `Key task ${id} holds a version that no plan version has.`,
      ),
      ...when(
        (mergedIntoId !== null) !== (state === 'MERGED') ||
          (mergedIntoId !== null && !keyTaskIds.includes(mergedIntoId)),
        `Key task ${id} is merged into nothing, or isn't merged.`,
      ),
    ]),
  ];
}

function versionProblems({ plan, versions: { versions }, planVersions, decisions }: Facts): BundleProblem[] {
  const when = reporter(paths.versions);
  const keyTaskIds = new Set(plan.keyTasks.map(({ id }) => id));
  const entries = new Map(
    planVersions.flatMap((form) => form.entries.map((entry) => [entry.versionId, entry] as const)),
  );
  const sealedAt = new Map<string, string>();
  // A version that is confirmed again keeps the moment of the first time.
  for (const { decision } of [...decisions].sort(byTime))
    if (decision.outcome === 'CONFIRMED' && !sealedAt.has(decision.versionId))
      sealedAt.set(decision.versionId, decision.decidedAt.toISOString());
  return [
    ...when(!isAscending(versions.map(({ id }) => id)), 'The versions are not in the order of their ids.'),
    ...versions.flatMap((version) => {
      const entry = entries.get(version.id);
      return [
        ...when(entry === undefined, `No plan version holds version ${version.id}.`),
        ...when(
          entry !== undefined &&
            (entry.keyTaskId !== version.keyTaskId ||
              entry.contentHash !== version.contentHash ||
              entry.title !== version.title),
          `Version ${version.id} is another one than in the plan versions.`,
        ),
        ...when(!keyTaskIds.has(version.keyTaskId), `Version ${version.id} is of no key task of the plan.`),
        ...when(
          sealedAt.get(version.id) !== version.sealedAt,
          `Version ${version.id} was not sealed when it was decided on.`,
        ),
        ...when(
          version.createdAt > version.sealedAt,
          `Version ${version.id} was sealed before it was there.`,
        ),
      ];
    }),
  ];
}

const byTime = (one: DecisionOfForm, other: DecisionOfForm) =>
  one.decision.decidedAt.getTime() - other.decision.decidedAt.getTime();

function logProblems({ plan, versions: { versions }, logs: { logs } }: Facts): BundleProblem[] {
  const when = reporter(paths.logs);
  const ofKeyTask = new Map(logs.map((log) => [log.keyTaskId, log]));
  return [
    ...when(
      logs.length !== plan.keyTasks.length ||
        plan.keyTasks.some(({ id }, index) => logs[index]?.keyTaskId !== id),
      'The logs are not those of the key tasks of the plan, in their order.',
    ),
    ...when(new Set(logs.map(({ draftId }) => draftId)).size < logs.length, 'A draft is there twice.'),
    ...logs.flatMap(({ draftId, sequence, hash }) =>
      when(
        (sequence === 0) !== (hash === genesisHash),
        `The head of draft ${draftId} can't be that of its log.`,
      ),
    ),
    ...versions.flatMap((version) => {
      const log = ofKeyTask.get(version.keyTaskId);
      return [
        ...when(log?.draftId !== version.draftId, `Version ${version.id} is of another draft.`),
        ...when(
          log !== undefined &&
            (version.sequence > log.sequence ||
              (version.sequence === log.sequence && version.logHash !== log.hash)),
          `The log of draft ${version.draftId} doesn't lead to version ${version.id}.`,
        ),
      ];
    }),
  ];
}

function decisionProblems({ plan, planVersions, decisions }: Facts): BundleProblem[] {
  const used = new Set(planVersions.map(({ decisionHash }) => decisionHash));
  const keyTaskIds = new Set(plan.keyTasks.map(({ id }) => id));
  return decisions.flatMap(({ decision }) => {
    const when = reporter(paths.decision(decision.hash));
    return [
      ...when(
        decision.planId !== plan.plan.id || !keyTaskIds.has(decision.keyTaskId),
        'The decision is on no key task of the plan.',
      ),
      ...when(
        decision.outcome === 'CONFIRMED' && !used.has(decision.hash),
        'The decision confirmed something, and no plan version rests on it.',
      ),
    ];
  });
}
