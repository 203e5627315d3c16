import type { Document } from 'bson';
import { commandError } from '../errors.ts';
import { compareStrings } from './compare.ts';
import { fieldNames, isDocument, setField } from './document.ts';
import { isOperatorDocument } from './filter-lowering.ts';
import { isRegex } from './regex.ts';
import { cloneValue } from './storable.ts';
import { changeAt } from './update-paths.ts';

/**
 * The fields that a filter gives to the document an upsert inserts: those it demands to equal one value
 * (src/mongo/db/query/../ops/path_support.cpp, extractEqualityMatches). With `onlyId`, as for a replacement, only _id.
 * Throws NotSingleValueField.
 */
export function documentOfFilter(filter: Document, onlyId: boolean): Document {
  const equalities = new Map<string, unknown>();
  collectEqualities(filter, equalities);
  const document: Document = {};
  const paths = [...equalities.keys()].sort(compareStrings);
  refuseTwice(paths);
  for (const path of paths) {
    if (onlyId && path !== '_id') continue;
    const value = cloneValue(equalities.get(path));
    if (path === '_id') setField(document, '_id', value);
    else {
      changeAt(document, path.split('.'), {
        leaf: { creates: true, lenient: false, change: () => value },
        now: new Date(0),
      });
    }
  }
  return document;
}

function refuseTwice(paths: readonly string[]): void {
  const all = new Set(paths);
  for (const path of paths) {
    const parts = path.split('.');
    for (let length = 1; length < parts.length; length++) {
      const prefix = parts.slice(0, length).join('.');
      if (all.has(prefix)) {
        throw commandError(
          'NotSingleValueField',
          `cannot infer query fields to set, both paths '${path}' and '${prefix}' are matched`,
        );
      }
    }
  }
}

function collectEqualities(filter: Document, into: Map<string, unknown>): void {
  for (const name of fieldNames(filter)) {
    const condition: unknown = filter[name];
    if (name === '$expr') {
      throw commandError(
        'QueryFeatureNotAllowed',
        '$expr is not allowed in the query predicate for an upsert',
      );
    }
    if (name === '$and' || (name === '$or' && Array.isArray(condition) && condition.length === 1)) {
      for (const clause of condition as unknown[]) if (isDocument(clause)) collectEqualities(clause, into);
    } else if (!name.startsWith('$')) {
      for (const value of equalitiesOf(condition)) {
        if (into.has(name)) {
          throw commandError(
            'NotSingleValueField',
            `cannot infer query fields to set, path '${name}' is matched twice`,
          );
        }
        into.set(name, value);
      }
    }
  }
}

function equalitiesOf(condition: unknown): unknown[] {
  if (isRegex(condition)) return [];
  if (!isOperatorDocument(condition)) return [condition];
  const values: unknown[] = [];
  for (const operator of fieldNames(condition)) {
    const operand: unknown = condition[operator];
    if (operator === '$eq') values.push(operand);
    else if (operator === '$all' && Array.isArray(operand)) {
      values.push(...(operand as unknown[]).filter((one) => !isRegex(one) && !isOperatorDocument(one)));
    } else if (operator === '$in' && Array.isArray(operand) && operand.length === 1 && !isRegex(operand[0])) {
      values.push(operand[0]);
    }
  }
  return values;
}
