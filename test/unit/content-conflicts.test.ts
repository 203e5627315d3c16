import { describe, expect, it } from 'vitest';
import {
  canonicalFormat,
  conflictFeatures,
  findConflicts,
  mostConflicts,
  type Conflict,
  type ContentFields,
  type Json,
} from '../../src/content/index.ts';

/** A text of paragraphs with the ids `p0`, `p1` … */
function text(key: string, paragraphs: readonly string[], fields: ContentFields = {}) {
  const content: Json = {
    type: 'doc',
    content: paragraphs.map((paragraph, index) => ({
      type: 'paragraph',
      attrs: { id: `p${index}` },
      content: [{ type: 'text', text: paragraph }],
    })),
  };
  return conflictFeatures(key, {
    format: canonicalFormat,
    title: key,
    content,
    fields: fields as unknown as Record<string, Json>,
  });
}

const told = (conflicts: readonly Conflict[]) =>
  conflicts.map(({ rule, places }) => [
    rule,
    ...places.map(({ key, blockId, field }) => `${key} ${blockId ?? field ?? ''}`),
  ]);

const indicator = { name: '공공부문 클라우드 도입률', unit: '%', target: 50, year: 2024 };
const sentence = '정부는 민간 클라우드를 우선 이용하도록 제도를 정비한다.';

describe('CA-1: passages', () => {
  it('are found whatever the spaces, marks and case, each block pair once', () => {
    const other = '공공기관은 이용 실적을 해마다 공개하고 개선 계획을 낸다.';
    const found = findConflicts([
      text('a', ['다른 문장이다.', `${sentence} ${other}`]),
      text('b', [`머리말이다. ${sentence.replaceAll(' ', '  ')}\n${other.replace('.', '!')}`]),
    ]);
    expect(told(found)).toEqual([['DUPLICATE_PASSAGE', 'a p1', 'b p0']]);
    expect(found[0]?.message).toBe('The same 2 sentences stand in both texts.');
    expect(found[0]?.places.map(({ excerpt }) => excerpt)).toEqual([
      sentence,
      sentence.replaceAll(' ', '  '),
    ]);
  });

  it('are no conflict when they are short, in one text, or in no other', () => {
    expect(
      findConflicts([
        text('a', ['추진 배경', sentence, sentence]),
        text('b', ['추진 배경', '다른 내용이다.']),
      ]),
    ).toEqual([]);
  });

  it('that many texts share are told against the one in question', () => {
    const texts = ['a', 'b', 'c'].map((key) => text(key, [sentence]));
    expect(told(findConflicts(texts)).map(([, ...places]) => places)).toEqual([
      ['a p0', 'b p0'],
      ['a p0', 'c p0'],
    ]);
    expect(told(findConflicts(texts, 'c')).map(([, ...places]) => places)).toEqual([
      ['c p0', 'a p0'],
      ['c p0', 'b p0'],
    ]);
  });
});

