import type { Document } from 'bson';
import { isDocument } from './document.ts';

/** Stands for "no such field" where undefined is BSON's undefined. */
export const MISSING: unique symbol = Symbol('missing');

/**
 * Sees a value at the end of a path (MISSING when there is none) and the position in the outermost array that was
 * unfolded on the way there (-1 without one); true ends the walk.
 */
export type Visitor = (value: unknown, position: number) => boolean;

const DIGITS = /^\d+$/;
const parsed = new Map<string, readonly string[]>();

/** A dotted path's parts. Paths come from code, so there are few: they are kept. */
export function pathParts(path: string): readonly string[] {
  let parts = parsed.get(path);
  if (parts === undefined) {
    if (parsed.size > 5000) parsed.clear();
    parts = path.split('.');
    parsed.set(path, parts);
  }
  return parts;
}

export function isArrayIndex(part: string): boolean {
  return DIGITS.test(part);
}

/** A document's own field, MISSING when it has none. */
function fieldOf(document: Document, name: string): unknown {
  const value: unknown = document[name];
  if (value !== undefined && !(name in Object.prototype)) return value;
  return Object.hasOwn(document, name) ? value : MISSING;
}

/**
 * Walks all values a path leads to, as a filter sees them (MongoDB's BSONElementIterator): arrays on the way are
 * unfolded, a number also names an element. With `unfoldLast` an array at the end gives its elements, then itself.
 * An array without documents on the way gives nothing at all, not even MISSING. True when the visitor stopped it.
 */
export function walkPath(
  document: Document,
  path: { parts: readonly string[]; unfoldLast: boolean },
  visit: Visitor,
): boolean {
  return walkFields(document, { parts: path.parts, unfoldLast: path.unfoldLast, at: 0, outer: -1 }, visit);
}

interface Position {
  parts: readonly string[];
  unfoldLast: boolean;
  /** The part that is looked up next. */
  at: number;
  /** Position in the outermost array. */
  outer: number;
}

function walkFields(start: Document, position: Position, visit: Visitor): boolean {
  const { parts, unfoldLast, outer } = position;
  let value: unknown = start;
  let at = position.at;
  do {
    value = isDocument(value) ? fieldOf(value, parts[at]!) : MISSING;
    at++;
  } while (at < parts.length && !Array.isArray(value) && value !== MISSING);
  if (!Array.isArray(value)) return visit(value, outer);
  if (at < parts.length) return walkArray(value, { parts, unfoldLast, at, outer }, visit);
  if (unfoldLast) {
    for (let number = 0; number < value.length; number++) {
      if (visit(value[number], outer === -1 ? number : outer)) return true;
    }
  }
  return visit(value, outer);
}

function walkArray(array: readonly unknown[], position: Position, visit: Visitor): boolean {
  const { parts, at } = position;
  const index = isArrayIndex(parts[at]!) ? Number(parts[at]) : -1;
  for (const [number, element] of array.entries()) {
    const document = isDocument(element);
    const here: Position = position.outer === -1 ? { ...position, outer: number } : position;
    if (document && walkFields(element, here, visit)) return true;
    if (number !== index) continue;
    // An element that the path itself names isn't what the positional operator stands for.
    const after: Position = { ...position, at: at + 1 };
    if (at + 1 === parts.length) {
      if (visit(element, position.outer)) return true;
    } else if (document ? walkFields(element, after, visit) : walkNested(element, after, visit)) return true;
  }
  return false;
}

function walkNested(element: unknown, position: Position, visit: Visitor): boolean {
  return Array.isArray(element) && walkArray(element, position, visit);
}
