import * as Y from 'yjs';
import { contentName, fieldsName } from '../../content/index.ts';
import { minuteLength, type Authorship, type ClientClocks } from './attribution.ts';
import type { Attribution } from './attribution-lookup.ts';

/** Who wrote something, and when. */
export interface Author {
  readonly memberId: string;
  /** The member's organisation when it was written. */
  readonly organisation: string;
  /** The minute in which it was written: its beginning (SPEC.md, CO-40). */
  readonly at: Date;
}

/** Neighbouring characters that one member wrote in one minute. */
export interface BlameRun extends Author {
  readonly text: string;
}

/** The text of one block. */
export interface BlamedBlock {
  /** Null while an editor hasn't given it an id. */
  readonly blockId: string | null;
  /** Name of the node, e.g. `paragraph`. */
  readonly blockType: string;
  /** True when this goes on with the text of the entry before, whose block has more than {@link mostRuns} runs. */
  readonly continued: boolean;
  readonly runs: readonly BlameRun[];
}

/** Who last set a structured field, or something in it. */
export interface BlamedField extends Author {
  readonly key: string;
}

/** What one member, as of one organisation, did. */
export interface AuthorShare {
  readonly memberId: string;
  readonly organisation: string;
  /** Unicode code points of the text that are theirs. */
  readonly characters: number;
  /** Operations that they deleted: a UTF-16 unit of text, an element, an attribute, a mark or a value each. */
  readonly deletions: number;
}

/** Who wrote what of the text that a draft has at one moment. */
export interface Blame {
  /** Blocks that have text, in the order of the text. */
  readonly blocks: readonly BlamedBlock[];
  readonly fields: readonly BlamedField[];
  /** The largest share first. */
  readonly shares: readonly AuthorShare[];
}

/** Runs of one entry of the list of blocks at most. */
export const mostRuns = 200;

/** Deeper than any content that fits the schema; what lies deeper isn't shown as text either. */
const deepest = 64;

/** Yjs's own list of a type's operations: deltas don't tell whose they are. */
type Operation = Y.Item | null;

/**
 * Who wrote the text of `doc`, which is the draft at the position that `attribution` tells up to. A hard break counts as
 * a line feed. Throws when a piece of the text has no author, which the log doesn't allow.
 */
export function blameOf(doc: Y.Doc, attribution: Attribution): Blame {
  const blocks: BlamedBlock[] = [];
  collectBlocks(doc.getXmlFragment(contentName), { attribution, blocks, depth: 0 });
  return {
    blocks,
    fields: fieldsOf(doc, attribution),
    shares: sharesOf(blocks, deletionsOf(doc, attribution)),
  };
}

interface Walk {
  readonly attribution: Attribution;
  readonly blocks: BlamedBlock[];
  readonly depth: number;
}

function collectBlocks(parent: Y.XmlFragment, walk: Walk): void {
  if (walk.depth > deepest) return;
  const runs = new Runs(walk.attribution);
  const inner: Y.XmlElement[] = [];
  for (const child of parent.toArray() as unknown[]) {
    if (child instanceof Y.XmlText) runs.addText(child);
    else if (child instanceof Y.XmlElement) {
      if (child.nodeName === 'hardBreak' && child._item !== null) runs.add(clocksOf(child._item), '\n');
      else inner.push(child as Y.XmlElement);
    }
  }
  for (let index = 0; index < runs.list.length; index += mostRuns) {
    const id: unknown = parent instanceof Y.XmlElement ? parent.getAttribute('id') : null;
    walk.blocks.push({
      blockId: typeof id === 'string' && id !== '' ? id : null,
      blockType: parent instanceof Y.XmlElement ? parent.nodeName : 'doc',
      continued: index > 0,
      runs: runs.list
        .slice(index, index + mostRuns)
        .map(({ text, author }) => ({ text, ...toAuthor(author) })),
    });
  }
  for (const child of inner) collectBlocks(child, { ...walk, depth: walk.depth + 1 });
}

class Runs {
  readonly list: { text: string; readonly author: Authorship }[] = [];
  readonly #attribution: Attribution;

  constructor(attribution: Attribution) {
    this.#attribution = attribution;
  }

  addText(text: Y.XmlText): void {
    for (let item: Operation = text._start; item !== null; item = item.right)
      if (!item.deleted && item.content instanceof Y.ContentString)
        this.add(clocksOf(item), item.content.str);
  }

