import { DomainError } from '../errors.ts';

/**
 * What a loader found, for a field that can't be null. Throws `NOT_FOUND` when there was nothing, or nothing that the
 * viewer may see.
 */
export function existing<T>(record: T | null): T {
  if (record === null) throw new DomainError('NOT_FOUND', 'There is no such object.');
  return record;
}
