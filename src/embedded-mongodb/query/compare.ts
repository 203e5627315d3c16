import { Binary, BSONRegExp, BSONSymbol, Decimal128 } from 'bson';
import type { Document, Code, DBRef, ObjectId, Timestamp } from 'bson';
import { compareParts, decimalParts, doubleParts } from './decimal.ts';
import { fieldNames } from './document.ts';
import { numericOf, typeClass, type Numeric } from './types.ts';

/**
 * MongoDB's order of BSON values (manual, "Comparison/Sort Order"). mingo orders by JavaScript class names, sorts the
 * elements of arrays and the fields of documents before it compares them, and knows no int64 or decimal.
 */

function sign<T extends number | bigint | string>(left: T, right: T): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** NaN comes before all numbers and equals itself. */
export function compareNumbers(left: Numeric, right: Numeric): number {
  if (left instanceof Decimal128 || right instanceof Decimal128) return compareDecimals(left, right);
  if (left < right) return -1;
  if (left > right) return 1;
  // eslint-disable-next-line eqeqeq -- a bigint equals a number of the same value only this way
  if (left == right) return 0;
  const leftNaN = Number.isNaN(left);
  return leftNaN === Number.isNaN(right) ? 0 : leftNaN ? -1 : 1;
}

/** What is not finite, or undefined. */
function special(value: Numeric): number | undefined {
  if (typeof value === 'bigint') return undefined;
  const number = value instanceof Decimal128 ? specialDecimal(value) : value;
  return number === undefined || Number.isFinite(number) ? undefined : number;
}

function specialDecimal(value: Decimal128): number | undefined {
  const parts = decimalParts(value);
  return typeof parts === 'string' ? Number(parts) : undefined;
}

function compareDecimals(left: Numeric, right: Numeric): number {
  const leftSpecial = special(left);
  const rightSpecial = special(right);
  if (leftSpecial !== undefined || rightSpecial !== undefined) {
    return compareNumbers(leftSpecial ?? 0, rightSpecial ?? 0);
  }
  return compareParts(exactParts(left), exactParts(right));
}

function exactParts(value: Numeric): { digits: bigint; exponent: number } {
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  if (typeof value === 'number') return doubleParts(value);
  return decimalParts(value) as { digits: bigint; exponent: number };
}

/** By code points, which is the order of UTF-8 bytes; JavaScript's order differs beyond U+FFFF. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    if (a >= 0xd800 && b >= 0xd800) {
      const aIsSurrogate = a < 0xe000;
      const bIsSurrogate = b < 0xe000;
      if (aIsSurrogate !== bIsSurrogate) return aIsSurrogate ? 1 : -1;
    }
    return a < b ? -1 : 1;
  }
  return left.length < right.length ? -1 : 1;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  return Buffer.compare(left, right);
}

function compareBinary(left: Binary | Uint8Array, right: Binary | Uint8Array): number {
  const a = left instanceof Binary ? left.value() : left;
  const b = right instanceof Binary ? right.value() : right;
  const subtypes = sign(
    left instanceof Binary ? left.sub_type : 0,
    right instanceof Binary ? right.sub_type : 0,
  );
  return sign(a.length, b.length) || subtypes || compareBytes(a, b);
}

function compareArrays(left: readonly unknown[], right: readonly unknown[]): number {
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at++) {
    const order = compareValues(left[at], right[at]);
    if (order !== 0) return order;
  }
  return sign(left.length, right.length);
}

/** Field by field: the types first, then the names, then the values. */
function compareDocuments(left: Document, right: Document): number {
  const leftNames = fieldNames(left);
  const rightNames = fieldNames(right);
  const end = Math.min(leftNames.length, rightNames.length);
  for (let at = 0; at < end; at++) {
    const leftName = leftNames[at]!;
    const rightName = rightNames[at]!;
    const a: unknown = left[leftName];
    const b: unknown = right[rightName];
    const order =
      sign(typeClass(a), typeClass(b)) ||
      compareStrings(leftName, rightName) ||
      compareSameClass(a, b, typeClass(a));
    if (order !== 0) return order;
  }
  return sign(leftNames.length, rightNames.length);
}

function regexText(value: BSONRegExp | RegExp): [string, string] {
  if (value instanceof BSONRegExp) return [value.pattern, value.options];
  return [
    value.source,
    (value.ignoreCase ? 'i' : '') + (value.multiline ? 'm' : '') + (value.dotAll ? 's' : ''),
  ];
}

function compareRegexes(left: BSONRegExp | RegExp, right: BSONRegExp | RegExp): number {
  const [leftPattern, leftOptions] = regexText(left);
  const [rightPattern, rightOptions] = regexText(right);
  return compareStrings(leftPattern, rightPattern) || compareStrings(leftOptions, rightOptions);
}

function textOf(value: unknown): string {
  return value instanceof BSONSymbol ? value.value : (value as string);
}

function compareSameClass(left: unknown, right: unknown, typeClassOfBoth: number): number {
  switch (typeClassOfBoth) {
    case 10:
      return compareNumbers(numericOf(left)!, numericOf(right)!);
    case 15:
      return compareStrings(textOf(left), textOf(right));
    case 20:
      return compareDocuments(left as Document, right as Document);
    case 25:
      return compareArrays(left as unknown[], right as unknown[]);
    case 30:
      return compareBinary(left as Binary, right as Binary);
    case 35:
      return compareBytes((left as ObjectId).id, (right as ObjectId).id);
    case 40:
      return sign(Number(left), Number(right));
    case 45:
      return sign((left as Date).getTime(), (right as Date).getTime());
    case 47:
      return sign(
        BigInt.asUintN(64, (left as Timestamp).toBigInt()),
        BigInt.asUintN(64, (right as Timestamp).toBigInt()),
      );
    case 50:
      return compareRegexes(left as BSONRegExp, right as BSONRegExp);
    case 55:
      return (
        compareStrings((left as DBRef).collection, (right as DBRef).collection) ||
        compareBytes((left as DBRef).oid.id, (right as DBRef).oid.id)
      );
    case 60:
    case 65:
      return (
        compareStrings((left as Code).code, (right as Code).code) ||
        compareDocuments((left as Code).scope ?? {}, (right as Code).scope ?? {})
      );
    default:
      return 0;
  }
}

/** Negative, zero or positive as `left` comes before, with or after `right`. A missing value is `undefined`. */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  const leftClass = typeClass(left);
  const rightClass = typeClass(right);
  if (leftClass !== rightClass) return leftClass < rightClass ? -1 : 1;
  return compareSameClass(left, right, leftClass);
}

/** Equal in MongoDB's sense: numbers by value whatever their type, documents with the same order of fields. */
export function equalValues(left: unknown, right: unknown): boolean {
  return left === right || compareValues(left, right) === 0;
}

/** Equal to the last bit: also the types of numbers. Tells whether an update changes anything. */
export function identicalValues(left: unknown, right: unknown): boolean {
  if (left === right) return !(left === 0 && !Object.is(left, right));
  if (typeof left !== typeof right) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, at) => identicalValues(value, right[at]));
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return Object.is(left, right);
  }
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (left instanceof Decimal128) return compareBytes(left.bytes, (right as Decimal128).bytes) === 0;
  if (typeClass(left) !== 20) return compareValues(left, right) === 0;
  const leftNames = fieldNames(left);
  const rightNames = fieldNames(right);
  return (
    leftNames.length === rightNames.length &&
    leftNames.every(
      (name, at) =>
        rightNames[at] === name &&
        identicalValues((left as Document)[name] as unknown, (right as Document)[name] as unknown),
    )
  );
}
