import { BSONRegExp, BSONSymbol, Decimal128 } from 'bson';
import { commandError } from '../errors.ts';
import { compareValues, equalValues } from './compare.ts';
import { MISSING } from './paths.ts';
import { compileRegex, isRegex, regexOf } from './regex.ts';
import { numericOf, numberOf, typeClass, typeName, TYPE_NUMBERS, type TypeName } from './types.ts';

/** Tests one value that a path leads to; MISSING when it leads nowhere. */
export type ValueTest = (value: unknown) => boolean;

export type Comparison = '$eq' | '$lt' | '$lte' | '$gt' | '$gte';

const ACCEPTS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  $eq: (order) => order === 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
};

function isNaNValue(value: unknown): boolean {
  return Number.isNaN(numberOf(value));
}

/**
 * A comparison matches only values of the operand's class of types (ComparisonMatchExpression): null also what is
 * missing or undefined, MinKey and MaxKey everything, NaN only NaN.
 */
export function comparisonTest(operator: Comparison, operand: unknown): ValueTest {
  const accepts = ACCEPTS[operator];
  const operandClass = typeClass(operand);
  if (operand === null || operand === undefined) {
    if (operator === '$lt' || operator === '$gt') return () => false;
    if (operand === undefined) return (value) => value === undefined;
    return (value) => value === null || value === undefined || value === MISSING;
  }
  if (operandClass === -1 || operandClass === 127) {
    return (value) => {
      if (value === MISSING) return operator !== '$eq' && accepts(operandClass === -1 ? 1 : -1);
      return accepts(compareValues(value, operand));
    };
  }
  if (isNaNValue(operand)) {
    const includesEqual = operator !== '$lt' && operator !== '$gt';
    return (value) => includesEqual && value !== MISSING && isNaNValue(value);
  }
  if (operator === '$eq' && typeof operand === 'string') {
    return (value) => value === operand || (value instanceof BSONSymbol && value.value === operand);
  }
  const isNumber = operandClass === 10;
  return (value) => {
    if (value === MISSING || typeClass(value) !== operandClass) return false;
    if (isNumber && operator !== '$eq' && isNaNValue(value)) return false;
    return accepts(compareValues(value, operand));
  };
}

/** `$in` over values and regular expressions. Strings and null, the common operands, are looked up. */
export function inTest(operands: readonly unknown[]): ValueTest {
  const strings = new Set<unknown>();
  const others: unknown[] = [];
  const regexes: ValueTest[] = [];
  let hasNull = false;
  for (const operand of operands) {
    if (isRegex(operand)) regexes.push(regexTest(operand));
    else if (typeof operand === 'string') strings.add(operand);
    else {
      hasNull ||= operand === null;
      others.push(operand);
    }
  }
  others.sort(compareValues);
  return (value) => {
    if (value === MISSING) return hasNull;
    if (typeof value === 'string' ? strings.has(value) : holds(others, value)) return true;
    if (value instanceof BSONSymbol && strings.has(value.value)) return true;
    return regexes.some((test) => test(value));
  };
}

/** Binary search among sorted values. */
function holds(sorted: readonly unknown[], value: unknown): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareValues(value, sorted[middle]);
    if (order === 0) return true;
    if (order < 0) high = middle - 1;
    else low = middle + 1;
  }
  return false;
}

/** A regex matches strings, symbols and the same regex as a value. */
export function regexTest(operand: BSONRegExp | RegExp): ValueTest {
  const regex = regexOf(operand);
  return (value) => {
    if (typeof value === 'string') return regex.test(value);
    if (value instanceof BSONSymbol) return regex.test(value.value);
    return isRegex(value) && equalValues(value, operand);
  };
}

