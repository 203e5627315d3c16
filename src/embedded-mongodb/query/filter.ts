import type { Document } from 'bson';
import { Query } from 'mingo/query';
import { commandError } from '../errors.ts';
import { fieldNames, isDocument } from './document.ts';
import { lowerFilter, lowerOperators, type LoweringOptions } from './filter-lowering.ts';
import { FILTER_CONTEXT, MatchRecorder, singleValueTest } from './filter-operators.ts';
import type { ValueTest } from './filter-tests.ts';

export interface FilterOptions {
  /** Variables that `$expr` sees as `$$name`. */
  let?: Document | undefined;
  collation?: Document | undefined;
}

function checkCollation(collation: Document | undefined): void {
  if (collation === undefined || fieldNames(collation).length === 0 || collation['locale'] === 'simple')
    return;
  throw commandError('CommandNotSupported', 'collations other than simple are not supported');
}

/** A filter as a test of documents. Throws MongoDB's errors (mostly BadValue) for what isn't a filter. */
export function compileFilter(
  filter: Document,
  options: FilterOptions = {},
): (document: Document) => boolean {
  checkCollation(options.collation);
  if (fieldNames(filter).length === 0) return () => true;
  const query = new Query(lowerFilter(filter, options), { context: FILTER_CONTEXT });
  return (document) => query.test(document);
}

/** Finds the position in an array that the positional operator stands for; undefined when no array was looked into. */
export function compilePositionFinder(
  filter: Document,
  options: LoweringOptions = {},
): (document: Document) => number | undefined {
  const recorder = new MatchRecorder();
  const query = new Query(lowerFilter(filter, options), {
    context: FILTER_CONTEXT,
    variables: { recorder },
  });
  return (document) => {
    recorder.position = undefined;
    return query.test(document) ? recorder.position : undefined;
  };
}

/** `{$gt: 5}` as a test of a value itself, arrays included. */
export function compileValueTest(operators: Document): ValueTest {
  return singleValueTest(lowerOperators(operators, {}));
}

/** A filter on array elements, which needn't be documents: those never match it. */
export function compileElementFilter(filter: Document): ValueTest {
  const matches = compileFilter(filter);
  return (element) => isDocument(element) && matches(element);
}
