import type { ContentFields, FieldName } from './fields.ts';

/** What two texts of a plan may contradict each other in (SPEC.md, CA). */
export const conflictRules = [
  'DUPLICATE_PASSAGE',
  'INDICATOR_VALUE',
  'INDICATOR_YEAR',
  'INDICATOR_LEAD_MINISTRY',
  'INDICATOR_BUDGET',
  'SCHEDULE',
  'TERM_DEFINED_TWICE',
] as const;
export type ConflictRule = (typeof conflictRules)[number];

/** One of the two places of a conflict. */
export interface ConflictPlace {
  /** Which text, as the caller named it. */
  readonly key: string;
  /** The block; null in a field, and for a block without an id. */
  readonly blockId: string | null;
  /** The structured field; null in the text. */
  readonly field: FieldName | null;
  /** What stands there, at most 120 code points. */
  readonly excerpt: string;
}

export interface Conflict {
  readonly rule: ConflictRule;
  /** What contradicts what, for people. */
  readonly message: string;
  readonly places: readonly [ConflictPlace, ConflictPlace];
}

/** What of a text can be in conflict with another one: taken out once, compared often. */
export interface ConflictFeatures {
  readonly key: string;
  readonly passages: readonly Passage[];
  readonly terms: readonly Term[];
  readonly fields: ContentFields;
  /** UTF-16 code units of it all, roughly. */
  readonly size: number;
}

/** A sentence that is long enough for it to be no accident when it stands in another text as well. */
export interface Passage {
  readonly blockId: string | null;
  /** Place of the block among those of the text. */
  readonly block: number;
  readonly text: string;
  /** The letters and digits of it: the same for two sentences that differ in spaces, marks and case only. */
  readonly key: string;
}

/** A sentence that says what a term means. */
export interface Term {
  readonly blockId: string | null;
  readonly name: string;
  readonly sentence: string;
}
