import type { Document } from 'bson';
import { encodeValue } from '../engine/key-encoding.ts';
import { commandError } from '../errors.ts';
import { compareValues } from './compare.ts';
import { documentOf, fieldNames, getField, hasField, isDocument } from './document.ts';
import { compileExpression, compileWithVariables } from './expression.ts';
import { typeClass, numberOf } from './types.ts';
import type { PipelineContext, Stage, StageCompiler } from './stage.ts';
import { sort } from './stages.ts';

/** Accumulators that MongoDB 4.4 has in a group; $stdDev is mingo's, the others are corrected. */
const ACCUMULATORS: ReadonlySet<string> = new Set([
  '$sum',
  '$avg',
  '$min',
  '$max',
  '$push',
  '$addToSet',
  '$first',
  '$last',
  '$mergeObjects',
  '$stdDevPop',
  '$stdDevSamp',
]);

type Accumulate = (documents: Document[]) => unknown;

function accumulators(specification: Document, context: PipelineContext): [string, Accumulate][] {
  return fieldNames(specification)
    .filter((name) => name !== '_id')
    .map((name) => {
      const value = getField(specification, name);
      if (name.includes('.')) throw commandError(40235, `The field name '${name}' cannot contain '.'`);
      if (name.startsWith('$'))
        throw commandError(40236, `The field name '${name}' cannot be an operator name`);
      if (!isDocument(value) || !fieldNames(value)[0]?.startsWith('$')) {
        throw commandError(40234, `The field '${name}' must be an accumulator object`);
      }
      const names = fieldNames(value);
      if (names.length !== 1) throw commandError(40238, `The field '${name}' must specify one accumulator`);
      const operator = names[0]!;
      if (operator === '$accumulator') {
        throw commandError('CommandNotSupported', 'server-side JavaScript is not supported');
      }
      if (!ACCUMULATORS.has(operator)) throw commandError(15952, `unknown group operator '${operator}'`);
      const operand = getField(value, operator);
      if (Array.isArray(operand) && operator !== '$push' && operator !== '$addToSet') {
        throw commandError(40237, `The ${operator} accumulator is a unary operator`);
      }
      // In an array of one, an operand that makes an array isn't taken for a list of operands.
      const evaluate = compileWithVariables({ [operator]: operand }, context);
      return [name, (documents) => evaluate(documents) ?? null];
    });
}

interface Group {
  id: unknown;
  documents: Document[];
}

function groups(documents: Iterable<Document>, idOf: (document: Document) => unknown): Iterable<Group> {
  const byKey = new Map<string, Group>();
  for (const document of documents) {
    const id = idOf(document) ?? null;
    const key = encodeValue(id).toString('latin1');
    const found = byKey.get(key);
    if (found === undefined) byKey.set(key, { id, documents: [document] });
    else found.documents.push(document);
  }
  return byKey.values();
}

export const group: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(15947, "a group's fields must be specified in an object");
  if (!hasField(operand, '_id')) throw commandError(15955, 'a group specification must include an _id');
  const idOf = compileExpression(operand['_id'], context);
  const fields = accumulators(operand, context);
  return grouping(idOf, fields);
};

function grouping(idOf: (document: Document) => unknown, fields: readonly [string, Accumulate][]): Stage {
  return function* (documents) {
    for (const one of groups(documents, idOf)) {
      yield documentOf([
        ['_id', one.id],
        ...fields.map(([name, accumulate]): [string, unknown] => [name, accumulate(one.documents)]),
      ]);
    }
  };
}

export const sortByCount: StageCompiler = (operand, context) => {
  const isPath = typeof operand === 'string' && operand.startsWith('$');
  const isExpression = isDocument(operand) && fieldNames(operand)[0]?.startsWith('$') === true;
  if (!isPath && !isExpression) {
    throw commandError(
      40148,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    );
  }
  const grouped = group({ _id: operand, count: { $sum: 1 } }, context);
  const sorted = sort({ count: -1 }, context);
  return (documents) => sorted(grouped(documents));
};

export const bucket: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(40201, 'Argument to $bucket stage must be an object');
  const { groupBy, boundaries, output } = operand as Record<string, unknown>;
  if (groupBy === undefined || boundaries === undefined) {
    throw commandError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  }
  if (!Array.isArray(boundaries))
    throw commandError(40200, "The $bucket 'boundaries' field must be an array");
  const bounds = boundaries as unknown[];
  if (bounds.length < 2)
    throw commandError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  for (let at = 1; at < bounds.length; at++) {
    if (typeClass(bounds[at]) !== typeClass(bounds[at - 1])) {
      throw commandError(40193, "All values in the 'boundaries' option to $bucket must have the same type");
    }
    if (compareValues(bounds[at - 1], bounds[at]) >= 0) {
      throw commandError(40194, "The 'boundaries' option to $bucket must be sorted");
    }
  }
  const hasDefault = hasField(operand, 'default');
  const fallback: unknown = operand['default'];
  if (hasDefault && compareValues(fallback, bounds[0]) >= 0 && compareValues(fallback, bounds.at(-1)) < 0) {
    throw commandError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    );
  }
  const valueOf = compileExpression(groupBy, context);
  const fields = accumulators(isDocument(output) ? output : { count: { $sum: 1 } }, context);
  const idOf = (document: Document): unknown => {
    const value = valueOf(document);
    const above = bounds.findIndex((bound) => compareValues(value, bound) < 0);
    if (above > 0) return bounds[above - 1];
    if (hasDefault) return fallback;
    throw commandError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
  const grouped = grouping(idOf, fields);
  const sorted = sort({ _id: numberOf(1) }, context);
  return (documents) => sorted(grouped(documents));
};
