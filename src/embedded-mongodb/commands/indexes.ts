import { Long, type Document } from 'bson';
import { namespaceOf, type Collection, type Index } from '../engine/catalog.ts';
import { encodeValue } from '../engine/key-encoding.ts';
import { isDocument } from '../engine/index-keys.ts';
import type { WriteTarget } from '../engine/records.ts';
import { commandError } from '../errors.ts';
import { encode } from '../query/codec.ts';
import { numberOf, typeName } from './arguments.ts';
import { firstBatch } from './batches.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, demandUnused, ensureCollection, findCollection, write } from './execution.ts';
import { startBuild, type IndexBuild } from './index-build.ts';
import { readIndexSpecification } from './index-specification.ts';

export const indexCommands: CommandTable = {
  createIndexes: {
    run: createIndexes,
    fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
    inTransaction: true,
    writes: true,
  },
  listIndexes: { run: listIndexes },
  dropIndexes: { run: dropIndexes, aliases: ['deleteIndexes'], fields: ['index'], writes: true },
};

const MAX_INDEXES = 64;

async function createIndexes(context: CommandContext): Promise<Reply> {
  const { body, database, transaction } = context;
  const name = collectionName(context);
  const given: unknown = body['indexes'];
  if (given === undefined) {
    throw commandError(
      'FailedToParse',
      "The 'indexes' field is a required argument of the createIndexes command",
    );
  }
  if (!Array.isArray(given)) {
    throw commandError('TypeMismatch', `The field 'indexes' must be an array, but got ${typeName(given)}`);
  }
  if (given.length === 0) throw commandError('BadValue', 'Must specify at least one index to create');
  const wanted = given.map((specification: unknown) => readIndexSpecification(specification));
  const visible = findCollection(context, name);
  if (transaction !== undefined && visible !== undefined && !transaction.created.has(namespaceOf(visible))) {
    throw commandError(
      'OperationNotSupportedInTransaction',
      `Cannot create new indexes on existing collection ${database}.${name} in a multi-document transaction.`,
    );
  }
  let started: Started | undefined;
  try {
    await write(context, (target) => {
      started = start(context, target, { name, wanted });
    });
  } catch (error) {
    started?.build?.release();
    throw error;
  }
  await started?.build?.run(context);
  return started?.reply ?? {};
}

interface Started {
  reply: Reply;
  /** What is still to be done. */
  build?: IndexBuild;
}

/** Builds the indexes that are missing, at once when there is little to read. */
function start(
  context: CommandContext,
  target: WriteTarget,
  of: { name: string; wanted: Document[] },
): Started {
  const { name, wanted } = of;
  const existed = findCollection(context, name) !== undefined;
  const collection = ensureCollection(context, target, name);
  const before = collection.indexes.length;
  const missing = wanted.filter((specification) => !exists(collection, specification));
  refuseRepeated(missing);
  const counts = { numIndexesBefore: before, numIndexesAfter: before + missing.length };
  if (missing.length === 0) return { reply: { ...counts, note: 'all indexes already exist' } };
  if (counts.numIndexesAfter > MAX_INDEXES) {
    const namespace = namespaceOf(collection);
    throw commandError('CannotCreateIndex', `add index fails, too many indexes for ${namespace}`);
  }
  const reply = {
    createdCollectionAutomatically: !existed,
    ...counts,
    ...(missing.length < wanted.length ? { note: 'index already exists' } : {}),
  };
  if (context.transaction === undefined) demandUnused(collection);
  const build = startBuild(context, target, { collection, specifications: missing });
  return build === undefined ? { reply } : { reply, build };
}

/** Whether the index is there already. Throws when one of its name or keys is there with other options. */
function exists(collection: Collection, wanted: Document): boolean {
  const name = wanted['name'] as string;
  const sameKeys = collection.indexes.find(
    ({ specification }) =>
      sameValue(directions(specification), directions(wanted)) &&
      sameValue(specification['partialFilterExpression'], wanted['partialFilterExpression']),
  );
  if (sameKeys?.name === '_id_') return true;
  const sameName = collection.indexes.find((index) => index.name === name);
  if (sameKeys !== undefined) {
    const sameOptions = sameValue(comparable(sameKeys.specification), comparable(wanted));
    if (sameKeys.name === name && sameOptions) return true;
    if (sameKeys.name === name) {
      throw commandError(
        'IndexOptionsConflict',
        `Index with name: ${name} already exists with different options`,
      );
    }
    throw commandError(
      'IndexOptionsConflict',
      `Index with name: ${name} already exists with a different name`,
    );
  }
  if (sameName !== undefined) {
    if (sameValue(directions(sameName.specification), directions(wanted))) {
      throw commandError(
        'IndexOptionsConflict',
        `Index with name: ${name} already exists with different options`,
      );
    }
    throw commandError(
      'IndexKeySpecsConflict',
      `Index must have unique name. The existing index: ${name} has the same name as the requested index.`,
    );
  }
  return false;
}

