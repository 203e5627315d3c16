import type { Document } from 'bson';
import type { Index } from './catalog.ts';
import { isDocument, type IndexField } from './index-keys.ts';
import { afterPrefix, boundsOf, encodeValue, fitBound, invert } from './key-encoding.ts';
import { indexEntryKey } from './layout.ts';
import { pathPredicates, type PathPredicate } from './predicates.ts';

/** A range of keys; without `high` it has no end. */
export interface KeyRange {
  low: Buffer;
  high: Buffer | undefined;
}

/** How an index can be read for a query, and how much that helps. */
export interface Candidate {
  plan: { index: Index; ranges: KeyRange[]; reverse: boolean; sorted: boolean };
  score: number;
  /** The fields whose demands are in the ranges, all of them. */
  bounded: ReadonlySet<string>;
}

/** More points than this in one index prefix and the rest of them is left to the filter. */
const MAX_RANGES = 2000;

/** The use of one index for the query; undefined when it is none. */
export function candidateOf(
  index: Index,
  filter: Document,
  sort: Document | undefined,
): Candidate | undefined {
  const alternatives = alternativesIn(filter);
  const union = alternatives === undefined ? undefined : unionOf(index, alternatives, sort);
  return union ?? conjunctionOf(index, pathPredicates(filter), sort);
}

/** The branches of a filter that is nothing but `$or`. */
function alternativesIn(filter: Document): Document[] | undefined {
  const branches: unknown = Object.keys(filter).length === 1 ? filter['$or'] : undefined;
  return Array.isArray(branches) && branches.every(isDocument) ? branches : undefined;
}

/**
 * The use of one index for all alternatives together: their ranges, each key once. Undefined when it is of no use for
 * one of them, to find whose documents everything has to be looked at anyway.
 */
function unionOf(
  index: Index,
  alternatives: readonly Document[],
  sort: Document | undefined,
): Candidate | undefined {
  const ranges: KeyRange[] = [];
  let score = Infinity;
  for (const alternative of alternatives) {
    const found = conjunctionOf(index, pathPredicates(alternative), undefined);
    if (found === undefined) return undefined;
    ranges.push(...found.plan.ranges);
    if (ranges.length > MAX_RANGES) return undefined;
    score = Math.min(score, found.score);
  }
  if (ranges.length === 0) return undefined;
  // Read one behind the other, the ranges come in the order of the whole index.
  const direction = sort === undefined ? 0 : sortDirection(index, { from: 0, sort });
  return {
    plan: {
      index,
      ranges: withoutOverlaps(ranges.sort(byLow)),
      reverse: direction === -1,
      sorted: direction !== 0,
    },
    // No field's demand is that of all alternatives.
    bounded: new Set(),
    score: score + (direction === 0 ? 0 : 3),
  };
}

/** The use of one index for demands that all matching documents meet; undefined when it is none. */
function conjunctionOf(
  index: Index,
  predicates: Map<string, PathPredicate>,
  sort: Document | undefined,
): Candidate | undefined {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  const boundedRoots = new Set<string>();
  let at = 0;
  let points = 0;
  let single = true;
  for (; at < index.fields.length; at++) {
    const field = index.fields[at]!;
    const predicate = predicates.get(field.path);
    if (predicate?.points === undefined || !mayBound(index, field, boundedRoots)) break;
    if (index.sparse && predicate.points.some((value) => value === null)) break;
    const components = pointComponents(field, predicate.points);
    if (prefixes.length * components.length > MAX_RANGES) break;
    prefixes = prefixes.flatMap((prefix) =>
      components.map((component) => Buffer.concat([prefix, component])),
    );
    boundedRoots.add(field.parts[0]!);
    if (components.length !== 1) single = false;
    points++;
  }
  const ranged = at < index.fields.length ? predicates.get(index.fields[at]!.path) : undefined;
  const bounds =
    ranged !== undefined && ranged.ranges.length > 0 && mayBound(index, index.fields[at]!, boundedRoots)
      ? rangeBounds(index.fields[at]!, ranged.ranges, index.multikey)
      : undefined;
  const direction = sort === undefined || !single ? 0 : sortDirection(index, { from: at, sort });
  if (
    points === 0 &&
    bounds === undefined &&
    (direction === 0 || index.sparse || index.partialFilter !== undefined)
  ) {
    return undefined;
  }
  const ranges = prefixes.map((prefix) => keyRange(index, prefix, bounds)).sort(byLow);
  const unique = index.unique && points === index.fields.length;
  const boundedFields = index.fields.slice(0, points + (bounds === undefined ? 0 : 1));
  return {
    plan: { index, ranges: withoutOverlaps(ranges), reverse: direction === -1, sorted: direction !== 0 },
    bounded: new Set(boundedFields.map(({ path }) => path)),
    score: (unique ? 100 : 0) + points * 10 + (bounds === undefined ? 0 : 5) + (direction === 0 ? 0 : 3),
  };
}

