/* eslint-disable @typescript-eslint/max-params -- prosemirror-markdown calls serializers with four arguments */
import { MarkdownSerializerState } from 'prosemirror-markdown';
import type { MarkdownSerializer } from 'prosemirror-markdown';
import type { Node } from 'prosemirror-model';
import { markSerializers } from './markdown-marks.ts';

type NodeSerializer = MarkdownSerializer['nodes'][string];

const nodeSerializers: Record<string, NodeSerializer> = {
  hardBreak(state) {
    state.write('\\\n');
  },
  text(state, node, parent, index) {
    const breaks = (sibling: Node | null) => sibling?.type.name === 'hardBreak';
    writeText(state, node.text ?? '', {
      startsLine: index === 0 || breaks(parent.maybeChild(index - 1)),
      endsLine: index === parent.childCount - 1 || breaks(parent.maybeChild(index + 1)),
    });
  },
};

/**
 * Appends without looking back at what is written: the library's own looks for a `!` before a link, for which the
 * whole string is copied each time. `escapeLine` has escaped it.
 */
class InlineState extends MarkdownSerializerState {
  override text(text: string): void {
    this.write(text);
  }
}

/** What the library's declarations leave out of its class. */
const createState = InlineState as unknown as new (
  nodes: typeof nodeSerializers,
  marks: ReturnType<typeof markSerializers>,
  options: { readonly hardBreakNodeName: string },
) => MarkdownSerializerState & { readonly out: string };

/** The text of a block that holds text; empty when nothing in it would be seen. */
export function inlineMarkdown(textblock: Node): string {
  // One for each text: the marks that are open are kept in it.
  const state = new createState(nodeSerializers, markSerializers(), { hardBreakNodeName: 'hardBreak' });
  state.renderInline(textblock);
  // A break with nothing behind it would be read as a backslash.
  return state.out.replace(/(?:\\\n)+$/, '');
}

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
    state.write(escapeLine(line, { startsLine, endsLine }));
    if (index < lines.length - 1) state.write('\\\n');
  }
}

/** Backslash escapes (CommonMark 2.4) and, for white space that would be cut off, character references (2.5). */
export function escapeLine(
  line: string,
  place: { readonly startsLine: boolean; readonly endsLine: boolean },
): string {
  let escaped = line.replace(/[\\`*_~[\]<>|#]|!$|&(?=#?\w+;)/g, '\\$&');
  if (place.startsLine) {
    escaped = escaped
      .replace(/^\s/, characterReference)
      .replace(/^(?:[-+=]|:(?=-))/, '\\$&')
      .replace(/^(\d{1,9})([.)])/, '$1\\$2');
  }
  return place.endsLine ? escaped.replace(/\s$/, characterReference) : escaped;
}

const characterReference = (character: string) => `&#${character.codePointAt(0) ?? 32};`;
