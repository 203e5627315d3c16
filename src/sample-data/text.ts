import * as Y from 'yjs';
import { contentName, writeContent, type ContentFields } from '../content/index.ts';

/** A node of ProseMirror JSON that has no block id yet. */
export interface Block {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly marks?: readonly { readonly type: string; readonly attrs?: Readonly<Record<string, unknown>> }[];
  readonly content?: readonly Block[];
}

/** What one member writes at a stretch, at the end of a draft. */
export interface Part {
  /** Key of the member (`people.ts`). */
  readonly by: string;
  readonly blocks: readonly Block[];
  readonly fields?: ContentFields;
  /** Passages that the member rewords, in what is there already. */
  readonly reword?: readonly { readonly from: string; readonly to: string }[];
}

type Inline = string | Block;

export const bold = (text: string): Block => ({ type: 'text', text, marks: [{ type: 'bold' }] });
/** Level 1 stands below the task's own title, which isn't part of the text. */
export const h = (text: string, level = 1): Block => ({
  type: 'heading',
  attrs: { level },
  content: inline([text]),
});
export const p = (...children: readonly Inline[]): Block => ({
  type: 'paragraph',
  content: inline(children),
});
export const quote = (text: string): Block => ({ type: 'blockquote', content: [p(text)] });
export const ul = (...items: readonly string[]): Block => ({ type: 'bulletList', content: listItems(items) });
export const ol = (...items: readonly string[]): Block => ({
  type: 'orderedList',
  content: listItems(items),
});

/** A table with a head; `rows` have as many cells as the head. */
export const table = (head: readonly string[], ...rows: readonly (readonly string[])[]): Block => ({
  type: 'table',
  content: [tableRow('tableHeader', head), ...rows.map((cells) => tableRow('tableCell', cells))],
});

function inline(children: readonly Inline[]): Block[] {
  return children.map((child) => (typeof child === 'string' ? { type: 'text', text: child } : child));
}

function listItems(items: readonly string[]): Block[] {
  return items.map((item) => ({ type: 'listItem', content: [p(item)] }));
}

function tableRow(type: 'tableHeader' | 'tableCell', cells: readonly string[]): Block {
  return { type: 'tableRow', content: cells.map((text) => ({ type, content: [p(text)] })) };
}

/** Gives every block an id, as an editor does when it makes one (SPEC.md, CT-2): `<prefix>-1`, `<prefix>-2` … */
function withIds(blocks: readonly Block[], prefix: string): Block[] {
  let last = 0;
  const number = (block: Block): Block => {
    if (block.type === 'text') return block;
    last += 1;
    const attrs = { id: `${prefix}-${last}`, ...block.attrs };
    return { ...block, attrs, ...(block.content && { content: block.content.map(number) }) };
  };
  return blocks.map(number);
}

/**
 * Writes a part into a draft's document as its member's editor would: what others wrote stays theirs. `prefix` makes
 * the block ids; another one for each part of a draft. Throws when a passage to reword isn't there.
 */
export function writePart(doc: Y.Doc, part: Part, prefix: string): void {
  const written = new Y.Doc();
  writeContent(written, { content: { type: 'doc', content: withIds(part.blocks, prefix) } });
  const blocks = written.getXmlFragment(contentName).toArray();
  doc.transact(() => {
    const fragment = doc.getXmlFragment(contentName);
    for (const { from, to } of part.reword ?? []) reword(fragment, from, to);
    fragment.insert(
      fragment.length,
      blocks.map((block) => block.clone() as Y.XmlElement),
    );
    writeContent(doc, { fields: { ...part.fields } });
  });
  written.destroy();
}

function reword(fragment: Y.XmlFragment, from: string, to: string): void {
  for (const text of fragment.createTreeWalker((node) => node instanceof Y.XmlText)) {
    const at = plain(text as Y.XmlText).indexOf(from);
    if (at === -1) continue;
    (text as Y.XmlText).delete(at, from.length);
    (text as Y.XmlText).insert(at, to);
    return;
  }
  throw new Error(`The text to reword isn't there: ${from}`);
}

function plain(text: Y.XmlText): string {
  return (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('');
}
