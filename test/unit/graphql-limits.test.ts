import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLError } from 'graphql';
import { getIntrospectionQuery, parse, type GraphQLSchema } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOperationCheck } from '../../src/graphql/operation.ts';
import { costOf, limits } from '../../src/graphql/limits.ts';

const typeDefs = `
  type Query { things(first: Int): ThingConnection! thing: Thing bad(n: Int!): Thing nodes(ids: [ID!]!): [Thing]! }
  type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! }
  type ThingEdge { node: Thing! }
  type Thing { name: String thing: Thing things(first: Int): ThingConnection! parts: [Thing!]! }
`;
let schema: GraphQLSchema;
beforeAll(() => {
  schema = makeExecutableSchema({ typeDefs });
});

function check(query: string, variables: Record<string, unknown> = {}, introspection = true) {
  const result = createOperationCheck({ schema, introspection })({ query, variables });
  return 'document' in result
    ? []
    : result.problems.map((error) => error.extensions['limit'] ?? error.extensions['code']);
}

const cost = (query: string, variables: Record<string, unknown> = {}) =>
  costOf({ schema, document: parse(query), variables });

describe('limits of a document', () => {
  it('takes what is within them', () => {
    expect(check('{ things(first: 10) { nodes { name parts { name } } } }')).toEqual([]);
  });

  it('refuses fields nested too deep, also through fragments', () => {
    const nested = (depth: number) => '{ thing '.repeat(depth) + '{ name }' + '}'.repeat(depth);
    expect(check(nested(limits.depth - 1))).toEqual([]);
    expect(check(nested(limits.depth))).toEqual(['depth']);
    const inFragment = `${'{ thing '.repeat(9)}{ ...F }${'}'.repeat(9)} fragment F on Thing ${nested(9)}`;
    expect(check(inFragment)).toEqual(['depth']);
  });

  it('refuses too many aliases', () => {
    const aliased = (count: number) =>
      `{ thing { ${Array.from({ length: count }, (_, index) => `a${index}: name`).join(' ')} } }`;
    expect(check(aliased(limits.aliases))).toEqual([]);
    expect(check(aliased(limits.aliases + 1))).toEqual(['aliases']);
  });

  it('refuses too many tokens before it parses them', () => {
    expect(check(`{ thing { ${'name '.repeat(limits.tokens)} } }`)).toEqual(['tokens']);
  });

  it('counts a page as often as it may have entries, whether `first` is a literal, a variable or left out', () => {
    expect(cost('{ things(first: 10) { nodes { name } } }')).toBe(1 + 10 * (1 + 1));
    expect(cost('query ($n: Int) { things(first: $n) { nodes { name } } }', { n: 10 })).toBe(21);
    expect(cost('query ($n: Int = 10) { things(first: $n) { nodes { name } } }')).toBe(21);
    expect(cost('{ things { nodes { name } } }')).toBe(1 + 25 * 2);
  });

  it('counts both when edges and nodes are asked for, a plain list with an assumed length, and `ids` by their number', () => {
    expect(cost('{ things(first: 2) { nodes { name } edges { node { name } } } }')).toBe(1 + 2 * (2 + 3));
    expect(cost('{ thing { parts { name } } }')).toBe(1 + (1 + 10 * 1));
    expect(cost('query ($ids: [ID!]!) { nodes(ids: $ids) { name } }', { ids: ['a', 'b', 'c'] })).toBe(1 + 3);
  });

  it('refuses an answer that may hold too many fields, also when a variable says so', () => {
    const query =
      'query ($n: Int) { things(first: $n) { nodes { things(first: $n) { nodes { things(first: $n) { nodes { name } } } } } } }';
    expect(check(query, { n: 5 })).toEqual([]);
    expect(check(query, { n: 100 })).toEqual(['cost']);
  });

  it.each([
    ['an argument that is null though it may not be', 'query ($n: Int = 1) { bad(n: $n) { name } LIST }'],
    [
      'a directive that is null though it may not be',
      'query ($b: Boolean = true) { thing { name @include(if: $b) } LIST }',
    ],
  ])('counts what is beside %s, which fails alone', (_what, query) => {
    const list =
      'things(first: 100) { nodes { things(first: 100) { nodes { things(first: 100) { nodes { name } } } } } }';
    expect(check(query.replace('LIST', list), { n: null, b: null })).toContain('cost');
  });

  it('refuses fragments that multiply each other, at once', () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) => `fragment F${level} on Thing { ...F${level + 1} ... on Thing { ...F${level + 1} } }`,
    );
    expect(check(`{ thing { ...F0 } } ${levels.join(' ')} fragment F60 on Thing { name }`)).not.toEqual([]);
  });

  it('leaves the cost of invalid variables to the execution, which refuses them', () => {
    expect(cost('query ($n: Int) { things(first: $n) { nodes { name } } }', { n: 'many' })).toBeNull();
    expect(cost('query A { thing { name } } query B { thing { name } }')).toBeNull();
  });

  it('lets a client ask for the schema, unless it is hidden', () => {
    expect(check(getIntrospectionQuery())).toEqual([]);
    expect(check(getIntrospectionQuery(), {}, false)).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it('suggests no names where the schema is hidden', () => {
    const messages = (introspection: boolean) => {
      const result = createOperationCheck({ schema, introspection })({
        query: '{ thin { name } }',
      });
      return 'document' in result ? '' : result.problems.map((error: GraphQLError) => error.message).join();
    };
    expect(messages(true)).toContain('Did you mean');
    expect(messages(false)).not.toContain('Did you mean');
  });
});
