import {
  canonicalForm,
  compareTexts,
  readCanonicalForm,
  readContent,
  readFields,
  type CanonicalText,
  type TextDifference,
} from '../content/index.ts';
import type { DraftText } from '../domain/draft/draft-texts.ts';
import { documentOf } from '../domain/draft/update-document.ts';
import { unpackUpdates, type CompareRequest, type PackedText, type PackedUpdates } from './fold-messages.ts';

/** What a draft says whose content this is. */
export function readText(content: PackedUpdates): DraftText {
  const doc = documentOf(unpackUpdates(content));
  try {
    return { content: readContent(doc), fields: readFields(doc) };
  } finally {
    doc.destroy();
  }
}

/** Null when one of the texts is nested too deeply to have a canonical form, as only a draft can be. */
export function comparePacked({ before, after }: CompareRequest): TextDifference | null {
  const [old, fresh] = [canonicalOf(before), canonicalOf(after)];
  return old === null || fresh === null ? null : compareTexts(old, fresh);
}

function canonicalOf(text: PackedText): CanonicalText | null {
  if ('form' in text) return readCanonicalForm(text.form);
  const { content, fields } = readText(text.content);
  let form: string;
  try {
    form = canonicalForm({ title: text.title, content, fields });
  } catch {
    return null;
  }
  return readCanonicalForm(form);
}
