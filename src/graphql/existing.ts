import { DomainError } from '../errors.ts';

/**
 * What a loader found, for a field that can't be null. Throws `NOT_FOUND` when there was nothing, or nothing that the
 * viewer may see.
 */
export function existing<T>(record: T | null): T {
  if (record === null) throw new DomainError('NOT_FOUND', 'There is no such object.');
  return record;
}

/**
 * What a loader found of what a record refers to, where nobody deletes that and who sees the record sees it. When there was
 * nothing the database isn't whole: an error of the server, whose log then names `what`, e.g. `plan of key task 5f…`.
 */
export function present<T>(record: T | null, what: string): T {
  if (record === null) throw new Error(`The ${what} is missing.`);
  return record;
}
