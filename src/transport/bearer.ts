import { UnauthenticatedError } from '../errors.ts';

/**
 * The token of an `Authorization: Bearer …` value (RFC 6750), or null when there is none. Throws
 * {@link UnauthenticatedError} for any other value, which must not pass for nobody.
 */
export function bearerToken(authorization: unknown): string | null {
  if (authorization === undefined || authorization === null) return null;
  const token = typeof authorization === 'string' ? /^Bearer +(\S+) *$/i.exec(authorization)?.[1] : undefined;
  if (token === undefined)
    throw new UnauthenticatedError('Authorization must be `Bearer` and an access token.');
  return token;
}
