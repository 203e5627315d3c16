import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import {
  copyDocument,
  fieldNames,
  getField,
  hasField,
  isDocument,
  removeField,
  setField,
} from './document.ts';
import { compileExpression } from './expression.ts';
import { compileFilter } from './filter.ts';
import { MemoryLimit } from './memory-limit.ts';
import { gather, PAUSE, sortInParts, type Pausing, type PausingWork } from './pause.ts';
import type { PipelineContext, Stage, StageCompiler } from './stage.ts';
import { compileFields } from './projection.ts';
import { addPath, applyTree, fieldPath, newNode, type ProjectionNode } from './projection-tree.ts';
import { compileSort } from './sort.ts';
import { numberOf, typeName } from './types.ts';

/** A stage that makes one document of each. */
function mapped(change: (document: Document) => Document): Stage {
  return function* (documents) {
    for (const document of documents) yield document === PAUSE ? document : change(document);
  };
}

export const match: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(15959, 'the match filter must be an expression in an object');
  const matches = compileFilter(operand, { let: context.let });
  return function* (documents) {
    for (const document of documents) if (document === PAUSE || matches(document)) yield document;
  };
};

export const project: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(15969, '$project specification must be an object');
  if (fieldNames(operand).length === 0) {
    throw commandError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  }
  return mapped(compileFields(operand, { ...context, isFind: false }));
};

export const addFields: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(40272, '$addFields specification stage must be an object');
  if (fieldNames(operand).length === 0) {
    throw commandError(
      40177,
      'Invalid $addFields :: caused by :: specification must have at least one field',
    );
  }
  const root = newNode();
  addAll(root, { prefix: '', specification: operand }, context);
  return mapped((document) => applyTree(root, document, { mode: 'add', root: document }));
};

function addAll(
  root: ProjectionNode,
  fields: { prefix: string; specification: Document },
  context: PipelineContext,
): void {
  for (const name of fieldNames(fields.specification)) {
    const value = getField(fields.specification, name);
    const path = fields.prefix + name;
    if (isDocument(value) && fieldNames(value).length > 0 && !fieldNames(value)[0]!.startsWith('$')) {
      fieldPath(path);
      addAll(root, { prefix: `${path}.`, specification: value }, context);
    } else addPath(root, path, compileExpression(value, context));
  }
}

export const unset: StageCompiler = (operand) => {
  const paths = Array.isArray(operand) ? (operand as unknown[]) : [operand];
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string')) {
    throw commandError(31119, '$unset specification must be a string or an array with at least one field');
  }
  const root = newNode();
  for (const path of paths) addPath(root, path);
  return mapped((document) => applyTree(root, document, { mode: 'exclude', root: document }));
};

export const sort: StageCompiler = (operand) => {
  if (!isDocument(operand)) throw commandError(15973, 'the $sort key specification must be an object');
  if (fieldNames(operand).length === 0)
    throw commandError(15976, '$sort stage must have at least one sort key');
  const order = compileSort(operand);
  return function* (documents) {
    yield* yield* sortInParts(yield* gather(documents, new MemoryLimit('$sort')), order);
  };
};

export const limit: StageCompiler = (operand) => {
  const given = numberOf(operand);
  if (given === undefined) throw commandError(15957, 'the limit must be specified as a number');
  const most = Math.trunc(given);
  if (most <= 0) throw commandError(15958, 'the limit must be positive');
  return function* (documents) {
    let taken = 0;
    for (const document of documents) {
      yield document;
      if (document !== PAUSE && ++taken >= most) return;
    }
  };
};

export const skip: StageCompiler = (operand) => {
  const given = numberOf(operand);
  if (given === undefined) throw commandError(15972, 'Argument to $skip must be a number');
  if (given < 0) throw commandError(15956, 'Argument to $skip cannot be negative');
  const left = Math.trunc(given);
  return function* (documents) {
    let skipped = 0;
    for (const document of documents) if (document === PAUSE || skipped++ >= left) yield document;
  };
};

export const count: StageCompiler = (operand) => {
  if (typeof operand !== 'string') throw commandError(40156, 'the count field must be a non-empty string');
  if (operand === '') throw commandError(40157, 'the count field must be a non-empty string');
  if (operand.startsWith('$')) throw commandError(40158, 'the count field cannot be a $-prefixed path');
  if (operand.includes('.')) throw commandError(40160, "the count field cannot contain '.'");
  return function* (documents) {
    let number = 0;
    for (const document of documents) {
      if (document === PAUSE) yield document;
      else number++;
    }
    if (number > 0) yield { [operand]: number };
  };
};

