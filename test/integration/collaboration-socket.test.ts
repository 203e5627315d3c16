import { connect } from 'node:net';
import * as encoding from 'lib0/encoding';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { connectDraft, type DraftConnection } from '../../src/client/index.ts';
import { step1Message } from '../../src/collaboration/protocol.ts';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { openCollaboration, type Collaboration, type RawClient } from '../support/collaboration.ts';
import { contradictoryUpdates } from '../support/contradiction.ts';
import { eventually } from '../support/editor.ts';

let at: Collaboration;
let draft: DraftRecord;
const connections: DraftConnection[] = [];
beforeAll(async () => {
  at = await openCollaboration();
});
afterAll(async () => {
  for (const connection of connections) connection.destroy();
  await at.drop();
});
beforeEach(async () => {
  draft = await at.draft();
});
afterEach(() => {
  at.hooks.before = () => undefined;
  at.hooks.after = () => undefined;
});

const storedText = async () => (await at.stored(draft)).getText('text').toJSON();

function gate(): { readonly closed: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (open = resolve));
  return { closed, open: () => open() };
}

/** An update of one insertion by a document with this client id. */
function foreignUpdate(clientId: number, words: string, onto?: Y.Doc): Uint8Array {
  const doc = new Y.Doc();
  if (onto !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(onto));
  // Behind that: Yjs takes another id when it gets operations under its own.
  doc.clientID = clientId;
  let update = Uint8Array.of(0, 0) as Uint8Array;
  doc.once('update', (bytes: Uint8Array) => (update = bytes));
  doc.getText('text').insert(0, words);
  return update;
}

