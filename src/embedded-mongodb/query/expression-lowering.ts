import { BSONRegExp, Double, Int32, Long, Timestamp } from 'bson';
import { evalExpr } from 'mingo/core';
import { commandError } from '../errors.ts';
import { documentOf, fieldNames, getField, hasField, isDocument } from './document.ts';
import { regexOf } from './regex.ts';

/** mingo's options while it evaluates: the document and the variables. */
export type ComputeOptions = NonNullable<Parameters<typeof evalExpr>[2]> & {
  readonly local?: { readonly root?: unknown };
  readonly variables?: Readonly<Record<string, unknown>>;
};

/** An operator as mingo calls it: `operand` isn't evaluated yet. */
export type Operator = (input: unknown, operand: unknown, options: ComputeOptions) => unknown;

/** Operators whose operand is a document of named arguments, not an expression that makes a document. */
const NAMED: ReadonlySet<string> = new Set([
  '$let',
  '$map',
  '$filter',
  '$reduce',
  '$switch',
  '$cond',
  '$zip',
  '$convert',
  '$regexMatch',
  '$regexFind',
  '$regexFindAll',
  '$trim',
  '$ltrim',
  '$rtrim',
  '$replaceOne',
  '$replaceAll',
  '$dateToString',
  '$dateFromString',
  '$dateFromParts',
  '$dateToParts',
  '$dateAdd',
  '$dateSubtract',
  '$dateDiff',
  '$dateTrunc',
  '$getField',
  '$setField',
  '$unsetField',
  '$sortArray',
  '$firstN',
  '$lastN',
  '$maxN',
  '$minN',
  '$median',
  '$percentile',
  '$year',
  '$month',
  '$dayOfMonth',
  '$dayOfWeek',
  '$dayOfYear',
  '$hour',
  '$minute',
  '$second',
  '$millisecond',
  '$week',
  '$isoWeek',
  '$isoWeekYear',
  '$isoDayOfWeek',
]);

/** Variables that mingo itself has; `$$NOW` is one of the caller's, so that it is the same everywhere. */
const SYSTEM: ReadonlySet<string> = new Set(['ROOT', 'CURRENT', 'REMOVE']);

/** A number as mingo computes with it: its type is lost, except of decimals and longs beyond 2^53. */
export function plainNumber(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Double || value instanceof Int32) return value.value;
  if (value instanceof Long && !(value instanceof Timestamp)) return plainNumber(value.toBigInt());
  return value;
}

function plainValue(value: unknown): unknown {
  return Array.isArray(value) ? (value as unknown[]).map(plainNumber) : plainNumber(value);
}

/** The value of a field path: arrays on the way give the values of their documents. Positions aren't looked up. */
export function fieldValue(value: unknown, parts: readonly string[]): unknown {
  if (parts.length === 0) return value;
  if (Array.isArray(value)) {
    return (value as unknown[])
      .map((element) => fieldValue(element, parts))
      .filter((one) => one !== undefined);
  }
  if (!isDocument(value) || !hasField(value, parts[0]!)) return undefined;
  return fieldValue(getField(value, parts[0]!), parts.slice(1));
}

/**
 * An expression in the form that mingo evaluates: paths, arrays and documents that it makes are operators of their own
 * (STRUCTURE), because mingo looks up positions in arrays and keeps missing fields as undefined.
 */
export function lowerExpression(given: unknown, isKnown: (name: string) => boolean): unknown {
  if (typeof given === 'string') return given.startsWith('$') ? lowerPath(given) : given;
  if (Array.isArray(given))
    return { $makeArray: (given as unknown[]).map((one) => lowerExpression(one, isKnown)) };
  if (given instanceof BSONRegExp) return regexOf(given);
  if (!isDocument(given)) return plainNumber(given);
  const names = fieldNames(given);
  const operator = names[0];
  if (operator === undefined || !operator.startsWith('$')) {
    const dollar = names.find((name) => name.startsWith('$') || name.includes('.'));
    if (dollar !== undefined)
      throw commandError(16410, `FieldPath field names may not start with '$' or contain '.': ${dollar}`);
    return { $makeDocument: names.map((name) => [name, lowerExpression(getField(given, name), isKnown)]) };
  }
  if (names.length !== 1) {
    throw commandError(15983, 'an object representing an expression must have exactly one field');
  }
  if (operator === '$literal' || operator === '$const') return { $constant: [getField(given, operator)] };
  if (!isKnown(operator))
    throw commandError('InvalidPipelineOperator', `Unrecognized expression '${operator}'`);
  const operand = getField(given, operator);
  checkOperand(operator, operand);
  return { [operator]: lowerOperand(operator, operand, isKnown) };
}

