import { createHash } from 'node:crypto';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionTokens } from '../../src/auth/service.ts';
import type { MemberRecord } from '../../src/domain/membership/types.ts';
import { asViewer, openAccounts, password, secret, type Accounts } from '../support/accounts.ts';

let accounts: Accounts;
let member: MemberRecord;
beforeAll(async () => {
  accounts = await openAccounts();
});
afterAll(() => accounts.drop());
beforeEach(async () => {
  // A member of its own for each test, so that none depends on another's sessions or attempts.
  member = await accounts.member({ roles: ['REVIEWER'] });
  accounts.access.length = 0;
});

const clientAddress = '192.0.2.1';
const signIn = (who = member, with_ = password) =>
  accounts.auth.signIn({ email: who.email, password: with_, clientAddress });
const refused = (code: string) => expect.objectContaining({ code }) as unknown;
const unauthenticated = refused('UNAUTHENTICATED');

describe('signIn', () => {
  it('gives an access token for minutes and a refresh token for days', async () => {
    const { session, member: signedIn } = await signIn();
    expect(signedIn).toEqual(member);
    expect(session.accessTokenExpiresAt).toEqual(new Date(accounts.clock().getTime() + 600_000));
    expect(session.refreshTokenExpiresAt).toEqual(new Date(accounts.clock().getTime() + 14 * 86_400_000));
    const claims = decodeJwt(session.accessToken);
    expect(claims).toMatchObject({ iss: 'choan', aud: 'choan', sub: member.id });
    expect(claims.sid).toMatch(/^[0-9a-f]{24}$/);
  });

  it('stores neither the password nor the refresh token, only their hashes', async () => {
    const { session } = await signIn();
    const { db } = accounts.database.connection;
    const all = await Promise.all(
      ['members', 'credentials', 'sessions', 'refreshTokens'].map(async (name) =>
        JSON.stringify(await db?.collection(name).find().toArray()),
      ),
    );
    const stored = all.join();
    expect(stored).toContain(createHash('sha256').update(session.refreshToken).digest('hex'));
    expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect(stored).not.toContain(session.refreshToken);
    expect(stored).not.toContain(password);
    expect(all[0]).not.toContain('argon2');
  });

  it('refuses a wrong password, an unknown, a deactivated and a passwordless account alike', async () => {
    const secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
    const deactivated = await accounts.member();
    await accounts.membership.deactivateMember(asViewer(secretariat), deactivated.id);
    const withoutPassword = await accounts.member({ passwordHash: null });
    const refusals = await Promise.all(
      [
        signIn(member, 'not the right one'),
        signIn({ ...member, email: 'nobody@example.org' }),
        signIn({ ...member, email: '' }),
        signIn(deactivated),
        signIn(withoutPassword),
      ].map((attempt) =>
        attempt.then(
          () => null,
          (error: unknown) => error,
        ),
      ),
    );
    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
    expect(refusals[0]).toEqual(refused('INVALID_CREDENTIALS'));
  });

  it('takes the password in whatever Unicode form the keyboard makes', async () => {
    const secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
    const hangul = '안녕하세요반갑습니다여러분';
    const made = await accounts.membership.createMember(asViewer(secretariat), {
      email: 'hangul@example.org',
      displayName: 'x',
      organisation: 'x',
      sector: 'AGENCY',
      password: hangul.normalize('NFC'),
    });
    expect((await signIn(made, hangul.normalize('NFD'))).member.id).toBe(made.id);
  });
});

