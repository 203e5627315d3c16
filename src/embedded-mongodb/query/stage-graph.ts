import type { Document } from 'bson';
import { encodeValue } from '../engine/key-encoding.ts';
import { commandError } from '../errors.ts';
import { fieldNames, getField, hasField, isDocument } from './document.ts';
import { compileExpression } from './expression.ts';
import { compileFilter } from './filter.ts';
import { foreignFinder, type ForeignFinder } from './foreign.ts';
import { MISSING, pathParts, walkPath } from './paths.ts';
import { PAUSE, type PausingWork } from './pause.ts';
import { fieldPath } from './projection-tree.ts';
import type { StageCompiler } from './stage.ts';
import { withValue } from './stages.ts';
import { numberOf, typeName } from './types.ts';

const TEXTS = ['from', 'as', 'connectFromField', 'connectToField', 'depthField'] as const;
const REQUIRED = ['from', 'as', 'startWith', 'connectFromField', 'connectToField'] as const;
const OPTIONS: ReadonlySet<string> = new Set([...TEXTS, ...REQUIRED, 'maxDepth', 'restrictSearchWithMatch']);

/** What a search needs to know. */
interface Search {
  find: ForeignFinder;
  connectFrom: string;
  maxDepth: number;
  depthParts: readonly string[] | undefined;
  matches: (document: Document) => boolean;
}

/** `$graphLookup`: the documents that can be reached, breadth first (DocumentSourceGraphLookup::doBreadthFirstSearch). */
export const graphLookup: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) {
    throw commandError(
      40327,
      `the $graphLookup stage specification must be an object, not ${typeName(operand)}`,
    );
  }
  for (const name of fieldNames(operand)) {
    if (!OPTIONS.has(name)) throw commandError(40104, `Unknown argument to $graphLookup: ${name}`);
  }
  for (const name of TEXTS) {
    if (hasField(operand, name) && typeof operand[name] !== 'string') {
      throw commandError(40103, `expected string as argument for ${name}, found: ${typeName(operand[name])}`);
    }
  }
  for (const name of REQUIRED) {
    if (!hasField(operand, name)) {
      throw commandError(
        40105,
        "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.",
      );
    }
  }
  const { from, as, connectFromField, connectToField, depthField } = operand as Record<string, string>;
  const restriction = getField(operand, 'restrictSearchWithMatch');
  if (restriction !== undefined && !isDocument(restriction)) {
    throw commandError(40185, 'restrictSearchWithMatch must be an object');
  }
  const target = fieldPath(as!);
  const path = fieldPath(connectToField!).join('.');
  const search = {
    connectFrom: fieldPath(connectFromField!).join('.'),
    maxDepth: maxDepthOf(operand),
    depthParts: depthField === undefined ? undefined : fieldPath(depthField),
    matches: compileFilter(restriction ?? {}, { let: context.let }),
  };
  const startOf = compileExpression(operand['startWith'], context);
  return function* (documents) {
    const find = foreignFinder({ from: from!, path }, context);
    for (const document of documents) {
      if (document === PAUSE) {
        yield document;
        continue;
      }
      const start = startOf(document);
      const values = Array.isArray(start) ? (start as unknown[]) : start === undefined ? [] : [start];
      yield withValue(document, target, yield* reached(values, { ...search, find }));
    }
  };
};

function maxDepthOf(operand: Document): number {
  if (!hasField(operand, 'maxDepth')) return Infinity;
  const depth = numberOf(operand['maxDepth']);
  if (depth === undefined) throw commandError(40100, 'maxDepth requires a numeric argument');
  if (depth < 0) throw commandError(40101, `maxDepth requires a nonnegative argument, found: ${depth}`);
  if (!Number.isInteger(depth)) throw commandError(40102, 'maxDepth could not be represented as a long long');
  return depth;
}

const keyOf = (value: unknown): string => encodeValue(value).toString('latin1');

function* reached(start: readonly unknown[], search: Search): PausingWork<Document[]> {
  const found = new Map<string, Document>();
  const asked = new Set<string>();
  let frontier = new Map(start.map((value) => [keyOf(value), value]));
  for (let depth = 0; frontier.size > 0 && depth <= search.maxDepth; depth++) {
    for (const key of frontier.keys()) asked.add(key);
    const next = new Map<string, unknown>();
    for (const document of yield* search.find(frontier)) {
      const id = keyOf(document['_id']);
      if (found.has(id) || !search.matches(document)) continue;
      found.set(id, withDepth(document, search.depthParts, depth));
      for (const [key, value] of connections(document, search.connectFrom)) {
        if (!asked.has(key)) next.set(key, value);
      }
      if (found.size % 64 === 0) yield PAUSE;
    }
    frontier = next;
  }
  return [...found.values()];
}

/** The depth is a long. */
function withDepth(document: Document, parts: readonly string[] | undefined, depth: number): Document {
  return parts === undefined ? document : withValue(document, parts, BigInt(depth));
}

/** Where a document leads to: the elements of an array apart, nothing for what is missing. */
function connections(document: Document, path: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  walkPath(document, { parts: pathParts(path), unfoldLast: false }, (value) => {
    if (value === MISSING) return false;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) values.set(keyOf(one), one);
    return false;
  });
  return values;
}
