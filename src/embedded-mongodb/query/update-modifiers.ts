import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { documentOf, fieldNames, getField, hasField, isDocument } from './document.ts';
import { compileFilter, compilePositionFinder } from './filter.ts';
import { MISSING } from './paths.ts';
import type { Leaf } from './update-leaf.ts';
import { LEAF_COMPILERS, operatorEntries } from './update-operators.ts';
import { changeAt, indexOf, renameField } from './update-paths.ts';

/** One change of an update document: of the value at `parts`, or the field `from` moved there. */
interface Change {
  parts: readonly string[];
  onInsert: boolean;
  leaf?: Leaf;
  from?: readonly string[];
}

export interface ModifierOptions {
  filter: Document;
  arrayFilters?: Document[] | undefined;
  let?: Document | undefined;
}

/** An update document of operators: changes a document in place. True when it counts as changed whatever it is like now. */
export type Modifiers = (document: Document, how: { matched: Document | undefined; now: Date }) => boolean;

/** How deep a stored document may be (BSONDepth). */
const MAX_DEPTH = 180;

const isDynamic = (part: string): boolean => part === '$' || (part.startsWith('$[') && part.endsWith(']'));

/**
 * Reads an update document. `matched` of the result is the document that the filter found, undefined for an upsert.
 * Throws FailedToParse, BadValue, ConflictingUpdateOperators and what the operators throw.
 */
export function compileModifiers(update: Document, options: ModifierOptions): Modifiers {
  const changes = fieldNames(update).flatMap((operator) => changesOf(operator, update[operator]));
  const taken = changes.flatMap(({ parts, from }) => (from === undefined ? [parts] : [parts, from]));
  refuseConflicts(taken);
  const filters = readArrayFilters(options.arrayFilters ?? []);
  checkIdentifiers(changes, filters);
  const isPositional = changes.some(({ parts }) => parts.includes('$'));
  const lets = options.let === undefined ? {} : { let: options.let };
  const position = isPositional ? compilePositionFinder(options.filter, lets) : undefined;
  const dynamic = changes.some(({ parts }) => parts.some(isDynamic));
  const sorted = [...changes].sort((a, b) => comparePaths(a.parts, b.parts));
  return (document, { matched, now }) => {
    let applied = sorted.filter(({ onInsert }) => !onInsert || matched === undefined);
    if (dynamic) {
      const found = matched === undefined ? undefined : position?.(matched);
      applied = applied
        .flatMap((change) =>
          expand(document, change.parts, { position: found, filters }).map((parts) => ({ ...change, parts })),
        )
        .sort((a, b) => comparePaths(a.parts, b.parts));
      refuseConflicts(applied.map(({ parts }) => parts));
    }
    for (const { parts, leaf, from } of applied) {
      if (leaf !== undefined) changeAt(document, parts, { leaf, now });
      else if (from !== undefined) renameField(document, from, parts);
    }
    return applied.some(({ leaf }) => leaf?.counts === true);
  };
}

function changesOf(operator: string, operand: unknown): Change[] {
  return operatorEntries(operator, operand).map(([path, value]) => {
    const parts = checkedParts(path);
    const onInsert = operator === '$setOnInsert';
    if (operator !== '$rename') return { parts, onInsert, leaf: LEAF_COMPILERS[operator]!(value, path) };
    if (typeof value !== 'string') {
      throw commandError('BadValue', `The 'to' field for $rename must be a string: ${path}`);
    }
    if (value === path) {
      throw commandError('BadValue', `The source and target field for $rename must differ: ${path}`);
    }
    const to = checkedParts(value);
    if (`${value}.`.startsWith(`${path}.`) || `${path}.`.startsWith(`${value}.`)) {
      throw commandError(
        'BadValue',
        `The source and target field for $rename must not be on the same path: ${path}`,
      );
    }
    if (parts.some(isDynamic))
      throw commandError('BadValue', `The source field for $rename may not be dynamic: ${path}`);
    if (to.some(isDynamic))
      throw commandError('BadValue', `The destination field for $rename may not be dynamic: ${value}`);
    return { parts: to, onInsert, from: parts };
  });
}

