import { contentLimits } from './schema.ts';

/** Control characters other than tab and line feed, halves of surrogate pairs, and directional overrides. */
const forbidden = /[^\P{Cc}\n\t]|[\p{Cs}\u202d\u202e]/u;

/**
 * What is wrong with the characters of a text; null when nothing is. What isn't visible, or turns around what is
 * shown, has no place in a text that people decide on.
 */
export function textProblem(text: string): string | null {
  const found = forbidden.exec(text);
  if (found === null) return null;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `The character U+${code} is not allowed.`;
}

/**
 * A character that shows: neither white space nor one that Unicode has drawn as nothing, such as the zero-width space
 * or the Hangul filler, nor the blank braille pattern.
 */
const visible = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether a reader sees anything of the text. */
export function isVisible(text: string): boolean {
  return visible.test(text);
}

const safeProtocols = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * What is wrong with a link's target; null when nothing is. Only absolute addresses of protocols that can't run
 * script are allowed, as the WHATWG URL parser, which browsers use, reads them; and `#…` for a place in the text.
 */
export function linkProblem(href: string): string | null {
  if (href.length > contentLimits.attributeLength) {
    return `A link has at most ${contentLimits.attributeLength} characters.`;
  }
  if (/[\p{Cc}\p{Cs}\s]/u.test(href)) return 'A link holds no white space or control characters.';
  if (/^#./.test(href)) return null;
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return 'A link needs an absolute address, like https://example.org.';
  }
  return safeProtocols.has(url.protocol) ? null : `Links to ${url.protocol} are not allowed.`;
}
