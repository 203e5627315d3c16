import * as Y from 'yjs';
import { align } from './alignment.ts';
import { attributesOf, blockIdOf, childrenOf, isObject, listOf, typeOf } from './json.ts';
import { contentName, fieldsName, readNode } from './yjs.ts';

type SharedNode = Y.XmlElement | Y.XmlText;
type Attributes = Readonly<Record<string, unknown>>;

interface Run {
  readonly insert: string;
  readonly attributes: Attributes;
}

/** A child as it shall be: neighbouring texts share one `Y.XmlText`, as in a bound editor. */
type WantedNode = { readonly runs: readonly Run[] } | { readonly type: string; readonly node: unknown };

/**
 * Makes the text (`content`, ProseMirror JSON) and those fields that are given (null or undefined removes one) what is
 * wanted, as one Yjs transaction: a forward change. What is there already stays as it is, so that who wrote it, and
 * where others have their cursors, isn't lost: blocks are told apart by what they hold, then by their id; within a text
 * only what differs is replaced. Marks that may not overlap with themselves are written under their name, as
 * y-prosemirror does. Nodes that have no type are left out; otherwise nothing is checked.
 */
export function writeContent(
  doc: Y.Doc,
  change: { readonly content?: unknown; readonly fields?: Attributes },
): void {
  doc.transact(() => {
    if (change.content !== undefined)
      rewriteChildren(doc.getXmlFragment(contentName), { nodes: childrenOf(change.content), depth: 0 });
    const map = doc.getMap(fieldsName);
    const present = map.toJSON();
    for (const [key, value] of Object.entries(change.fields ?? {})) {
      if (value === null || value === undefined) map.delete(key);
      else if (!sameJson(present[key], value)) map.set(key, value);
    }
  });
}

function rewriteChildren(
  parent: Y.XmlFragment,
  { nodes, depth }: { readonly nodes: readonly unknown[]; readonly depth: number },
): void {
  const writer = new ChildWriter(parent, depth);
  const stretches = align(
    { items: parent.toArray(), keyOf: (child) => JSON.stringify(readNode(child, depth + 1)) },
    { items: wantedNodes(nodes), keyOf },
  );
  for (const stretch of stretches) {
    if (stretch.same) writer.keep(stretch.pairs.length);
    else writer.replace(stretch.before, stretch.after);
  }
  writer.end();
}

/**
 * Walks through the children of `parent` from the first to the last. Neighbours are deleted and inserted together, as
 * Yjs goes through the list from its start each time.
 */
class ChildWriter {
  readonly #parent: Y.XmlFragment;
  readonly #depth: number;
  #index = 0;
  #inserted: SharedNode[] = [];
  #deleted = 0;

  constructor(parent: Y.XmlFragment, depth: number) {
    this.#parent = parent;
    this.#depth = depth;
  }

  keep(count: number): void {
    this.end();
    this.#index += count;
  }

