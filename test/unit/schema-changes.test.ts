import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { breakingChanges, sectionOf } from '../support/schema-changes.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the schema beside that of the last release', () => {
  it('breaks nothing that the change log does not name', async () => {
    const released = buildSchema(read('docs/released-schema.graphql'));
    const current = buildSchema(read('src/generated/schema.graphql'));
    const told = sectionOf(read('CHANGELOG.md'), 'Unreleased');
    const untold = (await breakingChanges(released, current)).filter(
      ({ path }) => !told.includes(`\`${path}\``),
    );
    expect(untold).toEqual([]);
  });

  it.each([
    ['a field that is gone', 'type Query { a: Int b: Int }', 'type Query { a: Int }', 'Query.b'],
    ['a field that may be null now', 'type Query { a: Int! }', 'type Query { a: Int }', 'Query.a'],
    [
      'an argument that must be given',
      'type Query { a: Int }',
      'type Query { a(x: Int!): Int }',
      'Query.a.x',
    ],
    ['a value that is gone', 'enum E { X Y } type Query { e: E }', 'enum E { X } type Query { e: E }', 'E.Y'],
  ])('finds %s', async (...[, before, after, path]) => {
    const changes = await breakingChanges(buildSchema(before), buildSchema(after));
    expect(changes.map((change) => change.path)).toEqual([path]);
  });

  it('lets the schema grow', async () => {
    const [before, after] = ['type Query { a: Int! }', 'type Query { a(x: Int): Int! "More." b: Int }'];
    expect(await breakingChanges(buildSchema(before), buildSchema(after))).toEqual([]);
  });
});
