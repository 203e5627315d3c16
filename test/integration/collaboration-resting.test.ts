import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';
import { holdLoads } from '../support/held-loads.ts';

let at: Collaboration;
beforeAll(async () => {
  at = await openCollaboration({ restInterval: 10 });
});
afterAll(() => at.drop());
afterEach(() => vi.restoreAllMocks());

/** Until every room has let go of its content. */
const resting = () =>
  vi.waitFor(() => expect(at.engine.rooms.awake()).toBe(0), { interval: 2, timeout: 10_000 });

it('CO-31: a room that rests is read again, once for all who need it, and nothing is amiss', async () => {
  const draft = await at.draft();
  const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
  await kim.untilAcknowledged(kim.type('처음. '));
  await resting();
  const { loads, read } = holdLoads(at);
  const [one, two] = [lee.type('둘. '), kim.type('셋. ')];
  const joiner = at.rawAt(`${at.pathOf(draft)}?token=han`);
  await Promise.all([
    joiner.until('it is open', () => joiner.socket.readyState === 1),
    vi.waitFor(() => expect(loads).toHaveBeenCalled()),
  ]);
  expect(loads).toHaveBeenCalledTimes(1);
  read();
  await Promise.all([
    lee.untilAcknowledged(one),
    kim.untilAcknowledged(two),
    joiner.until('it is in sync', () => joiner.synced),
  ]);
  const stored = (await at.stored(draft)).getText('text').toJSON();
  expect(stored).toContain('둘. ');
  for (const client of [kim, lee, joiner])
    await client.until('it has everything', () => client.text === stored);
});

it('CO-12, CO-31: who owns a client id is known after a rest', async () => {
  const draft = await at.draft();
  const kim = await at.raw('kim', draft);
  await kim.untilAcknowledged(kim.type('mine'));
  await resting();
  const forged = new Y.Doc();
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(kim.doc));
  forged.clientID = kim.doc.clientID;
  const updates: Uint8Array[] = [];
  forged.on('update', (update: Uint8Array) => updates.push(update));
  forged.getText('text').insert(0, 'forged');
  const lee = await at.raw('lee', draft);
  await resting();
  for (const update of updates) lee.update(update);
  await lee.until('it is refused', () => lee.denials.some((reason) => reason.startsWith('REFUSED')));
  expect((await at.stored(draft)).getText('text').toJSON()).toBe('mine');
});

it('CO-3, CO-31: a room that cannot be read again sends away who needs it, and no other', async () => {
  const draft = await at.draft();
  const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
  await kim.untilAcknowledged(kim.type('stays'));
  await resting();
  vi.spyOn(at.reader, 'load').mockRejectedValueOnce(new Error('the database does not answer'));
  kim.type(' and comes back');
  expect((await kim.untilClosed()).code).toBe(4500);
  await lee.untilAcknowledged(lee.type('goes on, '));
  const again = await at.raw('kim', draft);
  await again.until('it has the text', () => again.text === 'staysgoes on, ');
});

it('CO-7, CO-31: a room that rests asks for what was kept when the draft is thawed', async () => {
  const draft = await at.draft();
  const kim = await at.raw('kim', draft);
  await kim.untilAcknowledged(kim.type('before. '));
  await at.freeze(draft);
  await resting();
  const asked = kim.messages.length;
  await at.thaw(draft);
  await kim.until('it is told', () => kim.denials.some((reason) => reason.startsWith('EDITABLE')));
  await kim.until('it is asked', () => kim.messages.slice(asked).some(({ type }) => type === 'step1'));
});
