import type { Block } from './changes.ts';
import { comparable, excerptOf } from './conflict-text.ts';
import type { Conflict, ConflictFeatures, ConflictPlace, Passage } from './conflict-types.ts';

/** Letters and digits that a passage has at least. */
const shortest = 20;

/** Where a sentence ends: behind its mark, or at a line's end. */
const sentenceEnd = /(?<=[.!?。…]["'”’)\]]?)\s+|\n+/u;

/** The passages of a text. */
export function passagesOf(blocks: readonly Block[]): Passage[] {
  return blocks.flatMap(({ blockId, text }, block) =>
    text
      .split(sentenceEnd)
      .map((sentence) => ({ blockId, block, text: sentence, key: comparable(sentence) }))
      .filter(({ key }) => key.length >= shortest),
  );
}

/** Passages that stand in more than one text, each against the first text that has it; those of two blocks together. */
export function passageConflicts(texts: readonly ConflictFeatures[]): Conflict[] {
  const first = new Map<string, { readonly text: number; readonly passage: Passage }>();
  const shared = new Map<
    string,
    { readonly places: [ConflictPlace, ConflictPlace]; readonly keys: Set<string> }
  >();
  for (const [index, { key, passages }] of texts.entries()) {
    for (const passage of passages) {
      const other = first.get(passage.key);
      if (other === undefined) first.set(passage.key, { text: index, passage });
      if (other === undefined || other.text === index) continue;
      const blocks = [other.text, other.passage.block, index, passage.block].join(' ');
      const known = shared.get(blocks);
      if (known !== undefined) known.keys.add(passage.key);
      else {
        const places: [ConflictPlace, ConflictPlace] = [
          placeOf(texts[other.text]?.key ?? '', other.passage),
          placeOf(key, passage),
        ];
        shared.set(blocks, { places, keys: new Set([passage.key]) });
      }
    }
  }
  return [...shared.values()].map(({ places, keys }) => ({
    rule: 'DUPLICATE_PASSAGE',
    message:
      keys.size === 1
        ? 'The same sentence stands in both texts.'
        : `The same ${keys.size} sentences stand in both texts.`,
    places,
  }));
}

function placeOf(key: string, { blockId, text }: Passage): ConflictPlace {
  return { key, blockId, field: null, excerpt: excerptOf(text) };
}
