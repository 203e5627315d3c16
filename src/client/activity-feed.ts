import type { DocumentSending, TypedDocument } from './documents.ts';
import { ChoanError, errorOfAnswer, signedOut, type AnswerError } from './errors.ts';
import type { SubscriptionSocket, SubscriptionSink } from './subscription-socket.ts';
import { isPassing } from './http.ts';
import { Mailbox } from './mailbox.ts';
import { pause, retryDelay } from './pause.ts';

/** The activity log from a cursor on, for as long as somebody reads it. */
export interface ActivityFeed<TEvent> extends AsyncIterableIterator<TEvent, undefined> {
  /**
   * Of the event that was handed out last; before the first, of where the feed starts. `follow` with it as `after` goes on
   * right behind. Null as long as the start isn't known.
   */
  readonly cursor: string | null;
  /** Resolves with the cursor behind which the feed starts: everything that happens from then on is in it. */
  readonly started: Promise<string>;
  /** Ends the feed. */
  return(): Promise<IteratorResult<TEvent, undefined>>;
}

export interface FollowOptions {
  /** Ends the feed, as `return()` does. */
  readonly signal?: AbortSignal;
  /** Told of what made the feed lose its connection, before it tries again, and of fields that had no answer. */
  readonly onInterruption?: (error: unknown) => void;
  /** Longest wait between attempts, in milliseconds; 10,000 when not given. */
  readonly longestRetryDelay?: number;
}

/** What a subscription to the activity log has to ask for, and takes. */
export interface ActivityData {
  readonly activity: { readonly cursor: string };
}
export interface ActivityVariables {
  readonly after?: string | null | undefined;
}

export interface FeedSource<TData> {
  readonly document: TypedDocument<TData, never>;
  readonly variables: ActivityVariables;
  readonly socket: SubscriptionSocket;
  readonly sending: DocumentSending;
  /** Cursor of the log's end. */
  readonly logEnd: (signal: AbortSignal) => Promise<string>;
  /** How often a session of the client has ended. */
  readonly sessionEndings: () => number;
}

/** So many events that nobody has asked for are kept; then the feed pauses. */
const mostWaiting = 1000;
/** How often in a row the server may fail before the reader has to know. */
const mostServerFailures = 5;
/** Codes of errors that may not come the next time. */
const passingCodes: ReadonlySet<string> = new Set([
  'NETWORK',
  'MALFORMED_ANSWER',
  'SHUTTING_DOWN',
  'RATE_LIMITED',
]);
/** Close codes of a server that doesn't understand this client. */
const protocolCodes: ReadonlySet<unknown> = new Set([4400, 4401, 4406, 4409, 4429]);

/** How one subscription came to its end; `again`: another one can begin as soon as what came has been read. */
type Ending = { readonly kind: 'again' } | { readonly kind: 'interrupted'; readonly error: unknown };

/** Follows the log over one subscription after the other, each from behind the last event that was received. */
export class ResumingFeed<TData extends ActivityData> implements ActivityFeed<TData['activity']> {
  readonly started: Promise<string>;
  readonly #source: FeedSource<TData>;
  readonly #options: FollowOptions;
  readonly #events = new Mailbox<TData['activity']>();
  readonly #stop = new AbortController();
  readonly #endingsBefore: number;
  #cursor: string | null;
  /** Of the event that was received last. */
  #received: string | null;
  #failures = 0;
  #serverFailures = 0;

  constructor(source: FeedSource<TData>, options: FollowOptions) {
    this.#source = source;
    this.#options = options;
    this.#endingsBefore = source.sessionEndings();
    this.#received = source.variables.after ?? null;
    this.#cursor = this.#received;
    const { promise, resolve, reject } = pending<string>();
    this.started = promise;
    // Who reads the events is told there as well.
    promise.catch(() => undefined);
    if (options.signal?.aborted === true) void this.return();
    options.signal?.addEventListener('abort', this.#aborted, { once: true });
    this.#run(resolve).then(
      () => reject(new ChoanError('NETWORK', 'The feed was ended before it had started.')),
      (error: unknown) => {
        reject(error);
        this.#events.end({ failure: { error } });
        this.#ended();
      },
    );
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<TData['activity'], undefined>> {
    const result = await this.#events.take();
    if (result.done !== true) this.#cursor = result.value.cursor;
    return result;
  }

  async return(): Promise<IteratorResult<TData['activity'], undefined>> {
    this.#events.end({ discarded: true });
    this.#ended();
    return { done: true, value: undefined };
  }

  readonly #aborted = () => void this.return();

  #ended(): void {
    this.#options.signal?.removeEventListener('abort', this.#aborted);
    this.#stop.abort();
  }