describe('authenticate', () => {
  it('establishes the viewer with the rights of now', async () => {
    const { session } = await signIn();
    const viewer = await accounts.auth.authenticate(session.accessToken);
    expect(viewer).toMatchObject({
      memberId: member.id,
      displayName: member.displayName,
      organisation: member.organisation,
      roles: new Set(['REVIEWER']),
      expiresAt: session.accessTokenExpiresAt,
    });
    const secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
    await accounts.membership.setMemberRoles(asViewer(secretariat), member.id, ['CHAIR']);
    const now = await accounts.auth.authenticate(session.accessToken);
    expect(now.roles).toEqual(new Set(['CHAIR']));
    expect(await accounts.auth.revalidate(viewer)).toEqual(now);
  });

  it('reads the rights of many at once, each in its place', async () => {
    const [first, second, third] = [
      await signIn(),
      await signIn(await accounts.member()),
      await signIn(await accounts.member()),
    ];
    const tokens = [first, second, third, first].map(({ session }) => session.accessToken);
    const viewers = await Promise.all(tokens.map((token) => accounts.auth.authenticate(token)));
    const secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
    await accounts.membership.setMemberRoles(asViewer(secretariat), third.member.id, ['CHAIR']);
    await accounts.auth.signOut(viewers[1] ?? null);
    const now = await accounts.auth.revalidateAll(viewers);
    expect(now.map((viewer) => viewer?.memberId ?? null)).toEqual([
      first.member.id,
      null,
      third.member.id,
      first.member.id,
    ]);
    expect(now[2]?.roles).toEqual(new Set(['CHAIR']));
    expect(await accounts.auth.revalidateAll([])).toEqual([]);
  });

  it('refuses a token that has expired', async () => {
    const { session } = await signIn();
    const viewer = await accounts.auth.authenticate(session.accessToken);
    accounts.pass({ minutes: 10 });
    await expect(accounts.auth.authenticate(session.accessToken)).rejects.toThrow('expired');
    expect(await accounts.auth.revalidate(viewer)).toBeNull();
  });

  it('refuses everything that is not one of its own tokens, unchanged', async () => {
    const { session } = await signIn();
    const claims = decodeJwt(session.accessToken);
    const [header = '', , signature = ''] = session.accessToken.split('.');
    const sign = (payload: object, key = secret, head: object = {}) =>
      new SignJWT({ ...payload })
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...head })
        .sign(new TextEncoder().encode(key));
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'f'.repeat(24) })).toString('base64url');
    // What makes the rest of this test mean something: the same claims with the right key are taken.
    await expect(accounts.auth.authenticate(await sign(claims))).resolves.toMatchObject({
      memberId: member.id,
    });
    const forged: Record<string, string> = {
      empty: '',
      garbage: 'garbage',
      'three parts of garbage': 'a.b.c',
      'other claims under the signature': `${header}.${changed}.${signature}`,
      'without a signature': `${session.accessToken.split('.').slice(0, 2).join('.')}.`,
      'alg none': new UnsecuredJWT(claims).encode(),
      'another secret': await sign(claims, 'another secret that is just as long as the first'),
      'another algorithm': await sign(claims, secret, { alg: 'HS512' }),
      'another type of token': await sign(claims, secret, { typ: 'JWT' }),
      'another issuer': await sign({ ...claims, iss: 'https://elsewhere.example' }),
      'another audience': await sign({ ...claims, aud: 'elsewhere' }),
      'no expiry': await sign({ ...claims, exp: undefined }),
      'no session': await sign({ ...claims, sid: undefined }),
      'a session that is no id': await sign({ ...claims, sid: { $ne: null } }),
      "another member's session": await sign({ ...claims, sub: (await accounts.member()).id }),
      'a session that never was': await sign({ ...claims, sid: 'f'.repeat(24) }),
      'the refresh token': session.refreshToken,
      endless: 'a'.repeat(1_000_000),
    };
    for (const [what, token] of Object.entries(forged)) {
      await expect(accounts.auth.authenticate(token), what).rejects.toEqual(unauthenticated);
    }
  });

  /** What the database is asked while these tokens are authenticated at once, each for its own session. */
  async function commandsFor(sessions: readonly SessionTokens[]): Promise<string[]> {
    const commands: string[] = [];
    accounts.database.connection.set('debug', (collection: string, method: string) => {
      commands.push(`${collection}.${method}`);
    });
    try {
      const viewers = await Promise.all(
        sessions.map(({ accessToken }) => accounts.auth.authenticate(accessToken)),
      );
      expect(viewers.map(({ sessionId }) => sessionId)).toEqual(
        sessions.map(({ accessToken }) => decodeJwt(accessToken)['sid']),
      );
    } finally {
      accounts.database.connection.set('debug', false);
    }
    return commands.sort();
  }

  it('reads the database twice for a token, and less often than that for many at once', async () => {
    const sessions = [(await signIn()).session, (await signIn()).session];
    expect(await commandsFor(sessions.slice(0, 1))).toEqual(['members.find', 'sessions.find']);
    // In how many turns of the event loop their signatures are verified is the system's affair.
    const many = Array.from({ length: 100 }, (_, index) => sessions[index % 2]!);
    expect((await commandsFor(many)).length).toBeLessThan(many.length);
  });
});

