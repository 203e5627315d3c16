import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';

let at: Collaboration;
afterEach(() => at.drop());

/** Lee has something of Kim's that was passed on and could not be stored, and builds on it. */
async function buildsOnLost(lostAfter: number) {
  at = await openCollaboration({ lostAfter });
  const draft = await at.draft();
  const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
  await kim.untilAcknowledged(kim.type('a'));
  await lee.until('it is passed on', () => lee.text === 'a');
  const lost = kim.change((doc) => doc.getText('text').insert(1, 'b'));
  Y.applyUpdate(lee.doc, lost);
  lee.change((doc) => doc.getText('text').insert(2, 'c'));
  lee.step2(Y.encodeStateAsUpdate(lee.doc));
  await lee.roundTrip();
  return { kim, lee, lost, stored: async () => (await at.stored(draft)).getText('text').toJSON() };
}

it('CO-11: who builds on what its writer took away is told that it is not stored', async () => {
  const { kim, lee, stored } = await buildsOnLost(50);
  kim.destroy();
  await lee.untilDenied('REFUSED');
  expect(lee.denials.at(-1)).toContain('load the draft anew');
  expect(await stored()).toBe('a');
});

it('CO-11: nobody is told so when its writer comes back with it', async () => {
  const { kim, lee, lost, stored } = await buildsOnLost(400);
  const asked = () => lee.messages.filter(({ type }) => type === 'step1').length;
  const before = asked();
  await kim.untilAcknowledged((kim.update(lost), lost));
  await lee.until('it is asked again', () => asked() > before);
  lee.step2(Y.encodeStateAsUpdate(lee.doc));
  await kim.until('all of it is there', () => kim.text === 'abc');
  await delay(600);
  expect(lee.denials).toEqual([]);
  expect(await stored()).toBe('abc');
});
