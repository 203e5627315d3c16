import { planOfForm } from './forms.ts';
import type { PlanVersionEntryRecord, PlanVersionRecord } from './types.ts';

/** What became of a key task from one plan document to another. */
export interface PlanEntryDifferenceRecord {
  readonly kind: 'UNCHANGED' | 'CHANGED' | 'MOVED' | 'ADDED' | 'REMOVED';
  readonly moved: boolean;
  /** Null when it was added. */
  readonly before: PlanVersionEntryRecord | null;
  /** Null when it was removed. */
  readonly after: PlanVersionEntryRecord | null;
}

/** What makes one plan document out of another (SPEC.md, CP-8). */
export interface PlanDifferenceRecord {
  /** Null when there is nothing before. */
  readonly before: PlanVersionRecord | null;
  readonly after: PlanVersionRecord;
  readonly titleBefore: string | null;
  readonly titleAfter: string;
  /** In the order of the later document; what was removed stands behind what it stood behind. */
  readonly entries: readonly PlanEntryDifferenceRecord[];
}

export function comparePlanVersions(
  before: PlanVersionRecord | null,
  after: PlanVersionRecord,
): PlanDifferenceRecord {
  const old = before?.entries ?? [];
  const oldOf = new Map(old.map((entry) => [entry.keyTaskId, entry]));
  const kept = new Set(after.entries.map(({ keyTaskId }) => keyTaskId));
  const removed = removedBehind(old, kept);
  const planBefore = before === null ? null : planOfForm(before.canonicalForm);
  const planAfter = planOfForm(after.canonicalForm);
  const entries = [...(removed.get(null) ?? [])];
  for (const entry of after.entries) {
    entries.push(differenceOf(oldOf.get(entry.keyTaskId) ?? null, entry));
    entries.push(...(removed.get(entry.keyTaskId) ?? []));
  }
  return {
    before,
    after,
    titleBefore: planBefore?.title ?? null,
    titleAfter: planAfter.title,
    entries,
  };
}

function differenceOf(
  before: PlanVersionEntryRecord | null,
  after: PlanVersionEntryRecord,
): PlanEntryDifferenceRecord {
  if (before === null) return { kind: 'ADDED', moved: false, before, after };
  const moved = before.place.join() !== after.place.join() || before.strategyTitle !== after.strategyTitle;
  if (before.contentHash !== after.contentHash) return { kind: 'CHANGED', moved, before, after };
  return { kind: moved ? 'MOVED' : 'UNCHANGED', moved, before, after };
}

/** Entries that aren't kept, by the kept key task that they stood behind; null at the beginning. */
function removedBehind(
  entries: readonly PlanVersionEntryRecord[],
  kept: ReadonlySet<string>,
): Map<string | null, PlanEntryDifferenceRecord[]> {
  const removed = new Map<string | null, PlanEntryDifferenceRecord[]>();
  let behind: string | null = null;
  for (const before of entries) {
    if (kept.has(before.keyTaskId)) {
      behind = before.keyTaskId;
      continue;
    }
    const list = removed.get(behind) ?? [];
    list.push({ kind: 'REMOVED', moved: false, before, after: null });
    removed.set(behind, list);
  }
  return removed;
}
