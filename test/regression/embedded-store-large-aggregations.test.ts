import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/** Together more than a stage may keep. */
const COUNT = 130;
const BYTES = 1_000_000;

let client: mongo.MongoClient;
let items: mongo.Collection<{ _id: number; text: string }>;

beforeAll(async () => {
  client = await new mongo.MongoClient(inject('mongodbUri')).connect();
  items = client.db(`test-${randomBytes(6).toString('hex')}`).collection('items');
  for (let from = 0; from < COUNT; from += 10) {
    await items.insertMany(
      Array.from({ length: 10 }, (_, at) => ({ _id: from + at, text: String(at).repeat(BYTES) })),
    );
  }
});

afterAll(async () => {
  await items.drop();
  await client.close();
});

// A MongoDB server puts some of these on disk and has other limits.
describe.skipIf(process.env['MONGODB_URI'])(
  'an aggregation that would keep more than the memory has room for',
  () => {
    it.each<[string, mongo.Document[]]>([
      ['$sort', [{ $addFields: { n: 1 } }, { $sort: { n: 1 } }]],
      ['$group', [{ $group: { _id: '$_id', texts: { $push: '$text' } } }]],
      ['$group', [{ $group: { _id: { $concat: ['$text', { $toString: '$_id' }] } } }]],
      ['$facet', [{ $facet: { all: [{ $match: {} }] } }]],
      [
        '$lookup',
        [{ $limit: 1 }, { $lookup: { from: 'items', localField: 'x', foreignField: 'y', as: 'z' } }],
      ],
      ['$bucketAuto', [{ $bucketAuto: { groupBy: '$_id', buckets: 2 } }]],
    ])('is an error: %s', async (stage, pipeline) => {
      await expect(items.aggregate([...pipeline, { $count: 'n' }]).toArray()).rejects.toMatchObject({
        code: 292,
        message: expect.stringContaining(`Exceeded memory limit for ${stage}`) as string,
      });
    });

    it('is none when it goes through one by one, or keeps little', async () => {
      const pipeline = [
        { $project: { first: { $substrCP: ['$text', 0, 1] }, size: { $strLenCP: '$text' } } },
        { $group: { _id: '$first', bytes: { $sum: '$size' } } },
        { $sort: { _id: 1 } },
      ];
      expect(await items.aggregate(pipeline).toArray()).toEqual(
        Array.from({ length: 10 }, (_, at) => ({ _id: String(at), bytes: (COUNT / 10) * BYTES })),
      );
    });

    it('is an error when it makes a document that is too large', async () => {
      const pipeline = [{ $limit: 20 }, { $group: { _id: null, texts: { $push: '$text' } } }];
      await expect(items.aggregate(pipeline).toArray()).rejects.toMatchObject({ code: 10334 });
      expect(await items.countDocuments()).toBe(COUNT);
    });
  },
);
