import { describe, expect, it } from 'vitest';
import { GroupCommit } from '../../src/domain/draft/group-commit.ts';

/** Commits numbers; those in `impossible` are done neither together nor alone, and `stuck` ones wait for a call. */
function committer(options: { impossible?: readonly number[]; sizeOf?: (work: number) => number } = {}) {
  const together: number[][] = [];
  const alone: number[] = [];
  const stuck = new Map<number, () => void>();
  let failing = false;
  const commits = new GroupCommit<number, string>({
    interval: 200,
    sizeOf: options.sizeOf ?? (() => 1),
    together: (works) => {
      together.push([...works]);
      if (failing) return Promise.reject(new Error('the connection was lost'));
      const possible = !works.some((work) => options.impossible?.includes(work) ?? false);
      return Promise.resolve(possible ? works.map((work) => `together ${work}`) : null);
    },
    alone: (work) => {
      alone.push(work);
      if (options.impossible?.includes(work) !== true) return Promise.resolve(`alone ${work}`);
      return new Promise((resolve) => stuck.set(work, () => resolve(`at last ${work}`)));
    },
  });
  return { commits, together, alone, stuck, fail: (value: boolean) => void (failing = value) };
}

describe('group commit', () => {
  it('CO-17: commits what comes at the same time together, and what comes meanwhile next', async () => {
    const { commits, together } = committer();
    const first = [commits.add(1), commits.add(2)];
    await Promise.all(first);
    const second = [commits.add(3), commits.add(4), commits.add(5)];
    expect(await Promise.all([...first, ...second])).toEqual(
      [1, 2, 3, 4, 5].map((work) => `together ${work}`),
    );
    expect(together).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
  });

  it('CO-17: what waits for its turn goes along with the commit that begins then', async () => {
    const { commits, together } = committer();
    await commits.add(1);
    const begun = performance.now();
    const late = commits.turn().then(() => commits.add(3));
    const early = commits.add(2);
    const other = commits.turn().then(() => commits.add(4));
    await Promise.all([late, early, other]);
    expect(together).toEqual([[1], [2, 3, 4]]);
    expect(performance.now() - begun).toBeGreaterThan(100);
    // Who has nothing to do when the turn comes keeps nobody waiting.
    await commits.turn();
    expect(await commits.add(5)).toBe('together 5');
  });

  it('CO-17: what is plenty by itself waits for nothing but the commit before it', async () => {
    const { commits, together } = committer();
    await commits.add(1);
    const begun = performance.now();
    const small = commits.add(2);
    for (let work = 3; work < 23; work += 1) await commits.add(work, { plenty: true });
    await small;
    // Twenty waits would be four seconds.
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(together[1]).toEqual([2, 3]);
    expect(together).toHaveLength(21);
  });

  it('CO-17: what cannot be done keeps no other one waiting', async () => {
    const { commits, together, alone, stuck } = committer({ impossible: [2] });
    const [one, two, three] = [commits.add(1), commits.add(2), commits.add(3)];
    expect(await Promise.all([one, three])).toEqual(['alone 1', 'alone 3']);
    expect(await commits.add(4)).toBe('together 4');
    expect(together).toEqual([[1, 2, 3], [4]]);
    expect(alone).toEqual([1, 2, 3]);
    stuck.get(2)?.();
    expect(await two).toBe('at last 2');
  });

  it('asks one by one after an error, of which nobody knows what it left behind', async () => {
    const { commits, fail } = committer();
    fail(true);
    expect(await Promise.all([commits.add(1), commits.add(2)])).toEqual(['alone 1', 'alone 2']);
    fail(false);
    expect(await commits.add(3)).toBe('together 3');
  });

  it('passes on the error of a piece of work that fails alone', async () => {
    const commits = new GroupCommit<number, string>({
      interval: 200,
      sizeOf: () => 1,
      together: () => Promise.resolve(null),
      alone: (work) => (work === 1 ? Promise.reject(new Error('no')) : Promise.resolve('done')),
    });
    const works = [commits.add(1), commits.add(2)];
    await expect(works[0]).rejects.toThrow('no');
    await expect(works[1]).resolves.toBe('done');
  });

  it('bounds what one transaction holds, by number and by bytes', async () => {
    const many = committer();
    await Promise.all(Array.from({ length: 1100 }, (_, index) => many.commits.add(index)));
    expect(many.together.map(({ length }) => length)).toEqual([500, 500, 100]);
    const large = committer({ sizeOf: (work) => (work === 9 ? 100 : 3) * 1024 * 1024 });
    await Promise.all([1, 9, 2, 3].map((work) => large.commits.add(work)));
    expect(large.together).toEqual([[1], [9], [2], [3]]);
  });
});
