import { ObjectId, type Document } from 'bson';
import { encodeValue } from '../engine/key-encoding.ts';
import { MISSING, pathParts, walkPath } from './paths.ts';
import { MemoryLimit } from './memory-limit.ts';
import { gather, PAUSE, sortInParts, type PausingWork } from './pause.ts';
import type { PipelineContext } from './stage.ts';
import { numericOf } from './types.ts';

/** Finds the documents that have one of these values (given by their keys) at the path. */
export type ForeignFinder = (wanted: Map<string, unknown>) => PausingWork<Document[]>;

/** Of another collection: by an index when there is one; else all of it is read the first time, and kept. */
export function foreignFinder(of: { from: string; path: string }, context: PipelineContext): ForeignFinder {
  let findInAll: ForeignFinder | undefined;
  return function* (wanted) {
    const candidates = mayBeIndexed(wanted)
      ? context.indexed?.(of.from, { path: of.path, values: [...wanted.values()] })
      : undefined;
    if (candidates === undefined) {
      findInAll ??= yield* readAll(of, context);
      return yield* findInAll(wanted);
    }
    const found = yield* gather(candidates, new MemoryLimit('$lookup'));
    return found.filter((one) => [...keysOf(one, of.path)].some((key) => wanted.has(key)));
  };
}

/** More values than this, and all documents are read instead. */
const MOST_INDEXED_VALUES = 200;

/** Whether an index tells which documents have one of the values: it doesn't for nothing, arrays, patterns and documents. */
function mayBeIndexed(values: Map<string, unknown>): boolean {
  if (values.size > MOST_INDEXED_VALUES) return false;
  return [...values.values()].every(
    (value) =>
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      numericOf(value) !== undefined ||
      value instanceof ObjectId ||
      value instanceof Date,
  );
}

function* readAll(of: { from: string; path: string }, context: PipelineContext): PausingWork<ForeignFinder> {
  const foreign: Document[] = [];
  const byKey = new Map<string, number[]>();
  const limit = new MemoryLimit('$lookup');
  for (const document of context.collection(of.from)) {
    if (document === PAUSE) {
      yield document;
      continue;
    }
    limit.add(document);
    const at = foreign.push(document) - 1;
    for (const key of keysOf(document, of.path)) {
      const found = byKey.get(key);
      if (found === undefined) byKey.set(key, [at]);
      else if (found.at(-1) !== at) found.push(at);
    }
  }
  return function* (wanted) {
    const positions = new Set([...wanted.keys()].flatMap((key) => byKey.get(key) ?? []));
    return (yield* sortInParts([...positions], (a, b) => a - b)).map((at) => foreign[at]!);
  };
}

/** What a document has at the path, arrays unfolded; what is missing counts as null. */
function keysOf(document: Document, path: string): Set<string> {
  const keys = new Set<string>();
  walkPath(document, { parts: pathParts(path), unfoldLast: true }, (value) => {
    keys.add(encodeValue(value === MISSING || value === undefined ? null : value).toString('latin1'));
    return false;
  });
  return keys;
}
