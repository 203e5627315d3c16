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
  const lines = new Lines();
  lines.blocks(codeOnOneLine(fitToSchema(content)).children, noIndent);
  return lines.toString();
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

/** What stands before the lines of a block: before its first, and before each of the others. */
interface Indent {
  readonly first: string;
  readonly others: string;
}

const noIndent: Indent = { first: '', others: '' };

function within({ first, others }: Indent, marker: string, filler: string): Indent {
  return { first: first + marker, others: others + filler };
}

/**
 * Writes blocks line by line, each with all that it is indented by, so that the work grows with what comes out, however
 * deep it stands.
 */
class Lines {
  readonly #lines: string[] = [];

  /** Writes the blocks that aren't empty, with an empty line between them; false when all are. */
  blocks(nodes: readonly Node[], indent: Indent): boolean {
    let written = false;
    for (const node of nodes) {
      if (written) this.#next(indent, (at) => this.#block(node, at));
      else written = this.#block(node, indent);
    }
    return written;
  }

  toString(): string {
    return this.#lines.join('\n');
  }

  /** An empty line and what `write` writes, or neither when that is nothing. */
  #next({ others }: Indent, write: (indent: Indent) => boolean): void {
    this.#lines.push(others.trimEnd());
    if (!write({ first: others, others })) this.#lines.pop();
  }

  /** False when it is empty; then nothing is written. */
  #block(node: Node, indent: Indent): boolean {
    switch (node.type.name) {
      case 'bulletList':
        return this.#items(node, indent, () => '- ');
      case 'orderedList': {
        const start = Number(node.attrs['start']);
        const width = String(start + node.childCount - 1).length + 2;
        return this.#items(node, indent, (index) => `${start + index}. `.padEnd(width));
      }
      case 'blockquote': {
        const inside = within(indent, '> ', '> ');
        return this.blocks(node.children, inside) || this.#text('', inside);
      }
      default: {
        const text = leaf(node);
        return text !== '' && this.#text(text, indent);
      }
    }
  }

  #items(list: Node, indent: Indent, markerOf: (index: number) => string): boolean {
    for (const [index, item] of list.children.entries()) {
      if (index === 0) this.#item(item, markerOf(index), indent);
      else this.#next(indent, (at) => this.#item(item, markerOf(index), at));
    }
    return list.childCount > 0;
  }

  #item(node: Node, marker: string, indent: Indent): true {
    const inside = within(indent, marker, ' '.repeat(marker.length));
    const [first, ...rest] = node.children;
    // An item that begins with an empty line would end there.
    if (first === undefined || !this.#block(first, inside))
      this.#text(rest.length === 0 ? '' : '&nbsp;', inside);
    for (const block of rest) this.#next(inside, (at) => this.#block(block, at));
    return true;
  }

  #text(text: string, { first, others }: Indent): true {
    const isIndented = others !== '';
    for (const [index, line] of text.split('\n').entries()) {
      this.#lines.push(isIndented ? `${index === 0 ? first : others}${line}`.trimEnd() : line);
    }
    return true;
  }
}

/** A block that holds no others. */
function leaf(node: Node): string {
  switch (node.type.name) {
    case 'heading':
      return `${'#'.repeat(Number(node.attrs['level']))} ${onOneLine(node)}`.trimEnd();
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
