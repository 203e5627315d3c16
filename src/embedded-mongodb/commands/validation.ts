import type { Document } from 'bson';
import type { Collection } from '../engine/catalog.ts';
import { commandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';

interface Validator {
  /** The options that it was made from: collMod replaces them. */
  options: Document;
  matches: (document: Document) => boolean;
}

const validators = new WeakMap<Collection, Validator>();

/**
 * Checks documents against the collection's validator; undefined when it has none that refuses. With validation level
 * `moderate` a document that broke the rules before may go on breaking them.
 * The check throws DocumentValidationFailure.
 */
export function validatorOf(
  collection: Collection,
): ((document: Document, before?: Document) => void) | undefined {
  const { options } = collection;
  const rules = options['validator'] as Document | undefined;
  if (rules === undefined || Object.keys(rules).length === 0) return undefined;
  if (options['validationLevel'] === 'off' || options['validationAction'] === 'warn') return undefined;
  let validator = validators.get(collection);
  if (validator?.options !== options) {
    validator = { options, matches: compileFilter(rules) };
    validators.set(collection, validator);
  }
  const { matches } = validator;
  const moderate = options['validationLevel'] === 'moderate';
  return (document, before) => {
    if (matches(document)) return;
    if (moderate && before !== undefined && !matches(before)) return;
    throw commandError('DocumentValidationFailure', 'Document failed validation');
  };
}
