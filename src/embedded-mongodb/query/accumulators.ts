import type { Document } from 'bson';
import { encodeValue } from '../engine/key-encoding.ts';
import { commandError } from '../errors.ts';
import { fieldNames, getField, isDocument } from './document.ts';
import { compileExpression, compileWithVariables } from './expression.ts';
import { quotient } from './expression-corrected.ts';
import type { MemoryLimit } from './memory-limit.ts';
import type { PipelineContext } from './stage.ts';
import { numericOf } from './types.ts';

/** What a group makes of its documents, one after the other. */
export interface Accumulation {
  add(document: Document): void;
  result(): unknown;
}

/** A computed field of a group. */
export interface AccumulatedField {
  name: string;
  start(limit: MemoryLimit): Accumulation;
}

/** Values that are kept until they are made one. */
const FOLDED_AT_ONCE = 512;

type Compute = (values: unknown[]) => unknown;
type Collector = (compute: Compute, limit: MemoryLimit) => { add(value: unknown): void; result(): unknown };

/** Keeps all values and computes at the end. */
const kept: Collector = (compute, limit) => {
  const values: unknown[] = [];
  return {
    add: (value) => {
      limit.add(value);
      values.push(value);
    },
    result: () => compute(values),
  };
};

/** For what can be computed of partial results: keeps few values. */
const folded: Collector = (compute) => {
  let values: unknown[] = [];
  return {
    add: (value) => {
      if (values.push(value) >= FOLDED_AT_ONCE) values = [compute(values)];
    },
    result: () => compute(values),
  };
};

const first: Collector = () => {
  let found: { value: unknown } | undefined;
  return { add: (value) => (found ??= { value }), result: () => found?.value };
};

const last: Collector = () => {
  let found: unknown;
  return { add: (value) => (found = value), result: () => found };
};

const distinct: Collector = (_, limit) => {
  const values = new Map<string, unknown>();
  return {
    add: (value) => {
      if (value === undefined) return;
      const key = encodeValue(value).toString('latin1');
      if (values.has(key)) return;
      limit.add(value);
      values.set(key, value);
    },
    result: () => [...values.values()],
  };
};

/** `compute` is the sum. */
const average: Collector = (compute, limit) => {
  const sum = folded(compute, limit);
  let count = 0;
  return {
    add: (value) => {
      if (numericOf(value) === undefined) return;
      count++;
      sum.add(value);
    },
    result: () => (count === 0 ? null : quotient(sum.result(), count)),
  };
};

/** The accumulators that MongoDB 4.4 has in a group; $stdDev is mingo's, the others are corrected. */
const COLLECTORS: Readonly<Record<string, Collector>> = {
  $sum: folded,
  $avg: average,
  $min: folded,
  $max: folded,
  $push: kept,
  $addToSet: distinct,
  $first: first,
  $last: last,
  $mergeObjects: folded,
  $stdDevPop: kept,
  $stdDevSamp: kept,
};

/** The fields of a group's specification but `_id`. Throws MongoDB's errors. */
export function accumulatedFields(specification: Document, context: PipelineContext): AccumulatedField[] {
  return fieldNames(specification)
    .filter((name) => name !== '_id')
    .map((name) => ({ name, start: starter(name, getField(specification, name), context) }));
}

function starter(name: string, value: unknown, context: PipelineContext): AccumulatedField['start'] {
  if (name.includes('.')) throw commandError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw commandError(40236, `The field name '${name}' cannot be an operator name`);
  if (!isDocument(value) || !fieldNames(value)[0]?.startsWith('$')) {
    throw commandError(40234, `The field '${name}' must be an accumulator object`);
  }
  const names = fieldNames(value);
  if (names.length !== 1) throw commandError(40238, `The field '${name}' must specify one accumulator`);
  const operator = names[0]!;
  if (operator === '$accumulator') {
    throw commandError('CommandNotSupported', 'server-side JavaScript is not supported');
  }
  const collector = Object.hasOwn(COLLECTORS, operator) ? COLLECTORS[operator] : undefined;
  if (collector === undefined) throw commandError(15952, `unknown group operator '${operator}'`);
  const operand = getField(value, operator);
  if (Array.isArray(operand) && operator !== '$push' && operator !== '$addToSet') {
    throw commandError(40237, `The ${operator} accumulator is a unary operator`);
  }
  const valueOf = compileExpression(operand, context);
  const evaluate = compileWithVariables({ [operator === '$avg' ? '$sum' : operator]: '$value' }, context);
  const compute: Compute = (values) => evaluate(values.map((one) => ({ value: one })));
  return (limit) => {
    const collected = collector(compute, limit);
    return {
      add: (document) => void collected.add(valueOf(document)),
      result: () => collected.result() ?? null,
    };
  };
}