/** In a multikey index two fields under one array may be met by different elements: only the first gets bounds. */
function mayBound(index: Index, field: IndexField, boundedRoots: Set<string>): boolean {
  return !index.multikey || !boundedRoots.has(field.parts[0]!);
}

function pointComponents(field: IndexField, points: unknown[]): Buffer[] {
  const components = new Map<string, Buffer>();
  const add = (value: unknown): void => {
    const component = encodeValue(value);
    components.set(component.toString('latin1'), field.descending ? invert(component) : component);
  };
  for (const value of points) {
    add(value);
    // A condition on null is met by BSON's undefined too, which is also the key of an empty array.
    if (value === null) add(undefined);
  }
  return [...components.values()];
}

/** The part of a field's keys that the demands leave. Array elements may meet them apart: then only the first counts. */
function rangeBounds(field: IndexField, ranges: PathPredicate['ranges'], multikey: boolean): KeyRange {
  const used = multikey ? ranges.slice(0, 1) : ranges;
  let low: Buffer | undefined;
  let high: Buffer | undefined;
  for (const { operator, value } of used) {
    const { type, own, after } = boundsOf(value);
    const from = operator === '$gte' ? own : operator === '$gt' ? after : type;
    const to = operator === '$lt' ? own : operator === '$lte' ? after : afterPrefix(type);
    if (from !== undefined && (low === undefined || from.compare(low) > 0)) low = from;
    if (to !== undefined && (high === undefined || to.compare(high) < 0)) high = to;
  }
  const ascending = { low: low ?? Buffer.alloc(0), high };
  if (!field.descending) return ascending;
  // Turned over, the lowest key becomes the highest; keys that begin with a bound stay on its side.
  return {
    low: ascending.high === undefined ? Buffer.alloc(0) : invert(ascending.high),
    high: ascending.low.length === 0 ? undefined : (afterPrefix(invert(ascending.low)) ?? undefined),
  };
}

function keyRange(index: Index, prefix: Buffer, bounds: KeyRange | undefined): KeyRange {
  const fitted = fitBound(prefix);
  const afterAll = afterPrefix(indexEntryKey(index.ident, fitted));
  if (bounds === undefined || fitted.length < prefix.length) {
    return { low: indexEntryKey(index.ident, fitted), high: afterAll };
  }
  const high = bounds.high === undefined ? undefined : Buffer.concat([prefix, bounds.high]);
  const fittedHigh = high === undefined ? undefined : fitBound(high);
  return {
    low: indexEntryKey(index.ident, fitBound(Buffer.concat([prefix, bounds.low]))),
    high:
      fittedHigh === undefined || high === undefined
        ? afterAll
        : fittedHigh.length === high.length
          ? indexEntryKey(index.ident, fittedHigh)
          : afterPrefix(indexEntryKey(index.ident, fittedHigh)),
  };
}

function byLow(left: KeyRange, right: KeyRange): number {
  return left.low.compare(right.low);
}

/** Long keys are cut, so that two ranges may have become one; and alternatives may have keys in common. */
function withoutOverlaps(ranges: KeyRange[]): KeyRange[] {
  const merged: KeyRange[] = [];
  for (const range of ranges) {
    const last = merged[merged.length - 1];
    if (last !== undefined && (last.high === undefined || last.high.compare(range.low) > 0)) {
      if (last.high !== undefined && (range.high === undefined || range.high.compare(last.high) > 0)) {
        last.high = range.high;
      }
    } else merged.push({ ...range });
  }
  return merged;
}

/** 1 or -1 when the index, from field `from` on, reads in the order of the sort; 0 when it doesn't. */
function sortDirection(index: Index, wanted: { from: number; sort: Document }): 1 | -1 | 0 {
  if (index.multikey || index.shortened) return 0;
  let direction: 1 | -1 | 0 = 0;
  let at = wanted.from;
  const fixed = new Set(index.fields.slice(0, wanted.from).map(({ path }) => path));
  for (const [path, order] of Object.entries(wanted.sort)) {
    if (fixed.has(path)) continue;
    const field = index.fields[at];
    if (field === undefined || field.path !== path || isDocument(order)) return 0;
    const step = Number(order) < 0 === field.descending ? 1 : -1;
    if (direction !== 0 && step !== direction) return 0;
    direction = step;
    at++;
  }
  return direction === 0 ? 1 : direction;
}
