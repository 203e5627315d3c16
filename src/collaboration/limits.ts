/** What one client, and all of them together, may make the server do (SPEC.md, CO-50 to CO-53). */
export interface CollaborationLimits {
  /** Open connections of one member. */
  readonly connectionsPerMember: number;
  /** Open connections from one address, before and after signing in. */
  readonly connectionsPerAddress: number;
  /** Drafts that are open in this process. */
  readonly openDrafts: number;
  /** Messages that a connection may send a second on average; ten times as many at once. */
  readonly messagesPerSecond: number;
  /** Bytes that a connection may send a second on average; sixteen times as many at once. */
  readonly bytesPerSecond: number;
}

export const defaultLimits: CollaborationLimits = {
  connectionsPerMember: 50,
  connectionsPerAddress: 1000,
  openDrafts: 10_000,
  messagesPerSecond: 200,
  bytesPerSecond: 1024 * 1024,
};

/** How many seconds' worth may come at once. */
const messageBurst = 10;
/** What was written offline comes at once: at least four of the largest frames. */
const byteBurst = 16;

/** An allowance that fills up at a steady rate and may be spent at once (a token bucket). */
class Allowance {
  readonly #perMillisecond: number;
  readonly #most: number;
  #left: number;
  #at: number | null = null;

  constructor(perSecond: number, burst: number) {
    this.#perMillisecond = perSecond / 1000;
    this.#most = perSecond * burst;
    this.#left = this.#most;
  }

  /** Spends `amount`; false when so much isn't left. `now` in milliseconds, never going back. */
  spend(amount: number, now: number): boolean {
    const passed = now - (this.#at ?? now);
    this.#at = now;
    this.#left = Math.min(this.#most, this.#left + passed * this.#perMillisecond);
    if (amount > this.#left) return false;
    this.#left -= amount;
    return true;
  }
}

/** The rates of one connection. */
export class ConnectionRates {
  readonly #messages: Allowance;
  readonly #bytes: Allowance;

  constructor({ messagesPerSecond, bytesPerSecond }: CollaborationLimits) {
    this.#messages = new Allowance(messagesPerSecond, messageBurst);
    this.#bytes = new Allowance(bytesPerSecond, byteBurst);
  }

  /** Counts `bytes` that a message turned out to stand for beside its length; false when they are too many. */
  countMore(bytes: number, now: number): boolean {
    return this.#bytes.spend(bytes, now);
  }

  /** Counts a message of `length` bytes; false when it is one too many. `now` in milliseconds, never going back. */
  count(length: number, now: number): boolean {
    return this.#messages.spend(1, now) && this.#bytes.spend(length, now);
  }
}
