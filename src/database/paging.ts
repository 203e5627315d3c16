import { DomainError } from '../errors.ts';

/** What a caller wants to see of a list: the first N entries after a position. */
export interface PageRequest {
  /** How many entries at most; 1 to {@link maxPageSize}. */
  readonly first: number;
  /** Position of the entry after which the page starts, as an earlier page named it. */
  readonly after: string | null;
}

export interface Page<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly hasNextPage: boolean;
}

export const defaultPageSize = 25;
export const maxPageSize = 100;

/** Reads `first` and `after` of a connection field. Throws `INVALID_INPUT` when `first` is out of bounds. */
export function pageRequest(args: { first?: number | null; after?: string | null }): PageRequest {
  const first = args.first ?? defaultPageSize;
  if (!Number.isInteger(first) || first < 1 || first > maxPageSize) {
    throw new DomainError('INVALID_INPUT', `first must be between 1 and ${maxPageSize}.`, ['first']);
  }
  return { first, after: args.after ?? null };
}

/** Opaque cursor of a position: the values of the sort keys, base64url of their JSON. */
export function encodePosition(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Reverses {@link encodePosition}, of so many values, or any number for null. Throws `INVALID_INPUT` on anything else. */
export function decodePosition(cursor: string, length: number | null, field = 'after'): (string | number)[] {
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    values = null;
  }
  if (
    !Array.isArray(values) ||
    (length !== null && values.length !== length) ||
    !values.every((value): value is string | number => typeof value === 'string' || typeof value === 'number')
  ) {
    throw new DomainError('INVALID_INPUT', 'The cursor is not one that this list gave out.', [field]);
  }
  return values;
}

/** Makes a page from one row more than was asked for: the extra row only tells that there is a next page. */
export function toPage<T>(rows: readonly T[], request: PageRequest, cursorOf: (row: T) => string): Page<T> {
  return {
    edges: rows.slice(0, request.first).map((node) => ({ node, cursor: cursorOf(node) })),
    hasNextPage: rows.length > request.first,
  };
}