  /** Until the feed is ended. Throws what it can't go on after. */
  async #run(started: (cursor: string) => void): Promise<void> {
    const { signal } = this.#stop;
    const longest = this.#options.longestRetryDelay ?? 10_000;
    while (!signal.aborted) {
      const begun = performance.now();
      const ending = await this.#attend(started);
      if (signal.aborted) return;
      if (ending.kind === 'again') {
        await this.#events.empty();
        continue;
      }
      const wait = this.#waitAfter(ending.error);
      this.#options.onInterruption?.(ending.error);
      // One that has held for a while wasn't one of several failures.
      if (performance.now() - begun > longest) this.#failures = 0;
      await pause(wait ?? retryDelay(this.#failures, longest), signal).catch(() => undefined);
      this.#failures += 1;
    }
  }

  /** One subscription, from where the last one ended. */
  async #attend(started: (cursor: string) => void): Promise<Ending> {
    const { document, socket, sending, logEnd, sessionEndings } = this.#source;
    const { signal } = this.#stop;
    try {
      this.#received ??= await logEnd(signal);
    } catch (error) {
      return { kind: 'interrupted', error };
    }
    this.#cursor ??= this.#received;
    started(this.#received);
    if (sessionEndings() !== this.#endingsBefore) return { kind: 'interrupted', error: signedOut() };
    const { promise, resolve } = pending<Ending>();
    const part = sending.partOf(document);
    const variables = { ...this.#source.variables, after: this.#received };
    let open = true;
    const end = (ending: Ending) => {
      open = false;
      resolve(ending);
    };
    const sink: SubscriptionSink = {
      next: (answer) => {
        if (open) this.#receive(answer, end);
      },
      error: (error) => {
        const code = Array.isArray(error) ? errorOfAnswer(error as AnswerError[]).code : '';
        const again = sending.canBeOtherwise(document, part, code);
        end(again ? { kind: 'again' } : { kind: 'interrupted', error });
      },
      complete: () => {
        const error = new ChoanError('NETWORK', 'The server has ended the subscription.');
        end({ kind: 'interrupted', error });
      },
    };
    const close = socket.subscribe({ ...part, variables }, sink);
    const stopped = () => end({ kind: 'again' });
    if (signal.aborted) stopped();
    signal.addEventListener('abort', stopped, { once: true });
    const ending = await promise;
    signal.removeEventListener('abort', stopped);
    close();
    return ending;
  }

  #receive(
    answer: { readonly data?: unknown; readonly errors?: unknown },
    end: (ending: Ending) => void,
  ): void {
    const event = (answer.data as TData | null | undefined)?.activity;
    const error = Array.isArray(answer.errors) ? errorOfAnswer(answer.errors as AnswerError[]) : null;
    if (event === undefined || event === null) {
      end({
        kind: 'interrupted',
        error: error ?? new ChoanError('MALFORMED_ANSWER', 'An event has no data.'),
      });
      return;
    }
    this.#received = event.cursor;
    this.#failures = 0;
    this.#serverFailures = 0;
    this.#events.put(event);
    // The event is there, without what is null in it for this reason.
    if (error !== null) this.#options.onInterruption?.(error);
    if (this.#events.size >= mostWaiting) end({ kind: 'again' });
  }

  /** How long to wait before another attempt; null for as long as usual. Throws what won't go away by itself. */
  #waitAfter(error: unknown): number | null {
    const known = Array.isArray(error) ? errorOfAnswer(error as AnswerError[]) : error;
    if (!(known instanceof ChoanError)) {
      const { code, reason } = (known ?? {}) as { code?: unknown; reason?: unknown };
      if (protocolCodes.has(code)) throw new ChoanError('BAD_REQUEST', String(reason), { cause: known });
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

/** `Promise.withResolvers`, which Node 20 doesn't have. */
function pending<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
