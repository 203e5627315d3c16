import type { BSONRegExp, Document } from 'bson';
import { Context } from 'mingo/core';
import { $and, $or } from 'mingo/operators/query/logical';
import { Query } from 'mingo/query';
import { documentOf, fieldNames, isDocument } from './document.ts';
import { bitsTest, type BitOperator } from './filter-bits.ts';
import type { Operand } from './filter-lowering.ts';
import { type DocumentTest, type ElementCondition } from './filter-lowering.ts';
import {
  comparisonTest,
  inTest,
  modTest,
  regexTest,
  sizeTest,
  typeTest,
  type Comparison,
  type ValueTest,
} from './filter-tests.ts';
import { MISSING, pathParts, walkPath } from './paths.ts';

/**
 * mingo's query operators compare by JavaScript types, resolve paths through arrays differently and report nothing of
 * MongoDB's errors. These replace all of them that look at values; `$and`, `$or` and the structure of a filter
 * (`Query`) are mingo's.
 */

/** Where the last condition that looked into an array found its match; what the positional operator `$` stands for. */
export class MatchRecorder {
  position: number | undefined;

  /** Runs a test whose matches don't count, as below a negation. */
  without(test: () => boolean): boolean {
    const before = this.position;
    const result = test();
    this.position = before;
    return result;
  }
}

/** One operator on a value: whether arrays are unfolded for it and whether its result is turned around. */
interface ValueOperator {
  test: (value: unknown, recorder?: MatchRecorder) => boolean;
  unfold: boolean;
  negated: boolean;
}

type MingoOptions = NonNullable<ConstructorParameters<typeof Query>[1]>;

function plain(test: ValueTest, how: { unfold?: boolean; negated?: boolean } = {}): ValueOperator {
  return { test, unfold: how.unfold ?? true, negated: how.negated ?? false };
}

function valueOperator(name: string, operand: unknown): ValueOperator {
  switch (name) {
    case '$eq':
    case '$lt':
    case '$lte':
    case '$gt':
    case '$gte':
      return plain(comparisonTest(name satisfies Comparison, operand));
    case '$ne':
      return plain(comparisonTest('$eq', operand), { negated: true });
    case '$in':
      return plain(inTest(operand as unknown[]));
    case '$nin':
      return plain(inTest(operand as unknown[]), { negated: true });
    case '$regexValue':
      return plain(regexTest(operand as BSONRegExp));
    case '$exists':
      return plain((value) => value !== MISSING, { unfold: false, negated: operand !== true });
    case '$type':
      return plain(typeTest(operand));
    case '$size':
      return plain(sizeTest(operand), { unfold: false });
    case '$mod':
      return plain(modTest(operand));
    case '$elemMatch':
      return elemMatch(operand as ElementCondition);
    default:
      return plain(bitsTest(name as BitOperator, operand));
  }
}

function elemMatch(condition: ElementCondition): ValueOperator {
  const test =
    condition.kind === 'value' ? singleValueTest(condition.lowered) : elementDocumentTest(condition.lowered);
  return {
    unfold: false,
    negated: false,
    test: (value, recorder) => {
      if (!Array.isArray(value)) return false;
      const position = (value as unknown[]).findIndex((element) => test(element));
      if (position === -1) return false;
      if (recorder !== undefined) recorder.position = position;
      return true;
    },
  };
}

/** An array that is an element counts as a document whose names are the positions. */
function elementDocumentTest(lowered: Document): ValueTest {
  const query = new Query(lowered, { context: FILTER_CONTEXT });
  return (element) => {
    if (isDocument(element)) return query.test(element);
    if (!Array.isArray(element)) return false;
    return query.test(documentOf(element.map((value, at) => [String(at), value] as const)));
  };
}

/** Operators on a value itself: an array isn't unfolded. */
export function singleValueTest(lowered: Document): ValueTest {
  const tests = fieldNames(lowered).map((name): ValueTest => {
    if (name === '$not') {
      const inner = singleValueTest(lowered['$not'] as Document);
      return (value) => !inner(value);
    }
    const operand = (lowered[name] as Operand).value;
    if (name === '$all') {
      const parts = (operand as Document[]).map(singleValueTest);
      return (value) => parts.length > 0 && parts.every((part) => part(value));
    }
    const operator = valueOperator(name, operand);
    return (value) => operator.test(value) !== operator.negated;
  });
  return (value) => tests.every((test) => test(value));
}

function recorderOf(options: MingoOptions): MatchRecorder | undefined {
  return options.variables?.['recorder'] as MatchRecorder | undefined;
}

function onPath(path: string, operator: ValueOperator, recorder: MatchRecorder | undefined): DocumentTest {
  const { test, unfold, negated } = operator;
  const where = { parts: pathParts(path), unfoldLast: unfold };
  if (recorder === undefined || negated) {
    return (document) => walkPath(document, where, (value) => test(value)) !== negated;
  }
  return (document) =>
    walkPath(document, where, (value, position) => {
      if (!test(value, recorder)) return false;
      if (position !== -1) recorder.position = position;
      return true;
    });
}

function fieldOperator(name: string) {
  return (path: string, operand: unknown, options: MingoOptions) =>
    onPath(path, valueOperator(name, (operand as Operand).value), recorderOf(options)) as (
      document: unknown,
    ) => boolean;
}

/** Several conditions on one path. `$all` of nothing matches nothing. */
function $all(path: string, operand: unknown, options: MingoOptions) {
  const conditions = (operand as Operand).value as Document[];
  const queries = conditions.map((condition) => new Query({ [path]: condition }, options));
  return (document: Document) => queries.length > 0 && queries.every((query) => query.test(document));
}

function $not(path: string, lowered: unknown, options: MingoOptions) {
  const query = new Query({ [path]: lowered }, options);
  const recorder = recorderOf(options);
  return (document: Document) =>
    recorder === undefined ? !query.test(document) : !recorder.without(() => query.test(document));
}

function $nor(path: string, clauses: unknown, options: MingoOptions) {
  const or = $or(path, clauses as never, options as never);
  const recorder = recorderOf(options);
  return (document: unknown) =>
    recorder === undefined ? !or(document as never) : !recorder.without(() => or(document as never));
}

function $expr(_path: string, operand: unknown) {
  const test = (operand as Operand).value as DocumentTest;
  return (document: unknown) => test(document as Document);
}

const FIELD_OPERATORS = [
  '$eq',
  '$ne',
  '$lt',
  '$lte',
  '$gt',
  '$gte',
  '$in',
  '$nin',
  '$regexValue',
  '$exists',
  '$type',
  '$size',
  '$mod',
  '$elemMatch',
  '$bitsAllSet',
  '$bitsAllClear',
  '$bitsAnySet',
  '$bitsAnyClear',
];

/** mingo's context for filters: its operators that combine, and the corrected ones that look at values. */
export const FILTER_CONTEXT: Context = Context.init({
  query: {
    $and,
    $or,
    $nor,
    $not,
    $all,
    $expr,
    ...Object.fromEntries(FIELD_OPERATORS.map((name) => [name, fieldOperator(name)])),
  } as never,
});
