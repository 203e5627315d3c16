import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { copyDocument, fieldNames, hasField, isDocument } from './document.ts';

/** Throws DollarPrefixedFieldName for a value with field names that may not be stored; references to documents may. */
export function checkStorable(value: unknown, path: string): void {
  if (Array.isArray(value)) {
    for (const [at, element] of (value as unknown[]).entries()) checkStorable(element, `${path}.${at}`);
  } else if (isDocument(value)) {
    for (const name of fieldNames(value)) {
      const inner = path === '' ? name : `${path}.${name}`;
      if (name.startsWith('$') && !isReferenceField(value, name)) throw dollarPrefixed(name, inner);
      checkStorable(value[name], inner);
    }
  }
}

function isReferenceField(document: Document, name: string): boolean {
  return ['$ref', '$id', '$db'].includes(name) && hasField(document, '$ref') && hasField(document, '$id');
}

export function dollarPrefixed(name: string, path: string): Error {
  return commandError(
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${name}' in '${path}' is not valid for storage.`,
  );
}

/** A copy that can be changed at every level; scalar values are shared, they never change. */
export function cloneValue<T>(value: T): T {
  if (Array.isArray(value)) return value.map((element: unknown) => cloneValue(element)) as T;
  if (!isDocument(value)) return value;
  const copy = copyDocument(value);
  for (const name of Object.keys(copy)) {
    const inner: unknown = copy[name];
    if (typeof inner === 'object' && inner !== null && name !== '__proto__') copy[name] = cloneValue(inner);
  }
  return copy as T;
}
