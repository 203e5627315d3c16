import { decodeJwt, errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../clock.ts';
import { UnauthenticatedError } from '../errors.ts';

/** Issuer and audience of the tokens that this server makes for itself. */
const ownName = 'choan';
/** RFC 9068, so that no other kind of token signed with the same key is taken for an access token. */
const tokenType = 'at+jwt';

export interface AccessToken {
  readonly memberId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

const hexId = /^[0-9a-f]{24}$/;

/** Access tokens of this server's own accounts: JWTs (RFC 7519) signed with HMAC SHA-256. */
export function createAccessTokens(options: {
  readonly secret: string;
  readonly minutes: number;
  readonly clock: Clock;
}) {
  const { minutes, clock } = options;
  const key = new TextEncoder().encode(options.secret);

  return {
    async issue(token: { memberId: string; sessionId: string }): Promise<{ token: string; expiresAt: Date }> {
      const issuedAt = Math.floor(clock().getTime() / 1000);
      const expiresAt = issuedAt + minutes * 60;
      const jwt = await new SignJWT({ sid: token.sessionId })
        .setProtectedHeader({ alg: 'HS256', typ: tokenType })
        .setIssuer(ownName)
        .setAudience(ownName)
        .setSubject(token.memberId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token: jwt, expiresAt: new Date(expiresAt * 1000) };
    },

    /** Throws {@link UnauthenticatedError} unless it is one of ours, unchanged and not expired. */
    async verify(jwt: string): Promise<AccessToken> {
      try {
        const { payload } = await jwtVerify(jwt, key, {
          algorithms: ['HS256'],
          issuer: ownName,
          audience: ownName,
          typ: tokenType,
          requiredClaims: ['sub', 'sid', 'iat', 'exp'],
          currentDate: clock(),
        });
        const { sub, sid, exp } = payload;
        if (!isHexId(sub) || !isHexId(sid) || exp === undefined) throw invalidToken();
        return { memberId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
      } catch (error) {
        throw refusalOf(error) ?? error;
      }
    },

    /** Whether the token says that it is one of ours; nothing is verified. */
    isOwn: (jwt: string): boolean => issuerOf(jwt) === ownName,
  };
}

function isHexId(value: unknown): value is string {
  return typeof value === 'string' && hexId.test(value);
}

/** What the token says of its issuer, unverified; null when it isn't a JWT or doesn't say. */
export function issuerOf(jwt: string): string | null {
  try {
    return decodeJwt(jwt).iss ?? null;
  } catch {
    return null;
  }
}

export function invalidToken(): UnauthenticatedError {
  return new UnauthenticatedError('The access token is not valid.');
}

/** Errors that say something of the token; all others say something of the keys or the way to them. */
const tokenErrors = [
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** What a caller is told of a token that jose refused; null when the error isn't the token's. */
export function refusalOf(error: unknown): UnauthenticatedError | null {
  if (error instanceof UnauthenticatedError) return error;
  if (error instanceof errors.JWTExpired) return new UnauthenticatedError('The access token has expired.');
  return tokenErrors.some((type) => error instanceof type) ? invalidToken() : null;
}
