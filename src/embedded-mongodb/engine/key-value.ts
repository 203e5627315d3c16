/** One key and its value, both in byte order. */
export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** The keys from `low` (included) to `high` (excluded); all that follow when `high` is missing. */
export interface KeyRange {
  low: Buffer;
  high?: Buffer | undefined;
  reverse?: boolean;
}

/** A readable state of the ordered key space: the latest one, a snapshot, or a transaction's own. */
export interface KeyValueReader {
  get(key: Buffer): Buffer | undefined;
  /** The entries of a range in key order. An iterator that rests between two steps holds no lock and no snapshot. */
  range(range: KeyRange): Iterable<Entry>;
  /** How many entries a range has, without reading them: numbers to be added up, each of a part that is quickly counted. */
  counts(range: KeyRange): Iterable<number>;
}

/** Writes of one atomic step. `lock` comes before the first `put` or `remove` of what it protects. */
export interface KeyValueWriter extends KeyValueReader {
  /**
   * Claims a key (a document's or a unique index entry's) against open transactions.
   * Throws WriteConflict in a transaction, LockedError outside one.
   */
  lock(key: Buffer): void;
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
}

/** A key as a Map key: Latin-1 keeps one character per byte, so string order is byte order. */
export function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
}
