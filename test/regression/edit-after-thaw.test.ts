import { afterAll, beforeAll, expect, it } from 'vitest';
import { Peer } from '../../src/collaboration/peer.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';

let path: DecisionPath;
beforeAll(async () => {
  path = await openDecisionPath();
});
afterAll(() => path.drop());

// A room that was open learnt of the thaw a moment later, and refused the server's own edits until then.
it('CO-19: an edit right after a recall is taken, also while the draft is open', async () => {
  const { as, rooms, versions } = path;
  const keyTask = await path.station.drafted('과제', '첫 글');
  const peer = new Peer(
    as.observer,
    {
      ended: false,
      send: () => undefined,
      write: () => undefined,
      countMore: () => true,
      close: () => undefined,
    },
    new Date(),
  );
  const { end } = await rooms.join(keyTask.draftId, peer);
  await versions.submitVersion(as.lead, { keyTaskId: keyTask.id, name: '1차안', reviewerIds: [] });
  await versions.recallVersion(as.lead, { keyTaskId: keyTask.id, reason: '오탈자' });
  await path.write(keyTask, '고친 글');
  expect((await path.drafts.liveContent(as.lead, keyTask.draftId)).sequence).toBe(2);
  await end();
});
