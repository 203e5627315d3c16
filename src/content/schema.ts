import { Schema } from 'prosemirror-model';
import type { MarkSpec, NodeSpec } from 'prosemirror-model';

/** Kinds of values that an attribute of a node or a mark may have. */
export type AttributeKind = 'blockId' | 'integer' | 'text' | 'url' | 'widths';

/** What an attribute may hold, and whether it belongs to the text (SPEC.md, CT-5 and CT-6). */
export interface AttributeRule {
  readonly kind: AttributeKind;
  readonly required?: true;
  /** Value that means the same as leaving the attribute out. */
  readonly default?: number;
  /** Inclusive bounds of an `integer`. */
  readonly range?: readonly [number, number];
  /** False for what editors put there for display; it isn't part of the canonical form. Otherwise it is. */
  readonly partOfText?: false;
}

export type AttributeRules = Readonly<Record<string, AttributeRule>>;

interface NodeRule {
  readonly spec: NodeSpec;
  readonly attributes: AttributeRules;
}

interface MarkRule {
  readonly spec: MarkSpec;
  readonly attributes: AttributeRules;
}

const blockId = { kind: 'blockId', required: true } as const;
const span = { kind: 'integer', default: 1, range: [1, 100] } as const;
const cellAttributes = {
  id: blockId,
  colspan: span,
  rowspan: span,
  colwidth: { kind: 'widths', partOfText: false },
} as const;

const block = (spec: NodeSpec, attributes: AttributeRules = {}): NodeRule => ({
  spec,
  attributes: { id: blockId, ...attributes },
});

const nodeRules: Readonly<Record<string, NodeRule>> = {
  doc: { spec: { content: 'block+' }, attributes: {} },
  paragraph: block({ group: 'block', content: 'inline*' }),
  heading: block(
    { group: 'block', content: 'inline*', defining: true },
    { level: { kind: 'integer', required: true, range: [1, 4] } },
  ),
  bulletList: block({ group: 'block', content: 'listItem+' }),
  orderedList: block(
    { group: 'block', content: 'listItem+' },
    { start: { kind: 'integer', default: 1, range: [0, 999_999] } },
  ),
  listItem: block({ content: 'paragraph block*', defining: true }),
  blockquote: block({ group: 'block', content: 'block+', defining: true }),
  codeBlock: block(
    { group: 'block', content: 'text*', marks: '', code: true, defining: true },
    { language: { kind: 'text' } },
  ),
  horizontalRule: block({ group: 'block' }),
  table: block({ group: 'block', content: 'tableRow+', isolating: true, tableRole: 'table' }),
  tableRow: block({ content: '(tableCell | tableHeader)+', tableRole: 'row' }),
  tableCell: {
    spec: { content: 'block+', isolating: true, tableRole: 'cell' },
    attributes: cellAttributes,
  },
  tableHeader: {
    spec: { content: 'block+', isolating: true, tableRole: 'header_cell' },
    attributes: cellAttributes,
  },
  text: { spec: { group: 'inline' }, attributes: {} },
  hardBreak: { spec: { group: 'inline', inline: true, selectable: false }, attributes: {} },
};

/** The order is the order of nesting: a link is outermost, code innermost. */
const markRules: Readonly<Record<string, MarkRule>> = {
  link: {
    spec: { inclusive: false },
    attributes: {
      href: { kind: 'url', required: true },
      title: { kind: 'text' },
      target: { kind: 'text', partOfText: false },
      rel: { kind: 'text', partOfText: false },
      class: { kind: 'text', partOfText: false },
    },
  },
  bold: { spec: {}, attributes: {} },
  italic: { spec: {}, attributes: {} },
  underline: { spec: {}, attributes: {} },
  strike: { spec: {}, attributes: {} },
  code: { spec: { code: true }, attributes: {} },
};

/** ProseMirror's own description of the attributes; it takes null for absent, as editors do. */
function specAttributes(rules: AttributeRules): NonNullable<NodeSpec['attrs']> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, { default: rule.default ?? null }]),
  );
}

const nodeSpecs = Object.fromEntries(
  Object.entries(nodeRules).map(([name, { spec, attributes }]): [string, NodeSpec] => [
    name,
    { ...spec, attrs: specAttributes(attributes) },
  ]),
);

const markSpecs = Object.fromEntries(
  Object.entries(markRules).map(([name, { spec, attributes }]): [string, MarkSpec] => [
    name,
    { ...spec, attrs: specAttributes(attributes) },
  ]),
);

/**
 * What a draft's text may consist of: ProseMirror's schema, with the node and mark names of Tiptap, so that a Tiptap
 * editor binds without mapping (SPEC.md, CT-1 to CT-4).
 */
export const contentSchema = new Schema({
  nodes: nodeSpecs,
  marks: markSpecs,
});

/** The rules for a node's attributes; undefined when there is no such node. */
export function nodeAttributeRules(name: string): AttributeRules | undefined {
  return Object.hasOwn(nodeRules, name) ? nodeRules[name]?.attributes : undefined;
}

/** The rules for a mark's attributes; undefined when there is no such mark. */
export function markAttributeRules(name: string): AttributeRules | undefined {
  return Object.hasOwn(markRules, name) ? markRules[name]?.attributes : undefined;
}

/** The schema as plain data, for client apps: content expressions are ProseMirror's. */
export const schemaDescription = {
  nodes: Object.entries(nodeRules).map(([name, { spec, attributes }]) => ({
    name,
    group: spec.group ?? null,
    content: spec.content ?? null,
    attributes,
  })),
  marks: Object.entries(markRules).map(([name, { attributes }]) => ({ name, attributes })),
} as const;

/** Bounds of what a version can be cut from (SPEC.md, CT-8). */
export const contentLimits = {
  /** Nodes on the way from the document to a text, both included. */
  depth: 32,
  nodes: 50_000,
  /** UTF-16 units of texts and attributes, and 40 for each node and mark. */
  size: 4_000_000,
  blockIdLength: 128,
  attributeLength: 2_000,
} as const;
