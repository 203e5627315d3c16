import { ChoanError } from './errors.ts';
import { pending } from './pending.ts';

/** An access token that didn't come in time. */
export function tokenTimeout(): ChoanError {
  return new ChoanError('ACCESS_TOKEN_TIMEOUT', 'No access token came in time.');
}

/**
 * What `ask` gives, which asks somebody else for an access token and may never be answered: after `timeout` milliseconds
 * it throws `ACCESS_TOKEN_TIMEOUT`, and what comes later is of no account.
 */
export async function tokenInTime(
  ask: () => string | null | Promise<string | null>,
  timeout: number,
): Promise<string | null> {
  const { promise: exceeded, reject } = pending<never>();
  const timer = setTimeout(() => reject(tokenTimeout()), timeout);
  try {
    return await Promise.race([ask(), exceeded]);
  } finally {
    clearTimeout(timer);
  }
}
