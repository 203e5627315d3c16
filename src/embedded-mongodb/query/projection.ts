import type { Document } from 'bson';
import { CommandError, commandError } from '../errors.ts';
import { copyDocument, fieldNames, getField, hasField, isDocument, setField } from './document.ts';
import { compileExpression, type CompiledExpression, type Variables } from './expression.ts';
import { compileFilter, compilePositionFinder } from './filter.ts';
import { addPath, applyTree, fieldPath, newNode, type Mode } from './projection-tree.ts';
import { integerOf, isTruthy, numberOf, typeName } from './types.ts';

/** `find` has operators that `$project` hasn't, and a filter for the positional one. */
export interface ProjectionOptions extends Variables {
  filter?: Document | undefined;
  isFind: boolean;
}

type Project = (document: Document) => Document;
/** A step after the fields have been chosen; `original` is the whole document. */
type Finish = (projected: Document, original: Document) => Document;

interface Flag {
  path: string;
  kept: boolean;
}

/** The parts of a specification by what they do. */
interface Parsed {
  flags: Flag[];
  computed: [string, CompiledExpression][];
  /** $elemMatch, which may stand beside exclusions. */
  matched: [string, CompiledExpression][];
  finish: Finish[];
  /** Set by an $elemMatch or a positional path: these choose fields. */
  chooses: boolean;
}

/** find's projection. mingo's puts fields in the order of the specification and knows no paths that collide. */
export function compileProjection(spec: Document, filter?: Document): Project {
  return compileFields(spec, { filter, isFind: true });
}

/** A projection as find and $project have it. Throws MongoDB's errors for a wrong specification. */
export function compileFields(spec: Document, options: ProjectionOptions): Project {
  const parsed: Parsed = { flags: [], computed: [], matched: [], finish: [], chooses: false };
  for (const name of fieldNames(spec))
    parseField({ path: name, value: getField(spec, name) }, parsed, options);
  const mode = modeOf(parsed);
  const root = newNode();
  for (const { path, kept } of parsed.flags) {
    if (path === '_id') {
      if (kept === (mode === 'include')) addPath(root, path);
    } else addPath(root, path);
  }
  const namesId =
    parsed.flags.some(({ path }) => path === '_id') || parsed.computed.some(([path]) => path === '_id');
  if (mode === 'include' && !namesId) root.listed.add('_id');
  for (const [path, expression] of [...parsed.computed, ...parsed.matched]) addPath(root, path, expression);
  return (document) => {
    const chosen = applyTree(root, document, { mode, root: document });
    return parsed.finish.reduce((projected, step) => step(projected, document), chosen);
  };
}

function modeOf(parsed: Parsed): Mode {
  let mode: Mode | undefined;
  for (const { path, kept } of parsed.flags) {
    if (path === '_id') continue;
    const wanted: Mode = kept ? 'include' : 'exclude';
    if (mode !== undefined && mode !== wanted) {
      throw kept
        ? commandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
        : commandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
    }
    mode = wanted;
  }
  const [computed] = parsed.computed;
  if (mode === 'exclude' && computed !== undefined) {
    throw commandError(31310, `Cannot use an expression ${computed[0]} in an exclusion projection`);
  }
  if (mode !== undefined) return mode;
  if (computed !== undefined || parsed.chooses) return 'include';
  return parsed.flags.some(({ path, kept }) => path === '_id' && kept) ? 'include' : 'exclude';
}

