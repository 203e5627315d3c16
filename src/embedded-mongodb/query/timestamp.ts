import { Timestamp, type Document } from 'bson';
import { fieldNames } from './document.ts';

let last = { seconds: 0, increment: 0 };

/** A timestamp of now; each is later than the one before. */
export function timestampNow(): Timestamp {
  const seconds = Math.max(Math.floor(Date.now() / 1000), last.seconds);
  last = { seconds, increment: last.seconds === seconds ? last.increment + 1 : 1 };
  return new Timestamp({ t: last.seconds, i: last.increment });
}

/** A timestamp of zero in a stored document's own fields stands for now (manual, "Timestamps"). */
export function isZeroTimestamp(value: unknown): boolean {
  return value instanceof Timestamp && value.isZero();
}

/** Fills in, in place, the timestamps that stand for now. */
export function fillTimestamps(document: Document): void {
  for (const name of fieldNames(document)) {
    if (name !== '_id' && isZeroTimestamp(document[name])) document[name] = timestampNow();
  }
}
