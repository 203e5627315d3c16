import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentProblems, fromMarkdown, toMarkdown } from '../../src/content/index.ts';
import { anyDocument, doc, node, text, type TestNode } from '../support/content.ts';

function counter(): () => string {
  let next = 0;
  return () => `n${(next += 1)}`;
}

/** What is seen: white space is left out, of which Markdown keeps only some. */
function characters(node: TestNode, block = ''): string[] {
  if (node.type !== 'text') return (node.content ?? []).flatMap((child) => characters(child, node.type));
  const marks = (node.marks ?? []).map(({ type }) => type).sort();
  return [...(node.text ?? '')]
    .filter((character) => character.trim() !== '')
    .map((character) => [character, block, ...marks].join(' '));
}

const blockIds = ({ type, attrs, content = [] }: TestNode): unknown[] => [
  ...(type === 'doc' || type === 'text' ? [] : [attrs?.['id']]),
  ...content.flatMap(blockIds),
];

const read = (markdown: string) => fromMarkdown(markdown, counter());
const blocksOf = (markdown: string) => (read(markdown) as { content: { type: string }[] }).content;

describe('reading Markdown', () => {
  it('what was written comes back: every character in its kind of block with its marks', () => {
    fc.assert(
      fc.property(anyDocument, (content) => {
        expect(characters(read(toMarkdown(content)) as unknown as TestNode)).toEqual(characters(content));
      }),
      { numRuns: 500 },
    );
  });

  it('a line that looks like the one below the head of a table comes back as text', () => {
    const content = doc(node('paragraph', { id: 'a' }, text('|#'), { type: 'hardBreak' }, text(':-')));
    expect(characters(read(toMarkdown(content)) as unknown as TestNode)).toEqual(characters(content));
  });

  it('gives text that fits the schema, whatever it is given', () => {
    const anything = fc.oneof(
      anyDocument.map((content) => toMarkdown(content)),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(
            ...'#>-*`|[](){}<>!~_&;:\n\t 1.가a\\"',
            '<br>',
            '</ins>',
            '<ins>',
            '\n\n',
            '---',
            '|-|-|',
            '![a](b)',
          ),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(anything, (markdown) => {
        expect(contentProblems(read(markdown), {}).filter(({ code }) => code !== 'EMPTY')).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads the structure, with an id for every block', () => {
    const markdown =
      '## 배경\n\n공공 **클라우드**를 <ins>이용</ins>\n\n3. 하나\n4. 둘\n\n| 지표 | 목표 |\n| --- | --- |\n| SaaS | 만 개 |';
    const content = read(markdown) as unknown as TestNode;
    const outline = ({ type, content = [] }: TestNode): string =>
      content.length === 0 || content[0]?.type === 'text'
        ? type
        : `${type}(${content.map(outline).join(' ')})`;
    expect((content.content ?? []).map(outline)).toEqual([
      'heading',
      'paragraph',
      'orderedList(listItem(paragraph) listItem(paragraph))',
      'table(tableRow(tableHeader(paragraph) tableHeader(paragraph)) tableRow(tableCell(paragraph) tableCell(paragraph)))',
    ]);
    expect(content.content?.[2]).toMatchObject({ attrs: { start: 3 } });
    const ids = blockIds(content);
    expect(ids).toHaveLength(18);
    expect(new Set(ids).size).toBe(18);
  });

  it('an empty header row stands for none', () => {
    const [table] = blocksOf('|  |  |\n| --- | --- |\n| SaaS | 만 개 |');
    expect(JSON.stringify(table)).not.toContain('tableHeader');
  });

  it('takes no unsafe link and no tag but those of marks', () => {
    const json = JSON.stringify(
      read('[가](javascript:alert(1)) <script>alert(1)</script>\n\n<div onclick="x">나</div>'),
    );
    expect(json).not.toContain('href');
    expect(json).toContain('<script>');
    expect(blocksOf('<div onclick="x">나</div>').map(({ type }) => type)).toEqual(['paragraph']);
  });

  it('brings what the schema has not to what it has: deep headings, images, indented code', () => {
    expect(blocksOf('###### 여섯\n\n![그림](https://example.org/a.png)\n\n    code')).toMatchObject([
      { type: 'heading', attrs: { level: 4 } },
      { type: 'paragraph', content: [{ text: '그림', marks: [{ type: 'link' }] }] },
      { type: 'codeBlock' },
    ]);
  });
});
