import type { CancellableIterator, Taker } from '../subscriptions/cancellable.ts';
import type { ToldEvent } from './event.ts';
import type { LogReader } from './log-reader.ts';

/** `before`, then what `reader` reads. Ended by `return`, or when `outer` is aborted. */
export function iterateLog(
  before: readonly ToldEvent[],
  reader: LogReader,
  outer?: AbortSignal,
): CancellableIterator<ToldEvent> {
  const first = [...before];
  const end = () => {
    outer?.removeEventListener('abort', end);
    reader.end();
  };
  if (outer?.aborted === true) end();
  outer?.addEventListener('abort', end, { once: true });
  const take = (): ToldEvent | null => (reader.ended ? null : (first.shift() ?? reader.take()));

  return {
    async next() {
      try {
        for (;;) {
          const value = take();
          if (value !== null) return { done: false, value };
          if (reader.ended) break;
          await new Promise<void>((resolve, reject) => reader.more(resolve, reject));
        }
      } catch (error) {
        end();
        throw error;
      }
      end();
      return { done: true, value: undefined };
    },

    forEach(hand: Taker<ToldEvent>): Promise<void> {
      return new Promise<void>((resolve, reject) => {
        const goOn = () => {
          try {
            for (let value = take(); value !== null; value = take()) {
              const taken = hand(value);
              if (taken !== undefined) {
                taken.then(goOn, reject);
                return;
              }
            }
            if (reader.ended) resolve();
            else reader.more(goOn, reject);
          } catch (error) {
            // Whoever has it go on serves others as well.
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        };
        goOn();
      }).finally(end);
    },

    return() {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
