import type { KeyTaskRecord } from '../key-task/types.ts';
import { numberOf, type NumberingScheme } from '../plan/numbering.ts';
import type { StrategyRecord } from '../plan/types.ts';
import type { VersionRecord } from '../version/types.ts';
import type { PlanVersionEntryRecord } from './types.ts';

/** What a plan's document is assembled from. */
export interface SealedTree {
  readonly numbering: NumberingScheme;
  readonly strategies: readonly StrategyRecord[];
  /** The tasks that hold a sealed version and are neither withdrawn nor merged, in tree order. */
  readonly keyTasks: readonly KeyTaskRecord[];
  /** Their sealed versions, by id. */
  readonly versions: ReadonlyMap<string, Pick<VersionRecord, 'title' | 'contentHash'>>;
  /** Roots of their texts' Merkle trees, by id. */
  readonly roots: ReadonlyMap<string, string>;
}

/**
 * Entries of the plan document (SPEC.md, PV-1 to PV-3): the sealed version of every task, in tree order. Numbers are
 * the tree's places, so a task keeps its number when one before it is sealed later.
 */
export function documentEntries(tree: SealedTree): PlanVersionEntryRecord[] {
  const strategies = new Map(tree.strategies.map((strategy) => [strategy.id, strategy]));
  return tree.keyTasks.map((task) => {
    const versionId = task.sealedVersionId;
    const version = versionId === null ? undefined : tree.versions.get(versionId);
    // Part of a plan is what was decided on: without it there is no document.
    const merkleRoot = versionId === null ? undefined : tree.roots.get(versionId);
    if (versionId === null || version === undefined || merkleRoot === undefined)
      throw new Error(`${task.id} has no sealed version.`);
    const strategy = task.strategyId === null ? undefined : strategies.get(task.strategyId);
    const place = [(strategy?.position ?? -1) + 1, task.position + 1] as const;
    return {
      place,
      ...numbersOf(tree.numbering, place),
      strategyTitle: strategy?.title ?? null,
      title: version.title,
      keyTaskId: task.id,
      versionId,
      contentHash: version.contentHash,
      merkleRoot,
    };
  });
}

/** Numbers of an entry and its strategy, as they follow from its place. */
export function numbersOf(
  numbering: NumberingScheme,
  place: PlanVersionEntryRecord['place'],
): Pick<PlanVersionEntryRecord, 'numbering' | 'strategyNumbering'> {
  const [strategyPlace] = place;
  return {
    numbering: numberOf(numbering, place) ?? '',
    strategyNumbering: strategyPlace === 0 ? null : numberOf(numbering, [strategyPlace]),
  };
}
