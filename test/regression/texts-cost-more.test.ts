import { GraphQLError, parse } from 'graphql';
import { expect, it } from 'vitest';
import { checkCost } from '../../src/graphql/limits.ts';
import { createSchema } from '../../src/graphql/schema.ts';

const schema = createSchema();
const isRefused = (query: string, variables: Record<string, unknown> = {}) => {
  try {
    checkCost({ schema, document: parse(query), variables });
    return false;
  } catch (error) {
    if (error instanceof GraphQLError) return true;
    throw error;
  }
};

// A document of a plan cost as much as a number. One small request of somebody who wasn't even signed in asked for 1,400
// of them, and nobody else was answered until they were made.
it.each(['PlanVersion', 'Version'])('a request for texts by the thousand is refused: %s', (type) => {
  const fields = Array.from({ length: 15 }, (_, index) => `text${index}: markdown`).join(' ');
  const ids = Array<string>(100).fill('UGxhblZlcnNpb246MDAw');
  expect(
    isRefused(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ${type} { ${fields} } } }`, { ids }),
  ).toBe(true);
});

it.each([
  '{ plans { nodes { latestVersion { markdown } } } }',
  '{ plans(first: 1) { nodes { versions { nodes { canonicalForm entries { version { canonicalForm } } } } } } }',
  '{ plans(first: 1) { nodes { versions(first: 10) { nodes { entries { version { markdown } } } } } } }',
  '{ keyTasks(first: 100) { nodes { draft { content fields markdown plainText } } } }',
])('what a page or a verification needs is answered: %s', (query) => {
  expect(isRefused(query)).toBe(false);
});
