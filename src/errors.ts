/**
 * Codes of every error that a caller can act on. A mutation returns them in `userErrors`, a query and the
 * transports carry them in `extensions.code`. The list is the `UserErrorCode` enum of schema/base.graphql.
 */
export const domainErrorCodes = [
  'INVALID_INPUT',
  'NOT_FOUND',
  'FORBIDDEN',
  'CONFLICT',
  'ALREADY_EXISTS',
  'STALE_HASH',
  'ILLEGAL_TRANSITION',
  'FROZEN',
  'INVALID_CONTENT',
  'FOUR_EYES',
  'QUORUM_NOT_REACHED',
  'CONFLICTING_TEXT',
  'INVALID_CREDENTIALS',
] as const;
export type DomainErrorCode = (typeof domainErrorCodes)[number];

/** What was asked for cannot be done, the caller can know why, and nothing was changed. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  /** Path of the input field that is wrong, e.g. `['title']`; empty when no single field is. */
  readonly field: readonly string[];

  constructor(code: DomainErrorCode, message: string, field: readonly string[] = []) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** What `work` gives, or what it throws: a batching loader tells each key its own outcome. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** What `work` gives for those of the items that are no errors, in the order of all; errors stay what they are. */
export async function unlessErrors<Item, Value>(
  items: readonly (Item | Error)[],
  work: (items: readonly Item[]) => Promise<readonly Value[]>,
): Promise<(Value | Error)[]> {
  const good = items.filter((item): item is Item => !(item instanceof Error));
  const values = (await work(good)).values();
  return items.map((item) => {
    if (item instanceof Error) return item;
    const next = values.next();
    return next.done === true
      ? new Error('There is no outcome of something that was asked for.')
      : next.value;
  });
}

/** Nobody is signed in, or the token is expired, forged or revoked. Always a top-level error. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
  readonly code = 'UNAUTHENTICATED';
}

/** Too many attempts. Always a top-level error. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError';
  readonly code = 'RATE_LIMITED';
  /** Seconds after which a retry can succeed. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
