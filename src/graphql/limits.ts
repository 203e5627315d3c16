import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  isListType,
  type DocumentNode,
  type GraphQLSchema,
  TypeInfo,
  ValidationContext,
  visit,
  visitWithTypeInfo,
  type ValidationRule,
} from 'graphql';
import { createComplexityRule, type ComplexityEstimatorArgs } from 'graphql-query-complexity';
import { defaultPageSize, maxPageSize } from '../database/paging.ts';

/** Bounds of one GraphQL document. They hold over HTTP and over WebSocket alike. */
export const limits = {
  /** Bytes of a request's body, or of one WebSocket message. */
  messageBytes: 1_000_000,
  /** Lexical tokens of a document. */
  tokens: 3000,
  /** Levels of nested fields. */
  depth: 15,
  aliases: 30,
  /** Fields that an answer may hold, as {@link costOf} estimates it; a text counts as {@link textCosts} says. */
  cost: 50_000,
} as const;

/** Which limit a document broke; in `extensions.limit` of the error. */
export type LimitName = 'aliases' | 'cost' | 'depth' | 'tokens';

/** How long a list without `first` is taken to be. */
const assumedListLength = 10;

function limitError(limit: LimitName, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', limit } });
}

/** The rules throw by themselves, which would be an internal error; reported, it is an invalid document. */
function reporting(limit: LimitName, message: string) {
  return {
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null) => {
        context?.reportError(limitError(limit, message));
      },
    ],
  };
}

/** Rules beside those of the GraphQL specification. */
export const limitRules: readonly ValidationRule[] = [
  maxDepthRule({
    n: limits.depth,
    flattenFragments: true,
    ...reporting('depth', `The document nests fields deeper than ${limits.depth} levels.`),
  }),
  maxAliasesRule({
    n: limits.aliases,
    ...reporting('aliases', `The document has more than ${limits.aliases} aliases.`),
  }),
];

/** True for the error of a document with too many tokens, which the parser throws as a syntax error. */
export function isTokenLimitError(error: GraphQLError): boolean {
  return error.message.includes('tokens. Parsing aborted');
}

/**
 * What fields cost that are whole texts, by their type. Most are made anew for every answer, a document from the texts
 * of all its tasks: one field takes as long as this many others.
 */
const textCosts: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Draft: {
    content: 100,
    fields: 100,
    markdown: 100,
    plainText: 100,
    contentProblems: 100,
    blame: 100,
    shares: 20,
    difference: 200,
  },
  Revision: { content: 100, fields: 100, markdown: 100, plainText: 100, contentProblems: 100, blame: 100 },
  Version: {
    content: 100,
    fields: 100,
    markdown: 100,
    plainText: 100,
    canonicalForm: 20,
    blame: 100,
    difference: 200,
  },
  PlanDifference: { text: 1000, html: 1000 },
  PlanEntryDifference: { difference: 200 },
  PlanVersion: { markdown: 1000, shares: 200, proof: 100 },
};

/** A field costs 1 and what it holds; a list as often as it may have entries; a text what {@link textCosts} says. */
function estimate({ type: parent, field, args, childComplexity }: ComplexityEstimatorArgs): number {
  const textCost = textCosts[parent.name]?.[field.name];
  if (textCost !== undefined) return textCost + childComplexity;
  // The schema is in memory and its depth is bounded by graphql's own rule.
  if (field.name === '__schema' || field.name === '__type') return 1;
  const type = getNullableType(field.type);
  if (isListType(type)) {
    // The list of a connection is as long as the page, which was counted when the connection was.
    const inConnection = field.name === 'edges' || field.name === 'nodes';
    const given = Array.isArray(args['ids']) ? args['ids'].length : null;
    return 1 + (given ?? (inConnection ? 1 : assumedListLength)) * childComplexity;
  }
  if (getNamedType(type).name.endsWith('Connection')) {
    const first: unknown = args['first'];
    const length = typeof first === 'number' ? first : defaultPageSize;
    // What is out of bounds is refused by the field itself.
    return 1 + Math.min(Math.max(length, 1), maxPageSize) * childComplexity;
  }
  return 1 + childComplexity;
}

interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * The most fields that the answer of a valid document may hold, texts counting for more. Counted with the variables, so that `first: $n` counts
 * like a literal. `null` when there is no such operation or its variables are invalid, so that nothing is executed.
 */
export function costOf({ schema, document, operationName, variables }: Operation): number | null {
  const operation = getOperationAST(document, operationName);
  if (operation === null || operation === undefined) return null;
  const given = { ...variables };
  if (getVariableValues(schema, operation.variableDefinitions ?? [], given).errors !== undefined) return null;
  const types = new TypeInfo(schema);
  // An argument that can't be read fails its own field, which isn't executed then; all others are, and count.
  const context = new ValidationContext(schema, document, types, () => undefined);
  let cost = 0;
  const visitor = createComplexityRule({
    maximumComplexity: Infinity,
    onComplete: (complexity) => {
      cost = complexity;
    },
    // The other operations of the document aren't executed.
    ...(operation.name === undefined ? {} : { operationName: operation.name.value }),
    variables: given,
    estimators: [estimate],
    maxQueryNodes: 10_000,
  })(context);
  try {
    visit(document, visitWithTypeInfo(types, visitor));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // Too many nodes, or a directive that can't be read: what is around it may be executed all the same.
    return Infinity;
  }
  return cost;
}

/**
 * What an operation costs; 0 when it can't be told because it is invalid. Throws a `GraphQLError` when that is too much.
 */
export function checkCost(operation: Operation): number {
  const cost = costOf(operation) ?? 0;
  if (cost <= limits.cost) return cost;
  throw limitError(
    'cost',
    `The answer may be as much as ${Number.isFinite(cost) ? cost : 'too many'} fields, more than ${limits.cost}. Ask for less with \`first\`; texts count for more.`,
  );
}
