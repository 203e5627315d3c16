import { diffArrays, diffChars } from 'diff';
import type { Node } from 'prosemirror-model';
import { canonicalJson } from './canonical.ts';
import { fitToSchema } from './fit.ts';
import { isBlankField } from './fields.ts';
import type { Json } from './json.ts';
import { longestIncreasing } from './longest-increasing.ts';
import { inlineText } from './plain-text.ts';

/** A block that holds text, or a horizontal rule, as it stands in a draft. */
export interface Block {
  /** Null while an editor hasn't given it an id. */
  readonly blockId: string | null;
  /** Name of the node in the schema, e.g. `paragraph`. */
  readonly type: string;
  readonly text: string;
  /** Attributes and marks, for telling whether they changed; of no other meaning. */
  readonly formatting: string;
}

export type BlockChangeKind = 'ADDED' | 'CHANGED' | 'REMOVED';

export interface BlockChange {
  readonly blockId: string | null;
  readonly blockType: string;
  readonly kind: BlockChangeKind;
  /** Unicode code points. Both counts are 0 when only its formatting or its place changed. */
  readonly charactersInserted: number;
  readonly charactersDeleted: number;
  /** Some of the inserted text, at most {@link excerptLength} code points. */
  readonly excerpt: string;
}

export interface ChangeSummary {
  /** In the order of the text after the change; what is removed comes last. */
  readonly blocks: readonly BlockChange[];
  readonly charactersInserted: number;
  readonly charactersDeleted: number;
  /** Some of the inserted text, at most {@link excerptLength} code points. */
  readonly excerpt: string;
}

export interface FieldChange {
  readonly key: string;
  readonly before: Json;
  readonly after: Json;
}

/** Code points of an excerpt at most. */
export const excerptLength = 120;

/**
 * Insertions and deletions that are told apart within a block at most; what changed more is taken as replaced. The effort
 * of a comparison grows with the square of their number.
 */
const mostEdits = 2_000;

/** The effort that is left for the comparisons of one text. */
class Effort {
  #left = 2 * mostEdits ** 2;

