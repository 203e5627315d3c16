import type { Document } from 'bson';
import { namespaceOf, type Collection } from '../engine/catalog.ts';
import { isDocument } from '../engine/index-keys.ts';
import { identEnd, identStart } from '../engine/layout.ts';
import { commandError } from '../errors.ts';
import { encode } from '../query/codec.ts';
import { compileFilter } from '../query/filter.ts';
import {
  checkDatabaseName,
  checkNewNamespace,
  documentField,
  isTrue,
  numberOf,
  refuseCollation,
  typeName,
} from './arguments.ts';
import { firstBatch } from './batches.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, createCollection, demandUnused, write } from './execution.ts';
import { changeTtl } from './indexes.ts';

export const collectionCommands: CommandTable = {
  create: {
    run: create,
    fields: [
      'capped',
      'size',
      'max',
      'validator',
      'validationLevel',
      'validationAction',
      'viewOn',
      'pipeline',
      'collation',
      'idIndex',
      'storageEngine',
      'indexOptionDefaults',
      'autoIndexId',
      'flags',
      'temp',
    ],
    inTransaction: true,
    writes: true,
  },
  drop: { run: drop, writes: true },
  dropDatabase: { run: dropDatabase, writes: true },
  listCollections: { run: listCollections },
  listDatabases: { run: listDatabases, adminOnly: true },
  renameCollection: { run: renameCollection, adminOnly: true, writes: true },
  collMod: {
    run: collMod,
    fields: ['index', 'validator', 'validationLevel', 'validationAction', 'viewOn', 'pipeline'],
    writes: true,
  },
};

async function create(context: CommandContext): Promise<Reply> {
  const { body, database } = context;
  const name = collectionName(context);
  checkNewNamespace(database, name);
  refuseCollation(body);
  const options = collectionOptions(body);
  await write(context, (target) => {
    refuseTaken(context, name);
    createCollection(context, target, { name, options });
  });
  return {};
}

function refuseTaken(context: CommandContext, name: string): void {
  const { engine, database, transaction } = context;
  const taken = transaction?.created.get(`${database}.${name}`) ?? engine.catalog.find(database, name);
  if (taken === undefined) return;
  const what = taken.options['viewOn'] === undefined ? 'Collection already exists' : 'A view already exists';
  throw commandError('NamespaceExists', `${what}. NS: ${database}.${name}`);
}

function collectionOptions(body: Document): Document {
  if (isTrue(body['capped'])) {
    if (body['size'] === undefined) {
      throw commandError('InvalidOptions', "the 'size' field is required when 'capped' is true");
    }
    throw commandError('CommandNotSupported', 'capped collections are not supported');
  }
  for (const name of ['storageEngine', 'indexOptionDefaults', 'temp', 'autoIndexId']) {
    if (body[name] !== undefined)
      throw commandError('CommandNotSupported', `create's option '${name}' is not supported`);
  }
  const options: Document = {};
  const validator = documentField(body, 'validator');
  if (validator !== undefined) {
    compileFilter(validator);
    options['validator'] = validator;
  }
  for (const name of ['validationLevel', 'validationAction']) {
    if (body[name] !== undefined) options[name] = checkValidationOption(name, body[name]);
  }
  const viewOn: unknown = body['viewOn'];
  if (viewOn !== undefined) {
    if (typeof viewOn !== 'string') throw commandError('TypeMismatch', "'viewOn' must be a string");
    options['viewOn'] = viewOn;
    options['pipeline'] = Array.isArray(body['pipeline']) ? body['pipeline'] : [];
  }
  return options;
}

function checkValidationOption(name: string, value: unknown): string {
  const allowed = name === 'validationLevel' ? ['off', 'moderate', 'strict'] : ['warn', 'error'];
  if (typeof value !== 'string') throw commandError('TypeMismatch', `'${name}' must be a string`);
  if (!allowed.includes(value)) throw commandError('BadValue', `invalid ${name}: ${value}`);
  return value;
}

async function drop(context: CommandContext): Promise<Reply> {
  const { database, engine } = context;
  const name = collectionName(context);
  return write(context, ({ writer }) => {
    const collection = engine.catalog.find(database, name);
    if (collection === undefined) throw commandError('NamespaceNotFound', 'ns not found');
    demandUnused(collection);
    engine.dropCollection(writer, collection);
    return { nIndexesWas: collection.indexes.length, ns: namespaceOf(collection) };
  });
}

async function dropDatabase(context: CommandContext): Promise<Reply> {
  const { database, engine } = context;
  checkDatabaseName(database);
  const names = engine.catalog.inDatabase(database).map(({ name }) => name);
  for (const name of names) {
    await write(context, ({ writer }) => {
      const collection = engine.catalog.find(database, name);
      if (collection === undefined) return;
      demandUnused(collection);
      engine.dropCollection(writer, collection);
    });
  }
  return names.length === 0 ? {} : { dropped: database };
}

