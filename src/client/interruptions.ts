import { ChoanError, errorOfAnswer, type AnswerError } from './errors.ts';
import { isPassing } from './http.ts';
import { retryDelay } from './pause.ts';

/** How often in a row the server may fail before the reader has to know. */
const mostServerFailures = 5;
/** Codes of errors that may not come the next time. */
const passingCodes: ReadonlySet<string> = new Set([
  'NETWORK',
  'MALFORMED_ANSWER',
  'ACCESS_TOKEN_TIMEOUT',
  'SHUTTING_DOWN',
  'RATE_LIMITED',
]);
/** Close codes of a server that doesn't understand this client. */
const protocolCodes: ReadonlySet<unknown> = new Set([4400, 4401, 4406, 4409, 4429]);

/** Tells the interruptions of a subscription that pass by themselves from the others, and how long to wait after one. */
export class Interruptions {
  readonly #longestDelay: number;
  #failures = 0;
  #serverFailures = 0;

  /** `longestDelay`: longest wait between attempts, in milliseconds. */
  constructor(longestDelay: number) {
    this.#longestDelay = longestDelay;
  }

  /** The server has answered. `lasting`: that also says that the connection holds. */
  answered({ lasting }: { readonly lasting: boolean }): void {
    this.#serverFailures = 0;
    if (lasting) this.#failures = 0;
  }

  /**
   * How long to wait before another attempt, in milliseconds. `error`: a list of GraphQL errors, a close or error event of
   * a socket, or what was thrown. `lasted`: how long the attempt had held, in milliseconds. Throws a {@link ChoanError} for
   * what won't go away by itself.
   */
  delayAfter(error: unknown, lasted: number): number {
    const wanted = this.#wantedDelay(error);
    // One that has held for a while wasn't one of several failures.
    if (lasted > this.#longestDelay) this.#failures = 0;
    const delay = wanted ?? retryDelay(this.#failures, this.#longestDelay);
    this.#failures += 1;
    return delay;
  }

  /** As long as the server wants; null when it doesn't say. */
  #wantedDelay(error: unknown): number | null {
    const known = Array.isArray(error) ? errorOfAnswer(error as AnswerError[]) : error;
    if (!(known instanceof ChoanError)) {
      const { code, reason } = (known ?? {}) as { code?: unknown; reason?: unknown };
      if (protocolCodes.has(code)) throw new ChoanError('BAD_REQUEST', String(reason), { cause: known });
      // Nothing of the network throws a plain error: the same would be thrown again. Some close events are errors as well.
      if (known instanceof Error && reason === undefined) {
        throw new ChoanError('BAD_REQUEST', known.message, { cause: known });
      }
      return null;
    }
    if (known.code === 'INTERNAL_SERVER_ERROR' && this.#serverFailures < mostServerFailures) {
      this.#serverFailures += 1;
      return null;
    }
    if (!passingCodes.has(known.code) && !isPassing(known)) throw known;
    return known.retryAfter === null ? null : known.retryAfter * 1000;
  }
}
