import { Decimal128, Double, ObjectId, Timestamp } from 'bson';
import { evalExpr } from 'mingo/core';
import * as mingo from 'mingo/operators/expression';
import { commandError } from '../errors.ts';
import { fromParts, toDecimalParts } from './decimal.ts';
import { documentOf, fieldNames, getField, hasField, isDocument } from './document.ts';
import type { ComputeOptions, Operator } from './expression-lowering.ts';
import { isTruthy, numberOf, numericOf, typeName } from './types.ts';

/**
 * mingo's operators that need their operands looked at first: what MongoDB takes in another way, or refuses with a code
 * of its own, while mingo computes on.
 */

function evaluate(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  return evalExpr(input, operand, options);
}

function list(input: unknown, operand: unknown, options: ComputeOptions): unknown[] {
  return (Array.isArray(operand) ? (operand as unknown[]) : [operand]).map((one) =>
    evaluate(input, one, options),
  );
}

const isMissing = (value: unknown): boolean => value === null || value === undefined;
const constant = (value: unknown): unknown => ({ $constant: [value] });

/** mingo's operator after `check` has seen the operands; what it returns is the result, unless it is undefined. */
function checked(name: keyof typeof mingo, check: (values: unknown[]) => unknown): Operator {
  const operator = mingo[name] as unknown as Operator;
  return (input, operand, options) => {
    const values = list(input, operand, options);
    const result = check(values);
    if (result !== undefined) return result;
    const plain = values.map(constant);
    return operator(input, Array.isArray(operand) ? plain : plain[0], options);
  };
}

/** Elements that $range may make. */
const MAX_RANGE = 1_000_000;

/** A date, or what counts as one. Throws Location16006. */
function dateOf(value: unknown): Date | null {
  if (isMissing(value)) return null;
  if (value instanceof Date) return value;
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (value instanceof ObjectId) return value.getTimestamp();
  throw commandError(16006, `can't convert from BSON type ${typeName(value)} to Date`);
}

/** An operator on a date that comes bare or as `{date, timezone}`. */
function onDate(name: keyof typeof mingo): Operator {
  const operator = mingo[name] as unknown as Operator;
  return (input, operand, options) => {
    if (isDocument(operand) && hasField(operand, 'date')) {
      const date = dateOf(evaluate(input, getField(operand, 'date'), options));
      if (date === null) {
        return hasField(operand, 'onNull') ? evaluate(input, getField(operand, 'onNull'), options) : null;
      }
      return operator(input, { ...operand, date: constant(date) }, options);
    }
    const [value] = list(input, operand, options);
    const date = dateOf(value);
    return date === null ? null : operator(input, constant(date), options);
  };
}

const DATE_PARTS: Readonly<Record<string, number>> = {
  year: 1970,
  month: 1,
  day: 1,
  hour: 0,
  minute: 0,
  second: 0,
  millisecond: 0,
};

function dateFromParts(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  if (!isDocument(operand))
    throw commandError(40519, '$dateFromParts only supports an object as its argument');
  const parts: Record<string, number> = { ...DATE_PARTS };
  for (const name of fieldNames(operand)) {
    if (!Object.hasOwn(DATE_PARTS, name)) {
      throw commandError('CommandNotSupported', `$dateFromParts: '${name}' is not supported`);
    }
    const value = evaluate(input, getField(operand, name), options);
    if (isMissing(value)) return null;
    const number = numberOf(value);
    if (number === undefined || !Number.isInteger(number)) {
      throw commandError(40515, `'${name}' must evaluate to an integer, found ${typeName(value)}`);
    }
    parts[name] = number;
  }
  if (!hasField(operand, 'year'))
    throw commandError(40516, '$dateFromParts requires either year or isoWeekYear');
  const date = new Date(0);
  date.setUTCFullYear(parts['year']!, parts['month']! - 1, parts['day']);
  date.setUTCHours(parts['hour']!, parts['minute'], parts['second'], parts['millisecond']);
  return date;
}

function dateToParts(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  if (!isDocument(operand)) throw commandError(40524, '$dateToParts only supports an object as its argument');
  const other = fieldNames(operand).find((name) => name !== 'date');
  if (other !== undefined)
    throw commandError('CommandNotSupported', `$dateToParts: '${other}' is not supported`);
  const date = dateOf(evaluate(input, getField(operand, 'date'), options));
  if (date === null) return null;
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}

function dateToString(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const format: unknown = isDocument(operand)
    ? evaluate(input, getField(operand, 'format'), options)
    : undefined;
  const bad = typeof format === 'string' ? /%[^dGHjLmMSuUVwYzZ%]/.exec(format) : null;
  if (bad !== null) throw commandError(18536, `Invalid format character '${bad[0]}' in format string`);
  return onDate('$dateToString')(input, operand, options);
}

