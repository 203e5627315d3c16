import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { decode } from '../query/codec.ts';
import { compileFilter } from '../query/filter.ts';
import { PAUSE, sortInParts, type Pausing } from '../query/pause.ts';
import { compileSort } from '../query/sort.ts';
import type { Collection } from './catalog.ts';
import type { KeyValueReader } from './key-value.ts';
import { recordIdOf, recordKey } from './layout.ts';
import { planQuery, type Plan, type PlanRequest } from './planner.ts';

/** A document that a scan found. It is decoded when somebody wants to see it. */
export class Found {
  readonly recordId: number;
  readonly bytes: Buffer;
  private decoded: Document | undefined;

  constructor(recordId: number, bytes: Buffer) {
    this.recordId = recordId;
    this.bytes = bytes;
  }

  get document(): Document {
    return (this.decoded ??= decode(this.bytes));
  }
}

/** Documents that are looked at between two pauses. */
const PAUSE_EVERY = 64;
/** MongoDB's limit on what a sort keeps in memory (internalQueryMaxBlockingSortMemoryUsageBytes). */
const MAX_SORT_BYTES = 100 * 1024 * 1024;

export interface Query extends PlanRequest {
  skip?: number;
  /** 0 or missing: no limit. */
  limit?: number;
  /** The compiled filter, when there is one already. */
  matches?: (document: Document) => boolean;
}

/** The documents that a plan finds and the filter accepts, with pauses between. */
export function* scan(
  reader: KeyValueReader,
  collection: Collection,
  how: { plan: Plan; matches: (document: Document) => boolean },
): Pausing<Found> {
  const { plan, matches } = how;
  const seen = plan.index !== undefined && plan.index.multikey ? new Set<number>() : undefined;
  const ranges = plan.reverse ? [...plan.ranges].reverse() : plan.ranges;
  let looked = 0;
  for (const range of ranges) {
    for (const { key, value } of reader.range({ ...range, reverse: plan.reverse })) {
      if (collection.dropped) throw commandError('QueryPlanKilled', 'collection dropped');
      if (++looked % PAUSE_EVERY === 0) yield PAUSE;
      let recordId: number;
      let bytes: Buffer | undefined = value;
      if (plan.index === undefined) recordId = recordIdOf(key);
      else {
        recordId = plan.index.unique ? recordIdOf(value) : recordIdOf(key);
        if (seen !== undefined) {
          if (seen.has(recordId)) continue;
          seen.add(recordId);
        }
        bytes = reader.get(recordKey(collection.ident, recordId));
        // Removed since its index entry was read.
        if (bytes === undefined) continue;
      }
      const found = new Found(recordId, bytes);
      if (plan.exact || matches(found.document)) yield found;
    }
  }
}

/** The documents of a query: planned, filtered, sorted, skipped and limited. */
export function* query(reader: KeyValueReader, collection: Collection, request: Query): Pausing<Found> {
  const plan = planQuery(collection, request);
  const matches = request.matches ?? compileFilter(request.filter);
  const sort = request.sort;
  const found = scan(reader, collection, { plan, matches });
  const needsSort =
    sort !== undefined && !plan.sorted && Object.keys(sort).length > 0 && !Object.hasOwn(sort, '$natural');
  let skip = request.skip ?? 0;
  let left = request.limit === undefined || request.limit === 0 ? Infinity : request.limit;
  const ordered = needsSort ? sorted(found, compileSort(sort), skip + left) : found;
  for (const item of ordered) {
    if (item === PAUSE) yield item;
    else if (skip > 0) skip--;
    else {
      yield item;
      if (--left <= 0) return;
    }
  }
}

/**
 * How many documents a query finds, without reading them when its plan is exact: numbers to be added up, with pauses
 * between.
 */
export function* countMatches(
  reader: KeyValueReader,
  collection: Collection,
  request: PlanRequest & Pick<Query, 'matches'>,
): Pausing<number> {
  const plan = planQuery(collection, request);
  if (plan.exact && plan.index?.multikey !== true) {
    for (const range of plan.ranges) {
      for (const count of reader.counts(range)) {
        yield count;
        yield PAUSE;
      }
    }
    return;
  }
  const matches = request.matches ?? compileFilter(request.filter);
  for (const item of scan(reader, collection, { plan, matches })) yield item === PAUSE ? item : 1;
}

/** All of it in order, or the first `keep` of it. Keeps no more in memory than it needs. */
function* sorted(
  found: Pausing<Found>,
  compare: (left: Document, right: Document) => number,
  keep: number,
): Pausing<Found> {
  const order = (left: Found, right: Found): number => compare(left.document, right.document);
  let kept: Found[] = [];
  let bytes = 0;
  for (const item of found) {
    if (item === PAUSE) {
      yield item;
      continue;
    }
    kept.push(item);
    bytes += item.bytes.length;
    if (kept.length >= keep * 2 + 1000) {
      kept = (yield* sortInParts(kept, order)).slice(0, keep);
      bytes = kept.reduce((sum, one) => sum + one.bytes.length, 0);
    }
    if (bytes > MAX_SORT_BYTES) {
      throw commandError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        'Executor error during find command: Sort exceeded memory limit of 104857600 bytes',
      );
    }
  }
  yield* (yield* sortInParts(kept, order)).slice(0, keep);
}
