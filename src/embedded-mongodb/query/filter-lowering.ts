import { BSONRegExp, type Document } from 'bson';
import { commandError } from '../errors.ts';
import { assign, fieldNames, hasField, isDocument } from './document.ts';
import { compileExpression, type Variables } from './expression.ts';
import { regexOperand } from './filter-tests.ts';
import { isRegex } from './regex.ts';
import { isTruthy, typeName } from './types.ts';

/** An operand as mingo carries it along without looking into it. */
export class Operand {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }

  /** mingo writes every filter into a message that it mostly doesn't need, and int64 has no JSON. */
  toJSON(): null {
    return null;
  }
}

/** What `$expr` has been compiled to. */
export type DocumentTest = (document: Document) => boolean;

export interface LoweringOptions {
  let?: Document | undefined;
}

const LOGICAL = new Set(['$and', '$or', '$nor']);
const FIELD_OPERATORS = new Set([
  '$eq',
  '$ne',
  '$lt',
  '$lte',
  '$gt',
  '$gte',
  '$in',
  '$nin',
  '$exists',
  '$type',
  '$size',
  '$mod',
  '$all',
  '$elemMatch',
  '$bitsAllSet',
  '$bitsAllClear',
  '$bitsAnySet',
  '$bitsAnyClear',
]);
const REFUSED = new Set([
  '$where',
  '$text',
  '$jsonSchema',
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$geoNear',
]);

/**
 * A filter in the form that the corrected operators take: every condition is written with its operator and its operand
 * boxed. Throws BadValue and its like, as MongoDB's parser does, for what isn't a filter.
 */
export function lowerFilter(filter: Document, options: LoweringOptions): Document {
  const lowered: Document = {};
  const and: Document[] = [];
  for (const name of fieldNames(filter)) {
    const condition: unknown = filter[name];
    if (name.startsWith('$')) lowerTopLevel({ name, condition, options }, { lowered, and });
    else assign(lowered, name, lowerCondition(condition, options));
  }
  if (and.length > 0) lowered['$and'] = [...((lowered['$and'] as Document[] | undefined) ?? []), ...and];
  return lowered;
}

function lowerTopLevel(
  clause: { name: string; condition: unknown; options: LoweringOptions },
  into: { lowered: Document; and: Document[] },
): void {
  const { name, condition, options } = clause;
  if (LOGICAL.has(name)) {
    into.lowered[name] = clauses(name, condition).map((part) => lowerFilter(part, options));
  } else if (name === '$expr') {
    const variables: Variables = options.let === undefined ? {} : { let: options.let };
    const compiled = compileExpression(condition, variables);
    const test: DocumentTest = (document) => isTruthy(compiled(document));
    into.lowered['$expr'] = new Operand(test);
  } else if (name === '$comment' || name === '$atomic' || name === '$isolated') {
    // Says nothing about documents.
  } else if (name === '$alwaysTrue' || name === '$alwaysFalse') {
    if (name === '$alwaysFalse') into.and.push({ $nor: [{}] });
  } else throw unknownOperator(name, 'top level operator');
}

function unknownOperator(name: string, kind: string): Error {
  if (name === '$where') return commandError('BadValue', 'no globalScriptEngine in $where parsing');
  if (REFUSED.has(name)) return commandError('BadValue', `${name} is not supported by this server`);
  return commandError('BadValue', `unknown ${kind}: ${name}`);
}

function clauses(name: string, value: unknown): Document[] {
  if (!Array.isArray(value)) throw commandError('BadValue', `${name} must be an array`);
  if (value.length === 0) throw commandError('BadValue', '$and/$or/$nor must be a nonempty array');
  for (const clause of value as unknown[]) {
    if (!isDocument(clause)) throw commandError('BadValue', '$or/$and/$nor entries need to be full objects');
  }
  return value as Document[];
}

/** True for `{$gt: 1}`: a document whose first name is an operator's, and not a reference to another document. */
export function isOperatorDocument(value: unknown): value is Document {
  if (!isDocument(value)) return false;
  const [first] = fieldNames(value);
  return first !== undefined && first.startsWith('$') && !isReference(value, first);
}

function isReference(value: Document, first: string): boolean {
  return first === '$ref' || first === '$id' || first === '$db'
    ? hasField(value, '$ref') && hasField(value, '$id')
    : false;
}

function lowerCondition(condition: unknown, options: LoweringOptions): Document {
  if (isRegex(condition)) return { $regexValue: new Operand(condition) };
  if (isOperatorDocument(condition)) return lowerOperators(condition, options);
  return { $eq: new Operand(equalityOperand(condition)) };
}

