import { diffArrays } from 'diff';

/** A stretch of two lists: items that are the same in both, or those of each that stand where the other's stood. */
export type Stretch<A, B> =
  | { readonly same: true; readonly pairs: readonly (readonly [A, B])[] }
  | { readonly same: false; readonly before: readonly A[]; readonly after: readonly B[] };

/** Above this many differing items, all are taken to differ. Bounds the time, which grows with their square. */
const mostDifferences = 1000;

/** What two lists have in common, in order (Myers 1986). Items are the same when their keys are equal. */
export function align<A, B>(
  before: { readonly items: readonly A[]; readonly keyOf: (item: A) => string },
  after: { readonly items: readonly B[]; readonly keyOf: (item: B) => string },
): Stretch<A, B>[] {
  const changes = diffArrays(before.items.map(before.keyOf), after.items.map(after.keyOf), {
    maxEditLength: mostDifferences,
  });
  if (changes === undefined) return [{ same: false, before: before.items, after: after.items }];
  const stretches: Stretch<A, B>[] = [];
  let [from, to] = [0, 0];
  let [gone, come] = [0, 0];
  const endDifference = () => {
    if (gone + come === 0) return;
    stretches.push({
      same: false,
      before: before.items.slice(from - gone, from),
      after: after.items.slice(to - come, to),
    });
    [gone, come] = [0, 0];
  };
  for (const { added, removed, count } of changes) {
    if (removed) [gone, from] = [gone + count, from + count];
    else if (added) [come, to] = [come + count, to + count];
    else {
      endDifference();
      const same = after.items.slice(to, to + count);
      const start = from;
      stretches.push({ same: true, pairs: same.map((item, at) => [before.items[start + at] as A, item]) });
      [from, to] = [from + count, to + count];
    }
  }
  endDifference();
  return stretches;
}
