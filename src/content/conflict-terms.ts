import type { Block } from './changes.ts';
import { comparable, excerptOf, grouped, pairsOf } from './conflict-text.ts';
import type { Conflict, ConflictFeatures, ConflictPlace, Term } from './conflict-types.ts';

const quoted = String.raw`["'“‘「『]([^"'”’」』\n]{1,60})["'”’」』]`;
const bare = String.raw`(?:^|[.!?]\s+)([\p{L}\p{N}][\p{L}\p{N}·\- ]{0,40}?)`;
const korean = String.raw`(?:\s?\([^)\n]{0,60}\))?(?:이란|란|이라\s?함은|라\s?함은)[\s,]+([^.\n]{1,500}?(?:말한다|의미한다|뜻한다|일컫는다)|[^.\n]{1,500})`;
const english = String.raw`\s+(?:means|is defined as|refers to)\s+[^.\n]{1,500}`;

/** A term in quotation marks, whatever follows; without them only where a sentence begins and ends as definitions do. */
const patterns = [
  new RegExp(`${quoted}${korean}`, 'gu'),
  new RegExp(
    `${bare}(?:이란|란|이라\\s?함은|라\\s?함은)[\\s,]+[^.\\n]{1,500}?(?:말한다|의미한다|뜻한다|일컫는다)`,
    'gu',
  ),
  new RegExp(`${quoted}${english}`, 'giu'),
];

/** The definitions in a text. */
export function termsOf(blocks: readonly Block[]): Term[] {
  return blocks.flatMap(({ blockId, text }) => {
    const found = new Map<string, Term>();
    for (const pattern of patterns)
      for (const match of text.matchAll(pattern)) {
        const name = (match[1] ?? '').trim();
        const key = comparable(name);
        if (key !== '' && !found.has(key))
          found.set(key, { blockId, name, sentence: match[0].replace(/^[.!?]\s+/u, '') });
      }
    return [...found.values()];
  });
}

/** Terms that are defined more than once, in two texts or in one. */
export function termConflicts(texts: readonly ConflictFeatures[]): Conflict[] {
  const all = texts.flatMap(({ key, terms }) => terms.map((term) => ({ key, term })));
  const groups = grouped(all, ({ term }) => comparable(term.name));
  return [...groups.values()].flatMap((group) =>
    pairsOf(group).map(([earlier, later]): Conflict => {
      const same = comparable(earlier.term.sentence) === comparable(later.term.sentence);
      return {
        rule: 'TERM_DEFINED_TWICE',
        message: `“${earlier.term.name}” is defined twice, in ${same ? 'the same' : 'different'} words.`,
        places: [placeOf(earlier), placeOf(later)],
      };
    }),
  );
}

function placeOf({ key, term }: { readonly key: string; readonly term: Term }): ConflictPlace {
  return { key, blockId: term.blockId, field: null, excerpt: excerptOf(term.sentence) };
}
