import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAttempts, networkOf } from '../../src/auth/attempts.ts';

describe('networkOf', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('attempts', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are let through again after the window, and say when', async () => {
    const attempts = createAttempts({
      perAccountAndAddress: 1,
      perAccount: 10,
      perAddress: 10,
      windowSeconds: 60,
    });
    await attempts.begin('a@example.org', '192.0.2.1');
    vi.advanceTimersByTime(20_000);
    await expect(attempts.begin('a@example.org', '192.0.2.1')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterSeconds: 40,
    });
    vi.advanceTimersByTime(40_000);
    await expect(attempts.begin('a@example.org', '192.0.2.1')).resolves.toBeDefined();
  });

  it('that are refused by address do not count against the account', async () => {
    const attempts = createAttempts({
      perAccountAndAddress: 10,
      perAccount: 2,
      perAddress: 1,
      windowSeconds: 60,
    });
    await attempts.begin('a@example.org', '192.0.2.1');
    await expect(attempts.begin('a@example.org', '192.0.2.1')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
    await expect(attempts.begin('a@example.org', '192.0.2.2')).resolves.toBeDefined();
    await expect(attempts.begin('a@example.org', '192.0.2.3')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });

  it('from one IPv6 network count together', async () => {
    const attempts = createAttempts({
      perAccountAndAddress: 10,
      perAccount: 10,
      perAddress: 1,
      windowSeconds: 60,
    });
    await attempts.begin('a@example.org', '2001:db8::1');
    await expect(attempts.begin('b@example.org', '2001:db8::2')).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
    await expect(attempts.begin('b@example.org', '2001:db8:0:1::2')).resolves.toBeDefined();
  });
});