function equalityOperand(operand: unknown): unknown {
  if (operand === undefined) throw commandError('BadValue', 'cannot compare to undefined');
  return operand;
}

/** The operators on one field. */
export function lowerOperators(operators: Document, options: LoweringOptions): Document {
  const lowered: Document = {};
  for (const name of fieldNames(operators)) {
    const operand: unknown = operators[name];
    if (name === '$not') lowered['$not'] = lowerNot(operand, options);
    else if (name === '$regex' || name === '$options') lowered['$regexValue'] ??= lowerRegex(operators);
    else if (name === '$elemMatch') lowered[name] = new Operand(lowerElemMatch(operand, options));
    else if (name === '$all') lowered[name] = new Operand(lowerAll(operand, options));
    else if (FIELD_OPERATORS.has(name)) lowered[name] = new Operand(checkOperand(name, operand));
    else throw unknownOperator(name, 'operator');
  }
  return lowered;
}

function lowerRegex(operators: Document): Operand {
  if (!hasField(operators, '$regex')) throw commandError('BadValue', '$options needs a $regex');
  const options: unknown = hasField(operators, '$options') ? operators['$options'] : undefined;
  return new Operand(regexOperand(operators['$regex'], options));
}

function lowerNot(operand: unknown, options: LoweringOptions): Document {
  if (isRegex(operand)) return { $regexValue: new Operand(operand) };
  if (!isDocument(operand)) throw commandError('BadValue', '$not needs a regex or a document');
  const names = fieldNames(operand);
  if (names.length === 0) throw commandError('BadValue', '$not cannot be empty');
  if (!names[0]!.startsWith('$')) throw unknownOperator(names[0]!, 'operator');
  return lowerOperators(operand, options);
}

function checkOperand(name: string, operand: unknown): unknown {
  switch (name) {
    case '$in':
    case '$nin':
      return checkList(name, operand);
    case '$exists':
      return isTruthy(operand);
    case '$eq':
      return equalityOperand(operand);
    case '$ne':
      if (isRegex(operand)) throw commandError('BadValue', "Can't have regex as arg to $ne.");
      return equalityOperand(operand);
    case '$lt':
    case '$lte':
    case '$gt':
    case '$gte':
      if (isRegex(operand)) {
        throw commandError('BadValue', `Can't have RegEx as arg to predicate over field '${name}'.`);
      }
      return equalityOperand(operand);
    default:
      return operand;
  }
}

function checkList(name: string, operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw commandError('BadValue', `${name} needs an array`);
  for (const value of operand as unknown[]) {
    if (isOperatorDocument(value)) throw commandError('BadValue', 'cannot nest $ under $in');
    equalityOperand(value);
  }
  return operand as unknown[];
}

/** What `$elemMatch` demands of an element: conditions on its fields, or on the element itself. */
export interface ElementCondition {
  kind: 'document' | 'value';
  lowered: Document;
}

function lowerElemMatch(operand: unknown, options: LoweringOptions): ElementCondition {
  if (!isDocument(operand)) throw commandError('BadValue', '$elemMatch needs an Object');
  const [first] = fieldNames(operand);
  const onValue =
    isOperatorDocument(operand) && !LOGICAL.has(first!) && first !== '$expr' && first !== '$where';
  return onValue
    ? { kind: 'value', lowered: lowerOperators(operand, options) }
    : { kind: 'document', lowered: lowerFilter(operand, options) };
}

/** `$all`: several conditions on one field, all equalities or all `$elemMatch`. */
function lowerAll(operand: unknown, options: LoweringOptions): Document[] {
  if (!Array.isArray(operand)) throw commandError('BadValue', '$all needs an array');
  const operands = operand as unknown[];
  const isElemMatch = (value: unknown): value is Document =>
    isDocument(value) && fieldNames(value)[0] === '$elemMatch';
  if (operands.some(isElemMatch)) {
    return operands.map((value) => {
      if (!isElemMatch(value)) throw commandError('BadValue', '$all/$elemMatch has to be consistent');
      return lowerOperators(value, options);
    });
  }
  return operands.map((value) => {
    if (isOperatorDocument(value)) throw commandError('BadValue', 'no $ expressions in $all');
    return isRegex(value)
      ? { $regexValue: new Operand(value) }
      : { $eq: new Operand(equalityOperand(value)) };
  });
}

/** For messages. */
export function describeType(value: unknown): string {
  return value instanceof BSONRegExp ? 'regex' : typeName(value);
}
