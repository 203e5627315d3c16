/**
 * Layout of the key space. Every key starts with a four-byte ident (big endian):
 *
 *     0            the server's own: one letter, then a name        -> BSON
 *     a collection record number (six bytes, big endian)            -> the document's BSON bytes
 *     an index     encoded values, for a non-unique index followed by the record number
 *                                                                   -> record number of a unique entry, else empty
 *
 * Record numbers grow with every insert, so a collection's natural order is insertion order.
 */

const IDENT_BYTES = 4;
const RECORD_ID_BYTES = 6;

/** A key of the server's own data. */
export function systemKey(kind: string, name: string): Buffer {
  return Buffer.concat([Buffer.alloc(IDENT_BYTES), Buffer.from(kind, 'latin1'), Buffer.from(name, 'utf8')]);
}

export function recordKey(ident: number, recordId: number): Buffer {
  const key = Buffer.allocUnsafe(IDENT_BYTES + RECORD_ID_BYTES);
  key.writeUInt32BE(ident, 0);
  key.writeUIntBE(recordId, IDENT_BYTES, RECORD_ID_BYTES);
  return key;
}

export function recordIdOf(key: Buffer): number {
  return key.readUIntBE(key.length - RECORD_ID_BYTES, RECORD_ID_BYTES);
}

export function recordIdBytes(recordId: number): Buffer {
  const bytes = Buffer.allocUnsafe(RECORD_ID_BYTES);
  bytes.writeUIntBE(recordId, 0, RECORD_ID_BYTES);
  return bytes;
}

/** First key of an ident: of a collection's records or an index's entries. */
export function identStart(ident: number): Buffer {
  const key = Buffer.allocUnsafe(IDENT_BYTES);
  key.writeUInt32BE(ident, 0);
  return key;
}

/** First key after those of an ident. */
export function identEnd(ident: number): Buffer {
  return identStart(ident + 1);
}

/** Key of an index entry. */
export function indexEntryKey(ident: number, values: Uint8Array, recordId?: number): Buffer {
  const parts = [identStart(ident), values];
  if (recordId !== undefined) parts.push(recordIdBytes(recordId));
  return Buffer.concat(parts);
}

/** The encoded values of an index entry's key. */
export function indexValues(key: Buffer, unique: boolean): Buffer {
  return key.subarray(IDENT_BYTES, unique ? key.length : key.length - RECORD_ID_BYTES);
}
