/**
 * Runs work that has been asked for: soon after quiet (at the end of the event loop's turn, so that what comes in the
 * same turn goes along), otherwise when `interval` milliseconds have passed since it last ran.
 */
export class Pace {
  readonly #run: () => void;
  #lastRun = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(run: () => void) {
    this.#run = run;
  }

  /** Has the work run once, however often it is asked for before. */
  request(interval: number): void {
    if (this.#cancel !== null) return;
    const wait = this.#lastRun + interval - performance.now();
    if (wait > 0) {
      const timer = setTimeout(() => this.flush(), wait).unref();
      this.#cancel = () => clearTimeout(timer);
    } else {
      const immediate = setImmediate(() => this.flush());
      this.#cancel = () => clearImmediate(immediate);
    }
  }

  /** Runs now what was asked for. */
  flush(): void {
    if (this.#cancel === null) return;
    this.stop();
    this.#run();
    this.#lastRun = performance.now();
  }

  /** Forgets what was asked for. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
