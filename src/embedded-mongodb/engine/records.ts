import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { decode } from '../query/codec.ts';
import { compileFilter } from '../query/filter.ts';
import { namespaceOf, type Collection, type Index } from './catalog.ts';
import { describeValue } from './describe.ts';
import { documentKeys } from './index-keys.ts';
import type { KeyValueReader, KeyValueWriter } from './key-value.ts';
import { LockedError } from './locks.ts';
import { identEnd, identStart, indexEntryKey, recordIdBytes, recordIdOf, recordKey } from './layout.ts';

/** Where documents are written: a transaction, or one atomic step outside of any. */
export interface WriteTarget {
  writer: KeyValueWriter;
  /** Has what was changed on a collection's object stored together with the writes. */
  saveCollection(collection: Collection): void;
}

/** A document as it is stored. */
export interface StoredDocument {
  document: Document;
  bytes: Uint8Array;
}

interface IndexEntries {
  index: Index;
  entries: { key: Buffer; values: unknown[] }[];
}

/** Stores a new document and its index entries. Throws DuplicateKey before anything is written. Returns its number. */
export function insertRecord(target: WriteTarget, collection: Collection, stored: StoredDocument): number {
  demandWritable(collection);
  const recordId = nextRecordId(target.writer, collection);
  const added = collection.indexes.map((index) => entriesOf(target, collection, { index, stored, recordId }));
  lockAndCheck(target.writer, collection, added);
  for (const { index, entries } of added) putEntries(target.writer, index, { entries, recordId });
  target.writer.put(recordKey(collection.ident, recordId), asBuffer(stored.bytes));
  return recordId;
}

/** Replaces a document. Throws DuplicateKey before anything is written. */
export function updateRecord(
  target: WriteTarget,
  collection: Collection,
  change: { recordId: number; before: Document; after: StoredDocument },
): void {
  demandWritable(collection);
  const { recordId, before, after } = change;
  const key = recordKey(collection.ident, recordId);
  target.writer.lock(key);
  const removed: IndexEntries[] = [];
  const added: IndexEntries[] = [];
  for (const index of collection.indexes) {
    const old = entriesOf(target, collection, {
      index,
      stored: { document: before, bytes: EMPTY },
      recordId,
    });
    const fresh = entriesOf(target, collection, { index, stored: after, recordId });
    removed.push({ index, entries: without(old.entries, fresh.entries) });
    added.push({ index, entries: without(fresh.entries, old.entries) });
  }
  lockUnique(target.writer, removed);
  lockAndCheck(target.writer, collection, added);
  for (const { entries } of removed) for (const entry of entries) target.writer.remove(entry.key);
  for (const { index, entries } of added) putEntries(target.writer, index, { entries, recordId });
  target.writer.put(key, asBuffer(after.bytes));
}

/** Removes a document and its index entries. */
export function removeRecord(
  target: WriteTarget,
  collection: Collection,
  record: { recordId: number; document: Document },
): void {
  demandWritable(collection);
  const { recordId, document } = record;
  const key = recordKey(collection.ident, recordId);
  target.writer.lock(key);
  const removed = collection.indexes.map((index) =>
    entriesOf(target, collection, { index, stored: { document, bytes: EMPTY }, recordId }),
  );
  lockUnique(target.writer, removed);
  for (const { entries } of removed) for (const entry of entries) target.writer.remove(entry.key);
  target.writer.remove(key);
}

/** An entry of an index that is being built. */
export interface NewEntry {
  index: Index;
  key: Buffer;
  values: unknown[];
  recordId: number;
}

/** What a document has in an index that is being built. Notes on the index's object what its keys are like. */
export function newEntries(
  collection: Collection,
  index: Index,
  record: { recordId: number; document: Document },
): NewEntry[] {
  const { recordId, document } = record;
  const stored = { document, bytes: EMPTY };
  const { entries } = entriesOf(NOT_SAVED, collection, { index, stored, recordId });
  return entries.map(({ key, values }) => ({ index, key, values, recordId }));
}

/** The collection is saved when the index is complete. */
const NOT_SAVED = { saveCollection: (): void => undefined };

