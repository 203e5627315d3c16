import { expect, it } from 'vitest';
import { documentMarkdown } from '../../src/domain/decision/document-markdown.ts';
import { numbersOf } from '../../src/domain/decision/document.ts';
import { checkNumbering } from '../../src/domain/plan/numbering.ts';
import { doc, node } from '../support/content.ts';

const numbering = checkNumbering([
  { style: 'ARABIC', suffix: '.' },
  { style: 'ARABIC', joinedBy: '-' },
  { style: 'ARABIC', joinedBy: '-' },
  { style: 'ARABIC', joinedBy: '-' },
]);

/** Numbers of headings of these levels, in a text that has nothing else. */
function numbersOfHeadings(levels: readonly number[]): (string | undefined)[] {
  const headings = levels.map((level, index) => node('heading', { id: `h${index}`, level }, '제목'));
  const place = [1, 1] as const;
  const entry = { place, ...numbersOf(numbering, place), strategyTitle: '전략', title: '과제' };
  const content = JSON.parse(JSON.stringify(doc(...headings))) as never;
  return documentMarkdown({ title: '계획', numbering }, [{ entry, text: { content, fields: {} } }])
    .split('\n')
    .filter((line) => line.endsWith('제목'))
    .map((line) => line.split(' ')[1]);
}

it('PV-12: no two headings of a text have one number, whatever levels it leaves out', () => {
  expect(numbersOfHeadings([2, 1])).toEqual(['1-1-1', '1-1-2']);
  expect(numbersOfHeadings([1, 3, 2])).toEqual(['1-1-1', '1-1-1-1', '1-1-1-2']);
  expect(numbersOfHeadings([1, 2, 2, 1, 2])).toEqual(['1-1-1', '1-1-1-1', '1-1-1-2', '1-1-2', '1-1-2-1']);
  let random = 1;
  for (let run = 0; run < 200; run += 1) {
    const levels = Array.from({ length: 12 }, () => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      return 1 + ((random >> 8) % 2) + ((random >> 12) % 2);
    });
    const numbers = numbersOfHeadings(levels).filter((number) => number !== '제목');
    expect(new Set(numbers).size, levels.join()).toBe(numbers.length);
  }
});