describe('CA-1: indicators', () => {
  const two = (here: ContentFields, there: ContentFields) =>
    findConflicts([text('a', ['가'], here), text('b', ['나'], there)]);

  it.each([
    ['INDICATOR_VALUE', 'another target', { ...indicator, target: 60 }],
    ['INDICATOR_VALUE', 'a target that differs by its point', { ...indicator, target: '5.0' }],
    ['INDICATOR_VALUE', 'another unit', { ...indicator, unit: '개' }],
    ['INDICATOR_YEAR', 'another year', { ...indicator, year: 2025 }],
  ])('%s: %s', (rule, _what, other) => {
    expect(told(two({ indicators: [indicator] }, { indicators: [other] }))).toEqual([
      [rule, 'a indicators', 'b indicators'],
    ]);
  });

  it('are told from others and from themselves in other years', () => {
    const same = { ...indicator, name: '공공 부문 클라우드 도입률 ', target: '50', unit: ' % ' };
    expect(two({ indicators: [indicator] }, { indicators: [same] })).toEqual([]);
    expect(
      two({ indicators: [indicator] }, { indicators: [{ ...indicator, target: 70, year: 2025 }] }),
    ).toEqual([]);
    expect(
      two({ indicators: [indicator] }, { indicators: [{ ...indicator, name: '민간 도입률', target: 1 }] }),
    ).toEqual([]);
  });

  it('INDICATOR_VALUE: another baseline, where both name one', () => {
    const from = (baseline: number): ContentFields => ({ indicators: [{ ...indicator, baseline }] });
    expect(told(two(from(10), from(20)))).toHaveLength(1);
    expect(two(from(10), { indicators: [indicator] })).toEqual([]);
  });

  it('INDICATOR_LEAD_MINISTRY and INDICATOR_BUDGET: who leads and what it costs', () => {
    const budget = (amount: number, year = 2024) => ({
      currency: 'KRW',
      lines: [
        { year, amount },
        { year, amount: 1 },
      ],
    });
    const found = two(
      { indicators: [indicator], leadMinistry: '과학기술정보통신부', budget: budget(100) },
      { indicators: [indicator], leadMinistry: '행정안전부', budget: budget(200) },
    );
    expect(told(found)).toEqual([
      ['INDICATOR_LEAD_MINISTRY', 'a leadMinistry', 'b leadMinistry'],
      ['INDICATOR_BUDGET', 'a budget', 'b budget'],
    ]);
    expect(found[1]?.message).toContain('101 KRW and 201 KRW');
    expect(
      two(
        { indicators: [indicator], budget: budget(100) },
        { indicators: [indicator], budget: budget(200, 2025) },
      ),
    ).toEqual([]);
    expect(two({ leadMinistry: '과학기술정보통신부' }, { leadMinistry: '행정안전부' })).toEqual([]);
  });

  it('SCHEDULE: the same step at another time', () => {
    const step = (start: string, end?: string): ContentFields => ({
      schedule: [{ name: '법 개정', start, ...(end === undefined ? {} : { end }) }],
    });
    expect(told(two(step('2022-03'), step('2022-06')))).toEqual([['SCHEDULE', 'a schedule', 'b schedule']]);
    expect(two(step('2022', '2022'), step('2022'))).toEqual([]);
  });
});

describe('CA-1: terms', () => {
  it.each([
    '‘클라우드 네이티브’란 클라우드에서 나고 자란 응용을 만드는 방식이다.',
    '클라우드 네이티브란 클라우드에 맞추어 만드는 방식을 말한다.',
    '배경을 밝힌다. 클라우드네이티브라 함은 컨테이너를 쓰는 것을 의미한다.',
    '“클라우드 네이티브”(이하 “네이티브”)이란 그러한 방식을 뜻한다.',
  ])('TERM_DEFINED_TWICE: %s', (definition) => {
    const found = findConflicts([
      text('a', ['“클라우드 네이티브”란 처음에 이렇게 정한 것이다.']),
      text('b', ['앞선 문단', definition]),
    ]);
    expect(told(found)).toEqual([['TERM_DEFINED_TWICE', 'a p0', 'b p1']]);
    expect(found[0]?.message).toBe('“클라우드 네이티브” is defined twice, in different words.');
  });

  it('TERM_DEFINED_TWICE: in one text, and in English', () => {
    const once = '"Cloud native" means made for clouds.';
    expect(told(findConflicts([text('a', [once, `${once} Really.`])]))).toEqual([
      ['TERM_DEFINED_TWICE', 'a p0', 'a p1'],
    ]);
  });

  it('are not what merely stands in quotation marks', () => {
    expect(
      findConflicts([
        text('a', ['‘클라우드’를 쓰는 기관을 돕는다. 모든 사람이 모란과 난을 말한다.']),
        text('b', ['‘클라우드’ 이용을 늘린다. 이란과의 협력을 말한다.']),
      ]),
    ).toEqual([]);
  });
});

it('tells a bounded number in bounded time', () => {
  const texts = Array.from({ length: 60 }, (_, index) =>
    text(`t${index}`, [], { indicators: [{ ...indicator, target: index }] }),
  );
  expect(findConflicts(texts)).toHaveLength(mostConflicts);
  // What would make a careless pattern backtrack for hours.
  const hostile = [
    '‘'.repeat(100_000),
    `${'가 '.repeat(100_000)}란`,
    '가란 '.repeat(50_000),
    '란 '.repeat(50_000),
  ];
  expect(findConflicts([text('a', hostile), text('b', [])])).toEqual([]);
});
