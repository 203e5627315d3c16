import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalForm,
  canonicalJson,
  readCanonicalForm,
  type CanonicalText,
} from '../../src/content/canonical.ts';
import { applyDifference, compareTexts } from '../../src/content/compare.ts';
import { differenceToHtml, differenceToText } from '../../src/content/difference-text.ts';
import { anyDocument, doc, node, paragraph, text, type TestNode } from '../support/content.ts';

const canonical = (content: TestNode, fields: Record<string, unknown> = {}, title = '제목'): CanonicalText =>
  readCanonicalForm(canonicalForm({ title, content, fields }));

/** A document and another one made of it: blocks left out, put elsewhere, exchanged for those of a third one. */
const twoTexts = fc
  .tuple(anyDocument, anyDocument, fc.array(fc.nat(9), { maxLength: 6 }), fc.boolean())
  .map(([first, second, picks, related]) => {
    if (!related) return [first, second] as const;
    const [own, other] = [first.content ?? [], second.content ?? []];
    const mixed = [...own];
    for (const pick of picks) {
      const place = pick % (mixed.length + 1);
      if (pick % 3 === 0) mixed.splice(place, 1);
      else if (pick % 3 === 1) mixed.push(...mixed.splice(place, 1));
      else mixed.splice(place, 1, other[pick % other.length] ?? paragraph('new', '새 글'));
    }
    return [first, doc(...(mixed.length === 0 ? [paragraph('only')] : uniquelyNamed(mixed)))] as const;
  });

/** The same blocks, those whose id was there before without it: nothing is there twice. */
function uniquelyNamed(blocks: readonly TestNode[]): TestNode[] {
  const seen = new Set<unknown>();
  const rename = (block: TestNode): TestNode => {
    const id = block.attrs?.['id'];
    const own = id !== undefined && seen.has(id) ? `${typeof id === 'string' ? id : ''}'` : id;
    if (own !== undefined) seen.add(own);
    return {
      ...block,
      ...(block.attrs === undefined ? {} : { attrs: { ...block.attrs, id: own } }),
      ...(block.content === undefined ? {} : { content: block.content.map(rename) }),
    };
  };
  return blocks.map(rename);
}

const kinds = (before: TestNode, after: TestNode) =>
  compareTexts(canonical(before), canonical(after)).blocks.map(
    ({ kind, blockId }) => `${kind} ${blockId ?? ''}`,
  );

const partsOf = (before: TestNode, after: TestNode) =>
  compareTexts(canonical(before), canonical(after)).blocks.map(({ parts }) =>
    parts.map(({ kind, text: words }) => `${kind} ${words}`),
  );

