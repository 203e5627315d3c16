import type { LogHead } from '../domain/draft/store.ts';
import type { AppendResult, NewUpdate } from '../domain/draft/update-log-store.ts';

interface Waiting {
  /** Null: nothing to store, only to be told when everything before it is. */
  readonly update: NewUpdate | null;
  readonly stored: () => void;
}

/** How an append ended that waits for the end of holds. */
export type UnheldResult = Exclude<AppendResult, { readonly outcome: 'HELD' }>;

export interface CommitQueueDependencies {
  /** Where the log stood when the room was loaded. */
  readonly head: LogHead;
  /** Resolves when it is time for an append: until then more may come. */
  readonly turn: () => Promise<void>;
  readonly append: (head: LogHead, updates: readonly NewUpdate[]) => Promise<UnheldResult>;
  /**
   * The log has entries behind `head` that this queue didn't write, or doesn't know that it did. Returns the new head,
   * and how many of `updates` are among the entries.
   */
  readonly catchUp: (
    head: LogHead,
    updates: readonly NewUpdate[],
  ) => Promise<{ readonly head: LogHead; readonly found: number }>;
  readonly onStored: (count: number) => void;
  /** Nothing more can be stored; what waits is given up. */
  readonly onFailure: (failure: CommitFailure) => void;
  /** Told of a failure that is tried again. */
  readonly onRetry: (error: unknown) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** `FENCED`: another process has taken the draft. */
export type CommitFailure = 'FROZEN' | 'FENCED' | 'GONE' | 'UNAVAILABLE';

/** What was waiting is given up. */
export class CommitError extends Error {
  override readonly name = 'CommitError';
  readonly failure: CommitFailure;

  constructor(failure: CommitFailure) {
    super(`The updates could not be stored: ${failure}.`);
    this.failure = failure;
  }
}

const maxUpdates = 500;
const maxBytes = 4 * 1024 * 1024;
/** Waits before an append is tried again, in milliseconds. Then clients are sent away with what they have. */
const retryDelays = [100, 400, 1500, 4000];

/**
 * Stores a room's updates in their order. What comes in before the turn of the next append is gathered for it (group
 * commit), so that the cost of a durable write is shared.
 */
export class CommitQueue {
  readonly #dependencies: CommitQueueDependencies;
  #head: LogHead;
  #waiting: Waiting[] = [];
  #working = false;
  /** The log may have grown without us. */
  #lookAgain = false;
  #failed: CommitFailure | null = null;
  /** Called when as many wait as one append takes. */
  #full: () => void = () => undefined;
  #idle: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(dependencies: CommitQueueDependencies) {
    this.#dependencies = dependencies;
    this.#head = dependencies.head;
  }

  get head(): LogHead {
    return this.#head;
  }

  get busy(): boolean {
    return this.#working;
  }

  /** `stored` is called once the update, and everything before it, is durable. */
  add(update: NewUpdate | null, stored: () => void): void {
    if (this.#failed !== null) return;
    this.#waiting.push({ update, stored });
    if (this.#waiting.length >= maxUpdates) this.#full();
    this.#start();
  }

  /** Another process has appended to the log: takes that over, in turn with our own appends. */
  lookAgain(): void {
    if (this.#failed !== null) return;
    this.#lookAgain = true;
    this.#start();
  }

  /** Resolves once everything that was added is stored. Rejects with {@link CommitError} when it can't be. */
  settled(): Promise<void> {
    if (this.#failed !== null) return Promise.reject(new CommitError(this.#failed));
    if (!this.#working) return Promise.resolve();
    return new Promise((resolve, reject) => this.#idle.push({ resolve, reject }));
  }

  #start(): void {
    if (this.#working) return;
    this.#working = true;
    void this.#work();
  }

  async #work(): Promise<void> {
    // What arrives in the same turn of the event loop goes into the same append.
    await Promise.resolve();
    while ((this.#waiting.length > 0 || this.#lookAgain) && this.#failed === null) {
      await this.#turn();
      if (this.#lookAgain) await this.#takeOver();
      const batch = this.#nextBatch();
      const updates = batch.flatMap(({ update }) => (update === null ? [] : [update]));
      const failure = updates.length === 0 ? null : await this.#store(updates);
      if (failure === null) {
        this.#waiting.splice(0, batch.length);
        for (const { stored } of batch) stored();
      } else {
        this.#failed = failure;
        this.#waiting = [];
        this.#dependencies.onFailure(failure);
      }
    }
    this.#working = false;
    const waiters = this.#idle;
    this.#idle = [];
    for (const { resolve, reject } of waiters) {
      if (this.#failed === null) resolve();
      else reject(new CommitError(this.#failed));
    }
  }

  /** Until it is time for the next append. */
  #turn(): Promise<void> {
    const nothing = this.#waiting.every(({ update }) => update === null);
    if (nothing || this.#waiting.length >= maxUpdates) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#full = resolve;
      this.#dependencies.turn().then(resolve, reject);
    });
  }

  async #takeOver(): Promise<void> {
    this.#lookAgain = false;
    const { catchUp, onRetry } = this.#dependencies;
    try {
      this.#head = (await catchUp(this.#head, [])).head;
    } catch (error) {
      // Tried again when somebody looks again, or at the latest when an append finds that the log has moved.
      onRetry(error);
    }
  }

  #nextBatch(): Waiting[] {
    let bytes = 0;
    const batch: Waiting[] = [];
    for (const waiting of this.#waiting) {
      bytes += waiting.update?.update.length ?? 0;
      if (batch.length > 0 && (batch.length === maxUpdates || bytes > maxBytes)) break;
      batch.push(waiting);
    }
    return batch;
  }

  /** Appends `updates`; null when they are stored. */
  async #store(updates: readonly NewUpdate[]): Promise<CommitFailure | null> {
    const { append, catchUp, onStored, onRetry, wait } = this.#dependencies;
    let rest = updates;
    for (let attempt = 0; ;) {
      try {
        const result = await append(this.#head, rest);
        if (result.outcome === 'STORED') {
          const last = result.entries.at(-1);
          if (last !== undefined) this.#head = { sequence: last.sequence, hash: last.hash };
          onStored(rest.length);
          return null;
        }
        if (result.outcome !== 'MOVED') return result.outcome;
        const { head, found } = await catchUp(this.#head, rest);
        this.#head = head;
        onStored(found);
        rest = rest.slice(found);
        if (rest.length === 0) return null;
      } catch (error) {
        const delay = retryDelays[attempt];
        if (delay === undefined) return 'UNAVAILABLE';
        onRetry(error);
        attempt += 1;
        await wait(delay);
      }
    }
  }
}
