import { expect, it } from 'vitest';
import { unlessErrors } from '../../src/errors.ts';
import { createSharedReads } from '../../src/shared-reads.ts';

/** Reads the lengths of words, when it is let go on; a word with a space can't be read. */
function lengths() {
  const kept = new Map<string, number>();
  const asked: (readonly string[])[] = [];
  let goOn: () => void = () => undefined;
  const failing = { at: '' };
  const read = createSharedReads<string, number>({
    keyOf: (word) => word.toLowerCase(),
    kept: (word) => kept.get(word),
    read: async (words, tell) => {
      asked.push(words);
      await new Promise<void>((resolve) => (goOn = resolve));
      for (const word of words) {
        if (word === failing.at) throw new Error(`It broke at ${word}.`);
        tell(word, word.includes(' ') ? new Error('No word.') : word.length);
      }
    },
  });
  return { read, kept, asked, failing, goOn: () => goOn() };
}

it('reads what isn’t kept, each once for all who ask at the same time', async () => {
  const { read, kept, asked, goOn } = lengths();
  kept.set('kept', -1);
  const first = read(['one', 'kept', 'three', 'ONE']);
  const second = read(['three', 'one']);
  goOn();
  expect(await first).toEqual([3, -1, 5, 3]);
  expect(await second).toEqual([5, 3]);
  expect(asked).toEqual([['one', 'three']]);
  const again = read(['one']);
  goOn();
  expect(await again).toEqual([3]);
  expect(asked).toHaveLength(2);
});

it('gives an error to what can’t be read, and to nothing else', async () => {
  const { read, goOn } = lengths();
  const outcomes = read(['one', 'no word', 'three']);
  goOn();
  expect(await outcomes).toEqual([3, new Error('No word.'), 5]);
});

it('gives what the reading throws to what it hasn’t told, and reads that again for the next', async () => {
  const { read, goOn, failing } = lengths();
  failing.at = 'two';
  const outcomes = read(['one', 'two', 'three']);
  goOn();
  const broke = new Error('It broke at two.');
  expect(await outcomes).toEqual([3, broke, broke]);
  failing.at = '';
  const again = read(['three']);
  goOn();
  expect(await again).toEqual([5]);
});

it('works on what is no error, and keeps the order of all', async () => {
  const double = (numbers: readonly number[]) => Promise.resolve(numbers.map((number) => 2 * number));
  const error = new Error('No number.');
  expect(await unlessErrors([1, error, 3], double)).toEqual([2, error, 6]);
  expect(await unlessErrors([], double)).toEqual([]);
});
