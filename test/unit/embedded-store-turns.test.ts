import fc from 'fast-check';
import type { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import {
  PAUSE,
  sortInParts,
  withoutPauses,
  withPauses,
  type Pausing,
} from '../../src/embedded-mongodb/query/pause.ts';
import { runPipeline } from '../../src/embedded-mongodb/query/pipeline.ts';

const COUNT = 5_000;
/** Documents that may be taken in, or given out, between two turns of others. */
const MOST_IN_A_TURN = 600;

const document = (at: number): mongo.Document => ({
  _id: at,
  group: at % 7,
  text: `text ${(at * 48271) % COUNT}`,
  list: [at % 3, at % 5],
});

/** All documents of a collection without a single pause: the stages have to make their own. */
function* documents(taken: () => void, count = COUNT): Iterable<mongo.Document> {
  for (let at = 0; at < count; at++) {
    taken();
    yield document(at);
  }
}

const pipelines: Record<string, mongo.Document[]> = {
  'nothing found': [{ $match: { group: 99 } }],
  'a sort': [{ $sort: { text: 1 } }],
  'a sort of what a projection makes': [{ $project: { text: 1 } }, { $sort: { text: -1 } }, { $limit: 3 }],
  'one group': [
    {
      $group: {
        _id: null,
        n: { $sum: 1 },
        mean: { $avg: '$_id' },
        most: { $max: '$text' },
        all: { $push: '$_id' },
        texts: { $addToSet: '$text' },
      },
    },
  ],
  'many groups': [{ $group: { _id: '$text', n: { $sum: 1 } } }, { $match: { n: 2 } }],
  buckets: [{ $bucket: { groupBy: '$group', boundaries: [0, 3, 9] } }],
  'counts by value': [{ $sortByCount: '$text' }, { $skip: COUNT }],
  'lists unfolded': [{ $unwind: '$list' }, { $match: { list: 9 } }],
  'a number': [{ $count: 'n' }],
  'a sample': [{ $sample: { size: 5 } }],
  facets: [{ $facet: { some: [{ $sort: { text: 1 } }, { $limit: 1 }], n: [{ $count: 'n' }] } }],
  'a join by fields': [
    { $lookup: { from: 'other', localField: 'group', foreignField: '_id', as: 'found' } },
    { $match: { group: 99 } },
  ],
  'a join by a pipeline': [
    { $limit: 3 },
    {
      $lookup: {
        from: 'other',
        let: { group: '$group' },
        pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$group'] } } }],
        as: 'found',
      },
    },
  ],
  'a union': [{ $unionWith: { coll: 'other', pipeline: [{ $match: { group: 99 } }] } }, { $skip: 2 * COUNT }],
};

describe('a pipeline lets others have their turn', () => {
  it.each(Object.entries(pipelines))('while it makes %s', (_, pipeline) => {
    let since = 0;
    let most = 0;
    let pauses = 0;
    const taken = (): void => {
      most = Math.max(most, ++since);
    };
    const result: Pausing<mongo.Document> = runPipeline(pipeline, {
      source: documents(taken),
      collection: () => withPauses(documents(taken)),
      now: new Date(0),
    });
    for (const item of result) {
      if (item === PAUSE) {
        since = 0;
        pauses++;
      } else taken();
    }
    expect(pauses).toBeGreaterThan(COUNT / MOST_IN_A_TURN);
    expect(most).toBeLessThan(MOST_IN_A_TURN);
  });
});

describe('a sort in parts', () => {
  const sorted = <T>(values: T[], order: (a: T, b: T) => number): { result: T[]; pauses: number } => {
    const work = sortInParts(values, order);
    for (let pauses = 0; ; pauses++) {
      const next = work.next();
      if (next.done === true) return { result: next.value, pauses };
    }
  };

  it('gives what a sort in one go gives, equal ones in their order', () => {
    const values = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 250, maxLength: 1500 }),
    );
    fc.assert(
      fc.property(values, (numbers) => {
        const rows = numbers.map((value, at) => ({ value, at }));
        const order = (a: { value: number }, b: { value: number }): number => a.value - b.value;
        expect(sorted([...rows], order).result).toEqual([...rows].sort(order));
      }),
    );
  });

  it('pauses at least once for each 600 comparisons', () => {
    let comparisons = 0;
    const values = Array.from({ length: 10_000 }, (_, at) => (at * 7919) % 10_007);
    const { pauses } = sorted(values, (a, b) => {
      comparisons++;
      return a - b;
    });
    expect(comparisons / pauses).toBeLessThan(1_700);
  });
});

it('gives the same results however many pauses come between', () => {
  const count = 700;
  for (const pipeline of Object.values(pipelines)) {
    if (JSON.stringify(pipeline).includes('$sample')) continue;
    const run = (pausing: boolean): mongo.Document[] => {
      const source = function* (): Pausing<mongo.Document> {
        for (const one of documents(() => undefined, count)) {
          if (pausing) yield PAUSE;
          yield one;
        }
      };
      return [
        ...withoutPauses(runPipeline(pipeline, { source: source(), collection: source, now: new Date(0) })),
      ];
    };
    expect(run(true)).toEqual(run(false));
  }
});
