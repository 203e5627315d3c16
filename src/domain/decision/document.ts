import type { KeyTaskRecord } from '../key-task/types.ts';
import type { StrategyRecord } from '../plan/types.ts';
import type { VersionRecord } from '../version/types.ts';
import type { PlanVersionEntryRecord } from './types.ts';

/** States of a task that has left the plan's tree. */
const ended: ReadonlySet<KeyTaskRecord['state']> = new Set(['WITHDRAWN', 'MERGED']);

/** A plan's tree with the versions that are sealed in it, in any order. */
export interface SealedTree {
  readonly strategies: readonly StrategyRecord[];
  /** All key tasks of the plan. */
  readonly keyTasks: readonly KeyTaskRecord[];
  /** At least the sealed version of every task that has one, by id. */
  readonly versions: ReadonlyMap<string, Pick<VersionRecord, 'title' | 'contentHash'>>;
}

/**
 * Entries of the plan document (SPEC.md, PV-1 to PV-3): the sealed version of every task that is neither withdrawn nor
 * merged, in tree order; tasks without a strategy last. A task keeps its number while others before it are not sealed
 * yet: numbers count the tree's places, not the document's.
 */
export function documentEntries(tree: SealedTree): PlanVersionEntryRecord[] {
  const strategies = [...tree.strategies].sort((a, b) => a.position - b.position || compareText(a.id, b.id));
  const branches: { number: number; id: string | null; title: string | null }[] = [
    ...strategies.map((strategy, index) => ({ number: index + 1, id: strategy.id, title: strategy.title })),
    { number: 0, id: null, title: null },
  ];
  return branches.flatMap((branch) =>
    tree.keyTasks
      .filter((task) => task.strategyId === branch.id && !ended.has(task.state))
      .sort((a, b) => a.position - b.position || compareText(a.id, b.id))
      .flatMap((task, index) => {
        if (task.sealedVersionId === null) return [];
        const version = tree.versions.get(task.sealedVersionId);
        if (version === undefined) throw new Error(`Version ${task.sealedVersionId} is missing.`);
        return [
          {
            numbering: `${branch.number}-${index + 1}`,
            strategyTitle: branch.title,
            title: version.title,
            keyTaskId: task.id,
            versionId: task.sealedVersionId,
            contentHash: version.contentHash,
          },
        ];
      }),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
