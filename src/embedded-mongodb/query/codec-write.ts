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
  type Document,
} from 'bson';
import { fieldNames } from './document.ts';

/** Grown as needed and used again by the next document: encoding never yields. */
let target = Buffer.allocUnsafe(64 * 1024);
let length = 0;

/** Beyond this a grown buffer isn't kept. */
const MAX_KEPT = 1024 * 1024;

function reserve(count: number): number {
  const at = length;
  if (at + count > target.length) {
    const larger = Buffer.allocUnsafe(Math.max(target.length * 2, at + count));
    target.copy(larger, 0, 0, at);
    target = larger;
  }
  length += count;
  return at;
}

function byte(value: number): void {
  const at = reserve(1);
  target[at] = value;
}

function int32(value: number): void {
  const at = reserve(4);
  target.writeInt32LE(value, at);
}

function int64(value: bigint): void {
  const at = reserve(8);
  target.writeBigInt64LE(BigInt.asIntN(64, value), at);
}

function bytes(value: Uint8Array): void {
  const at = reserve(value.length);
  target.set(value, at);
}

function text(value: string): void {
  // UTF-8 takes at most three bytes for each UTF-16 unit.
  const at = reserve(value.length * 3);
  length = at + target.write(value, at, 'utf8');
}

function cstring(value: string): void {
  if (value.includes('\0')) throw new TypeError('a field name or pattern must not contain a null byte');
  text(value);
  byte(0);
}

function string(value: string): void {
  const at = reserve(4);
  text(value);
  byte(0);
  target.writeInt32LE(length - at - 4, at);
}

/** The type's byte, then the field's name. */
function head(type: number, name: string): void {
  byte(type);
  cstring(name);
}

function number(name: string, value: number): void {
  if (value === (value | 0) && !Object.is(value, -0)) {
    head(0x10, name);
    int32(value);
  } else double(name, value);
}

function double(name: string, value: number): void {
  head(0x01, name);
  const at = reserve(8);
  target.writeDoubleLE(value, at);
}

function element(name: string, value: unknown): void {
  switch (typeof value) {
    case 'string':
      head(0x02, name);
      return string(value);
    case 'number':
      return number(name, value);
    case 'boolean':
      head(0x08, name);
      return byte(value ? 1 : 0);
    case 'bigint':
      head(0x12, name);
      return int64(value);
    case 'undefined':
      return head(0x06, name);
    case 'object':
      if (value === null) return head(0x0a, name);
      return objectElement(name, value);
    default:
      throw new TypeError(`not a BSON value: ${typeof value}`);
  }
}

function objectElement(name: string, value: object): void {
  if (Array.isArray(value)) {
    head(0x04, name);
    const start = reserve(4);
    for (let index = 0; index < value.length; index++) element(String(index), value[index]);
    byte(0);
    target.writeInt32LE(length - start, start);
  } else if (value instanceof Date) {
    head(0x09, name);
    int64(BigInt(value.getTime()));
  } else if (value instanceof Uint8Array) binary(name, value, 0);
  else if (value instanceof RegExp) regex(name, value.source, regexOptions(value));
  else if ('_bsontype' in value) bsonElement(name, value);
  else {
    head(0x03, name);
    fields(value);
  }
}

function regexOptions(value: RegExp): string {
  return (value.ignoreCase ? 'i' : '') + (value.multiline ? 'm' : '') + (value.dotAll ? 's' : '');
}

function regex(name: string, pattern: string, options: string): void {
  head(0x0b, name);
  cstring(pattern);
  cstring(options);
}

function binary(name: string, value: Uint8Array, subtype: number): void {
  head(0x05, name);
  const old = subtype === 2;
  int32(value.length + (old ? 4 : 0));
  byte(subtype);
  if (old) int32(value.length);
  bytes(value);
}

function bsonElement(name: string, value: object): void {
  if (value instanceof ObjectId) {
    head(0x07, name);
    bytes(value.id);
  } else if (value instanceof Double) double(name, value.value);
  else if (value instanceof Int32) {
    head(0x10, name);
    int32(value.value);
  } else if (value instanceof Timestamp) {
    head(0x11, name);
    int64(value.toBigInt());
  } else if (value instanceof Long) {
    head(0x12, name);
    int64(value.toBigInt());
  } else if (value instanceof Binary) binary(name, value.value(), value.sub_type);
  else if (value instanceof Decimal128) {
    head(0x13, name);
    bytes(value.bytes);
  } else rareElement(name, value);
}

function rareElement(name: string, value: object): void {
  if (value instanceof BSONRegExp) regex(name, value.pattern, value.options);
  else if (value instanceof BSONSymbol) {
    head(0x0e, name);
    string(value.value);
  } else if (value instanceof Code) code(name, value);
  else if (value instanceof MinKey) head(0xff, name);
  else if (value instanceof MaxKey) head(0x7f, name);
  else if (value instanceof DBRef) {
    head(0x0c, name);
    string(value.collection);
    bytes(value.oid.id);
  } else throw new TypeError(`not a BSON value: ${(value as { _bsontype: string })._bsontype}`);
}

function code(name: string, value: Code): void {
  if (!value.scope) {
    head(0x0d, name);
    return string(value.code);
  }
  head(0x0f, name);
  const start = reserve(4);
  string(value.code);
  fields(value.scope);
  target.writeInt32LE(length - start, start);
}

function fields(document: Document): void {
  const start = reserve(4);
  for (const name of fieldNames(document)) element(name, document[name]);
  byte(0);
  target.writeInt32LE(length - start, start);
}

/** The document's bytes, in a buffer of their own. Throws TypeError for what BSON can't hold. */
export function writeDocument(document: Document): Buffer {
  length = 0;
  fields(document);
  const result = Buffer.from(target.subarray(0, length));
  if (target.length > MAX_KEPT) target = Buffer.allocUnsafe(64 * 1024);
  return result;
}
