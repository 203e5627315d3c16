import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';

let at: Collaboration;
afterEach(() => at.drop());

/** An operation that begins the text under a client id. */
function beginningUnder(clientID: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  doc.getText('text').insert(0, 'forged');
  return Y.encodeStateAsUpdate(doc);
}

it('CO-12: nobody gets a client id by writing first under one that another member has shown in presence', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  const [lee, thief] = [await at.raw('lee', draft), await at.raw('kim', draft)];
  lee.awareness({ client: lee.doc.clientID, clock: 1, state: {} });
  await lee.roundTrip();
  thief.update(beginningUnder(lee.doc.clientID));
  await thief.untilDenied('REFUSED');
  await lee.untilAcknowledged(lee.type('가'));
  expect((await at.log(draft)).map(({ memberId }) => memberId)).toEqual([at.members.lee.memberId]);
});

it('CO-12: who has written under a client id keeps it, though another member shows it after a restart', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  const lee = await at.raw('lee', draft);
  await lee.untilAcknowledged(lee.type('가'));
  lee.socket.close();
  await lee.untilClosed();
  const thief = await at.raw('kim', draft);
  thief.awareness({ client: lee.doc.clientID, clock: 1, state: {} });
  await thief.roundTrip();
  const update = lee.change((doc) => doc.getText('text').insert(1, '나'));
  const again = await at.raw('lee', draft);
  again.update(update);
  await again.untilAcknowledged(update);
});
