import type { Node } from 'prosemirror-model';
import { fitToSchema } from './fit.ts';

/**
 * A text as plain text: blocks separated by an empty line, list items and table cells by line, hard breaks as line
 * feeds. Takes anything, fitting or not, and never throws.
 */
export function toPlainText(content: unknown): string {
  return blocks(fitToSchema(content)).join('\n\n');
}

/** The text of a block whose content is inline. */
export function inlineText(node: Node): string {
  return node.textBetween(0, node.content.size, '', (leaf) => (leaf.type.name === 'hardBreak' ? '\n' : ''));
}

function blocks(parent: Node): string[] {
  return parent.children.map(block).filter((text) => text.trim() !== '');
}

function block(node: Node): string {
  switch (node.type.name) {
    case 'bulletList':
      return listItems(node, () => '- ');
    case 'orderedList': {
      const start = Number(node.attrs['start']);
      return listItems(node, (index) => `${start + index}. `);
    }
    case 'table':
      return node.children.map((row) => row.children.map(cell).join('\t')).join('\n');
    default:
      return node.isTextblock ? inlineText(node) : blocks(node).join('\n\n');
  }
}

function listItems(list: Node, marker: (index: number) => string): string {
  return list.children
    .map((item, index) => {
      const lead = marker(index);
      return (
        lead +
        blocks(item)
          .join('\n')
          .replaceAll('\n', `\n${' '.repeat(lead.length)}`)
      );
    })
    .join('\n');
}

function cell(node: Node): string {
  return blocks(node).join(' ').replace(/\s+/g, ' ');
}
