import { Decimal128 } from 'bson';
import { commandError } from '../errors.ts';
import { addNumbers, multiplyNumbers } from './arithmetic.ts';
import { compareValues, equalValues } from './compare.ts';
import { fieldNames, hasField, isDocument } from './document.ts';
import { compileElementFilter, compileValueTest } from './filter.ts';
import { isOperatorDocument } from './filter-lowering.ts';
import { regexTest, type ValueTest } from './filter-tests.ts';
import { MISSING } from './paths.ts';
import { isRegex } from './regex.ts';
import { checkStorable, cloneValue } from './storable.ts';
import { timestampNow } from './timestamp.ts';
import { numericOf, typeName } from './types.ts';
import type { Leaf } from './update-leaf.ts';
import { pushLeaf } from './update-push.ts';

/** Reads the operand of an operator for one path. Throws FailedToParse, BadValue and TypeMismatch. */
type LeafCompiler = (operand: unknown, path: string) => Leaf;

function creating(change: Leaf['change']): Leaf {
  return { creates: true, lenient: false, change };
}

function culling(change: Leaf['change']): Leaf {
  return { creates: false, lenient: false, change };
}

function setLeaf(operand: unknown, path: string): Leaf {
  checkStorable(operand, path);
  return creating(() => cloneValue(operand));
}

function arithmetic(
  name: '$inc' | '$mul',
  compute: (left: unknown, right: unknown) => unknown,
): LeafCompiler {
  return (operand, path) => {
    if (numericOf(operand) === undefined) {
      const verb = name === '$inc' ? 'increment' : 'multiply';
      throw commandError(
        'TypeMismatch',
        `Cannot ${verb} with non-numeric argument: {${path}: ${typeName(operand)}}`,
      );
    }
    return creating((current, at) => {
      if (current === MISSING) return name === '$inc' ? operand : compute(operand, zeroLike(operand));
      if (numericOf(current) === undefined) {
        throw commandError(
          'TypeMismatch',
          `Cannot apply ${name} to a value of non-numeric type. The field '${at.path}' has the type ${typeName(current)}`,
        );
      }
      const result = compute(current, operand);
      if (result === undefined) {
        throw commandError(
          'BadValue',
          `Failed to apply ${name} operations to the current value of '${at.path}'`,
        );
      }
      return result;
    });
  };
}

/** Zero of the same type as the number. */
function zeroLike(number: unknown): unknown {
  if (number instanceof Decimal128) return Decimal128.fromString('0');
  return typeName(number) === 'long' ? 0n : 0;
}

function extreme(direction: 1 | -1): LeafCompiler {
  return (operand, path) => {
    checkStorable(operand, path);
    return creating((current) =>
      current === MISSING || compareValues(operand, current) * direction > 0 ? cloneValue(operand) : current,
    );
  };
}

function currentDate(operand: unknown): Leaf {
  if (typeof operand === 'boolean') return creating((_current, { now }) => now);
  const usage =
    "Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}) for $currentDate.";
  if (!isDocument(operand))
    throw commandError('BadValue', `${typeName(operand)} is not a valid type. ${usage}`);
  const other = fieldNames(operand).find((name) => name !== '$type');
  if (other !== undefined) throw commandError('BadValue', `Unrecognized $currentDate option: ${other}`);
  const type: unknown = operand['$type'];
  if (type === 'date') return creating((_current, { now }) => now);
  if (type === 'timestamp') return creating(() => timestampNow());
  throw commandError(
    'BadValue',
    `The '$type' string field is required to be 'date' or 'timestamp'. ${usage}`,
  );
}

const BITWISE: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  and: (left, right) => left & right,
  or: (left, right) => left | right,
  xor: (left, right) => left ^ right,
};

function bit(operand: unknown): Leaf {
  if (!isDocument(operand)) {
    throw commandError(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document`,
    );
  }
  const steps = fieldNames(operand).map((name) => {
    const value: unknown = operand[name];
    const compute = Object.hasOwn(BITWISE, name) ? BITWISE[name] : undefined;
    if (compute === undefined) {
      throw commandError('BadValue', `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}'`);
    }
    if (!isIntegral(value)) {
      throw commandError('BadValue', 'The $bit modifier field must be an Integer(32/64 bit)');
    }
    return { compute, value };
  });
  if (steps.length === 0) throw commandError('BadValue', 'You must pass in at least one bitwise operation.');
  return creating((current, at) => {
    const start = current === MISSING ? 0 : current;
    if (!isIntegral(start)) {
      throw commandError(
        'BadValue',
        `Cannot apply $bit to a value of non-integral type: '${at.path}' has the type ${typeName(start)}`,
      );
    }
    const long = typeof start === 'bigint' || steps.some(({ value }) => typeof value === 'bigint');
    const result = steps.reduce((value, step) => step.compute(value, BigInt(step.value)), BigInt(start));
    return long ? BigInt.asIntN(64, result) : Number(result);
  });
}

