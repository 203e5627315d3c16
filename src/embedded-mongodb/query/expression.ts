import type { Document } from 'bson';
import { Context } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import { evalExpr } from 'mingo/core';

export interface Variables {
  let?: Document;
  now?: Date;
}
const CONTEXT = Context.init({ accumulator, expression });

export type CompiledExpression = (document: Document) => unknown;

export function compileExpression(given: unknown, variables: Variables = {}): CompiledExpression {
  const options = { context: CONTEXT, variables: (variables.let ?? {}) as never };
  return (document) => evalExpr(document, given, options as never);
}
