import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { compareValues } from './compare.ts';
import { fieldNames, hasField, isDocument } from './document.ts';
import { MISSING } from './paths.ts';
import { compileSort } from './sort.ts';
import { checkStorable, cloneValue } from './storable.ts';
import { integerOf, numberOf, typeName } from './types.ts';
import type { Leaf } from './update-leaf.ts';

const CLAUSES: ReadonlySet<string> = new Set(['$each', '$position', '$slice', '$sort']);

/** `$push: {field: value}` or `{field: {$each, $position, $slice, $sort}}`. Throws BadValue. */
export function pushLeaf(operand: unknown, path: string): Leaf {
  const clauses: Document =
    isDocument(operand) && hasField(operand, '$each') ? operand : { $each: [operand] };
  const unknown = fieldNames(clauses).find((name) => !CLAUSES.has(name));
  if (unknown !== undefined) throw commandError('BadValue', `Unrecognized clause in $push: ${unknown}`);
  const each: unknown = clauses['$each'];
  if (!Array.isArray(each)) {
    throw commandError(
      'BadValue',
      `The argument to $each in $push must be an array but it was of type: ${typeName(each)}`,
    );
  }
  checkStorable(each, path);
  const position = integerClause(clauses, '$position');
  const slice = integerClause(clauses, '$slice');
  const order = hasField(clauses, '$sort') ? elementOrder(clauses['$sort']) : undefined;
  const change = (current: unknown, at: { path: string }): unknown => {
    if (current !== MISSING && !Array.isArray(current)) {
      throw commandError(
        'BadValue',
        `The field '${at.path}' must be an array but is of type ${typeName(current)}`,
      );
    }
    const array = current === MISSING ? [] : [...(current as unknown[])];
    const start =
      position === undefined || position > array.length
        ? array.length
        : position < 0
          ? Math.max(0, array.length + position)
          : position;
    const pushed = [...array.slice(0, start), ...cloneValue(each as unknown[]), ...array.slice(start)];
    if (order !== undefined) pushed.sort(order);
    if (slice === undefined) return pushed;
    return slice < 0 ? pushed.slice(slice) : pushed.slice(0, slice);
  };
  return { creates: true, lenient: false, counts: each.length > 0, change };
}

function integerClause(clauses: Document, name: string): number | undefined {
  if (!hasField(clauses, name)) return undefined;
  const value = integerOf(clauses[name]);
  if (value === undefined) {
    throw commandError(
      'BadValue',
      `The value for ${name} must be an integer value but was given type: ${typeName(clauses[name])}`,
    );
  }
  return value;
}

/** 1 or -1 for the elements themselves, or fields of them; what isn't a document has none. */
function elementOrder(given: unknown): (a: unknown, b: unknown) => number {
  if (!isDocument(given)) {
    const number = numberOf(given);
    if (number === undefined) {
      throw commandError(
        'BadValue',
        'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
      );
    }
    if (number !== 1 && number !== -1) {
      throw commandError('BadValue', 'The $sort element value must be either 1 or -1');
    }
    return (a, b) => compareValues(a, b) * number;
  }
  const names = fieldNames(given);
  if (names.length === 0)
    throw commandError('BadValue', 'The $sort pattern is empty when it should be a set of fields.');
  for (const name of names) {
    if (name.split('.').includes(''))
      throw commandError('BadValue', 'The $sort field is a dotted field but has an empty part');
    const number = numberOf(given[name]);
    if (number !== 1 && number !== -1) {
      throw commandError('BadValue', 'The $sort element value must be either 1 or -1');
    }
  }
  const order = compileSort(given);
  const documentOf = (element: unknown): Document => (isDocument(element) ? element : {});
  return (a, b) => order(documentOf(a), documentOf(b));
}
