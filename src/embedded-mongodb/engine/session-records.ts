import type { Document } from 'bson';
import { decode, encode } from '../query/codec.ts';
import type { KeyRange, KeyValueReader, KeyValueWriter } from './key-value.ts';
import { systemKey } from './layout.ts';

/**
 * What the store keeps of a session, so that a write that is asked for again, also after a restart, is answered and not
 * done again: one record with the last transaction number and the results that were written first under it; what a
 * later step of the same command adds is an entry of its own, so that a long bulk write doesn't rewrite what it has.
 */

const RECORD_KIND = 'r';
const ADDED_KIND = 's';
const KIND_BYTES = 5;

/** Results of a retryable write's statements by statement id. */
export type StatementResults = Record<string, Document>;

export interface SessionRecord {
  txnNumber: number;
  committed: boolean;
  results: StatementResults;
  /** There are entries with further results. */
  continued: boolean;
  usedAt: Date;
}

export function readSessionRecord(reader: KeyValueReader, sessionId: string): SessionRecord | undefined {
  const stored = reader.get(systemKey(RECORD_KIND, sessionId));
  return stored === undefined ? undefined : recordOf(stored);
}

function recordOf(stored: Buffer): SessionRecord {
  const { txnNumber, committed, results, continued, usedAt } = decode(stored);
  return {
    txnNumber: Number(txnNumber),
    committed: committed === true,
    results: results as StatementResults,
    continued: continued === true,
    usedAt: usedAt as Date,
  };
}

/** All results of the statements of one retryable write. */
export function readResults(
  reader: KeyValueReader,
  of: { sessionId: string; txnNumber: number },
): StatementResults {
  const record = readSessionRecord(reader, of.sessionId);
  if (record?.txnNumber !== of.txnNumber) return {};
  if (!record.continued) return record.results;
  const all = { ...record.results };
  for (const { value } of reader.range(addedRange(of.sessionId))) Object.assign(all, decode(value));
  return all;
}

/** Adds results of statements that have none yet. What an earlier transaction number left is removed. */
export function writeResults(
  writer: KeyValueWriter,
  of: { sessionId: string; txnNumber: number },
  results: StatementResults,
): void {
  const record = readSessionRecord(writer, of.sessionId);
  if (record?.txnNumber !== of.txnNumber) {
    writeRecord(writer, of.sessionId, { before: record, txnNumber: of.txnNumber, committed: false, results });
    return;
  }
  if (!record.continued) {
    putRecord(writer, of.sessionId, { ...record, continued: true, usedAt: new Date() });
  }
  // No statement is recorded twice, so its id names the entry.
  const first = Math.min(...Object.keys(results).map(Number));
  writer.put(addedKey(of.sessionId, String(first)), encode(results));
}

/** Notes that the transaction of this number is committed. */
export function writeCommitted(writer: KeyValueWriter, of: { sessionId: string; txnNumber: number }): void {
  const before = readSessionRecord(writer, of.sessionId);
  writeRecord(writer, of.sessionId, { before, txnNumber: of.txnNumber, committed: true, results: {} });
}

function writeRecord(
  writer: KeyValueWriter,
  sessionId: string,
  made: { before: SessionRecord | undefined } & Pick<SessionRecord, 'txnNumber' | 'committed' | 'results'>,
): void {
  const { before, ...record } = made;
  if (before?.continued === true) removeAdded(writer, sessionId);
  putRecord(writer, sessionId, { ...record, continued: false, usedAt: new Date() });
}

function putRecord(writer: KeyValueWriter, sessionId: string, record: SessionRecord): void {
  writer.put(systemKey(RECORD_KIND, sessionId), encode(record));
}

/** Forgets a session. */
export function removeSession(writer: KeyValueWriter, sessionId: string): void {
  removeAdded(writer, sessionId);
  writer.remove(systemKey(RECORD_KIND, sessionId));
}

function removeAdded(writer: KeyValueWriter, sessionId: string): void {
  for (const { key } of writer.range(addedRange(sessionId))) writer.remove(key);
}

/** The sessions that have a record, with the time of their last write. */
export function* recordedSessions(reader: KeyValueReader): Iterable<{ sessionId: string; usedAt: Date }> {
  const range = { low: systemKey(RECORD_KIND, ''), high: systemKey(ADDED_KIND, '') };
  for (const { key, value } of reader.range(range)) {
    yield { sessionId: key.toString('utf8', KIND_BYTES), usedAt: recordOf(value).usedAt };
  }
}

/** Session ids are the text of a UUID: none is the beginning of another one. */
function addedRange(sessionId: string): KeyRange {
  return { low: addedKey(sessionId, ''), high: systemKey(ADDED_KIND, `${sessionId};`) };
}

function addedKey(sessionId: string, name: string): Buffer {
  return systemKey(ADDED_KIND, `${sessionId}:${name}`);
}
