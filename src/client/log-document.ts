import { outlineOf, type RootField } from './document-outline.ts';
import { ChoanError } from './errors.ts';
import type { SubscriptionSource } from './subscription.ts';

/**
 * Whether a document subscribes to the activity log. Throws a `TypeError` for one that is no subscription, which would end
 * with its answer and be carried out again and again; and for one of the log that can't go on behind an event, which would
 * miss what happens between two connections. Throws the {@link ChoanError} `BAD_REQUEST` for one of the log whose events
 * don't say where they stand in it.
 */
export function isLogDocument<TData>({ document, sending }: SubscriptionSource<TData>): boolean {
  // Throws when it is no text.
  sending.partOf(document);
  const { kinds, rootFields } = outlineOf(document.toString());
  if (kinds.length === 0 || kinds.some((kind) => kind !== 'subscription')) {
    throw new TypeError('The document is no subscription: query and mutate are for the other operations.');
  }
  const log = rootFields.filter(({ name }) => name === 'activity');
  if (!log.every(resumes)) {
    throw new TypeError(
      'A document of the activity log has to ask for what is behind a cursor, activity(after: $after), by this name.',
    );
  }
  if (log.length > 0 && !log.some(tellsCursor)) throw noCursor();
  return log.length > 0;
}

/** For a document of the log, or an answer to one, without the cursor behind which the next connection goes on. */
export function noCursor(): ChoanError {
  return new ChoanError('BAD_REQUEST', 'The document does not ask for `activity { cursor }`.');
}

/** Some answers may still lack it, as with `@include`. */
function tellsCursor({ fields }: RootField): boolean {
  return fields.some(({ name, responseName }) => name === 'cursor' && responseName === 'cursor');
}

/** Whether it begins behind the event whose cursor is the variable `after`, and its data comes under its own name. */
function resumes({ responseName, parameters }: RootField): boolean {
  if (responseName !== 'activity') return false;
  let depth = 0;
  return parameters.some((token, index) => {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    return (
      depth === 0 && token === 'after' && parameters[index + 1] === ':' && parameters[index + 2] === '$after'
    );
  });
}
