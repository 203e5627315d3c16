import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { encodeUpdate } from '../../src/collaboration/update-writer.ts';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import { parseGlobalId } from '../../src/graphql/ids.ts';
import { ApplicationData } from '../support/application.ts';
import { openCollaboration, RawClient, type Collaboration } from '../support/collaboration.ts';
import { eventually } from '../support/editor.ts';
import { scale } from '../support/soak.ts';
import { administratorEnvironment, assembleTaskForce, createKeyTask } from '../support/task-force.ts';

let at: Collaboration;
let draft: DraftRecord;
beforeAll(async () => {
  at = await openCollaboration();
});
afterAll(() => at.drop());
beforeEach(async () => {
  draft = await at.draft();
  at.refusedClaims.length = 0;
  at.refusals.length = 0;
});

/** What `owner` would write next, said by somebody else. */
function forgeryOf(owner: Y.Doc, words: string): Uint8Array {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(owner));
  // Behind that: Yjs takes another id when it gets operations under its own.
  doc.clientID = owner.clientID;
  let update: Uint8Array = Uint8Array.of(0, 0);
  doc.once('update', (bytes: Uint8Array) => (update = bytes));
  doc.getText('text').insert(0, words);
  return update;
}

/** The same operation far behind everything that the owner has written, or will. */
function movedAhead(update: Uint8Array): Uint8Array {
  const parts = Y.decodeUpdate(update).structs.map((struct) => {
    struct.id = Y.createID(struct.id.client, struct.id.clock + 1_000_000);
    return { struct, offset: 0 };
  });
  return encodeUpdate(parts, []);
}

/** A forged operation together with one of the thief's own that builds on nothing. */
function mixedWith(forged: Uint8Array, own: Uint8Array): Uint8Array {
  const structs = [forged, own].flatMap((update) => Y.decodeUpdate(update).structs);
  return encodeUpdate(
    structs.map((struct) => ({ struct, offset: 0 })),
    [],
  );
}

const forgeries = scale(300, 20_000);

