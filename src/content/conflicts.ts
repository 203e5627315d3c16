import type { CanonicalText } from './canonical.ts';
import { blocksOf } from './changes.ts';
import { fieldConflicts } from './conflict-fields.ts';
import { passageConflicts, passagesOf } from './conflict-passages.ts';
import { termConflicts, termsOf } from './conflict-terms.ts';
import { conflictRules, type Conflict, type ConflictFeatures } from './conflict-types.ts';
import { fieldSchema, type ContentFields } from './fields.ts';

/** Conflicts that are told at most. */
export const mostConflicts = 500;

/** Takes out of a text, named `key`, what the rules look at. */
export function conflictFeatures(key: string, text: CanonicalText): ConflictFeatures {
  const blocks = blocksOf(text.content);
  return {
    key,
    passages: passagesOf(blocks),
    terms: termsOf(blocks),
    fields: fieldsOf(text.fields),
    size: blocks.reduce((sum, block) => sum + block.text.length, 0) * 2 + JSON.stringify(text.fields).length,
  };
}

/**
 * Where texts of a plan contradict each other, rule by rule and then in the order of the texts; with `about`, only what
 * that text has a part in. At most {@link mostConflicts}.
 */
export function findConflicts(texts: readonly ConflictFeatures[], about: string | null = null): Conflict[] {
  // Passages that many texts share are told of the first text that has them: that must be the one in question.
  const ordered = [...texts.filter(({ key }) => key === about), ...texts.filter(({ key }) => key !== about)];
  const found = [...passageConflicts(ordered), ...fieldConflicts(ordered), ...termConflicts(ordered)];
  return found
    .filter(({ places }) => about === null || places.some(({ key }) => key === about))
    .sort((a, b) => conflictRules.indexOf(a.rule) - conflictRules.indexOf(b.rule))
    .slice(0, mostConflicts);
}

/** The fields that have the shape that they should have; a version's all have. */
function fieldsOf(fields: CanonicalText['fields']): ContentFields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => fieldSchema(name)?.safeParse(value).success === true),
  );
}
