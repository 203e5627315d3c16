import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { encodeValue, fitKey, invert } from './key-encoding.ts';

/** One field of an index and its direction. */
export interface IndexField {
  path: string;
  parts: readonly string[];
  descending: boolean;
}

/** The keys of one document in one index. */
export interface DocumentKeys {
  keys: Buffer[];
  /** For each key, its values as the document has them. */
  values: unknown[][];
  /** An array was unfolded, so the document may have several keys. */
  multikey: boolean;
  /** A key was too long to keep its order. */
  shortened: boolean;
}

/** Stands for "no such field": it sorts with null, but a sparse index leaves it out. */
const MISSING = Symbol('missing');

interface Cursor {
  /** What has been reached, and the parts of the path that are still to go. */
  value: unknown;
  rest: readonly string[];
}

/** True for an embedded document; arrays and BSON's scalar types are none. */
export function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp) &&
    !(value instanceof Uint8Array) &&
    (value as { _bsontype?: unknown })._bsontype === undefined
  );
}

/** Follows the path to its end or to the first array on it. A number names an element of an array. */
function follow(start: unknown, parts: readonly string[]): Cursor {
  let value: unknown = start;
  let at = 0;
  while (at < parts.length) {
    const part = parts[at]!;
    if (isDocument(value)) {
      value = Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : MISSING;
    } else if (Array.isArray(value)) {
      if (!/^\d+$/.test(part) || value.some((element) => isDocument(element) && Object.hasOwn(element, part)))
        break;
      const index = Number(part);
      value = index < value.length ? value[index] : MISSING;
    } else {
      value = MISSING;
    }
    if (value === MISSING) return { value, rest: [] };
    at += 1;
  }
  return { value, rest: parts.slice(at) };
}

/**
 * The keys of a document for an index, as MongoDB's BtreeKeyGenerator makes them: arrays are unfolded, a missing
 * field counts as null, an empty array as undefined. No key for a sparse index that finds none of its fields.
 * Throws CannotIndexParallelArrays when two fields lead through different arrays.
 */
export function documentKeys(
  document: Document,
  index: { fields: readonly IndexField[]; sparse: boolean },
): DocumentKeys {
  const found: DocumentKeys = { keys: [], values: [], multikey: false, shortened: false };
  const seen = new Set<string>();
  const emit = (values: unknown[]): void => {
    if (index.sparse && values.every((value) => value === MISSING)) return;
    const plain = values.map((value) =>
      value === MISSING ? null : value instanceof Whole ? value.value : value,
    );
    const components = plain.map((value, at) => {
      const component = encodeValue(value);
      return index.fields[at]!.descending ? invert(component) : component;
    });
    const { bytes, shortened } = fitKey(components.length === 1 ? components[0]! : Buffer.concat(components));
    found.shortened ||= shortened;
    const text = bytes.toString('latin1');
    if (seen.has(text)) return;
    seen.add(text);
    found.keys.push(bytes);
    found.values.push(plain);
  };
  const expand = (cursors: Cursor[]): void => {
    const array = arrayToUnfold(cursors, index.fields);
    if (array === undefined) return emit(cursors.map((cursor) => cursor.value));
    found.multikey = true;
    if (array.length === 0) {
      return expand(
        cursors.map((cursor) =>
          cursor.value !== array
            ? cursor
            : { value: cursor.rest.length === 0 ? undefined : MISSING, rest: [] },
        ),
      );
    }
    for (const element of array) {
      expand(
        cursors.map((cursor) => {
          if (cursor.value !== array) return cursor;
          if (cursor.rest.length === 0)
            return { value: Array.isArray(element) ? new Whole(element) : element, rest: [] };
          // An array directly inside an array isn't unfolded further by a named path.
          return isDocument(element) ? follow(element, cursor.rest) : { value: MISSING, rest: [] };
        }),
      );
    }
  };
  expand(index.fields.map((field) => follow(document, field.parts)));
  return found;
}

/** An array as one value of a key: the element of an unfolded array. */
class Whole {
  readonly value: unknown[];
  constructor(value: unknown[]) {
    this.value = value;
  }
}

function arrayToUnfold(cursors: Cursor[], fields: readonly IndexField[]): unknown[] | undefined {
  let array: unknown[] | undefined;
  let path = '';
  for (const [at, { value }] of cursors.entries()) {
    if (!Array.isArray(value) || value === array) continue;
    if (array !== undefined) {
      throw commandError(
        'CannotIndexParallelArrays',
        `cannot index parallel arrays [${fields[at]!.parts.at(-1)}] [${path}]`,
      );
    }
    array = value as unknown[];
    path = fields[at]!.parts.at(-1)!;
  }
  return array;
}