  /** Makes the next children, `present`, into `wanted`: those in place that are the same block, the others anew. */
  replace(present: readonly unknown[], wanted: readonly WantedNode[]): void {
    const presentIds = new Set(present.map(idOf));
    const wantedIds = new Set<unknown>(wanted.map(wantedId));
    const stays = (child: unknown) => idOf(child) !== null && wantedIds.has(idOf(child));
    let next = 0;
    for (const node of wanted) {
      const id = wantedId(node);
      const wasThere = id !== null && presentIds.has(id);
      // What comes before the block of this id, and isn't wanted itself, is gone.
      for (; wasThere && next < present.length && !stays(present[next]); next += 1) this.#deleted += 1;
      const child = present[next];
      const sameBlock = wasThere ? idOf(child) === id : !stays(child);
      if (next < present.length && sameBlock && this.#rewrite(child, node)) next += 1;
      else this.#inserted.push(sharedNode(node));
    }
    this.#deleted += present.length - next;
  }

  /** What was gathered is done. */
  end(): void {
    if (this.#deleted > 0) this.#parent.delete(this.#index, this.#deleted);
    if (this.#inserted.length > 0) this.#parent.insert(this.#index, this.#inserted);
    this.#index += this.#inserted.length;
    [this.#inserted, this.#deleted] = [[], 0];
  }

  /** Returns false when it is of another kind, and so can't become what is wanted. */
  #rewrite(child: unknown, wanted: WantedNode): boolean {
    if ('runs' in wanted) {
      if (!(child instanceof Y.XmlText) || !isPlainText(child)) return false;
      rewriteText(child, wanted.runs);
    } else {
      if (!(child instanceof Y.XmlElement) || child.nodeName !== wanted.type) return false;
      rewriteAttributes(child as Y.XmlElement, attributesOf(wanted.node));
      rewriteChildren(child, { nodes: childrenOf(wanted.node), depth: this.#depth + 1 });
    }
    this.keep(1);
    return true;
  }
}

/** The block id; null when it has none. */
function idOf(child: unknown): unknown {
  return child instanceof Y.XmlElement ? (child.getAttribute('id') ?? null) : null;
}

function wantedId(wanted: WantedNode): string | null {
  return 'runs' in wanted ? null : blockIdOf(wanted.node);
}

function isPlainText(text: Y.XmlText): boolean {
  return (text.toDelta() as { insert: unknown }[]).every(({ insert }) => typeof insert === 'string');
}

function rewriteAttributes(element: Y.XmlElement, wanted: Attributes): void {
  const present: Attributes = element.getAttributes();
  for (const [name, value] of Object.entries(wanted))
    // The type says strings only; ProseMirror's bindings store any JSON.
    if (isSet(value) && !sameJson(present[name], value)) element.setAttribute(name, value as string);
  for (const name of Object.keys(present)) if (!isSet(wanted[name])) element.removeAttribute(name);
}

/** Replaces the words that differ, of each the part that does, then sets the marks that differ. */
function rewriteText(text: Y.XmlText, runs: readonly Run[]): void {
  const before = (text.toDelta() as Run[]).map(({ insert }) => insert).join('');
  const after = runs.map(({ insert }) => insert).join('');
  let at = 0;
  for (const stretch of align(inWords(before), inWords(after))) {
    if (stretch.same) {
      for (const [, word] of stretch.pairs) at += word.length;
      continue;
    }
    const [gone, come] = [stretch.before.join(''), stretch.after.join('')];
    const start = commonStart(gone, come);
    const end = commonEnd(gone.slice(start), come.slice(start));
    text.delete(at + start, gone.length - start - end);
    text.insert(at + start, come.slice(start, come.length - end), {});
    at += come.length;
  }
  let position = 0;
  const marked = text.toDelta() as { insert: string; attributes?: Attributes }[];
  for (const run of runs) {
    const within = { start: position, end: position + run.insert.length };
    for (const { from, length, attributes } of parts(marked, within)) {
      const change = markChange(attributes, run.attributes);
      if (Object.keys(change).length > 0) text.format(from, length, change);
    }
    position = within.end;
  }
}

/** Words with the space behind them: spaces alone say nothing of what two texts have in common. */
function inWords(text: string) {
  return { items: text.match(/\S+\s*|\s+/gu) ?? [], keyOf: (word: string) => word };
}

/** The stretches of equal marks within a range of a text. */
function* parts(
  delta: readonly { readonly insert: string; readonly attributes?: Attributes }[],
  range: { readonly start: number; readonly end: number },
): Generator<{ from: number; length: number; attributes: Attributes }> {
  let position = 0;
  for (const { insert, attributes } of delta) {
    const from = Math.max(position, range.start);
    position += insert.length;
    const length = Math.min(position, range.end) - from;
    if (length > 0) yield { from, length, attributes: attributes ?? {} };
  }
}

function markChange(present: Attributes, wanted: Attributes): Record<string, unknown> {
  const change: Record<string, unknown> = {};
  for (const name of Object.keys(present)) if (!Object.hasOwn(wanted, name)) change[name] = null;
  for (const [name, value] of Object.entries(wanted))
    if (!sameJson(present[name], value)) change[name] = value;
  return change;
}

/** Characters that both begin with. Half of a surrogate pair doesn't count: Yjs would write it as two others. */
function commonStart(left: string, right: string): number {
  let length = 0;
  while (length < left.length && length < right.length && left[length] === right[length]) length += 1;
  return length > 0 && /[\uD800-\uDBFF]/.test(left[length - 1] ?? '') ? length - 1 : length;
}

function commonEnd(left: string, right: string): number {
  const most = Math.min(left.length, right.length);
  let length = 0;
  while (length < most && left[left.length - 1 - length] === right[right.length - 1 - length]) length += 1;
  return length > 0 && /[\uDC00-\uDFFF]/.test(left[left.length - length] ?? '') ? length - 1 : length;
}

function wantedNodes(nodes: readonly unknown[]): WantedNode[] {
  const wanted: WantedNode[] = [];
  let runs: Run[] = [];
  const endText = () => {
    if (runs.length > 0) wanted.push({ runs });
    runs = [];
  };
  for (const node of nodes) {
    const type = typeOf(node);
    if (type === 'text') {
      const insert = isObject(node) && typeof node['text'] === 'string' ? node['text'] : '';
      if (insert !== '') addRun(runs, { insert, attributes: marksOf(node) });
      continue;
    }
    endText();
    if (type !== '') wanted.push({ type, node });
  }
  endText();
  return wanted;
}

/** Neighbours of the same marks are one. */
function addRun(runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last === undefined || !sameJson(last.attributes, run.attributes)) runs.push(run);
  else runs[runs.length - 1] = { ...last, insert: last.insert + run.insert };
}

/** Equal to that of a present child when the child needn't be touched. */
function keyOf(wanted: WantedNode): string {
  if (!('runs' in wanted)) return JSON.stringify([wanted.node]);
  const texts = wanted.runs.map(({ insert, attributes }) => {
    const marks = Object.entries(attributes).map(([type, attrs]) =>
      Object.keys(attrs as object).length === 0 ? { type } : { type, attrs },
    );
    return { type: 'text', text: insert, ...(marks.length === 0 ? {} : { marks }) };
  });
  return JSON.stringify(texts);
}

function marksOf(node: unknown): Attributes {
  const marks = isObject(node) ? listOf(node['marks']) : [];
  return Object.fromEntries(marks.map((mark) => [typeOf(mark), attributesOf(mark)]));
}

function sharedNode(wanted: WantedNode): SharedNode {
  if ('runs' in wanted) {
    const text = new Y.XmlText();
    text.applyDelta([...wanted.runs]);
    return text;
  }
  const element = new Y.XmlElement(wanted.type);
  for (const [name, value] of Object.entries(attributesOf(wanted.node)))
    if (isSet(value)) element.setAttribute(name, value as string);
  element.insert(0, wantedNodes(childrenOf(wanted.node)).map(sharedNode));
  return element;
}

const isSet = (value: unknown) => value !== null && value !== undefined;

/** Attributes that differ in the order of their keys only are written again, which does no harm. */
function sameJson(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
