import {
  createSourceEventStream,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type ParseOptions,
  type ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { forEach } from '../subscriptions/cancellable.ts';
import type { GraphQLEngine } from './engine.ts';
import { checkCost, isTokenLimitError, limitRules, limits } from './limits.ts';

export const parseOptions: ParseOptions = { maxTokens: limits.tokens };

/** An invalid document is told at most this many problems, and where the schema is hidden, nothing of it. */
export function validationOptions(introspection: boolean) {
  return { maxErrors: 20, hideSuggestions: !introspection };
}

/** Rules for documents beside those of the specification. */
export function extraRules(introspection: boolean): ValidationRule[] {
  return introspection ? [...limitRules] : [...limitRules, NoSchemaIntrospectionCustomRule];
}

export interface OperationPayload {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** An operation that may be run and what it costs, or why it may not. */
export type CheckedOperation =
  { readonly document: DocumentNode; readonly cost: number } | { readonly problems: readonly GraphQLError[] };

/** A document's syntax error as the GraphQL over HTTP transport would report it. */
function parseError(error: unknown): GraphQLError {
  // The parser goes into what is nested with recursion.
  if (error instanceof RangeError)
    return new GraphQLError('The document is nested too deeply.', {
      extensions: { code: 'GRAPHQL_PARSE_FAILED', limit: 'depth' },
    });
  if (!(error instanceof GraphQLError)) throw error;
  const limit = isTokenLimitError(error) ? { limit: 'tokens' } : {};
  return new GraphQLError(error.message, {
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code: 'GRAPHQL_PARSE_FAILED', ...limit },
  });
}

/**
 * Makes the function that parses, validates and bounds operations that don't come through Apollo Server, by the same
 * rules. It returns the document and what the operation costs, or what is wrong with it. Valid documents are remembered:
 * subscribers tend to send the same one.
 */
export function createOperationCheck({
  schema,
  introspection,
}: Pick<GraphQLEngine, 'schema' | 'introspection'>) {
  const rules = [...specifiedRules, ...extraRules(introspection)];
  const valid = new LRUCache<string, DocumentNode>({
    maxSize: 5_000_000,
    sizeCalculation: (_document, query) => query.length + 1,
  });

  function read(query: string): DocumentNode | readonly GraphQLError[] {
    const known = valid.get(query);
    if (known !== undefined) return known;
    let document: DocumentNode;
    try {
      document = parse(query, parseOptions);
    } catch (error) {
      return [parseError(error)];
    }
    const problems = validate(schema, document, rules, validationOptions(introspection));
    if (problems.length > 0) return problems.map(validationError);
    valid.set(query, document);
    return document;
  }

  return ({ query, operationName, variables }: OperationPayload): CheckedOperation => {
    const document = read(query);
    if (!('kind' in document)) return { problems: document };
    try {
      return { document, cost: checkCost({ schema, document, operationName, variables }) };
    } catch (error) {
      if (error instanceof GraphQLError) return { problems: [error] };
      throw error;
    }
  };
}

function validationError(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...error.extensions },
  });
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}

/**
 * Starts a subscription. Unlike graphql's own `subscribe`, it leaves it to `deliver` to answer an event, with a context of
 * its own: loaders remember what they read, and an event must show what is true when it comes. Nothing is to be delivered
 * any more once `isRunning` says no. `onEnd` is called once, when the subscription ends in whatever way.
 *
 * The iterator that it returns has no results. Its first `next` is what begins to deliver, and its end is that of the
 * subscription.
 */
export async function subscribeTo(
  args: ExecutionArgs,
  {
    deliver,
    onEnd,
  }: {
    readonly deliver: (event: unknown, isRunning: () => boolean) => Promise<void> | undefined;
    readonly onEnd: () => void;
  },
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!isAsyncIterable(source)) {
    onEnd();
    return source;
  }
  const events = source[Symbol.asyncIterator]();
  let running = true;
  const isRunning = () => running;
  const end = () => {
    if (running) onEnd();
    running = false;
  };
  const done = { done: true, value: undefined } as const;

  const results: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      try {
        await forEach(events, (event) => (running ? deliver(event, isRunning) : undefined));
      } finally {
        end();
      }
      return done;
    },
    async return() {
      end();
      await events.return?.();
      return done;
    },
    [Symbol.asyncIterator]: () => results,
  };
  return results;
}