function checkedParts(path: string): string[] {
  const parts = path.split('.');
  if (parts.includes('')) {
    throw commandError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  if (parts.length > MAX_DEPTH)
    throw commandError('Overflow', `the update path has more than ${MAX_DEPTH} parts`);
  if (isDynamic(parts[0]!)) {
    throw commandError(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw commandError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`);
  }
  return parts;
}

/** Throws ConflictingUpdateOperators when one path is another's beginning. */
function refuseConflicts(paths: readonly (readonly string[])[]): void {
  const seen = new Map<string, 'end' | 'way'>();
  for (const parts of paths) {
    for (let length = 1; length <= parts.length; length++) {
      const key = parts.slice(0, length).join('.');
      const before = seen.get(key);
      const isEnd = length === parts.length;
      if (before === 'end' || (isEnd && before === 'way')) {
        throw commandError(
          'ConflictingUpdateOperators',
          `Updating the path '${parts.join('.')}' would create a conflict at '${key}'`,
        );
      }
      seen.set(key, isEnd ? 'end' : 'way');
    }
  }
}

/** The order in which changes are made, and so of the fields that they add: by name, positions by number. */
function comparePaths(left: readonly string[], right: readonly string[]): number {
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const a = left[at]!;
    const b = right[at]!;
    if (a === b) continue;
    const numbers = [indexOf(a), indexOf(b)];
    if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] - numbers[1];
    return a < b ? -1 : 1;
  }
  return left.length - right.length;
}

type ElementTest = (element: unknown) => boolean;

function readArrayFilters(given: readonly Document[]): Map<string, ElementTest> {
  const filters = new Map<string, ElementTest>();
  for (const filter of given) {
    const identifier = identifierOf(filter);
    if (identifier === undefined) {
      throw commandError(
        'FailedToParse',
        'Cannot use an expression without a top-level field name in arrayFilters',
      );
    }
    if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
      throw commandError(
        'BadValue',
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
      );
    }
    if (filters.has(identifier)) {
      throw commandError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    }
    const matches = compileFilter(filter);
    filters.set(identifier, (element) => matches(documentOf([[identifier, element]])));
  }
  return filters;
}

/** The first part of all paths in the filter, which has to be the same one. */
function identifierOf(filter: Document): string | undefined {
  let identifier: string | undefined;
  for (const name of fieldNames(filter)) {
    const clauses: unknown = filter[name];
    const found = !name.startsWith('$')
      ? [name.split('.')[0]!]
      : Array.isArray(clauses)
        ? clauses.filter(isDocument).map(identifierOf)
        : [];
    for (const one of found) {
      if (one === undefined) continue;
      if (identifier !== undefined && identifier !== one) {
        throw commandError(
          'FailedToParse',
          `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${identifier}' and '${one}'`,
        );
      }
      identifier = one;
    }
  }
  return identifier;
}

function identifierIn(part: string): string | undefined {
  return isDynamic(part) && part.length > 3 ? part.slice(2, -1) : undefined;
}

function checkIdentifiers(changes: readonly Change[], filters: ReadonlyMap<string, ElementTest>): void {
  const used = new Set<string>();
  for (const { parts } of changes) {
    for (const part of parts) {
      const identifier = identifierIn(part);
      if (identifier === undefined) continue;
      if (!filters.has(identifier)) {
        throw commandError(
          'BadValue',
          `No array filter found for identifier '${identifier}' in path '${parts.join('.')}'`,
        );
      }
      used.add(identifier);
    }
  }
  for (const identifier of filters.keys()) {
    if (!used.has(identifier)) {
      throw commandError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update`,
      );
    }
  }
}

/** The paths that one with `$`, `$[]` or `$[identifier]` stands for in this document. */
function expand(
  document: Document,
  parts: readonly string[],
  how: { position: number | undefined; filters: ReadonlyMap<string, ElementTest> },
): string[][] {
  const at = parts.findIndex(isDynamic);
  if (at === -1) return [[...parts]];
  const part = parts[at]!;
  const before = parts.slice(0, at);
  const rest = parts.slice(at + 1);
  const again = (index: number): string[][] => expand(document, [...before, String(index), ...rest], how);
  if (part === '$') {
    if (how.position === undefined) {
      throw commandError('BadValue', 'The positional operator did not find the match needed from the query.');
    }
    return again(how.position);
  }
  const array = valueAt(document, before);
  if (array === MISSING) {
    throw commandError(
      'BadValue',
      `The path '${before.join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  if (!Array.isArray(array)) {
    throw commandError('BadValue', `Cannot apply array updates to non-array element '${before.join('.')}'`);
  }
  const identifier = identifierIn(part);
  const test = identifier === undefined ? (): boolean => true : how.filters.get(identifier)!;
  return (array as unknown[]).flatMap((element, index) => (test(element) ? again(index) : []));
}

function valueAt(document: Document, parts: readonly string[]): unknown {
  let value: unknown = document;
  for (const part of parts) {
    const index = indexOf(part);
    if (Array.isArray(value) && index !== undefined && index < value.length)
      value = (value as unknown[])[index];
    else if (isDocument(value) && hasField(value, part)) value = getField(value, part);
    else return MISSING;
  }
  return value;
}
