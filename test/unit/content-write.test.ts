import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readContent, readFields, withKeptIds, writeContent, type Json } from '../../src/content/index.ts';
import { anyDocument, doc, node, paragraph, text } from '../support/content.ts';

function documentWith(content: unknown): Y.Doc {
  const document = new Y.Doc();
  writeContent(document, { content });
  return document;
}

/** The marks of a text are a set: Yjs keeps no order. */
function withSortedMarks(content: Json): unknown {
  return JSON.parse(JSON.stringify(content), (name, value: unknown) =>
    name === 'marks' ? (value as { type: string }[]).toSorted((a, b) => a.type.localeCompare(b.type)) : value,
  );
}

/** Characters that a change inserts and removes, as its update says. */
function costOf(document: Y.Doc, change: () => void): { inserted: number; deleted: number } {
  let inserted = 0;
  let deleted = 0;
  document.once('afterTransaction', (transaction: Y.Transaction) => {
    for (const [client, clock] of transaction.afterState)
      inserted += clock - (transaction.beforeState.get(client) ?? 0);
    for (const ranges of transaction.deleteSet.clients.values()) for (const { len } of ranges) deleted += len;
  });
  change();
  return { inserted, deleted };
}

describe('writing content into a document', () => {
  it('makes any content into any other, exactly', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (before, after) => {
        const document = documentWith(before);
        writeContent(document, { content: after });
        const wanted = readContent(documentWith(after));
        expect(withSortedMarks(readContent(document))).toEqual(withSortedMarks(wanted));
        // Written again it changes nothing.
        expect(costOf(document, () => writeContent(document, { content: wanted }))).toEqual({
          inserted: 0,
          deleted: 0,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('leaves what is the same in place: blocks before, between and behind those that differ', () => {
    const block = (id: string, words = `단락 ${id}의 내용`) => paragraph(id, words);
    const document = documentWith(doc(...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => block(id))));
    const fragment = document.getXmlFragment('content');
    const stays = [fragment.get(0), fragment.get(2), fragment.get(5)];
    writeContent(document, {
      content: doc(block('a'), block('new'), block('c'), block('d', '단락 d의 새 내용'), block('f')),
    });
    expect(fragment.toArray().map((child) => (child as Y.XmlElement).getAttribute('id'))).toEqual([
      'a',
      'new',
      'c',
      'd',
      'f',
    ]);
    for (const [at, index] of [0, 2, 4].entries()) expect(fragment.get(index)).toBe(stays[at]);
  });

  it('replaces within a text only what differs, and never half a surrogate pair', () => {
    const document = documentWith(doc(paragraph('a', '2021년 😀 목표')));
    const change = () => writeContent(document, { content: doc(paragraph('a', '2021년 😁 목표')) });
    expect(costOf(document, change)).toEqual({ inserted: 2, deleted: 2 });
    expect(JSON.stringify(readContent(document))).toContain('2021년 😁 목표');
  });

  it('changes marks without touching the text', () => {
    const document = documentWith(doc(paragraph('a', '공공 ', text('클라우드', 'bold'), ' 이용')));
    const wanted = doc(paragraph('a', '공공 클라우드', text(' 이용', 'italic')));
    const { deleted } = costOf(document, () => writeContent(document, { content: wanted }));
    expect(deleted).toBeLessThanOrEqual(2);
    expect(readContent(document)).toEqual(wanted);
  });

  it('sets and removes fields, and leaves those that are the same', () => {
    const document = new Y.Doc();
    writeContent(document, { fields: { goal: '목표', budget: { amount: 1 } } });
    const change = () =>
      writeContent(document, { fields: { goal: '목표', budget: null, leadMinistry: '과기정통부' } });
    expect(costOf(document, change)).toEqual({ inserted: 1, deleted: 1 });
    expect(readFields(document)).toEqual({ goal: '목표', leadMinistry: '과기정통부' });
  });
});

describe('keeping ids', () => {
  const ids = (content: Json): unknown[] =>
    ((content as { content?: { attrs?: { id?: unknown } }[] }).content ?? []).map(({ attrs }) => attrs?.id);

  it('takes over the ids of blocks that are the same and of those whose place is taken', () => {
    const before = doc(
      paragraph('a', '하나'),
      node('heading', { id: 'b', level: 2 }, '둘'),
      paragraph('c', '셋'),
    );
    const after = doc(
      paragraph('x', '새로'),
      paragraph('y', '하나'),
      node('heading', { id: 'z', level: 2 }, '둘과 반'),
      paragraph('w', '셋'),
    );
    expect(ids(withKeptIds(after as unknown as Json, before as unknown as Json))).toEqual([
      'x',
      'a',
      'b',
      'c',
    ]);
  });

  it('gives no id to two blocks', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (before, after) => {
        const found: unknown[] = [];
        JSON.stringify(withKeptIds(renamed(after), before as unknown as Json), (name, value: unknown) => {
          if (name === 'id') found.push(value);
          return value;
        });
        expect(new Set(found).size).toBe(found.length);
      }),
      { numRuns: 200 },
    );
  });
});

/** With ids of its own. */
function renamed(content: unknown): Json {
  return JSON.parse(
    JSON.stringify(content, (name, value: unknown) => (name === 'id' ? `new-${String(value)}` : value)),
  ) as Json;
}