  /** Edits that the next comparison may tell apart: half of what is left is kept for those behind it. */
  get edits(): number {
    return Math.floor(Math.sqrt(this.#left / 2));
  }

  /** A comparison told so many edits apart, or gave up at so many. */
  spend(edits: number): void {
    this.#left -= edits ** 2;
  }
}

/** Code units from which on two texts are compared word by word first. */
const longText = 400;

/** The blocks of a text in order. Takes anything and never throws. */
export function blocksOf(content: unknown): Block[] {
  const blocks: Block[] = [];
  fitToSchema(content).descendants((node) => {
    if (!node.isTextblock && !(node.isBlock && node.isLeaf)) return true;
    const id: unknown = node.attrs['id'];
    const text = inlineText(node);
    // An empty block without an id is most likely one that completes a structure.
    if (typeof id === 'string' || text !== '') {
      blocks.push({
        blockId: typeof id === 'string' ? id : null,
        type: node.type.name,
        text,
        formatting: formattingOf(node),
      });
    }
    return false;
  });
  return blocks;
}

function formattingOf(block: Node): string {
  const runs: unknown[] = [];
  let offset = 0;
  for (const child of block.children) {
    const length = child.text?.length ?? 1;
    if (child.marks.length > 0)
      runs.push([offset, length, child.marks.map((mark) => mark.toJSON() as unknown)]);
    offset += length;
  }
  const { id: _, ...attributes } = block.attrs;
  return JSON.stringify([attributes, runs]);
}

/** What changed from one state of a text to a later one, block by block; blocks are told by their ids. */
export function describeChanges(before: readonly Block[], after: readonly Block[]): ChangeSummary {
  const pairs = pairBlocks(before, after);
  const moved = movedBlocks(before, pairs);
  const changes: BlockChange[] = [];
  const effort = new Effort();
  for (const [block, previous] of pairs) {
    if (previous === null) changes.push(blockChange('ADDED', block, edits('', block.text, effort)));
    else if (previous.text !== block.text) {
      changes.push(blockChange('CHANGED', block, edits(previous.text, block.text, effort)));
    } else if (moved.has(block) || previous.type !== block.type || previous.formatting !== block.formatting) {
      changes.push(blockChange('CHANGED', block, edits('', '', effort)));
    }
  }
  const kept = new Set(pairs.map(([, previous]) => previous));
  for (const block of before) {
    if (!kept.has(block)) changes.push(blockChange('REMOVED', block, edits(block.text, '', effort)));
  }
  const sum = (count: (change: BlockChange) => number) =>
    changes.reduce((total, change) => total + count(change), 0);
  return {
    blocks: changes,
    charactersInserted: sum((change) => change.charactersInserted),
    charactersDeleted: sum((change) => change.charactersDeleted),
    excerpt: excerptOf(changes.map((change) => change.excerpt)),
  };
}

/** Each later block with the earlier one it was, or null. Blocks without ids are told by their text, then by order. */
function pairBlocks(before: readonly Block[], after: readonly Block[]): (readonly [Block, Block | null])[] {
  const queues = new Map<string, Block[]>();
  const enqueue = (key: string, block: Block) => {
    const queue = queues.get(key);
    if (queue === undefined) queues.set(key, [block]);
    else queue.push(block);
  };
  const keyOf = (block: Block) => (block.blockId === null ? `text ${block.text}` : `id ${block.blockId}`);
  for (const block of before) enqueue(keyOf(block), block);
  const found = after.map((block) => queues.get(keyOf(block))?.shift() ?? null);
  const left = new Set([...queues.values()].flat());
  const restWithoutId = before.filter((block) => block.blockId === null && left.has(block));
  return after.map((block, index) => {
    const previous = found[index] ?? null;
    return [block, previous ?? (block.blockId === null ? (restWithoutId.shift() ?? null) : null)] as const;
  });
}

/** The kept blocks that stand in another order than before: those outside a longest increasing subsequence. */
function movedBlocks(
  before: readonly Block[],
  pairs: readonly (readonly [Block, Block | null])[],
): ReadonlySet<Block> {
  const places = new Map(before.map((block, index) => [block, index]));
  const kept = pairs.flatMap(([block, previous]) =>
    previous === null ? [] : [{ block, place: places.get(previous) ?? 0 }],
  );
  const inOrder = longestIncreasing(kept.map(({ place }) => place));
  return new Set(kept.filter((_, index) => !inOrder.has(index)).map(({ block }) => block));
}

interface Edits {
  readonly inserted: number;
  readonly deleted: number;
  readonly texts: readonly string[];
}

function blockChange(kind: BlockChangeKind, block: Block, { inserted, deleted, texts }: Edits): BlockChange {
  return {
    blockId: block.blockId,
    blockType: block.type,
    kind,
    charactersInserted: inserted,
    charactersDeleted: deleted,
    excerpt: excerptOf(texts),
  };
}

/** A stretch that both texts have, or that only one of them has. */
interface Part {
  readonly text: string;
  readonly only: 'OLD' | 'FRESH' | null;
}

/** What was inserted and deleted between two texts, in code points. */
function edits(before: string, after: string, effort: Effort): Edits {
  const [old, fresh] = withoutCommonEnds([...before], [...after]);
  if (old.length === 0 || fresh.length === 0) return replaced(old, fresh);
  const parts = difference(old.join(''), fresh.join(''), effort);
  if (parts === null) return replaced(old, fresh);
  const inserted = textsOf(parts, 'FRESH');
  return { inserted: codePoints(inserted), deleted: codePoints(textsOf(parts, 'OLD')), texts: inserted };
}

/**
 * Null when too much is different. Long texts word by word, and only words that became others character by character:
 * for the windows of a text of 100,000 characters that takes an eighteenth of the time, and counts 2 % more.
 */
function difference(old: string, fresh: string, effort: Effort): readonly Part[] | null {
  if (Math.max(old.length, fresh.length) < longText) return byCharacters(old, fresh, effort);
  const most = effort.edits;
  const words = diffArrays(wordsOf(old), wordsOf(fresh), { maxEditLength: most });
  if (words === undefined) {
    effort.spend(most);
    // A letter more in each of many words is two edits a word, and one a letter.
    return byCharacters(old, fresh, effort);
  }
  effort.spend(words.reduce((sum, { added, removed, count }) => sum + (added || removed ? count : 0), 0));
  const parts = words.map((part) => toPart({ ...part, value: part.value.join('') }));
  return parts.flatMap((part, index) => {
    const next = parts[index + 1];
    if (part.only === 'FRESH' && parts[index - 1]?.only === 'OLD') return [];
    if (part.only !== 'OLD' || next?.only !== 'FRESH') return [part];
    return byCharacters(part.text, next.text, effort) ?? [part, next];
  });
}

function byCharacters(old: string, fresh: string, effort: Effort): readonly Part[] | null {
  const most = effort.edits;
  const parts = diffChars(old, fresh, { maxEditLength: most })?.map(toPart) ?? null;
  effort.spend(parts === null ? most : codePoints(parts.filter(({ only }) => only !== null).map(textOf)));
  return parts;
}

const textsOf = (parts: readonly Part[], only: Part['only']): string[] =>
  parts.filter((part) => part.only === only).map(textOf);

function toPart({ value, added, removed }: { value: string; added: boolean; removed: boolean }): Part {
  return { text: value, only: added ? 'FRESH' : removed ? 'OLD' : null };
}

const textOf = ({ text }: Part): string => text;

/** Each word with the white space behind it. */
const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/gu) ?? [];

const codePoints = (texts: readonly string[]): number =>
  texts.reduce((total, text) => total + [...text].length, 0);

const replaced = (old: readonly string[], fresh: readonly string[]): Edits => ({
  inserted: fresh.length,
  deleted: old.length,
  texts: [fresh.join('')],
});

function withoutCommonEnds(
  old: readonly string[],
  fresh: readonly string[],
): [readonly string[], readonly string[]] {
  const shorter = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shorter && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  return [old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)];
}

function excerptOf(texts: readonly string[]): string {
  const text = texts
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '')
    .join(' … ');
  const characters = [...text];
  return characters.length <= excerptLength ? text : `${characters.slice(0, excerptLength - 1).join('')}…`;
}

/** Which structured fields changed; what is blank counts as null. In the order of the keys. */
export function describeFieldChanges(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): FieldChange[] {
  const valueOf = (fields: Readonly<Record<string, Json>>, key: string): Json => {
    const value = Object.hasOwn(fields, key) ? fields[key] : null;
    return isBlankField(value) || value === undefined ? null : value;
  };
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((key) => {
    const change = { key, before: valueOf(before, key), after: valueOf(after, key) };
    return canonicalJson(change.before) === canonicalJson(change.after) ? [] : [change];
  });
}
