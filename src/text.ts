import { isVisible } from './content/text-rules.ts';
import { DomainError } from './errors.ts';

export interface TextBounds {
  /** Characters (Unicode code points) at most; 300 when not given. */
  readonly max?: number;
  /** Characters at least; 1 when not given. */
  readonly min?: number;
  /** Whether line breaks and tabs are allowed. CR LF and CR become LF. */
  readonly multiline?: boolean;
}

const defaultMaximum = 300;

/** Control characters, line and paragraph separators, halves of surrogate pairs, and directional overrides. */
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202d\u202e]/u;
const forbiddenInLines = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Cs}\u202d\u202e]/u;

/**
 * A text from a caller as it is stored: in Unicode normalisation form C (UAX #15), without white space around it.
 * `field` is the input field it came from. Throws `INVALID_INPUT` when nothing of it is visible, when it is too short or
 * too long, or holds control characters or directional overrides.
 */
export function requiredText(value: string, field: string, bounds: TextBounds = {}): string {
  const { min = 1, max = defaultMaximum, multiline = false } = bounds;
  const lines = multiline ? value.replace(/\r\n?/g, '\n') : value;
  // Before anything that costs time in proportion to the length; NFC may make a text shorter, by less than four times.
  if (lines.length > max * 8) throw tooLong(field, max);
  const text = lines.normalize('NFC').trim();
  const length = characters(text);
  if (length === 0) throw new DomainError('INVALID_INPUT', `${field} must not be empty.`, [field]);
  if (length < min) {
    throw new DomainError('INVALID_INPUT', `${field} must have at least ${min} characters.`, [field]);
  }
  if (length > max) throw tooLong(field, max);
  if ((multiline ? forbiddenInLines : forbidden).test(text)) {
    throw new DomainError('INVALID_INPUT', `${field} must not contain control characters.`, [field]);
  }
  if (!isVisible(text)) {
    throw new DomainError('INVALID_INPUT', `${field} must have a character that shows.`, [field]);
  }
  return text;
}

/** As {@link requiredText}; null when the text is absent or there is nothing in it but white space. */
export function optionalText(
  value: string | null | undefined,
  field: string,
  bounds: TextBounds = {},
): string | null {
  return value === null || value === undefined || value.trim() === ''
    ? null
    : requiredText(value, field, bounds);
}

function tooLong(field: string, max: number): DomainError {
  return new DomainError('INVALID_INPUT', `${field} must have at most ${max} characters.`, [field]);
}

/** Code points, so that a character outside the basic plane counts as one. */
function characters(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
