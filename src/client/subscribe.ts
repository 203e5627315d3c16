import { LogCourse, type ActivityData, type FeedSource } from './activity-feed.ts';
import { isLogDocument } from './log-document.ts';
import { Resubscription, type Course, type SubscribeOptions, type Subscription } from './subscription.ts';

/**
 * What a document subscribes to. The activity log goes on behind the last event that was received; everything else tells
 * what is the case now, and anew with each subscription, so that only the newest answer counts.
 *
 * Throws a `TypeError` for a document that is no subscription, and for one of the activity log that can't go on behind an
 * event, which would miss what happens between two connections; the `ChoanError` `BAD_REQUEST` for one of the log that
 * doesn't ask for the cursor of its events.
 */
export function subscribe<TData>(source: FeedSource<TData>, options: SubscribeOptions): Subscription<TData> {
  if (!isLogDocument(source)) {
    return new Resubscription(source, new StateCourse<TData>(source.variables), options);
  }
  // Its data is that of the root field that was found.
  const log = source as unknown as FeedSource<TData & ActivityData>;
  return new Resubscription<TData & ActivityData, TData>(log, new LogCourse(log, (data) => data), options);
}

/** Of what tells a state: asks for the same each time. */
class StateCourse<TData> implements Course<TData, TData> {
  readonly unread = 'newest';
  readonly #variables: object;

  constructor(variables: object) {
    this.#variables = variables;
  }

  async variables(): Promise<object> {
    return this.#variables;
  }

  itemOf(data: TData): TData {
    return data;
  }
}
