import { ObjectId, type Document } from 'bson';
import { insertRecord, type StoredDocument } from '../engine/records.ts';
import { commandError, CommandError } from '../errors.ts';
import { decode, encode } from '../query/codec.ts';
import { isRegex } from '../query/regex.ts';
import { isZeroTimestamp, timestampNow } from '../query/timestamp.ts';
import { listElements, sliceDocumentArray } from '../wire/bson-check.ts';
import { MAX_DOCUMENT_BYTES } from '../wire/message.ts';
import { booleanField, isTrue, missingField, typeName, wrongType } from './arguments.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { checkNamespace } from './arguments.ts';
import { checkInterrupted, ensureCollection, readerOf, Turns, write } from './execution.ts';
import { statementIds, checkBatchSize, WriteErrors } from './write-batch.ts';
import { validatorOf } from './validation.ts';

/**
 * Time that one commit of a long insert may take. Each has to wait for the disk: with others' turn every 2 ms that would
 * be most of the time.
 */
const STEP_MS = 10;

export const insertCommands: CommandTable = {
  insert: {
    run: insert,
    fields: ['documents', 'ordered', 'bypassDocumentValidation', 'stmtIds'],
    inTransaction: true,
    retryable: true,
    writes: true,
  },
};

async function insert(context: CommandContext): Promise<Reply> {
  const { body } = context;
  const name: unknown = body['insert'];
  if (typeof name !== 'string')
    throw commandError('BadValue', `collection name has invalid type ${typeName(name)}`);
  checkNamespace(context.database, name);
  const documents = receivedDocuments(context);
  checkBatchSize(documents.length);
  const ordered = booleanField(body, { name: 'ordered', command: 'insert', fallback: true });
  const bypass = isTrue(body['bypassDocumentValidation']);
  const ids = statementIds(context, documents.length);
  const errors = new WriteErrors();
  let inserted = 0;
  let next = 0;
  // Read once: nobody else writes the results of this session meanwhile.
  const earlier = ids === undefined ? {} : { ...context.session?.results(readerOf(context)) };
  // A step that has to wait for a transaction goes on with the document that it met it at.
  const step = (): Promise<void> =>
    write(context, (target) => {
      const collection = ensureCollection(context, target, name);
      context.transaction?.use(collection);
      const validate = bypass ? undefined : validatorOf(collection);
      const until = performance.now() + STEP_MS;
      const done: Record<string, Document> = {};
      const record = (): void => {
        if (Object.keys(done).length > 0) context.session?.recordResults(target.writer, done);
      };
      try {
        for (; next < documents.length && performance.now() < until; next++) {
          const statementId = ids?.[next];
          if (statementId !== undefined && Object.hasOwn(earlier, String(statementId))) {
            inserted++;
            continue;
          }
          try {
            const stored = prepare(documents[next]!);
            validate?.(stored.document);
            insertRecord(target, collection, stored);
            inserted++;
            if (statementId !== undefined) {
              earlier[String(statementId)] = done[String(statementId)] = { n: 1 };
            }
          } catch (error) {
            if (!(error instanceof CommandError) || error.codeName === 'WriteConflict') throw error;
            errors.add(next, error);
            if (!ordered) continue;
            next = documents.length;
          }
        }
      } finally {
        record();
      }
    });
  const turns = new Turns(context);
  while (next < documents.length) {
    checkInterrupted(context);
    await turns.pause();
    await step();
  }
  return { n: inserted, ...errors.reply() };
}

/** The documents as the bytes that came. Throws for a field that isn't a list of documents. */
function receivedDocuments(context: CommandContext): Uint8Array[] {
  const sequence = context.message.sequences.get('documents');
  if (sequence !== undefined) return sequence;
  const element = listElements(context.message.body).find(({ name }) => name === 'documents');
  if (element === undefined) throw missingField('insert.documents');
  if (element.type === 0x03) {
    throw commandError(
      40422,
      `BSON array field 'insert.documents' has an invalid value for an array field name.`,
    );
  }
  if (element.type !== 0x04) throw wrongType('insert.documents', context.body['documents'], 'array');
  const slices = sliceDocumentArray(context.message.body.subarray(element.valueStart, element.end));
  if (slices === null) {
    const values = context.body['documents'] as unknown[];
    const at = values.findIndex((value) => typeName(value) !== 'object');
    throw wrongType(`insert.documents.${at}`, values[at], 'object');
  }
  return slices;
}

/** Makes a received document what is stored: with an _id, as its first field. Throws as MongoDB's fixDocumentForInsert. */
function prepare(bytes: Uint8Array): StoredDocument {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw commandError(
      'BadValue',
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
  const document = decode(bytes);
  const names = Object.keys(document);
  const dollar = names.find((name) => name.startsWith('$'));
  if (dollar !== undefined) {
    throw commandError('BadValue', `Document can't have $ prefixed field names: ${dollar}`);
  }
  const zeroTimestamp = names.some((name) => name !== '_id' && isZeroTimestamp(document[name]));
  if (names[0] === '_id' && !zeroTimestamp && !hasDuplicateId(bytes, document)) {
    checkNewId(document['_id']);
    return { document, bytes };
  }
  const fixed: Document = {
    _id: Object.hasOwn(document, '_id') ? (document['_id'] as unknown) : new ObjectId(),
  };
  checkNewId(fixed['_id']);
  for (const name of names) {
    if (name === '_id') continue;
    const value: unknown = document[name];
    fixed[name] = isZeroTimestamp(value) ? timestampNow() : value;
  }
  return { document: fixed, bytes: encode(fixed) };
}

/** A decoded document has a name once; bytes with more elements than that would keep what no filter sees. */
function hasDuplicateId(bytes: Uint8Array, document: Document): boolean {
  return listElements(bytes).length !== Object.keys(document).length;
}

/** As `checkId`; an insert reports two of the types with another code. */
function checkNewId(id: unknown): void {
  if (Array.isArray(id) || isRegex(id)) {
    throw commandError('BadValue', `can't use a ${Array.isArray(id) ? 'array' : 'regex'} for _id`);
  }
  checkId(id);
}

/** Throws unless the value may be an _id. */
export function checkId(id: unknown): void {
  if (Array.isArray(id)) throw commandError('InvalidIdField', "The '_id' value cannot be of type array");
  if (typeName(id) === 'undefined')
    throw commandError('InvalidIdField', "The '_id' value cannot be of type undefined");
  if (id instanceof RegExp || (id as { _bsontype?: string } | null)?._bsontype === 'BSONRegExp') {
    throw commandError('InvalidIdField', "The '_id' value cannot be of type regex");
  }
  if (typeName(id) === 'object') {
    const dollar = Object.keys(id as object).find((name) => name.startsWith('$'));
    if (dollar !== undefined) {
      throw commandError(
        'DollarPrefixedFieldName',
        `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`,
      );
    }
  }
}
