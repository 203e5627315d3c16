import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';

/** Names of BSON types as `$type` has them, with their numbers in the format. */
export const TYPE_NUMBERS = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
} as const;

export type TypeName = keyof typeof TYPE_NUMBERS;

/** The BSON type of a value in memory (see codec.ts). `undefined` is BSON's undefined. */
export function typeName(value: unknown): TypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return value === (value | 0) && !Object.is(value, -0) ? 'int' : 'double';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'object':
      return value === null ? 'null' : objectTypeName(value);
    default:
      return 'undefined';
  }
}

function objectTypeName(value: object): TypeName {
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (!('_bsontype' in value)) {
    if (value instanceof RegExp) return 'regex';
    return value instanceof Uint8Array ? 'binData' : 'object';
  }
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Double) return 'double';
  if (value instanceof Int32) return 'int';
  // Timestamp is a subclass of Long.
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Long) return 'long';
  if (value instanceof Binary) return 'binData';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof Code) return value.scope ? 'javascriptWithScope' : 'javascript';
  if (value instanceof DBRef) return 'dbPointer';
  if (value instanceof MinKey) return 'minKey';
  return value instanceof MaxKey ? 'maxKey' : 'object';
}

/** The place of each type in MongoDB's order of values (canonicalizeBSONType); types of one class compare by value. */
const TYPE_CLASSES: Readonly<Record<TypeName, number>> = {
  minKey: -1,
  undefined: 0,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  string: 15,
  symbol: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  dbPointer: 55,
  javascript: 60,
  javascriptWithScope: 65,
  maxKey: 127,
};

export function typeClass(value: unknown): number {
  if (typeof value === 'string') return 15;
  if (typeof value === 'number') return 10;
  return TYPE_CLASSES[typeName(value)];
}

/** Numbers in the three forms that can be computed with. */
export type Numeric = number | bigint | Decimal128;

/** A BSON number without its wrapper; undefined for any other value. */
export function numericOf(value: unknown): Numeric | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Double || value instanceof Int32) return value.value;
  if (value instanceof Decimal128) return value;
  if (value instanceof Long && !(value instanceof Timestamp)) return value.toBigInt();
  return undefined;
}

/** A BSON number as a JavaScript number, the nearest one; undefined for any other value. */
export function numberOf(value: unknown): number | undefined {
  const numeric = numericOf(value);
  if (numeric === undefined || typeof numeric === 'number') return numeric;
  return numeric instanceof Decimal128 ? Number(numeric.toString()) : Number(numeric);
}

/** A BSON number as an integer when it is one in the range of exact integers; undefined otherwise. */
export function integerOf(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** MongoDB's idea of truth: everything but false, null, undefined and numbers that are zero. */
export function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return numberOf(value) !== 0;
}
