import { describe, expect, it } from 'vitest';
import { documentMarkdown, type DocumentPart } from '../../src/domain/decision/document-markdown.ts';
import { numbersOf } from '../../src/domain/decision/document.ts';
import {
  checkNumbering,
  defaultNumbering,
  numberOf,
  numberingStyles,
  type NumberingLevel,
  type NumberingScheme,
} from '../../src/domain/plan/numbering.ts';
import { doc, node, paragraph, type TestNode } from '../support/content.ts';

const level = (
  style: NumberingLevel['style'],
  signs: Partial<Omit<NumberingLevel, 'style'>> = {},
): NumberingLevel => ({ style, prefix: '', suffix: '', joinedBy: null, ...signs });

/** That of official Korean documents. */
const korean: NumberingScheme = [
  level('ARABIC', { suffix: '.' }),
  level('HANGUL', { suffix: '.' }),
  level('ARABIC', { suffix: ')' }),
  level('HANGUL', { suffix: ')' }),
  level('ARABIC', { prefix: '(', suffix: ')' }),
  level('HANGUL', { prefix: '(', suffix: ')' }),
  level('CIRCLED_ARABIC'),
  level('CIRCLED_HANGUL'),
];

const decimal: NumberingScheme = [
  level('ARABIC', { suffix: '.' }),
  level('ARABIC', { suffix: '.', joinedBy: '-' }),
  level('ARABIC', { suffix: '.', joinedBy: '-' }),
];

const heading = (id: string, depth: number, words: string) => node('heading', { id, level: depth }, words);

const json = (...nodes: TestNode[]) =>
  JSON.parse(JSON.stringify(doc(...nodes))) as DocumentPart['text']['content'];

/** Signs of a style for these places. */
const signs = (style: NumberingLevel['style'], places: readonly number[]) =>
  places.map((place) => numberOf([level(style)], [place])).join(' ');

describe('PV-12: numbers', () => {
  it('have the signs of their style, and go on as plain numbers where those end', () => {
    expect(signs('ARABIC', [1, 2, 10, 111])).toBe('1 2 10 111');
    expect(signs('HANGUL', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14])).toBe(
      '가 나 다 라 마 바 사 아 자 차 카 타 파 하',
    );
    expect(signs('HANGUL', [15, 16, 28, 29, 43, 57, 71, 84, 85])).toBe('거 너 허 고 구 그 기 히 85');
    expect(signs('CIRCLED_ARABIC', [1, 20, 21, 35, 36, 50, 51])).toBe('① ⑳ ㉑ ㉟ ㊱ ㊿ 51');
    expect(signs('CIRCLED_HANGUL', [1, 2, 14, 15])).toBe('㉮ ㉯ ㉻ 15');
  });

  it('are those of official Korean documents, level by level', () => {
    const numbers = korean.map((_, index) => numberOf(korean, Array<number>(index + 1).fill(2)));
    expect(numbers).toEqual(['2.', '나.', '2)', '나)', '(2)', '(나)', '②', '㉯']);
  });

  it('are joined to that of the level above, without its prefix and suffix', () => {
    expect(numberOf(decimal, [3, 1])).toBe('3-1.');
    expect(numberOf(decimal, [3, 1, 12])).toBe('3-1-12.');
    expect(numberOf(decimal, [3, 1, 12, 1])).toBeNull();
    const wrapped = [level('HANGUL', { prefix: '[', suffix: ']' }), level('ARABIC', { joinedBy: '.' })];
    expect(numberOf(wrapped, [3, 7])).toBe('다.7');
  });

  it('of different places in one level differ', () => {
    for (const style of numberingStyles) {
      const numbers = Array.from({ length: 300 }, (_, place) => numberOf([level(style)], [place]));
      expect(new Set(numbers).size).toBe(300);
    }
    const joined = new Set<string | null>();
    for (let strategy = 0; strategy < 30; strategy += 1)
      for (let task = 1; task <= 30; task += 1) joined.add(numberOf(decimal, [strategy, task]));
    expect(joined.size).toBe(900);
  });

  it('of an entry follow from its place; 0 is no strategy', () => {
    expect(numbersOf(defaultNumbering, [2, 3])).toEqual({ numbering: '2-3.', strategyNumbering: '2.' });
    expect(numbersOf(defaultNumbering, [0, 3])).toEqual({ numbering: '0-3.', strategyNumbering: null });
    expect(numbersOf(korean, [2, 3])).toEqual({ numbering: '다.', strategyNumbering: '2.' });
    expect(numbersOf(korean, [0, 3])).toEqual({ numbering: '다.', strategyNumbering: null });
  });
});

