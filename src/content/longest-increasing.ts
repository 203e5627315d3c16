/** Indices of a longest increasing subsequence of distinct numbers (patience sorting). */
export function longestIncreasing(numbers: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [index, value] of numbers.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous.push(low === 0 ? undefined : tails[low - 1]);
    tails[low] = index;
  }
  const found = new Set<number>();
  for (let index = tails.at(-1); index !== undefined; index = previous[index]) found.add(index);
  return found;
}
