import { BSONRegExp, BSONSymbol, Binary, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import type { Document } from 'bson';
import { numberOf, typeClass } from '../query/types.ts';
import { isDocument } from './index-keys.ts';

/** What a filter demands of one path, as far as an index can help. Everything is checked again on the document. */
export interface PathPredicate {
  path: string;
  /** The path must have one of these values (or hold one in an array). */
  points: unknown[] | undefined;
  /** Bounds of one type; each is a demand of its own, as they may be met by different array elements. */
  ranges: { operator: '$gt' | '$gte' | '$lt' | '$lte'; value: unknown }[];
}

/** Demands that all matching documents meet, from the filter's conjunction; what isn't understood is left out. */
export function pathPredicates(filter: Document): Map<string, PathPredicate> {
  const predicates = new Map<string, PathPredicate>();
  collect(filter, predicates);
  return predicates;
}

function collect(filter: Document, into: Map<string, PathPredicate>): void {
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(condition)) {
      for (const part of condition) if (isDocument(part)) collect(part, into);
    } else if (!name.startsWith('$')) addCondition(name, condition, into);
  }
}

function addCondition(path: string, condition: unknown, into: Map<string, PathPredicate>): void {
  let predicate = into.get(path);
  if (predicate === undefined) {
    predicate = { path, points: undefined, ranges: [] };
    into.set(path, predicate);
  }
  if (!isDocument(condition) || !isOperatorDocument(condition)) {
    if (isPoint(condition)) addPoints(predicate, [condition]);
    return;
  }
  for (const [operator, operand] of Object.entries(condition)) {
    if (operator === '$eq' && isPoint(operand)) addPoints(predicate, [operand]);
    else if (operator === '$in' && Array.isArray(operand) && operand.every(isPoint))
      addPoints(predicate, operand);
    else if (operator === '$all' && Array.isArray(operand)) {
      const first: unknown = operand.find((value) => isPoint(value) && !isElemMatch(value));
      if (first !== undefined && first !== null) addPoints(predicate, [first]);
    } else if (isRangeOperator(operator) && isRangeValue(operand)) {
      predicate.ranges.push({ operator, value: operand });
    }
  }
}

/** Of several lists of points the shortest one is kept; each is a demand by itself. */
function addPoints(predicate: PathPredicate, points: unknown[]): void {
  if (predicate.points === undefined || points.length < predicate.points.length) predicate.points = points;
}

function isElemMatch(value: unknown): boolean {
  return isDocument(value) && Object.hasOwn(value, '$elemMatch');
}

export function isOperatorDocument(value: Document): boolean {
  const [first] = Object.keys(value);
  return (
    first !== undefined && first.startsWith('$') && first !== '$ref' && first !== '$id' && first !== '$db'
  );
}

/** Values that are equal exactly when their index keys are. Arrays aren't: their keys are their elements'. */
function isPoint(value: unknown): boolean {
  if (Array.isArray(value) || value instanceof RegExp || value instanceof BSONRegExp) return false;
  if (value === undefined) return false;
  return !isDocument(value) || !isOperatorDocument(value);
}

function isRangeOperator(operator: string): operator is '$gt' | '$gte' | '$lt' | '$lte' {
  return operator === '$gt' || operator === '$gte' || operator === '$lt' || operator === '$lte';
}

/** Values whose comparison stays inside their type. */
function isRangeValue(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isNaN(value);
  if (value instanceof Double) return !Number.isNaN(value.value);
  if (value instanceof Decimal128) return value.toString() !== 'NaN';
  return (
    typeof value === 'string' ||
    typeof value === 'bigint' ||
    value instanceof Date ||
    value instanceof Int32 ||
    value instanceof Long ||
    value instanceof ObjectId ||
    value instanceof Timestamp ||
    value instanceof BSONSymbol ||
    value instanceof Binary
  );
}

/** The only condition on a path, when an index's keys can tell whether a document meets it. */
export interface ExactCondition {
  kind: 'points' | 'range';
  /** More than one may be met by different elements of an array. */
  demands: number;
}

/**
 * The filter's conditions by path when keys of an index on these paths say exactly which documents match: then nothing
 * else may be in the filter. Undefined when that isn't certain.
 */
export function exactConditions(filter: Document): Map<string, ExactCondition> | undefined {
  const conditions = new Map<string, ExactCondition>();
  for (const [path, condition] of Object.entries(filter)) {
    // A number in a path is a field's name or a position in an array.
    if (path.startsWith('$') || /(^|\.)\d+(\.|$)/.test(path)) return undefined;
    const exact = exactCondition(condition);
    if (exact === undefined) return undefined;
    conditions.set(path, exact);
  }
  return conditions;
}

function exactCondition(condition: unknown): ExactCondition | undefined {
  if (!isDocument(condition)) {
    return isExactValue(condition) ? { kind: 'points', demands: 1 } : undefined;
  }
  const operators = Object.entries(condition) as [string, unknown][];
  const [first] = operators;
  if (first === undefined) return undefined;
  const [operator, operand] = first;
  if (operators.length === 1 && operator === '$eq' && isExactValue(operand)) {
    return { kind: 'points', demands: 1 };
  }
  if (operators.length === 1 && operator === '$in' && Array.isArray(operand) && operand.every(isExactValue)) {
    return { kind: 'points', demands: 1 };
  }
  if (!operators.every(([name, value]) => isRangeOperator(name) && isExactValue(value))) return undefined;
  if (operators.some(([, value]) => typeClass(value) !== typeClass(operand) || typeof value === 'boolean'))
    return undefined;
  // NaN stands below all numbers, but no comparison with a number holds for it.
  const fromBelow = operators.some(([name]) => name === '$gt' || name === '$gte');
  if (!fromBelow && numberOf(operand) !== undefined) return undefined;
  return { kind: 'range', demands: operators.length };
}

/** Values that no other value shares its key with; null has the key of a missing field. No comparison with NaN holds. */
function isExactValue(value: unknown): boolean {
  const number = numberOf(value);
  if (number !== undefined) return !Number.isNaN(number);
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value instanceof ObjectId ||
    (value instanceof Date && !Number.isNaN(value.getTime()))
  );
}