describe('refresh', () => {
  it('exchanges a refresh token for a new pair of the same session', async () => {
    const { session } = await signIn();
    accounts.pass({ days: 13 });
    const refreshed = await accounts.auth.refresh(session.refreshToken);
    expect(refreshed.member).toEqual(member);
    expect(refreshed.session.refreshToken).not.toBe(session.refreshToken);
    expect(decodeJwt(refreshed.session.accessToken).sid).toBe(decodeJwt(session.accessToken).sid);
    // Used within its fourteen days, the session lasts fourteen more.
    accounts.pass({ days: 13 });
    const again = await accounts.auth.refresh(refreshed.session.refreshToken);
    await expect(accounts.auth.authenticate(again.session.accessToken)).resolves.toMatchObject({
      memberId: member.id,
    });
  });

  it('ends the session, access tokens and all, when a token is used a second time', async () => {
    const { session } = await signIn();
    const refreshed = await accounts.auth.refresh(session.refreshToken);
    await expect(accounts.auth.refresh(session.refreshToken)).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.refresh(refreshed.session.refreshToken)).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.authenticate(refreshed.session.accessToken)).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.authenticate(session.accessToken)).rejects.toEqual(unauthenticated);
    expect(accounts.access).toEqual([{ memberId: member.id, sessionId: decodeJwt(session.accessToken).sid }]);
  });

  it('lets at most one of several exchanges at the same time succeed', async () => {
    const { session } = await signIn();
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => accounts.auth.refresh(session.refreshToken)),
    );
    expect(results.filter((result) => result.status === 'fulfilled').length).toBeLessThanOrEqual(1);
  });

  it('refuses a token that has expired, never was, or is of a deactivated member', async () => {
    const { session } = await signIn();
    await expect(accounts.auth.refresh('nonsense')).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.refresh('')).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.refresh('a'.repeat(1_000_000))).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.refresh(session.accessToken)).rejects.toEqual(unauthenticated);
    const secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
    const other = await signIn(await accounts.member());
    await accounts.membership.deactivateMember(asViewer(secretariat), other.member.id);
    await expect(accounts.auth.refresh(other.session.refreshToken)).rejects.toEqual(unauthenticated);
    accounts.pass({ days: 14 });
    await expect(accounts.auth.refresh(session.refreshToken)).rejects.toEqual(unauthenticated);
  });
});

describe('the end of a session', () => {
  it('signOut ends this session at once and no other; again it changes nothing', async () => {
    const first = (await signIn()).session;
    const second = (await signIn()).session;
    const viewer = await accounts.auth.authenticate(first.accessToken);
    await accounts.auth.signOut(viewer);
    await expect(accounts.auth.authenticate(first.accessToken)).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.refresh(first.refreshToken)).rejects.toEqual(unauthenticated);
    expect(await accounts.auth.revalidate(viewer)).toBeNull();
    expect(accounts.access).toEqual([{ memberId: member.id, sessionId: viewer.sessionId }]);
    await expect(accounts.auth.authenticate(second.accessToken)).resolves.toMatchObject({
      memberId: member.id,
    });
    await accounts.auth.signOut(viewer);
  });

  it('signOut is refused to nobody and to a token of the identity provider', async () => {
    await expect(accounts.auth.signOut(null)).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.signOut(asViewer(member))).rejects.toEqual(refused('FORBIDDEN'));
  });

  it('deactivating a member ends all sessions at once', async () => {
    const secretariat = await accounts.member({ roles: ['SECRETARIAT'] });
    const { session } = await signIn();
    const viewer = await accounts.auth.authenticate(session.accessToken);
    await accounts.membership.deactivateMember(asViewer(secretariat), member.id);
    await expect(accounts.auth.authenticate(session.accessToken)).rejects.toEqual(unauthenticated);
    expect(await accounts.auth.revalidate(viewer)).toBeNull();
    expect(await accounts.authStore.findSession(viewer.sessionId ?? '')).toBeNull();
  });

  it('comes by itself when it is not used, whether the database has removed it or not', async () => {
    const { session } = await signIn();
    const viewer = await accounts.auth.authenticate(session.accessToken);
    accounts.pass({ days: 14 });
    // A token that outlives the session, which configuration can bring about.
    expect(
      await accounts.auth.revalidate({ ...viewer, expiresAt: new Date('2100-01-01T00:00:00.000Z') }),
    ).toBeNull();
  });
});

