import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { MaybeViewer } from '../auth/viewer.ts';
import { networkOf } from '../auth/attempts.ts';
import { RateLimitedError } from '../errors.ts';

/** What may be asked for in a minute, as the cost of operations (see `checkCost`) and {@link requestCost} for each. */
export interface OperationRateLimits {
  /** Of one member, over all sessions. */
  readonly costPerMemberAndMinute: number;
  /** From one address, signed in or not: higher, because an office may share one. */
  readonly costPerAddressAndMinute: number;
}

/** Every request that can be read counts this much at least, also one that is refused, whoever it is from. */
export const requestCost = 10;
/**
 * What each character of a document counts that has to be checked. Some documents that the limits allow take 15 µs a
 * character (fields of one name are compared with one another): an address then has a third of a thread for them.
 */
export const characterCost = 3;
const windowSeconds = 60;
/** Characters of documents that are known to be valid. */
const knownCharacters = 5_000_000;

/** Counts what is asked for. */
export interface OperationRates {
  /**
   * What a request counts before it is looked at: {@link requestCost}, and {@link characterCost} for each character of the
   * document that it has in it, unless that is known to be valid.
   */
  costOfRequest(document: unknown): number;
  /** Says that a document is valid. */
  remember(document: string): void;
  /** Counts `cost` for an address; throws {@link RateLimitedError} when there was too much. */
  chargeAddress(clientAddress: string, cost: number): Promise<void>;
  /** The same for a member, and for nobody nothing. */
  chargeMember(viewer: MaybeViewer, cost: number): Promise<void>;
}

/**
 * The counts are kept in this process's memory: behind a load balancer every process counts for itself. What was
 * refused counts as well, until the minute is over.
 */
export function createOperationRates(limits: OperationRateLimits): OperationRates {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMemory({ keyPrefix, points, duration: windowSeconds });
  const byMember = limiter('member', limits.costPerMemberAndMinute);
  const byAddress = limiter('address', limits.costPerAddressAndMinute);

  const valid = new LRUCache<string, true>({
    maxSize: knownCharacters,
    sizeCalculation: (_known, document) => document.length + 1,
  });

  async function consume(from: RateLimiterMemory, key: string, cost: number): Promise<void> {
    try {
      await from.consume(key, cost);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new RateLimitedError(`Too much was asked for. Try again in ${seconds} seconds.`, seconds);
    }
  }

  return {
    costOfRequest: (document) =>
      requestCost +
      (typeof document !== 'string' || valid.has(document) ? 0 : document.length * characterCost),
    remember: (document) => void valid.set(document, true),
    chargeAddress: (clientAddress, cost) => consume(byAddress, networkOf(clientAddress), cost),
    chargeMember: async (viewer, cost) => {
      if (viewer !== null) await consume(byMember, viewer.memberId, cost);
    },
  };
}
