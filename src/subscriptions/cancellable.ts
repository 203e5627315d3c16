/** Takes a value; the next one comes at once, or when the promise that is returned has been fulfilled. */
export type Taker<T> = (value: T) => Promise<void> | undefined;

/** An async iterator that can be ended from outside, as GraphQL's subscription protocol does. */
export type CancellableIterator<T> = AsyncIterableIterator<T, void, undefined> &
  Required<Pick<AsyncIterator<T, void, undefined>, 'return'>> & {
    /**
     * Where there is a cheaper way to all values than a promise for each, to be used instead of `next`: as `forEach` of
     * the iterator helpers. Resolves at the end; rejects when the values can't be had, or with what `take` throws.
     */
    readonly forEach?: (take: Taker<T>) => Promise<void>;
  };

/** Calls `take` with each of the values, in order; resolves at their end, and ends them when it fails. */
export async function forEach<T>(
  values: AsyncIterator<T> & Pick<Partial<CancellableIterator<T>>, 'forEach'>,
  take: Taker<T>,
): Promise<void> {
  if (values.forEach !== undefined) return values.forEach(take);
  try {
    for (let step = await values.next(); step.done !== true; step = await values.next())
      await take(step.value);
  } catch (error) {
    // Nobody asks for them any more: what they wait for would keep them.
    await values.return?.();
    throw error;
  }
}

/**
 * Makes an async iterator out of a generator that waits for things to happen, so that ending it takes effect at once.
 * A bare generator can't be ended while it awaits: its `return` is queued behind the pending `next`, which may never
 * come. Here `return` (and `outer` being aborted) aborts the signal that the generator waits with.
 *
 * `start` must stop when its signal is aborted.
 */
export function cancellable<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
  outer?: AbortSignal,
): CancellableIterator<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (outer?.aborted === true) abort();
  outer?.addEventListener('abort', abort, { once: true });
  const generator = start(controller.signal);
  const end = () => {
    outer?.removeEventListener('abort', abort);
    abort();
  };

  return {
    async next() {
      try {
        const result = await generator.next();
        if (result.done === true) end();
        return result;
      } catch (error) {
        end();
        throw error;
      }
    },
    return() {
      end();
      return generator.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
