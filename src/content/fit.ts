import { Fragment } from 'prosemirror-model';
import type { Mark, Node, NodeType } from 'prosemirror-model';
import { fittingAttributes, isAttributeValue } from './attributes.ts';
import { attributesOf, childrenOf, isObject, listOf, typeOf } from './json.ts';
import { contentLimits, contentSchema, markAttributeRules, nodeAttributeRules } from './schema.ts';

/** As deep as live content is read, and a little. */
const deepest = 80;

/**
 * The document that is nearest to `content` and fits the schema, for showing live content in another form. Unknown
 * nodes give way to what they hold, unknown marks and unsafe links fall away, what stands in a wrong place is wrapped
 * or unwrapped; all text is kept. Never throws.
 */
export function fitToSchema(content: unknown): Node {
  const type = contentSchema.topNodeType;
  try {
    const children = childrenOf(content);
    return type.create(null, new Fitting().children(type, { nodes: children, depth: 0 }));
  } catch {
    // Only objects that aren't plain data get here: accessors or proxies that throw.
    return type.create(null, contentSchema.node('paragraph'));
  }
}

interface Source {
  readonly nodes: readonly unknown[];
  readonly depth: number;
}

class Fitting {
  /** Ends the walk over content that refers to itself. */
  #nodesLeft = contentLimits.nodes * 2;

  /** What `source` holds, as content of a node of the type `parent`. */
  children(parent: NodeType, source: Source): Fragment {
    const stream = this.#stream(source);
    if (parent.isLeaf) return Fragment.empty;
    return parent.inlineContent ? inlineContent(parent, stream) : blockContent(parent, stream);
  }

  /** Fitting nodes, in order; an unknown node gives way to what it holds. */
  #stream({ nodes, depth }: Source): Node[] {
    if (depth > deepest) return [];
    return nodes.flatMap((node) => {
      this.#nodesLeft -= 1;
      return this.#nodesLeft < 0 ? [] : this.#node(node, depth);
    });
  }

  #node(node: unknown, depth: number): Node[] {
    if (!isObject(node)) return [];
    const name = typeOf(node);
    if (name === 'text') {
      const text = node['text'];
      return typeof text === 'string' && text !== ''
        ? [contentSchema.text(text, fittingMarks(node['marks']))]
        : [];
    }
    const rules = name === 'doc' ? undefined : nodeAttributeRules(name);
    const type = rules === undefined ? undefined : contentSchema.nodes[name];
    const source = { nodes: childrenOf(node), depth: depth + 1 };
    if (rules === undefined || type === undefined) return this.#stream(source);
    const attributes = fittingAttributes(attributesOf(node), rules);
    const marks = type.isInline ? fittingMarks(node['marks']) : [];
    return [type.create(attributes, this.children(type, source), marks)];
  }
}

function fittingMarks(marks: unknown): readonly Mark[] {
  let fitting: readonly Mark[] = [];
  for (const mark of listOf(marks)) {
    const name = typeOf(mark);
    const rules = markAttributeRules(name);
    const type = rules === undefined ? undefined : contentSchema.marks[name];
    if (rules === undefined || type === undefined) continue;
    const attributes = attributesOf(mark);
    const href = rules['href'];
    if (href !== undefined && !isAttributeValue(attributes['href'], href)) continue;
    fitting = type.create(fittingAttributes(attributes, rules)).addToSet(fitting);
  }
  return fitting;
}

/** Blocks in a place for text give way to their text, one line each. */
function inlineContent(parent: NodeType, stream: readonly Node[]): Fragment {
  const inline = stream.flatMap((node, index) => {
    if (node.isInline) return [node];
    const lines = inlineNodes(node);
    return index > 0 && lines.length > 0 ? [contentSchema.node('hardBreak'), ...lines] : lines;
  });
  if (parent.markSet === null) return Fragment.fromArray(inline);
  const text = inline.map((node) => (node.isText ? node.text : '\n')).join('');
  return text === '' ? Fragment.empty : Fragment.from(contentSchema.text(text));
}

function inlineNodes(node: Node): Node[] {
  if (node.isInline) return [node];
  return node.children.flatMap((child, index) => {
    const lines = inlineNodes(child);
    return child.isBlock && index > 0 && lines.length > 0
      ? [contentSchema.node('hardBreak'), ...lines]
      : lines;
  });
}

/** Text between blocks becomes a paragraph; a block that doesn't fit where it stands is wrapped or unwrapped. */
function blockContent(parent: NodeType, stream: readonly Node[]): Fragment {
  const fitted: Node[] = [];
  let match = parent.contentMatch;
  const pending = paragraphs(stream);
  for (let node = pending.shift(); node !== undefined; node = pending.shift()) {
    const filling = match.fillBefore(Fragment.from(node));
    const wrapping = filling === null ? match.findWrapping(node.type) : null;
    if (filling === null && wrapping === null) {
      // Nothing in the schema holds it there: what is in it takes its place.
      pending.unshift(...paragraphs(node.children));
      continue;
    }
    const nodes = filling === null ? [wrapped(node, wrapping ?? [])] : [...filling.content, node];
    for (const next of nodes) {
      fitted.push(next);
      match = match.matchType(next.type) ?? match;
    }
  }
  const end = match.fillBefore(Fragment.empty, true);
  return Fragment.fromArray([...fitted, ...(end?.content ?? [])]);
}

function paragraphs(stream: readonly Node[]): Node[] {
  const blocks: Node[] = [];
  let run: Node[] = [];
  const endRun = () => {
    if (run.length > 0) blocks.push(contentSchema.node('paragraph', null, run));
    run = [];
  };
  for (const node of stream) {
    if (node.isInline) {
      run.push(node);
      continue;
    }
    endRun();
    blocks.push(node);
  }
  endRun();
  return blocks;
}

function wrapped(node: Node, wrapping: readonly NodeType[]): Node {
  return wrapping.reduceRight((inner, type) => {
    const before = type.contentMatch.fillBefore(Fragment.from(inner))?.content ?? [];
    return type.create(null, [...before, inner]);
  }, node);
}
