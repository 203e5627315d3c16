import { expect, it } from 'vitest';
import { databaseId } from '../../src/graphql/ids.ts';

// The path was `["filter.planId"]`, one element that is no field's name.
it('an error names the field of an input in another one by its path', () => {
  expect(() => databaseId('Plan', 'nothing', 'filter.planId')).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT', field: ['filter', 'planId'] }) as Error,
  );
});