describe('forgery', () => {
  it(
    `CO-12, CO-21: ${forgeries} forged updates and names while others type are refused and recorded, and nothing of theirs is amiss`,
    async () => {
      const [kim, lee, thief] = [
        await at.raw('kim', draft),
        await at.raw('lee', draft),
        await at.raw('han', draft),
      ];
      await kim.untilAcknowledged(kim.type('kim '));
      await lee.untilAcknowledged(lee.type('lee '));
      const ahead: Uint8Array[] = [];
      const begun = Date.now();
      for (let count = 0; count < forgeries; count += 1) {
        const owner = count % 2 === 0 ? kim : lee;
        // Every second two in the place of what the owner writes next: who comes first is told by chance.
        const next = forgeryOf(owner.doc, 'forged ');
        const update = count % 4 < 2 ? next : movedAhead(next);
        const change = () => thief.change((doc) => doc.getMap('meta').set('own', count));
        const sent = count % 10 === 0 ? mixedWith(update, change()) : update;
        if (update !== next) ahead.push(sent);
        thief.update(sent);
        thief.awareness({ client: thief.doc.clientID, clock: count, state: { user: { name: 'lee' } } });
        if (count % 5 === 0) owner.type('word ');
        // So that the allowance for messages lasts: 200 a second, after 2,000 at once.
        if (count % 50 === 49) {
          await delay(scale(0, 550));
          await thief.roundTrip();
          await kim.roundTrip();
        }
      }
      for (const writer of [kim, lee]) {
        await writer.until('all is acknowledged', () => writer.acknowledgedCount === writer.sent.length);
        expect(writer.denials).toEqual([]);
      }
      expect(thief.closed).toBeNull();
      expect(ahead.filter((update) => thief.acknowledged(update))).toEqual([]);
      const owners = new Map([
        [kim.doc.clientID, at.members.kim.memberId],
        [lee.doc.clientID, at.members.lee.memberId],
        [thief.doc.clientID, at.members.han.memberId],
      ]);
      for (const { clientIds, memberId } of await at.log(draft))
        expect(clientIds.map((client) => owners.get(client))).toEqual([memberId]);
      const stored = await at.stored(draft);
      expect(stored.getText('text').toJSON()).not.toContain('forged');
      await lee.until('all is there', () => lee.text === stored.getText('text').toJSON());
      // What was the thief's own in a forged update was taken; it may be stored after what the others wrote.
      await vi.waitFor(
        async () => expect((await at.stored(draft)).getMap('meta').get('own')).toBe(forgeries - 10),
        20_000,
      );

      // Nobody has seen the thief under another name.
      const names = [kim, lee].flatMap(({ messages }) =>
        messages.flatMap((message) =>
          message.type === 'awareness' ? [message.states.get(thief.doc.clientID)?.['user']] : [],
        ),
      );
      expect(
        new Set(names.filter((user) => user !== undefined).map((user) => (user as { name: string }).name)),
      ).toEqual(new Set(['han']));

      const refused = at.refusals.filter((reason) => reason === 'foreign_client_id').length;
      expect(refused).toBeGreaterThanOrEqual(ahead.length);
      expect(thief.denials.filter((reason) => reason.startsWith('REFUSED: '))).toHaveLength(refused);
      thief.destroy();
      // The name counts once: it is said again with each move of a cursor.
      await kim.until('what is left is recorded', () => {
        if (at.refusedClaims.reduce((sum, { messages }) => sum + messages, 0) === refused + 1) return true;
        void kim.roundTrip();
        return false;
      });
      const byHan = { draftId: draft.id, memberId: at.members.han.memberId };
      for (const claims of at.refusedClaims) expect(claims).toMatchObject(byHan);
      expect(at.refusedClaims[0]?.messages).toBe(1);
      // The first at once, then one a minute, and the rest when the thief has left.
      expect(at.refusedClaims.length).toBeLessThanOrEqual(2 + (Date.now() - begun) / 60_000);
      expect(at.refusedClaims.flatMap(({ names }) => names)).toEqual(['lee']);
      const claimed = new Set(at.refusedClaims.flatMap(({ clientIds }) => clientIds));
      expect(claimed).toEqual(new Set([kim.doc.clientID, lee.doc.clientID]));
    },
    scale(60_000, 600_000),
  );

  it('CO-12: what is left out of a step 2 is not recorded: an honest client passes on what it got', async () => {
    const [owner, passer] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    await owner.untilAcknowledged(owner.type('own '));
    await passer.until('it gets it', () => passer.text === 'own ');
    Y.applyUpdate(
      passer.doc,
      owner.change((doc) => doc.getMap('meta').set('goal', 'unsent')),
    );
    passer.step2(Y.encodeStateAsUpdate(passer.doc));
    await passer.roundTrip();
    expect(at.refusals).toEqual(['foreign_client_id']);
    passer.destroy();
    await owner.roundTrip();
    expect(at.refusedClaims).toEqual([]);
  });

  it('CO-21: a name of one’s own is not recorded', async () => {
    const kim = await at.raw('kim', draft);
    kim.awareness({ client: 1, clock: 0, state: { user: { name: 'kim', color: '#f00' } } });
    kim.awareness(
      { client: 1, clock: 1, state: { user: { color: '#0f0' } } },
      { client: 2, clock: 0, state: { user: { name: 'lee' } } },
    );
    await kim.roundTrip();
    kim.destroy();
    await (await at.raw('lee', draft)).roundTrip();
    expect(at.refusedClaims).toEqual([]);
  });
});

describe('the application', () => {
  let data: ApplicationData;
  beforeAll(async () => {
    data = await ApplicationData.create();
  });
  afterAll(() => data.remove());

  it('CO-12, CO-21: logs a forgery as a warning with the draft, the member, and the client ids', async () => {
    const application = await data.start(administratorEnvironment);
    const taskForce = await assembleTaskForce(application.url);
    const keyTask = await createKeyTask(taskForce, '공공부문 클라우드 우선 이용');
    const clients = (['first', 'second'] as const).map(
      (person) =>
        new RawClient(
          `${application.url.replace('http', 'ws')}${keyTask.draft.collaborationPath}?token=${taskForce.people[person].token ?? ''}`,
        ),
    );
    const [owner, thief] = clients;
    if (owner === undefined || thief === undefined) throw new Error('Unreachable: there are two.');
    await Promise.all(clients.map((client) => client.until('it is in sync', () => client.synced)));
    await owner.untilAcknowledged(owner.type('own'));
    thief.update(forgeryOf(owner.doc, 'forged'));
    await thief.untilDenied('REFUSED');
    const warnings = () =>
      application
        .output()
        .split('\n')
        .filter((line) => line.includes('"level":"warn"') && line.includes('clientIds'));
    await eventually(
      'it is logged',
      () => warnings().length === 1,
      (check) => {
        const timer = setInterval(check, 10);
        return () => clearInterval(timer);
      },
    );
    expect(JSON.parse(warnings()[0] ?? '')).toMatchObject({
      draftId: parseGlobalId(keyTask.draft.id)?.id,
      memberId: parseGlobalId(taskForce.memberIds.second)?.id,
      clientIds: [owner.doc.clientID],
      messages: 1,
      names: [],
    });
    for (const client of clients) client.destroy();
    expect(await application.terminate()).toBe(0);
  });
});
