import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

// A text was sealed when it fitted the version's own hash, whatever hash the ballot had been on.
it.each([
  ['another hash on the same text', { contentHash: '0'.repeat(64) }],
  ['another text under the same hash', { canonicalForm: '{"content":"바꾼 글"}' }],
  [
    'another text under its own hash',
    {
      canonicalForm: '{}',
      contentHash: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    },
  ],
])('VN-9: a text that is not the one that was decided on is not sealed: %s', async (_name, manipulated) => {
  const { ballot, version, keyTask } = await path.station.voted();
  const versions = path.database.connection.collection('versions');
  const { ObjectId } = path.database.connection.base.mongo;
  await versions.updateOne({ _id: new ObjectId(version.id) }, { $set: manipulated });
  const before = await path.contents();
  await expect(path.close(ballot)).rejects.toThrow('not the one that its hash names');
  expect(await path.contents()).toEqual(before);
  expect(await path.find(keyTask)).toMatchObject({ state: 'TABLED', sealedVersionId: null });
});
