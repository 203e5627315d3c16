import type { DocumentSending, TypedDocument } from './documents.ts';
import { ChoanError, errorOfAnswer, signedOut, type AnswerError } from './errors.ts';
import { Interruptions } from './interruptions.ts';
import { Mailbox } from './mailbox.ts';
import { pause } from './pause.ts';
import { pending } from './pending.ts';
import type { Standing, SubscriptionSink, SubscriptionSocket } from './subscription-socket.ts';

/** What a subscription tells, over lost sockets and restarts of the server, for as long as somebody reads it. */
export interface Subscription<TItem> extends AsyncIterableIterator<TItem, undefined> {
  /** Ends the subscription, also on the server. Leaving a `for await` calls it. */
  return(): Promise<IteratorResult<TItem, undefined>>;
}

export interface SubscribeOptions {
  /** Ends the subscription, as `return()` does. */
  readonly signal?: AbortSignal;
  /**
   * Told of what made it lose its connection, before it tries again, and of fields that had no answer. What it throws ends
   * the subscription, and is told to who reads it.
   */
  readonly onInterruption?: (error: unknown) => void;
  /** Longest wait between attempts, in milliseconds; 10,000 when not given. */
  readonly longestRetryDelay?: number;
}

/** What a subscription is made with, whatever it asks for. */
export interface SubscriptionSource<TData> {
  readonly document: TypedDocument<TData, never>;
  readonly socket: SubscriptionSocket;
  readonly sending: DocumentSending;
  /** How often a session of the client has ended. */
  readonly sessionEndings: () => number;
}

/** What is asked for each time that it is subscribed anew, and what becomes of what comes. */
export interface Course<TData, TItem> {
  /** Of the subscription that begins now. What it throws interrupts, as a lost socket does. */
  variables(signal: AbortSignal): Promise<object>;
  /** What the reader gets. Throws a {@link ChoanError} for data behind which it can't go on. */
  itemOf(data: TData): TItem;
  /**
   * What is kept while nobody reads: `all`, and at 1,000 the subscription pauses until they have been read; or the
   * `newest`, in whose place the next one comes.
   */
  readonly unread: 'all' | 'newest';
}

/** So many items that nobody has asked for are kept; then the subscription pauses. */
const mostWaiting = 1000;

/** How one subscription came to its end. */
type Ending =
  /** Another one can begin: at once, or as soon as everything that came has been read. */
  | { readonly kind: 'again' | 'full' }
  /** `failed` is what can't go on, whatever the error. */
  | { readonly kind: 'interrupted' | 'failed'; readonly error: unknown };

/** Subscribes anew whenever a subscription has ended, with the variables that its course has then. */
export class Resubscription<TData, TItem> implements Subscription<TItem> {
  /** Resolves when it has been ended; rejects with what the reader is told when it can't go on. */
  readonly ended: Promise<void>;
  readonly #source: SubscriptionSource<TData>;
  readonly #course: Course<TData, TItem>;
  readonly #options: SubscribeOptions;
  readonly #items: Mailbox<TItem>;
  readonly #interruptions: Interruptions;
  readonly #stop = new AbortController();
  readonly #endingsBefore: number;
  readonly #standing: Standing = { member: false };

  constructor(source: SubscriptionSource<TData>, course: Course<TData, TItem>, options: SubscribeOptions) {
    this.#source = source;
    this.#course = course;
    this.#options = options;
    this.#items = new Mailbox(course.unread === 'newest' ? 1 : Infinity);
    this.#interruptions = new Interruptions(options.longestRetryDelay ?? 10_000);
    this.#endingsBefore = source.sessionEndings();
    if (options.signal?.aborted === true) void this.return();
    options.signal?.addEventListener('abort', this.#aborted, { once: true });
    this.ended = this.#run();
    this.ended.catch((error: unknown) => {
      this.#items.end({ failure: { error } });
      this.#end();
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<TItem, undefined>> {
    return this.#items.take();
  }

  async return(): Promise<IteratorResult<TItem, undefined>> {
    this.#items.end({ discarded: true });
    this.#end();
    return { done: true, value: undefined };
  }

  readonly #aborted = () => void this.return();

  #end(): void {
    this.#options.signal?.removeEventListener('abort', this.#aborted);
    this.#stop.abort();
  }

  /** Until it is ended. Throws what it can't go on after. */
  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const begun = performance.now();
      const ending = await this.#attend();
      if (signal.aborted) return;
      if (ending.kind === 'failed') throw ending.error;
      if (ending.kind === 'interrupted') {
        const delay = this.#interruptions.delayAfter(ending.error, performance.now() - begun);
        this.#options.onInterruption?.(ending.error);
        await pause(delay, signal).catch(() => undefined);
      } else if (ending.kind === 'full') {
        await this.#items.empty();
      }
    }
  }

  /** One subscription, until it ends. */
  async #attend(): Promise<Ending> {
    const { document, socket, sending, sessionEndings } = this.#source;
    const { signal } = this.#stop;
    let given: object;
    try {
      given = await this.#course.variables(signal);
    } catch (error) {
      return { kind: 'interrupted', error };
    }
    if (signal.aborted) return { kind: 'again' };
    // Also who had no connection yet doesn't go on as nobody, who sees less.
    if (sessionEndings() !== this.#endingsBefore) return { kind: 'interrupted', error: signedOut() };
    const { promise, resolve } = pending<Ending>();
    const part = sending.partOf(document);
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
    let close: () => void;
    try {
      close = socket.subscribe({ ...part, variables: { ...given } }, sink, this.#standing);
    } catch (error) {
      return { kind: 'interrupted', error };
    }
    const stopped = () => end({ kind: 'again' });
    signal.addEventListener('abort', stopped, { once: true });
    const ending = await promise;
    signal.removeEventListener('abort', stopped);
    close();
    return ending;
  }

  #receive(
    { data, errors }: { readonly data?: unknown; readonly errors?: unknown },
    end: (ending: Ending) => void,
  ): void {
    const error = Array.isArray(errors) ? errorOfAnswer(errors as AnswerError[]) : null;
    if (data === undefined || data === null) {
      const missing = new ChoanError('MALFORMED_ANSWER', 'An answer has no data.');
      end({ kind: 'interrupted', error: error ?? missing });
      return;
    }
    let item: TItem;
    try {
      // The document says what its data is.
      item = this.#course.itemOf(data as TData);
    } catch (unusable) {
      end({ kind: 'interrupted', error: unusable });
      return;
    }
    // A state is told at each start, also where no connection holds: attempts must become rarer then.
    this.#interruptions.answered({ lasting: this.#course.unread === 'all' });
    this.#items.put(item);
    // The item is there, without what is null in it for this reason.
    try {
      if (error !== null) this.#options.onInterruption?.(error);
    } catch (thrown) {
      // Not to the socket, which would take it for a fault of the server.
      end({ kind: 'failed', error: thrown });
      return;
    }
    if (this.#items.size >= mostWaiting) end({ kind: 'full' });
  }
}