/** Stores an entry of an index that is being built. Throws DuplicateKey. */
export function putNewEntry(writer: KeyValueWriter, collection: Collection, entry: NewEntry): void {
  const { index, key, values, recordId } = entry;
  if (index.unique && writer.get(key) !== undefined) throw duplicateKey(collection, index, values);
  writer.put(key, index.unique ? recordIdBytes(recordId) : NOTHING);
}

/** The documents of a collection from a record number on. */
export function* recordsFrom(
  reader: KeyValueReader,
  collection: Collection,
  recordId: number,
): Iterable<{ recordId: number; document: Document }> {
  const low = recordId === 0 ? identStart(collection.ident) : recordKey(collection.ident, recordId);
  for (const { key, value } of reader.range({ low, high: identEnd(collection.ident) })) {
    yield { recordId: recordIdOf(key), document: decode(value) };
  }
}

/** Throws LockedError while an index of the collection is being built: it would miss what is written now. */
function demandWritable(collection: Collection): void {
  if (collection.building !== undefined) throw new LockedError(collection.building);
}

const EMPTY = new Uint8Array(0);
const NOTHING = Buffer.alloc(0);

function entriesOf(
  target: Pick<WriteTarget, 'saveCollection'>,
  collection: Collection,
  of: { index: Index; stored: StoredDocument; recordId: number },
): IndexEntries {
  const { index, stored, recordId } = of;
  if (!covers(index, stored.document)) return { index, entries: [] };
  const { keys, values, multikey, shortened } = documentKeys(stored.document, index);
  if ((multikey && !index.multikey) || (shortened && !index.shortened)) {
    index.multikey ||= multikey;
    index.shortened ||= shortened;
    target.saveCollection(collection);
  }
  return {
    index,
    entries: keys.map((key, at) => ({
      key: indexEntryKey(index.ident, key, index.unique ? undefined : recordId),
      values: values[at]!,
    })),
  };
}

const partialFilters = new WeakMap<Index, (document: Document) => boolean>();

/** Whether a partial index holds the document. */
function covers(index: Index, document: Document): boolean {
  if (index.partialFilter === undefined) return true;
  const known = partialFilters.get(index);
  const filter = known ?? compileFilter(index.partialFilter);
  if (known === undefined) partialFilters.set(index, filter);
  return filter(document);
}

function without(entries: IndexEntries['entries'], others: IndexEntries['entries']): IndexEntries['entries'] {
  return entries.filter(({ key }) => !others.some((other) => other.key.equals(key)));
}

function putEntries(
  writer: KeyValueWriter,
  index: Index,
  put: { entries: IndexEntries['entries']; recordId: number },
): void {
  const value = index.unique ? recordIdBytes(put.recordId) : NOTHING;
  for (const { key } of put.entries) writer.put(key, value);
}

function lockUnique(writer: KeyValueWriter, changes: IndexEntries[]): void {
  for (const { index, entries } of changes) {
    if (index.unique) for (const { key } of entries) writer.lock(key);
  }
}

function lockAndCheck(writer: KeyValueWriter, collection: Collection, changes: IndexEntries[]): void {
  for (const { index, entries } of changes) {
    if (!index.unique) continue;
    for (const { key, values } of entries) {
      writer.lock(key);
      if (writer.get(key) !== undefined) throw duplicateKey(collection, index, values);
    }
  }
}

function duplicateKey(collection: Collection, index: Index, values: unknown[]): Error {
  const fields = index.fields.map((field, at) => [field.path, values[at]] as const);
  const described = fields.map(([path, value]) => `${path}: ${describeValue(value)}`).join(', ');
  return commandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${index.name} dup key: { ${described} }`,
    { keyPattern: index.specification['key'] as Document, keyValue: Object.fromEntries(fields) },
  );
}

/** Numbers grow; after a restart they go on after the last document that is there. */
function nextRecordId(reader: KeyValueReader, collection: Collection): number {
  if (collection.nextRecordId === undefined) {
    collection.nextRecordId = 1;
    const range = { low: identStart(collection.ident), high: identEnd(collection.ident), reverse: true };
    for (const { key } of reader.range(range)) {
      collection.nextRecordId = recordIdOf(key) + 1;
      break;
    }
  }
  return collection.nextRecordId++;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