describe('comparing two texts', () => {
  it('CP-1: comparing, then applying the difference, gives the other text', () => {
    fc.assert(
      fc.property(
        twoTexts,
        fc.dictionary(fc.constantFrom('goal', 'budget'), fc.integer()),
        ([one, other], fields) => {
          const [before, after] = [canonical(one, { goal: 1 }), canonical(other, fields, '다른 제목')];
          const difference = compareTexts(before, after);
          expect(canonicalJson(applyDifference(before, difference))).toBe(canonicalJson(after));
          expect(compareTexts(after, after).blocks.every(({ kind }) => kind === 'UNCHANGED')).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('CP-2: blocks are the same by their ids: added, removed, moved, changed', () => {
    const before = doc(
      paragraph('a', '하나'),
      paragraph('b', '둘'),
      paragraph('c', '셋'),
      paragraph('d', '넷'),
    );
    const after = doc(
      paragraph('d', '넷'),
      paragraph('a', '하나'),
      paragraph('c', '셋 더'),
      paragraph('e', '다섯'),
    );
    expect(kinds(before, after)).toEqual(['MOVED d', 'UNCHANGED a', 'REMOVED b', 'CHANGED c', 'ADDED e']);
  });

  it('CP-2: another kind of block, or another place in a list, with the same text', () => {
    const before = doc(paragraph('a', '글'));
    expect(kinds(before, doc(node('heading', { id: 'a', level: 2 }, '글')))).toEqual(['CHANGED a']);
    expect(kinds(before, doc(node('blockquote', { id: 'q' }, paragraph('a', '글'))))).toEqual([
      'UNCHANGED a',
    ]);
  });

  it('CP-3: within a block, word by word', () => {
    expect(
      partsOf(
        doc(paragraph('a', '2024년까지 공공부문의 클라우드 이용을 늘린다.')),
        doc(paragraph('a', '2025년까지 공공부문의 민간 클라우드 이용을 늘린다.')),
      ),
    ).toEqual([
      [
        'DELETED 2024',
        'INSERTED 2025',
        'EQUAL 년까지 공공부문의 ',
        'INSERTED 민간 ',
        'EQUAL 클라우드 이용을 늘린다.',
      ],
    ]);
  });

  it('CP-3: the same words set in another way', () => {
    expect(
      partsOf(doc(paragraph('a', '굵은 글씨')), doc(paragraph('a', text('굵은', 'bold'), ' 글씨'))),
    ).toEqual([['FORMATTED 굵은', 'EQUAL  글씨']]);
  });

  it('CP-3: a hard break is not a line feed', () => {
    const code = (words: string) => doc(node('codeBlock', { id: 'a' }, words));
    const lines = doc(paragraph('a', '가', { type: 'hardBreak' }, '나'));
    expect(partsOf(code('가\n나'), lines)).toEqual([['EQUAL 가', 'FORMATTED \n', 'EQUAL 나']]);
  });

  it('CP-4: fields and titles', () => {
    const before = canonical(doc(paragraph('a')), { goal: '가', budget: { amount: 1 } }, '옛 제목');
    const after = canonical(doc(paragraph('a')), { goal: '나', schedule: [2024] }, '새 제목');
    const { fields, titleBefore, titleAfter } = compareTexts(before, after);
    expect([titleBefore, titleAfter]).toEqual(['옛 제목', '새 제목']);
    expect(fields).toEqual([
      { key: 'budget', before: { amount: 1 }, after: null },
      { key: 'goal', before: '가', after: '나' },
      { key: 'schedule', before: null, after: [2024] },
    ]);
  });

  it('CP-1: a difference is refused for a text that it was not made from', () => {
    const [one, other] = [canonical(doc(paragraph('a', '하나'))), canonical(doc(paragraph('a', '둘')))];
    const difference = compareTexts(one, other);
    expect(() => applyDifference(other, difference)).toThrow('another text');
  });

  it('a block that has nothing in common with what it was is replaced', () => {
    const long = (word: string) =>
      doc(paragraph('a', Array.from({ length: 3000 }, (_, n) => `${word}${n}`).join(' ')));
    const [block] = compareTexts(canonical(long('가')), canonical(long('나'))).blocks;
    expect(block?.parts.map(({ kind }) => kind)).toEqual(['DELETED', 'INSERTED']);
  });
});

describe('a difference for people to read', () => {
  const before = canonical(doc(paragraph('a', '목표는 2024년'), paragraph('b', '빠질 <글>')), { goal: 'x' });
  const after = canonical(
    doc(paragraph('a', '목표는 2025년'), paragraph('c', '새 & 글')),
    { goal: 'y' },
    '새 제목',
  );
  const difference = compareTexts(before, after);

  it('CP-5: as text', () => {
    expect(differenceToText(difference)).toBe(
      [
        '# [-제목-]{+새 제목+}',
        '~ goal: "x" -> "y"',
        '~ 목표는 [-2024-]{+2025+}년',
        '- 빠질 <글>',
        '+ 새 & 글',
      ].join('\n'),
    );
  });

  it('CP-5: as HTML, in which all text is escaped', () => {
    expect(differenceToHtml(difference)).toBe(
      [
        '<h1><del>제목</del><ins>새 제목</ins></h1>',
        '<dl><dt>goal</dt><dd><del>&quot;x&quot;</del><ins>&quot;y&quot;</ins></dd></dl>',
        '<p class="changed">목표는 <del>2024</del><ins>2025</ins>년</p>',
        '<p class="removed"><del>빠질 &lt;글&gt;</del></p>',
        '<p class="added"><ins>새 &amp; 글</ins></p>',
      ].join('\n'),
    );
  });
});
