import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, describeChanges, describeFieldChanges, excerptLength } from '../../src/content/index.ts';
import { anyDocument, doc, node, paragraph, text } from '../support/content.ts';
import type { TestNode } from '../support/content.ts';

const changes = (before: TestNode, after: TestNode) => describeChanges(blocksOf(before), blocksOf(after));

describe('changes of a text', () => {
  it('tells what was typed into a block and what was deleted there', () => {
    const summary = changes(
      doc(paragraph('a', '공공 클라우드 이용을 늘린다.'), paragraph('b', '그대로')),
      doc(paragraph('a', '공공 클라우드를 먼저 이용한다.'), paragraph('b', '그대로')),
    );
    expect(summary.blocks).toEqual([
      expect.objectContaining({ blockId: 'a', blockType: 'paragraph', kind: 'CHANGED' }),
    ]);
    // "를 먼저" and "한다" came, "을 늘린다" went, but for what both have in common.
    expect(summary.charactersInserted - summary.charactersDeleted).toBe(1);
    expect(summary.charactersInserted).toBeLessThan(8);
    expect(summary.excerpt).toContain('먼저');
  });

  it('tells added, removed, moved, retyped and reformatted blocks', () => {
    const before = doc(
      paragraph('a', '하나'),
      paragraph('b', '둘'),
      paragraph('c', '셋'),
      paragraph('d', '넷'),
      paragraph('e', '다섯'),
    );
    const after = doc(
      paragraph('c', '셋'),
      paragraph('a', '하나'),
      node('heading', { id: 'b', level: 2 }, '둘'),
      paragraph('e', text('다섯', 'bold')),
      paragraph('f', '여섯'),
    );
    expect(
      changes(before, after).blocks.map(({ blockId, kind, charactersInserted, charactersDeleted }) => [
        blockId,
        kind,
        charactersInserted,
        charactersDeleted,
      ]),
    ).toEqual([
      ['c', 'CHANGED', 0, 0],
      ['b', 'CHANGED', 0, 0],
      ['e', 'CHANGED', 0, 0],
      ['f', 'ADDED', 2, 0],
      ['d', 'REMOVED', 0, 1],
    ]);
  });

  it('counts code points, not UTF-16 units', () => {
    expect(changes(doc(paragraph('a', '좋다')), doc(paragraph('a', '좋다😀😀')))).toMatchObject({
      charactersInserted: 2,
      charactersDeleted: 0,
      excerpt: '😀😀',
    });
  });

  it('finds a block again that has no id, by its text, then by its order', () => {
    const loose = (...values: string[]) => doc(...values.map((value) => node('paragraph', {}, value)));
    expect(changes(loose('하나', '둘'), loose('새로', '하나', '둘')).blocks).toEqual([
      expect.objectContaining({ blockId: null, kind: 'ADDED', excerpt: '새로' }),
    ]);
    expect(changes(loose('하나', '둘'), loose('하나', '둘째')).blocks).toEqual([
      expect.objectContaining({ kind: 'CHANGED', charactersInserted: 1, charactersDeleted: 0 }),
    ]);
  });

  it('cuts excerpts without splitting a character', () => {
    const { excerpt } = changes(doc(paragraph('a', '글')), doc(paragraph('a', `글${'😀'.repeat(500)}`)));
    expect([...excerpt]).toHaveLength(excerptLength);
    expect(excerpt).toBe(`${'😀'.repeat(excerptLength - 1)}…`);
  });

  it('takes a block that became wholly other as replaced', () => {
    const before = Array.from({ length: 20_000 }, (_, index) =>
      String.fromCodePoint(0xac00 + ((index * 7919) % 11_000)),
    ).join('');
    const after = Array.from({ length: 20_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 104_729) % 20_000)),
    ).join('');
    expect(changes(doc(paragraph('a', before)), doc(paragraph('a', after)))).toMatchObject({
      charactersInserted: 20_000,
      charactersDeleted: 20_000,
    });
  });

  it('tells a few letters of a long text from the words that they are in', () => {
    const words = Array.from({ length: 2_000 }, (_, index) => `낱말${index}`);
    const altered = words.map((word, index) => (index % 100 === 50 ? word.replace('낱', '단') : word));
    expect(
      changes(
        doc(paragraph('a', words.join(' '))),
        doc(paragraph('a', [...altered.slice(0, 1_000), '새로', ...altered.slice(1_000)].join(' '))),
      ),
    ).toMatchObject({ charactersInserted: 20 + 3, charactersDeleted: 20 });
  });

  it('takes what became wholly other in a long text as replaced, and tells the rest', () => {
    const other = (first: number) =>
      Array.from({ length: 3_000 }, (_, index) =>
        String.fromCodePoint(first + ((index * 7919) % 5_000)),
      ).join('');
    expect(
      changes(
        doc(paragraph('a', `하나 둘 ${other(0xac00)} 셋 넷`)),
        doc(paragraph('a', `한나 둘 ${other(0x4e00)} 셋 녯`)),
      ),
    ).toMatchObject({ charactersInserted: 1 + 3_001 + 1, charactersDeleted: 1 + 3_001 + 1 });
  });

  it('tells a letter more in each of a thousand words', () => {
    const words = Array.from({ length: 6_000 }, (_, index) => `낱말${index}`);
    const altered = words.map((word, index) => (index % 5 === 2 ? `${word}들` : word));
    expect(
      changes(doc(paragraph('a', words.join(' '))), doc(paragraph('a', altered.join(' ')))),
    ).toMatchObject({ charactersInserted: 1_200, charactersDeleted: 0 });
  });

  it('compares so much of a text and no more, and tells small changes behind large ones', () => {
    const other = (first: number, block: number) =>
      Array.from({ length: 2_000 }, (_, index) =>
        String.fromCodePoint(first + ((index * (7919 + block)) % 5_000)),
      ).join('');
    const text = (first: number, end: string) =>
      doc(
        ...[0, 1, 2, 3, 4].map((block) => paragraph(`b${block}`, other(first, block))),
        paragraph('c', `처음과 ${end} 끝`),
      );
    const { blocks } = changes(text(0xac00, '중간'), text(0x4e00, '한가운데'));
    expect(blocks.slice(0, 5).map(({ charactersInserted }) => charactersInserted)).toEqual(
      Array.from({ length: 5 }, () => 2_000),
    );
    expect(blocks[5]).toMatchObject({ charactersInserted: 4, charactersDeleted: 2 });
  });

  it('tells nothing where nothing changed, and everything of a text that came or went', () => {
    fc.assert(
      fc.property(anyDocument, (content) => {
        const blocks = blocksOf(content);
        const length = blocks.reduce((total, block) => total + [...block.text].length, 0);
        expect(describeChanges(blocks, blocks).blocks).toEqual([]);
        expect(describeChanges([], blocks)).toMatchObject({
          charactersInserted: length,
          charactersDeleted: 0,
        });
        expect(describeChanges(blocks, [])).toMatchObject({
          charactersInserted: 0,
          charactersDeleted: length,
        });
      }),
    );
  });

  it('what was inserted less what was deleted is what the text grew by', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (before, after) => {
        const length = (content: TestNode) =>
          blocksOf(content).reduce((total, block) => total + [...block.text].length, 0);
        const { charactersInserted, charactersDeleted } = changes(before, after);
        expect(charactersInserted - charactersDeleted).toBe(length(after) - length(before));
      }),
    );
  });
});

describe('changes of fields', () => {
  it('tells each that changed with both values, blank ones as null', () => {
    expect(
      describeFieldChanges(
        { goal: '목표', leadMinistry: '행안부', indicators: [{ year: 2024, target: 1 }] },
        { goal: '새 목표', leadMinistry: '', indicators: [{ target: 1, year: 2024 }], schedule: [] },
      ),
    ).toEqual([
      { key: 'goal', before: '목표', after: '새 목표' },
      { key: 'leadMinistry', before: '행안부', after: null },
    ]);
  });
});
