import { createHash } from 'node:crypto';
import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long } from 'bson';
import { MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import type { Numeric } from '../query/types.ts';
import { ByteWriter } from './byte-writer.ts';
import { writeNumberKey } from './number-keys.ts';

/**
 * Bytes whose lexical order is MongoDB's order of BSON values (MongoDB manual, "Comparison/Sort Order"), one value
 * after the other, each self-delimiting. Numbers of all types encode by value, so 1, 1.0 and Long(1) are one key.
 */

/** First byte of every encoded value, in the order of BSON types; gaps leave room for bounds between types. */
export const TYPE_ORDER = {
  minKey: 0x05,
  undefined: 0x0a,
  null: 0x14,
  number: 0x1e,
  string: 0x28,
  object: 0x32,
  array: 0x3c,
  binary: 0x46,
  objectId: 0x50,
  boolean: 0x5a,
  date: 0x64,
  timestamp: 0x6e,
  regex: 0x78,
  dbRef: 0x82,
  code: 0x8c,
  codeWithScope: 0x96,
  maxKey: 0xfa,
} as const;

/** LMDB takes keys of up to 1978 bytes; the index ident and the record id need their room. */
const MAX_KEY_BYTES = 1900;
const KEPT_KEY_BYTES = 1800;

const INT64_BIAS = 1n << 63n;

function writeNumber(out: ByteWriter, value: Numeric): void {
  out.byte(TYPE_ORDER.number);
  writeNumberKey(out, value);
}

function writeObject(out: ByteWriter, value: object): void {
  for (const [name, field] of Object.entries(value)) {
    // MongoDB compares a field's type first, then its name, then its value.
    const encoded = encodeValue(field);
    out.byte(encoded[0]!);
    out.text(name);
    out.bytes(encoded.subarray(1));
  }
  out.byte(0);
}

function writeBsonType(out: ByteWriter, value: object): void {
  if (value instanceof ObjectId) {
    out.byte(TYPE_ORDER.objectId);
    out.bytes(value.id);
  } else if (value instanceof Int32 || value instanceof Double) writeNumber(out, value.value);
  else if (value instanceof Decimal128) writeNumber(out, value);
  else if (value instanceof Timestamp) {
    out.byte(TYPE_ORDER.timestamp);
    out.uint64(value.toBigInt() & 0xffffffffffffffffn);
  } else if (value instanceof Long) writeNumber(out, value.toBigInt());
  else if (value instanceof Binary) writeBinary(out, value.value(), value.sub_type);
  else if (value instanceof BSONRegExp) writeRegex(out, value.pattern, value.options);
  else if (value instanceof BSONSymbol) {
    out.byte(TYPE_ORDER.string);
    out.text(value.value);
  } else if (value instanceof Code) {
    out.byte(value.scope ? TYPE_ORDER.codeWithScope : TYPE_ORDER.code);
    out.text(value.code);
    if (value.scope) writeObject(out, value.scope);
  } else if (value instanceof MinKey) out.byte(TYPE_ORDER.minKey);
  else if (value instanceof MaxKey) out.byte(TYPE_ORDER.maxKey);
  else if (value instanceof DBRef) {
    // Only what the format calls a DBPointer is read as one; what drivers call so is a document.
    out.byte(TYPE_ORDER.dbRef);
    out.text(value.collection);
    out.bytes(value.oid.id);
  } else {
    out.byte(TYPE_ORDER.object);
    writeObject(out, value);
  }
}

function writeBinary(out: ByteWriter, bytes: Uint8Array, subtype: number): void {
  out.byte(TYPE_ORDER.binary);
  out.uint32(bytes.length);
  out.byte(subtype);
  out.bytes(bytes);
}

function writeRegex(out: ByteWriter, pattern: string, options: string): void {
  out.byte(TYPE_ORDER.regex);
  out.text(pattern);
  out.text(options);
}

function regexOptions(value: RegExp): string {
  return (value.ignoreCase ? 'i' : '') + (value.multiline ? 'm' : '') + (value.dotAll ? 's' : '');
}

function writeValue(out: ByteWriter, value: unknown): void {
  if (value === null) return out.byte(TYPE_ORDER.null);
  switch (typeof value) {
    case 'undefined':
      return out.byte(TYPE_ORDER.undefined);
    case 'number':
    case 'bigint':
      return writeNumber(out, value);
    case 'string':
      out.byte(TYPE_ORDER.string);
      return out.text(value);
    case 'boolean':
      out.byte(TYPE_ORDER.boolean);
      return out.byte(value ? 1 : 0);
    case 'object':
      break;
    default:
      throw new TypeError(`not a BSON value: ${typeof value}`);
  }
  if (value instanceof Date) {
    out.byte(TYPE_ORDER.date);
    out.uint64(BigInt(value.getTime()) + INT64_BIAS);
  } else if (Array.isArray(value)) {
    out.byte(TYPE_ORDER.array);
    for (const element of value) writeValue(out, element);
    out.byte(0);
  } else if (value instanceof Uint8Array) writeBinary(out, value, 0);
  else if (value instanceof RegExp) writeRegex(out, value.source, regexOptions(value));
  else writeBsonType(out, value);
}

/** One value as an ascending key component. `undefined` is BSON's undefined, the key of an empty array. */
export function encodeValue(value: unknown): Buffer {
  const out = new ByteWriter();
  writeValue(out, value);
  return out.take();
}

/** Where a value stands among keys. */
export interface ValueBounds {
  /** The first key of the value's type. */
  type: Buffer;
  /** The value's own key. */
  own: Buffer;
  /** The first key after those of the value. */
  after: Buffer | undefined;
}

/** Bounds of ranges up to a value or from it on. */
export function boundsOf(value: unknown): ValueBounds {
  const own = encodeValue(value);
  return { type: own.subarray(0, 1), own, after: afterPrefix(own) };
}

/** A component of a descending field: every bit turned, which reverses the order and keeps it self-delimiting. */
export function invert(component: Uint8Array): Buffer {
  const inverted = Buffer.allocUnsafe(component.length);
  for (let index = 0; index < component.length; index++) inverted[index] = component[index]! ^ 0xff;
  return inverted;
}

/** A key shortened to what the store takes. */
export interface FittedKey {
  bytes: Buffer;
  /** The order among keys with the same long beginning is lost; equality isn't (the rest is a SHA-256 hash). */
  shortened: boolean;
}

/** Fits a whole key into the store's limit: beyond it the tail is replaced by its hash. */
export function fitKey(key: Buffer): FittedKey {
  if (key.length <= MAX_KEY_BYTES) return { bytes: key, shortened: false };
  const hash = createHash('sha256').update(key.subarray(KEPT_KEY_BYTES)).digest();
  return { bytes: Buffer.concat([key.subarray(0, KEPT_KEY_BYTES), hash]), shortened: true };
}

/** A bound of a range over fitted keys: cut where a key would have been cut, so that no key is missed. */
export function fitBound(bound: Buffer): Buffer {
  return bound.length <= KEPT_KEY_BYTES ? bound : bound.subarray(0, KEPT_KEY_BYTES);
}

/** Whether a bound's key in the store (its ident included) has been left whole by `fitBound`. */
export function isWholeBound(key: Buffer): boolean {
  return key.length < KEPT_KEY_BYTES;
}

/** The first key after every key that begins with `prefix`; undefined when there is none. */
export function afterPrefix(prefix: Uint8Array): Buffer | undefined {
  let last = prefix.length - 1;
  while (last >= 0 && prefix[last] === 0xff) last--;
  if (last < 0) return undefined;
  const bound = Buffer.from(prefix.subarray(0, last + 1));
  bound[last]! += 1;
  return bound;
}
