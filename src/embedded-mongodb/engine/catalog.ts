import { randomBytes } from 'node:crypto';
import { Binary, deserialize, serialize, type Document } from 'bson';
import { commandError } from '../errors.ts';
import type { IndexField } from './index-keys.ts';
import type { KeyValueReader, KeyValueWriter } from './key-value.ts';
import { systemKey } from './layout.ts';

/** An index of a collection. */
export interface Index {
  /** Number in the key space. */
  readonly ident: number;
  readonly name: string;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partialFilter: Document | undefined;
  /** What listIndexes reports. */
  specification: Document;
  /** Some document has more than one key here, or could. */
  multikey: boolean;
  /** Some key was too long to keep its order: the index can't answer a sort. */
  shortened: boolean;
  /** Number of the commit that built it: older snapshots lack its entries. */
  builtBy: number;
}

/** A collection or a view. */
export interface Collection {
  readonly ident: number;
  readonly database: string;
  readonly name: string;
  readonly uuid: Binary;
  /** What listCollections reports as `options`. */
  options: Document;
  indexes: Index[];
  /** The next record's number; found on first use. */
  nextRecordId: number | undefined;
  /** Set when it has left the catalog: cursors over it end. */
  dropped: boolean;
  /** Transactions that have written here and are open, and a build of indexes; what changes the collection waits for them. */
  readonly users: Set<CollectionUser>;
  /** The build that is under way: nobody writes documents meanwhile. */
  building: CollectionUser | undefined;
}

/** Who must be done before a collection is dropped, renamed, or gets other indexes. */
export interface CollectionUser {
  readonly ended: Promise<void>;
}

const CATALOG_PREFIX = 'c';
const IDENT_KEY = systemKey('i', '');
/** Idents below this number are the server's own. */
const FIRST_IDENT = 16;

/** The collections of all databases: in memory, and in the store under the system keys. */
export class Catalog {
  private readonly collections = new Map<string, Collection>();
  private nextIdent: number;

  constructor(reader: KeyValueReader) {
    const ident = reader.get(IDENT_KEY);
    this.nextIdent = ident === undefined ? FIRST_IDENT : ident.readUInt32BE(0);
    for (const collection of storedCollections(reader)) {
      this.collections.set(namespaceOf(collection), collection);
    }
  }

  /** Takes back what was changed here by writes that have been undone. Numbers that they took stay taken. */
  reload(reader: KeyValueReader): void {
    const before = new Map(this.collections);
    this.collections.clear();
    for (const stored of storedCollections(reader)) {
      const namespace = namespaceOf(stored);
      const known = before.get(namespace);
      if (known?.ident !== stored.ident) {
        this.collections.set(namespace, stored);
        continue;
      }
      const indexes = stored.indexes.map((index): Index =>
        Object.assign(known.indexes.find(({ ident }) => ident === index.ident) ?? index, {
          specification: index.specification,
          multikey: index.multikey,
          shortened: index.shortened,
        }),
      );
      this.collections.set(namespace, Object.assign(known, { options: stored.options, indexes }));
      before.delete(namespace);
    }
    for (const gone of before.values()) gone.dropped = true;
  }

  find(database: string, name: string): Collection | undefined {
    return this.collections.get(`${database}.${name}`);
  }

