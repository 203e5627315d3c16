import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Clock } from '../clock.ts';
import { UnauthenticatedError } from '../errors.ts';
import { issuerOf, refusalOf } from './access-tokens.ts';

export interface OidcProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
}

export interface OidcToken {
  /** Verified by the provider. */
  readonly email: string;
  readonly expiresAt: Date;
}

/** Signatures with a public key only: with HMAC, whoever can verify a token could make one. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Verifies tokens of an OpenID Connect provider with the keys that it publishes (RFC 7517). */
export function createOidcVerifier(
  provider: OidcProvider,
  options: {
    readonly clock: Clock;
    /** Told when the provider's keys can't be had. */
    readonly onError: (error: unknown) => void;
  },
) {
  const keys = createRemoteJWKSet(new URL(provider.jwksUri));

  return {
    /** Whether the token says that it is the provider's; nothing is verified. */
    claims: (jwt: string): boolean => issuerOf(jwt) === provider.issuer,

    /**
     * Throws {@link UnauthenticatedError} unless the token is the provider's, meant for this audience, not expired,
     * and names an e-mail address that the provider has verified; also when the keys can't be had.
     */
    async verify(jwt: string): Promise<OidcToken> {
      try {
        const { payload } = await jwtVerify(jwt, keys, {
          algorithms,
          issuer: provider.issuer,
          audience: provider.audience,
          requiredClaims: ['exp'],
          currentDate: options.clock(),
        });
        const { email, email_verified: verified, exp } = payload;
        if (typeof email !== 'string' || verified !== true || exp === undefined) {
          throw new UnauthenticatedError('The token names no verified e-mail address.');
        }
        return { email, expiresAt: new Date(exp * 1000) };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal !== null) throw refusal;
        options.onError(error);
        throw new UnauthenticatedError("The identity provider's keys can't be had at the moment. Try again.");
      }
    },
  };
}

export type OidcVerifier = ReturnType<typeof createOidcVerifier>;