describe('coming in', () => {
  it.each([
    ['no token', 4401, 'UNAUTHENTICATED', () => at.pathOf(draft)],
    ['a forged token', 4401, 'UNAUTHENTICATED', () => `${at.pathOf(draft)}?token=forged`],
    [
      'a draft that does not exist',
      4404,
      'NOT_FOUND',
      () => `/collab/${toGlobalId('Draft', 'f'.repeat(24))}?token=kim`,
    ],
    [
      'an id of something else',
      4404,
      'NOT_FOUND',
      () => `/collab/${toGlobalId('Member', draft.id)}?token=kim`,
    ],
    ['an id that is none', 4404, 'NOT_FOUND', () => '/collab/nonsense?token=kim'],
    ['another path', 4404, 'NOT_FOUND', () => `${at.pathOf(draft)}/more?token=kim`],
  ])('CO-1, CO-2: turns away %s with %d after having said why', async (...[, code, word, path]) => {
    const client = at.rawAt(path());
    const closed = await client.untilClosed();
    expect(closed.code).toBe(code);
    expect(closed.reason).toMatch(new RegExp(`^${word}: `));
    expect(client.denials).toEqual([closed.reason]);
    expect(client.messages).toHaveLength(1);
  });

  it('CO-2: 4500 when rights cannot be read, so that the client comes back', async () => {
    at.sessions.failing = true;
    const client = at.rawAt(`${at.pathOf(draft)}?token=kim`);
    expect((await client.untilClosed()).code).toBe(4500);
    at.sessions.failing = false;
    expect(client.denials[0]).toMatch(/^UNAVAILABLE: /);
  });

  it.each([
    ['a text frame', () => 'hello'],
    ['garbage', () => Uint8Array.of(9, 9, 9)],
    ['an empty frame', () => Uint8Array.of()],
    ['an update that is cut off', () => Uint8Array.of(0, 2, 3, 1, 1, 7)],
    ['bytes after an update', () => Uint8Array.of(0, 2, 3, 0, 0, 0)],
    ['a million operations in seven bytes', () => Uint8Array.of(0, 2, 7, 1, 255, 255, 255, 127, 1, 0)],
    ['presence that is no JSON', () => Uint8Array.of(1, 5, 1, 1, 1, 1, 123)],
  ])('CO-2, CO-9: closes with 4400 at %s, and nobody else notices', async (_name, frame) => {
    const [other, client] = [await at.raw('lee', draft), await at.raw('kim', draft)];
    client.send(frame());
    expect((await client.untilClosed()).code).toBe(4400);
    expect(client.denials.at(-1)).toMatch(/^MALFORMED: /);
    await other.untilAcknowledged(other.type('goes on'));
    expect(await storedText()).toBe('goes on');
  });

  it('CO-9: closes with 4400 who puts types 101 deep into one another, in one update or in several', async () => {
    const nest = (doc: Y.Doc, levels: number): void => {
      let parent: Y.XmlFragment = doc.getXmlFragment('deep');
      while (parent.get(0) instanceof Y.XmlElement) parent = parent.get(0) as Y.XmlElement;
      for (let level = 0; level < levels; level += 1) {
        const inner = new Y.XmlElement('quote');
        parent.insert(0, [inner]);
        parent = inner;
      }
    };
    const other = await at.raw('lee', draft);
    const atOnce = await at.raw('kim', draft);
    atOnce.update(atOnce.change((doc) => nest(doc, 50_000)));
    expect((await atOnce.untilClosed()).reason).toMatch(/^MALFORMED: A type is nested too deeply/);
    const kim = await at.raw('kim', draft);
    const send = (levels: number): Uint8Array => {
      const update = kim.change((doc) => nest(doc, levels));
      kim.update(update);
      return update;
    };
    await kim.untilAcknowledged(send(60));
    // The root's own child lies in no other type, so that 101 levels are 100 deep.
    await kim.untilAcknowledged(send(41));
    send(1);
    expect((await kim.untilClosed()).code).toBe(4400);
    await other.untilAcknowledged(other.type('goes on'));
    expect(await storedText()).toBe('goes on');
  });

  it.each([5, 9])('CO-2: closes with 4413 at a frame of %d MiB', async (mebibytes) => {
    const client = await at.raw('kim', draft);
    client.send(new Uint8Array(mebibytes * 1024 * 1024));
    const closed = await client.untilClosed();
    expect(closed.code).toBe(4413);
    expect(closed.reason).toMatch(/^TOO_LARGE: /);
    expect(client.denials).toEqual([closed.reason]);
  });

  it('CO-2, CO-21: closes with 4413 at a presence state above 16 KiB, and counts it as too large', async () => {
    const client = await at.raw('kim', draft);
    client.awareness({ client: 1, clock: 0, state: { text: 'x'.repeat(16 * 1024) } });
    const closed = await client.untilClosed();
    expect(closed.code).toBe(4413);
    expect(client.denials).toEqual([closed.reason]);
    expect(closed.reason).toMatch(/^TOO_LARGE: /);
    expect(at.refusals.at(-1)).toBe('too_large');
  });

  it('CO-2, CO-53: closes with 4508 who does not read what it asks for', async () => {
    const writer = await at.raw('kim', draft);
    await writer.untilAcknowledged(writer.type('x'.repeat(2_000_000)));
    const reader = at.rawAt(`${at.pathOf(draft)}?token=lee`);
    await reader.until('it has the text', () => reader.text.length === 2_000_000);
    reader.socket.pause();
    for (let asked = 0; asked < 40; asked += 1) reader.send(step1Message(Uint8Array.of(0)));
    await writer.until('it is counted', () => {
      if (at.refusals.includes('too_slow')) return true;
      void writer.roundTrip();
      return false;
    });
    reader.socket.resume();
    expect((await reader.untilClosed()).code).toBeOneOf([4508, 1006]);
  });

  it('CO-3: answers a step 1 by one step 2 with all that the joiner lacks, then by its own step 1', async () => {
    const writer = await at.raw('kim', draft);
    await writer.untilAcknowledged(writer.type('공공'));
    const first = await at.raw('lee', draft);
    const answer = first.messages.filter(({ type }) => type !== 'awareness');
    expect(answer.map(({ type }) => type)).toEqual(['step2', 'step1']);
    expect(first.text).toBe('공공');
    expect(answer[1]).toEqual({ type: 'step1', stateVector: new Map([[writer.doc.clientID, 2]]) });

    await writer.untilAcknowledged(writer.type('부문'));
    const vector = Y.encodeStateVectorFromUpdate(writer.sent[0] ?? Uint8Array.of(0));
    first.messages.length = 0;
    first.send(step1Message(vector));
    await first.until('it is answered', () => first.messages.some(({ type }) => type === 'step2'));
    const [second] = first.messages.flatMap((message) => (message.type === 'step2' ? [message] : []));
    expect(Y.decodeUpdate(second?.update ?? Uint8Array.of(0, 0)).structs.map(({ id }) => id.clock)).toEqual([
      2,
    ]);
  });

  it('CO-3: closes with 4500 instead of showing an empty draft when its log is damaged', async () => {
    const writer = await at.raw('kim', draft);
    await writer.untilAcknowledged(writer.type('a'));
    await writer.untilAcknowledged(writer.type('b'));
    writer.destroy();
    await eventually(
      'the room is closed',
      () => at.engine.rooms.presenceHere(draft.id).length === 0,
      (check) => at.bus.subscribe('presence', check),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const updates = at.database.connection.collection('draftUpdates');
    const entry = await updates.findOneAndDelete({ hash: (await at.log(draft))[0]?.hash });
    const client = at.rawAt(`${at.pathOf(draft)}?token=lee`);
    expect((await client.untilClosed()).code).toBe(4500);
    expect(client.messages.map(({ type }) => type)).toEqual(['denied']);
    if (entry !== null) await updates.insertOne(entry);
    await at.raw('lee', draft);
  });

  it('CO-4, CO-6: who may not edit reads, and what they send is dropped, also in a step 2', async () => {
    const [writer, reader] = [await at.raw('kim', draft), await at.raw('observer', draft)];
    expect(reader.denials).toHaveLength(1);
    expect(reader.denials[0]).toMatch(/^READ_ONLY: /);
    // An honest stock client answers the server's step 1, with nothing.
    reader.step2(Uint8Array.of(0, 0));
    reader.update(reader.change((doc) => doc.getText('text').insert(0, 'not mine')));
    reader.step2(Y.encodeStateAsUpdate(reader.doc));
    await writer.untilAcknowledged(writer.type('글'));
    await reader.until('it reads', () => reader.text.includes('글'));
    await reader.roundTrip();
    expect(reader.closed).toBeNull();
    expect(await storedText()).toBe('글');
    expect(writer.text).toBe('글');
    expect((await at.log(draft)).map(({ memberId }) => memberId)).toEqual([at.members.kim.memberId]);
    reader.awareness({ client: reader.doc.clientID, clock: 1, state: { cursor: 1 } });
    await writer.until('presence works', () =>
      writer.messages.some(
        (message) => message.type === 'awareness' && message.states.has(reader.doc.clientID),
      ),
    );
  });
});

describe('what is taken in', () => {
  it('CO-5, CO-7: FROZEN is said at once, on joining, and again; EDITABLE takes in what was kept', async () => {
    const writer = await at.raw('kim', draft);
    await writer.untilAcknowledged(writer.type('before '));
    await at.freeze(draft);
    await writer.untilDenied('FROZEN');
    expect(writer.denials).toEqual(['FROZEN: The version is in review.']);
    const joiner = await at.raw('lee', draft);
    expect(joiner.denials).toEqual(['FROZEN: The version is in review.']);

    const kept = writer.change((doc) => doc.getText('text').insert(7, 'kept'));
    at.pass(1000);
    for (let sent = 0; sent < 5; sent += 1) writer.update(kept);
    await writer.roundTrip();
    expect(writer.denials).toHaveLength(2);
    at.pass(1000);
    writer.update(kept);
    await writer.untilDenied('FROZEN', 3);
    expect(await storedText()).toBe('before ');

    writer.messages.length = 0;
    await at.thaw(draft);
    await writer.untilDenied('EDITABLE');
    await writer.until('it is asked', () => writer.messages.some(({ type }) => type === 'step1'));
    const answer = Y.encodeStateAsUpdate(writer.doc);
    writer.step2(answer);
    await writer.untilAcknowledged(answer);
    expect(await storedText()).toBe('before kept');
  });

  it('CO-10: what is there is not stored again, and is acknowledged', async () => {
    const writer = await at.raw('kim', draft);
    const update = writer.type('once');
    await writer.untilAcknowledged(update);
    writer.messages.length = 0;
    writer.update(update);
    await writer.until('it comes back', () => writer.messages.some(({ type }) => type === 'update'));
    expect(await at.log(draft)).toHaveLength(1);
  });

  it('CO-11: an update with a gap is not stored, and the client is asked for what is missing', async () => {
    const [writer, other] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    const lost = writer.change((doc) => doc.getText('text').insert(0, 'lost '));
    const update = writer.change((doc) => doc.getText('text').insert(5, 'found'));
    writer.messages.length = 0;
    writer.update(update);
    await writer.until('it is asked', () => writer.messages.some(({ type }) => type === 'step1'));
    expect(await at.log(draft)).toEqual([]);
    const answer = Y.encodeStateAsUpdate(writer.doc);
    writer.step2(answer);
    await writer.untilAcknowledged(answer);
    expect(writer.acknowledged(lost)).toBe(false);
    expect(writer.acknowledged(update)).toBe(false);
    await other.until('it gets it', () => other.text === 'lost found');
    expect(await storedText()).toBe('lost found');
  });

  it('CO-11: who builds on what nobody has sent yet is asked again when that has come', async () => {
    const [first, second] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    const base = first.change((doc) => doc.getText('text').insert(0, 'base '));
    // As over a BroadcastChannel, around the server.
    Y.applyUpdate(second.doc, base);
    const built = second.change((doc) => doc.getText('text').insert(5, 'built'));
    second.messages.length = 0;
    second.update(built);
    const asked = () => second.messages.filter(({ type }) => type === 'step1').length;
    await second.until('it is asked', () => asked() === 1);
    second.step2(built);
    await second.roundTrip();
    const before = asked();
    first.update(base);
    await second.until('it is asked again', () => asked() > before);
    second.step2(Y.encodeStateAsUpdate(second.doc));
    await first.until('all of it is there', () => first.text === 'base built');
    await second.roundTrip();
    await at.engine.rooms.hold([draft.id], () => Promise.resolve());
    expect(await storedText()).toBe('base built');
    const authors = (await at.log(draft)).map(({ memberId }) => memberId);
    expect(authors).toEqual([at.members.kim.memberId, at.members.lee.memberId]);
  });

  it('CO-11: two blocks of one client id in an update leave no hole', async () => {
    const encoder = new Y.UpdateEncoderV1();
    encoding.writeVarUint(encoder.restEncoder, 2);
    for (const [clock, length] of [
      [0, 2],
      [2, 3],
    ] as const) {
      encoding.writeVarUint(encoder.restEncoder, 1);
      encoder.writeClient(77);
      encoding.writeVarUint(encoder.restEncoder, clock);
      encoder.writeInfo(0);
      encoder.writeLen(length);
    }
    encoding.writeVarUint(encoder.restEncoder, 0);
    const [writer, other] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    writer.update(encoder.toUint8Array());
    await writer.untilAcknowledged(encoder.toUint8Array());
    await other.until('it gets all of it', () => Y.getState(other.doc.store, 77) === 5);
    expect(Y.getState((await at.stored(draft)).store, 77)).toBe(5);
  });

  it('CO-8, CO-12: operations under the client id of another member are refused in an update', async () => {
    const [owner, thief] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    await owner.untilAcknowledged(owner.type('own'));
    await thief.until('it gets it', () => thief.text === 'own');
    const forged = foreignUpdate(owner.doc.clientID, 'forged ', owner.doc);
    thief.update(forged);
    await thief.untilDenied('REFUSED');
    await thief.untilAcknowledged(thief.type('!'));
    expect(thief.acknowledged(forged)).toBe(false);
    expect(await storedText()).toBe('own!');
    expect(owner.text).toBe('own!');
    expect(thief.closed).toBeNull();
  });

  it('CO-12: in a step 2 they are left out, and the rest is taken and acknowledged', async () => {
    const [owner, passer] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    await owner.untilAcknowledged(owner.type('own '));
    await passer.until('it gets it', () => passer.text === 'own ');
    // What the owner has written since and not sent, the other one has from elsewhere.
    const unsent = owner.change((doc) => doc.getMap('meta').set('goal', 'unsent'));
    Y.applyUpdate(passer.doc, unsent);
    passer.change((doc) => doc.getText('text').insert(4, 'mine'));
    const answer = Y.encodeStateAsUpdate(passer.doc);
    passer.step2(answer);
    await passer.untilAcknowledged(answer);
    expect(passer.denials).toEqual([]);
    const stored = await at.stored(draft);
    expect(stored.getText('text').toJSON()).toBe('own mine');
    expect(stored.getMap('meta').size).toBe(0);
    for (const { memberId, clientIds } of await at.log(draft))
      expect(clientIds).toEqual([
        memberId === at.members.kim.memberId ? owner.doc.clientID : passer.doc.clientID,
      ]);
  });

  it('CO-12: a client id belongs to its member for good, over rooms and connections', async () => {
    const owner = await at.raw('kim', draft);
    await owner.untilAcknowledged(owner.type('own'));
    const { clientID } = owner.doc;
    owner.socket.close();
    await owner.untilClosed();
    const thief = await at.raw('lee', draft);
    thief.update(foreignUpdate(clientID, 'forged', thief.doc));
    await thief.untilDenied('REFUSED');
    const again = await at.raw('kim', draft);
    again.doc.clientID = clientID;
    await again.untilAcknowledged(again.type(' again'));
    expect(await storedText()).toBe('own again');
  });

  it('CO-12: an update that is not stored gives nobody a client id', async () => {
    const [victim, thief] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    const encoder = new Y.UpdateEncoderV1();
    for (const value of [1, 1]) encoding.writeVarUint(encoder.restEncoder, value);
    encoder.writeClient(victim.doc.clientID);
    encoding.writeVarUint(encoder.restEncoder, 5);
    encoder.writeInfo(0);
    encoder.writeLen(1);
    encoding.writeVarUint(encoder.restEncoder, 0);
    thief.update(encoder.toUint8Array());
    await thief.roundTrip();
    await victim.untilAcknowledged(victim.type('mine'));
    expect(victim.denials).toEqual([]);
  });

  it('CO-13: peers get an update at once, its sender gets it back only when it is stored', async () => {
    const stall = gate();
    at.hooks.before = () => stall.closed;
    const [writer, peer] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    const first = writer.type('first ');
    const second = writer.type('second');
    await peer.until('it gets both', () => peer.text === 'first second');
    await writer.roundTrip();
    expect(writer.acknowledgedCount).toBe(0);
    expect(await at.log(draft)).toEqual([]);
    stall.open();
    await writer.untilAcknowledged(second);
    const echoes = writer.messages.flatMap((message) => (message.type === 'update' ? [message.update] : []));
    expect(echoes).toEqual([first, second]);
    expect(await storedText()).toBe('first second');
    expect(peer.messages.filter(({ type }) => type === 'update')).toHaveLength(2);
  });

  it('CO-13: the answer to a step 1 is acknowledged when it has content, not when it is empty', async () => {
    const writer = await at.raw('kim', draft);
    writer.step2(Uint8Array.of(0, 0));
    writer.change((doc) => doc.getText('text').insert(0, 'offline'));
    const answer = Y.encodeStateAsUpdate(writer.doc);
    writer.step2(answer);
    await writer.untilAcknowledged(answer);
    expect(writer.acknowledged(Uint8Array.of(0, 0))).toBe(false);
  });

  it('CO-14: an update is stored with the member, organisation and time that the server established', async () => {
    const writer = await at.raw('kim', draft);
    writer.awareness({
      client: writer.doc.clientID,
      clock: 0,
      state: { user: { memberId: at.members.lee.memberId } },
    });
    const before = Date.now();
    await writer.untilAcknowledged(writer.type('a'));
    const [entry] = await at.log(draft);
    expect(entry).toMatchObject({ memberId: at.members.kim.memberId, organisation: 'kim의 기관' });
    expect(entry?.clientIds).toEqual([writer.doc.clientID]);
    expect(entry?.at.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('CO-2: when updates cannot be stored all are sent away with 4500, and nothing acknowledged is lost', async () => {
    const writer = connectDraft({
      url: at.url,
      collaborationPath: at.pathOf(draft),
      doc: new Y.Doc(),
      getAccessToken: () => 'kim',
      WebSocket,
      longestRetryDelay: 100,
    });
    connections.push(writer);
    const reaches = (state: string) =>
      eventually(
        `the status is ${state}`,
        () => writer.status.state === state,
        (check) => writer.onStatus(check),
      );
    const peer = await at.raw('lee', draft);
    await reaches('saved');
    writer.doc.getText('text').insert(0, 'saved ');
    await reaches('saved');
    let failures = 0;
    at.hooks.before = () => {
      failures += 1;
      throw new Error('The database is away.');
    };
    writer.doc.getText('text').insert(6, 'kept');
    const closed = await peer.untilClosed();
    expect(closed).toMatchObject({ code: 4500 });
    expect(closed.reason).toMatch(/^UNAVAILABLE: /);
    expect(peer.text).toBe('saved kept');
    expect(failures).toBeGreaterThanOrEqual(5);
    expect(writer.status).not.toMatchObject({ state: 'saved' });
    expect(await storedText()).toBe('saved ');
    at.hooks.before = () => undefined;
    await reaches('saved');
    expect(await storedText()).toBe('saved kept');
    writer.destroy();
  });

  it('CO-17: an append whose answer is lost is neither stored twice nor forgotten', async () => {
    const writer = await at.raw('kim', draft);
    let lost = 0;
    at.hooks.after = () => {
      lost += 1;
      if (lost === 1) throw new Error('The answer was lost.');
    };
    await writer.untilAcknowledged(writer.type('once'));
    await writer.untilAcknowledged(writer.type(' more'));
    expect(lost).toBeGreaterThanOrEqual(2);
    expect(await at.log(draft)).toHaveLength(2);
    expect(await storedText()).toBe('once more');
  });

  it('CO-18: operations that contradict each other neither close the draft nor stop its feed', async () => {
    const hostile = await at.raw('kim', draft);
    // Whoever applies them fails in Yjs; what is asked here is what the server does.
    hostile.applies = false;
    for (const update of contradictoryUpdates) {
      hostile.update(update);
      await hostile.untilAcknowledged(update);
    }
    const reader = at.rawAt(`${at.pathOf(draft)}?token=lee`);
    reader.applies = false;
    await reader.until('it is answered', () => reader.synced);
    await at.drafts.edit(at.members.kim, draft.id, (doc) => doc.getMap('meta').set('after', true));
    expect(await at.log(draft)).toHaveLength(4);
    const content = await at.drafts.liveContent(at.members.kim, draft.id);
    expect(content.fields).toMatchObject({ after: true });
    await at.engine.rooms.hold([draft.id], () => Promise.resolve());
    expect((await at.stores.draftFolds.feedSequences([draft.id])).get(draft.id)).toBe(4);
    expect([hostile.closed, reader.closed]).toEqual([null, null]);
  });
});

describe('freezing and rights', () => {
  it('CO-19: is exact while clients type: the version has just what was acknowledged', async () => {
    const writers = [await at.raw('kim', draft), await at.raw('lee', draft), await at.raw('han', draft)];
    let frozen: Awaited<ReturnType<typeof at.freeze>> | null = null;
    let freezing: Promise<void> | null = null;
    while (frozen === null) {
      for (const [index, writer] of writers.entries())
        if (!writer.denials.some((reason) => reason.startsWith('FROZEN'))) writer.type('abc'[index] ?? '');
      if (writers.every((writer) => writer.acknowledgedCount > 20))
        freezing ??= at.freeze(draft).then((snapshot) => {
          frozen = snapshot;
        });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await freezing;
    const { sequence, headHash } = frozen as Awaited<ReturnType<typeof at.freeze>>;
    for (const writer of writers) {
      await writer.untilDenied('FROZEN');
      await writer.roundTrip();
    }
    const log = await at.log(draft);
    expect({ sequence, headHash }).toEqual({ sequence: log.length, headHash: log.at(-1)?.hash });
    const acknowledged = writers.flatMap((writer) => {
      const count = writer.acknowledgedCount;
      expect(count).toBeGreaterThan(20);
      expect(writer.sent.slice(0, count).every((update) => writer.acknowledged(update))).toBe(true);
      return writer.sent.slice(0, count);
    });
    const doc = new Y.Doc();
    for (const update of acknowledged) Y.applyUpdate(doc, update);
    for (const { update } of log) Y.applyUpdate(doc, update);
    expect(log).toHaveLength(acknowledged.length);
    expect(doc.getText('text').toJSON()).toBe(await storedText());
  });

  it('CO-19: what comes while the draft is held waits, and is then judged by the new state', async () => {
    const writer = await at.raw('kim', draft);
    await writer.untilAcknowledged(writer.type('in '));
    let late: Uint8Array | null = null;
    await at.drafts.hold([draft.id], async () => {
      late = writer.type('out');
      await new Promise((resolve) => setImmediate(resolve));
      await at.transact((tx) => at.drafts.setFrozen(tx, draft.id, { frozen: true, reason: 'held' }));
    });
    await writer.untilDenied('FROZEN');
    await writer.roundTrip();
    expect(late !== null && writer.acknowledged(late)).toBe(false);
    expect(await storedText()).toBe('in ');
  });

  it('CO-20: a seat that is lost and given back reaches the open connection', async () => {
    const writer = await at.raw('kim', draft);
    await writer.untilAcknowledged(writer.type('a'));
    at.change('kim', { subcommittees: new Map() });
    await writer.untilDenied('READ_ONLY');
    writer.type('b');
    await writer.roundTrip();
    expect(await storedText()).toBe('a');
    at.change('kim', {});
    await writer.untilDenied('EDITABLE');
    const answer = Y.encodeStateAsUpdate(writer.doc);
    writer.step2(answer);
    await writer.untilAcknowledged(answer);
    expect(await storedText()).toBe('ab');
  });

  it('CO-20: a draft that goes to another subcommittee is read-only for the former one', async () => {
    const writer = await at.raw('kim', draft);
    await at.transact((tx) => at.drafts.setSubcommittee(tx, draft.id, 'f'.repeat(24)));
    await writer.untilDenied('READ_ONLY');
  });

  it('DC-10, CO-6, CO-20: a recusal reaches the open connection, also of a frozen draft, and so does its end', async () => {
    const [writer, other] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    const { memberId } = at.members.kim;
    await at.transact((tx) => at.drafts.setFrozen(tx, draft.id, { frozen: true, reason: 'tabled' }));
    await writer.untilDenied('FROZEN');
    await at.transact((tx) => at.drafts.setRecused(tx, draft.id, { memberId, recused: true }));
    await writer.untilDenied('READ_ONLY');
    expect(writer.denials.at(-1)).toContain('recused');
    await at.transact((tx) => at.drafts.setFrozen(tx, draft.id, { frozen: false, reason: null }));
    await other.untilDenied('EDITABLE');
    const typed = writer.type('a');
    await writer.roundTrip();
    expect(writer.acknowledged(typed)).toBe(false);
    expect(await storedText()).toBe('');
    await at.transact((tx) => at.drafts.setRecused(tx, draft.id, { memberId, recused: false }));
    await writer.untilDenied('EDITABLE');
  });

  it('CO-20: the end of a session, and that of a token, close with 4401', async () => {
    const [ended, expiring] = [await at.raw('lee', draft), await at.raw('han', draft)];
    at.change('lee', null);
    expect(await ended.untilClosed()).toMatchObject({ code: 4401 });
    expect(ended.denials.at(-1)).toMatch(/^UNAUTHENTICATED: /);
    at.sessions.set('lee', at.members.lee);
    expect(expiring.closed).toBeNull();
    at.sessions.set('brief', { ...at.members.han, expiresAt: new Date(Date.now() + at.ahead() + 300) });
    const brief = await at.raw('brief', draft);
    expect(await brief.untilClosed()).toMatchObject({ code: 4401 });
  });
});

describe('presence', () => {
  const stateOf = (client: RawClient, of: number) =>
    client.messages.flatMap((message) =>
      message.type === 'awareness' && message.states.has(of) ? [message.states.get(of)] : [],
    );

  it('CO-21: has the identity that the server established, and other fields as they are', async () => {
    const [kim, lee] = [await at.editor('kim', draft), await at.raw('lee', draft)];
    kim.provider.awareness.setLocalState({ user: { name: 'lee', color: '#f00' }, cursor: { anchor: 1 } });
    const said = () => stateOf(lee, kim.doc.clientID);
    await lee.until('it is told', () => said().some((state) => state?.['cursor'] !== undefined));
    expect(said().at(-1)).toEqual({
      user: {
        memberId: toGlobalId('Member', at.members.kim.memberId),
        name: 'kim',
        organisation: 'kim의 기관',
      },
      cursor: { anchor: 1 },
    });
  });

  it('CO-22: what a connection says of the client ids of others is ignored', async () => {
    const [kim, lee] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    kim.awareness({ client: 1, clock: 0, state: { a: 1 } });
    await lee.until('it is told', () => stateOf(lee, 1).length === 1);
    lee.awareness({ client: 2, clock: 0, state: {} });
    lee.awareness({ client: 1, clock: 9, state: null }, { client: 3, clock: 0, state: {} });
    await lee.roundTrip();
    await kim.until('it is told', () => stateOf(kim, 2).length === 1);
    expect(stateOf(kim, 1)).toEqual([]);
    expect(stateOf(kim, 3)).toEqual([]);
  });

  it('CO-23: is gone with the connection, is told to joiners, and comes back with the client', async () => {
    const [kim, lee] = [await at.editor('kim', draft), await at.editor('lee', draft)];
    const states = () => lee.provider.awareness.getStates();
    const awaited = (what: string, condition: () => boolean) =>
      eventually(what, condition, (check) => {
        lee.provider.awareness.on('change', check);
        return () => lee.provider.awareness.off('change', check);
      });
    await awaited('kim is there', () => states().has(kim.doc.clientID));
    const joiner = await at.raw('han', draft);
    await joiner.until('it is told', () => stateOf(joiner, kim.doc.clientID).length > 0);
    joiner.messages.length = 0;
    joiner.send(Uint8Array.of(3));
    await joiner.until('a query is answered', () => stateOf(joiner, kim.doc.clientID).length > 0);
    // A lost network: no close frame, no goodbye.
    (kim.provider.ws as unknown as WebSocket).terminate();
    await awaited('kim is gone', () => !states().has(kim.doc.clientID));
    await awaited('kim is back', () => states().has(kim.doc.clientID));
    kim.destroy();
    await awaited('kim is gone for good', () => !states().has(kim.doc.clientID));
  });

  it('CO-24: silence is broken by an empty message; who answers no ping is gone', async () => {
    const [client, other] = [await at.raw('kim', draft), await at.raw('lee', draft)];
    const deaf = new WebSocket(`${at.url.replace('http', 'ws')}${at.pathOf(draft)}?token=han`, {
      autoPong: false,
    });
    const gone = new Promise<void>((resolve) => deaf.once('close', () => resolve()));
    await new Promise((resolve) => deaf.once('open', resolve));
    deaf.send(step1Message(Uint8Array.of(0)));
    await new Promise((resolve) => deaf.once('message', resolve));
    client.messages.length = 0;
    const pinged = new Promise((resolve) => deaf.once('ping', resolve));
    at.pass(20_000);
    await pinged;
    // Silence begins when connections are first looked after: that was just now.
    at.pass(20_000);
    await client.until('something is said', () =>
      client.messages.some((message) => message.type === 'awareness' && message.states.size === 0),
    );
    await gone;
    await other.roundTrip();
    expect(client.closed).toBeNull();
    expect(other.closed).toBeNull();
  });
});

describe('hostile sockets', () => {
  it('a socket that goes away in the middle of everything leaves the server standing', async () => {
    const { port } = new URL(at.url);
    const request = `GET ${at.pathOf(draft)}?token=kim HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    for (const rest of ['', '\x82\xff\xff', '\x81\x00', '\xff'.repeat(300)]) {
      const socket = connect(Number(port), '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.on('error', () => undefined);
      socket.write(Buffer.from(request + rest, 'latin1'));
      await new Promise((resolve) => setImmediate(resolve));
      socket.destroy();
    }
    for (let count = 0; count < 20; count += 1) at.rawAt(`${at.pathOf(draft)}?token=kim`).destroy();
    const writer = await at.raw('kim', draft);
    await writer.untilAcknowledged(writer.type('still here'));
    expect(await storedText()).toBe('still here');
  });
});