function isIntegral(value: unknown): value is number | bigint {
  const type = typeName(value);
  return type === 'int' || type === 'long';
}

function addToSet(operand: unknown, path: string): Leaf {
  let added: unknown[] = [operand];
  if (isDocument(operand) && fieldNames(operand)[0] === '$each') {
    const each: unknown = operand['$each'];
    if (!Array.isArray(each)) {
      throw commandError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
    }
    const other = fieldNames(operand).find((name) => name !== '$each');
    if (other !== undefined) {
      throw commandError('BadValue', `Found unexpected fields after $each in $addToSet: ${other}`);
    }
    added = each as unknown[];
  }
  checkStorable(added, path);
  return creating((current, at) => {
    if (current !== MISSING && !Array.isArray(current)) {
      throw commandError(
        'BadValue',
        `Cannot apply $addToSet to non-array field. Field named '${at.path}' has non-array type ${typeName(current)}`,
      );
    }
    const set = current === MISSING ? [] : [...(current as unknown[])];
    for (const value of added) {
      if (!set.some((member) => equalValues(member, value))) set.push(cloneValue(value));
    }
    return set;
  });
}

function pop(operand: unknown): Leaf {
  const number = numericOf(operand);
  const direction = number === undefined ? undefined : Number(number.toString());
  if (direction !== 1 && direction !== -1) throw commandError('FailedToParse', '$pop expects 1 or -1');
  return culling((current, at) => {
    if (!Array.isArray(current)) {
      throw commandError(
        'TypeMismatch',
        `Path '${at.path}' contains an element of non-array type '${typeName(current)}'`,
      );
    }
    const array = current as unknown[];
    return direction === 1 ? array.slice(0, -1) : array.slice(1);
  });
}

function cullMatching(operator: string, test: ValueTest): Leaf {
  return culling((current) => {
    if (!Array.isArray(current)) {
      throw commandError('BadValue', `Cannot apply ${operator} to a non-array value`);
    }
    return (current as unknown[]).filter((element) => !test(element));
  });
}

/** `$pull`: a condition on the elements, on their fields, or a value that they equal. */
function pull(operand: unknown): Leaf {
  return cullMatching('$pull', pullTest(operand));
}

function pullTest(operand: unknown): ValueTest {
  if (isRegex(operand)) return regexTest(operand);
  if (!isDocument(operand)) return (element) => equalValues(element, operand);
  if (!isOperatorDocument(operand)) return compileElementFilter(operand);
  const first = fieldNames(operand)[0]!;
  // MongoDB takes these two for a filter on the elements' fields, where they are unknown.
  if (first === '$eq' || first === '$not') {
    throw commandError('BadValue', `unknown top level operator: ${first}`);
  }
  return LOGICAL.has(first) ? compileElementFilter(operand) : compileValueTest(operand);
}

const LOGICAL: ReadonlySet<string> = new Set(['$and', '$or', '$nor', '$expr', '$where']);

function pullAll(operand: unknown): Leaf {
  if (!Array.isArray(operand)) {
    throw commandError(
      'BadValue',
      `$pullAll requires an array argument but was given a ${typeName(operand)}`,
    );
  }
  const values = operand as unknown[];
  return cullMatching('$pullAll', (element) => values.some((value) => equalValues(value, element)));
}

const UNSET: Leaf = { creates: false, lenient: true, change: () => MISSING };

/**
 * The update operators on one path. mingo's own take a wrong type for nothing to do, compare as JavaScript does, know
 * only doubles and copy what they are given by reference; filters inside ($pull) are mingo's, through filter.ts.
 */
export const LEAF_COMPILERS: Readonly<Record<string, LeafCompiler>> = {
  $set: setLeaf,
  $setOnInsert: setLeaf,
  $unset: () => UNSET,
  $inc: arithmetic('$inc', addNumbers),
  $mul: arithmetic('$mul', multiplyNumbers),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bit,
  $push: pushLeaf,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};

export function isUpdateOperator(name: string): boolean {
  return name === '$rename' || hasField(LEAF_COMPILERS, name);
}

/** Makes a document's field name to value list of an operator, checked. Throws FailedToParse. */
export function operatorEntries(operator: string, operand: unknown): [string, unknown][] {
  if (!isUpdateOperator(operator)) {
    throw commandError(
      'FailedToParse',
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDocument(operand)) {
    throw commandError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(operand)} instead. For example: {$mod: {<field>: ...}}`,
    );
  }
  const names = fieldNames(operand);
  if (names.length === 0) {
    throw commandError(
      'FailedToParse',
      `'${operator}' is empty. You must specify a field like so: {${operator}: {<field>: ...}}`,
    );
  }
  return names.map((name) => [name, operand[name] as unknown]);
}
