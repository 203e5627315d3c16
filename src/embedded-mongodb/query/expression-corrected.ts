import { Decimal128, ObjectId } from 'bson';
import { evalExpr } from 'mingo/core';
import { encodeValue } from '../engine/key-encoding.ts';
import { commandError } from '../errors.ts';
import { addNumbers, multiplyNumbers } from './arithmetic.ts';
import { encode } from './codec.ts';
import { compareValues, equalValues } from './compare.ts';
import {
  addParts,
  divideParts,
  doubleParts,
  fromParts,
  type FiniteParts,
  negateParts,
  toDecimalParts,
} from './decimal.ts';
import { documentOf, fieldNames, isDocument } from './document.ts';
import { optionsForOthers } from './expression-options.ts';
import { plainNumber, typedValue, type ComputeOptions, type Operator } from './expression-lowering.ts';
import { isTruthy, numberOf, numericOf, typeName } from './types.ts';

/** MongoDB's codes for operands of the wrong kind (src/mongo/db/pipeline/expression.cpp). */
const FAILURES: Readonly<Record<string, number>> = {
  $abs: 28765,
  $ceil: 28765,
  $floor: 28765,
  $sqrt: 28765,
  $exp: 28765,
  $ln: 28765,
  $log10: 28765,
  $round: 51081,
  $trunc: 51081,
  $mod: 16611,
  $pow: 28762,
  $log: 28756,
  $size: 17124,
  $concatArrays: 28664,
  $reverseArray: 34435,
  $arrayElemAt: 28690,
  $slice: 28724,
  $in: 40081,
  $indexOfArray: 40090,
  $range: 34443,
  $map: 16883,
  $filter: 28651,
  $reduce: 40080,
  $zip: 34461,
  $arrayToObject: 40386,
  $objectToArray: 40390,
  $mergeObjects: 40400,
  $concat: 16702,
  $split: 40085,
  $toUpper: 16007,
  $toLower: 16007,
  $strLenCP: 34471,
  $strLenBytes: 34473,
  $substrCP: 34450,
  $substrBytes: 16034,
  $indexOfBytes: 40091,
  $trim: 50699,
  $ltrim: 50699,
  $rtrim: 50699,
  $regexMatch: 51104,
  $regexFind: 51104,
  $regexFindAll: 51104,
  $replaceOne: 51746,
  $replaceAll: 51746,
  $setUnion: 17043,
  $setIntersection: 17047,
  $setDifference: 17048,
  $setEquals: 17044,
  $setIsSubset: 17046,
  $anyElementTrue: 17041,
  $allElementsTrue: 17040,
  $switch: 40066,
  $cond: 17080,
  $year: 16006,
  $month: 16006,
  $dayOfMonth: 16006,
  $dayOfWeek: 16006,
  $dayOfYear: 16006,
  $hour: 16006,
  $minute: 16006,
  $second: 16006,
  $millisecond: 16006,
  $week: 16006,
  $isoWeek: 16006,
  $isoWeekYear: 16006,
  $isoDayOfWeek: 16006,
  $dateToString: 16006,
  $dateToParts: 16006,
  $dateFromString: 241,
  $convert: 241,
  $toInt: 241,
  $toLong: 241,
  $toDouble: 241,
  $toDecimal: 241,
  $toDate: 241,
  $toBool: 241,
  $toString: 241,
};

export function failureCode(name: string): number | 'BadValue' | 'ConversionFailure' {
  const code = FAILURES[name];
  return code === 241 ? 'ConversionFailure' : (code ?? 'BadValue');
}

/** The operands, evaluated; a single one may come without its array. */
function operands(input: unknown, operand: unknown, options: ComputeOptions): unknown[] {
  const list = Array.isArray(operand) ? (operand as unknown[]) : [operand];
  return list.map((one) => evalExpr(input as never, one as never, options));
}

function exactly(name: string, count: number, values: readonly unknown[]): void {
  if (values.length !== count) {
    throw commandError(
      16020,
      `Expression ${name} takes exactly ${count} arguments. ${values.length} were passed in.`,
    );
  }
}

function comparison(name: string, accepts: (order: number) => unknown): Operator {
  return (input, operand, options) => {
    const values = operands(input, operand, options);
    exactly(name, 2, values);
    return accepts(compareValues(values[0], values[1]));
  };
}

