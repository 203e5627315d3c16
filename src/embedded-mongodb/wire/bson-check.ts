import { commandError } from '../errors.ts';

/** MongoDB's limit on how deep documents nest (BSONDepth::kDefaultMaxAllowableDepth). */
const MAX_DEPTH = 180;

const FIXED_SIZE: Readonly<Record<number, number>> = {
  0x01: 8, // double
  0x06: 0, // undefined
  0x07: 12, // ObjectId
  0x08: 1, // boolean
  0x09: 8, // date
  0x0a: 0, // null
  0x10: 4, // int32
  0x11: 8, // timestamp
  0x12: 8, // int64
  0x13: 16, // decimal128
  0xff: 0, // MinKey
  0x7f: 0, // MaxKey
};

function invalid(reason: string): Error {
  return commandError('InvalidBSON', `Invalid BSON: ${reason}`);
}

/** Position after the zero-terminated string at `at`; throws when it doesn't end before `end`. */
function skipText(bytes: Uint8Array, at: number, end: number): number {
  const zero = bytes.indexOf(0, at);
  if (zero === -1 || zero >= end) throw invalid('unterminated string');
  return zero + 1;
}

function readLength(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) throw invalid('truncated length');
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function skipString(bytes: Uint8Array, at: number, end: number): number {
  const length = readLength(bytes, at, end);
  const after = at + 4 + length;
  if (length < 1 || after > end || bytes[after - 1] !== 0) throw invalid('bad string length');
  return after;
}

function skipValue(
  bytes: Uint8Array,
  at: number,
  scope: { type: number; end: number; depth: number },
): number {
  const { type, end, depth } = scope;
  const fixed = FIXED_SIZE[type];
  if (fixed !== undefined) {
    if (at + fixed > end) throw invalid('truncated value');
    if (type === 0x08 && bytes[at]! > 1) throw invalid('boolean is neither 0 nor 1');
    return at + fixed;
  }
  switch (type) {
    case 0x02: // string
    case 0x0d: // JavaScript code
    case 0x0e: // symbol
      return skipString(bytes, at, end);
    case 0x03: // document
    case 0x04: // array
      return checkAt(bytes, at, { end, depth: depth + 1 });
    case 0x05: {
      const length = readLength(bytes, at, end);
      if (length < 0 || at + 5 + length > end) throw invalid('bad binary length');
      return at + 5 + length;
    }
    case 0x0b: // regular expression
      return skipText(bytes, skipText(bytes, at, end), end);
    case 0x0c: {
      const after = skipString(bytes, at, end);
      if (after + 12 > end) throw invalid('truncated DBPointer');
      return after + 12;
    }
    case 0x0f: {
      const length = readLength(bytes, at, end);
      if (length < 14 || at + length > end) throw invalid('bad code with scope');
      const afterCode = skipString(bytes, at + 4, at + length);
      const after = checkAt(bytes, afterCode, { end: at + length, depth: depth + 1 });
      if (after !== at + length) throw invalid('bad code with scope');
      return after;
    }
    default:
      throw invalid(`unknown element type 0x${type.toString(16)}`);
  }
}

function checkAt(bytes: Uint8Array, start: number, scope: { end: number; depth: number }): number {
  if (scope.depth > MAX_DEPTH) throw commandError('Overflow', `BSON nests deeper than ${MAX_DEPTH} levels`);
  const length = readLength(bytes, start, scope.end);
  const end = start + length;
  if (length < 5 || end > scope.end) throw invalid('bad document length');
  let at = start + 4;
  while (at < end - 1) {
    const type = bytes[at]!;
    if (type === 0) throw invalid('document ends early');
    at = skipText(bytes, at + 1, end - 1);
    at = skipValue(bytes, at, { type, end: end - 1, depth: scope.depth });
  }
  if (at !== end - 1 || bytes[at] !== 0) throw invalid('document has no end');
  return end;
}

/**
 * Checks the structure of the BSON document at `start` before anything decodes it (bsonspec.org, version 1.1).
 * Returns the position after it. Throws InvalidBSON, or Overflow when it nests too deep.
 */
export function checkBson(bytes: Uint8Array, start: number, end: number): number {
  return checkAt(bytes, start, { end, depth: 1 });
}

/** The values of a BSON array of documents as slices of its bytes, without decoding them. Null when one isn't a document. */
export function sliceDocumentArray(array: Uint8Array): Uint8Array[] | null {
  const documents: Uint8Array[] = [];
  let at = 4;
  const end = array.length - 1;
  while (at < end) {
    if (array[at] !== 0x03) return null;
    at = skipText(array, at + 1, end);
    const length = readLength(array, at, end);
    documents.push(array.subarray(at, at + length));
    at += length;
  }
  return documents;
}

/** One element of a document: where it starts (its type byte), where its value starts, where it ends. */
export interface ElementPosition {
  name: string;
  type: number;
  start: number;
  valueStart: number;
  end: number;
}

/** The top-level elements of a document that `checkBson` accepted. */
export function listElements(bytes: Uint8Array): ElementPosition[] {
  const elements: ElementPosition[] = [];
  const end = bytes.length - 1;
  let at = 4;
  while (at < end) {
    const type = bytes[at]!;
    const valueStart = skipText(bytes, at + 1, end);
    const after = skipValue(bytes, valueStart, { type, end, depth: 0 });
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, valueStart - at - 2).toString('utf8');
    elements.push({ name, type, start: at, valueStart, end: after });
    at = after;
  }
  return elements;
}
