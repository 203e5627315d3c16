import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { createSharedAnswers } from '../../src/graphql/sharing.ts';
import { cancellable, forEach } from '../../src/subscriptions/cancellable.ts';

it.each([
  [
    'throws',
    (): Promise<void> => {
      throw new Error('failed');
    },
  ],
  ['rejects', (): Promise<void> => Promise.reject(new Error('failed'))],
])('values are ended when who takes them %s: nobody else would', async (_how, take) => {
  let ended = false;
  const values = cancellable(async function* () {
    try {
      yield 1;
      yield 2;
    } finally {
      ended = true;
    }
  });
  await expect(forEach(values, take)).rejects.toThrow('failed');
  expect(ended).toBe(true);
});

it('an answer that can’t be written as JSON isn’t kept for others', async () => {
  const shared = createSharedAnswers(buildSchema('type Query { a: Int }'));
  const event = { key: 'key', sequence: 1, viewer: null };
  const answered = shared.answerTo(event, () => Promise.resolve({ data: { a: 1n } }));
  await expect(answered).rejects.toThrow('BigInt');
  expect(await shared.answerTo(event, () => Promise.resolve({ data: { a: 1 } }))).toBe('{"data":{"a":1}}');
});
