import { describe, expect, it } from 'vitest';
import { checkNewPassword, hashPassword, verifyPassword } from '../../src/auth/password.ts';

describe('passwords', () => {
  it('are hashed with Argon2id at the parameters of OWASP, each with a salt of its own', async () => {
    const [first, second] = await Promise.all([hashPassword('one password'), hashPassword('one password')]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(second).not.toBe(first);
    expect(await verifyPassword(first, 'one password')).toBe(true);
    expect(await verifyPassword(first, 'One password')).toBe(false);
    expect(await verifyPassword(first, '')).toBe(false);
  });

  it('are never right for nobody, not even the one that stands in', async () => {
    expect(await verifyPassword(null, 'a password of nobody')).toBe(false);
  });

  it('of absurd length are refused without hashing them', async () => {
    const empty = await hashPassword('');
    expect(await verifyPassword(empty, 'x'.repeat(10_000_000))).toBe(false);
  });

  it.each([
    ['a'.repeat(11), false],
    ['a'.repeat(12), true],
    ['가'.repeat(12), true],
    ['😀'.repeat(11), false],
    ['😀'.repeat(200), true],
    ['a'.repeat(200), true],
    ['a'.repeat(201), false],
    ['a'.repeat(10_000_000), false],
  ])('have 12 to 200 characters (%#)', (password, acceptable) => {
    const check = () => checkNewPassword(password, 'newPassword');
    if (acceptable) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field: ['newPassword'] }));
  });
});