function directions(specification: Document): [string, number][] {
  return Object.entries(specification['key'] as Document).map(([path, order]) => [
    path,
    Number(order) < 0 ? -1 : 1,
  ]);
}

/** The options that tell two indexes on the same keys apart. */
function comparable(specification: Document): Document {
  const { unique, sparse, expireAfterSeconds, partialFilterExpression } = specification;
  return {
    unique: unique === true,
    sparse: sparse === true,
    expireAfterSeconds: numberOf(expireAfterSeconds) ?? null,
    partialFilterExpression: (partialFilterExpression as unknown) ?? null,
  };
}

function sameValue(left: unknown, right: unknown): boolean {
  return encodeValue(left ?? null).equals(encodeValue(right ?? null));
}

function refuseRepeated(specifications: Document[]): void {
  const seen = new Set<string>();
  for (const specification of specifications) {
    const text = JSON.stringify(directions(specification));
    const name = specification['name'] as string;
    if (seen.has(text)) {
      throw commandError('OperationFailed', `Identical index already exists: ${name}`);
    }
    if (seen.has(name)) throw commandError('IndexKeySpecsConflict', `Index name used twice: ${name}`);
    seen.add(text).add(name);
  }
}

async function listIndexes(context: CommandContext): Promise<Reply> {
  const { body, database } = context;
  const name = collectionName(context);
  const collection = findCollection(context, name);
  if (collection === undefined) {
    throw commandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
  }
  const cursor: unknown = body['cursor'];
  return firstBatch(context, {
    namespace: namespaceOf(collection),
    source: collection.indexes.map(({ specification }) => encode(specification))[Symbol.iterator](),
    batchSize: (isDocument(cursor) ? numberOf(cursor['batchSize']) : undefined) ?? Infinity,
  });
}

async function dropIndexes(context: CommandContext): Promise<Reply> {
  const { body, engine, database } = context;
  const name = collectionName(context);
  return write(context, (target) => {
    const collection = findCollection(context, name);
    if (collection === undefined) throw commandError('NamespaceNotFound', `ns not found ${database}.${name}`);
    demandUnused(collection);
    const before = collection.indexes.length;
    const given: unknown = body['index'];
    const all = given === '*';
    const doomed = indexesToDrop(collection, given);
    collection.indexes = collection.indexes.filter((index) => !doomed.includes(index));
    engine.discard(target.writer, doomed);
    target.saveCollection(collection);
    return { nIndexesWas: before, ...(all ? { msg: 'non-_id indexes dropped for collection' } : {}) };
  });
}

function indexesToDrop(collection: Collection, given: unknown): Index[] {
  if (given === '*') return collection.indexes.filter(({ name }) => name !== '_id_');
  if (typeof given === 'string') return [dropByName(collection, given)];
  if (Array.isArray(given)) {
    return (given as unknown[]).map((name) => {
      if (typeof name !== 'string') throw commandError('TypeMismatch', 'index names must be strings');
      return dropByName(collection, name);
    });
  }
  if (!isDocument(given)) return [];
  const wanted = directions({ key: given });
  const found = collection.indexes.filter(({ specification }) =>
    sameValue(directions(specification), wanted),
  );
  if (found.length === 0) throw commandError('IndexNotFound', "can't find index with key");
  const [only] = found;
  if (only!.name === '_id_') throw commandError('InvalidOptions', 'cannot drop _id index');
  return [only!];
}

function dropByName(collection: Collection, name: string): Index {
  if (name === '_id_') throw commandError('InvalidOptions', 'cannot drop _id index');
  const index = collection.indexes.find((candidate) => candidate.name === name);
  if (index === undefined) throw commandError('IndexNotFound', `index not found with name [${name}]`);
  return index;
}

/** Changes when documents expire, as collMod does. */
export function changeTtl(collection: Collection, change: Document): Document {
  const seconds = numberOf(change['expireAfterSeconds']);
  const { name, keyPattern } = change as { name?: unknown; keyPattern?: unknown };
  const index = collection.indexes.find((candidate) =>
    typeof name === 'string'
      ? candidate.name === name
      : isDocument(keyPattern) &&
        sameValue(directions(candidate.specification), directions({ key: keyPattern })),
  );
  if (index === undefined) {
    throw commandError(
      'IndexNotFound',
      `cannot find index ${String(name)} for ns ${namespaceOf(collection)}`,
    );
  }
  if (seconds === undefined) throw commandError('InvalidOptions', 'no expireAfterSeconds field');
  const old = numberOf(index.specification['expireAfterSeconds']);
  if (old === undefined)
    throw commandError('InvalidOptions', 'existing expireAfterSeconds field is not a number');
  index.specification = { ...index.specification, expireAfterSeconds: Long.fromNumber(seconds) };
  return { expireAfterSeconds_old: old, expireAfterSeconds_new: seconds };
}
