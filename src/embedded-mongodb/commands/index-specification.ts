import type { Document } from 'bson';
import { isDocument } from '../engine/index-keys.ts';
import { commandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { isTrue, numberOf, typeName, wrongType } from './arguments.ts';

const OPTIONS = new Set([
  'v',
  'key',
  'name',
  'ns',
  'unique',
  'sparse',
  'background',
  'hidden',
  'expireAfterSeconds',
  'partialFilterExpression',
  'collation',
]);
/** Options of kinds of indexes that this server doesn't have. */
const UNSUPPORTED_OPTIONS = new Set([
  'storageEngine',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'wildcardProjection',
]);
const MAX_TTL_SECONDS = 2_147_483_647;

/** Checks one index of createIndexes and completes it as listIndexes will show it. Throws as MongoDB's index_key_validate. */
export function readIndexSpecification(given: unknown): Document {
  if (!isDocument(given))
    throw commandError('TypeMismatch', `index must be an object, but got ${typeName(given)}`);
  checkOptionNames(given);
  const key: unknown = given['key'];
  const name: unknown = given['name'];
  if (key === undefined)
    throw commandError('FailedToParse', "The 'key' field is a required property of an index specification");
  if (!isDocument(key))
    throw commandError('TypeMismatch', `The field 'key' must be an object, but got ${typeName(key)}`);
  checkKey(key);
  if (name === undefined)
    throw commandError('FailedToParse', "The 'name' field is a required property of an index specification");
  if (typeof name !== 'string')
    throw commandError('TypeMismatch', `The field 'name' must be a string, but got ${typeName(name)}`);
  if (name === '' || name.includes('\0'))
    throw commandError('CannotCreateIndex', 'index name cannot be empty');
  if (name === '*') throw commandError('BadValue', "The index name '*' is not valid.");
  const isIdIndex = Object.keys(key).length === 1 && numberOf(key['_id']) === 1;
  if (isIdIndex) return idIndex(given);
  if (name === '_id_') {
    throw commandError(
      'BadValue',
      `The index name '_id_' is reserved for the _id index, which must have key pattern {_id: 1}`,
    );
  }
  return complete(given, { key, name });
}

function checkOptionNames(given: Document): void {
  for (const option of Object.keys(given)) {
    if (UNSUPPORTED_OPTIONS.has(option)) {
      throw commandError('CannotCreateIndex', `index option '${option}' is not supported`);
    }
    if (!OPTIONS.has(option)) {
      throw commandError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an index specification.`,
      );
    }
  }
}

function checkKey(key: Document): void {
  const paths = Object.keys(key);
  if (paths.length === 0) throw commandError('CannotCreateIndex', 'Index keys cannot be an empty object.');
  if (paths.length > 32) throw commandError(13103, 'too many compound keys');
  for (const path of paths) {
    const direction: unknown = key[path];
    const number = numberOf(direction);
    if (number === undefined) {
      throw commandError('CannotCreateIndex', `Unknown or unsupported index plugin '${String(direction)}'`);
    }
    if (number === 0 || Number.isNaN(number))
      throw commandError('CannotCreateIndex', 'Values in the index key pattern cannot be 0.');
    if (path === '' || path.split('.').includes('')) {
      throw commandError('CannotCreateIndex', 'Index key contains an empty path component.');
    }
    if (path.split('.').some((part) => part.startsWith('$') && !['$id', '$ref', '$db'].includes(part))) {
      throw commandError('CannotCreateIndex', `Index key contains an illegal field name: ${path}`);
    }
    if (path === '$**' || path.endsWith('.$**'))
      throw commandError('CannotCreateIndex', 'wildcard indexes are not supported');
  }
}

function idIndex(given: Document): Document {
  for (const option of Object.keys(given)) {
    if (!['key', 'name', 'ns', 'v', 'collation'].includes(option)) {
      throw commandError(
        'InvalidIndexSpecificationOption',
        `The field '${option}' is not valid for an _id index specification.`,
      );
    }
  }
  return { v: 2, key: given['key'] as Document, name: '_id_' };
}

function complete(given: Document, names: { key: Document; name: string }): Document {
  const collation: unknown = given['collation'];
  if (isDocument(collation) && collation['locale'] !== 'simple') {
    throw commandError('CannotCreateIndex', 'collations are not supported');
  }
  const ttl: unknown = given['expireAfterSeconds'];
  if (ttl !== undefined) {
    const seconds = numberOf(ttl);
    if (seconds === undefined || seconds < 0 || seconds > MAX_TTL_SECONDS || Number.isNaN(seconds)) {
      throw commandError(
        'CannotCreateIndex',
        'TTL index expireAfterSeconds must be a number within the valid range',
      );
    }
    if (Object.keys(names.key).length > 1) {
      throw commandError(
        'CannotCreateIndex',
        'TTL indexes are single-field indexes, compound indexes do not support TTL.',
      );
    }
  }
  const partial: unknown = given['partialFilterExpression'];
  if (partial !== undefined) {
    if (!isDocument(partial)) throw wrongType('partialFilterExpression', partial, 'object');
    if (isTrue(given['sparse'])) {
      throw commandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
    }
    checkPartialFilter(partial);
  }
  return {
    v: 2,
    ...(isTrue(given['hidden']) ? { hidden: true } : {}),
    ...(isTrue(given['unique']) ? { unique: true } : {}),
    key: names.key,
    name: names.name,
    ...(given['background'] === undefined ? {} : { background: given['background'] as unknown }),
    ...(isTrue(given['sparse']) ? { sparse: true } : {}),
    ...(ttl === undefined ? {} : { expireAfterSeconds: ttl }),
    ...(partial === undefined ? {} : { partialFilterExpression: partial }),
  };
}

const PARTIAL_OPERATORS = new Set(['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type']);

/** A partial index takes only these operators, and $and at the top (src/mongo/db/index_builder, checkValidFilterExpressions). */
function checkPartialFilter(filter: Document, depth = 0): void {
  compileFilter(filter);
  const refuse = (what: string): never => {
    throw commandError('CannotCreateIndex', `Expression not supported in partial index: ${what}`);
  };
  for (const [name, condition] of Object.entries(filter)) {
    if (name === '$and') {
      if (depth > 0) refuse('$and below the top');
      for (const part of condition as Document[]) checkPartialFilter(part, depth + 1);
    } else if (name.startsWith('$')) refuse(name);
    else if (isDocument(condition)) {
      for (const [operator, operand] of Object.entries(condition)) {
        if (!operator.startsWith('$')) break;
        if (!PARTIAL_OPERATORS.has(operator)) refuse(operator);
        if (operator === '$exists' && !isTrue(operand)) refuse('$exists: false');
      }
    }
  }
}
