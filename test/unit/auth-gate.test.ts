import { expect, it } from 'vitest';
import { createGate } from '../../src/auth/gate.ts';

it('lets so many in at a time, the others in the order of their coming, and no more than may wait', async () => {
  const pass = createGate({ concurrent: 2, waiting: 2 });
  const begun: number[] = [];
  const finish: (() => void)[] = [];
  const work = (number: number) =>
    pass(() => {
      begun.push(number);
      return new Promise<number>((resolve) => finish.push(() => resolve(number)));
    });
  const results = [work(1), work(2), work(3), work(4)];
  await expect(work(5)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 });
  expect(begun).toEqual([1, 2]);
  finish[1]?.();
  expect(await results[1]).toBe(2);
  expect(begun).toEqual([1, 2, 3]);
  finish[0]?.();
  finish[2]?.();
  expect(await Promise.all([results[0], results[2]])).toEqual([1, 3]);
  finish[3]?.();
  expect(await results[3]).toBe(4);
  expect(begun).toEqual([1, 2, 3, 4]);
});

it('lets the next one in when work fails', async () => {
  const pass = createGate({ concurrent: 1, waiting: 1 });
  const results = await Promise.allSettled([
    pass(() => Promise.reject(new Error('failed'))),
    pass(() => Promise.resolve('fine')),
  ]);
  expect(results).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: 'fine' }]);
  expect(await pass(() => Promise.resolve('again'))).toBe('again');
});
