import { afterEach, expect, it } from 'vitest';
import { openCollaboration, type Collaboration } from '../support/collaboration.ts';
import { eventually } from '../support/editor.ts';

let at: Collaboration;
afterEach(() => at.drop());

const untilPresent = (draftId: string, count: number) =>
  eventually(
    `${count} are here`,
    () => at.engine.rooms.presenceHere(draftId).length === count,
    (check) => {
      const timer = setInterval(check, 5);
      return () => clearInterval(timer);
    },
  );

it.each([
  { what: 'somebody who has left', leave: 'closes', freeze: true },
  { what: 'somebody whose session has ended', leave: 'is signed out', freeze: false },
])(
  'CO-19, CO-20: what came while the draft was held from $what is judged by what holds then',
  async (how) => {
    at = await openCollaboration();
    const draft = await at.draft();
    const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    await kim.untilAcknowledged(kim.type('a'));
    await at.engine.rooms.hold([draft.id], async () => {
      kim.type('b');
      await lee.roundTrip();
      await lee.roundTrip();
      if (how.leave === 'closes') kim.destroy();
      else at.change('kim', null);
      await untilPresent(draft.id, 1);
      if (how.freeze)
        await at.transact((tx) => at.drafts.setFrozen(tx, draft.id, { frozen: true, reason: '검토 중' }));
    });
    if (how.freeze) await lee.untilDenied('FROZEN');
    // Everything that was taken in is stored, or couldn't be.
    await at.engine.rooms.hold([draft.id], () => Promise.resolve());
    await lee.roundTrip();
    expect(lee.closed).toBeNull();
    expect(lee.text).toBe('a');
    expect(await at.log(draft)).toHaveLength(1);
  },
);

it('CO-19: what somebody sent who has left while the draft was held, and may still edit, is stored', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
  await kim.untilAcknowledged(kim.type('a'));
  await at.engine.rooms.hold([draft.id], async () => {
    kim.type('b');
    await lee.roundTrip();
    await lee.roundTrip();
    kim.destroy();
    await untilPresent(draft.id, 1);
  });
  await lee.until('it is passed on', () => lee.text === 'ab');
  await at.engine.rooms.hold([draft.id], () => Promise.resolve());
  expect(await at.log(draft)).toHaveLength(2);
});

it('CO-25: an edit of the server itself that waits for the end of a hold does not wait for ever on shutdown', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  await at.raw('lee', draft);
  let end: () => void = () => undefined;
  let holding: Promise<void> = Promise.resolve();
  await new Promise<void>((held) => {
    holding = at.engine.rooms.hold([draft.id], () => {
      held();
      return new Promise((resolve) => (end = resolve));
    });
  });
  const editing = at.engine.rooms
    .edit(at.members.kim, draft.id, (doc) => doc.getText('text').insert(0, 'k'))
    .then(
      () => 'stored',
      () => 'given up',
    );
  // It has read the draft's state, as this does behind it, and waits.
  for (let count = 0; count < 5; count += 1) await at.stores.drafts.find(draft.id);
  const closing = at.process.close();
  end();
  await holding;
  await closing;
  expect(await editing).toBe('given up');
});