function dateFromString(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const text = isDocument(operand) ? evaluate(input, getField(operand, 'dateString'), options) : undefined;
  const isFormatted = isDocument(operand) && hasField(operand, 'format');
  if (typeof text === 'string' && !isFormatted && !/^\d{4}-\d\d-\d\d/.test(text)) {
    if (isDocument(operand) && hasField(operand, 'onError')) {
      return evaluate(input, getField(operand, 'onError'), options);
    }
    throw commandError('ConversionFailure', `Error parsing date string '${text}'`);
  }
  const result = (mingo.$dateFromString as unknown as Operator)(input, operand, options);
  if (result instanceof Date && Number.isNaN(result.getTime())) {
    throw commandError('ConversionFailure', 'Error parsing date string');
  }
  return result;
}

/** As C's `%g` writes a number: six digits. */
function shortNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const short = value.toPrecision(6);
  const [digits, exponent] = Number(short).toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -5 && power < 6) return String(Number(short));
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** Rounds half to even at a place left or right of the point. */
function roundHalfEven(value: number, place: number): number {
  const factor = 10 ** Math.abs(place);
  const scaled = place >= 0 ? value * factor : value / factor;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const rounded = rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below;
  return place >= 0 ? rounded / factor : rounded * factor;
}

function refuseUnless(condition: boolean, code: number, message: string): undefined {
  if (!condition) throw commandError(code, message);
  return undefined;
}

function needsNumber(name: string, code: number, value: unknown): number | null {
  if (isMissing(value)) return null;
  const number = numberOf(value);
  if (number === undefined)
    throw commandError(code, `${name} only supports numeric types, not ${typeName(value)}`);
  if (value instanceof Decimal128) {
    throw commandError('CommandNotSupported', `${name} of a decimal is not supported`);
  }
  return number;
}

function arrayToObject(input: unknown, operand: unknown, options: ComputeOptions): unknown {
  const [value] =
    Array.isArray(operand) && operand.length === 1
      ? list(input, operand, options)
      : [evaluate(input, operand, options)];
  if (isMissing(value)) return null;
  if (!Array.isArray(value))
    throw commandError(40386, `$arrayToObject requires an array input, found: ${typeName(value)}`);
  return documentOf(
    (value as unknown[]).map((entry): [string, unknown] => {
      if (Array.isArray(entry)) {
        refuseUnless(entry.length === 2, 40397, '$arrayToObject requires an array of size 2 arrays');
        const [key, inner] = entry as unknown[];
        if (typeof key !== 'string') throw commandError(40395, '$arrayToObject requires string keys');
        return [key, inner];
      }
      if (!isDocument(entry)) throw commandError(40398, 'Unrecognised input type format for $arrayToObject');
      const fields = fieldNames(entry);
      refuseUnless(fields.length === 2, 40392, "$arrayToObject requires an object keys of 'k' and 'v'");
      refuseUnless(
        hasField(entry, 'k') && hasField(entry, 'v'),
        40393,
        "$arrayToObject requires the keys 'k' and 'v'",
      );
      const key: unknown = entry['k'];
      if (typeof key !== 'string') throw commandError(40394, '$arrayToObject requires string keys');
      return [key, entry['v']];
    }),
  );
}

