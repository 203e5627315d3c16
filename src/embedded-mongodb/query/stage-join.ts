import type { Document } from 'bson';
import { encodeValue } from '../engine/key-encoding.ts';
import { commandError } from '../errors.ts';
import { documentOf, fieldNames, getField, isDocument } from './document.ts';
import { compileExpression } from './expression.ts';
import { foreignFinder } from './foreign.ts';
import { MemoryLimit } from './memory-limit.ts';
import { MISSING, pathParts, walkPath } from './paths.ts';
import { gather, PAUSE, type PausingWork } from './pause.ts';
import { fieldPath } from './projection-tree.ts';
import type { StageCompiler, StageContext } from './stage.ts';
import { withValue } from './stages.ts';
import { typeName } from './types.ts';

const LOOKUP_FIELDS: ReadonlySet<string> = new Set([
  'from',
  'as',
  'localField',
  'foreignField',
  'let',
  'pipeline',
]);

export const lookup: StageCompiler = (operand, context) => {
  if (!isDocument(operand))
    throw commandError('FailedToParse', 'the $lookup specification must be an Object');
  for (const name of fieldNames(operand)) {
    const value = getField(operand, name);
    if (name === 'pipeline' || name === 'let') continue;
    if (typeof value !== 'string' || !LOOKUP_FIELDS.has(name)) {
      throw commandError(
        'FailedToParse',
        `$lookup argument '${name}' must be a string, found ${typeName(value)}`,
      );
    }
  }
  const { from, as, localField, foreignField, pipeline } = operand as Record<
    string,
    string | undefined | unknown[]
  >;
  if (from === undefined) throw commandError('FailedToParse', "must specify 'from' field for a $lookup");
  if (as === undefined) throw commandError('FailedToParse', "must specify 'as' field for a $lookup");
  const target = fieldPath(as as string);
  const join =
    pipeline === undefined
      ? byFields({ from: from as string, localField, foreignField }, context)
      : byPipeline({ from: from as string, operand }, context);
  return function* (documents) {
    const find = join();
    for (const document of documents) {
      if (document === PAUSE) yield document;
      else yield withValue(document, target, yield* find(document));
    }
  };
};

/** What a document is joined with. */
type Find = (document: Document) => PausingWork<Document[]>;

function byFields(
  of: { from: string; localField: unknown; foreignField: unknown },
  context: StageContext,
): () => Find {
  const { from, localField, foreignField } = of;
  if (typeof localField !== 'string' || typeof foreignField !== 'string') {
    throw commandError(
      'FailedToParse',
      "$lookup requires both or neither of 'localField' and 'foreignField' to be specified",
    );
  }
  return () => {
    const find = foreignFinder({ from, path: foreignField }, context);
    return (document) => find(localValues(document, localField));
  };
}

/**
 * The values that a document looks for others with, by their keys: an array stands for its elements, an empty one and
 * what is missing for null.
 */
function localValues(document: Document, path: string): Map<string, unknown> {
  const found = new Map<string, unknown>();
  walkPath(document, { parts: pathParts(path), unfoldLast: false }, (value) => {
    const values = Array.isArray(value) && value.length > 0 ? (value as unknown[]) : [value];
    for (const one of values) {
      const isNothing = one === MISSING || one === undefined || (Array.isArray(value) && value.length === 0);
      const wanted = isNothing ? null : one;
      found.set(encodeValue(wanted).toString('latin1'), wanted);
    }
    return false;
  });
  return found;
}

function byPipeline(of: { from: string; operand: Document }, context: StageContext): () => Find {
  const { from, operand } = of;
  const { pipeline, let: given, localField, foreignField } = operand as Record<string, unknown>;
  if (localField !== undefined || foreignField !== undefined) {
    throw commandError(
      'FailedToParse',
      "$lookup with 'pipeline' may not specify 'localField' or 'foreignField'",
    );
  }
  if (!Array.isArray(pipeline))
    throw commandError('FailedToParse', "'pipeline' option must be specified as an array");
  if (given !== undefined && !isDocument(given)) {
    throw commandError('FailedToParse', "$lookup argument 'let' must be an object");
  }
  const variables = fieldNames(given ?? {}).map(
    (name) => [name, compileExpression(getField(given!, name), context)] as const,
  );
  // Compiled once for its errors, and for each document with the values of its variables.
  const withLet = (values: Document) =>
    context.compile(pipeline as unknown[], { ...context, let: { ...context.let, ...values } });
  withLet(documentOf(variables.map(([name]) => [name, null] as const)));
  return () => {
    let foreign: Document[] | undefined;
    return function* (document) {
      foreign ??= yield* gather(context.collection(from), new MemoryLimit('$lookup'));
      const values = variables.map(([name, expression]): [string, unknown] => [
        name,
        { $literal: expression(document) },
      ]);
      return yield* gather(withLet(documentOf(values))(foreign), new MemoryLimit('$lookup'));
    };
  };
}

export const facet: StageCompiler = (operand, context) => {
  if (!isDocument(operand) || fieldNames(operand).length === 0) {
    throw commandError(40169, 'the $facet specification must be a non-empty object');
  }
  const facets = fieldNames(operand).map((name) => {
    const pipeline = getField(operand, name);
    if (!Array.isArray(pipeline))
      throw commandError(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(pipeline)}`);
    for (const stage of pipeline as unknown[]) {
      const [first] = isDocument(stage) ? fieldNames(stage) : [];
      if (
        first !== undefined &&
        ['$out', '$merge', '$facet', '$collStats', '$indexStats', '$geoNear', '$planCacheStats'].includes(
          first,
        )
      ) {
        throw commandError(40600, `${first} is not allowed to be used within a $facet stage`);
      }
    }
    return [name, context.compile(pipeline as unknown[], context)] as const;
  });
  return function* (documents) {
    const limit = new MemoryLimit('$facet');
    const all = yield* gather(documents, limit);
    const results: [string, Document[]][] = [];
    for (const [name, run] of facets) results.push([name, yield* gather(run(all), limit)]);
    yield documentOf(results);
  };
};

export const unionWith: StageCompiler = (operand, context) => {
  const from: unknown =
    typeof operand === 'string' ? operand : isDocument(operand) ? operand['coll'] : undefined;
  const pipeline: unknown = isDocument(operand) ? (operand['pipeline'] ?? []) : [];
  if (typeof from !== 'string' || !Array.isArray(pipeline)) {
    throw commandError('FailedToParse', 'the $unionWith stage specification must be an object or string');
  }
  const run = context.compile(pipeline as unknown[], context);
  return function* (documents) {
    yield* documents;
    yield* run(context.collection(from));
  };
};
