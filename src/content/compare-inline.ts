import { diffArrays } from 'diff';
import { canonicalJson } from './canonical.ts';
import { isObject, listOf, typeOf, type Json } from './json.ts';

/** How a stretch of text is set: `{type: "text"}` with its marks in canonical form, or `{type: "hardBreak"}`. */
export type InlineFormat = Readonly<Record<string, Json>>;

/** The inline content of a block in canonical form, as one string; a hard break counts as a line feed. */
export interface InlineText {
  readonly text: string;
  /** Stretches of one format, which follow each other from 0 to the end of the text, in UTF-16 code units. */
  readonly runs: readonly { readonly start: number; readonly end: number; readonly format: InlineFormat }[];
}

/** `FORMATTED`: the same text, set in another way. */
export type InlineChange = 'EQUAL' | 'FORMATTED' | 'INSERTED' | 'DELETED';

/** A stretch of text of one format in each of the two texts that have it. */
export interface InlinePart {
  readonly kind: InlineChange;
  readonly text: string;
  /** Null when it was inserted. */
  readonly before: InlineFormat | null;
  /** Null when it was deleted. */
  readonly after: InlineFormat | null;
}

/**
 * How many words may differ, in one block and in all blocks that share it; what differs in more is taken as replaced. The
 * effort of a comparison grows with their number times that of the words.
 */
export class EditBudget {
  #left = 20_000;

  /** For the next block. */
  get most(): number {
    return Math.min(500, this.#left);
  }

  spend(words: number): void {
    this.#left = Math.max(0, this.#left - words);
  }
}

/** Korean and English words, numbers, punctuation and spaces, each by itself (UAX #29; Korean is parted at spaces). */
const segmenter = new Intl.Segmenter('ko', { granularity: 'word' });

/** The children of a block in canonical form as one text. */
export function inlineOf(children: readonly unknown[]): InlineText {
  let text = '';
  const runs: { start: number; end: number; format: InlineFormat }[] = [];
  for (const child of children) {
    if (!isObject(child)) continue;
    const value = typeof child['text'] === 'string' ? child['text'] : '\n';
    const marks = listOf(child['marks']) as Json[];
    const format = { type: typeOf(child), ...(marks.length === 0 ? {} : { marks }) };
    runs.push({ start: text.length, end: text.length + value.length, format });
    text += value;
  }
  return { text, runs };
}

/** What makes one inline text of another, word by word. */
export function compareInline(before: InlineText, after: InlineText, budget: EditBudget): InlinePart[] {
  if (before.text === after.text)
    return equalParts(before, after, { old: 0, fresh: 0, length: after.text.length });
  const [old, fresh] = [words(before.text), words(after.text)];
  const changes = diffArrays(old, fresh, { maxEditLength: budget.most }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: fresh },
  ];
  for (const { removed, added, value } of changes) if (removed || added) budget.spend(value.length);
  const parts: InlinePart[] = [];
  let [oldAt, freshAt] = [0, 0];
  for (const { removed, added, value } of changes) {
    const length = value.reduce((sum, word) => sum + word.length, 0);
    if (removed) parts.push(...oneSided('DELETED', before, { at: oldAt, length }));
    else if (added) parts.push(...oneSided('INSERTED', after, { at: freshAt, length }));
    else parts.push(...equalParts(before, after, { old: oldAt, fresh: freshAt, length }));
    if (!added) oldAt += length;
    if (!removed) freshAt += length;
  }
  return parts;
}

/** The children of a block that `parts` lead to, in canonical form; of the earlier text when `side` is `before`. */
export function inlineAfter(parts: readonly InlinePart[], side: 'before' | 'after'): Json[] {
  const children: { format: InlineFormat; text: string }[] = [];
  for (const part of parts) {
    const format = part[side];
    if (format === null || part.text === '') continue;
    const last = children.at(-1);
    const joins = last !== undefined && format['type'] === 'text' && sameFormat(last.format, format);
    if (joins) last.text += part.text;
    // Hard breaks that follow each other are one part, and as many nodes as line feeds.
    else if (format['type'] === 'text') children.push({ format, text: part.text });
    else for (const sign of part.text) children.push({ format, text: sign });
  }
  return children.map(({ format, text }) =>
    format['type'] === 'text' ? { ...format, text } : { ...format },
  );
}

const words = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);

const sameFormat = (left: InlineFormat, right: InlineFormat): boolean =>
  left === right || canonicalJson(left) === canonicalJson(right);

/** The stretch of a text that only one of the two has. */
function oneSided(
  kind: 'INSERTED' | 'DELETED',
  from: InlineText,
  { at, length }: { readonly at: number; readonly length: number },
): InlinePart[] {
  const parts: InlinePart[] = [];
  for (let place = at; place < at + length;) {
    const run = runAt(from, place);
    const end = Math.min(run.end, at + length);
    const text = from.text.slice(place, end);
    parts.push({
      kind,
      text,
      ...(kind === 'INSERTED' ? { before: null, after: run.format } : { before: run.format, after: null }),
    });
    place = end;
  }
  return parts;
}

/** A stretch that both have, in parts of one format in each. */
function equalParts(
  before: InlineText,
  after: InlineText,
  { old, fresh, length }: { readonly old: number; readonly fresh: number; readonly length: number },
): InlinePart[] {
  const parts: InlinePart[] = [];
  for (let done = 0; done < length;) {
    const [oldRun, freshRun] = [runAt(before, old + done), runAt(after, fresh + done)];
    const end = Math.min(oldRun.end - old, freshRun.end - fresh, length);
    const kind = sameFormat(oldRun.format, freshRun.format) ? 'EQUAL' : 'FORMATTED';
    const text = after.text.slice(fresh + done, fresh + end);
    parts.push({ kind, text, before: oldRun.format, after: freshRun.format });
    done = end;
  }
  return parts;
}

function runAt({ runs }: InlineText, place: number): InlineText['runs'][number] {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((runs[middle]?.end ?? Infinity) <= place) low = middle + 1;
    else high = middle;
  }
  const run = runs[low];
  if (run === undefined) throw new Error('A text ends before its formats do.');
  return run;
}
