import { CommandError } from '../errors.ts';
import type { Catalog, Collection, Index } from './catalog.ts';
import type { KeyRange, KeyValueReader, KeyValueWriter } from './key-value.ts';
import { identEnd, identStart, systemKey } from './layout.ts';
import { newEntries, putNewEntry, recordsFrom } from './records.ts';
import { FORMAT, readFormat, StoreError, writeFormat } from './store-format.ts';
import type { Store } from './store.ts';

/** Says inside the store which format its keys have: the note in the directory is changed after the keys are. */
const FORMAT_KEY = systemKey('f', '');
const REMOVED_AT_ONCE = 10_000;

/**
 * Brings a store of an older format up to this version's: all indexes are built anew, in one commit. Format 1 had one
 * key for several decimals that are close together. Throws DuplicateKey for documents that a unique index took for
 * different although they have equal numbers of different types; nothing is changed then.
 */
export function upgradeStore(path: string, store: Store, catalog: Catalog): void {
  if (keyFormat(store.latest) < FORMAT) {
    try {
      store.writeAtOnce((writer) => {
        for (const collection of catalog.all()) {
          for (const index of collection.indexes) rebuild(writer, catalog, { collection, index });
        }
        writer.put(FORMAT_KEY, Buffer.from([FORMAT]));
      });
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new StoreError(`The store in ${path} can't be brought up to format ${FORMAT}: ${error.message}`, {
        cause: error,
      });
    }
  }
  if (readFormat(path) !== FORMAT) writeFormat(path);
}

/** A store that was just made has no keys, and is as good as one of the first format. */
function keyFormat(reader: KeyValueReader): number {
  return reader.get(FORMAT_KEY)?.[0] ?? 1;
}

function rebuild(
  writer: KeyValueWriter,
  catalog: Catalog,
  of: { collection: Collection; index: Index },
): void {
  const { collection, index } = of;
  const range = { low: identStart(index.ident), high: identEnd(index.ident) };
  for (let keys = firstKeys(writer, range); keys.length > 0; keys = firstKeys(writer, range)) {
    for (const key of keys) writer.remove(key);
  }
  for (const record of recordsFrom(writer, collection, 0)) {
    for (const entry of newEntries(collection, index, record)) putNewEntry(writer, collection, entry);
  }
  catalog.save(writer, collection);
}

function firstKeys(writer: KeyValueWriter, range: KeyRange): Buffer[] {
  const keys: Buffer[] = [];
  for (const { key } of writer.range(range)) {
    if (keys.push(key) === REMOVED_AT_ONCE) break;
  }
  return keys;
}
