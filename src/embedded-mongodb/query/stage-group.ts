import type { Document } from 'bson';
import { encodeValue } from '../engine/key-encoding.ts';
import { commandError } from '../errors.ts';
import { compareValues } from './compare.ts';
import { documentOf, fieldNames, hasField, isDocument } from './document.ts';
import { accumulatedFields, type AccumulatedField, type Accumulation } from './accumulators.ts';
import { compileExpression } from './expression.ts';
import { MemoryLimit } from './memory-limit.ts';
import { PAUSE } from './pause.ts';
import { typeClass, numberOf } from './types.ts';
import type { Stage, StageCompiler } from './stage.ts';
import { sort } from './stages.ts';

export const group: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(15947, "a group's fields must be specified in an object");
  if (!hasField(operand, '_id')) throw commandError(15955, 'a group specification must include an _id');
  const idOf = compileExpression(operand['_id'], context);
  const fields = accumulatedFields(operand, context);
  return grouping(idOf, fields);
};

interface Group {
  id: unknown;
  fields: Accumulation[];
}

function grouping(idOf: (document: Document) => unknown, fields: readonly AccumulatedField[]): Stage {
  return function* (documents) {
    const groups = new Map<string, Group>();
    const limit = new MemoryLimit('$group');
    for (const document of documents) {
      if (document === PAUSE) {
        yield document;
        continue;
      }
      const id = idOf(document) ?? null;
      const key = encodeValue(id).toString('latin1');
      let group = groups.get(key);
      if (group === undefined) {
        // Each field begins with something of its own.
        limit.add([id, fields.map(({ name }) => name)]);
        groups.set(key, (group = { id, fields: fields.map((field) => field.start(limit)) }));
      }
      for (const field of group.fields) field.add(document);
    }
    for (const { id, fields: accumulations } of groups.values()) {
      yield documentOf([
        ['_id', id],
        ...accumulations.map((accumulation, at): [string, unknown] => [
          fields[at]!.name,
          accumulation.result(),
        ]),
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
  const fields = accumulatedFields(isDocument(output) ? output : { count: { $sum: 1 } }, context);
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