  /** `text` has one UTF-16 unit for each operation of `clocks`. */
  add(clocks: ClientClocks, text: string): void {
    for (const part of this.#attribution.writersOf(clocks)) {
      const piece = text.slice(part.start - clocks.start, part.end - clocks.start);
      const last = this.list.at(-1);
      if (last !== undefined && isSame(last.author, part.author)) last.text += piece;
      else this.list.push({ text: piece, author: part.author });
    }
  }
}

function fieldsOf(doc: Y.Doc, attribution: Attribution): BlamedField[] {
  const fields: BlamedField[] = [];
  for (const [key, item] of doc.getMap(fieldsName)._map) {
    const author = item.deleted ? null : latestAuthor(item, { attribution, depth: 0 });
    if (author !== null) fields.push({ key, ...toAuthor(author) });
  }
  return fields.sort((left, right) => (left.key < right.key ? -1 : 1));
}

/** Who wrote last of those who wrote `item` and what is in it. */
function latestAuthor(item: Y.Item, walk: Omit<Walk, 'blocks'>): Authorship | null {
  let latest: Authorship | null = null;
  const consider = (author: Authorship | null) => {
    if (author !== null && (latest === null || isLater(author, latest))) latest = author;
  };
  for (const part of walk.attribution.writersOf(clocksOf(item))) consider(part.author);
  if (item.content instanceof Y.ContentType && walk.depth < deepest) {
    const { type } = item.content;
    const inner = { ...walk, depth: walk.depth + 1 };
    for (let next: Operation = type._start; next !== null; next = next.right)
      if (!next.deleted) consider(latestAuthor(next, inner));
    for (const next of type._map.values()) if (!next.deleted) consider(latestAuthor(next, inner));
  }
  return latest;
}

type AuthorOf = Pick<Author, 'memberId' | 'organisation'>;

/** Of one minute, exactly only where no range stands for several entries. */
function isLater(left: Authorship, right: Authorship): boolean {
  return left.minute === right.minute ? left.firstSequence > right.firstSequence : left.minute > right.minute;
}

/** How many operations of the document each author deleted. */
function deletionsOf(doc: Y.Doc, attribution: Attribution): (AuthorOf & { readonly deletions: number })[] {
  const deletions: (AuthorOf & { deletions: number })[] = [];
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      if (!struct.deleted) continue;
      for (const { start, end, author } of attribution.deletersOf(clocksOf(struct))) {
        const last = deletions.at(-1);
        if (last !== undefined && authorKey(last) === authorKey(author)) last.deletions += end - start;
        else deletions.push({ ...author, deletions: end - start });
      }
    }
  }
  return deletions;
}

function sharesOf(
  blocks: readonly BlamedBlock[],
  deletions: readonly (AuthorOf & { readonly deletions: number })[],
): AuthorShare[] {
  const shares = new Map<string, AuthorShare>();
  const add = (author: AuthorOf, characters: number, deleted: number) => {
    const { memberId, organisation } = author;
    const before = shares.get(authorKey(author));
    shares.set(authorKey(author), {
      memberId,
      organisation,
      characters: (before?.characters ?? 0) + characters,
      deletions: (before?.deletions ?? 0) + deleted,
    });
  };
  for (const { runs } of blocks) for (const run of runs) add(run, codePoints(run.text), 0);
  for (const deletion of deletions) add(deletion, 0, deletion.deletions);
  return [...shares.values()].sort(
    (left, right) => right.characters - left.characters || right.deletions - left.deletions,
  );
}

function toAuthor({ memberId, organisation, minute }: Authorship): Author {
  return { memberId, organisation, at: new Date(minute * minuteLength) };
}

/** Where a segment of the records ends, what is of one minute is of two ranges. */
function isSame(left: Authorship, right: Authorship): boolean {
  return (
    left.memberId === right.memberId &&
    left.organisation === right.organisation &&
    left.minute === right.minute
  );
}

function clocksOf({ id, length }: Y.Item | Y.GC): ClientClocks {
  return { client: id.client, start: id.clock, end: id.clock + length };
}

/** Ids have no spaces; organisations may. */
function authorKey({ memberId, organisation }: AuthorOf): string {
  return `${memberId} ${organisation}`;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
