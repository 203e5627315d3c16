/** An event is tried this often: the waits between come to a little over 27 hours. */
export const maxAttempts = 8;

/** The wait after the first failure, in milliseconds; each one is {@link factor} times as long as the one before. */
const firstWait = 5000;
const factor = 5;
/** A wait is up to this part shorter or longer, so that receivers that failed together aren't called together. */
const jitter = 0.2;

/**
 * How long to wait after `failures` failed attempts, in milliseconds: 5 s, 25 s, 2 min, 10 min, 52 min, 4.3 h, 21.7 h, each
 * give or take a fifth. `random` gives numbers from 0 to less than 1.
 */
export function retryDelay(failures: number, random: () => number): number {
  return Math.round(firstWait * factor ** (failures - 1) * (1 - jitter + 2 * jitter * random()));
}
