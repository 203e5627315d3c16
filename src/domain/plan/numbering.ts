import { DomainError } from '../../errors.ts';

export const numberingStyles = ['ARABIC', 'HANGUL', 'CIRCLED_ARABIC', 'CIRCLED_HANGUL'] as const;
export type NumberingStyle = (typeof numberingStyles)[number];

/** How the headings of one level of a plan document are numbered. */
export interface NumberingLevel {
  readonly style: NumberingStyle;
  readonly prefix: string;
  readonly suffix: string;
  /** Stands between the bare number of the level above and this one; null: this one stands alone. */
  readonly joinedBy: string | null;
}

/** A level as it is given: signs that are left out are none. */
export type NumberingLevelInput = Pick<NumberingLevel, 'style'> & Partial<NumberingLevel>;

/** Levels of a document from above: strategies, key tasks, then the headings in their texts as far as there are levels. */
export type NumberingScheme = readonly NumberingLevel[];

/** `1.`, and `1-1.` below it. */
export const defaultNumbering: NumberingScheme = [
  { style: 'ARABIC', prefix: '', suffix: '.', joinedBy: null },
  { style: 'ARABIC', prefix: '', suffix: '.', joinedBy: '-' },
];

const levelBounds = { fewest: 2, most: 8 } as const;
const longestSign = 4;

/** The whole scheme. Throws `INVALID_INPUT` for a number of levels, or signs, that it can't have (SPEC.md, PV-12). */
export function checkNumbering(levels: readonly NumberingLevelInput[]): NumberingScheme {
  const invalid = (message: string, ...path: string[]) =>
    new DomainError('INVALID_INPUT', message, ['numbering', ...path]);
  if (levels.length < levelBounds.fewest || levels.length > levelBounds.most) {
    throw invalid(`numbering must have ${levelBounds.fewest} to ${levelBounds.most} levels.`);
  }
  return levels.map(({ style, prefix = '', suffix = '', joinedBy = null }, index) => {
    // Digits and no sign at all would make one number of two: 1 and 12 joined are what 11 and 2 are.
    for (const [field, sign] of Object.entries({ prefix, suffix, joinedBy: joinedBy ?? '' }))
      if (sign.length > longestSign || /[\p{C}\p{Zl}\p{Zp}\p{N}]/u.test(sign)) {
        const message = `${field} must be at most ${longestSign} visible characters, none of them a digit.`;
        throw invalid(message, String(index), field);
      }
    if (joinedBy === '') throw invalid('joinedBy must not be empty.', String(index), 'joinedBy');
    return { style, prefix, suffix, joinedBy };
  });
}

/**
 * The number of a place in the document, e.g. `1-2.` for `[1, 2]`; null when the scheme doesn't go so deep. `path` has a
 * place of each level from above, from 1; 0 is where tasks without a strategy are.
 */
export function numberOf(scheme: NumberingScheme, path: readonly number[]): string | null {
  const level = scheme[path.length - 1];
  return level === undefined ? null : `${level.prefix}${bareNumber(scheme, path)}${level.suffix}`;
}

function bareNumber(scheme: NumberingScheme, path: readonly number[]): string {
  const level = scheme[path.length - 1];
  const place = path.at(-1);
  if (level === undefined || place === undefined) return '';
  const own = signs[level.style](place) ?? String(place);
  return level.joinedBy === null || path.length === 1
    ? own
    : `${bareNumber(scheme, path.slice(0, -1))}${level.joinedBy}${own}`;
}

/** The sign of a place; null where there is none, and the plain number stands for it. */
const signs: Readonly<Record<NumberingStyle, (place: number) => string | null>> = {
  ARABIC: () => null,
  HANGUL: hangul,
  CIRCLED_ARABIC: (place) => signAt(place, circledArabic),
  CIRCLED_HANGUL: (place) => signAt(place, [circledHangul]),
};

/** Signs that follow each other in Unicode: the places from the first one to the last, and the first one's code point. */
interface SignRange {
  readonly first: number;
  readonly last: number;
  readonly codePoint: number;
}

const circledArabic: readonly SignRange[] = [
  { first: 1, last: 20, codePoint: 0x2460 },
  { first: 21, last: 35, codePoint: 0x3251 },
  { first: 36, last: 50, codePoint: 0x32b1 },
];
const circledHangul: SignRange = { first: 1, last: 14, codePoint: 0x326e };

function signAt(place: number, ranges: readonly SignRange[]): string | null {
  const range = ranges.find(({ first, last }) => place >= first && place <= last);
  return range === undefined ? null : String.fromCodePoint(range.codePoint + place - range.first);
}

/** Places of the 14 basic consonants among the 19 leading ones of Unicode's Hangul syllables. */
const consonants = [0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 15, 16, 17, 18];
/** Places of ㅏ, ㅓ, ㅗ, ㅜ, ㅡ and ㅣ among the 21 vowels. */
const vowels = [0, 4, 8, 13, 18, 20];

/**
 * 가, 나, … 하, then 거, 너, … as the enforcement rule of the Korean regulation on administrative efficiency has it
 * (행정업무의 운영 및 혁신에 관한 규정 시행규칙, article 2). A syllable is 0xAC00 + (leading × 21 + vowel) × 28.
 */
function hangul(place: number): string | null {
  if (place < 1) return null;
  const consonant = consonants[(place - 1) % consonants.length];
  const vowel = vowels[Math.floor((place - 1) / consonants.length)];
  if (consonant === undefined || vowel === undefined) return null;
  return String.fromCodePoint(0xac00 + (consonant * 21 + vowel) * 28);
}