function parseField(field: { path: string; value: unknown }, into: Parsed, options: ProjectionOptions): void {
  const { path, value } = field;
  const isFlag = typeof value === 'boolean' || numberOf(value) !== undefined;
  if (options.isFind && path.includes('.$')) return parsePositional(field, into, options);
  if (isFlag) {
    fieldPath(path);
    into.flags.push({ path, kept: isTruthy(value) });
    return;
  }
  if (!isDocument(value)) {
    fieldPath(path);
    into.computed.push([path, compileExpression(value, options)]);
    return;
  }
  const names = fieldNames(value);
  const [first] = names;
  if (first === undefined) {
    throw commandError(
      51270,
      `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
    );
  }
  if (first.startsWith('$') && names.length > 1) {
    throw commandError(16410, "FieldPath field names may not start with '$'.");
  }
  if (first.startsWith('$')) return parseOperator({ path, value, operator: first }, into, options);
  for (const name of names) {
    parseField({ path: `${path}.${name}`, value: getField(value, name) }, into, {
      ...options,
      isFind: false,
    });
  }
}

function parseOperator(
  field: { path: string; value: Document; operator: string },
  into: Parsed,
  options: ProjectionOptions,
): void {
  const { path, value, operator } = field;
  fieldPath(path);
  if (options.isFind && operator === '$elemMatch') {
    into.chooses = into.chooses || into.flags.every(({ kept }) => kept);
    into.matched.push([path, elemMatch(path, value[operator])]);
    return;
  }
  if (options.isFind && operator === '$slice') {
    const slice = findSlice(value[operator]);
    if (slice !== undefined) {
      into.finish.push((projected) => changePath(projected, path.split('.'), slice));
      if (into.flags.some(({ path: listed, kept }) => kept && listed !== '_id'))
        into.flags.push({ path, kept: true });
      return;
    }
  }
  try {
    into.computed.push([path, compileExpression(value, options)]);
  } catch (error) {
    if (!(error instanceof CommandError) || error.codeName !== 'InvalidPipelineOperator') throw error;
    throw commandError(31325, `Invalid $project :: caused by :: Unknown expression ${operator}`);
  }
}

function elemMatch(path: string, condition: unknown): CompiledExpression {
  if (!isDocument(condition)) {
    throw commandError(31274, `elemMatch: Invalid argument, object required, but got ${typeName(condition)}`);
  }
  if (path.includes('.')) throw commandError(31275, 'Cannot use $elemMatch projection on a nested field.');
  const matches = compileFilter({ array: { $elemMatch: condition } });
  return (document) => {
    const array = getField(document, path);
    if (!Array.isArray(array)) return undefined;
    const found = (array as unknown[]).findIndex((element) => matches({ array: [element] }));
    return found === -1 ? undefined : [array[found] as unknown];
  };
}

/** `$slice` as find has it; undefined when the operand is the one of the expression. Throws Location28667 and 28724. */
function findSlice(operand: unknown): ((value: unknown) => unknown) | undefined {
  if (!Array.isArray(operand)) {
    const count = numberOf(operand);
    if (count === undefined) throw badSlice('$slice only supports numbers and [skip, limit] arrays');
    const whole = Math.trunc(count);
    return onArray((array) => (whole < 0 ? array.slice(whole) : array.slice(0, whole)));
  }
  const [skip, limit] = (operand as unknown[]).map(integerOf);
  if (operand.length === 1) throw badSlice('$slice array argument should be of form [skip, limit]');
  if (operand.length !== 2 || numberOf(operand[0]) === undefined) return undefined;
  if (skip === undefined || limit === undefined || limit <= 0) {
    throw commandError(
      28724,
      `First argument to $slice must be an array, but is of type: ${typeName(operand[0])}`,
    );
  }
  return onArray((array) => {
    const start = skip < 0 ? Math.max(0, array.length + skip) : skip;
    return array.slice(start, start + limit);
  });
}

function onArray(change: (array: unknown[]) => unknown[]): (value: unknown) => unknown {
  return (value) => (Array.isArray(value) ? change(value as unknown[]) : value);
}

function badSlice(why: string): Error {
  return commandError(
    28667,
    `Invalid $slice syntax. The given syntax did not match the find() syntax because :: ${why}`,
  );
}

/** The document with the values at the path changed, in all elements of arrays on the way. */
function changePath(
  document: Document,
  parts: readonly string[],
  change: (value: unknown) => unknown,
): Document {
  const [name, ...rest] = parts as [string, ...string[]];
  if (!hasField(document, name)) return document;
  const copy = copyDocument(document);
  const inner = (value: unknown): unknown => {
    if (rest.length === 0) return change(value);
    if (Array.isArray(value)) return (value as unknown[]).map(inner);
    return isDocument(value) ? changePath(value, rest, change) : value;
  };
  setField(copy, name, inner(getField(document, name)));
  return copy;
}

function parsePositional(
  field: { path: string; value: unknown },
  into: Parsed,
  options: ProjectionOptions,
): void {
  const { path, value } = field;
  if (!path.endsWith('.$') || path.indexOf('.$') !== path.length - 2) {
    throw commandError(31394, 'Positional projection may only be used at the end, for example: a.b.$.');
  }
  if (!isTruthy(value)) throw commandError(31395, 'positional projection cannot be used with exclusion');
  if (into.finish.some((step) => step.name === 'positional')) {
    throw commandError(31276, 'Cannot specify more than one positional projection per query.');
  }
  const array = path.slice(0, -2);
  into.chooses = true;
  into.flags.push({ path: array, kept: true });
  const find = compilePositionFinder(options.filter ?? {});
  const positional: Finish = (projected, original) => {
    const position = find(original);
    return changePath(projected, array.split('.'), (value) => {
      if (!Array.isArray(value)) return value;
      if (position === undefined) {
        throw commandError(
          51246,
          `Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array`,
        );
      }
      return (value as unknown[]).slice(position, position + 1);
    });
  };
  into.finish.push(positional);
}
