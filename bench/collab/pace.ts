/** Resolves after some time. Never when `signal` is aborted before. */
export const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => clearTimeout(timer));
  });

/** What stops each {@link pace} that runs. */
const running = new Set<() => void>();

/**
 * Calls `act` with 0, 1, 2 … `perSecond` times a second, evenly spread, until it is stopped. Between them it sleeps: its
 * time is counted with that of the server in whose process it makes changes.
 */
export function pace(perSecond: number, act: (index: number) => void): { stop: () => void } {
  const startedAt = performance.now();
  let next = 0;
  let timer: NodeJS.Timeout;
  const elapsed = () => performance.now() - startedAt;
  const stop = (): void => {
    running.delete(stop);
    clearTimeout(timer);
  };
  const wait = (): void => {
    // Timers have whole milliseconds.
    const untilNext = Math.ceil(((next + 1) / perSecond) * 1000 - elapsed());
    timer = setTimeout(() => {
      // What comes due meanwhile has to wait, as others have to run.
      const due = Math.floor((elapsed() / 1000) * perSecond);
      for (; running.has(stop) && next < due; next += 1) act(next);
      if (running.has(stop)) wait();
    }, untilNext);
  };
  running.add(stop);
  wait();
  return { stop };
}

/** Ends everything that {@link pace} has begun, when a measurement is given up. */
export function stopAllPaces(): void {
  for (const stop of running) stop();
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
