import { Binary, Decimal128 } from 'bson';
import { commandError } from '../errors.ts';
import type { ValueTest } from './filter-tests.ts';
import { numericOf } from './types.ts';

export type BitOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

/** Reads a bit of a value: 64 bits of a number (the sign goes on), the bytes of a binary; undefined for other values. */
function bitReader(value: unknown): ((position: number) => boolean) | undefined {
  if (value instanceof Binary || value instanceof Uint8Array) {
    const bytes = value instanceof Binary ? value.value() : value;
    return (position) => ((bytes[position >> 3] ?? 0) & (1 << (position & 7))) !== 0;
  }
  const numeric = numericOf(value);
  if (numeric === undefined) return undefined;
  const number = numeric instanceof Decimal128 ? Number(numeric.toString()) : numeric;
  if (typeof number === 'number' && !Number.isInteger(number)) return undefined;
  const whole = BigInt(number);
  if (BigInt.asIntN(64, whole) !== whole) return undefined;
  return (position) => ((whole >> BigInt(Math.min(position, 63))) & 1n) === 1n;
}

/** Bit positions from a list, a mask or a binary. Throws BadValue and FailedToParse. */
function positions(operator: BitOperator, operand: unknown): number[] {
  if (Array.isArray(operand)) return operand.map((one) => position(one));
  if (operand instanceof Binary) {
    return [...operand.value()].flatMap((byte, at) => setBits(BigInt(byte)).map((bit) => at * 8 + bit));
  }
  const numeric = numericOf(operand);
  if (numeric === undefined) {
    throw commandError(
      'BadValue',
      `${operator} takes an Array, a number, or a BinData but received: ${String(operand)}`,
    );
  }
  const number = numeric instanceof Decimal128 ? Number(numeric.toString()) : numeric;
  if (typeof number === 'number' && !Number.isInteger(number)) {
    throw commandError('FailedToParse', `Expected an integer: ${operator}: ${number}`);
  }
  if (number < 0)
    throw commandError('FailedToParse', `Expected a non-negative number in: ${operator}: ${number}`);
  if (BigInt.asIntN(64, BigInt(number)) !== BigInt(number)) {
    throw commandError('FailedToParse', `Cannot represent as a 64-bit integer: ${operator}: ${number}`);
  }
  return setBits(BigInt(number));
}

function position(value: unknown): number {
  const numeric = numericOf(value);
  const number = numeric instanceof Decimal128 ? Number(numeric.toString()) : Number(numeric ?? NaN);
  if (numeric === undefined || !Number.isInteger(number)) {
    throw commandError('BadValue', `bit positions must be an integer but got: ${String(value)}`);
  }
  if (number < 0) throw commandError('BadValue', `bit positions must be >= 0 but got: ${number}`);
  if (number > 2147483647)
    throw commandError(
      'BadValue',
      `bit positions cannot be represented as a 32-bit signed integer: ${number}`,
    );
  return number;
}

function setBits(mask: bigint): number[] {
  const bits: number[] = [];
  for (let bit = 0; mask >> BigInt(bit) > 0n; bit++) if ((mask >> BigInt(bit)) & 1n) bits.push(bit);
  return bits;
}

export function bitsTest(operator: BitOperator, operand: unknown): ValueTest {
  const wanted = positions(operator, operand);
  return (value) => {
    const bit = bitReader(value);
    if (bit === undefined) return false;
    switch (operator) {
      case '$bitsAllSet':
        return wanted.every(bit);
      case '$bitsAllClear':
        return !wanted.some(bit);
      case '$bitsAnySet':
        return wanted.some(bit);
      default:
        return !wanted.every(bit);
    }
  };
}
