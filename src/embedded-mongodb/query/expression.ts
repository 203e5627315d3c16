import type { Document } from 'bson';
import { Context, evalExpr } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import { commandError, CommandError } from '../errors.ts';
import { CHECKED } from './expression-checked.ts';
import { CORRECTED, failureCode } from './expression-corrected.ts';
import { prepareOptions } from './expression-options.ts';
import { lowerExpression, STRUCTURE, type Operator } from './expression-lowering.ts';

export interface Variables {
  /** Variables that the expression sees as `$$name`; their values are expressions without fields. */
  let?: Document | undefined;
  now?: Date | undefined;
}

/** mingo's operator; what it refuses becomes MongoDB's error. */
function guarded(name: string, operator: Operator): Operator {
  return (input, operand, options) => {
    try {
      return operator(input, operand, options);
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw commandError(failureCode(name), `${name}: ${(error as Error).message}`);
    }
  };
}

const OPERATORS: Record<string, Operator> = {};
for (const [name, operator] of Object.entries(expressions)) {
  OPERATORS[name] = guarded(name, operator as unknown as Operator);
}
for (const [name, operator] of Object.entries(CHECKED)) OPERATORS[name] = guarded(name, operator);
Object.assign(OPERATORS, CORRECTED, STRUCTURE);
// What runs code, or answers differently each time, isn't offered.
for (const name of ['$function', '$rand', '$sampleRate', '$toHashedIndexKey']) delete OPERATORS[name];

const ACCUMULATORS: Record<string, Operator> = {};
for (const [name, operator] of Object.entries(accumulators)) {
  if (!(name in OPERATORS)) ACCUMULATORS[name] = guarded(name, operator as unknown as Operator);
}
delete ACCUMULATORS['$accumulator'];

/** mingo's context for expressions: its operators and the corrected ones. */
export const EXPRESSION_CONTEXT: Context = Context.init({
  accumulator: ACCUMULATORS,
  expression: OPERATORS,
});

export function isExpressionOperator(name: string): boolean {
  return Object.hasOwn(OPERATORS, name) || Object.hasOwn(ACCUMULATORS, name);
}

/** The value of an expression for a document; undefined stands for a missing field. */
export type CompiledExpression = (document: Document) => unknown;

/** Throws InvalidPipelineOperator for an operator that there is none of, and what the operators throw. */
export function compileExpression(given: unknown, variables: Variables = {}): CompiledExpression {
  const evaluate = compileWithVariables(given, variables);
  return (document) => evaluate(document);
}

/** As `compileExpression`; `more` are the values of further variables. */
export function compileWithVariables(
  given: unknown,
  variables: Variables = {},
): (document: unknown, more?: Document) => unknown {
  const expression = lowerExpression(given, isExpressionOperator);
  const lets = Object.entries((variables.let ?? {}) as Record<string, unknown>).map(
    ([name, value]) =>
      [
        name,
        evalExpr({}, lowerExpression(value, isExpressionOperator), prepareOptions(EXPRESSION_CONTEXT, {})),
      ] as const,
  );
  const fixed = {
    ...Object.fromEntries(lets),
    ...(variables.now === undefined ? {} : { NOW: variables.now }),
  };
  const options = prepareOptions(EXPRESSION_CONTEXT, fixed);
  return (document, more) =>
    evalExpr(
      document,
      expression,
      more === undefined ? options : prepareOptions(EXPRESSION_CONTEXT, { ...fixed, ...more }),
    );
}
