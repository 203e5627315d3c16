import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../src/client/document-outline.ts';
import * as client from '../../src/client/index.ts';

const field = (name: string, responseName = name, ...parameters: string[]) => ({
  name,
  responseName,
  parameters,
  fields: [] as object[],
});

/** A field of which these are selected. */
const parent = (of: ReturnType<typeof field>, ...names: string[]) => ({
  ...of,
  fields: names.map((name) => ({ name, responseName: name })),
});

describe('the outline of a document', () => {
  it.each([
    ['a query without a word', '{ a }', ['query'], [field('a')]],
    ['several operations', 'query A { a } mutation B { b }', ['query', 'mutation'], [field('a'), field('b')]],
    ['a name that is a keyword', 'query subscription { a }', ['query'], [field('a')]],
    [
      'fields named as keywords',
      '{ on query: mutation { b } }',
      ['query'],
      [field('on'), parent(field('mutation', 'query'), 'b')],
    ],
    [
      'a parameter',
      '{ a(b: {c: ")"}, d: [1]) { e } f }',
      ['query'],
      [
        parent(field('a', 'a', 'b', ':', '{', 'c', ':', '")"', '}', 'd', ':', '[', '1', ']'), 'e'),
        field('f'),
      ],
    ],
    [
      'directives',
      'query Q($x: [I!]! = [{a: "}"}] @d(a: {b: 1})) @d(a: {b: 1}) { a @d(a: {b: 1}) @e { c } b }',
      ['query'],
      [parent(field('a'), 'c'), field('b')],
    ],
    ['comments', '# { no }\nquery # query {\n{ # {\n a }', ['query'], [field('a')]],
    ['texts', 'query ($a: S = "\\" # {", $b: S = """ " \\""" { """) { a }', ['query'], [field('a')]],
    ['a description', '"""query { no }""" subscription { a }', ['subscription'], [field('a')]],
    [
      'fragments',
      'fragment F on T @d { ...G ... @d { b } } query { ...F @d ... on T { c } ... { d } } fragment G on T { a }',
      ['query'],
      [field('a'), field('b'), field('c'), field('d')],
    ],
    [
      'fields of fields, one level down and through fragments',
      '{ a(b: {c: 1}) { x: d(e: {f: 2}) { g } ...F ... on T @i { h ...F } } j { ...F } } fragment F on T { k ...F }',
      ['query'],
      [
        {
          ...field('a', 'a', 'b', ':', '{', 'c', ':', '1', '}'),
          fields: [
            { name: 'd', responseName: 'x' },
            { name: 'k', responseName: 'k' },
            { name: 'h', responseName: 'h' },
          ],
        },
        parent(field('j'), 'k'),
      ],
    ],
    ['a fragment in itself', '{ ...F } fragment F on T { a ...F }', ['query'], [field('a')]],
  ])('has %s', (_, text, ...[kinds, rootFields]) => {
    expect(() => parse(text.replace(/^"""query.*?"""/, ''))).not.toThrow();
    expect(outlineOf(text)).toEqual({ kinds, rootFields });
  });

  it('comes to an end wherever the document does', () => {
    const text =
      'query ($a: S = """ " """) { a(b: {c: "d"}) @e { f } ...F ... on T { g } } fragment F on T { h }';
    for (let length = 0; length <= text.length; length += 1) outlineOf(text.slice(0, length));
    expect(outlineOf('')).toEqual({ kinds: [], rootFields: [] });
    expect(outlineOf('} ) ( ] " : @').rootFields).toEqual([]);
  });

  it('is that of a parser for all documents of the package', () => {
    const documents = Object.values(client).filter((value) => value instanceof client.TypedDocumentString);
    expect(documents.length).toBeGreaterThan(20);
    for (const document of documents) {
      const { definitions } = parse(document.toString());
      const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
      const { kinds, rootFields } = outlineOf(document.toString());
      expect(kinds).toEqual(operations.map(({ operation }) => operation));
      expect(rootFields.map(({ name }) => name)).toEqual(
        operations.flatMap(({ selectionSet }) =>
          selectionSet.selections.map((selection) => 'name' in selection && selection.name?.value),
        ),
      );
    }
  });
});
