import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentProblems, mostProblems } from '../../src/content/index.ts';
import { anyDocument, doc, node, paragraph, text } from '../support/content.ts';
import type { TestNode } from '../support/content.ts';

/** Code, path and block of each problem. */
const problems = (content: unknown, fields: Record<string, unknown> = {}) =>
  contentProblems(content, fields).map(({ code, path, blockId }) => [code, path, blockId]);

const link = (href: unknown) => doc(paragraph('a', text('고시', { type: 'link', attrs: { href } })));

/** `levels` block quotes around a paragraph. */
function nested(levels: number): TestNode {
  let inner = paragraph('p', '글');
  for (let level = 0; level < levels; level += 1) inner = node('blockquote', { id: `q${level}` }, inner);
  return doc(inner);
}

describe('content problems', () => {
  it('CT-1 to CT-3: a text that fits has none', () => {
    fc.assert(
      fc.property(anyDocument, (content) => {
        expect(problems(content)).toEqual([]);
      }),
    );
  });

  it.each([
    [
      'an unknown node',
      doc(paragraph('a', '글'), node('video', { id: 'v' })),
      'UNKNOWN_NODE',
      'content/1',
      'v',
    ],
    [
      'a name of the prototype',
      doc(paragraph('a', '글'), node('constructor', {})),
      'UNKNOWN_NODE',
      'content/1',
      null,
    ],
    [
      'a block in a paragraph',
      doc(paragraph('a', '글', paragraph('b', '글'))),
      'WRONG_NESTING',
      'content/0/1',
      'b',
    ],
    ['text beside blocks', doc(paragraph('a', '글'), text('글')), 'WRONG_NESTING', 'content/1', null],
    [
      'a list without items',
      doc(paragraph('a', '글'), node('bulletList', { id: 'l' })),
      'INCOMPLETE_NODE',
      'content/1',
      'l',
    ],
    ['a node without a type', doc(paragraph('a', '글'), {} as TestNode), 'MALFORMED', 'content/1', null],
  ])('CT-1: %s', (...[, content, code, path, blockId]) => {
    expect(problems(content)).toEqual([[code, path, blockId]]);
  });

  it.each([
    ['no id', doc(node('paragraph', {}, '글')), 'MISSING_BLOCK_ID', null],
    ['an empty id', doc(paragraph('', '글')), 'MISSING_BLOCK_ID', null],
    ['a long id', doc(paragraph('x'.repeat(129), '글')), 'MISSING_BLOCK_ID', 'x'.repeat(129)],
    ['an id that is not text', doc(node('paragraph', { id: 7 }, '글')), 'MISSING_BLOCK_ID', null],
  ])('CT-2: a block with %s', (...[, content, code, blockId]) => {
    expect(problems(content)).toEqual([[code, 'content/0', blockId]]);
  });

  it('CT-2: two blocks with one id, wherever they stand', () => {
    const content = doc(paragraph('a', '글'), node('blockquote', { id: 'q' }, paragraph('a', '글')));
    expect(problems(content)).toEqual([['DUPLICATE_BLOCK_ID', 'content/1/0', 'a']]);
  });

  it.each([
    ['an unknown mark', doc(paragraph('a', text('글', 'blink'))), 'UNKNOWN_MARK', 'content/0/0'],
    ['a mark twice', doc(paragraph('a', text('글', 'bold', 'bold'))), 'MARK_NOT_ALLOWED', 'content/0/0'],
    [
      'a mark in a code block',
      doc(node('codeBlock', { id: 'a' }, text('글', 'bold'))),
      'MARK_NOT_ALLOWED',
      'content/0/0',
    ],
  ])('CT-3: %s', (...[, content, code, path]) => {
    expect(problems(content)).toEqual([[code, path, 'a']]);
  });

  it('CT-4: what is no text of a draft', () => {
    const content = doc(paragraph('a', '글', { type: 'unreadable', attrs: { reason: 'embedded object' } }));
    expect(problems(content)).toEqual([['UNREADABLE_NODE', 'content/0/1', 'a']]);
  });

  it.each([
    ['an unknown one', { id: 'a', level: 2, colour: 'red' }, 'UNKNOWN_ATTRIBUTE'],
    ['none where one is required', { id: 'a' }, 'INVALID_ATTRIBUTE'],
    ['a level beyond the last', { id: 'a', level: 5 }, 'INVALID_ATTRIBUTE'],
    ['a number as text', { id: 'a', level: '2' }, 'INVALID_ATTRIBUTE'],
  ])('CT-5: attributes of a heading, %s', (...[, attrs, code]) => {
    expect(problems(doc(node('heading', attrs, '제목')))).toEqual([[code, 'content/0', 'a']]);
  });

  it('CT-5: an attribute that is null counts as absent', () => {
    expect(
      problems(
        doc(
          node('orderedList', { id: 'l', type: null }, node('listItem', { id: 'i' }, paragraph('a', '글'))),
        ),
      ),
    ).toEqual([]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//example.org',
    'example.org',
    '#',
    '',
    7,
    null,
    `https://example.org/${'x'.repeat(2000)}`,
  ])('CT-6: a link to %s is unsafe', (href) => {
    const [code, path] = problems(link(href))[0] ?? [];
    expect(path).toBe('content/0/0');
    expect(code).toBe(href === null ? 'INVALID_ATTRIBUTE' : 'UNSAFE_LINK');
  });

  it.each([
    'https://example.org/고시?a=1#b',
    'http://example.org',
    'mailto:a@example.org',
    'tel:+8221234567',
    '#b1',
  ])('CT-6: a link to %s is safe', (href) => expect(problems(link(href))).toEqual([]));

  it.each([['\u0000'], ['\u001b'], ['\u0085'], ['\ud800'], ['\u202e']])(
    'CT-7: the character %j in a text',
    (character) => {
      expect(problems(doc(paragraph('a', `글${character}`)))).toEqual([
        ['FORBIDDEN_CHARACTER', 'content/0/0', 'a'],
      ]);
      expect(problems(doc(paragraph('a', '글')), { goal: character + '글' })).toEqual([
        ['FORBIDDEN_CHARACTER', 'fields/goal', null],
      ]);
    },
  );

  it('CT-8: depth and size are bounded', () => {
    expect(problems(nested(29))).toEqual([]);
    expect(problems(nested(40)).map(([code]) => code)).toContain('TOO_DEEP');
    expect(problems(doc(paragraph('a', 'x'.repeat(3_999_000))))).toEqual([]);
    expect(problems(doc(paragraph('a', 'x'.repeat(4_000_001)))).map(([code]) => code)).toEqual(['TOO_LARGE']);
    const many = Array.from({ length: 50_001 }, (_, index) => paragraph(`b${index}`));
    expect(problems(doc(...many)).map(([code]) => code)).toEqual(['TOO_LARGE']);
  });

  it('CT-9: the fields of a key task', () => {
    const content = doc(paragraph('a', '글'));
    expect(
      problems(content, {
        goal: '공공부문 이용률 50%',
        leadMinistry: '행정안전부',
        indicators: [{ name: '이용률', unit: '%', baseline: 20.5, target: '50 이상', year: 2024 }],
        schedule: [{ name: '고시 개정', start: '2022-03', end: '2022' }],
        budget: { currency: 'KRW', lines: [{ year: 2022, amount: 120_000_000_000, note: '정부안' }] },
      }),
    ).toEqual([]);
    expect(problems(content, { goal: '', indicators: [], schedule: null })).toEqual([]);
  });

  it.each([
    [{ goal: 7 }, 'INVALID_FIELD', 'fields/goal'],
    [{ goal: 'x'.repeat(5001) }, 'INVALID_FIELD', 'fields/goal'],
    [{ indicators: { name: '이용률' } }, 'INVALID_FIELD', 'fields/indicators'],
    [{ indicators: [{ name: '이용률', target: 1 }] }, 'INVALID_FIELD', 'fields/indicators/0/year'],
    [
      { indicators: [{ name: '이용률', target: 1, year: 2024, extra: 1 }] },
      'INVALID_FIELD',
      'fields/indicators/0',
    ],
    [{ schedule: [{ name: '고시', start: '2022-13' }] }, 'INVALID_FIELD', 'fields/schedule/0/start'],
    [
      { budget: { currency: 'KRW', lines: [{ year: 2022, amount: -1 }] } },
      'INVALID_FIELD',
      'fields/budget/lines/0/amount',
    ],
    [{ budget: { currency: 'won', lines: [] } }, 'INVALID_FIELD', 'fields/budget/currency'],
    [{ colour: 'red' }, 'UNKNOWN_FIELD', 'fields/colour'],
    [{ constructor: 'x' }, 'UNKNOWN_FIELD', 'fields/constructor'],
  ])('CT-9: fields %j', (fields, code, path) => {
    expect(problems(doc(paragraph('a', '글')), fields as Record<string, unknown>)).toEqual([
      [code, path, null],
    ]);
  });

  it('CT-10: a text in which nothing is visible is empty', () => {
    expect(problems(doc(paragraph('a', ' \n')))).toEqual([['EMPTY', 'content', null]]);
    expect(problems(doc(paragraph('a')), { goal: '목표' })).toEqual([['EMPTY', 'content', null]]);
    expect(problems({ type: 'doc' }).map(([code]) => code)).toEqual(['EMPTY']);
  });

  it('CT-11: takes anything', () => {
    const circular: Record<string, unknown> = { type: 'blockquote', attrs: { id: 'q' } };
    circular['content'] = [circular, circular, circular];
    const throwing = {
      type: 'doc',
      get content(): never {
        throw new Error('unreadable');
      },
    };
    for (const content of [
      null,
      undefined,
      7,
      'x',
      [],
      { type: 'doc', content: 'x' },
      { type: 'doc', content: [circular] },
      throwing,
    ]) {
      const found = contentProblems(content, null);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(mostProblems);
    }
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (content, fields) => {
        contentProblems(content, fields);
        contentProblems({ type: 'doc', content: [content, { type: 'paragraph', content }] }, fields);
      }),
    );
  });

  it('lists a bounded number', () => {
    const many = Array.from({ length: 500 }, () => node('paragraph', {}, '글'));
    expect(problems(doc(...many))).toHaveLength(mostProblems);
  });
});
