import { RateLimitedError } from '../errors.ts';

/**
 * Lets at most `concurrent` pieces of work run at a time and `waiting` more wait, first come, first served. Hashing a
 * password takes memory and a thread that file and name look-ups share: many at once must not stall those.
 * Throws {@link RateLimitedError} when too many wait already.
 */
export function createGate({ concurrent, waiting }: { concurrent: number; waiting: number }) {
  let running = 0;
  const queue: (() => void)[] = [];

  return async function pass<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrent) {
      if (queue.length >= waiting) throw new RateLimitedError('Too many people sign in at this moment.', 1);
      // Whoever leaves hands over their place, so `running` doesn't change.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
