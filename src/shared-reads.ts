import { outcomeOf } from './errors.ts';

export interface SharedReadsOptions<Item, Value> {
  /** The same for items of which the same is read. */
  readonly keyOf: (item: Item) => string;
  /** What is kept of the item. */
  readonly kept: (item: Item) => Value | undefined;
  /**
   * Reads items, no two of the same key, and tells of each what became of it as soon as that is known. What it throws is
   * what became of those that it hasn't told.
   */
  readonly read: (
    items: readonly Item[],
    tell: (item: Item, outcome: Value | Error) => void,
  ) => Promise<void>;
}

/**
 * Reads items, many with as few queries as `read` needs for them, and each once for all who ask at the same time.
 * Returns a function that resolves to what became of the items, in their order: an error for each that can't be read.
 * Authorisation is the caller's.
 */
export function createSharedReads<Item, Value>({ keyOf, kept, read }: SharedReadsOptions<Item, Value>) {
  /** What is being read, by key. None of them rejects. */
  const reading = new Map<string, Promise<Value | Error>>();

  async function readAll(tell: ReadonlyMap<Item, (outcome: Value | Error) => void>): Promise<void> {
    const failure = await outcomeOf(() =>
      read([...tell.keys()], (item, outcome) => tell.get(item)?.(outcome)),
    );
    // Nothing changes of those that have been told.
    for (const one of tell.values())
      one(
        failure instanceof Error ? failure : new Error('Nobody told what became of something that was read.'),
      );
  }

  return (items: readonly Item[]): Promise<(Value | Error)[]> => {
    const missing = new Map<Item, (outcome: Value | Error) => void>();
    const outcomes = items.map((item) => {
      const value = kept(item);
      if (value !== undefined) return Promise.resolve(value);
      const key = keyOf(item);
      let outcome = reading.get(key);
      if (outcome === undefined) {
        outcome = new Promise<Value | Error>((resolve) => missing.set(item, resolve)).finally(() =>
          reading.delete(key),
        );
        reading.set(key, outcome);
      }
      return outcome;
    });
    if (missing.size > 0) void readAll(missing);
    return Promise.all(outcomes);
  };
}
