import { Decimal128 } from 'bson';

/** A decimal as digits times a power of ten, or what isn't a number. */
export type DecimalParts = { digits: bigint; exponent: number } | 'NaN' | 'Infinity' | '-Infinity';

export interface FiniteParts {
  digits: bigint;
  exponent: number;
}

/** Decimal128 has 34 digits (IEEE 754-2008). */
const PRECISION = 34;
const MIN_EXPONENT = -6176;

export function decimalParts(value: Decimal128): DecimalParts {
  return parseDecimal(value.toString());
}

function parseDecimal(text: string): DecimalParts {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return text;
  const match = /^(-?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(text);
  if (match === null) return 'NaN';
  const fraction = match[3] ?? '';
  const digits = BigInt((match[2] ?? '') + fraction || '0');
  return { digits: match[1] === '-' ? -digits : digits, exponent: Number(match[4] ?? 0) - fraction.length };
}

/** A finite double exactly: m * 2^e, and 2^-n = 5^n * 10^-n. */
export function doubleParts(value: number): FiniteParts {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const power = (biased === 0 ? 1 : biased) - 1075;
  const signed = value < 0 ? -mantissa : mantissa;
  if (power >= 0) return { digits: signed << BigInt(power), exponent: 0 };
  return { digits: signed * 5n ** BigInt(-power), exponent: power };
}

/** Any number as a decimal; a double is taken with 15 digits, as MongoDB converts it. */
export function toDecimalParts(value: number | bigint | Decimal128): DecimalParts {
  if (typeof value === 'bigint') return { digits: value, exponent: 0 };
  if (value instanceof Decimal128) return decimalParts(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return { digits: BigInt(value), exponent: 0 };
  return parseDecimal(value.toPrecision(15).toUpperCase());
}

function digitCount(value: bigint): number {
  return (value < 0n ? -value : value).toString().length;
}

/** Division that rounds half to even. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const top = dividend < 0n ? -dividend : dividend;
  const bottom = divisor < 0n ? -divisor : divisor;
  let quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  if (twice > bottom || (twice === bottom && quotient % 2n === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}

/** The decimal nearest to these parts. */
export function fromParts(parts: DecimalParts): Decimal128 {
  if (typeof parts === 'string') return Decimal128.fromString(parts);
  let { digits, exponent } = parts;
  let excess = Math.max(digitCount(digits) - PRECISION, MIN_EXPONENT - exponent, 0);
  while (excess > 0) {
    digits = divideRounded(digits, 10n ** BigInt(excess));
    exponent += excess;
    excess = Math.max(digitCount(digits) - PRECISION, 0);
  }
  return Decimal128.fromString(`${digits}E${exponent >= 0 ? '+' : ''}${exponent}`);
}

function aligned(left: FiniteParts, right: FiniteParts): [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  return [
    left.digits * 10n ** BigInt(left.exponent - exponent),
    right.digits * 10n ** BigInt(right.exponent - exponent),
    exponent,
  ];
}

/** Sign of left - right for finite parts. */
export function compareParts(left: FiniteParts, right: FiniteParts): number {
  const signs =
    Number(left.digits > 0n) -
    Number(left.digits < 0n) -
    Number(right.digits > 0n) +
    Number(right.digits < 0n);
  if (signs !== 0) return Math.sign(signs);
  if (left.digits === 0n) return 0;
  // Far apart: don't write out thousands of zeros.
  const magnitude = digitCount(left.digits) + left.exponent - digitCount(right.digits) - right.exponent;
  if (Math.abs(magnitude) > 1) return left.digits > 0n ? Math.sign(magnitude) : -Math.sign(magnitude);
  const [a, b] = aligned(left, right);
  return a === b ? 0 : a < b ? -1 : 1;
}

export function addParts(left: DecimalParts, right: DecimalParts): DecimalParts {
  if (left === 'NaN' || right === 'NaN') return 'NaN';
  if (typeof left === 'string') return typeof right === 'string' && left !== right ? 'NaN' : left;
  if (typeof right === 'string') return right;
  const [a, b, exponent] = aligned(left, right);
  return { digits: a + b, exponent };
}

export function negateParts(parts: DecimalParts): DecimalParts {
  if (parts === 'NaN') return parts;
  if (typeof parts === 'string') return parts === 'Infinity' ? '-Infinity' : 'Infinity';
  return { digits: -parts.digits, exponent: parts.exponent };
}

function signOf(parts: DecimalParts): number {
  if (typeof parts === 'string') return parts === 'Infinity' ? 1 : parts === 'NaN' ? 0 : -1;
  return parts.digits > 0n ? 1 : parts.digits < 0n ? -1 : 0;
}

export function multiplyParts(left: DecimalParts, right: DecimalParts): DecimalParts {
  if (left === 'NaN' || right === 'NaN') return 'NaN';
  if (typeof left === 'string' || typeof right === 'string') {
    const sign = signOf(left) * signOf(right);
    return sign === 0 ? 'NaN' : sign > 0 ? 'Infinity' : '-Infinity';
  }
  return { digits: left.digits * right.digits, exponent: left.exponent + right.exponent };
}

/** The divisor isn't zero. */
export function divideParts(left: DecimalParts, right: DecimalParts): DecimalParts {
  if (left === 'NaN' || right === 'NaN') return 'NaN';
  if (typeof left === 'string') {
    if (typeof right === 'string') return 'NaN';
    return (left === 'Infinity') === right.digits >= 0n ? 'Infinity' : '-Infinity';
  }
  if (typeof right === 'string') return { digits: 0n, exponent: 0 };
  const scale = PRECISION + digitCount(right.digits) + 1;
  const top = left.digits * 10n ** BigInt(scale);
  const exponent = left.exponent - right.exponent;
  if (top % right.digits === 0n) {
    let digits = top / right.digits;
    let zeros = scale;
    while (zeros > 0 && digits % 10n === 0n) {
      digits /= 10n;
      zeros--;
    }
    return { digits, exponent: exponent - zeros };
  }
  return { digits: top / right.digits, exponent: exponent - scale };
}

/** Remainder with the sign of the dividend; the divisor isn't zero. */
export function remainderParts(left: DecimalParts, right: DecimalParts): DecimalParts {
  if (typeof left === 'string' || right === 'NaN') return 'NaN';
  if (typeof right === 'string') return left;
  const [a, b, exponent] = aligned(left, right);
  return { digits: a % b, exponent };
}