const isMissing = (value: unknown): boolean => value === null || value === undefined;

function refuse(name: string, value: unknown, code: number): never {
  throw commandError(code, `${name} only supports numeric or date types, not ${typeName(value)}`);
}

/** The sum or product; beyond 64 bits it goes on as a double. */
function combine(compute: (a: unknown, b: unknown) => unknown, left: unknown, right: unknown): unknown {
  const result = compute(left, right);
  if (result !== undefined) return plainNumber(result);
  const [a, b] = [numberOf(left)!, numberOf(right)!];
  return compute === addNumbers ? a + b : a * b;
}

function add(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  let sum: unknown = 0;
  let date = false;
  for (const value of operands(input, operand, options)) {
    if (isMissing(value)) return null;
    if (value instanceof Date) {
      if (date) throw commandError(16612, 'only one date allowed in an $add expression');
      date = true;
      sum = combine(addNumbers, sum, value.getTime());
    } else if (numericOf(value) === undefined) refuse('$add', value, 16554);
    else sum = combine(addNumbers, sum, value);
  }
  return date ? new Date(Math.round(numberOf(sum)!)) : sum;
}

function subtract(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const values = operands(input, operand, options);
  exactly('$subtract', 2, values);
  const [left, right] = values;
  if (isMissing(left) || isMissing(right)) return null;
  if (left instanceof Date) {
    if (right instanceof Date) return left.getTime() - right.getTime();
    if (numericOf(right) !== undefined) return new Date(left.getTime() - Math.round(numberOf(right)!));
  }
  if (numericOf(left) === undefined || numericOf(right) === undefined) refuse('$subtract', right, 16556);
  const negated =
    right instanceof Decimal128
      ? fromParts(negateParts(toDecimalParts(right)))
      : combine(multiplyNumbers, right, -1);
  return combine(addNumbers, left, negated);
}

function multiply(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  let product: unknown = 1;
  for (const value of operands(input, operand, options)) {
    if (isMissing(value)) return null;
    if (numericOf(value) === undefined) refuse('$multiply', value, 16555);
    product = combine(multiplyNumbers, product, value);
  }
  return product;
}

function divide(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const values = operands(input, operand, options);
  exactly('$divide', 2, values);
  return quotient(values[0], values[1]);
}

export function quotient(left: unknown, right: unknown): unknown {
  if (isMissing(left) || isMissing(right)) return null;
  const [top, bottom] = [numericOf(left), numericOf(right)];
  if (top === undefined || bottom === undefined) return refuse('$divide', right, 16609);
  if (numberOf(right) === 0) throw commandError(16608, "can't $divide by zero");
  if (top instanceof Decimal128 || bottom instanceof Decimal128) {
    return fromParts(divideParts(toDecimalParts(top), toDecimalParts(bottom)));
  }
  return Number(top) / Number(bottom);
}

/**
 * Values that an accumulator works on: of the documents of a group, or of its operands as an expression, where a
 * single array stands for its elements.
 */
function accumulated(input: unknown, operand: unknown, options: ComputeOptions): unknown[] {
  if (Array.isArray(input)) {
    const others = optionsForOthers(options);
    return input.map((document: unknown) => evalExpr(document as never, operand as never, others));
  }
  const list = operands(input, operand, options);
  return list.length === 1 && Array.isArray(list[0]) ? (list[0] as unknown[]).map(plainNumber) : list;
}

function accumulator(compute: (values: unknown[]) => unknown): Operator {
  return (input, operand, options) => compute(accumulated(input, operand, options));
}

/** The same number without zeros at the end of its fraction. */
function trimmed(parts: FiniteParts): FiniteParts {
  let { digits, exponent } = parts;
  while (exponent < 0 && digits % 10n === 0n) {
    digits /= 10n;
    exponent++;
  }
  return { digits, exponent };
}

function sumOf(values: readonly unknown[]): unknown {
  const numbers = values.filter((value) => numericOf(value) !== undefined);
  const add = (some: readonly unknown[]): unknown =>
    some.reduce<unknown>((sum, value) => combine(addNumbers, sum, value), 0);
  const decimals = numbers.filter((value) => value instanceof Decimal128);
  if (decimals.length === 0) return add(numbers);
  // The other numbers are added up first and then taken exactly, not with 15 digits.
  const rest = numberOf(add(numbers.filter((value) => !(value instanceof Decimal128))))!;
  const exact = Number.isFinite(rest) ? trimmed(doubleParts(rest)) : toDecimalParts(rest);
  return fromParts(addParts(toDecimalParts(add(decimals) as Decimal128), exact));
}

