/* eslint-disable @typescript-eslint/max-params -- prosemirror-markdown calls serializers with four arguments */
import { MarkdownSerializer } from 'prosemirror-markdown';
import type { MarkdownSerializerState } from 'prosemirror-markdown';
import { Fragment } from 'prosemirror-model';
import type { Node } from 'prosemirror-model';
import { fitToSchema } from './fit.ts';
import { markSerializers } from './markdown-marks.ts';

/**
 * A text as Markdown (GitHub flavour: CommonMark with tables and strike-through; underline as `<ins>`, which Markdown
 * has no sign for). What the text says is kept character by character: signs that Markdown would take for its own are
 * escaped. Block ids and the spans of table cells are not written. Takes anything, fitting or not, and never throws.
 */
export function toMarkdown(content: unknown): string {
  return serializer().serialize(codeOnOneLine(fitToSchema(content)));
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

/** One for each text: the marks that are open are kept in it. */
function serializer(): MarkdownSerializer {
  return new MarkdownSerializer(nodeSerializers, markSerializers(), { hardBreakNodeName: 'hardBreak' });
}

type NodeSerializer = MarkdownSerializer['nodes'][string];

const nodeSerializers: Record<string, NodeSerializer> = {
  paragraph(state, node) {
    state.renderInline(node);
    state.closeBlock(node);
  },
  heading(state, node) {
    state.write(`${'#'.repeat(Number(node.attrs['level']))} `);
    state.renderInline(node, false);
    state.closeBlock(node);
  },
  bulletList(state, node) {
    state.renderList(node, '  ', () => '- ');
  },
  orderedList(state, node) {
    const start = Number(node.attrs['start']);
    const width = String(start + node.childCount - 1).length + 2;
    state.renderList(node, ' '.repeat(width), (index) => `${start + index}. `.padEnd(width));
  },
  listItem(state, node) {
    state.renderContent(node);
  },
  blockquote(state, node) {
    state.wrapBlock('> ', null, node, () => state.renderContent(node));
  },
  codeBlock(state, node) {
    const fence = '`'.repeat(Math.max(3, longestRun(node.textContent, '`') + 1));
    const language: unknown = node.attrs['language'];
    state.write(`${fence}${typeof language === 'string' ? language.replace(/[\s`]/g, '') : ''}\n`);
    state.text(node.textContent, false);
    state.write('\n');
    state.write(fence);
    state.closeBlock(node);
  },
  horizontalRule(state, node) {
    state.write('---');
    state.closeBlock(node);
  },
  table(state, node) {
    for (const [index, line] of tableLines(node).entries()) {
      if (index > 0) state.ensureNewLine();
      state.write(line);
    }
    state.closeBlock(node);
  },
  hardBreak(state, _node, parent, index) {
    if (index < parent.childCount - 1) state.write('\\\n');
  },
  text(state, node, parent, index) {
    const breaks = (sibling: Node | null) => sibling?.type.name === 'hardBreak';
    writeText(state, node.text ?? '', {
      startsLine: index === 0 || breaks(parent.maybeChild(index - 1)),
      endsLine: index === parent.childCount - 1 || breaks(parent.maybeChild(index + 1)),
    });
  },
};

/** Line feeds in a text are shown as line breaks by editors, so they are written as such. */
function writeText(
  state: MarkdownSerializerState,
  text: string,
  place: { readonly startsLine: boolean; readonly endsLine: boolean },
): void {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const startsLine = index > 0 || place.startsLine;
    const endsLine = index < lines.length - 1 || place.endsLine;
    state.text(escapeLine(line, { startsLine, endsLine }), false);
    if (index < lines.length - 1) state.write('\\\n');
  }
}

/** Backslash escapes (CommonMark 2.4) and, for white space that would be cut off, character references (2.5). */
export function escapeLine(
  line: string,
  place: { readonly startsLine: boolean; readonly endsLine: boolean },
): string {
  let escaped = line.replace(/[\\`*_~[\]<>|]|&(?=#?\w+;)/g, '\\$&');
  if (place.startsLine) {
    escaped = escaped
      .replace(/^\s/, characterReference)
      .replace(/^(#{1,6})(?=\s|$)/, '\\$1')
      .replace(/^[-+=]/, '\\$&')
      .replace(/^(\d{1,9})([.)])/, '$1\\$2');
  }
  return place.endsLine
    ? escaped.replace(/\s$|#$/, (end) => (end === '#' ? '\\#' : characterReference(end)))
    : escaped;
}

const characterReference = (character: string) => `&#${character.codePointAt(0) ?? 32};`;

function longestRun(text: string, character: string): number {
  return Math.max(0, ...[...text.matchAll(new RegExp(`${character}+`, 'g'))].map(([run]) => run.length));
}

/** GFM tables (section 4.10): one header row, cells on one line. */
function tableLines(table: Node): string[] {
  const rows = table.children.map((row) => row.children.map(cellText));
  const width = Math.max(1, ...rows.map((row) => row.length));
  const [first] = table.children;
  const hasHeader = first?.children.every((cell) => cell.type.name === 'tableHeader') ?? false;
  const header = hasHeader ? (rows.shift() ?? []) : [];
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, index) => cells[index] ?? '').join(' | ')} |`;
  return [line(header), line(Array.from({ length: width }, () => '---')), ...rows.map(line)];
}

/** A cell's blocks on one line. Signs in it are escaped already, which a table cell reads as such. */
function cellText(cell: Node): string {
  const paragraphs: string[] = [];
  cell.descendants((node) => {
    if (!node.isTextblock) return true;
    const paragraph = node.type.schema.node('paragraph', null, node.content);
    const text = serializer().serialize(node.type.schema.node('doc', null, paragraph));
    paragraphs.push(text.replace(/\\\n/g, '<br>').replaceAll('\n', ' '));
    return false;
  });
  return paragraphs.filter((text) => text !== '').join('<br>');
}
