import type { CanonicalText } from './canonical.ts';
import { canonicalJson } from './canonical.ts';
import { describeFieldChanges, type FieldChange } from './changes.ts';
import {
  compareInline,
  EditBudget,
  inlineAfter,
  inlineOf,
  type InlinePart,
  type InlineText,
} from './compare-inline.ts';
import { childrenOf, isObject, typeOf, type Json } from './json.ts';
import { longestIncreasing } from './longest-increasing.ts';
import { contentSchema } from './schema.ts';

/** `CHANGED`: its text, its kind or how it is set. `MOVED`: the same at another place. */
export type BlockComparison = 'UNCHANGED' | 'CHANGED' | 'MOVED' | 'ADDED' | 'REMOVED';

/** A block without its text: name of the node and attributes in canonical form, the id among them. */
export interface BlockShape {
  readonly type: string;
  readonly attrs: Readonly<Record<string, Json>>;
}

/** A block that holds text, or a horizontal rule, in one of two texts or in both. */
export interface BlockDifference {
  readonly kind: BlockComparison;
  /** Of the blocks that both texts have it stands in another order; a changed one may have moved as well. */
  readonly moved: boolean;
  readonly blockId: string | null;
  /** Null when it was added. */
  readonly before: BlockShape | null;
  /** Null when it was removed. */
  readonly after: BlockShape | null;
  /** Its text in both, what was deleted before what was inserted in its place. */
  readonly parts: readonly InlinePart[];
}

/** What makes one text out of another (SPEC.md, CP). */
export interface TextDifference {
  readonly titleBefore: string;
  readonly titleAfter: string;
  /** Blocks of the later text in their order; what was removed stands behind what it stood behind. */
  readonly blocks: readonly BlockDifference[];
  /** Structured fields that differ. */
  readonly fields: readonly FieldChange[];
  /** The later text (lists, tables, quotations) with `{block: n}` in place of the n-th block that it has, from 0. */
  readonly structure: Json;
}

interface Block extends BlockShape {
  readonly inline: InlineText;
}

/** Compares two texts in canonical form, block by block (by the blocks' ids) and within a block word by word. */
export function compareTexts(before: CanonicalText, after: CanonicalText): TextDifference {
  const [old, fresh] = [takeApart(before.content), takeApart(after.content)];
  const pairs = pairsOf(old.blocks, fresh.blocks);
  const kept = [...pairs].map(([index, place]) => ({ index, place }));
  const inOrder = longestIncreasing(kept.map(({ place }) => place));
  const moved = new Set(kept.filter((_, position) => !inOrder.has(position)).map(({ index }) => index));
  const budget = new EditBudget();
  const removedBehind = removedBlocks(old.blocks, new Set(pairs.values()));
  const removedAt = (place: number) =>
    (removedBehind.get(place) ?? []).map((block) => differenceOf(block, null, { moved: false, budget }));
  const blocks = removedAt(-1);
  for (const [index, block] of fresh.blocks.entries()) {
    const place = pairs.get(index);
    const previous = place === undefined ? null : (old.blocks[place] ?? null);
    blocks.push(differenceOf(previous, block, { moved: moved.has(index), budget }));
    if (place !== undefined) blocks.push(...removedAt(place));
  }
  return {
    titleBefore: before.title,
    titleAfter: after.title,
    blocks,
    fields: describeFieldChanges(before.fields, after.fields),
    structure: fresh.structure,
  };
}

/** The later text, from the earlier one and the difference. Throws when the difference is one from another text. */
export function applyDifference(before: CanonicalText, difference: TextDifference): CanonicalText {
  const old = takeApart(before.content).blocks.map(assembled);
  const expected = new Map(old.map((block) => [canonicalJson(block), block]));
  const fresh: Json[] = [];
  for (const { before: shape, after, parts } of difference.blocks) {
    const previous = shape === null ? null : blockOf(shape, inlineAfter(parts, 'before'));
    if (previous !== null && !expected.has(canonicalJson(previous)))
      throw new Error('The difference is one from another text.');
    if (after !== null) fresh.push(blockOf(after, inlineAfter(parts, 'after')));
  }
  if (before.title !== difference.titleBefore) throw new Error('The difference is one from another text.');
  const fields = new Map(Object.entries(before.fields));
  for (const { key, after } of difference.fields) {
    if (after === null) fields.delete(key);
    else fields.set(key, after);
  }
  return {
    ...before,
    title: difference.titleAfter,
    content: putTogether(difference.structure, fresh),
    fields: Object.fromEntries(fields),
  };
}

