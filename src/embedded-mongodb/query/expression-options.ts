import { Context, evalExpr } from 'mingo/core';
import type { ComputeOptions, Operator } from './expression-lowering.ts';

/**
 * What mingo makes of its options before it evaluates: an instance of a class that it doesn't export, but gives to
 * operators. Given plain options it makes one for each document, and copies all operators of the context for it.
 */
type Prepared = ComputeOptions & { readonly options: object };

const SELF: Operator = (_input, _operand, options) => options;
const FIRST = evalExpr({}, { $self: null }, {
  context: Context.init({ expression: { $self: SELF } }),
} as never) as Prepared;
const PreparedOptions = FIRST.constructor as new (options: object) => Prepared;

/** Options for any number of documents. */
export function prepareOptions(context: Context, variables: Record<string, unknown>): ComputeOptions {
  return new PreparedOptions({ ...FIRST.options, context, variables });
}

/** The options that an operator was called with, for documents other than the one that it was called for. */
export function optionsForOthers(options: ComputeOptions): ComputeOptions {
  return new PreparedOptions((options as Prepared).options);
}
