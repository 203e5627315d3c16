import {
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
  type Document,
} from 'bson';
import { commandError } from '../errors.ts';
import { assign, isIndexName, setKeyOrder } from './document.ts';

/** Reads BSON 1.1 (bsonspec.org) into the representation that codec.ts describes. */
class Reader {
  private readonly bytes: Buffer;
  private at: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.at = 0;
  }

  document(): Document {
    const end = this.enter();
    const document: Document = {};
    let order: string[] | undefined;
    for (let type = this.bytes[this.at++]!; type !== 0; type = this.bytes[this.at++]!) {
      const name = this.cstring();
      const value = this.value(type);
      if (order !== undefined) order.push(name);
      else if (isIndexName(name)) order = [...Object.keys(document), name];
      if (name === '__proto__') assign(document, name, value);
      else document[name] = value;
    }
    if (order !== undefined) setKeyOrder(document, [...new Set(order)]);
    this.leave(end);
    return document;
  }

  private array(): unknown[] {
    const end = this.enter();
    const array: unknown[] = [];
    for (let type = this.bytes[this.at++]!; type !== 0; type = this.bytes[this.at++]!) {
      // The names of an array's elements mean nothing.
      this.at = this.bytes.indexOf(0, this.at) + 1;
      array.push(this.value(type));
    }
    this.leave(end);
    return array;
  }

  private enter(): number {
    const start = this.at;
    const end = start + this.int32();
    if (end > this.bytes.length || end < start + 5) throw invalid('document length is out of bounds');
    return end;
  }

  private leave(end: number): void {
    if (this.at !== end) throw invalid('document ends where it should not');
  }

  private int32(): number {
    const value = this.bytes.readInt32LE(this.at);
    this.at += 4;
    return value;
  }

  private cstring(): string {
    const { bytes } = this;
    const start = this.at;
    let end = start;
    let text = '';
    // Short ASCII names, that is nearly all: faster than crossing into the decoder.
    for (let byte = bytes[end]!; byte !== 0; byte = bytes[++end]!) {
      if (byte === undefined || byte > 127 || end - start > 24) return this.longCstring();
      text += String.fromCharCode(byte);
    }
    this.at = end + 1;
    return text;
  }

  private longCstring(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end === -1) throw invalid('unterminated name');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  private string(): string {
    const length = this.int32();
    const start = this.at;
    this.at += length;
    if (length < 1 || this.at > this.bytes.length) throw invalid('string length is out of bounds');
    return this.bytes.toString('utf8', start, this.at - 1);
  }

  private slice(length: number): Buffer {
    const start = this.at;
    this.at += length;
    if (length < 0 || this.at > this.bytes.length) throw invalid('length is out of bounds');
    // A copy: the bytes may lie in a buffer that is used again.
    return Buffer.from(this.bytes.subarray(start, this.at));
  }

  private double(): number | Double {
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return Number.isInteger(value) && value === (value | 0) && !Object.is(value, -0)
      ? new Double(value)
      : value;
  }

  private value(type: number): unknown {
    switch (type) {
      case 0x02:
        return this.string();
      case 0x10:
        return this.int32();
      case 0x07:
        return new ObjectId(this.slice(12));
      case 0x09: {
        const value = this.bytes.readBigInt64LE(this.at);
        this.at += 8;
        return new Date(Number(value));
      }
      case 0x08:
        return this.bytes[this.at++] === 1;
      case 0x0a:
        return null;
      case 0x03:
        return this.document();
      case 0x04:
        return this.array();
      case 0x01:
        return this.double();
      case 0x12: {
        const value = this.bytes.readBigInt64LE(this.at);
        this.at += 8;
        return value;
      }
      case 0x05:
        return this.binary();
      default:
        return this.rareValue(type);
    }
  }

  private binary(): Binary {
    let length = this.int32();
    const subtype = this.bytes[this.at++]!;
    // The old binary subtype has its length a second time.
    if (subtype === 2) {
      length -= 4;
      if (this.int32() !== length) throw invalid('inner length of an old binary');
    }
    return new Binary(this.slice(length), subtype);
  }

  private rareValue(type: number): unknown {
    switch (type) {
      case 0x06:
        return undefined;
      case 0x0b: {
        const pattern = this.cstring();
        return new BSONRegExp(pattern, this.cstring());
      }
      case 0x0c: {
        const namespace = this.string();
        return new DBRef(namespace, new ObjectId(this.slice(12)));
      }
      case 0x0d:
        return new Code(this.string());
      case 0x0e:
        return new BSONSymbol(this.string());
      case 0x0f: {
        this.int32();
        const code = this.string();
        return new Code(code, this.document());
      }
      case 0x11: {
        const value = this.bytes.readBigUInt64LE(this.at);
        this.at += 8;
        return new Timestamp(value);
      }
      case 0x13:
        return new Decimal128(this.slice(16));
      case 0xff:
        return new MinKey();
      case 0x7f:
        return new MaxKey();
      default:
        throw invalid(`unknown type ${type}`);
    }
  }
}

function invalid(reason: string): Error {
  return commandError('InvalidBSON', `Invalid BSON: ${reason}`);
}

/** The document in these bytes. Throws InvalidBSON. */
export function readDocument(bytes: Uint8Array): Document {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return new Reader(buffer).document();
  } catch (error) {
    if (error instanceof RangeError) throw invalid('truncated');
    throw error;
  }
}
