/** An error in an answer of the server, as GraphQL has it. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * Codes that this client gives itself; all others are the server's (`extensions.code`), e.g. `UNAUTHENTICATED`,
 * `RATE_LIMITED`, `NOT_FOUND`. Refusals that a mutation lists in `userErrors` are data, not errors.
 */
export type ClientErrorCode =
  /** No answer came: the server can't be reached, or not in time. What was sent may have been carried out. */
  | 'NETWORK'
  /** What came isn't an answer of a GraphQL server, as from a proxy in front of it. */
  | 'MALFORMED_ANSWER'
  /** `getAccessToken` didn't answer in time. Nothing was sent. */
  | 'ACCESS_TOKEN_TIMEOUT';

/** What the server has answered, or why there is no answer. */
export class ChoanError extends Error {
  override readonly name = 'ChoanError';
  readonly code: ClientErrorCode | (string & {});
  /** By which the operator finds the request in the log; null when it isn't known. */
  readonly requestId: string | null;
  /** Seconds after which another attempt can succeed; null when the server didn't say. */
  readonly retryAfter: number | null;
  /** HTTP status; null when there was no answer, and over WebSocket. */
  readonly status: number | null;
  /** Everything that the answer complains of; the first one is this error. */
  readonly errors: readonly AnswerError[];

  constructor(
    code: string,
    message: string,
    details: {
      readonly requestId?: string | null;
      readonly retryAfter?: number | null;
      readonly status?: number | null;
      readonly errors?: readonly AnswerError[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.requestId = details.requestId ?? null;
    this.retryAfter = details.retryAfter ?? null;
    this.status = details.status ?? null;
    this.errors = details.errors ?? [];
  }
}

/** The error that a non-empty list of GraphQL errors makes; what its extensions don't say comes from `transport`. */
export function errorOfAnswer(
  errors: readonly AnswerError[],
  transport: { status?: number; requestId?: string | null; retryAfter?: number | null } = {},
): ChoanError {
  const [first] = errors;
  const { code, requestId, retryAfter } = first?.extensions ?? {};
  return new ChoanError(typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR', first?.message ?? '', {
    status: transport.status ?? null,
    requestId: typeof requestId === 'string' ? requestId : (transport.requestId ?? null),
    retryAfter: typeof retryAfter === 'number' ? retryAfter : (transport.retryAfter ?? null),
    errors,
  });
}

/** The session has ended, or there never was one. */
export function signedOut(): ChoanError {
  return new ChoanError('UNAUTHENTICATED', 'Nobody is signed in any more.');
}
