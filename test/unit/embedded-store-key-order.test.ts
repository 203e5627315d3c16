import fc from 'fast-check';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { encodeValue, invert } from '../../src/embedded-mongodb/engine/key-encoding.ts';
import { compareValues } from '../../src/embedded-mongodb/query/compare.ts';

const {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} = mongo.BSON;

const decimal = (text: string): mongo.Decimal128 => Decimal128.fromString(text);

const int64 = fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });

/** Decimals of up to 34 digits over the whole range of exponents. */
const anyDecimal = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }),
    fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -6176, max: 6111 })),
  )
  .map(([digits, exponent]) => decimal(`${digits}E${exponent}`));

/** Numbers that crowd around one double: the double, and decimals a little to its sides. */
const neighbours = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(0.1, 1, -0.3, 2 ** 53, -(2 ** 60), 2 ** 62, 1e22, 1e300, 5e-324, Number.MAX_VALUE),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    fc.integer({ min: 15, max: 33 }),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([double, precision, step]): unknown => {
    const [digits, exponent] = double.toExponential(20).split('e') as [string, string];
    const scaled = BigInt(digits.replace('.', '').replace(/^(-?)0+(?=\d)/, '$1')) * 10n ** BigInt(13);
    const kept = scaled / 10n ** BigInt(34 - precision) + BigInt(step);
    return step === 0 ? double : decimal(`${kept}E${Number(exponent) - precision + 1}`);
  });

const largeLongs = fc
  .tuple(
    fc.constantFrom(1n << 53n, 1n << 60n, (1n << 62n) - 600n, -(1n << 61n)),
    fc.integer({ min: -600, max: 600 }),
  )
  .chain(([base, step]): fc.Arbitrary<unknown> => {
    const value = base + BigInt(step);
    return fc.constantFrom<unknown>(value, Number(value), decimal(`${value}`), decimal(`${value}.5`));
  });

const numbers: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[0, -0, 1, -1, NaN, Infinity, -Infinity, 0.1, 2 ** 53, 1n, 0n, -1n, (1n << 63n) - 1n, -(1n << 63n)],
    ...['0', '-0', '0E+100', '1', '1.0', '1.00E0', '10E-1', '-1', '0.1', '0.10', 'NaN', 'Infinity'].map(
      decimal,
    ),
    ...['-Infinity', '1E-6176', '-1E-6176', '9E+6144', '-9E+6144', '1E+309', '1E-400'].map(decimal),
    new Double(1),
  ),
  fc.integer({ min: -5, max: 5 }),
  fc.double(),
  int64,
  anyDecimal,
  neighbours,
  largeLongs,
);

const bytes = fc.uint8Array({ maxLength: 6 });
const names = fc.constantFrom('', 'a', 'ab', 'b', 'a\u0001', '가');
const strings = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.string({ unit: fc.constantFrom('\0', '\u0001', 'a', '\u{ffff}', '\u{10000}', '가'), maxLength: 4 }),
);

const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    numbers,
    strings,
    fc.constantFrom<unknown>(null, undefined, true, false, new MinKey(), new MaxKey()),
    fc.date({ noInvalidDate: true }),
    bytes.map((value) => new ObjectId(Buffer.concat([value, Buffer.alloc(12)]).subarray(0, 12))),
    fc.tuple(bytes, fc.constantFrom(0, 4, 5, 128)).map(([value, type]) => new Binary(value, type)),
    fc
      .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(0, 1, 0xffffffff))
      .map(([t, i]) => new Timestamp({ t, i })),
    fc
      .tuple(fc.constantFrom('a', 'ab', 'b'), fc.constantFrom('', 'i', 'm'))
      .map((of) => new BSONRegExp(...of)),
    fc.constantFrom('f', 'g').map((code) => new Code(code)),
    fc
      .tuple(fc.constantFrom('f', 'g'), fc.constantFrom({}, { a: 1 }, { a: 2n }))
      .map((of) => new Code(...of)),
    fc.constantFrom('a', 'b').map((collection) => new DBRef(collection, new ObjectId('a'.repeat(24)))),
    fc.constantFrom('', 'a').map((text) => new BSONSymbol(text)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .uniqueArray(fc.tuple(names, tie('value')), { maxLength: 3, selector: ([name]) => name })
      .map((fields) => Object.fromEntries(fields)),
  ),
}));

function expectSameOrder(left: unknown, right: unknown): void {
  const [a, b] = [encodeValue(left), encodeValue(right)];
  const order = Math.sign(compareValues(left, right));
  expect(Math.sign(a.compare(b))).toBe(order);
  // A descending field's component has every bit turned.
  expect(Math.sign(invert(b).compare(invert(a)))).toBe(order);
}

describe('index keys stand in the order of the values', () => {
  it('for numbers of all types, however close', () => {
    fc.assert(fc.property(numbers, numbers, expectSameOrder), { numRuns: 20_000 });
  });

  it('for decimals and longs beside the same double', () => {
    fc.assert(
      fc.property(fc.oneof(neighbours, largeLongs), fc.oneof(neighbours, largeLongs), expectSameOrder),
      { numRuns: 5_000 },
    );
    expectSameOrder(
      decimal('0.1000000000000000000000000000000001'),
      decimal('0.1000000000000000000000000000000002'),
    );
    expectSameOrder(
      decimal('-0.1000000000000000000000000000000001'),
      decimal('-0.1000000000000000000000000000000002'),
    );
    expectSameOrder((1n << 53n) + 1n, decimal('9007199254740993.5'));
  });

  it('for values of all types, in arrays and documents', () => {
    fc.assert(fc.property(values, values, expectSameOrder), { numRuns: 20_000 });
  });

  it('and no key is the beginning of another one', () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const [a, b] = [encodeValue(left), encodeValue(right)];
        if (!a.equals(b)) expect(a.subarray(0, b.length).equals(b)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});
