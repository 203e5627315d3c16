/* eslint-disable @typescript-eslint/max-params -- prosemirror-markdown calls serializers with four arguments */
import type { MarkdownSerializer } from 'prosemirror-markdown';
import type { Mark, Node } from 'prosemirror-model';

type MarkSerializer = MarkdownSerializer['marks'][string];

/**
 * Serializers of the marks, for one text. `**` and its like open and close only where the neighbouring characters
 * allow it (CommonMark 6.2, left- and right-flanking): `**클라우드(SaaS)**를`, as Korean is written, would stay literal.
 * There, and where several marks meet, HTML tags are written, which Markdown takes anywhere.
 */
export function markSerializers(): Record<string, MarkSerializer> {
  // Marks nest, so what closes is always what was opened last.
  const open: string[] = [];
  const delimited = (delimiter: string, tag: string): MarkSerializer => ({
    open(_state, _mark, parent, index) {
      const plain = canDelimit(parent, index);
      open.push(plain ? delimiter : `</${tag}>`);
      return plain ? delimiter : `<${tag}>`;
    },
    close: () => open.pop() ?? '',
  });
  return {
    link: {
      open: () => '[',
      close: (_state, mark) => `](${linkTarget(mark)})`,
    },
    bold: delimited('**', 'strong'),
    italic: delimited('*', 'em'),
    underline: { open: '<ins>', close: '</ins>' },
    strike: delimited('~~', 'del'),
    code: {
      open: (_state, _mark, parent, index) => codeFence(parent.child(index), 'open'),
      close: (_state, _mark, parent, index) => codeFence(parent.child(index - 1), 'close'),
      escape: false,
    },
  };
}

function linkTarget(mark: Mark): string {
  const href = String(mark.attrs['href']).replace(/[\\<>]/g, (sign) => encodeURIComponent(sign));
  const title: unknown = mark.attrs['title'];
  const quoted =
    typeof title === 'string' && title !== ''
      ? ` "${title.replace(/["\\&<]/g, '\\$&').replace(/\s+/g, ' ')}"`
      : '';
  return `<${href}>${quoted}`;
}

/** Backticks, more than the code holds in a row; a space where the code begins or ends with one (CommonMark 6.1). */
function codeFence(node: Node, side: 'open' | 'close'): string {
  const code = node.text ?? '';
  const runs = [...code.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const padded = /^`|`$|^\s.*\S.*\s$/s.test(code);
  if (!padded) return fence;
  return side === 'open' ? `${fence} ` : ` ${fence}`;
}

const isPunctuation = (character: string) => /[\p{P}\p{S}]/u.test(character);
const isWhite = (character: string) => character === '' || /\s/u.test(character);

/** Whether a delimiter works at both ends of the text at `index`, with nothing marked beside it. */
function canDelimit(parent: Node, index: number): boolean {
  const node = parent.child(index);
  const before = parent.maybeChild(index - 1);
  const after = parent.maybeChild(index + 1);
  // Several marks beginning or ending at one place make one run of delimiters, which is read otherwise.
  if (!node.isText || node.marks.length > 1) return false;
  if ((before?.marks.length ?? 0) > 0 || (after?.marks.length ?? 0) > 0) return false;
  const text = node.text ?? '';
  if (/^\s|\s$/.test(text)) return false;
  const allows = (inside: string, outside: string) =>
    !isPunctuation(inside) || isWhite(outside) || isPunctuation(outside);
  return (
    allows(firstCharacter(text), lastCharacter(before?.text)) &&
    allows(lastCharacter(text), firstCharacter(after?.text))
  );
}

const firstCharacter = (text = '') => [...text.slice(0, 2)].at(0) ?? '';
const lastCharacter = (text = '') => [...text.slice(-2)].at(-1) ?? '';
