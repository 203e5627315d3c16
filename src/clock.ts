/** The current time, passed in so that tests can set it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Resolves after so many milliseconds, or as soon as `signal` is aborted. Never rejects. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Doesn't keep the process running. */
export const systemWait: Wait = async (milliseconds, signal) => {
  if (signal.aborted || milliseconds <= 0) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds).unref();
    signal.addEventListener('abort', end, { once: true });
  });
};
