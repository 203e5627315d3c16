/** What became of one key of a batch: done, to be done again at once as there is more, or failed. */
export type BatchOutcome = 'DONE' | 'MORE' | { readonly error: unknown };

interface Request {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How many times as long as a batch took the queue leaves the time to others, and how long at most, in milliseconds. */
const restFactor = 3;
const longestRest = 2000;

/**
 * Does work for keys in batches, one batch behind the other, each key once however often it is asked for meanwhile. What
 * is asked for while its batch runs is done again. It takes a quarter of the time at most, but for what is urgent: the
 * more there is to do, the more is asked for until it is done, and done at once.
 */
export class BatchQueue {
  readonly #run: (keys: readonly string[]) => Promise<ReadonlyMap<string, BatchOutcome>>;
  readonly #most: number;
  readonly #requests = new Map<string, Request>();
  /** What is being done. */
  #batch: ReadonlyMap<string, Request> = new Map();
  /** Those of the keys that go before the others. */
  readonly #urgent = new Set<string>();
  #working = false;
  #finishing = false;
  #worked: Promise<void> = Promise.resolve();
  /** Ends the rest between two batches. */
  #wake: () => void = () => undefined;

  /** `run` does at most `most` keys at once, has an outcome for each, and doesn't throw. */
  constructor(run: (keys: readonly string[]) => Promise<ReadonlyMap<string, BatchOutcome>>, most: number) {
    this.#run = run;
    this.#most = most;
  }

  /** Resolves when everything that the key stands for at this moment is done; rejects with what it failed with. */
  request(key: string, { urgent }: { readonly urgent: boolean }): Promise<void> {
    let request = this.#requests.get(key);
    if (request === undefined) {
      request = newRequest();
      this.#requests.set(key, request);
    }
    if (urgent) {
      this.#urgent.add(key);
      this.#wake();
    }
    if (!this.#working) {
      this.#working = true;
      this.#worked = this.#work();
    }
    return request.promise;
  }

  /** Whether the key is asked for and not done yet. */
  isAsked(key: string): boolean {
    return this.#requests.has(key) || this.#batch.has(key);
  }

  /** From now on doesn't rest between batches. Resolves when nothing is under way and nothing waits. */
  finish(): Promise<void> {
    this.#finishing = true;
    this.#wake();
    return this.#worked;
  }

  async #work(): Promise<void> {
    // What is asked for in the same turn goes into the same batch.
    await Promise.resolve();
    while (this.#requests.size > 0) {
      const batch = this.#take();
      this.#batch = batch;
      const begun = performance.now();
      const outcomes = await this.#run([...batch.keys()]);
      this.#batch = new Map();
      for (const [key, request] of batch) {
        const outcome = outcomes.get(key) ?? 'DONE';
        if (outcome === 'DONE') request.resolve();
        else if (outcome === 'MORE')
          this.request(key, { urgent: true }).then(request.resolve, request.reject);
        else request.reject(outcome.error);
      }
      if (this.#urgent.size === 0 && !this.#finishing) await this.#rest(performance.now() - begun);
    }
    this.#working = false;
  }

  /** Until it is time for the next batch, or something urgent is asked for. */
  #rest(took: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(took * restFactor, longestRest));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #take(): Map<string, Request> {
    const batch = new Map<string, Request>();
    for (const keys of [this.#urgent, this.#requests.keys()]) {
      for (const key of keys) {
        const request = this.#requests.get(key);
        if (batch.size === this.#most || request === undefined) break;
        batch.set(key, request);
        this.#requests.delete(key);
        this.#urgent.delete(key);
      }
    }
    return batch;
  }
}

function newRequest(): Request {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((whenDone, whenFailed) => {
    resolve = whenDone;
    reject = whenFailed;
  });
  // Whoever asked hears of a failure; nobody has to.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
