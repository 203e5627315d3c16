/** Resolves after some time. Never when `signal` is aborted before. */
export const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => clearTimeout(timer));
  });

const running = new Set<NodeJS.Timeout>();

/** Calls `act` with 0, 1, 2 … `perSecond` times a second, evenly spread, until it is stopped. */
export function pace(perSecond: number, act: (index: number) => void): { stop: () => void } {
  const startedAt = performance.now();
  let next = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond);
    for (; next < due; next += 1) act(next);
  }, 1);
  running.add(timer);
  const stop = (): void => {
    running.delete(timer);
    clearInterval(timer);
  };
  return { stop };
}

/** Ends everything that {@link pace} has begun, when a measurement is given up. */
export function stopAllPaces(): void {
  for (const timer of running) clearInterval(timer);
  running.clear();
}

/** Resolves when `condition` holds, or after `limit` milliseconds; returns whether it holds. */
export async function waitUntil(condition: () => boolean, limit: number): Promise<boolean> {
  const deadline = performance.now() + limit;
  while (!condition()) {
    if (performance.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}
