import { Fragment } from 'prosemirror-model';
import type { Node } from 'prosemirror-model';
import { fitToSchema } from './fit.ts';
import { inlineMarkdown } from './markdown-inline.ts';

/**
 * A text as Markdown (GitHub flavour: CommonMark with tables and strike-through; underline as `<ins>`, which Markdown
 * has no sign for). What the text says is kept character by character: signs that Markdown would take for its own are
 * escaped. Block ids and the spans of table cells are not written. Takes anything, fitting or not, and never throws.
 */
export function toMarkdown(content: unknown): string {
  return blocks(codeOnOneLine(fitToSchema(content)).children);
}

/** A code span is one line; a line feed in it could begin a block. */
function codeOnOneLine(node: Node): Node {
  if (node.isText) {
    const isCode = node.marks.some((mark) => mark.type.name === 'code');
    return isCode ? node.type.schema.text((node.text ?? '').replaceAll('\n', ' '), node.marks) : node;
  }
  return node.type.name === 'codeBlock'
    ? node
    : node.copy(Fragment.fromArray(node.children.map(codeOnOneLine)));
}

function blocks(nodes: readonly Node[]): string {
  return nodes
    .map(block)
    .filter((text) => text !== '')
    .join('\n\n');
}

/** A block as a string of its own, which what holds it indents: the work grows with the text, times its depth. */
function block(node: Node): string {
  switch (node.type.name) {
    case 'heading':
      return `${'#'.repeat(Number(node.attrs['level']))} ${onOneLine(node)}`.trimEnd();
    case 'bulletList':
      return node.children.map((item) => listItem(item, '- ')).join('\n\n');
    case 'orderedList':
      return orderedList(node);
    case 'blockquote':
      return prefixed(blocks(node.children), '> ', '> ');
    case 'codeBlock':
      return codeBlock(node);
    case 'horizontalRule':
      return '---';
    case 'table':
      return table(node);
    default:
      return inlineMarkdown(node);
  }
}

function orderedList(node: Node): string {
  const start = Number(node.attrs['start']);
  const width = String(start + node.childCount - 1).length + 2;
  return node.children.map((item, index) => listItem(item, `${start + index}. `.padEnd(width))).join('\n\n');
}

function listItem(node: Node, marker: string): string {
  const [first, ...rest] = node.children;
  const firstBlock = first === undefined ? '' : block(first);
  // An item that begins with an empty line would end there.
  const text = rest.length === 0 ? firstBlock : blocksAfter(firstBlock || '&nbsp;', rest);
  return text === '' ? marker.trimEnd() : prefixed(text, marker, ' '.repeat(marker.length));
}

function blocksAfter(first: string, rest: readonly Node[]): string {
  const others = blocks(rest);
  return others === '' ? first : `${first}\n\n${others}`;
}

function prefixed(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join('\n');
}

function codeBlock(node: Node): string {
  const fence = '`'.repeat(Math.max(3, longestRun(node.textContent, '`') + 1));
  const language: unknown = node.attrs['language'];
  const info = typeof language === 'string' ? language.replace(/[\s`]/g, '') : '';
  return `${fence}${info}\n${node.textContent}\n${fence}`;
}

function longestRun(text: string, character: string): number {
  return Math.max(0, ...[...text.matchAll(new RegExp(`${character}+`, 'g'))].map(([run]) => run.length));
}

/** GFM tables (section 4.10): one header row, cells on one line. */
function table(node: Node): string {
  const rows = node.children.map((row) => row.children.map(cellText));
  const width = Math.max(1, ...rows.map((row) => row.length));
  const [first] = node.children;
  const hasHeader = first?.children.every((cell) => cell.type.name === 'tableHeader') ?? false;
  const header = hasHeader ? (rows.shift() ?? []) : [];
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, index) => cells[index] ?? '').join(' | ')} |`;
  return [line(header), line(Array.from({ length: width }, () => '---')), ...rows.map(line)].join('\n');
}

/** A cell's blocks on one line. Signs in it are escaped already, which a table cell reads as such. */
function cellText(cell: Node): string {
  const paragraphs: string[] = [];
  cell.descendants((node) => {
    if (!node.isTextblock) return true;
    paragraphs.push(onOneLine(node.copy(Fragment.fromArray(node.children.map(pipesInCode)))));
    return false;
  });
  return paragraphs.filter((text) => text !== '').join('<br>');
}

/** A cell ends at a `|`, in code as well; there an escape is read by the table only (GFM 4.10). */
function pipesInCode(node: Node): Node {
  const isCode = node.isText && node.marks.some((mark) => mark.type.name === 'code');
  return isCode ? node.type.schema.text((node.text ?? '').replaceAll('|', '\\|'), node.marks) : node;
}

function onOneLine(textblock: Node): string {
  return inlineMarkdown(textblock).replace(/\\\n/g, '<br>').replaceAll('\n', ' ');
}
