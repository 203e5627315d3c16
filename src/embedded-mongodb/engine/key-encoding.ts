import { createHash } from 'node:crypto';
import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long } from 'bson';
import { MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

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

class ByteWriter {
  private buffer = Buffer.allocUnsafe(128);
  private length = 0;

  private reserve(count: number): number {
    const at = this.length;
    if (at + count > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, at + count));
      this.buffer.copy(larger, 0, 0, at);
      this.buffer = larger;
    }
    this.length += count;
    return at;
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.buffer[at] = value;
  }

  bytes(value: Uint8Array): void {
    const at = this.reserve(value.length);
    this.buffer.set(value, at);
  }

  uint16(value: number): void {
    const at = this.reserve(2);
    this.buffer.writeUInt16BE(value, at);
  }

  uint32(value: number): void {
    const at = this.reserve(4);
    this.buffer.writeUInt32BE(value, at);
  }

  uint64(value: bigint): void {
    const at = this.reserve(8);
    this.buffer.writeBigUInt64BE(value, at);
  }

  /** Doubles in order: the sign bit flipped for positive ones, all bits for negative ones. */
  double(value: number): void {
    const at = this.reserve(8);
    this.buffer.writeDoubleBE(value, at);
    if ((this.buffer[at]! & 0x80) === 0) this.buffer[at]! ^= 0x80;
    else for (let index = at; index < at + 8; index++) this.buffer[index]! ^= 0xff;
  }

  /** UTF-8 with 00 written as 00 FF, ended by 00 00: a prefix sorts before what extends it. */
  text(value: string): void {
    const encoded = Buffer.from(value, 'utf8');
    let from = 0;
    for (let zero = encoded.indexOf(0); zero !== -1; zero = encoded.indexOf(0, from)) {
      this.bytes(encoded.subarray(from, zero + 1));
      this.byte(0xff);
      from = zero + 1;
    }
    this.bytes(encoded.subarray(from));
    this.uint16(0);
  }

  take(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length));
  }
}

const INT64_BIAS = 1n << 63n;
/** A double is the nearest to many a long: what is left over is added as a biased 16-bit number. */
const EXACT = 0x8000;

function writeNumber(out: ByteWriter, value: number): void {
  out.byte(TYPE_ORDER.number);
  if (Number.isNaN(value)) {
    out.uint64(0n);
    out.uint16(EXACT);
    return;
  }
  out.double(value === 0 ? 0 : value);
  out.uint16(EXACT);
}

function writeBigInteger(out: ByteWriter, value: bigint): void {
  const nearest = Number(value);
  out.byte(TYPE_ORDER.number);
  out.double(nearest);
  out.uint16(EXACT + Number(value - BigInt(nearest)));
}

function writeDecimal(out: ByteWriter, value: Decimal128): void {
  const text = value.toString();
  const nearest = Number(text);
  if (Number.isNaN(nearest) || text.endsWith('Infinity')) return writeNumber(out, nearest);
  out.byte(TYPE_ORDER.number);
  out.double(nearest === 0 ? 0 : nearest);
  out.uint16(EXACT + compareDecimalText(text, nearest));
}

/** Sign of (decimal - double), exactly: both are brought to an integer times a power of ten. */
function compareDecimalText(text: string, nearest: number): number {
  if (!Number.isFinite(nearest)) return nearest > 0 ? -1 : 1;
  const left = decimalParts(text);
  const right = doubleParts(nearest);
  const exponent = Math.min(left.exponent, right.exponent);
  const leftValue = left.digits * 10n ** BigInt(left.exponent - exponent);
  const rightValue = right.digits * 10n ** BigInt(right.exponent - exponent);
  return leftValue === rightValue ? 0 : leftValue < rightValue ? -1 : 1;
}

function decimalParts(text: string): { digits: bigint; exponent: number } {
  const match = /^(-?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(text);
  if (match === null) return { digits: 0n, exponent: 0 };
  const fraction = match[3] ?? '';
  const digits = BigInt((match[2] ?? '') + fraction || '0');
  return { digits: match[1] === '-' ? -digits : digits, exponent: Number(match[4] ?? 0) - fraction.length };
}

/** A finite double exactly: m * 2^e, and 2^-n = 5^n * 10^-n. */
function doubleParts(value: number): { digits: bigint; exponent: number } {
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
  else if (value instanceof Decimal128) writeDecimal(out, value);
  else if (value instanceof Timestamp) {
    out.byte(TYPE_ORDER.timestamp);
    out.uint64(value.toBigInt() & 0xffffffffffffffffn);
  } else if (value instanceof Long) writeBigInteger(out, value.toBigInt());
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
    out.byte(TYPE_ORDER.object);
    writeObject(out, value.toJSON());
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
      return writeNumber(out, value);
    case 'bigint':
      return writeBigInteger(out, value);
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

/** Length of a number's type and nearest double; what follows says how far it is from that. */
const NEAREST_BYTES = 9;

/** Whether a number lies beside its nearest double. Its key then is shared with decimals that lie on the same side. */
function isBesideDouble(encoded: Buffer): boolean {
  return encoded[0] === TYPE_ORDER.number && encoded.readUInt16BE(NEAREST_BYTES) !== EXACT;
}

/**
 * The keys of values that are equal to this one: a long keeps its distance from the nearest double, a decimal only the
 * side on which it lies.
 */
export function encodeEqual(value: unknown): Buffer[] {
  const encoded = encodeValue(value);
  if (!isBesideDouble(encoded)) return [encoded];
  const keys = [encoded];
  if (value instanceof Decimal128) {
    const { digits, exponent } = decimalParts(value.toString());
    const whole = exponent >= 0 ? digits * 10n ** BigInt(exponent) : undefined;
    if (whole !== undefined && BigInt.asIntN(64, whole) === whole) keys.push(encodeValue(whole));
  } else {
    const side = Buffer.from(encoded);
    side.writeUInt16BE(EXACT + (encoded.readUInt16BE(NEAREST_BYTES) > EXACT ? 1 : -1), NEAREST_BYTES);
    keys.push(side);
  }
  return keys;
}

/** Where a value and its like stand among keys. */
export interface ValueBounds {
  /** The first key of the value's type. */
  type: Buffer;
  /** From here on there may be values that aren't lower. */
  first: Buffer;
  /** From here on there may be values that are higher. */
  afterFirst: Buffer | undefined;
  /** Before this key there may be values that are lower. */
  last: Buffer | undefined;
  /** Before this key there may be values that aren't higher. */
  afterLast: Buffer | undefined;
}

/** Bounds of ranges up to a value or from it on. Where keys can't tell values apart, these are in both ranges. */
export function boundsOf(value: unknown): ValueBounds {
  const encoded = encodeValue(value);
  const type = encoded.subarray(0, 1);
  if (!isBesideDouble(encoded)) {
    const after = afterPrefix(encoded);
    return { type, first: encoded, afterFirst: after, last: encoded, afterLast: after };
  }
  const nearest = encoded.subarray(0, NEAREST_BYTES);
  const after = afterPrefix(nearest);
  return { type, first: nearest, afterFirst: nearest, last: after, afterLast: after };
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
