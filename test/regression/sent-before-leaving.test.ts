import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import { openCollaboration, type Collaboration, type RawClient } from '../support/collaboration.ts';
import { holdLoads } from '../support/held-loads.ts';

let at: Collaboration;
afterEach(async () => {
  vi.restoreAllMocks();
  await at.drop();
});

const untilPresent = (draft: DraftRecord, count: number) =>
  vi.waitFor(() => expect(at.engine.rooms.presenceHere(draft.id)).toHaveLength(count), { timeout: 5000 });

const untilStored = (draft: DraftRecord, text: string) =>
  vi.waitFor(async () => expect((await at.stored(draft)).getText('text').toJSON()).toBe(text), {
    timeout: 5000,
  });

/** Closes as a page does that is left: what was sent before arrives. */
const leave = (client: RawClient) =>
  new Promise<void>((left) => {
    client.socket.once('close', () => left());
    client.socket.close();
  });

/** Kim types b, c and d while the draft is held: b waits for the end of the hold, the others behind it. */
async function typedWhileHeld(then: (draft: DraftRecord, kim: RawClient) => Promise<void>) {
  at = await openCollaboration();
  const draft = await at.draft();
  const kim = await at.raw('kim', draft);
  await kim.untilAcknowledged(kim.type('a'));
  await at.engine.rooms.hold([draft.id], async () => {
    for (const word of ['b', 'c', 'd']) kim.type(word);
    await then(draft, kim);
  });
  return draft;
}

it('CO-34: what the last who was there had sent is stored when they have left', async () => {
  const draft = await typedWhileHeld(async (held, kim) => {
    await leave(kim);
    await untilPresent(held, 0);
  });
  await untilStored(draft, 'abcd');
  await vi.waitFor(() => expect(at.engine.rooms.isOpen(draft.id)).toBe(false));
});

it('CO-34: what somebody had sent who has left is stored before the server ends', async () => {
  let closing: Promise<void> | undefined;
  const draft = await typedWhileHeld(async (held, kim) => {
    await leave(kim);
    await untilPresent(held, 0);
    closing = at.process.close();
  });
  await closing;
  expect((await at.stored(draft)).getText('text').toJSON()).toBe('abcd');
});

it('CO-34: those who stay see what somebody had sent who has left, but not them', async () => {
  let lee: RawClient | undefined;
  const client = 7;
  const draft = await typedWhileHeld(async (held, kim) => {
    lee = await at.raw('lee', held);
    kim.awareness({ client, clock: 1, state: { cursor: 3 } });
    await leave(kim);
    await untilPresent(held, 1);
  });
  await lee?.until('it is passed on', () => lee?.text === 'abcd');
  await untilStored(draft, 'abcd');
  await lee?.roundTrip();
  const shown = lee?.messages.flatMap((message) =>
    message.type === 'awareness' ? [...message.states.keys()] : [],
  );
  expect(shown).not.toContain(client);
});

it('CO-20, CO-34: what waits of somebody whose session ends after they have left is not taken in', async () => {
  const draft = await typedWhileHeld(async (held, kim) => {
    await leave(kim);
    await untilPresent(held, 0);
    const ended = vi.spyOn(at.sessions, 'revalidateAll');
    at.change('kim', null);
    await vi.waitFor(() => expect(ended).toHaveBeenCalled());
    await Promise.all(ended.mock.results.map(({ value }) => value as Promise<unknown>));
  });
  await vi.waitFor(() => expect(at.engine.rooms.isOpen(draft.id)).toBe(false));
  expect(await at.log(draft)).toHaveLength(1);
});

it('CO-20, CO-34: what waits of somebody whom the server sends away is dropped, whatever becomes of their session', async () => {
  let lee: RawClient | undefined;
  const draft = await typedWhileHeld(async (held, kim) => {
    lee = await at.raw('lee', held);
    kim.socket.send('no binary frame');
    await kim.untilClosed();
    await untilPresent(held, 1);
    at.change('kim', null);
  });
  await lee?.untilAcknowledged(lee.type('!'));
  expect((await at.stored(draft)).getText('text').toJSON()).toBe('a!');
  expect(at.refusals).toEqual(['malformed']);
});

it('CO-34: what waits of somebody who has left is refused for what keeps it out by then', async () => {
  const draft = await typedWhileHeld(async (held, kim) => {
    await leave(kim);
    await untilPresent(held, 0);
    await at.transact((tx) => at.drafts.setFrozen(tx, held.id, { frozen: true, reason: 'tabled' }));
  });
  await vi.waitFor(() => expect(at.engine.rooms.isOpen(draft.id)).toBe(false));
  expect(await at.log(draft)).toHaveLength(1);
  // Of the others, which build on it, nothing is new.
  expect(at.refusals).toEqual(['frozen']);
});

it('CO-34: what somebody sent who left before the draft was open is stored', async () => {
  at = await openCollaboration();
  const draft = await at.draft();
  const { loads, read } = holdLoads(at);
  const kim = at.rawAt(`${at.pathOf(draft)}?token=kim`);
  await once(kim.socket, 'open');
  await vi.waitFor(() => expect(loads).toHaveBeenCalled());
  kim.change((doc) => doc.getText('text').insert(0, '오프라인에서 '));
  kim.step2(Y.encodeStateAsUpdate(kim.doc));
  kim.type('쓴 글');
  await leave(kim);
  read();
  await untilStored(draft, '오프라인에서 쓴 글');
  expect(at.engine.rooms.presenceHere(draft.id)).toEqual([]);
  expect(at.errors).toEqual([]);
});
