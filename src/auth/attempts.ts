import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimitedError } from '../errors.ts';

/** How many failed attempts are let through in a window. */
export interface AttemptLimits {
  /** On one account from one address. */
  readonly perAccountAndAddress: number;
  /** On one account from anywhere: higher, so that a stranger can't easily lock a member out. */
  readonly perAccount: number;
  /** From one address on any account: higher, because an office may share one. */
  readonly perAddress: number;
  readonly windowSeconds: number;
}

export const defaultAttemptLimits: AttemptLimits = {
  perAccountAndAddress: 10,
  perAccount: 100,
  perAddress: 100,
  windowSeconds: 15 * 60,
};

/**
 * Counts attempts to guess a password. The counts are kept in this process's memory: they end with it, and behind a
 * load balancer every process counts for itself, so that an attacker has the limits once per process. An attempt is
 * counted before the password is looked at, so that many at once don't slip through, and given back when it succeeds.
 */
export function createAttempts(limits: AttemptLimits) {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMemory({ keyPrefix, points, duration: limits.windowSeconds });
  const byAddress = limiter('address', limits.perAddress);
  const byAccountAndAddress = limiter('pair', limits.perAccountAndAddress);
  const byAccount = limiter('account', limits.perAccount);

  async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new RateLimitedError(`Too many attempts. Try again in ${seconds} seconds.`, seconds);
    }
  }

  return {
    /**
     * Counts one attempt on `account` from `address`. Throws {@link RateLimitedError} when there have been too many.
     * The caller reports success, which gives the attempt back.
     */
    async begin(account: string, address: string): Promise<{ succeeded(): Promise<void> }> {
      const addressKey = networkOf(address);
      // Whatever a caller sends as an account makes a key of the same small size.
      const accountKey = createHash('sha256').update(account).digest('base64url');
      const pairKey = `${accountKey} ${addressKey}`;
      // An attempt that is refused here doesn't count against the account.
      await count(byAddress, addressKey);
      await count(byAccountAndAddress, pairKey);
      await count(byAccount, accountKey);
      return {
        async succeeded() {
          await byAddress.reward(addressKey);
          await byAccount.reward(accountKey);
          await byAccountAndAddress.delete(pairKey);
        },
      };
    },
  };
}

/** An IPv4 address itself; of an IPv6 address the /64 network, all of which usually belongs to one host. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const network = [...left, ...zeros, ...right].slice(0, 4).map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
