import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { compareValues } from './compare.ts';
import { fieldNames, getField, hasField, isDocument } from './document.ts';
import { isArrayIndex } from './paths.ts';
import { fieldPath } from './projection-tree.ts';
import { numberOf, typeName } from './types.ts';

/** One field of a sort specification. */
export interface SortField {
  parts: readonly string[];
  direction: 1 | -1;
}

/**
 * The value that stands for a field when documents are sorted: of an array its lowest element, or its highest in a
 * descending sort; an empty array counts as undefined, a missing field as null. An element that the path names by its
 * position stands for itself (src/mongo/db/index/btree_key_generator.cpp).
 */
export function sortValue(document: Document, field: SortField): unknown {
  const { parts, direction } = field;
  let best: unknown;
  let found = false;
  const take = (value: unknown): void => {
    if (!found || compareValues(value, best) * direction < 0) best = value;
    found = true;
  };
  const visit = (value: unknown, at: number, byPosition: boolean): void => {
    const part = parts[at];
    if (Array.isArray(value) && !(part === undefined && byPosition)) {
      const elements = value as unknown[];
      const index = part !== undefined && isArrayIndex(part) ? Number(part) : -1;
      if (part === undefined) {
        if (elements.length === 0) take(undefined);
        else for (const element of elements) take(element);
      } else if (index >= 0 && index < elements.length) visit(elements[index], at + 1, true);
      else for (const element of elements) if (isDocument(element)) visit(element, at, false);
    } else if (part === undefined) take(value);
    else visit(isDocument(value) && hasField(value, part) ? getField(value, part) : null, at + 1, false);
  };
  visit(document, 0, false);
  return found ? best : null;
}

/** The path to the first array on the way; undefined without one. */
function arrayOnPath(document: Document, parts: readonly string[]): string | undefined {
  let value: unknown = document;
  for (const [at, part] of parts.entries()) {
    value = isDocument(value) ? getField(value, part) : undefined;
    if (Array.isArray(value)) return parts.slice(0, at + 1).join('.');
  }
  return undefined;
}

/** Throws BadValue when two fields lead through different arrays. */
function refuseParallel(document: Document, fields: readonly SortField[]): void {
  const arrays = new Set(fields.map(({ parts }) => arrayOnPath(document, parts)));
  arrays.delete(undefined);
  if (arrays.size > 1) throw commandError('BadValue', 'cannot sort with keys that are parallel arrays');
}

/** Fields that an order may have, as an index may. */
const MAX_FIELDS = 32;

function sortField(path: string, order: unknown): SortField {
  const parts = fieldPath(path);
  if (isDocument(order)) {
    throw commandError(
      17312,
      '$meta is the only expression supported by $sort right now, and it is not supported here',
    );
  }
  const number = numberOf(order);
  if (number === undefined) {
    throw commandError(15974, `Illegal key in $sort specification: ${path}: ${typeName(order)}`);
  }
  if (number !== 1 && number !== -1) {
    throw commandError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  }
  return { parts, direction: number };
}

/** An order of documents; `$natural` keeps the given order. Throws BadValue. */
export function compileSort(spec: Document): (a: Document, b: Document) => number {
  const fields = fieldNames(spec)
    .filter((path) => path !== '$natural')
    .map((path) => sortField(path, spec[path]));
  if (fields.length > MAX_FIELDS) throw commandError(13103, 'too many compound keys');
  // As in the index on _id, a sort by it alone takes arrays whole: MongoDB keeps none there, a group may.
  if (fields.length === 1 && fields[0]!.parts[0] === '_id' && fields[0]!.parts.length === 1) {
    const { direction } = fields[0]!;
    const id = (document: Document): unknown =>
      hasField(document, '_id') ? getField(document, '_id') : null;
    return (a, b) => compareValues(id(a), id(b)) * direction;
  }
  const known = new WeakMap<Document, unknown[]>();
  const valuesOf = (document: Document): unknown[] => {
    let values = known.get(document);
    if (values === undefined) {
      if (fields.length > 1) refuseParallel(document, fields);
      values = fields.map((field) => sortValue(document, field));
      known.set(document, values);
    }
    return values;
  };
  return (a, b) => {
    const [left, right] = [valuesOf(a), valuesOf(b)];
    for (const [at, { direction }] of fields.entries()) {
      const order = compareValues(left[at], right[at]);
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}