describe('changePassword', () => {
  const newPassword = 'another long password';
  const change = async (accessToken: string, input: { currentPassword?: string; newPassword?: string }) =>
    accounts.auth.changePassword(await accounts.auth.authenticate(accessToken), {
      currentPassword: password,
      newPassword,
      clientAddress,
      ...input,
    });

  it('replaces the password and ends all other sessions', async () => {
    const own = (await signIn()).session;
    const other = (await signIn()).session;
    await change(own.accessToken, {});
    await expect(accounts.auth.authenticate(own.accessToken)).resolves.toBeDefined();
    await expect(accounts.auth.authenticate(other.accessToken)).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.refresh(other.refreshToken)).rejects.toEqual(unauthenticated);
    await expect(accounts.auth.refresh(own.refreshToken)).resolves.toBeDefined();
    expect(accounts.access).toEqual([{ memberId: member.id, sessionId: null }]);
    await expect(signIn()).rejects.toEqual(refused('INVALID_CREDENTIALS'));
    await expect(signIn(member, newPassword)).resolves.toBeDefined();
  });

  it.each([
    ['a wrong current password', { currentPassword: 'not the right one' }, 'INVALID_CREDENTIALS'],
    ['a short new password', { newPassword: 'short' }, 'INVALID_INPUT'],
    ['a new password without end', { newPassword: 'x'.repeat(201) }, 'INVALID_INPUT'],
  ])('refuses %s and changes nothing', async (_what, input, code) => {
    const { session } = await signIn();
    const other = (await signIn()).session;
    await expect(change(session.accessToken, input)).rejects.toEqual(refused(code));
    await expect(accounts.auth.authenticate(other.accessToken)).resolves.toBeDefined();
    await expect(signIn()).resolves.toBeDefined();
  });

  it('is refused to nobody, and to whom has no password', async () => {
    const input = { currentPassword: password, newPassword, clientAddress };
    await expect(accounts.auth.changePassword(null, input)).rejects.toEqual(unauthenticated);
    const withoutPassword = asViewer(await accounts.member({ passwordHash: null }));
    await expect(accounts.auth.changePassword(withoutPassword, input)).rejects.toEqual(
      refused('INVALID_CREDENTIALS'),
    );
  });

  it('at the same moment as a sign-in leaves no session that was begun with the old password', async () => {
    const { session } = await signIn();
    const [attempt] = await Promise.all([
      signIn().then(
        (result) => result.session,
        () => null,
      ),
      change(session.accessToken, {}),
    ]);
    if (attempt !== null) {
      await expect(accounts.auth.authenticate(attempt.accessToken)).rejects.toEqual(unauthenticated);
    }
    await expect(signIn()).rejects.toEqual(refused('INVALID_CREDENTIALS'));
  });
});

describe('rate limits', () => {
  const attemptLimits = { perAccountAndAddress: 3, perAccount: 6, perAddress: 8, windowSeconds: 900 };
  let limited: Accounts;
  let target: MemberRecord;
  beforeEach(async () => {
    limited = await openAccounts({ attemptLimits });
    target = await limited.member();
  });
  afterEach(() => limited.drop());
  const attempt = (email: string, options: { address?: string; right?: boolean } = {}) =>
    limited.auth
      .signIn({
        email,
        password: options.right === true ? password : 'wrong wrong wrong',
        clientAddress: options.address ?? clientAddress,
      })
      .then(
        () => 'OK',
        (error: unknown) => (error as { code: string }).code,
      );

  it('stop guessing at one account from one address, and even the right password then', async () => {
    const guesses = await Promise.all(Array.from({ length: 5 }, () => attempt(target.email)));
    expect(guesses.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(3);
    expect(guesses.filter((code) => code === 'RATE_LIMITED')).toHaveLength(2);
    expect(await attempt(target.email.toUpperCase(), { right: true })).toBe('RATE_LIMITED');
    await expect(limited.auth.signIn({ email: target.email, password, clientAddress })).rejects.toMatchObject(
      { retryAfterSeconds: expect.any(Number) as number },
    );
    // The member at another address, and others at this one, are not locked out.
    expect(await attempt(target.email, { right: true, address: '192.0.2.2' })).toBe('OK');
    expect(await attempt((await limited.member()).email, { right: true })).toBe('OK');
  });

  it('stop guessing at one account from everywhere, and at all accounts from one address', async () => {
    for (let host = 1; host <= 6; host += 1) {
      expect(await attempt(target.email, { address: `198.51.100.${host}` })).toBe('INVALID_CREDENTIALS');
    }
    expect(await attempt(target.email, { address: '198.51.100.7' })).toBe('RATE_LIMITED');
    for (let account = 1; account <= 8; account += 1) {
      expect(await attempt(`somebody-${account}@example.org`)).toBe('INVALID_CREDENTIALS');
    }
    expect(await attempt('somebody-9@example.org')).toBe('RATE_LIMITED');
  });

  it('do not count what succeeds', async () => {
    for (let time = 0; time < 20; time += 1) expect(await attempt(target.email, { right: true })).toBe('OK');
  });

  it('hold for the current password of a change as well', async () => {
    const input = { currentPassword: 'wrong wrong wrong', newPassword: 'another long password' };
    const change = () =>
      limited.auth
        .changePassword(asViewer(target), { ...input, clientAddress })
        .catch((error: unknown) => (error as { code: string }).code);
    for (let time = 0; time < 3; time += 1) expect(await change()).toBe('INVALID_CREDENTIALS');
    expect(await change()).toBe('RATE_LIMITED');
  });
});
