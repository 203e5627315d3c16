import { expect, it } from 'vitest';
import { createSchema } from '../../src/graphql/schema.ts';

// The scalar came with its library's name, `DateTimeISO`: a document with a variable of the documented type was invalid.
it('scalars have the names that the schema documents', () => {
  const schema = createSchema();
  expect(schema.getType('DateTimeISO')).toBeUndefined();
  expect(schema.getType('DateTime')?.name).toBe('DateTime');
});