function isLeaf(node: Readonly<Record<string, unknown>>): boolean {
  const type = contentSchema.nodes[typeOf(node)];
  return type !== undefined && (type.isTextblock || (type.isBlock && type.isLeaf));
}

/** The blocks of a text in their order, and the text with their numbers in place of them. */
function takeApart(content: Json): { readonly blocks: readonly Block[]; readonly structure: Json } {
  const blocks: Block[] = [];
  const take = (node: Json): Json => {
    if (!isObject(node)) return node;
    if (!isLeaf(node)) {
      const children = childrenOf(node) as readonly Json[];
      return {
        ...(node as Record<string, Json>),
        ...(children.length === 0 ? {} : { content: children.map(take) }),
      };
    }
    const attrs = isObject(node['attrs']) ? (node['attrs'] as Record<string, Json>) : {};
    blocks.push({ type: typeOf(node), attrs, inline: inlineOf(childrenOf(node)) });
    return { block: blocks.length - 1 };
  };
  return { structure: take(content), blocks };
}

function putTogether(structure: Json, blocks: readonly Json[]): Json {
  if (!isObject(structure)) return structure;
  const place = structure['block'];
  if (typeof place === 'number') return blocks[place] ?? null;
  const children = childrenOf(structure) as readonly Json[];
  if (children.length === 0) return structure;
  return {
    ...(structure as Record<string, Json>),
    content: children.map((child) => putTogether(child, blocks)),
  };
}

function blockOf({ type, attrs }: BlockShape, children: readonly Json[]): Json {
  return {
    type,
    ...(Object.keys(attrs).length === 0 ? {} : { attrs }),
    ...(children.length === 0 ? {} : { content: [...children] }),
  };
}

const assembled = (block: Block): Json =>
  blockOf(block, inlineAfter(compareInline(block.inline, block.inline, new EditBudget()), 'after'));

const idOf = ({ attrs }: BlockShape): string | null => (typeof attrs['id'] === 'string' ? attrs['id'] : null);

/** Which earlier block each later one was: by id, those without one by their text. Both as numbers. */
function pairsOf(before: readonly Block[], after: readonly Block[]): Map<number, number> {
  const keyOf = (block: Block): string => {
    const id = idOf(block);
    return id === null ? `text ${block.inline.text}` : `id ${id}`;
  };
  const places = new Map<string, number[]>();
  for (const [place, block] of before.entries()) {
    const key = keyOf(block);
    const same = places.get(key);
    if (same === undefined) places.set(key, [place]);
    else same.push(place);
  }
  const pairs = new Map<number, number>();
  for (const [index, block] of after.entries()) {
    const place = places.get(keyOf(block))?.shift();
    if (place !== undefined) pairs.set(index, place);
  }
  return pairs;
}

/** Blocks that weren't kept, by the number of the kept one that they stood behind; -1 at the beginning. */
function removedBlocks(before: readonly Block[], kept: ReadonlySet<number>): Map<number, Block[]> {
  const removed = new Map<number, Block[]>();
  let behind = -1;
  for (const [place, block] of before.entries()) {
    if (kept.has(place)) behind = place;
    else removed.set(behind, [...(removed.get(behind) ?? []), block]);
  }
  return removed;
}

const nothing: InlineText = { text: '', runs: [] };

function differenceOf(
  before: Block | null,
  after: Block | null,
  { moved, budget }: { readonly moved: boolean; readonly budget: EditBudget },
): BlockDifference {
  const parts = compareInline(before?.inline ?? nothing, after?.inline ?? nothing, budget);
  const block = after ?? before;
  return {
    kind: kindOf(before, after, { parts, moved }),
    moved,
    blockId: block === null ? null : idOf(block),
    before: before === null ? null : shapeOf(before),
    after: after === null ? null : shapeOf(after),
    parts,
  };
}

const shapeOf = ({ type, attrs }: Block): BlockShape => ({ type, attrs });

function kindOf(
  before: Block | null,
  after: Block | null,
  { parts, moved }: { readonly parts: readonly InlinePart[]; readonly moved: boolean },
): BlockComparison {
  if (before === null) return 'ADDED';
  if (after === null) return 'REMOVED';
  const same =
    parts.every(({ kind }) => kind === 'EQUAL') &&
    canonicalJson(shapeOf(before)) === canonicalJson(shapeOf(after));
  if (!same) return 'CHANGED';
  return moved ? 'MOVED' : 'UNCHANGED';
}
