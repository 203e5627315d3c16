import type { GraphQLError } from 'graphql';
import type { RejectionReason } from '../observability/metrics.ts';
import { isTokenLimitError } from './limits.ts';

const rejectionCodes: Readonly<Record<string, RejectionReason>> = {
  GRAPHQL_PARSE_FAILED: 'parse',
  GRAPHQL_VALIDATION_FAILED: 'validation',
  BAD_USER_INPUT: 'variables',
  BAD_REQUEST: 'malformed',
  OPERATION_RESOLUTION_FAILURE: 'malformed',
  UNAUTHENTICATED: 'unauthenticated',
  PERSISTED_QUERY_NOT_SUPPORTED: 'untrusted',
  PERSISTED_QUERY_NOT_FOUND: 'untrusted',
  QUERY_NOT_IN_SAFELIST: 'untrusted',
  RATE_LIMITED: 'rate',
};
const limitReasons: ReadonlySet<unknown> = new Set(['aliases', 'cost', 'depth', 'tokens']);

/** Why an operation was refused before its execution; `errors` are those of an answer without data. */
export function rejectionReason(errors: readonly GraphQLError[]): RejectionReason | null {
  for (const error of errors) {
    if (isTokenLimitError(error)) return 'tokens';
    const { code, limit } = error.extensions;
    if (limitReasons.has(limit)) return limit as RejectionReason;
    const reason = typeof code === 'string' ? rejectionCodes[code] : undefined;
    if (reason !== undefined) return reason;
  }
  return null;
}
