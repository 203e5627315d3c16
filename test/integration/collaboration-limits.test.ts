import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { openCollaboration, type Collaboration, type RawClient } from '../support/collaboration.ts';
import { manyDeletions, manyOperations } from '../support/many-operations.ts';

const limits = { connectionsPerMember: 3, connectionsPerAddress: 5, openDrafts: 2, messagesPerSecond: 50 };

let at: Collaboration;
beforeAll(async () => {
  at = await openCollaboration({ limits });
});
afterAll(() => at.drop());

const open: RawClient[] = [];
afterEach(async () => {
  for (const client of open.splice(0)) {
    client.socket.terminate();
    await client.untilClosed();
  }
  at.refusals.length = 0;
});

async function join(name: string, draft: Awaited<ReturnType<Collaboration['draft']>>, address = '') {
  const client = at.rawAt(`${at.pathOf(draft)}?token=${name}`, at.process, { 'x-forwarded-for': address });
  open.push(client);
  await client.until('it is in sync or turned away', () => client.synced || client.closed !== null);
  return client;
}

/** Joins again until there is a place: that a connection has ended is known a moment later on the other side. */
async function joinWhenFree(...parameters: Parameters<typeof join>): Promise<RawClient> {
  for (;;) {
    const client = await join(...parameters);
    if (client.synced) return client;
  }
}

describe('limits', () => {
  it('CO-50: who sends too many messages is sent away with 4529, has lost nothing, and nobody else notices', async () => {
    const draft = await at.draft();
    const [kim, lee] = [await join('kim', draft), await join('lee', draft)];
    for (let count = 0; count < 2000; count += 1) kim.type('k');
    expect((await kim.untilClosed()).code).toBe(4529);
    expect(kim.closed?.reason).toMatch(/^TOO_MUCH: /);
    expect(at.refusals).toContain('too_much');
    await lee.untilAcknowledged(lee.type('goes on'));
    // What a stock client does when it comes back: it answers the server's step 1.
    const again = await join('kim', draft);
    await again.until('it was asked', () => again.messages.some(({ type }) => type === 'step1'));
    const rest = Y.encodeStateAsUpdate(kim.doc);
    again.step2(rest);
    await again.untilAcknowledged(rest);
    // Lee's words may stand between them.
    expect((await at.stored(draft)).getText('text').toJSON().replace('goes on', '')).toBe('k'.repeat(2000));
  });

  it('CO-50: who sends too many bytes is sent away with 4529', async () => {
    const draft = await at.draft();
    const kim = await join('kim', draft);
    const words = 'x'.repeat(3_900_000);
    for (let count = 0; count < 6; count += 1) kim.type(words);
    expect((await kim.untilClosed()).code).toBe(4529);
  });

  it.each([manyOperations, manyDeletions])(
    'CO-9: an update of more than 262,144 operations is refused with 4413 (%o)',
    async (many) => {
      const draft = await at.draft();
      const kim = await join('kim', draft);
      kim.update(many(7, 262_145));
      expect((await kim.untilClosed()).code).toBe(4413);
      expect(at.refusals).toEqual(['too_large']);
      expect((await at.stored(draft)).store.clients.size).toBe(0);
    },
  );

  it('CO-50: an operation counts for 16 bytes, however few it has', async () => {
    const draft = await at.draft();
    const kim = await join('kim', draft);
    // 4 MB, which count for 32 MB of the 16.8 MB, and of 1 MB more for each second that it takes.
    for (let client = 1; client <= 10; client += 1) kim.update(manyOperations(client, 200_000));
    expect((await kim.untilClosed()).code).toBe(4529);
    await vi.waitFor(async () => {
      expect((await at.stored(draft)).store.clients.size).toBeGreaterThanOrEqual(5);
    }, 20_000);
  });

  it('CO-51: a member has so many connections, and another one when one of them has ended', async () => {
    const draft = await at.draft();
    const [first] = [await join('kim', draft), await join('kim', draft), await join('kim', draft)];
    const fourth = await join('kim', draft);
    expect((await fourth.untilClosed()).code).toBe(4530);
    expect(fourth.denials[0]).toMatch(/^TOO_MANY_CONNECTIONS: /);
    expect(at.refusals).toEqual(['too_many_connections']);
    expect((await join('lee', draft)).synced).toBe(true);
    first.socket.terminate();
    expect((await joinWhenFree('kim', draft)).synced).toBe(true);
  });

  it('CO-51: so many come from one address, signed in or not', async () => {
    const draft = await at.draft();
    for (const name of ['kim', 'kim', 'lee', 'lee', 'han']) await join(name, draft, '10.0.0.1');
    for (const name of ['observer', 'nobody']) {
      const client = await join(name, draft, '10.0.0.1');
      expect((await client.untilClosed()).code).toBe(4530);
    }
    expect((await join('observer', draft, '10.0.0.2')).synced).toBe(true);
  });

  it('CO-51: of IPv6, so many come from one network, all of which one host may have', async () => {
    const draft = await at.draft();
    for (const [place, name] of ['kim', 'kim', 'lee', 'lee', 'han'].entries())
      await join(name, draft, `2001:db8:0:1::${place}`);
    const sixth = await join('observer', draft, '2001:db8:0:1:ffff::');
    expect((await sixth.untilClosed()).code).toBe(4530);
    expect((await join('observer', draft, '2001:db8:0:2::')).synced).toBe(true);
  });

  it('CO-52: so many drafts are open; one that is open may be joined, and another opened when one is left', async () => {
    const [one, two, three] = [await at.draft(), await at.draft(), await at.draft()];
    // Drafts of other tests are left a moment after their connections have ended.
    const kim = await joinWhenFree('kim', one);
    await joinWhenFree('kim', two);
    at.refusals.length = 0;
    const turnedAway = await join('lee', three);
    expect((await turnedAway.untilClosed()).code).toBe(4531);
    expect(turnedAway.denials[0]).toMatch(/^TOO_MANY_DRAFTS: /);
    expect(at.refusals).toEqual(['too_many_drafts']);
    expect((await join('lee', two)).synced).toBe(true);
    kim.socket.terminate();
    expect((await joinWhenFree('lee', three)).synced).toBe(true);
  });
});
