import { Long, type Document } from 'bson';
import { namespaceOf } from '../engine/catalog.ts';
import { isDocument } from '../engine/index-keys.ts';
import { query, type Found } from '../engine/scan.ts';
import { PAUSE } from '../query/pause.ts';
import { commandError } from '../errors.ts';
import { encode } from '../query/codec.ts';
import { compileFilter } from '../query/filter.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort } from '../query/sort.ts';
import { countField, documentField, isTrue, numberOf, refuseCollation, typeName } from './arguments.ts';
import { firstBatch, nextBatch } from './batches.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, findCollection, readerOf } from './execution.ts';

/** MongoDB's size of a first batch that nobody asked for. */
export const DEFAULT_FIRST_BATCH = 101;

/** Options of find that this server doesn't do. A value that asks for nothing is let through. */
const UNSUPPORTED = [
  'max',
  'min',
  'showRecordId',
  'awaitData',
  'oplogReplay',
  'allowPartialResults',
  'readOnce',
];

export const findCommands: CommandTable = {
  find: {
    run: find,
    fields: [
      'filter',
      'sort',
      'projection',
      'hint',
      'skip',
      'limit',
      'batchSize',
      'singleBatch',
      'noCursorTimeout',
      'collation',
      'allowDiskUse',
      'tailable',
      'returnKey',
      ...UNSUPPORTED,
    ],
    unknownField: (name) => commandError('FailedToParse', `Failed to parse: Unrecognized field '${name}'.`),
    inTransaction: true,
  },
  getMore: { run: getMore, fields: ['collection', 'batchSize', 'term'], inTransaction: true },
  killCursors: { run: killCursors, inTransaction: true },
};

async function find(context: CommandContext): Promise<Reply> {
  const { body, database } = context;
  const name = collectionName(context);
  const filter = documentField(body, 'filter', 'FailedToParse') ?? {};
  const sort = documentField(body, 'sort', 'FailedToParse');
  const projection = documentField(body, 'projection', 'FailedToParse');
  const skip = countField(body, 'skip') ?? 0;
  const limit = countField(body, 'limit') ?? 0;
  const batchSize = countField(body, 'batchSize');
  refuseCollation(body);
  refuseUnsupported(context, name);
  const matches = compileFilter(filter);
  if (sort !== undefined && !Object.hasOwn(sort, '$natural')) compileSort(sort);
  const project =
    projection === undefined || Object.keys(projection).length === 0
      ? undefined
      : compileProjection(projection, filter);
  const collection = findCollection(context, name);
  const found =
    collection === undefined
      ? []
      : query(readerOf(context), collection, {
          filter,
          matches,
          sort,
          skip,
          limit,
          hint: isHint(body['hint']) ? body['hint'] : undefined,
          asOf: context.transaction?.startedAfter,
        });
  return firstBatch(context, {
    namespace: collection === undefined ? `${database}.${name}` : namespaceOf(collection),
    source: encoded(found, project)[Symbol.iterator](),
    batchSize: batchSize ?? DEFAULT_FIRST_BATCH,
    single: isTrue(body['singleBatch']),
    limit,
    keepAlive: isTrue(body['noCursorTimeout']),
  });
}

function isHint(hint: unknown): boolean {
  return typeof hint === 'string' || (isDocument(hint) && Object.keys(hint).length > 0);
}

function refuseUnsupported(context: CommandContext, name: string): void {
  const { body } = context;
  if (isTrue(body['tailable'])) {
    if (context.transaction !== undefined) {
      throw commandError('InvalidOptions', 'It is illegal to open a tailable cursor in a transaction');
    }
    throw commandError(
      'BadValue',
      `error processing query: ns=${context.database}.${name} tailable cursor requested on non capped collection`,
    );
  }
  for (const option of [...UNSUPPORTED, 'returnKey']) {
    const value: unknown = body[option];
    if (isTrue(value) || (isDocument(value) && Object.keys(value).length > 0)) {
      throw commandError('CommandNotSupported', `find's option '${option}' is not supported`);
    }
  }
}

function* encoded(
  found: Iterable<Found | typeof PAUSE>,
  project: ((document: Document) => Document) | undefined,
): Iterable<Uint8Array | typeof PAUSE> {
  for (const item of found) {
    if (item === PAUSE) yield item;
    else yield project === undefined ? item.bytes : encode(project(item.document));
  }
}

async function getMore(context: CommandContext): Promise<Reply> {
  const { body, database, engine, session, txnNumber } = context;
  const id = cursorId(body['getMore']);
  const name: unknown = body['collection'];
  if (typeof name !== 'string') {
    throw commandError('TypeMismatch', `Field 'collection' must be of type string, found ${typeName(name)}`);
  }
  const batchSize = numberOf(body['batchSize']);
  if (batchSize !== undefined && batchSize < 0) {
    throw commandError('BadValue', `Batch size for getMore must be positive, but received: ${batchSize}`);
  }
  if (id.isZero()) throw commandError('BadValue', 'Cursor id for getMore must be non-zero');
  const cursor = engine.cursors.find(id);
  if (cursor.namespace !== `${database}.${name}`) {
    throw commandError(
      'Unauthorized',
      `Requested getMore on namespace '${database}.${name}', but cursor belongs to a different namespace ${cursor.namespace}`,
    );
  }
  if (cursor.sessionId !== session?.id) {
    throw commandError(
      50738,
      `Cannot run getMore on cursor ${id.toString()} in another session than its own`,
    );
  }
  if (cursor.txnNumber !== txnNumber) {
    throw commandError(
      txnNumber === undefined ? 50740 : 50741,
      `Cannot run getMore on cursor ${id.toString()}, which was created ` +
        (cursor.txnNumber === undefined ? 'outside a transaction' : `in transaction ${cursor.txnNumber}`),
    );
  }
  return nextBatch(context, cursor, batchSize === undefined || batchSize === 0 ? Infinity : batchSize);
}

/** A cursor id must be BSON's long. */
function cursorId(value: unknown): Long {
  if (value instanceof Long) return value;
  if (typeof value === 'bigint') return Long.fromBigInt(value);
  throw commandError('TypeMismatch', `Field 'getMore' must be of type long, found ${typeName(value)}`);
}

function killCursors(context: CommandContext): Reply {
  const { body, engine } = context;
  collectionName(context);
  const ids: unknown = body['cursors'];
  if (!Array.isArray(ids)) throw commandError('FailedToParse', "Field 'cursors' must be of type array");
  if (ids.length === 0) throw commandError('BadValue', 'Must specify at least one cursor id');
  const killed: Long[] = [];
  const notFound: Long[] = [];
  for (const value of ids as unknown[]) {
    const number = numberOf(value);
    if (number === undefined) throw commandError('FailedToParse', 'cursor ids must be of type long');
    const id =
      value instanceof Long
        ? value
        : typeof value === 'bigint'
          ? Long.fromBigInt(value)
          : Long.fromNumber(number);
    (engine.cursors.remove(id) ? killed : notFound).push(id);
  }
  return { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] };
}