function lowerOperand(operator: string, operand: unknown, isKnown: (name: string) => boolean): unknown {
  if (Array.isArray(operand)) return (operand as unknown[]).map((one) => lowerExpression(one, isKnown));
  if (!isDocument(operand) || !NAMED.has(operator) || fieldNames(operand)[0]?.startsWith('$') === true) {
    return lowerExpression(operand, isKnown);
  }
  const entries = fieldNames(operand).map((name): [string, unknown] => {
    const value = getField(operand, name);
    if (name === 'as' || name === 'sortBy') return [name, value];
    if (name === 'vars' && isDocument(value)) {
      return [
        name,
        documentOf(
          fieldNames(value).map((one) => [one, lowerExpression(getField(value, one), isKnown)] as const),
        ),
      ];
    }
    if (name === 'branches' && Array.isArray(value)) {
      return [name, (value as unknown[]).map((branch) => lowerOperand(operator, branch, isKnown))];
    }
    if (Array.isArray(value) && (name === 'inputs' || name === 'defaults')) {
      return [name, (value as unknown[]).map((one) => lowerExpression(one, isKnown))];
    }
    return [name, lowerExpression(value, isKnown)];
  });
  if (operator === '$switch' && hasField(operand, 'branches') && !hasField(operand, 'default')) {
    entries.push(['default', { $noBranch: [] }]);
  }
  return documentOf(entries);
}

function lowerPath(path: string): unknown {
  if (path.startsWith('$$')) {
    const [variable, ...parts] = path.slice(2).split('.');
    if (variable === undefined || variable === '')
      throw commandError(16869, 'empty variable names are not allowed');
    if (/^[A-Z]/.test(variable) && !SYSTEM.has(variable) && variable !== 'NOW') {
      throw commandError(17276, `Use of undefined variable: ${variable}`);
    }
    return { $variable: [`$$${variable}`, parts] };
  }
  const parts = path.slice(1).split('.');
  if (path === '$') throw commandError(16872, "'$' by itself is not a valid FieldPath");
  if (path.endsWith('.')) throw commandError(40353, "FieldPath must not end with a '.'.");
  if (parts.includes('')) throw commandError(15998, 'FieldPath field names may not be empty strings.');
  return { $variable: ['$$CURRENT', parts] };
}

/** The value of a lowered expression; that of a field with its type of number. */
export function typedValue(expression: unknown, input: unknown, options: ComputeOptions): unknown {
  const variable: unknown = isDocument(expression) ? expression['$variable'] : undefined;
  if (Array.isArray(variable) && variable[0] === '$$CURRENT') {
    return fieldValue(options.local?.root ?? input, variable[1] as string[]);
  }
  return evalExpr(input, expression, options);
}

/** Throws where MongoDB refuses the form of an operator's operand and mingo doesn't look. */
function checkOperand(operator: string, operand: unknown): void {
  const given = isDocument(operand) ? fieldNames(operand) : [];
  if (operator === '$cond' && isDocument(operand)) {
    for (const [name, code] of [
      ['if', 17080],
      ['then', 17081],
      ['else', 17082],
    ] as const) {
      if (!given.includes(name)) throw commandError(code, `Missing '${name}' parameter to $cond`);
    }
  } else if (operator === '$ifNull' && (!Array.isArray(operand) || operand.length !== 2)) {
    throw commandError(16020, 'Expression $ifNull takes exactly 2 arguments.');
  } else if (operator === '$let' && isDocument(operand)) {
    for (const name of fieldNames(isDocument(operand['vars']) ? operand['vars'] : {})) {
      if (!/^[a-z\u0080-\uffff]/.test(name)) {
        throw commandError(16867, `'${name}' starts with an invalid character for a user variable name`);
      }
    }
  } else if (['$trim', '$ltrim', '$rtrim'].includes(operator) && !isDocument(operand)) {
    throw commandError(50696, `${operator} only supports an object as an argument`);
  } else if (operator === '$map' && isDocument(operand) && !given.includes('in')) {
    throw commandError(16882, "Missing 'in' parameter to $map");
  } else if (operator === '$filter' && isDocument(operand) && !given.includes('cond')) {
    throw commandError(28650, "Missing 'cond' parameter to $filter");
  } else if (operator === '$convert' && isDocument(operand) && !given.includes('to')) {
    throw commandError('FailedToParse', "Missing 'to' parameter to $convert");
  }
}

/** The operators that `lowerExpression` writes. Their names aren't ones that a client can give. */
export const STRUCTURE: Readonly<Record<string, Operator>> = {
  $variable: (input, operand, options) => {
    const [variable, parts] = operand as [string, string[]];
    if (variable === '$$CURRENT') return plainValue(fieldValue(options.local?.root ?? input, parts));
    if (variable === '$$REMOVE') return undefined;
    // mingo has one of its own, which reads the clock for each document.
    const now = variable === '$$NOW' ? options.variables?.['NOW'] : undefined;
    if (now !== undefined) return plainValue(fieldValue(now, parts));
    try {
      return plainValue(fieldValue(evalExpr(input, variable, options), parts));
    } catch {
      throw commandError(17276, `Use of undefined variable: ${variable.slice(2)}`);
    }
  },
  $makeArray: (input, operand, options) =>
    (operand as unknown[]).map((one) => evalExpr(input as never, one as never, options) ?? null),
  $makeDocument: (input, operand, options) => {
    const entries = (operand as [string, unknown][]).map(([name, one]): [string, unknown] => [
      name,
      evalExpr(input as never, one as never, options),
    ]);
    return documentOf(entries.filter(([, value]) => value !== undefined));
  },
  $noBranch: () => {
    throw commandError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  },
  $constant: (_input, operand) => plainNumber((operand as [unknown])[0]),
};
