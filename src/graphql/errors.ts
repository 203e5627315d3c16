import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError, RateLimitedError, UnauthenticatedError } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';
import { currentRequest } from '../observability/request-scope.ts';
import { isTokenLimitError } from './limits.ts';

/** Codes of errors that GraphQL and the transports raise themselves, whose messages speak of the request only. */
const protocolCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_FOUND',
  'QUERY_NOT_IN_SAFELIST',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'SHUTTING_DOWN',
]);

/** Code of an error whose cause is not the caller's business. */
const internalCode = 'INTERNAL_SERVER_ERROR';

/** The error and what it wraps, outermost first: GraphQL wraps what was thrown once or more. */
function chainOf(error: unknown): unknown[] {
  const chain = [error];
  for (let inner = error; inner instanceof GraphQLError && inner.originalError !== undefined;) {
    inner = inner.originalError;
    chain.push(inner);
  }
  return chain;
}

/** Variables and arguments that don't fit their types: GraphQL raises them at execution, without a code. */
function isBadInput(error: GraphQLError): boolean {
  return /^(Variable "\$|Argument ")/.test(error.message);
}

/** Operations that aren't there: GraphQL raises them at execution, without a code. */
function isUnresolvedOperation(error: GraphQLError): boolean {
  return /^(Unknown operation named|Must provide (an operation|operation name)|Unable to identify operation)/.test(
    error.message,
  );
}

/** Message and extensions that a caller may see; null for an unexpected error. */
function publicPart(error: unknown): Pick<GraphQLFormattedError, 'message' | 'extensions'> | null {
  const chain = chainOf(error);
  const cause = chain.at(-1);
  if (cause instanceof DomainError) {
    const { message, code, field } = cause;
    return { message, extensions: field.length > 0 ? { code, field } : { code } };
  }
  if (cause instanceof UnauthenticatedError) {
    return { message: cause.message, extensions: { code: cause.code } };
  }
  if (cause instanceof RateLimitedError) {
    return { message: cause.message, extensions: { code: cause.code, retryAfter: cause.retryAfterSeconds } };
  }
  if (!(error instanceof GraphQLError)) return null;
  const { message } = error;
  const { code } = error.extensions;
  const limit = isTokenLimitError(error) ? 'tokens' : error.extensions['limit'];
  if (protocolCodes.has(code))
    return { message, extensions: limit === undefined ? { code } : { code, limit } };
  for (const raised of chain) {
    if (!(raised instanceof GraphQLError)) continue;
    const { message } = raised;
    if (isBadInput(raised)) return { message, extensions: { code: 'BAD_USER_INPUT' } };
    if (isUnresolvedOperation(raised))
      return { message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } };
  }
  return null;
}

/** Makes the errors of an answer: the same over HTTP and WebSocket. */
export type ErrorFormatter = (error: unknown) => GraphQLFormattedError;

/**
 * An error that the caller can act on keeps its message and code. Anything else is logged and becomes
 * `INTERNAL_SERVER_ERROR` with nothing but the id of the request, by which the log entry is found.
 */
export function createErrorFormatter(logger: Logger): ErrorFormatter {
  return (error) => {
    const shown = publicPart(error);
    const place = placeOf(error);
    if (shown !== null) return { ...shown, ...place };
    const requestId = currentRequest()?.requestId;
    logger.error({ err: chainOf(error).at(-1), path: place.path }, 'unexpected error');
    return {
      message: 'Something went wrong on the server.',
      ...place,
      extensions: { code: internalCode, ...(requestId === undefined ? {} : { requestId }) },
    };
  };
}

/** Where in the document and in the answer the error belongs. */
function placeOf(error: unknown): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  if (!(error instanceof GraphQLError)) return {};
  return {
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
  };
}
