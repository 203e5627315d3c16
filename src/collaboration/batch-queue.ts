/** What became of one key of a batch: done, to be done again at once as there is more, or failed. */
export type BatchOutcome = 'DONE' | 'MORE' | { readonly error: unknown };

interface Request {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Does work for keys in batches, one batch behind the other, each key once however often it is asked for meanwhile. What
 * is asked for while its batch runs is done again.
 */
export class BatchQueue {
  readonly #run: (keys: readonly string[]) => Promise<ReadonlyMap<string, BatchOutcome>>;
  readonly #most: number;
  readonly #requests = new Map<string, Request>();
  /** Those of the keys that go before the others. */
  readonly #urgent = new Set<string>();
  #working = false;
  #worked: Promise<void> = Promise.resolve();

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
    if (urgent) this.#urgent.add(key);
    if (!this.#working) {
      this.#working = true;
      this.#worked = this.#work();
    }
    return request.promise;
  }

  /** Resolves when nothing is under way and nothing waits. */
  idle(): Promise<void> {
    return this.#worked;
  }

  async #work(): Promise<void> {
    // What is asked for in the same turn goes into the same batch.
    await Promise.resolve();
    while (this.#requests.size > 0) {
      const batch = this.#take();
      const outcomes = await this.#run([...batch.keys()]);
      for (const [key, request] of batch) {
        const outcome = outcomes.get(key) ?? 'DONE';
        if (outcome === 'DONE') request.resolve();
        else if (outcome === 'MORE')
          this.request(key, { urgent: true }).then(request.resolve, request.reject);
        else request.reject(outcome.error);
      }
    }
    this.#working = false;
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
