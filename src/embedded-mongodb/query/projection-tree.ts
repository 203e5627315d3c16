import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { documentOf, fieldNames, getField, hasField, isDocument, removeField, setField } from './document.ts';
import type { CompiledExpression } from './expression.ts';

/** What a projection does at one level of a document, by field name in the order of the specification. */
export interface ProjectionNode {
  /** Fields that are kept, or left out. */
  listed: Set<string>;
  children: Map<string, ProjectionNode>;
  computed: Map<string, CompiledExpression>;
  /** Names of computed fields and of children that compute something, in order. */
  order: string[];
}

export function newNode(): ProjectionNode {
  return { listed: new Set(), children: new Map(), computed: new Map(), order: [] };
}

/** The parts of a field path. Throws MongoDB's errors for what isn't one. */
export function fieldPath(path: string): string[] {
  if (path === '') throw commandError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw commandError(40353, "FieldPath must not end with a '.'.");
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') throw commandError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) throw commandError(16410, "FieldPath field names may not start with '$'.");
  }
  return parts;
}

/** Adds a field to the tree. Throws when another path leads through it or to it. */
export function addPath(root: ProjectionNode, path: string, expression?: CompiledExpression): void {
  const parts = fieldPath(path);
  let node = root;
  for (const [depth, part] of parts.entries()) {
    const isLeaf = node.listed.has(part) || node.computed.has(part);
    if (depth === parts.length - 1) {
      if (isLeaf || node.children.has(part)) throw commandError(31250, `Path collision at ${path}`);
      if (expression === undefined) node.listed.add(part);
      else {
        node.computed.set(part, expression);
        node.order.push(part);
      }
      return;
    }
    if (isLeaf) {
      const rest = parts.slice(depth + 1).join('.');
      throw commandError(31249, `Path collision at ${path} remaining portion ${rest}`);
    }
    let child = node.children.get(part);
    if (child === undefined) node.children.set(part, (child = newNode()));
    if (expression !== undefined && !node.order.includes(part)) node.order.push(part);
    node = child;
  }
}

export type Mode = 'include' | 'exclude' | 'add';

/** The document with only the tree's fields, without them, or with the computed ones added. */
export function applyTree(
  node: ProjectionNode,
  document: Document,
  how: { mode: Mode; root: Document },
): Document {
  const { mode } = how;
  const entries: [string, unknown][] = [];
  for (const name of fieldNames(document)) {
    const value = getField(document, name);
    const child = node.children.get(name);
    if (child !== undefined) {
      const inner = applyToValue(child, value, how);
      if (inner.present) entries.push([name, inner.value]);
    } else if (mode === 'add' || node.listed.has(name) === (mode === 'include')) {
      if (mode !== 'include' || !node.computed.has(name)) entries.push([name, value]);
    }
  }
  const result = documentOf(entries);
  for (const name of node.order) {
    const expression = node.computed.get(name);
    if (expression !== undefined) {
      const value = expression(how.root);
      if (value === undefined) removeField(result, name);
      else setField(result, name, value);
    } else if (!hasField(result, name)) setField(result, name, applyTree(node.children.get(name)!, {}, how));
  }
  return result;
}

function applyToValue(
  node: ProjectionNode,
  value: unknown,
  how: { mode: Mode; root: Document },
): { present: boolean; value: unknown } {
  if (isDocument(value)) return { present: true, value: applyTree(node, value, how) };
  if (Array.isArray(value)) {
    const elements = (value as unknown[]).map((element) => applyToValue(node, element, how));
    return {
      present: true,
      value: elements.filter(({ present }) => present).map((element) => element.value),
    };
  }
  if (node.order.length > 0) return { present: true, value: applyTree(node, {}, how) };
  return { present: how.mode !== 'include', value };
}