describe('PV-12: a numbering', () => {
  it('is taken when it is one', () => {
    for (const scheme of [defaultNumbering, korean, decimal]) expect(checkNumbering(scheme)).toEqual(scheme);
  });

  it.each([
    ['too few levels', [level('ARABIC')], ['numbering']],
    ['too many levels', [...korean, level('ARABIC')], ['numbering']],
    ['a long prefix', [level('ARABIC'), level('ARABIC', { prefix: '-----' })], ['numbering', '1', 'prefix']],
    [
      'a line in a suffix',
      [level('ARABIC', { suffix: '\n' }), level('ARABIC')],
      ['numbering', '0', 'suffix'],
    ],
    [
      'a digit in a suffix',
      [level('ARABIC', { suffix: '-1' }), level('ARABIC')],
      ['numbering', '0', 'suffix'],
    ],
    [
      'joined by nothing',
      [level('ARABIC'), level('ARABIC', { joinedBy: '' })],
      ['numbering', '1', 'joinedBy'],
    ],
    [
      'joined by a digit',
      [level('ARABIC'), level('ARABIC', { joinedBy: '①' })],
      ['numbering', '1', 'joinedBy'],
    ],
  ])('is refused with %s', (_, scheme, field) => {
    expect(() => checkNumbering(scheme)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', field }));
  });
});

describe('PV-12: the document', () => {
  const entry = (place: readonly [number, number], numbering: NumberingScheme, title: string) => ({
    entry: {
      place,
      ...numbersOf(numbering, place),
      strategyTitle: place[0] === 0 ? null : `전략 ${place[0]}`,
      title,
    },
    text: {
      content: json(
        heading('h1', 1, '배경'),
        paragraph('p1', '글'),
        heading('h2', 1, '내용'),
        heading('h3', 3, '세부'),
        heading('h4', 3, '또 세부'),
        heading('h5', 1, '일정'),
        heading('h6', 2, '첫해'),
      ),
      fields: {},
    },
  });
  const headings = (numbering: NumberingScheme) =>
    documentMarkdown({ title: '계획', numbering }, [
      entry([1, 1], numbering, '과제'),
      entry([1, 3], numbering, '과제'),
      entry([2, 1], numbering, '과제'),
      entry([0, 1], numbering, '과제'),
    ])
      .split('\n')
      .filter((line) => line.startsWith('#'));

  it('has them before the headings, in texts by how they stand in each other', () => {
    expect(headings(korean).slice(0, 9)).toEqual([
      '# 계획',
      '## 1. 전략 1',
      '### 가. 과제',
      '#### 1) 배경',
      '#### 2) 내용',
      '###### 가) 세부',
      '###### 나) 또 세부',
      '#### 3) 일정',
      '##### 가) 첫해',
    ]);
    expect(headings(korean)[9]).toBe('### 다. 과제');
    expect(headings(decimal).slice(17, 20)).toEqual([
      '### 2-1. 과제',
      '#### 2-1-1. 배경',
      '#### 2-1-2. 내용',
    ]);
  });

  it('does not count what lies deeper than the numbering goes', () => {
    expect(headings(defaultNumbering).slice(1, 5)).toEqual([
      '## 1. 전략 1',
      '### 1-1. 과제',
      '#### 배경',
      '#### 내용',
    ]);
  });

  it('has tasks without a strategy beside the strategies', () => {
    expect(headings(korean).at(-7)).toBe('## 가. 과제');
    expect(headings(korean).at(-6)).toBe('### 1) 배경');
  });
});
