import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  canonicalForm,
  contentHash,
  contentProblems,
  readCanonicalForm,
  readContent,
  writeContent,
} from '../../src/content/index.ts';
import { anyDocument, anyText, doc, paragraph, text } from '../support/content.ts';
import type { TestNode } from '../support/content.ts';
import { seededRandom } from '../support/typist.ts';

interface Vector {
  readonly input: {
    readonly title: string;
    readonly content: unknown;
    readonly fields: Record<string, unknown>;
  };
  readonly form: string;
  readonly hash: string;
}

function vectorsOfSpecification(): Vector[] {
  const specification = readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8');
  return [...specification.matchAll(/^CF vector \d+:\s+```json\n(.*?)^```/gms)].map(
    ([, json]) => JSON.parse(json ?? '') as Vector,
  );
}

const hashOf = (content: unknown, title = '제목') =>
  contentHash(canonicalForm({ title, content, fields: {} }));

describe('canonical form', () => {
  it('CF-1 to CF-8: gives the form and the hash of every test vector of SPEC.md', () => {
    const vectors = vectorsOfSpecification();
    expect(vectors.length).toBeGreaterThanOrEqual(3);
    for (const { input, form, hash } of vectors) {
      expect(contentProblems(input.content, input.fields)).toEqual([]);
      expect(canonicalForm(input)).toBe(form);
      expect(contentHash(form)).toBe(hash);
    }
  });

  it('CF-2: a text in decomposed and one in composed characters are the same text', () => {
    expect(hashOf(doc(paragraph('a', '\u1100\u1161')), 'e\u0301')).toBe(
      hashOf(doc(paragraph('a', '가')), 'é'),
    );
  });

  it('CF-4 and CF-5: where texts are split and how marks are ordered makes no difference', () => {
    const whole = doc(paragraph('a', text('추진과제', 'bold', 'italic')));
    const split = doc(
      paragraph('a', text('추진', 'italic', 'bold'), text(''), text('과제', 'bold', 'italic')),
    );
    expect(hashOf(split)).toBe(hashOf(whole));
  });

  it('CF-6: block ids belong to the text, defaults and what is for display do not', () => {
    const linked = (attrs: Record<string, unknown>) =>
      doc(paragraph('a', text('고시', { type: 'link', attrs })));
    const href = 'https://example.org';
    expect(hashOf(linked({ href, target: '_blank', rel: 'noopener', class: null }))).toBe(
      hashOf(linked({ href })),
    );
    expect(hashOf(linked({ href, title: '고시' }))).not.toBe(hashOf(linked({ href })));
    expect(hashOf(doc(paragraph('a', '글')))).not.toBe(hashOf(doc(paragraph('b', '글'))));
  });

  it('CF-7: a blank field is the same as none', () => {
    const content = doc(paragraph('a', '글'));
    const form = (fields: Record<string, unknown>) => canonicalForm({ title: '제목', content, fields });
    expect(form({ goal: ' ', indicators: [], budget: null })).toBe(form({}));
    expect(form({ goal: '목표' })).not.toBe(form({}));
  });

  it('reads a form back to a text of the same form', () => {
    fc.assert(
      fc.property(anyDocument, (content) => {
        const form = canonicalForm({ title: '제목', content, fields: { goal: '목표' } });
        expect(canonicalForm(readCanonicalForm(form))).toBe(form);
        expect(contentProblems(readCanonicalForm(form).content, {})).toEqual([]);
      }),
    );
  });

  it('refuses to read another format', () => {
    expect(() => readCanonicalForm('{"format":"other/1"}')).toThrow('choan-text/1');
  });

  it('depends on nothing of the editing history: other clients, other order of edits, other splits', () => {
    fc.assert(
      fc.property(anyDocument, fc.nat(), (content, seed) => {
        const written = new Y.Doc();
        writeContent(written, { content });
        const random = seededRandom(seed);
        const next = () => Math.floor(random() * 1_000_000);
        expect(hashOf(readContent(typedByTwo(content, next)))).toBe(hashOf(readContent(written)));
        expect(hashOf(readContent(written))).toBe(hashOf(content));
      }),
      { numRuns: 60 },
    );
  });

  it('any change of a visible character changes the hash', () => {
    fc.assert(
      fc.property(anyDocument, anyText, fc.nat(), (content, typed, place) => {
        const before = plainDocument(content);
        const texts = textsOf(before);
        const target = texts[place % texts.length];
        fc.pre(target !== undefined);
        const old = textOf(target);
        target.insert(place % (old.length + 1), typed);
        fc.pre(textOf(target).normalize('NFC') !== old.normalize('NFC'));
        expect(hashOf(readContent(before))).not.toBe(hashOf(content));
      }),
    );
  });
});

function plainDocument(content: unknown): Y.Doc {
  const written = new Y.Doc();
  writeContent(written, { content });
  return written;
}

const textOf = (shared: Y.XmlText) => shared.toString() as string;

function textsOf(document: Y.Doc): Y.XmlText[] {
  const found = document.getXmlFragment('content').createTreeWalker((type) => type instanceof Y.XmlText);
  return [...(found as Iterable<unknown>)].filter((type) => type instanceof Y.XmlText);
}

/**
 * The same text by another history: two clients alternate, blocks come in random order, texts character by character
 * from the back with detours, marks one by one in random order.
 */
function typedByTwo(content: TestNode, next: () => number): Y.Doc {
  const documents = [new Y.Doc(), new Y.Doc()] as const;
  const [first, second] = documents;
  first.on('update', (update: Uint8Array) => Y.applyUpdate(second, update, 'peer'));
  second.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'peer') Y.applyUpdate(first, update);
  });
  const blocks = content.content ?? [];
  const order = blocks.map((_, index) => ({ index, rank: next() })).sort((a, b) => a.rank - b.rank);
  const placed: number[] = [];
  for (const { index } of order) {
    const place = placed.filter((other) => other < index).length;
    placed.push(index);
    const writer = next() % 2 === 0 ? first : second;
    const fragment = writer.getXmlFragment('content');
    typeNode(fragment, blocks[index] ?? content, { place, next });
  }
  return second;
}

function typeNode(
  parent: Y.XmlFragment,
  from: TestNode,
  { place, next }: { readonly place: number; readonly next: () => number },
): void {
  const element = new Y.XmlElement(from.type);
  parent.insert(place, [element]);
  for (const [key, value] of Object.entries(from.attrs ?? {})) element.setAttribute(key, value as string);
  for (const child of from.content ?? []) {
    if (child.type !== 'text') typeNode(element, child, { place: element.length, next });
    else typeText(element, child, next);
  }
}

function typeText(element: Y.XmlElement, from: TestNode, next: () => number): void {
  const shared = new Y.XmlText();
  element.insert(element.length, [shared]);
  const characters = [...(from.text ?? '')];
  for (const character of characters.toReversed()) shared.insert(0, character);
  const detour = characters.slice(0, next() % (characters.length + 1)).join('').length;
  shared.insert(shared.length, '지울 글');
  shared.delete(shared.length - 4, 4);
  const marks = [...(from.marks ?? [])].sort(() => (next() % 2 === 0 ? -1 : 1));
  for (const mark of marks) {
    const value = mark.attrs ?? (next() % 2 === 0 ? {} : true);
    shared.format(0, detour, { [mark.type]: value });
    shared.format(detour, shared.length - detour, { [mark.type]: value });
  }
}
