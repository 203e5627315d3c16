import type { BlockDifference, TextDifference } from './compare.ts';
import type { InlinePart } from './compare-inline.ts';

const signs = { UNCHANGED: ' ', CHANGED: '~', MOVED: '>', ADDED: '+', REMOVED: '-' } as const;

/** A difference for people to read as plain text: a sign for each block, `[-deleted-]` and `{+inserted+}` words in it. */
export function differenceToText(difference: TextDifference): string {
  const { titleBefore, titleAfter, fields, blocks } = difference;
  const title = titleBefore === titleAfter ? `# ${titleAfter}` : `# [-${titleBefore}-]{+${titleAfter}+}`;
  return [
    title,
    ...fields.map(
      ({ key, before, after }) => `~ ${key}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`,
    ),
    ...blocks.map(
      (block) => `${signs[block.kind]} ${block.parts.map((part) => wordsOf(part, block)).join('')}`,
    ),
  ].join('\n');
}

function wordsOf({ kind, text }: InlinePart, block: BlockDifference): string {
  // The sign says it for the whole block.
  if (block.kind === 'ADDED' || block.kind === 'REMOVED') return text;
  if (kind === 'DELETED') return `[-${text}-]`;
  return kind === 'INSERTED' ? `{+${text}+}` : text;
}

/**
 * A difference as HTML for people to read: an element of the class `added`, `removed`, `changed`, `moved` or `unchanged`
 * for each block, with `ins`, `del` and (set in another way) `mark` in it, below the title as a heading of `level`. It
 * holds no other markup: all text is escaped.
 */
export function differenceToHtml(
  { titleBefore, titleAfter, fields, blocks }: TextDifference,
  level = 1,
): string {
  const title =
    titleBefore === titleAfter
      ? escapeHtml(titleAfter)
      : `<del>${escapeHtml(titleBefore)}</del><ins>${escapeHtml(titleAfter)}</ins>`;
  const rows = fields.map(
    ({ key, before, after }) =>
      `<dt>${escapeHtml(key)}</dt><dd><del>${escapeHtml(JSON.stringify(before))}</del><ins>${escapeHtml(JSON.stringify(after))}</ins></dd>`,
  );
  return [
    `<h${level}>${title}</h${level}>`,
    ...(rows.length === 0 ? [] : [`<dl>${rows.join('')}</dl>`]),
    ...blocks.map(({ kind, parts }) => `<p class="${kind.toLowerCase()}">${parts.map(htmlOf).join('')}</p>`),
  ].join('\n');
}

const elements = { EQUAL: null, FORMATTED: 'mark', INSERTED: 'ins', DELETED: 'del' } as const;

function htmlOf({ kind, text }: InlinePart): string {
  const element = elements[kind];
  const words = escapeHtml(text).replaceAll('\n', '<br>');
  return element === null ? words : `<${element}>${words}</${element}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** `text` as HTML that shows it. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
