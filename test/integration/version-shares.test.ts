import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { genesisHash } from '../../src/domain/draft/update-hash.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

interface Shares {
  readonly byMember:
    readonly { readonly member: { displayName: string }; readonly characters: number }[] | null;
  readonly byOrganisation: readonly { readonly organisation: string; readonly characters: number }[] | null;
  readonly bySector: readonly { readonly sector: string; readonly characters: number }[] | null;
}
const fields = `
  byMember: shares { member { displayName } characters }
  byOrganisation: shares(by: ORGANISATION) { organisation characters }
  bySector: shares(by: SECTOR) { sector characters }`;

const ofPlan = async (who: keyof DecisionPath['as'] | null): Promise<Shares> =>
  (
    await path.ask<{ node: { latestVersion: Shares } }>(
      who === null ? null : path.as[who],
      `query ($id: ID!) { node(id: $id) { ... on Plan { latestVersion { ${fields} } } } }`,
      { id: Buffer.from(`Plan:${path.plan.id}`).toString('base64url') },
    )
  ).node.latestVersion;

it('VN-10: is summed over the texts that a plan version holds, when their logs are archived as well, and stored', async () => {
  const first = await path.station.drafted('하나', '가나다라마');
  await path.write(first, '가나다라마바사', 'colleague');
  const { version } = await path.confirm(first);
  const second = await path.station.drafted('둘', '한 글');
  await path.confirm(second);
  for (const { draftId } of [first, second]) {
    const draft = await path.stores.drafts.find(draftId);
    const range = { from: { sequence: 0, hash: genesisHash }, upTo: draft?.headSequence ?? 0 };
    await path.stores.draftUpdates.moveToArchive(await path.draftReader.readTail(draftId, range));
  }
  const expected: Shares = {
    byMember: [
      { member: { displayName: 'writer' }, characters: 8 },
      { member: { displayName: 'colleague' }, characters: 2 },
    ],
    byOrganisation: [{ organisation: '기관', characters: 10 }],
    bySector: [{ sector: 'GOVERNMENT', characters: 10 }],
  };
  expect(await ofPlan('observer')).toEqual(expected);

  const stored = path.database.connection.collection('versionShares');
  expect(await stored.countDocuments({})).toBe(2);
  // From then on nothing of the log is read for it.
  const chunks = path.database.connection.collection('draftLogChunks');
  await chunks.deleteMany({ draftId: new mongoose.Types.ObjectId(first.draftId) });
  expect(await ofPlan('chair')).toEqual(expected);
  const { node } = await path.ask<{ node: Shares }>(
    path.as.chair,
    `query ($id: ID!) { node(id: $id) { ... on Version { ${fields} } } }`,
    { id: Buffer.from(`Version:${version.id}`).toString('base64url') },
  );
  expect(node.byMember).toEqual([
    { member: { displayName: 'writer' }, characters: 5 },
    { member: { displayName: 'colleague' }, characters: 2 },
  ]);
});

it('VN-10: is for members', async () => {
  expect(await ofPlan(null)).toEqual({ byMember: null, byOrganisation: null, bySector: null });
});
