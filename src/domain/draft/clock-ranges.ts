/** `[first, end)` of one client's clocks. */
export interface ClockRange {
  readonly start: number;
  readonly end: number;
}

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
