import { Double } from 'bson';
import { addParts, fromParts, multiplyParts, toDecimalParts } from './decimal.ts';
import { numberOf, numericOf, typeName } from './types.ts';

/**
 * MongoDB's arithmetic on numbers in memory (see codec.ts): the wider type of the operands is the result's, an int that
 * overflows becomes a long. mingo computes with JavaScript numbers only.
 */

/** A double, kept apart from an int of the same value. */
export function doubleOf(value: number): number | Double {
  return value === (value | 0) && !Object.is(value, -0) ? new Double(value) : value;
}

/** A whole number as an int, or as a long when it is too large or `long` is wanted; undefined beyond 64 bits. */
export function integralOf(value: bigint, long: boolean): number | bigint | undefined {
  if (!long && BigInt.asIntN(32, value) === value) return Number(value);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

interface Operation {
  decimal: typeof addParts;
  double: (left: number, right: number) => number;
  integral: (left: bigint, right: bigint) => bigint;
}

function compute(left: unknown, right: unknown, operation: Operation): unknown {
  const types = [typeName(left), typeName(right)];
  if (types.includes('decimal')) {
    return fromParts(operation.decimal(toDecimalParts(numericOf(left)!), toDecimalParts(numericOf(right)!)));
  }
  if (types.includes('double')) return doubleOf(operation.double(numberOf(left)!, numberOf(right)!));
  const whole = operation.integral(
    BigInt(numericOf(left) as number | bigint),
    BigInt(numericOf(right) as number | bigint),
  );
  return integralOf(whole, types.includes('long'));
}

/** The sum of two BSON numbers; undefined when it doesn't fit into 64 bits. */
export function addNumbers(left: unknown, right: unknown): unknown {
  return compute(left, right, {
    decimal: addParts,
    double: (a, b) => a + b,
    integral: (a, b) => a + b,
  });
}

/** The product of two BSON numbers; undefined when it doesn't fit into 64 bits. */
export function multiplyNumbers(left: unknown, right: unknown): unknown {
  return compute(left, right, {
    decimal: multiplyParts,
    double: (a, b) => a * b,
    integral: (a, b) => a * b,
  });
}
