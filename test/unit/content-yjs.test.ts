import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prosemirrorJSONToYDoc, yXmlFragmentToProsemirrorJSON } from 'y-prosemirror';
import * as Y from 'yjs';
import {
  canonicalForm,
  contentProblems,
  contentSchema,
  readContent,
  readFields,
  toMarkdown,
  toPlainText,
  writeContent,
} from '../../src/content/index.ts';
import { anyDocument, doc, paragraph } from '../support/content.ts';

const formOf = (content: unknown) => canonicalForm({ title: '제목', content, fields: {} });

/** A document whose text was put there by `write`, seen over the network. */
function received(write: (fragment: Y.XmlFragment, writer: Y.Doc) => void): Y.Doc {
  const writer = new Y.Doc();
  write(writer.getXmlFragment('content'), writer);
  const reader = new Y.Doc();
  Y.applyUpdate(reader, Y.encodeStateAsUpdate(writer));
  return reader;
}

describe('reading and writing a Yjs document', () => {
  it('CT-1: reads what y-prosemirror writes, and writes what it reads', () => {
    fc.assert(
      fc.property(anyDocument, (content) => {
        const bound = prosemirrorJSONToYDoc(contentSchema, content, 'content');
        expect(contentProblems(readContent(bound), {})).toEqual([]);
        expect(formOf(readContent(bound))).toBe(formOf(content));

        const written = new Y.Doc();
        writeContent(written, { content });
        const read = yXmlFragmentToProsemirrorJSON(written.getXmlFragment('content'));
        expect(formOf(read)).toBe(formOf(content));
      }),
    );
  });

  it('reads an untouched document as an empty one', () => {
    expect(readContent(new Y.Doc())).toEqual({ type: 'doc' });
    expect(readFields(new Y.Doc())).toEqual({});
  });

  it('takes `true` for a mark without attributes, as plain Yjs clients write it', () => {
    const reader = received((fragment) => {
      const element = new Y.XmlElement('paragraph');
      const shared = new Y.XmlText();
      fragment.insert(0, [element]);
      element.insert(0, [shared]);
      element.setAttribute('id', 'a');
      shared.insert(0, '굵게', { bold: true });
    });
    expect(readContent(reader)).toEqual(
      doc(paragraph('a', { type: 'text', text: '굵게', marks: [{ type: 'bold' }] })),
    );
  });

  it('CT-4: reads whatever clients have put there without failing', () => {
    const reader = received((fragment, writer) => {
      const element = new Y.XmlElement('paragraph');
      const shared = new Y.XmlText();
      fragment.insert(0, [element, new Y.XmlHook('hook') as unknown as Y.XmlElement]);
      element.insert(0, [shared]);
      shared.insert(0, 'x', { bold: 7, __proto__mark: new Uint8Array(3) });
      shared.insertEmbed(1, { image: 'x' });
      shared.insertEmbed(2, new Y.Map([['a', 1]]));
      element.setAttribute('id', new Y.Map() as unknown as string);
      element.setAttribute('__proto__', new Uint8Array(2) as unknown as string);
      let deep: Y.XmlFragment = fragment;
      for (let level = 0; level < 500; level += 1) {
        const inner = new Y.XmlElement('blockquote');
        deep.insert(0, [inner]);
        deep = inner;
      }
      const map = writer.getMap('meta');
      map.set('goal', new Y.Text('함께 쓰는 목표'));
      map.set('indicators', Y.Array.from([new Y.Map<unknown>([['target', 1n]])]));
      map.set('budget', new Uint8Array(2));
      map.set('schedule', NaN);
      map.set('__proto__', 'x');
    });
    const content = readContent(reader);
    const codes = new Set(contentProblems(content, {}).map(({ code }) => code));
    expect([...codes]).toEqual(expect.arrayContaining(['UNREADABLE_NODE', 'TOO_DEEP', 'MISSING_BLOCK_ID']));
    expect(() => JSON.stringify(content)).not.toThrow();
    expect(toMarkdown(content)).toContain('x');
    expect(toPlainText(content)).toContain('x');
    const fields = readFields(reader);
    expect(fields['goal']).toBe('함께 쓰는 목표');
    expect(fields['indicators']).toEqual([{ target: { unreadable: 'bigint' } }]);
    expect(fields['budget']).toEqual({ unreadable: 'object' });
    expect(fields['schedule']).toEqual({ unreadable: 'number' });
    expect(Object.keys(fields)).toContain('__proto__');
  });

  it('reads characters and other types that were written into the fragment itself', () => {
    const characters = new Y.Doc();
    characters.getText('content').insert(0, '글');
    characters.getArray('meta').insert(0, [1, 2]);
    const reader = new Y.Doc();
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(characters));
    expect(contentProblems(readContent(reader), readFields(reader)).map(({ code }) => code)).toContain(
      'UNREADABLE_NODE',
    );
  });

  it('replaces the text as one forward change and leaves fields that are not named', () => {
    const written = new Y.Doc();
    writeContent(written, {
      content: doc(paragraph('a', '처음')),
      fields: { goal: '목표', leadMinistry: '행안부' },
    });
    let updates = 0;
    written.on('update', () => (updates += 1));
    writeContent(written, { content: doc(paragraph('b', '다음')), fields: { goal: null } });
    expect(updates).toBe(1);
    expect(readContent(written)).toEqual(doc(paragraph('b', '다음')));
    expect(readFields(written)).toEqual({ leadMinistry: '행안부' });
  });
});
