import { Binary, Decimal128, Double, Int32, Long, ObjectId, type Document } from 'bson';
import { commandError } from '../errors.ts';
import { isDocument } from '../engine/index-keys.ts';

/** BSON's name of a value's type, as messages have it. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint' || value instanceof Long) return 'long';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (value instanceof Int32) return 'int';
  if (value instanceof Double) return 'double';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Date) return 'date';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Binary || value instanceof Uint8Array) return 'binData';
  if (Array.isArray(value)) return 'array';
  return isDocument(value) ? 'object' : 'other';
}

/** A BSON number of any type as a JavaScript number; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return undefined;
}

/** MongoDB takes any number for a flag in most places, and null for "not given". */
export function isTrue(value: unknown): boolean {
  return value === true || (numberOf(value) ?? 0) !== 0;
}

/** `body[field]` as a boolean; `fallback` when it isn't given. Throws TypeMismatch. */
export function booleanField(
  body: Document,
  field: { name: string; command: string; fallback: boolean },
): boolean {
  const value: unknown = body[field.name];
  if (value === undefined || value === null) return field.fallback;
  if (typeof value !== 'boolean' && numberOf(value) === undefined) {
    throw wrongType(`${field.command}.${field.name}`, value, 'bool');
  }
  return isTrue(value);
}

export function wrongType(path: string, value: unknown, expected: string): Error {
  return commandError(
    'TypeMismatch',
    `BSON field '${path}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
  );
}

export function missingField(path: string): Error {
  return commandError(40414, `BSON field '${path}' is missing but a required field`);
}

export function unknownField(path: string): Error {
  return commandError(40415, `BSON field '${path}' is an unknown field.`);
}

/** `body[field]` as a document; undefined when it isn't given. `code` is the error for anything else. */
export function documentField(
  body: Document,
  name: string,
  code: 'TypeMismatch' | 'FailedToParse' | number = 'TypeMismatch',
): Document | undefined {
  const value: unknown = body[name];
  if (value === undefined) return undefined;
  if (!isDocument(value)) {
    throw commandError(code, `'${name}' field must be of BSON type object, found ${typeName(value)}.`);
  }
  return value;
}

/** A number that must be whole and not negative. */
export function countField(body: Document, name: string): number | undefined {
  const value: unknown = body[name];
  if (value === undefined || value === null) return undefined;
  const number = numberOf(value);
  if (number === undefined) throw commandError('FailedToParse', `'${name}' field must be numeric.`);
  if (number < 0) {
    const label = name.charAt(0).toUpperCase() + name.slice(1);
    throw commandError('BadValue', `${label} value must be non-negative, but received: ${number}`);
  }
  return Math.trunc(number);
}

/** Refuses what this server has no collation for. The simple one is what it does anyway. */
export function refuseCollation(body: Document): void {
  const collation: unknown = body['collation'];
  if (collation === undefined) return;
  if (!isDocument(collation)) throw wrongType('collation', collation, 'object');
  if (Object.keys(collation).length > 0 && collation['locale'] !== 'simple') {
    throw commandError('CommandNotSupported', 'collations are not supported');
  }
}

/** Refuses fields outside `known` and the ones that every command may have. */
export function refuseUnknown(
  body: Document,
  known: ReadonlySet<string>,
  refuse: (name: string) => Error,
): void {
  for (const name of Object.keys(body).slice(1)) {
    if (!known.has(name) && !GENERIC_FIELDS.has(name) && !name.startsWith('$')) throw refuse(name);
  }
}

/** Fields that every command may carry (src/mongo/idl/command_generic_argument.cpp). */
const GENERIC_FIELDS: ReadonlySet<string> = new Set([
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'stmtId',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'help',
]);

/** Throws InvalidNamespace unless `database.name` may name a collection. */
export function checkNamespace(database: string, name: string): void {
  if (name === '' || name.startsWith('.') || name.endsWith('.') || name.includes('\0')) {
    throw commandError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`);
  }
}

/** Throws unless a collection of this name may be made. */
export function checkNewNamespace(database: string, name: string): void {
  checkNamespace(database, name);
  if (name.includes('$')) throw commandError('InvalidNamespace', `Invalid collection name: ${name}`);
  if (name.startsWith('system.')) {
    throw commandError('InvalidNamespace', `Invalid system namespace: ${database}.${name}`);
  }
  if (Buffer.byteLength(`${database}.${name}`) > MAX_NAMESPACE_BYTES) {
    throw commandError(4862100, `Fully qualified namespace is too long. Max: ${MAX_NAMESPACE_BYTES}`);
  }
}

const MAX_NAMESPACE_BYTES = 255;

/** Throws InvalidNamespace unless this may name a database. */
export function checkDatabaseName(name: string): void {
  if (name === '' || Buffer.byteLength(name) > 63 || /[/\\. "$\0]/.test(name)) {
    throw commandError('InvalidNamespace', `Invalid database name: '${name}'`);
  }
}
