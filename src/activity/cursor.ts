import { decodePosition, encodePosition } from '../database/paging.ts';
import { DomainError } from '../errors.ts';
import type { EventRecord } from './event.ts';

/**
 * Where a reader of the log goes on: behind an entry. Its time tells it from the entry that another history has at the
 * same position: where a backup was restored, positions are given out a second time.
 */
export interface LogPosition {
  readonly sequence: number;
  /** Time of the entry in milliseconds since 1970; null where it isn't known, as in cursors of earlier versions. */
  readonly at: number | null;
  /** Set in the middle of events that were told together; the entry is the last of theirs. */
  readonly within: GatheredPosition | null;
}

/** In the middle of events that were gathered (SPEC.md, AC-2). */
export interface GatheredPosition {
  /** Position of the entry before the first that was gathered. */
  readonly from: number;
  /** How many of the events that they became have been told. */
  readonly told: number;
  /** Of the filter under which they were gathered. */
  readonly filter: string;
}

/** Leads to what comes behind the entry. */
export function cursorOf({ sequence, at }: Pick<EventRecord, 'sequence' | 'at'>): string {
  return encodePosition([sequence, at.getTime()]);
}

/** The same for a position, without a time where that isn't known. */
export function cursorTo({ sequence, at }: Pick<LogPosition, 'sequence' | 'at'>): string {
  return encodePosition(at === null ? [sequence] : [sequence, at]);
}

/** Leads to the rest of the events that became of the entries up to this one. */
export function cursorWithin(
  { sequence, at }: Pick<EventRecord, 'sequence' | 'at'>,
  { from, told, filter }: GatheredPosition,
): string {
  return encodePosition([sequence, at.getTime(), from, told, filter]);
}

/** Reverses {@link cursorOf} and {@link cursorWithin}. Throws `INVALID_INPUT` for anything else. */
export function readCursor(cursor: string, field = 'after'): LogPosition {
  const [sequence, at = null, ...rest] = decodePosition(cursor, null, field);
  if (!isCount(sequence) || (at !== null && !isCount(at))) throw unknownCursor(field);
  return { sequence, at, within: rest.length === 0 ? null : gatheredPosition(rest, sequence, field) };
}

function gatheredPosition(values: readonly (string | number)[], to: number, field: string): GatheredPosition {
  const [from, told, filter, ...others] = values;
  const isWithin =
    isCount(from) && isCount(told) && typeof filter === 'string' && others.length === 0 && from < to;
  if (!isWithin) throw unknownCursor(field);
  return { from, told, filter };
}

/** Says that a cursor leads nowhere. */
export function unknownCursor(field = 'after'): DomainError {
  return new DomainError('INVALID_INPUT', 'The cursor is not one that this list gave out.', [field]);
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
