/** `[first, end)` of one client's clocks. */
export interface ClockRange {
  readonly start: number;
  readonly end: number;
}

/** So many are added one by one. */
const few = 16;

/** A set of one client's clocks, as sorted ranges that neither overlap nor touch. */
export class ClockRanges {
  readonly #ranges: { start: number; end: number }[] = [];

  get ranges(): readonly ClockRange[] {
    return this.#ranges;
  }

  /** Adds all of `range`. */
  add({ start, end }: ClockRange): void {
    if (start >= end) return;
    const first = this.#firstReaching(start);
    let last = first;
    let merged = { start, end };
    for (; last < this.#ranges.length; last += 1) {
      const range = this.#ranges[last];
      if (range === undefined || range.start > end) break;
      merged = { start: Math.min(merged.start, range.start), end: Math.max(merged.end, range.end) };
    }
    this.#ranges.splice(first, last - first, merged);
  }

  /** Adds many in one go: one by one, each would move all behind it, which takes quadratic time. */
  addMany(added: readonly ClockRange[]): void {
    if (added.length <= few) {
      for (const range of added) this.add(range);
      return;
    }
    // Sorting what consists of two sorted stretches takes linear time.
    const all = [...this.#ranges.splice(0), ...added].sort((left, right) => left.start - right.start);
    for (const { start, end } of all) {
      const last = this.#ranges.at(-1);
      if (last !== undefined && last.end >= start) last.end = Math.max(last.end, end);
      else if (start < end) this.#ranges.push({ start, end });
    }
  }

  /** Those parts of `range` that aren't in the set. */
  missing({ start, end }: ClockRange): ClockRange[] {
    const parts: ClockRange[] = [];
    let from = start;
    for (let index = this.#firstReaching(start); index < this.#ranges.length && from < end; index += 1) {
      const range = this.#ranges[index];
      if (range === undefined || range.start >= end) break;
      if (range.start > from) parts.push({ start: from, end: range.start });
      from = Math.max(from, range.end);
    }
    if (from < end) parts.push({ start: from, end });
    return parts;
  }

  /** Index of the first range that ends at `clock` or later. */
  #firstReaching(clock: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle]?.end ?? Infinity) < clock) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
