import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { candidateOf, type Candidate, type KeyRange } from './candidates.ts';
import { namespaceOf, type Collection, type Index } from './catalog.ts';
import { isDocument } from './index-keys.ts';
import { encodeValue, isWholeBound } from './key-encoding.ts';
import { identEnd, identStart } from './layout.ts';
import { exactConditions, pathPredicates } from './predicates.ts';

/** Ways to find candidates. All of them yield every matching document; unless the plan is exact, the filter decides. */
export interface Plan {
  /** The index whose ranges are read; without it the collection itself is read. */
  index: Index | undefined;
  /** Ranges of keys, in the order in which they are read. */
  ranges: KeyRange[];
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

/** Chooses how to read. Throws BadValue for a hint that names no index. */
export function planQuery(collection: Collection, request: PlanRequest): Plan {
  const { hint } = request;
  const sort = request.sort !== undefined && Object.keys(request.sort).length > 0 ? request.sort : undefined;
  const natural = naturalOrder(isDocument(hint) ? hint : undefined) ?? naturalOrder(request.sort);
  if (natural !== undefined) return collectionScan(collection, { natural, filter: request.filter });
  if (hint !== undefined) {
    const index = hintedIndex(collection, hint, request.asOf);
    const found = candidateOf(index, request.filter, sort);
    return found === undefined ? wholeIndex(index) : planOf(found, request.filter);
  }
  let best: Candidate | undefined;
  for (const index of collection.indexes) {
    if (!usable(index, request)) continue;
    const found = candidateOf(index, request.filter, sort);
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
