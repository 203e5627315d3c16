import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { accumulatedFields, type AccumulatedField } from './accumulators.ts';
import { compareValues } from './compare.ts';
import { documentOf, fieldNames, isDocument } from './document.ts';
import { compileExpression } from './expression.ts';
import { MemoryLimit } from './memory-limit.ts';
import { PAUSE, sortInParts, type PausingWork } from './pause.ts';
import type { StageCompiler } from './stage.ts';
import { numberOf, typeName } from './types.ts';

const OPTIONS: ReadonlySet<string> = new Set(['groupBy', 'buckets', 'output', 'granularity']);

/** A document and the value by which it is put into a bucket. */
interface Placed {
  value: unknown;
  document: Document;
}

/**
 * `$bucketAuto`: buckets of about the same number of documents, equal values in one of them
 * (DocumentSourceBucketAuto::populateBuckets).
 */
export const bucketAuto: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) {
    throw commandError(
      40240,
      `The argument to $bucketAuto must be an object, but found type: ${typeName(operand)}`,
    );
  }
  for (const name of fieldNames(operand)) {
    if (!OPTIONS.has(name)) throw commandError(40245, `Unrecognized option to $bucketAuto: ${name}.`);
  }
  const { groupBy, buckets, output, granularity } = operand as Record<string, unknown>;
  if (groupBy === undefined || buckets === undefined) {
    throw commandError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified");
  }
  const isExpression = isDocument(groupBy) && fieldNames(groupBy)[0]?.startsWith('$') === true;
  if (!isExpression && !(typeof groupBy === 'string' && groupBy.startsWith('$'))) {
    throw commandError(
      40239,
      "The $bucketAuto 'groupBy' field must be defined as a $-prefixed path or an expression object",
    );
  }
  const count = numberOf(buckets);
  if (count === undefined) {
    throw commandError(
      40241,
      `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(buckets)}`,
    );
  }
  if (count !== (count | 0)) {
    throw commandError(
      40242,
      `The $bucketAuto 'buckets' field must be representable as a 32-bit integer, but found ${count}`,
    );
  }
  if (count <= 0)
    throw commandError(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${count}`);
  if (output !== undefined && !isDocument(output)) {
    throw commandError(
      40244,
      `The $bucketAuto 'output' field must be an object, but found type: ${typeName(output)}`,
    );
  }
  if (granularity !== undefined)
    throw commandError('CommandNotSupported', "$bucketAuto's granularity is not supported");
  const valueOf = compileExpression(groupBy, context);
  const fields = accumulatedFields(output ?? { count: { $sum: 1 } }, context);
  return function* (documents) {
    const placed: Placed[] = [];
    const limit = new MemoryLimit('$bucketAuto');
    for (const document of documents) {
      if (document === PAUSE) yield document;
      else {
        limit.add(document);
        placed.push({ value: valueOf(document) ?? null, document });
      }
    }
    const sorted = yield* sortInParts(placed, (left, right) => compareValues(left.value, right.value));
    const size = Math.max(1, Math.round(sorted.length / count));
    let from = 0;
    for (let made = 1; from < sorted.length; made++) {
      const end = made === count ? sorted.length : bucketEnd(sorted, from + size);
      yield yield* bucketOf(sorted, { from, end }, fields);
      from = end;
    }
  };
};

/** A bucket goes on as long as values are equal. */
function bucketEnd(sorted: readonly Placed[], atLeast: number): number {
  let end = Math.min(atLeast, sorted.length);
  while (end < sorted.length && compareValues(sorted[end]!.value, sorted[end - 1]!.value) === 0) end++;
  return end;
}

/** Its upper bound is the next one's lower bound, or the last value of all. */
function* bucketOf(
  sorted: readonly Placed[],
  range: { from: number; end: number },
  fields: readonly AccumulatedField[],
): PausingWork<Document> {
  const { from, end } = range;
  const accumulations = fields.map((field) => field.start(new MemoryLimit('$bucketAuto')));
  for (let at = from; at < end; at++) {
    for (const accumulation of accumulations) accumulation.add(sorted[at]!.document);
    if (at % 64 === 0) yield PAUSE;
  }
  const max = (sorted[end] ?? sorted[end - 1])!.value;
  return documentOf([
    [
      '_id',
      documentOf([
        ['min', sorted[from]!.value],
        ['max', max],
      ]),
    ],
    ...accumulations.map((accumulation, at): [string, unknown] => [fields[at]!.name, accumulation.result()]),
  ]);
}