/** Operators of mingo behind checks of their operands. */
export const CHECKED: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(
    (
      [
        '$year',
        '$month',
        '$dayOfMonth',
        '$dayOfWeek',
        '$dayOfYear',
        '$hour',
        '$minute',
        '$second',
        '$millisecond',
        '$week',
        '$isoWeek',
        '$isoWeekYear',
        '$isoDayOfWeek',
      ] as const
    ).map((name) => [name, onDate(name)]),
  ),
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateFromParts: dateFromParts,
  $dateToParts: dateToParts,
  $arrayToObject: arrayToObject,
  $sqrt: checked('$sqrt', ([value]) => {
    const number = needsNumber('$sqrt', 28765, value);
    return number === null
      ? null
      : refuseUnless(!(number < 0), 28714, "$sqrt's argument must be greater than or equal to 0");
  }),
  $ln: checked('$ln', ([value]) => {
    const number = needsNumber('$ln', 28765, value);
    return number === null
      ? null
      : refuseUnless(!(number <= 0), 28766, "$ln's argument must be a positive number");
  }),
  $log10: checked('$log10', ([value]) => {
    const number = needsNumber('$log10', 28765, value);
    return number === null
      ? null
      : refuseUnless(!(number <= 0), 28761, "$log10's argument must be a positive number");
  }),
  $log: checked('$log', ([value, base]) => {
    const [number, other] = [needsNumber('$log', 28756, value), needsNumber('$log', 28757, base)];
    if (number === null || other === null) return null;
    refuseUnless(!(number <= 0), 28758, "$log's argument must be a positive number");
    return refuseUnless(
      !(other <= 0 || other === 1),
      28759,
      "$log's base must be a positive number not equal to 1",
    );
  }),
  $pow: checked('$pow', ([base, exponent]) => {
    const [left, right] = [needsNumber('$pow', 28762, base), needsNumber('$pow', 28763, exponent)];
    if (left === null || right === null) return null;
    return refuseUnless(
      !(left === 0 && right < 0),
      28764,
      '$pow cannot take a base of 0 and a negative exponent',
    );
  }),
  $round: (input, operand, options) => {
    const [value, place] = list(input, operand, options);
    const number = needsNumber('$round', 51081, value);
    if (number === null || place === null) return null;
    const at = place === undefined ? 0 : numberOf(place);
    if (at === undefined || !Number.isInteger(at) || at < -20 || at > 100) {
      throw commandError(51083, 'cannot apply $round with that precision value');
    }
    return Number.isFinite(number) ? roundHalfEven(number, at) : number;
  },
  $slice: checked('$slice', (values) => {
    const [array, first, second] = values;
    if (values.some(isMissing)) return null;
    if (!Array.isArray(array))
      throw commandError(
        28724,
        `First argument to $slice must be an array, but is of type: ${typeName(array)}`,
      );
    for (const [code, number] of [
      [28725, first],
      [28727, second],
    ] as const) {
      if (number !== undefined && numberOf(number) === undefined)
        throw commandError(code, 'arguments to $slice must be numeric');
    }
    return refuseUnless(
      second === undefined || numberOf(second)! > 0,
      28729,
      'Third argument to $slice must be positive',
    );
  }),
  $range: checked('$range', ([start, end, step]) => {
    for (const [code, number] of [
      [34443, start],
      [34445, end],
      [34447, step],
    ] as const) {
      if (code === 34447 && number === undefined) continue;
      if (numberOf(number) === undefined)
        throw commandError(code, `$range requires numeric values, found ${typeName(number)}`);
      if (!Number.isInteger(numberOf(number)))
        throw commandError(code + 1, '$range requires values that can be represented as a 32-bit integer');
    }
    refuseUnless(step === undefined || numberOf(step) !== 0, 34449, '$range requires a non-zero step value');
    const length = (numberOf(end)! - numberOf(start)!) / (numberOf(step) ?? 1);
    return length > MAX_RANGE ? refuseUnless(false, 146, '$range would use too much memory') : undefined;
  }),
  $split: checked('$split', ([text, separator]) => {
    if (isMissing(text) || isMissing(separator)) return null;
    return refuseUnless(separator !== '', 40087, '$split requires a non-empty separator');
  }),
  $strcasecmp: (input, operand, options) => {
    const [left, right] = list(input, operand, options).map((value) => {
      if (isMissing(value)) return '';
      if (typeof value === 'string') return value.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
      throw commandError('BadValue', `$strcasecmp requires strings, found ${typeName(value)}`);
    }) as [string, string];
    return left < right ? -1 : left > right ? 1 : 0;
  },
  $substrCP: checked('$substrCP', ([, start, length]) => {
    const [from, count] = [numberOf(start), numberOf(length)];
    if (from === undefined) throw commandError(34450, '$substrCP: starting index must be a numeric type');
    refuseUnless(Number.isInteger(from), 34451, '$substrCP: starting index must be an integer');
    if (count === undefined) throw commandError(34452, '$substrCP: length must be a numeric type');
    refuseUnless(Number.isInteger(count), 34453, '$substrCP: length must be an integer');
    refuseUnless(count >= 0, 34454, '$substrCP: length must be a nonnegative integer.');
    return refuseUnless(from >= 0, 34455, '$substrCP: the starting index must be nonnegative integer.');
  }),
  $substrBytes: (input, operand, options) => {
    const [text, start, length] = list(input, operand, options);
    const [from, count] = [numberOf(start), numberOf(length)];
    if (from === undefined || count === undefined)
      throw commandError(16034, '$substrBytes: starting index and length must be numeric');
    refuseUnless(from >= 0, 50752, '$substrBytes: starting index must be non-negative');
    if (isMissing(text)) return '';
    if (typeof text !== 'string')
      throw commandError(16007, `can't convert from BSON type ${typeName(text)} to String`);
    const bytes = Buffer.from(text);
    const end = count < 0 ? bytes.length : Math.min(bytes.length, from + count);
    const splits = (at: number): boolean => at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
    refuseUnless(
      !splits(from),
      28656,
      '$substrBytes: Invalid range, starting index is a UTF-8 continuation byte.',
    );
    refuseUnless(
      !splits(end),
      28657,
      '$substrBytes: Invalid range, ending index is in the middle of a UTF-8 character.',
    );
    return bytes.subarray(from, end).toString();
  },
  $toBool: (input, operand, options) => {
    const [value] = list(input, operand, options);
    return isMissing(value) ? null : isTruthy(value);
  },
  $toDecimal: (input, operand, options) => {
    const [value] = list(input, operand, options);
    if (isMissing(value)) return null;
    const numeric = typeof value === 'boolean' ? Number(value) : numericOf(value);
    if (numeric !== undefined) return fromParts(toDecimalParts(numeric));
    if (value instanceof Date) return fromParts(toDecimalParts(value.getTime()));
    try {
      if (typeof value === 'string') return Decimal128.fromString(value);
    } catch {
      // Refused below.
    }
    throw commandError(
      'ConversionFailure',
      `Unsupported conversion from ${typeName(value)} to decimal in $convert with no onError value`,
    );
  },
  $toString: checked('$toString', ([value]) => {
    if (value instanceof Decimal128) return value.toString();
    const number = value instanceof Double ? value.value : value;
    return typeof number === 'number' && !Number.isInteger(number) ? shortNumber(number) : undefined;
  }),
};
