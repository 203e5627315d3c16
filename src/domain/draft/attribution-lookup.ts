import type { AttributedRange, AttributionRecords, Authorship, ClientClocks } from './attribution.ts';
import { ClockRanges } from './clock-ranges.ts';

/** A part of a range of clocks, and whose it is. */
export interface AttributedPart {
  readonly start: number;
  readonly end: number;
  readonly author: Authorship;
}

/** Who wrote and who deleted what, up to one position of a log. */
export class Attribution {
  readonly #written = new Map<number, AttributedRange[]>();
  readonly #deleted = new Map<number, AttributedRange[]>();
  /** Of {@link #deleted} in the order of clocks, as far as somebody asked. */
  readonly #ordered = new Map<number, readonly AttributedRange[]>();

  /** `records` follow each other in the log, from its beginning to `upTo` or beyond. */
  constructor(records: Iterable<AttributionRecords>, upTo: number) {
    for (const { written, deleted } of records) {
      for (const range of written) if (range.firstSequence <= upTo) this.#addWritten(range);
      for (const range of deleted) if (range.firstSequence <= upTo) push(this.#deleted, range);
    }
  }

  /**
   * Operations that the draft has at that position, in parts of one author each. Throws when nobody wrote one, which
   * can't be when the records are of the same log.
   */
  *writersOf({ client, start, end }: ClientClocks): Generator<AttributedPart, void, undefined> {
    const ranges = this.#written.get(client) ?? [];
    let from = start;
    for (let index = indexOf(ranges, start); from < end; index += 1) {
      const range = ranges[index];
      if (range === undefined || range.start > from)
        throw new Error(`Nobody wrote operation ${from} of client ${client}.`);
      const to = Math.min(range.end, end);
      yield { start: from, end: to, author: range };
      from = to;
    }
  }

  /**
   * Operations that are deleted at that position, in parts of one member each who was the first to delete them. Parts
   * that nobody deleted are left out: what is written into something that somebody else deletes at the same time, or
   * set beside another value of the same field, goes by itself.
   */
  *deletersOf({ client, start, end }: ClientClocks): Generator<AttributedPart, void, undefined> {
    const ranges = this.#deletedOf(client);
    for (let index = indexOf(ranges, start); index < ranges.length; index += 1) {
      const range = ranges[index];
      if (range === undefined || range.start >= end) return;
      yield { start: Math.max(range.start, start), end: Math.min(range.end, end), author: range };
    }
  }

  #addWritten(range: AttributedRange): void {
    const last = this.#written.get(range.client)?.at(-1);
    const start = Math.max(range.start, last?.end ?? 0);
    if (start < range.end) push(this.#written, start === range.start ? range : { ...range, start });
  }

  /** In the order of clocks, without overlaps; where there were any, the earlier record counts. */
  #deletedOf(client: number): readonly AttributedRange[] {
    const present = this.#ordered.get(client);
    if (present !== undefined) return present;
    const taken = new ClockRanges();
    const ordered: AttributedRange[] = [];
    for (const range of this.#deleted.get(client) ?? []) {
      for (const part of taken.missing(range)) ordered.push({ ...range, ...part });
      taken.add(range);
    }
    ordered.sort((left, right) => left.start - right.start);
    this.#ordered.set(client, ordered);
    return ordered;
  }
}

function push(ranges: Map<number, AttributedRange[]>, range: AttributedRange): void {
  const present = ranges.get(range.client);
  if (present === undefined) ranges.set(range.client, [range]);
  else present.push(range);
}

/** Index of the first range that ends behind `clock`. */
function indexOf(ranges: readonly ClientClocks[], clock: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.end ?? Infinity) <= clock) low = middle + 1;
    else high = middle;
  }
  return low;
}
