import { expect, it } from 'vitest';
import { canonicalFormat } from '../../src/content/canonical.ts';
import { createConflicts } from '../../src/domain/decision/conflicts.ts';
import type { PlanVersionRecord } from '../../src/domain/decision/types.ts';

/** Plan versions of so many texts, each with a field of so many characters; and how many texts are read at a time. */
function planVersions(texts: number, characters: number) {
  const read: number[] = [];
  const form = (id: string) =>
    JSON.stringify({
      format: canonicalFormat,
      title: id,
      content: { type: 'doc', content: [] },
      fields: { note: 'x'.repeat(characters) },
    });
  const conflicts = createConflicts({
    keyTasks: {
      sealedInTreeOrder: () => Promise.reject(new Error('No plan is asked for.')),
      withVersionInTreeOrder: () => Promise.reject(new Error('No plan is asked for.')),
    },
    versions: {
      forms: (ids) => {
        read.push(ids.length);
        return Promise.resolve(new Map(ids.map((id) => [id, form(id)])));
      },
    },
  });
  const planVersion = (plan: string) => {
    const entries = Array.from({ length: texts }, (_, index) => ({
      keyTaskId: `${plan} task ${index}`,
      versionId: `${plan} text ${index}`,
    }));
    return { id: plan, entries } as unknown as PlanVersionRecord;
  };
  return { conflicts, planVersion, read };
}

it('reads the texts of many plan versions together', async () => {
  const { conflicts, planVersion, read } = planVersions(60, 10);
  const found = await conflicts.conflictsOfPlanVersions(['a', 'b', 'c'].map(planVersion));
  expect(found).toEqual([[], [], []]);
  expect(read).toEqual([100, 80]);
});

it('reads of texts that are too large to be kept no more together than can be', async () => {
  const { conflicts, planVersion, read } = planVersions(60, 250_000);
  const found = await conflicts.conflictsOfPlanVersions(['a', 'b', 'c'].map(planVersion));
  expect(found).toEqual([[], [], []]);
  // The first hundred, and then what isn't kept of each.
  expect(read[0]).toBe(100);
  expect(read.slice(1).every((count) => count <= 60)).toBe(true);
  expect(read.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(100 + 180);
});
