import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { documentOf, getField, hasField, isDocument, removeField, setField } from './document.ts';
import { MISSING } from './paths.ts';
import { dollarPrefixed } from './storable.ts';
import type { Leaf } from './update-leaf.ts';

/** Elements that an update may put in front of a new one (src/mongo/db/update/modifier_node.cpp). */
const MAX_PADDING = 1_500_000;
const INDEX = /^(?:0|[1-9]\d*)$/;

/** An element's position that a path's part names; undefined when it names none. */
export function indexOf(part: string): number | undefined {
  return INDEX.test(part) ? Number(part) : undefined;
}

type Holder = Document | unknown[];

function isHolder(value: unknown): value is Holder {
  return Array.isArray(value) || isDocument(value);
}

function childOf(holder: Holder, part: string): unknown {
  if (!Array.isArray(holder)) return hasField(holder, part) ? getField(holder, part) : MISSING;
  const index = indexOf(part);
  return index !== undefined && index < holder.length ? (holder as unknown[])[index] : MISSING;
}

function notViable(part: string, parts: readonly string[]): Error {
  return commandError(
    'PathNotViable',
    `Cannot create field '${part}' in the element at '${parts.join('.')}'`,
  );
}

/** Puts a value where there is none or another one. */
function place(holder: Holder, part: string, value: unknown): void {
  if (!Array.isArray(holder)) return setField(holder, part, value);
  const index = indexOf(part)!;
  if (index - holder.length > MAX_PADDING) {
    throw commandError('CannotBackfillArray', `can't backfill more than ${MAX_PADDING} elements`);
  }
  while (holder.length < index) (holder as unknown[]).push(null);
  (holder as unknown[])[index] = value;
}

/**
 * Changes, in place, the value at the end of the path. Arrays are entered by position only.
 * Throws PathNotViable where the path leads through a value that has no fields, and what the change throws.
 */
export function changeAt(root: Document, parts: readonly string[], how: { leaf: Leaf; now: Date }): void {
  const { leaf, now } = how;
  const at = { path: parts.join('.'), now };
  let holder: Holder = root;
  for (const [depth, part] of parts.entries()) {
    const child = childOf(holder, part);
    const last = depth === parts.length - 1;
    if (child === MISSING) {
      if (Array.isArray(holder) && indexOf(part) === undefined && !leaf.lenient) throw notViable(part, parts);
      if (leaf.creates) create(holder, parts.slice(depth), leaf.change(MISSING, at));
      return;
    }
    if (last) return replaceChild(holder, part, leaf.change(child, at));
    if (!isHolder(child)) {
      if (leaf.lenient) return;
      throw notViable(parts[depth + 1]!, parts);
    }
    holder = child;
  }
}

function replaceChild(holder: Holder, part: string, value: unknown): void {
  if (value !== MISSING) place(holder, part, value);
  else if (Array.isArray(holder)) place(holder, part, null);
  else removeField(holder, part);
}

function create(holder: Holder, parts: readonly string[], value: unknown): void {
  const dollar = parts.find((part) => part.startsWith('$') && !['$ref', '$id', '$db'].includes(part));
  if (dollar !== undefined) throw dollarPrefixed(dollar, parts.join('.'));
  const nested = parts.slice(1).reduceRight<unknown>((inner, part) => documentOf([[part, inner]]), value);
  place(holder, parts[0]!, nested);
}

/** Moves a field. Neither path may lead into an array. Nothing happens when there is no such field. */
export function renameField(root: Document, from: readonly string[], to: readonly string[]): void {
  let holder: Document = root;
  for (const [depth, part] of from.entries()) {
    if (!hasField(holder, part)) return;
    if (depth === from.length - 1) break;
    const child = getField(holder, part);
    if (!isDocument(child)) {
      const next = from[depth + 1]!;
      if (Array.isArray(child) && indexOf(next) !== undefined) {
        if (indexOf(next)! >= child.length) return;
        throw commandError('BadValue', `The source field cannot be an array element, '${from.join('.')}'`);
      }
      throw commandError(
        'PathNotViable',
        `cannot use the part (${part} of ${from.join('.')}) to traverse the element`,
      );
    }
    holder = child;
  }
  const name = from.at(-1)!;
  const value = getField(holder, name);
  refuseArrays(root, to);
  removeField(holder, name);
  changeAt(root, to, { leaf: { creates: true, lenient: false, change: () => value }, now: new Date(0) });
}

function refuseArrays(root: Document, to: readonly string[]): void {
  let value: unknown = root;
  for (const part of to) {
    if (Array.isArray(value)) {
      throw commandError('BadValue', `The destination field cannot be an array element, '${to.join('.')}'`);
    }
    if (!isDocument(value) || !hasField(value, part)) return;
    value = getField(value, part);
  }
}