/** `{$regex, $options}`. Throws BadValue. */
export function regexOperand(pattern: unknown, options: unknown): BSONRegExp {
  if (options !== undefined && typeof options !== 'string')
    throw commandError('BadValue', '$options has to be a string');
  if (isRegex(pattern)) {
    const own =
      pattern instanceof BSONRegExp
        ? pattern
        : new BSONRegExp(pattern.source, pattern.flags.replaceAll(/[^ims]/g, ''));
    if (options !== undefined && options !== '' && own.options !== '') {
      throw commandError(51075, 'options set in both $regex and $options');
    }
    return options === undefined || options === '' ? own : new BSONRegExp(own.pattern, options);
  }
  if (typeof pattern !== 'string') throw commandError('BadValue', '$regex has to be a string');
  if (pattern.includes('\0'))
    throw commandError('BadValue', 'Regular expression cannot contain an embedded null byte');
  const regex = new BSONRegExp(pattern, options ?? '');
  compileRegex(regex.pattern, regex.options);
  return regex;
}

/** Whole numbers of 64 bits, cut towards zero; undefined for what has none. */
function toInt64(value: unknown): bigint | undefined {
  const numeric = numericOf(value);
  if (numeric === undefined) return undefined;
  if (typeof numeric === 'bigint') return numeric;
  const number = numeric instanceof Decimal128 ? Number(numeric.toString()) : numeric;
  if (!Number.isFinite(number)) return undefined;
  const whole = BigInt(Math.trunc(number));
  return BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

/** `$mod: [divisor, remainder]`. Throws BadValue. */
export function modTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw commandError('BadValue', 'malformed mod, needs to be an array');
  if (operand.length < 2) throw commandError('BadValue', 'malformed mod, not enough elements');
  if (operand.length > 2) throw commandError('BadValue', 'malformed mod, too many elements');
  const given = operand as unknown[];
  if (numericOf(given[0]) === undefined)
    throw commandError('BadValue', 'malformed mod, divisor not a number');
  const divisor = toInt64(given[0]);
  if (divisor === undefined) throw commandError('BadValue', 'malformed mod, divisor value is invalid');
  if (divisor === 0n) throw commandError('BadValue', 'divisor cannot be 0');
  const remainder = numericOf(given[1]) === undefined ? 0n : toInt64(given[1]);
  if (remainder === undefined) throw commandError('BadValue', 'malformed mod, remainder value is invalid');
  return (value) => {
    const whole = toInt64(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

/** The types that `$type` names. Throws BadValue and TypeMismatch. */
export function typeTest(operand: unknown): ValueTest {
  const names = new Set<TypeName>();
  const given = Array.isArray(operand) ? (operand as unknown[]) : [operand];
  if (given.length === 0) throw commandError('FailedToParse', 'type must match at least one type');
  for (const one of given) for (const name of typesNamed(one)) names.add(name);
  return (value) => value !== MISSING && names.has(typeName(value));
}

const NUMBER_TYPES: readonly TypeName[] = ['int', 'long', 'double', 'decimal'];
const TYPE_NAMES = new Map<number, TypeName>(
  Object.entries(TYPE_NUMBERS).map(([name, number]) => [number, name as TypeName]),
);

function typesNamed(value: unknown): readonly TypeName[] {
  if (typeof value === 'string') {
    if (value === 'number') return NUMBER_TYPES;
    if (!Object.hasOwn(TYPE_NUMBERS, value))
      throw commandError('BadValue', `Unknown type name alias: ${value}`);
    return [value as TypeName];
  }
  const number = numberOf(value);
  if (number === undefined) {
    throw commandError('TypeMismatch', 'type must be represented as a number or a string');
  }
  const name = TYPE_NAMES.get(number);
  if (name === undefined) throw commandError('BadValue', `Invalid numerical type code: ${number}`);
  return [name];
}

/** `$size`. Throws BadValue. */
export function sizeTest(operand: unknown): ValueTest {
  const numeric = numericOf(operand);
  if (numeric === undefined) throw commandError('BadValue', '$size needs a number');
  const size = numberOf(operand)!;
  if (!Number.isInteger(size)) throw commandError('BadValue', '$size must be a whole number');
  if (size < 0) throw commandError('BadValue', '$size may not be negative');
  return (value) => Array.isArray(value) && value.length === size;
}