  /** The collections of one database by name. */
  inDatabase(database: string): Collection[] {
    return [...this.collections.values()]
      .filter((collection) => collection.database === database)
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  all(): Collection[] {
    return [...this.collections.values()];
  }

  databases(): string[] {
    return [...new Set(this.all().map((collection) => collection.database))].sort();
  }

  /** Makes a collection with its _id index (a view has none) and stores it. The namespace must be free. */
  create(writer: KeyValueWriter, wanted: { database: string; name: string; options: Document }): Collection {
    const collection = this.draft(wanted);
    this.adopt(writer, collection);
    return collection;
  }

  /** Makes the object of a collection that nobody sees before {@link adopt}. */
  draft(wanted: { database: string; name: string; options: Document }): Collection {
    const { database, name, options } = wanted;
    const collection: Collection = {
      ident: this.nextIdent++,
      database,
      name,
      uuid: new Binary(newUuid(), Binary.SUBTYPE_UUID),
      options,
      indexes: [],
      nextRecordId: 1,
      users: new Set(),
      building: undefined,
      dropped: false,
    };
    if (options['viewOn'] === undefined) {
      this.draftIndex(collection, { v: 2, key: { _id: 1 }, name: '_id_' });
    }
    return collection;
  }

  /** Takes a drafted collection in. Throws NamespaceExists. */
  adopt(writer: KeyValueWriter, collection: Collection): void {
    const taken = this.find(collection.database, collection.name);
    if (taken !== undefined) {
      const what =
        taken.options['viewOn'] === undefined ? 'Collection already exists' : 'A view already exists';
      throw commandError('NamespaceExists', `${what}. NS: ${namespaceOf(collection)}`);
    }
    this.collections.set(namespaceOf(collection), collection);
    this.save(writer, collection);
  }

  /** Adds an index to a collection's object only; the caller saves the collection. `specification` is complete. */
  draftIndex(collection: Collection, specification: Document): Index {
    const index = this.newIndex(specification);
    collection.indexes.push(index);
    return index;
  }

  /** An index that no collection has yet. Saving any collection stores that its ident is taken. */
  newIndex(specification: Document): Index {
    return makeIndex(this.nextIdent++, specification);
  }

  /** Stores what has been changed on a collection's object, and that its idents are taken. */
  save(writer: KeyValueWriter, collection: Collection): void {
    writer.put(
      systemKey(CATALOG_PREFIX, namespaceOf(collection)),
      Buffer.from(serialize(toStored(collection))),
    );
    const next = Buffer.alloc(4);
    next.writeUInt32BE(this.nextIdent, 0);
    writer.put(IDENT_KEY, next);
  }

  /** Takes a collection out of the catalog; its records are removed by the caller. */
  forget(writer: KeyValueWriter, collection: Collection): void {
    this.collections.delete(namespaceOf(collection));
    writer.remove(systemKey(CATALOG_PREFIX, namespaceOf(collection)));
    collection.dropped = true;
  }

  /** Gives a collection another name, in the same or another database. The new name must be free. */
  rename(writer: KeyValueWriter, collection: Collection, to: { database: string; name: string }): Collection {
    this.forget(writer, collection);
    const renamed: Collection = { ...collection, ...to, dropped: false };
    this.collections.set(namespaceOf(renamed), renamed);
    this.save(writer, renamed);
    return renamed;
  }
}

/** `database.collection`. */
export function namespaceOf(collection: { database: string; name: string }): string {
  return `${collection.database}.${collection.name}`;
}

function newUuid(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}

function makeIndex(ident: number, specification: Document): Index {
  const key = specification['key'] as Document;
  return {
    ident,
    name: specification['name'] as string,
    fields: Object.entries(key).map(([path, direction]) => ({
      path,
      parts: path.split('.'),
      descending: Number(direction) < 0,
    })),
    // The _id index is unique without saying so.
    unique: specification['unique'] === true || specification['name'] === '_id_',
    sparse: specification['sparse'] === true,
    partialFilter: specification['partialFilterExpression'] as Document | undefined,
    specification,
    multikey: false,
    shortened: false,
    builtBy: 0,
  };
}

function* storedCollections(reader: KeyValueReader): Iterable<Collection> {
  const high = systemKey(String.fromCharCode(CATALOG_PREFIX.charCodeAt(0) + 1), '');
  for (const { value } of reader.range({ low: systemKey(CATALOG_PREFIX, ''), high })) {
    yield fromStored(deserialize(value, { promoteLongs: false, promoteValues: true }));
  }
}

function toStored(collection: Collection): Document {
  return {
    ident: collection.ident,
    database: collection.database,
    name: collection.name,
    uuid: collection.uuid,
    options: collection.options,
    indexes: collection.indexes.map(({ ident, specification, multikey, shortened }) => ({
      ident,
      specification,
      multikey,
      shortened,
    })),
  };
}

function fromStored(stored: Document): Collection {
  return {
    ident: stored['ident'] as number,
    database: stored['database'] as string,
    name: stored['name'] as string,
    uuid: stored['uuid'] as Binary,
    options: stored['options'] as Document,
    indexes: (stored['indexes'] as Document[]).map((entry) => ({
      ...makeIndex(entry['ident'] as number, entry['specification'] as Document),
      multikey: entry['multikey'] === true,
      shortened: entry['shortened'] === true,
    })),
    nextRecordId: undefined,
    users: new Set(),
    building: undefined,
    dropped: false,
  };
}
