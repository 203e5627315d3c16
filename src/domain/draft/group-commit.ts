export interface GroupCommitDependencies<Work, Result> {
  /** Bytes of a piece of work. */
  readonly sizeOf: (work: Work) => number;
  /**
   * Tries all of it in one transaction, once. Null, or an error, when not all of it can be done: then nothing is done, or
   * it isn't known.
   */
  readonly together: (works: readonly Work[]) => Promise<readonly Result[] | null>;
  /** Does one piece of work, however long that takes; also when it may have been done before. */
  readonly alone: (work: Work) => Promise<Result>;
  /** Time from the beginning of one commit to that of the next, at least, in milliseconds. */
  readonly interval: number;
}

interface Waiting<Work, Result> {
  readonly work: Work;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** What one transaction holds at most; its first piece of work may be larger. */
const maxWorks = 500;
const maxBytes = 4 * 1024 * 1024;

/**
 * Commits what is asked for at about the same time in one transaction (group commit), so that the cost of a durable write
 * is shared. After quiet it begins at once. A piece of work that can't be done, or has to wait for somebody, keeps no
 * other one waiting: what can't be done together is done one by one, beside the commits that follow.
 */
export class GroupCommit<Work, Result> {
  readonly #dependencies: GroupCommitDependencies<Work, Result>;
  readonly #waiting: Waiting<Work, Result>[] = [];
  #turns: (() => void)[] = [];
  #working = false;
  #begun = -Infinity;
  /** Ends the wait for the next commit. */
  #wake: () => void = () => undefined;

  constructor(dependencies: GroupCommitDependencies<Work, Result>) {
    this.#dependencies = dependencies;
  }

  /**
   * Resolves when the work has been committed, or couldn't be, as `alone` says. What is `plenty` by itself doesn't wait for
   * more: its commit begins as soon as the one before has ended.
   */
  add(work: Work, { plenty = false } = {}): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      if (plenty) this.#begin();
      this.#start();
    });
  }

  /**
   * Resolves when the next commit begins; what is added then, before the event loop turns, goes along with it. Who still
   * gathers work waits for it, and needn't settle now what has to wait anyway.
   */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#turns.push(resolve);
      this.#start();
    });
  }

  #start(): void {
    if (this.#working) return;
    this.#working = true;
    void this.#run();
  }

  /** Lets the next commit begin without a wait. */
  #begin(): void {
    this.#begun = -Infinity;
    this.#wake();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 || this.#turns.length > 0) {
      await this.#wait(this.#begun + this.#dependencies.interval - performance.now());
      for (const begin of this.#turns.splice(0)) begin();
      // What comes in the same turn of the event loop goes along.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#waiting.length === 0) continue;
      this.#begun = performance.now();
      await this.#commit(this.#next());
    }
    this.#working = false;
  }

  #wait(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #next(): Waiting<Work, Result>[] {
    let bytes = 0;
    let count = 0;
    for (const { work } of this.#waiting) {
      bytes += this.#dependencies.sizeOf(work);
      if (count > 0 && (count === maxWorks || bytes > maxBytes)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(batch: readonly Waiting<Work, Result>[]): Promise<void> {
    // An error is one of this attempt; what it means for each piece of work is found out one by one.
    const results = await this.#dependencies.together(batch.map(({ work }) => work)).catch(() => null);
    // Who lost against another process tries again at once, lest the two keep in step and it loses each time.
    if (results === null) this.#begin();
    for (const [index, { work, resolve, reject }] of batch.entries()) {
      const result = results?.[index];
      if (result === undefined) this.#dependencies.alone(work).then(resolve, reject);
      else resolve(result);
    }
  }
}
