import { DomainError } from '../errors.ts';
import { decodePosition, encodePosition, toPage, type Page, type PageRequest } from './paging.ts';

/**
 * Pages of lists that run from the largest number or id to the smallest, by parent. `rows` holds one row more than was
 * asked for, where there is one; `positionOf` gives what orders them.
 */
export function newestFirstPages<T>(
  rows: ReadonlyMap<string, readonly T[]>,
  request: PageRequest,
  positionOf: (row: T) => string | number,
): ReadonlyMap<string, Page<T>> {
  return new Map(
    [...rows].map(([parentId, records]) => [
      parentId,
      toPage(records, request, (record) => encodePosition([positionOf(record)])),
    ]),
  );
}

/** The hex ObjectId that a page starts below; null for the first page. Throws `INVALID_INPUT`. */
export function beforeId({ after }: PageRequest): string | null {
  if (after === null) return null;
  const [id] = decodePosition(after, 1);
  if (typeof id === 'string' && /^[0-9a-f]{24}$/.test(id)) return id;
  throw unknownCursor();
}

/** The number that a page starts below; null for the first page. Throws `INVALID_INPUT`. */
export function beforeNumber({ after }: PageRequest): number | null {
  if (after === null) return null;
  const [number] = decodePosition(after, 1);
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw unknownCursor();
}

function unknownCursor(): DomainError {
  return new DomainError('INVALID_INPUT', 'The cursor is not one that this list gave out.', ['after']);
}