async function listCollections(context: CommandContext): Promise<Reply> {
  const { body, database, engine } = context;
  const filter = documentField(body, 'filter') ?? {};
  const matches = compileFilter(filter);
  const namesOnly = isTrue(body['nameOnly']);
  const documents = engine.catalog
    .inDatabase(database)
    .map(describe)
    .filter(matches)
    .map((document) =>
      encode(namesOnly ? { name: document['name'] as unknown, type: document['type'] as unknown } : document),
    );
  const cursor: unknown = body['cursor'];
  return firstBatch(context, {
    namespace: `${database}.$cmd.listCollections`,
    source: documents[Symbol.iterator](),
    batchSize: (isDocument(cursor) ? numberOf(cursor['batchSize']) : undefined) ?? Infinity,
  });
}

function describe(collection: Collection): Document {
  const { name, options, uuid } = collection;
  const [idIndex] = collection.indexes;
  if (idIndex === undefined) return { name, type: 'view', options, info: { readOnly: true } };
  return {
    name,
    type: 'collection',
    options,
    info: { readOnly: false, uuid },
    idIndex: idIndex.specification,
  };
}

function listDatabases(context: CommandContext): Reply {
  const { body, engine } = context;
  const filter = documentField(body, 'filter') ?? {};
  const matches = compileFilter(filter);
  const databases = engine.catalog
    .databases()
    .map((name) => ({ name, sizeOnDisk: 0, empty: false }))
    .filter((entry) => matches(entry));
  if (isTrue(body['nameOnly'])) return { databases: databases.map(({ name }) => ({ name })) };
  return { databases, totalSize: 0 };
}

async function renameCollection(context: CommandContext): Promise<Reply> {
  const { body, engine } = context;
  const from = splitNamespace(body['renameCollection']);
  const to = splitNamespace(body['to']);
  const source = engine.catalog.find(from.database, from.name);
  if (source === undefined) {
    throw commandError('NamespaceNotFound', `Source collection ${from.database}.${from.name} does not exist`);
  }
  checkNewNamespace(to.database, to.name);
  if (from.database === to.database && from.name === to.name) {
    throw commandError('IllegalOperation', "Can't rename a collection to itself");
  }
  if (from.database !== to.database) {
    throw commandError('CommandNotSupported', 'renaming a collection into another database is not supported');
  }
  const dropTarget = isTrue(body['dropTarget']);
  await write(context, ({ writer }) => {
    if (source.dropped) throw commandError('NamespaceNotFound', 'source namespace does not exist');
    const taken = engine.catalog.find(to.database, to.name);
    demandUnused(source);
    demandUnused(taken);
    if (taken !== undefined) {
      if (!dropTarget) throw commandError('NamespaceExists', 'target namespace exists');
      engine.dropCollection(writer, taken);
    }
    engine.catalog.rename(writer, source, to);
  });
  return {};
}

function splitNamespace(value: unknown): { database: string; name: string } {
  if (typeof value !== 'string')
    throw commandError('TypeMismatch', `namespace must be a string, found ${typeName(value)}`);
  const dot = value.indexOf('.');
  if (dot < 1 || dot === value.length - 1)
    throw commandError('InvalidNamespace', `Invalid namespace: ${value}`);
  return { database: value.slice(0, dot), name: value.slice(dot + 1) };
}

async function collMod(context: CommandContext): Promise<Reply> {
  const { body } = context;
  const name = collectionName(context);
  const changes: Document = {};
  const validator = documentField(body, 'validator');
  if (validator !== undefined) {
    compileFilter(validator);
    changes['validator'] = validator;
  }
  for (const option of ['validationLevel', 'validationAction']) {
    if (body[option] !== undefined) changes[option] = checkValidationOption(option, body[option]);
  }
  if (body['viewOn'] !== undefined || body['pipeline'] !== undefined) {
    throw commandError('CommandNotSupported', 'changing a view is not supported');
  }
  return write(context, (target) => {
    const collection = context.engine.catalog.find(context.database, name);
    if (collection === undefined) throw commandError('NamespaceNotFound', 'ns does not exist');
    const index = documentField(body, 'index');
    const reply = index === undefined ? {} : changeTtl(collection, index);
    if (Object.keys(changes).length > 0) {
      const defaults =
        validator === undefined ? {} : { validationLevel: 'strict', validationAction: 'error' };
      collection.options = { ...defaults, ...collection.options, ...changes };
    }
    target.saveCollection(collection);
    return reply;
  });
}

/** How many documents a collection has. */
export function countDocuments(context: CommandContext, collection: Collection): number {
  return context.engine.store.countKeys({
    low: identStart(collection.ident),
    high: identEnd(collection.ident),
  });
}
