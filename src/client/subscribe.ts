import { LogCourse, type ActivityData, type FeedSource } from './activity-feed.ts';
import { Resubscription, type Course, type SubscribeOptions, type Subscription } from './subscription.ts';

/** `activity` as the root field of a subscription, with or without a name for it, variables before it. */
const logDocument = /\bsubscription\b\s*\w*\s*(?:\([^)]*\))?[^{]*\{\s*(?:\w+\s*:\s*)?activity\b/;
/** The variable by which such a document goes on behind an event. */
const afterVariable = /\bafter\s*:\s*\$after\b/;

/**
 * What a document subscribes to. The activity log goes on behind the last event that was received; everything else tells
 * what is the case now, and anew with each subscription, so that only the newest answer counts.
 *
 * Throws a `TypeError` for a document of the activity log without `after: $after`, which would miss what happens between
 * two connections.
 */
export function subscribe<TData>(source: FeedSource<TData>, options: SubscribeOptions): Subscription<TData> {
  const text = source.document.toString();
  if (!logDocument.test(text))
    return new Resubscription(source, new StateCourse<TData>(source.variables), options);
  if (!afterVariable.test(text)) {
    throw new TypeError(
      'A document of the activity log has to ask for what is behind a cursor: after: $after.',
    );
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
