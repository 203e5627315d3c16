import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { compareValues } from './compare.ts';
import { fieldNames, isDocument } from './document.ts';
import { MISSING, walkPath } from './paths.ts';
import { fieldPath } from './projection-tree.ts';
import { numberOf, typeName } from './types.ts';

/** One field of a sort specification. */
export interface SortField {
  parts: readonly string[];
  direction: 1 | -1;
}

/**
 * The value that stands for a field when documents are sorted: of an array its lowest element, or its highest in a
 * descending sort; an empty array counts as undefined, a missing field as null.
 */
export function sortValue(document: Document, field: SortField): unknown {
  const { parts, direction } = field;
  let best: unknown;
  let found = false;
  const take = (value: unknown): void => {
    if (!found || compareValues(value, best) * direction < 0) best = value;
    found = true;
  };
  walkPath(document, { parts, unfoldLast: false }, (value) => {
    if (!Array.isArray(value)) take(value === MISSING ? null : value);
    else if (value.length === 0) take(undefined);
    else for (const element of value as unknown[]) take(element);
    return false;
  });
  return found ? best : null;
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
  return (a, b) => {
    for (const field of fields) {
      const order = compareValues(sortValue(a, field), sortValue(b, field));
      if (order !== 0) return order * field.direction;
    }
    return 0;
  };
}
