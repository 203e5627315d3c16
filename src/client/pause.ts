/** Shortest wait between attempts, in milliseconds. */
const shortest = 100;

/**
 * How long to wait before another attempt, in milliseconds: twice as long after each failure, up to `longest`, and of
 * that between half and all, so that clients that were cut off together don't come back together.
 */
export function retryDelay(failures: number, longest: number): number {
  return Math.min(shortest * 2 ** failures, longest) * (0.5 + Math.random() / 2);
}

/** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
