import type { Document } from 'bson';

/**
 * JavaScript moves names such as "7" to the front of an object; BSON keeps the order that was written. A document with
 * such names carries the order here: names that are listed come first, in this order, then all others. The property is
 * enumerable so that spreading an object keeps it.
 */
export const KEY_ORDER: unique symbol = Symbol('key order');

type Ordered = Document & { [KEY_ORDER]?: string[] };

/** True for a name that JavaScript treats as an array index and so takes out of insertion order. */
export function isIndexName(name: string): boolean {
  const first = name.charCodeAt(0);
  if (!(first >= 48 && first <= 57) || name.length > 10) return false;
  const value = Number(name);
  return Number.isInteger(value) && value < 4294967295 && String(value) === name;
}

/** The field names of a document in BSON's order; use it instead of `Object.keys`. */
export function fieldNames(document: Document): string[] {
  const order = (document as Ordered)[KEY_ORDER];
  const keys = Object.keys(document);
  if (order === undefined) return keys;
  const listed = new Set(order);
  return [
    ...order.filter((name) => Object.hasOwn(document, name)),
    ...keys.filter((name) => !listed.has(name)),
  ];
}

export function hasField(document: Document, name: string): boolean {
  return Object.hasOwn(document, name);
}

/** The field's value; undefined also for a field that isn't there. */
export function getField(document: Document, name: string): unknown {
  const value: unknown = document[name];
  // What objects inherit isn't a field.
  return value === undefined || Object.hasOwn(document, name) ? value : undefined;
}

/** Sets a field in place: a new one goes to the end, whatever its name. */
export function setField(document: Document, name: string, value: unknown): void {
  const isNew = !Object.hasOwn(document, name);
  if (isNew && isIndexName(name)) setKeyOrder(document, [...fieldNames(document), name]);
  else if (isNew && (document as Ordered)[KEY_ORDER]?.includes(name)) {
    setKeyOrder(document, [...fieldNames(document), name]);
  }
  assign(document, name, value);
}

/** As `setField` without the order, for a caller that sets the order itself. */
export function assign(document: Document, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true });
  } else document[name] = value;
}

export function setKeyOrder(document: Document, order: string[]): void {
  (document as Ordered)[KEY_ORDER] = order;
}

export function removeField(document: Document, name: string): void {
  delete document[name];
}

/** A copy of the document's own level. */
export function copyDocument(document: Document): Document {
  const copy = { ...document };
  if (Object.hasOwn(document, '__proto__')) assign(copy, '__proto__', document['__proto__']);
  return copy;
}

/** A document of these fields, in this order. */
export function documentOf(entries: Iterable<readonly [string, unknown]>): Document {
  const document: Document = {};
  for (const [name, value] of entries) setField(document, name, value);
  return document;
}

/** True for an embedded document; arrays and BSON's scalar types are none. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
