import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { namespaceOf, type Collection, type Index } from './catalog.ts';
import { isDocument, type IndexField } from './index-keys.ts';
import { afterPrefix, boundsOf, encodeValue, fitBound, invert, isWholeBound } from './key-encoding.ts';
import { identEnd, identStart, indexEntryKey } from './layout.ts';
import { exactConditions, pathPredicates, type PathPredicate } from './predicates.ts';

/** Ways to find candidates. All of them yield every matching document; unless the plan is exact, the filter decides. */
export interface Plan {
  /** The index whose ranges are read; without it the collection itself is read. */
  index: Index | undefined;
  /** Ranges of keys, in the order in which they are read. */
  ranges: { low: Buffer; high: Buffer | undefined }[];
  reverse: boolean;
  /** What is read comes in the order of the query's sort. */
  sorted: boolean;
  /** Everything in the ranges matches the filter: it needn't be looked at. */
  exact: boolean;
}

export interface PlanRequest {
  filter: Document;
  sort?: Document | undefined;
  /** An index's name or key pattern, or {$natural: 1 or -1}. */
  hint?: unknown;
  /** Number of the last commit that the reader sees; younger indexes lack entries for it. */
  asOf?: number | undefined;
}

/** More points than this in one index prefix and the rest of them is left to the filter. */
const MAX_RANGES = 2000;

/** Chooses how to read. Throws BadValue for a hint that names no index. */
export function planQuery(collection: Collection, request: PlanRequest): Plan {
  const { hint } = request;
  const sort = request.sort !== undefined && Object.keys(request.sort).length > 0 ? request.sort : undefined;
  const natural = naturalOrder(isDocument(hint) ? hint : undefined) ?? naturalOrder(request.sort);
  if (natural !== undefined) return collectionScan(collection, { natural, filter: request.filter });
  const predicates = pathPredicates(request.filter);
  if (hint !== undefined) {
    const index = hintedIndex(collection, hint, request.asOf);
    const found = candidate(index, predicates, sort);
    return found === undefined ? wholeIndex(index) : planOf(found, request.filter);
  }
  let best: Candidate | undefined;
  for (const index of collection.indexes) {
    if (!usable(index, request)) continue;
    const found = candidate(index, predicates, sort);
    if (found !== undefined && (best === undefined || found.score > best.score)) best = found;
  }
  return best === undefined
    ? collectionScan(collection, { natural: 1, filter: request.filter })
    : planOf(best, request.filter);
}

function naturalOrder(specification: Document | undefined): 1 | -1 | undefined {
  if (specification === undefined || !Object.hasOwn(specification, '$natural')) return undefined;
  return Number(specification['$natural']) < 0 ? -1 : 1;
}

function collectionScan(collection: Collection, of: { natural: 1 | -1; filter: Document }): Plan {
  return {
    index: undefined,
    ranges: [{ low: identStart(collection.ident), high: identEnd(collection.ident) }],
    reverse: of.natural === -1,
    sorted: false,
    exact: Object.keys(of.filter).length === 0,
  };
}

function wholeIndex(index: Index): Plan {
  return {
    index,
    ranges: [{ low: identStart(index.ident), high: identEnd(index.ident) }],
    reverse: false,
    sorted: false,
    exact: false,
  };
}

/** The index that a hint names, if the reader sees its entries. Throws BadValue. */
function hintedIndex(collection: Collection, hint: unknown, asOf = Infinity): Index {
  const wanted = isDocument(hint)
    ? JSON.stringify(Object.entries(hint).map(([k, v]) => [k, Number(v)]))
    : hint;
  const index = collection.indexes.find(
    ({ name, specification, builtBy }) =>
      builtBy <= asOf &&
      (name === wanted ||
        JSON.stringify(Object.entries(specification['key'] as Document).map(([k, v]) => [k, Number(v)])) ===
          wanted),
  );
  if (index === undefined) {
    throw commandError(
      'BadValue',
      `error processing query: ns=${namespaceOf(collection)} planner returned error :: caused by :: ` +
        'hint provided does not correspond to an existing index',
    );
  }
  return index;
}

function usable(index: Index, request: PlanRequest): boolean {
  if (index.specification['hidden'] === true) return false;
  if (request.asOf !== undefined && index.builtBy > request.asOf) return false;
  return index.partialFilter === undefined || implies(request.filter, index.partialFilter);
}

/** Whether every match of `filter` matches `partial`: each of its conditions stands there, or holds for the value that the filter demands. */
function implies(filter: Document, partial: Document): boolean {
  return Object.entries(partial).every(([path, condition]) => {
    if (path === '$and' && Array.isArray(condition))
      return condition.every((part: Document) => implies(filter, part));
    if (!Object.hasOwn(filter, path)) return false;
    const demanded: unknown = filter[path];
    const wanted: unknown = condition;
    if (encodeValue(demanded).equals(encodeValue(wanted))) return true;
    if (path.startsWith('$') || path.includes('.')) return false;
    const points = pathPredicates({ [path]: demanded }).get(path)?.points;
    return (
      points !== undefined && points.every((value) => compileFilter({ [path]: wanted })({ [path]: value }))
    );
  });
}

interface Candidate {
  plan: Omit<Plan, 'exact'> & { index: Index };
  score: number;
  /** The fields whose demands are in the ranges, all of them. */
  bounded: ReadonlySet<string>;
}

function planOf(candidate: Candidate, filter: Document): Plan {
  return { ...candidate.plan, exact: isExact(candidate, filter) };
}

/**
 * Whether the ranges hold the filter's matches and nothing else. In a multikey index several demands may be met by
 * different elements of an array, a descending range includes its bound, and long keys are cut.
 */
function isExact({ plan, bounded }: Candidate, filter: Document): boolean {
  const { index, ranges } = plan;
  const conditions = exactConditions(filter);
  if (conditions === undefined || index.shortened) return false;
  for (const [path, condition] of conditions) {
    if (!bounded.has(path)) return false;
    if (condition.kind === 'range' && index.fields.some((field) => field.path === path && field.descending))
      return false;
    if (index.multikey && (conditions.size > 1 || condition.demands > 1)) return false;
  }
  return ranges.every(({ low, high }) => isWholeBound(low) && (high === undefined || isWholeBound(high)));
}

/** The use of one index for the query; undefined when it is none. */
function candidate(
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
  const direction = sort === undefined || !single ? 0 : sortDirection(index, { from: at, sort, predicates });
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

interface Bounds {
  low: Buffer;
  high: Buffer | undefined;
}

/** The part of a field's keys that the demands leave. Array elements may meet them apart: then only the first counts. */
function rangeBounds(field: IndexField, ranges: PathPredicate['ranges'], multikey: boolean): Bounds {
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

function keyRange(index: Index, prefix: Buffer, bounds: Bounds | undefined): Plan['ranges'][number] {
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

function byLow(left: Plan['ranges'][number], right: Plan['ranges'][number]): number {
  return left.low.compare(right.low);
}

/** Long keys are cut, so that two ranges may have become one. */
function withoutOverlaps(ranges: Plan['ranges']): Plan['ranges'] {
  const merged: Plan['ranges'] = [];
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
function sortDirection(
  index: Index,
  wanted: { from: number; sort: Document; predicates: Map<string, PathPredicate> },
): 1 | -1 | 0 {
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