export const sample: StageCompiler = (operand) => {
  if (!isDocument(operand)) throw commandError(28745, 'the $sample stage specification must be an object');
  const size = numberOf(operand['size']);
  if (size === undefined) throw commandError(28746, 'size argument to $sample must be a number');
  if (size < 0) throw commandError(28747, 'size argument to $sample must not be negative');
  return function* (documents) {
    yield* yield* drawn(documents, Math.trunc(size));
  };
};

/** Some of the documents, each as likely as any other, in no order (algorithm R, Vitter 1985, then Fisher-Yates). */
function* drawn(documents: Pausing<Document>, size: number): PausingWork<Document[]> {
  const chosen: Document[] = [];
  let seen = 0;
  for (const document of documents) {
    if (document === PAUSE) {
      yield document;
      continue;
    }
    const at = chosen.length < size ? chosen.length : Math.floor(Math.random() * (seen + 1));
    if (at < size) chosen[at] = document;
    seen++;
  }
  for (let at = chosen.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [chosen[at], chosen[other]] = [chosen[other]!, chosen[at]!];
  }
  return chosen;
}

export const replaceRoot: StageCompiler = (operand, context) => {
  if (!isDocument(operand))
    throw commandError(40229, 'expected an object as specification for $replaceRoot stage');
  if (!hasField(operand, 'newRoot')) {
    throw commandError(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field");
  }
  const expression = compileExpression(operand['newRoot'], context);
  return mapped((document) => {
    const root = expression(document);
    if (isDocument(root)) return root;
    throw commandError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type ${typeName(root)}`,
    );
  });
};

export const unwind: StageCompiler = (operand) => {
  const specification: Document =
    typeof operand === 'string' ? { path: operand } : isDocument(operand) ? operand : {};
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = specification as Record<string, unknown>;
  const unknown = fieldNames(specification).find(
    (name) => !['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name),
  );
  if (unknown !== undefined) throw commandError(28811, `unrecognized option to $unwind stage: ${unknown}`);
  if (path === undefined) throw commandError(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') throw commandError(28808, 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$')) {
    throw commandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  }
  if (preserveNullAndEmptyArrays !== undefined && typeof preserveNullAndEmptyArrays !== 'boolean') {
    throw commandError(
      28809,
      'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage',
    );
  }
  if (
    includeArrayIndex !== undefined &&
    (typeof includeArrayIndex !== 'string' || includeArrayIndex === '')
  ) {
    throw commandError(
      28810,
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    );
  }
  if (typeof includeArrayIndex === 'string' && includeArrayIndex.startsWith('$')) {
    throw commandError(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$'`);
  }
  const parts = fieldPath(path.slice(1));
  const indexParts = includeArrayIndex === undefined ? undefined : fieldPath(includeArrayIndex);
  const result = (document: Document, value: unknown, index: number | null): Document => {
    const changed = withValue(document, parts, value);
    return indexParts === undefined ? changed : withValue(changed, indexParts, index);
  };
  return function* (documents) {
    for (const document of documents) {
      if (document === PAUSE) {
        yield document;
        continue;
      }
      const value = nestedValue(document, parts);
      if (Array.isArray(value) && value.length > 0) {
        for (const [index, element] of (value as unknown[]).entries()) yield result(document, element, index);
      } else if (value !== undefined && value !== null && !Array.isArray(value)) {
        yield result(document, value, null);
      } else if (preserveNullAndEmptyArrays === true) {
        yield result(document, Array.isArray(value) ? undefined : value, null);
      }
    }
  };
};

/** The value through documents only: arrays on the way aren't entered. */
function nestedValue(document: Document, parts: readonly string[]): unknown {
  let value: unknown = document;
  for (const part of parts) value = isDocument(value) ? getField(value, part) : undefined;
  return value;
}

/** A copy with the value at the path; undefined removes the field. */
export function withValue(document: Document, parts: readonly string[], value: unknown): Document {
  const [name, ...rest] = parts as [string, ...string[]];
  const copy = copyDocument(document);
  if (rest.length > 0) {
    const inner = getField(document, name);
    if (value === undefined && !isDocument(inner)) return document;
    setField(copy, name, withValue(isDocument(inner) ? inner : {}, rest, value));
  } else if (value === undefined) removeField(copy, name);
  else setField(copy, name, value);
  return copy;
}