function extreme(direction: 1 | -1): Operator {
  return accumulator((values) => {
    const present = values.filter((value) => !isMissing(value));
    if (present.length === 0) return null;
    return present.reduce((best, value) => (compareValues(value, best) * direction > 0 ? value : best));
  });
}

function average(values: unknown[]): unknown {
  const numbers = values.filter((value) => numericOf(value) !== undefined);
  return numbers.length === 0 ? null : quotient(sumOf(numbers), numbers.length);
}

function unique(values: readonly unknown[]): unknown[] {
  const sorted = [...values].sort(compareValues);
  return sorted.filter((value, at) => at === 0 || !equalValues(value, sorted[at - 1]));
}

/** Equal values have equal keys. */
const keyOf = (value: unknown): string => encodeValue(value).toString('latin1');

/** First seen first. */
function distinct(values: readonly unknown[]): unknown[] {
  const seen = new Map<string, unknown>();
  for (const value of values) {
    const key = keyOf(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

/** Whether a set has a value. */
function membership(set: readonly unknown[]): (value: unknown) => boolean {
  const keys = new Set(set.map(keyOf));
  return (value) => keys.has(keyOf(value));
}

function edge(at: 0 | -1): Operator {
  return (input, operand, options) => {
    if (Array.isArray(input)) {
      const values = accumulated(input, operand, options);
      return values.at(at) ?? null;
    }
    const [value] = operands(input, operand, options);
    if (isMissing(value)) return null;
    if (!Array.isArray(value))
      throw commandError(28689, `$first and $last need an array, not ${typeName(value)}`);
    return (value as unknown[]).at(at);
  };
}

/** An operator on sets; null when one of them is missing. */
function onSets(name: string, code: number, compute: (sets: unknown[][]) => unknown): Operator {
  return (input, operand, options) => {
    const values = operands(input, operand, options);
    const strict = name === '$setEquals' || name === '$setIsSubset';
    if (!strict && values.some(isMissing)) return null;
    for (const value of values) {
      if (!Array.isArray(value))
        throw commandError(code, `All operands of ${name} must be arrays, not ${typeName(value)}`);
    }
    return compute(values as unknown[][]);
  };
}

function holds(set: readonly unknown[], value: unknown): boolean {
  return set.some((member) => equalValues(member, value));
}

function isIn(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const values = operands(input, operand, options);
  exactly('$in', 2, values);
  if (!Array.isArray(values[1]))
    throw commandError(40081, `$in requires an array as a second argument, found: ${typeName(values[1])}`);
  return holds(values[1] as unknown[], values[0]);
}

function mergeObjects(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const entries: [string, unknown][] = [];
  for (const value of accumulated(input, operand, options)) {
    if (isMissing(value)) continue;
    if (!isDocument(value))
      throw commandError(40400, `$mergeObjects requires object inputs, not ${typeName(value)}`);
    for (const name of fieldNames(value)) entries.push([name, value[name] as unknown]);
  }
  return documentOf(entries);
}

function toObjectId(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const [value] = operands(input, operand, options);
  if (isMissing(value)) return null;
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string' || !/^[0-9a-fA-F]{24}$/.test(value)) {
    throw commandError('ConversionFailure', `Failed to parse objectId in $convert from ${typeName(value)}`);
  }
  return new ObjectId(value);
}

function arrayElemAt(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const values = operands(input, operand, options);
  exactly('$arrayElemAt', 2, values);
  const [array, at] = values;
  if (isMissing(array) || isMissing(at)) return null;
  if (!Array.isArray(array))
    throw commandError(28689, `$arrayElemAt's first argument must be an array, but is ${typeName(array)}`);
  const index = numberOf(at);
  if (index === undefined)
    throw commandError(
      28690,
      `$arrayElemAt's second argument must be a numeric value, but is ${typeName(at)}`,
    );
  if (!Number.isInteger(index))
    throw commandError(
      28691,
      `$arrayElemAt's second argument must be representable as a 32-bit integer: ${index}`,
    );
  return (array as unknown[]).at(index);
}

function size(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const [value] = operands(input, operand, options);
  if (!Array.isArray(value))
    throw commandError(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`);
  return value.length;
}

function letterCase(change: (text: string) => string): Operator {
  return (input, operand, options) => {
    const [value] = operands(input, operand, options);
    if (isMissing(value)) return '';
    if (typeof value === 'string') return change(value);
    if (value instanceof Date) return change(value.toISOString());
    if (numericOf(value) !== undefined) return change(String(value));
    throw commandError(16007, `can't convert from BSON type ${typeName(value)} to String`);
  };
}

/** Only ASCII letters, as MongoDB does it. */
const lower = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
const upper = (text: string): string => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());

function indexOfCP(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const [text, part, from, to] = operands(input, operand, options);
  if (isMissing(text)) return null;
  if (typeof text !== 'string')
    throw commandError(40093, `$indexOfCP requires a string as the first argument, found: ${typeName(text)}`);
  if (typeof part !== 'string')
    throw commandError(
      40094,
      `$indexOfCP requires a string as the second argument, found: ${typeName(part)}`,
    );
  const points = [...text];
  const start = numberOf(from) ?? 0;
  const end = numberOf(to) ?? points.length;
  if (start < 0 || end < 0) throw commandError(40097, '$indexOfCP requires a nonnegative index');
  const found = points.slice(0, end).join('').indexOf(part, points.slice(0, start).join('').length);
  return found === -1 || start > points.length ? -1 : [...text.slice(0, found)].length;
}

function bsonSize(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const [value] = operands(input, operand, options);
  if (isMissing(value)) return null;
  if (!isDocument(value))
    throw commandError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`);
  return encode(value).length;
}

/** What mingo computes otherwise than MongoDB, each in its place here. */
export const CORRECTED: Readonly<Record<string, Operator>> = {
  $eq: comparison('$eq', (order) => order === 0),
  $ne: comparison('$ne', (order) => order !== 0),
  $lt: comparison('$lt', (order) => order < 0),
  $lte: comparison('$lte', (order) => order <= 0),
  $gt: comparison('$gt', (order) => order > 0),
  $gte: comparison('$gte', (order) => order >= 0),
  $cmp: comparison('$cmp', Math.sign),
  $and: (input, operand, options) => operands(input, operand, options).every(isTruthy),
  $or: (input, operand, options) => operands(input, operand, options).some(isTruthy),
  $not: (input, operand, options) => {
    const values = operands(input, operand, options);
    exactly('$not', 1, values);
    return !isTruthy(values[0]);
  },
  $add: add,
  $subtract: subtract,
  $multiply: multiply,
  $divide: divide,
  $sum: accumulator(sumOf),
  $avg: accumulator(average),
  $min: extreme(-1),
  $max: extreme(1),
  $push: accumulator((values) => values.filter((value) => value !== undefined)),
  $addToSet: accumulator((values) => distinct(values.filter((value) => value !== undefined))),
  $first: edge(0),
  $last: edge(-1),
  $in: isIn,
  $mergeObjects: mergeObjects,
  $setUnion: onSets('$setUnion', 17043, (sets) => unique(sets.flat())),
  $setIntersection: onSets('$setIntersection', 17047, ([first, ...others]) => {
    const inOthers = others.map(membership);
    return unique((first ?? []).filter((value) => inOthers.every((has) => has(value))));
  }),
  $setDifference: onSets('$setDifference', 17048, ([left, right]) => {
    const inRight = membership(right ?? []);
    return distinct((left ?? []).filter((value) => !inRight(value)));
  }),
  $setEquals: onSets('$setEquals', 17044, ([first, ...others]) => {
    const inFirst = membership(first!);
    return others.every((set) => set.every(inFirst) && first!.every(membership(set)));
  }),
  $setIsSubset: onSets('$setIsSubset', 17046, ([left, right]) => left!.every(membership(right!))),
  $toObjectId: toObjectId,
  $arrayElemAt: arrayElemAt,
  $size: size,
  $toLower: letterCase(lower),
  $toUpper: letterCase(upper),
  $indexOfCP: indexOfCP,
  $bsonSize: bsonSize,
  $type: (input, operand, options) => {
    const [given] = Array.isArray(operand) ? (operand as unknown[]) : [operand];
    const value = typedValue(given, input, options);
    return value === undefined ? 'missing' : typeName(value);
  },
};
