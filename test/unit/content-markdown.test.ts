import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { toMarkdown, toPlainText } from '../../src/content/index.ts';
import { anyDocument, anyText, doc, node, paragraph, text } from '../support/content.ts';
import type { TestNode } from '../support/content.ts';

/** A GitHub-flavoured parser that is not ours: CommonMark with tables and strike-through, HTML tags taken as such. */
const parser = new MarkdownIt({ html: true });

/** What a reader sees, without white space, of which Markdown keeps only some. */
function visible(markdown: string): string {
  return parser
    .render(markdown)
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(lt|gt|amp|quot);/g,
      (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"' })[name] ?? '',
    )
    .replace(/\s/g, '');
}

function textOf(from: TestNode): string {
  return (from.text ?? '') + (from.content ?? []).map(textOf).join('');
}

describe('Markdown', () => {
  it('keeps every visible character of a paragraph, whatever Markdown takes it for', () => {
    fc.assert(
      fc.property(anyText, anyText, (first, second) => {
        const content = doc(paragraph('a', text(first), { type: 'hardBreak' }, text(second)));
        expect(visible(toMarkdown(content))).toBe((first + second).replace(/\s/g, ''));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps every visible character of a document', () => {
    fc.assert(
      fc.property(anyDocument, (content) => {
        expect(visible(toMarkdown(content))).toBe(textOf(content).replace(/\s/g, ''));
      }),
      { numRuns: 300 },
    );
  });

  it('writes the structure', () => {
    const item = (id: string, ...children: TestNode[]) => node('listItem', { id }, ...children);
    const markdown = toMarkdown(
      doc(
        node('heading', { id: 'a', level: 2 }, '추진 배경'),
        paragraph('b', '공공 ', text('클라우드', 'bold'), ' 이용'),
        node(
          'orderedList',
          { id: 'c', start: 3 },
          item('d', paragraph('e', '하나')),
          item('f', paragraph('g', '둘')),
        ),
        node('blockquote', { id: 'h' }, paragraph('i', '인용')),
        node('codeBlock', { id: 'j', language: 'json' }, '{"a": "```"}'),
        node('horizontalRule', { id: 'k' }),
      ),
    );
    expect(markdown).toBe(
      '## 추진 배경\n\n공공 **클라우드** 이용\n\n3. 하나\n\n4. 둘\n\n> 인용\n\n````json\n{"a": "```"}\n````\n\n---',
    );
  });

  it('writes tables of GitHub flavour, with a header row that may be empty', () => {
    const cell = (type: string, id: string, value: string) => node(type, { id }, paragraph(`${id}p`, value));
    const row = (id: string, type: string, ...values: string[]) =>
      node('tableRow', { id }, ...values.map((value, index) => cell(type, `${id}${index}`, value)));
    const table = (...rows: TestNode[]) => toMarkdown(doc(node('table', { id: 't' }, ...rows)));
    expect(table(row('r', 'tableHeader', '지표', '목표'), row('s', 'tableCell', 'a|b', '50%'))).toBe(
      '| 지표 | 목표 |\n| --- | --- |\n| a\\|b | 50% |',
    );
    expect(table(row('s', 'tableCell', 'SaaS', '만 개'))).toBe('|  |  |\n| --- | --- |\n| SaaS | 만 개 |');
  });

  it('marks that Markdown could not close before a Korean particle are written as tags', () => {
    const markdown = toMarkdown(doc(paragraph('a', text('클라우드(SaaS)', 'bold'), '를 쓴다')));
    expect(markdown).toBe('<strong>클라우드(SaaS)</strong>를 쓴다');
    expect(parser.render(markdown)).toBe('<p><strong>클라우드(SaaS)</strong>를 쓴다</p>\n');
  });

  it('writes links, strike-through, underline and code', () => {
    const markdown = toMarkdown(
      doc(
        paragraph(
          'a',
          text('고시', {
            type: 'link',
            attrs: { href: 'https://example.org/a(b)?c=d e'.replace(' ', '%20'), title: '"새" 고시' },
          }),
          ' ',
          text('낡은', 'strike'),
          ' ',
          text('밑줄', 'underline'),
          ' ',
          text('a`b', 'code'),
        ),
      ),
    );
    expect(parser.render(markdown)).toBe(
      '<p><a href="https://example.org/a(b)?c=d%20e" title="&quot;새&quot; 고시">고시</a> <s>낡은</s> <ins>밑줄</ins> <code>a`b</code></p>\n',
    );
  });

  it('CT-11: takes anything; no text is lost, no unsafe link comes out', () => {
    const odd = {
      type: 'doc',
      content: [
        text('밖의 글'),
        node('video', {}, node('caption', {}, '설명')),
        node('listItem', { id: 'i' }, '홀로'),
        node('bulletList', { id: 'l' }, node('blockquote', { id: 'q' }, '목록의 인용')),
        node('table', { id: 't' }, '표의 글'),
        node('heading', { id: 'h', level: 'x' }, paragraph('p', '제목의 문단')),
        paragraph('a', text('위험', { type: 'link', attrs: { href: 'javascript:alert(1)' } })),
        null,
        7,
      ],
    };
    for (const shown of [toMarkdown(odd), toPlainText(odd)]) {
      for (const part of ['밖의 글', '설명', '홀로', '목록의 인용', '표의 글', '제목의 문단', '위험']) {
        expect(shown).toContain(part);
      }
      expect(shown).not.toContain('javascript');
    }
    const circular: Record<string, unknown> = { type: 'blockquote' };
    circular['content'] = [circular, circular, circular];
    for (const content of [null, 7, 'x', { type: 'doc', content: [circular] }]) {
      expect(typeof toMarkdown(content)).toBe('string');
      expect(typeof toPlainText(content)).toBe('string');
    }
    fc.assert(
      fc.property(fc.anything(), (content) => {
        toMarkdown({
          type: 'doc',
          content: [content, { type: 'paragraph', content, attrs: content, marks: content }],
        });
      }),
    );
  });
});

describe('plain text', () => {
  it('separates blocks by an empty line, items and rows by line', () => {
    const item = (id: string, ...children: TestNode[]) => node('listItem', { id }, ...children);
    const cells = (id: string, ...values: string[]) =>
      node(
        'tableRow',
        { id },
        ...values.map((value, index) =>
          node('tableCell', { id: id + index }, paragraph(`${id}p${index}`, value)),
        ),
      );
    const content = doc(
      node('heading', { id: 'a', level: 1 }, '목표'),
      paragraph('b', '첫 줄', { type: 'hardBreak' }, '둘째 줄'),
      node(
        'orderedList',
        { id: 'c', start: 2 },
        item('d', paragraph('e', '하나'), paragraph('f', '이어서')),
        item('g', paragraph('h', '둘')),
      ),
      node('table', { id: 't' }, cells('r', '지표', '목표'), cells('s', '이용률', '50%')),
      paragraph('z'),
    );
    expect(toPlainText(content)).toBe(
      '목표\n\n첫 줄\n둘째 줄\n\n2. 하나\n   이어서\n3. 둘\n\n지표\t목표\n이용률\t50%',
    );
  });
});
