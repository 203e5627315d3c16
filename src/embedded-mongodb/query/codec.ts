import type { Document } from 'bson';
import { readDocument } from './codec-read.ts';
import { writeDocument } from './codec-write.ts';

/**
 * Documents in memory. Every BSON value has exactly one representation, so that reading and writing loses nothing:
 *
 * - int32: a number that is an integer of 32 bits (not -0); double: any other number, and `Double` for a double whose
 *   value is an integer of 32 bits; int64: bigint; decimal128: `Decimal128`.
 * - date: Date; undefined (deprecated): a field whose value is undefined; DBPointer (deprecated): `DBRef`.
 * - string, boolean, null, array; all other types: the classes of `bson`.
 * - document: a plain object. Names that look like array indexes keep their place by KEY_ORDER (document.ts), which
 *   `fieldNames` reads; a field `__proto__` is an own property.
 *
 * Written are also `Int32`, `Long`, RegExp and Uint8Array, which never come out of `decode`.
 */

/** A document from its BSON bytes. The result doesn't share memory with them. Throws InvalidBSON. */
export function decode(bytes: Uint8Array): Document {
  return readDocument(bytes);
}

/** A document's BSON bytes. Throws TypeError for values that BSON can't hold. */
export function encode(document: Document): Buffer {
  return writeDocument(document);
}
