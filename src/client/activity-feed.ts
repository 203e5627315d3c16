import { ChoanError } from './errors.ts';
import { noCursor } from './log-document.ts';
import { pending } from './pending.ts';
import {
  Resubscription,
  type Course,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionSource,
} from './subscription.ts';

/** The activity log from a cursor on, for as long as somebody reads it. */
export interface ActivityFeed<TEvent> extends Subscription<TEvent> {
  /**
   * Of the event that was handed out last; before the first, of where the feed starts. `follow` with it as `after` goes on
   * right behind. Null as long as the start isn't known.
   */
  readonly cursor: string | null;
  /** Resolves with the cursor behind which the feed starts: everything that happens from then on is in it. */
  readonly started: Promise<string>;
}

export type FollowOptions = SubscribeOptions;

/** What a subscription to the activity log has to ask for, and takes. */
export interface ActivityData {
  readonly activity: { readonly cursor: string };
}
export interface ActivityVariables {
  readonly after?: string | null | undefined;
}

export interface FeedSource<TData> extends SubscriptionSource<TData> {
  readonly variables: ActivityVariables;
  /** Cursor of the log's end. */
  readonly logEnd: (signal: AbortSignal) => Promise<string>;
}

/** The way through the log: each subscription begins behind the last event that was received. */
export class LogCourse<TData extends ActivityData, TItem> implements Course<TData, TItem> {
  readonly unread = 'all';
  /** Cursor behind which it starts; null as long as it isn't known. */
  start: string | null;
  readonly #source: FeedSource<TData>;
  readonly #select: (data: TData) => TItem;
  readonly #started: (cursor: string) => void;
  /** Of the event that was received last. */
  #received: string | null;

  /** `select`: what of an answer the reader gets. `started`: told of the start, once it is known. */
  constructor(
    source: FeedSource<TData>,
    select: (data: TData) => TItem,
    started: (cursor: string) => void = () => undefined,
  ) {
    this.#source = source;
    this.#select = select;
    this.#started = started;
    this.start = source.variables.after ?? null;
    this.#received = this.start;
  }

  async variables(signal: AbortSignal): Promise<object> {
    this.#received ??= await this.#source.logEnd(signal);
    this.start ??= this.#received;
    this.#started(this.start);
    return { ...this.#source.variables, after: this.#received };
  }

  itemOf(data: TData): TItem {
    const { cursor } = (data as Partial<ActivityData>).activity ?? {};
    if (cursor === undefined) throw noCursor();
    this.#received = cursor;
    return this.#select(data);
  }
}

/** Follows the log over one subscription after the other, and says how far it has been read. */
export class ResumingFeed<TData extends ActivityData> implements ActivityFeed<TData['activity']> {
  readonly started: Promise<string>;
  readonly #course: LogCourse<TData, TData['activity']>;
  readonly #events: Resubscription<TData, TData['activity']>;
  /** Of the event that was handed out last. */
  #read: string | null = null;

  constructor(source: FeedSource<TData>, options: FollowOptions) {
    const { promise, resolve, reject } = pending<string>();
    this.started = promise;
    // Who reads the events is told there as well.
    promise.catch(() => undefined);
    this.#course = new LogCourse(source, ({ activity }) => activity, resolve);
    this.#events = new Resubscription(source, this.#course, options);
    this.#events.ended.then(
      () => reject(new ChoanError('NETWORK', 'The feed was ended before it had started.')),
      reject,
    );
  }

  get cursor(): string | null {
    return this.#read ?? this.#course.start;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<TData['activity'], undefined>> {
    const result = await this.#events.next();
    if (result.done !== true) this.#read = result.value.cursor;
    return result;
  }

  return(): Promise<IteratorResult<TData['activity'], undefined>> {
    return this.#events.return();
  }
}
