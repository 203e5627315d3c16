import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asViewer, openAccounts, type Accounts } from '../support/accounts.ts';

const issuer = 'https://id.example';
const audience = 'choan-client';

let accounts: Accounts;
let provider: Server;
let published: JWK[];
let key: CryptoKey;
let failures: unknown[];

beforeEach(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  published = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }];
  provider = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: published }));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const { port } = provider.address() as AddressInfo;
  failures = [];
  accounts = await openAccounts({
    oidc: { issuer, audience, jwksUri: `http://127.0.0.1:${port}/jwks` },
    onError: (error) => failures.push(error),
  });
});
afterEach(async () => {
  await accounts.drop();
  provider.close();
  provider.closeAllConnections();
});

function token(
  claims: Record<string, unknown> = {},
  head: { alg?: string; kid?: string; key?: CryptoKey | Uint8Array } = {},
) {
  const now = Math.floor(accounts.clock().getTime() / 1000);
  const payload = {
    iss: issuer,
    aud: audience,
    sub: 'somebody-at-the-provider',
    email: 'member-1@example.org',
    email_verified: true,
    iat: now,
    exp: now + 300,
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: head.alg ?? 'RS256', kid: head.kid ?? 'one' })
    .sign(head.key ?? key);
}

const unauthenticated = expect.objectContaining({ code: 'UNAUTHENTICATED' }) as unknown;

describe('tokens of an OIDC provider', () => {
  it('stand for the active member with the verified e-mail address', async () => {
    const member = await accounts.member();
    const viewer = await accounts.auth.authenticate(await token({ email: 'Member-1@Example.org' }));
    expect(viewer).toMatchObject({ memberId: member.id, sessionId: null });
    expect(viewer.expiresAt).toEqual(new Date(accounts.clock().getTime() + 300_000));
    expect(await accounts.auth.revalidate(viewer)).toEqual(viewer);
    const secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
    await accounts.membership.deactivateMember(asViewer(secretariat), member.id);
    expect(await accounts.auth.revalidate(viewer)).toBeNull();
    await expect(accounts.auth.authenticate(await token())).rejects.toEqual(unauthenticated);
  });

  it('are refused when they are not meant for us, not verified, expired or forged', async () => {
    await accounts.member();
    await expect(accounts.auth.authenticate(await token())).resolves.toBeDefined();
    const other = await generateKeyPair('RS256');
    // The classic confusion: the public key, which anybody has, taken as the secret of an HMAC.
    const publicKey = new TextEncoder().encode(JSON.stringify(published[0]));
    const refusals = {
      'another audience': await token({ aud: 'elsewhere' }),
      'another issuer': await token({ iss: 'https://elsewhere.example' }),
      'no expiry': await token({ exp: undefined }),
      expired: await token({ exp: Math.floor(accounts.clock().getTime() / 1000) }),
      'not yet valid': await token({ nbf: Math.floor(accounts.clock().getTime() / 1000) + 60 }),
      'an e-mail address that is not verified': await token({ email_verified: false }),
      'an e-mail address verified in words only': await token({ email_verified: 'true' }),
      'no e-mail address': await token({ email: undefined }),
      'an e-mail address of no member': await token({ email: 'stranger@example.org' }),
      "another party's key": await token({}, { key: other.privateKey }),
      'an unknown key': await token({}, { kid: 'two', key: other.privateKey }),
      'HMAC with the public key': await token({}, { alg: 'HS256', key: publicKey }),
      'our own issuer, signed by the provider': await token({ iss: 'choan', aud: 'choan' }),
    };
    for (const [what, refused] of Object.entries(refusals)) {
      await expect(accounts.auth.authenticate(refused), what).rejects.toEqual(unauthenticated);
    }
    expect(failures).toEqual([]);
  });

  it('are refused for the time being when the keys can not be had, and taken when they can', async () => {
    await accounts.member();
    const { port } = provider.address() as AddressInfo;
    provider.close();
    provider.closeAllConnections();
    await expect(accounts.auth.authenticate(await token())).rejects.toThrow(/keys can't be had/);
    expect(failures).toHaveLength(1);
    // Our own accounts don't depend on it.
    await expect(
      accounts.auth.signIn({ email: 'member-1@example.org', password: 'x', clientAddress: '192.0.2.1' }),
    ).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    provider.listen(port, '127.0.0.1');
    await once(provider, 'listening');
    await expect(accounts.auth.authenticate(await token())).resolves.toBeDefined();
  });

  it('are not taken when no provider is configured', async () => {
    const own = await openAccounts();
    await own.member();
    await expect(own.auth.authenticate(await token())).rejects.toEqual(unauthenticated);
    await own.drop();
  });
});
