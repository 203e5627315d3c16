import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import mongoose from 'mongoose';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { ElsewhereError } from '../../src/collaboration/lease.ts';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import type { NewUpdate } from '../../src/domain/draft/update-log-store.ts';
import {
  openCollaboration,
  type Collaboration,
  type CollaborationOptions,
  type CollaborationProcess,
} from '../support/collaboration.ts';
import { eventually } from '../support/editor.ts';

let at: Collaboration;
let one: CollaborationProcess;
let two: CollaborationProcess;
afterEach(() => at.drop());

async function open(options: CollaborationOptions = {}): Promise<void> {
  at = await openCollaboration({ processes: 2, ...options });
  [one, two] = at.processes as [CollaborationProcess, CollaborationProcess];
}

/** Looks again every few milliseconds: what is waited for happens in the database. */
const again = (check: () => void) => {
  const timer = setInterval(check, 10);
  return () => clearInterval(timer);
};

/** The process's lease runs out, as when it is stopped or cut off from the database. */
function stopRenewing(process: CollaborationProcess): void {
  process.stores.nodes.renew = () => Promise.reject(new Error('It is cut off.'));
}

/** Waits until the lease of a draft's owner has run out, as another process sees it. */
async function untilFree(draft: DraftRecord, seenBy: CollaborationProcess): Promise<void> {
  let owned = true;
  await eventually(
    'the lease runs out',
    () => !owned,
    (check) =>
      again(() => {
        void seenBy.leases.elsewhere([draft.id]).then((owners) => {
          owned = owners.size > 0;
          check();
        });
      }),
  );
}

const entry = (memberId: string): NewUpdate => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'x');
  return {
    update: Y.encodeStateAsUpdate(doc),
    memberId,
    organisation: '기관',
    clientIds: [doc.clientID],
    at: new Date(),
  };
};

describe('the epoch', () => {
  it('CO-61: an append under an older epoch than the newest is refused, whoever has the lease', async () => {
    await open();
    const draft = await at.draft();
    const head = { sequence: draft.headSequence, hash: draft.headHash };
    const first = await one.leases.take(draft.id);
    const second = await one.leases.take(draft.id);
    expect(second.epoch).toBe(first.epoch + 1);
    const append = (epoch: number) =>
      one.stores.draftUpdates.append(draft.id, { head, epoch }, [entry(at.members.kim.memberId)]);
    expect(await append(first.epoch)).toEqual({ outcome: 'FENCED' });
    expect(await append(second.epoch + 1)).toEqual({ outcome: 'FENCED' });
    expect(await at.log(draft)).toEqual([]);
    expect(await append(second.epoch)).toMatchObject({ outcome: 'STORED' });
    expect(await at.log(draft)).toHaveLength(1);
  });

  it('CO-61: of a draft that was created before there were epochs is 0', async () => {
    await open();
    const draft = await at.draft();
    await at.database.connection
      .collection('drafts')
      .updateOne({ _id: new mongoose.Types.ObjectId(draft.id) }, { $unset: { epoch: 1, ownerId: 1 } });
    await one.drafts.edit(at.members.kim, draft.id, (doc) => doc.getText('text').insert(0, 'a'));
    const kim = await at.raw('kim', draft, two);
    await kim.untilAcknowledged(kim.type('b'));
    expect(await at.stores.drafts.find(draft.id)).toMatchObject({ epoch: 1, headSequence: 2 });
  });
});

describe('the lease', () => {
  it('CO-60: a draft of a living process is not taken; one that is closed by everybody is free at once', async () => {
    await open({ advertise: false });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await kim.untilAcknowledged(kim.type('a'));
    await expect(two.leases.take(draft.id)).rejects.toThrow(ElsewhereError);
    const turnedAway = at.rawAt(`${at.pathOf(draft)}?token=lee`, two);
    expect(await turnedAway.untilClosed()).toMatchObject({
      code: 4503,
      reason: expect.stringMatching(/^ELSEWHERE: /) as string,
    });
    kim.destroy();
    await untilFree(draft, two);
    const lee = await at.raw('lee', draft, two);
    expect(lee.text).toBe('a');
  });

  it('CO-62: a process that stops gives its drafts free at once', async () => {
    await open();
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await kim.untilAcknowledged(kim.type('a'));
    await one.close();
    expect(await kim.untilClosed()).toMatchObject({ code: 1012 });
    expect(await two.leases.elsewhere([draft.id])).toEqual(new Map());
    const lee = await at.raw('lee', draft, two);
    expect(lee.text).toBe('a');
  });

  it('CO-62: a process that starts where another one was takes its drafts at once', async () => {
    await open();
    const draft = await at.draft();
    const place = { address: null, place: 'host http://127.0.0.1:4000' };
    await one.leases.begin(place);
    await one.leases.take(draft.id);
    stopRenewing(one);
    await expect(two.leases.take(draft.id)).rejects.toThrow(ElsewhereError);
    const third = await at.start();
    await third.leases.begin(place);
    expect(await third.leases.take(draft.id)).toMatchObject({ takenOver: true });
  });

  it('CO-61, CO-62: one whose lease ran out is taken over, and writes nothing any more', async () => {
    await open({ leaseDuration: 300 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await kim.untilAcknowledged(kim.type('kept '));
    stopRenewing(one);
    await untilFree(draft, two);
    const lee = await at.raw('lee', draft, two);
    expect(lee.text).toBe('kept ');
    await lee.untilAcknowledged(lee.type('new '));
    // The first doesn't know yet: it takes this in, and finds out when it stores.
    const late = kim.type('late');
    expect(await kim.untilClosed()).toMatchObject({ code: 4503 });
    expect(kim.acknowledged(late)).toBe(false);
    expect((await at.stored(draft)).getText('text').toJSON()).toBe('kept new ');
    expect(one.refusals).toContain('elsewhere');
    // The client comes back, and what wasn't acknowledged is offered again.
    const back = await at.raw('kim', draft, one);
    back.update(late);
    await back.untilAcknowledged(late);
    await lee.until('the late words arrive', () => lee.text.includes('late'));
    expect(await at.log(draft)).toHaveLength(3);
  });

  it('CO-62: what a dead process was in the middle of keeps nobody waiting', async () => {
    await open({ leaseDuration: 300 });
    const draft = await at.draft();
    await one.leases.take(draft.id);
    // It dies between the writes of a transaction and their commit.
    let written = false;
    const hanging = at.database.attempt(async (session) => {
      await one.stores.drafts.setSubcommittee(draft.id, at.subcommitteeId, session);
      await one.stores.drafts.setFrozen(draft.id, { frozen: true, reason: 'x' }, session);
      written = true;
      await eventually('it is ended by somebody else', () => two.engine.rooms.isOpen(draft.id), again);
      return true;
    });
    await eventually('it has written', () => written, again);
    stopRenewing(one);
    await untilFree(draft, two);
    const lee = await at.raw('lee', draft, two);
    await expect(hanging).rejects.toThrow();
    await lee.untilAcknowledged(lee.type('a'));
    expect((await at.stores.drafts.find(draft.id))?.frozen).toBe(false);
  });

  it('CO-61: who only reads at a process that lost the draft is sent away as well', async () => {
    await open({ leaseDuration: 300, pollInterval: 20 });
    const draft = await at.draft();
    const observer = await at.raw('observer', draft, one);
    stopRenewing(one);
    await untilFree(draft, two);
    await at.raw('kim', draft, two);
    expect(await observer.untilClosed()).toMatchObject({ code: 4503 });
  });

  it('CO-60: a process whose lease ran out goes on with drafts that nobody has taken', async () => {
    await open({ leaseDuration: 300 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    const renew = one.stores.nodes.renew.bind(one.stores.nodes);
    stopRenewing(one);
    await untilFree(draft, two);
    await kim.untilAcknowledged(kim.type('a'));
    one.stores.nodes.renew = renew;
    let owned = false;
    await eventually(
      'it has its lease again',
      () => owned,
      (check) =>
        again(() => {
          void two.leases.elsewhere([draft.id]).then((owners) => {
            owned = owners.size > 0;
            check();
          });
        }),
    );
    await kim.untilAcknowledged(kim.type('b'));
    expect(kim.closed).toBeNull();
  });

  it('CO-26, CO-62: what a dead process stored and did not tell is told by another one', async () => {
    await open({ leaseDuration: 300 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    const written = kim.change((doc) => doc.getMap('meta').set('goal', 'x'));
    kim.update(written);
    await kim.untilAcknowledged(written);
    stopRenewing(one);
    let told = 0;
    await eventually(
      'it is told',
      () => told === 1,
      (check) =>
        again(() => {
          void two.stores.activity.read({ after: 0, limit: 100 }).then((events) => {
            told = events.filter(({ kind }) => kind === 'DRAFT_CHANGED').length;
            check();
          });
        }),
    );
  });
});

describe('forwarding', () => {
  it('CO-64: editors meet whichever process they come to, and see each other', async () => {
    await open();
    const draft = await at.draft();
    const [kim, lee] = [await at.editor('kim', draft, one), await at.editor('lee', draft, two)];
    expect(two.engine.rooms.isOpen(draft.id)).toBe(false);
    kim.doc.getText('text').insert(0, 'a');
    await lee.until('it arrives', () => lee.doc.getText('text').toJSON() === 'a');
    lee.doc.getText('text').insert(1, 'b');
    await kim.until('it arrives', () => kim.doc.getText('text').toJSON() === 'ab');
    lee.provider.awareness.setLocalStateField('cursor', 1);
    await eventually(
      'the presence arrives',
      () => [...kim.provider.awareness.getStates().values()].some((state) => state['cursor'] === 1),
      (check) => {
        kim.provider.awareness.on('change', check);
        return () => kim.provider.awareness.off('change', check);
      },
    );
    expect(one.engine.rooms.presenceHere(draft.id).map(({ memberId }) => memberId)).toEqual([
      at.members.kim.memberId,
      at.members.lee.memberId,
    ]);
    expect([one.forwardedConnections(), two.forwardedConnections()]).toEqual([0, 1]);
    lee.destroy();
    await eventually('it is no longer counted', () => two.forwardedConnections() === 0, again);
  });

  it('CO-64: the owner judges who is handed on to it', async () => {
    await open();
    const draft = await at.draft();
    await at.raw('kim', draft, one);
    const stranger = at.rawAt(`${at.pathOf(draft)}?token=nobody`, two);
    expect(await stranger.untilClosed()).toMatchObject({ code: 4401 });
    const observer = await at.raw('observer', draft, two);
    await observer.untilDenied('READ_ONLY');
  });

  it('CO-64: a large text comes through whole, in both directions', async () => {
    await open();
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await kim.untilAcknowledged(kim.type('가'.repeat(500_000)));
    const lee = await at.raw('lee', draft, two);
    expect(lee.text).toBe(kim.text);
    await lee.untilAcknowledged(lee.type('나'.repeat(500_000)));
    await kim.until('it arrives', () => kim.text.length === 1_000_000);
    expect(kim.text).toBe(lee.text);
  });

  it('CO-64: what was handed on goes no further, genuine or not', async () => {
    await open();
    const draft = await at.draft();
    await at.raw('kim', draft, one);
    const socket = new WebSocket(`${two.url.replace('http', 'ws')}${at.pathOf(draft)}?token=lee`, {
      headers: { 'x-choan-forwarded': `10.0.0.1 ${'0'.repeat(64)}` },
    });
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(4503);
  });

  it('CO-62, CO-64: connections are ended when their owner has died, and come back to who has the draft', async () => {
    await open({ leaseDuration: 300 });
    const draft = await at.draft();
    await at.raw('kim', draft, one);
    const lee = await at.editor('lee', draft, two);
    stopRenewing(one);
    await eventually(
      'the draft is open in the other process',
      () => two.engine.rooms.isOpen(draft.id),
      again,
    );
    lee.doc.getText('text').insert(0, 'after');
    let stored = 0;
    await eventually(
      'it is stored',
      () => stored === 1,
      (check) =>
        again(() => {
          void at.log(draft).then((log) => {
            stored = log.length;
            check();
          });
        }),
    );
  });

  it('CO-64: an owner that does not answer is no reason to keep nobody; the client is told to come back', async () => {
    await open();
    const draft = await at.draft();
    await at.raw('kim', draft, one);
    // Nothing listens there.
    await one.leases.begin({ address: 'http://127.0.0.1:1', place: null });
    const lee = at.rawAt(`${at.pathOf(draft)}?token=lee`, two);
    expect(await lee.untilClosed()).toMatchObject({ code: 4503 });
  });

  it('CO-25, CO-64: a process that stops ends what it handed on', async () => {
    await open();
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    const lee = await at.raw('lee', draft, two);
    await two.close();
    await lee.untilClosed();
    await kim.untilAcknowledged(kim.type('a'));
    expect(kim.closed).toBeNull();
    expect(one.engine.rooms.presenceHere(draft.id)).toHaveLength(1);
  });

  it('is not done for a client that goes away before the owner has answered', async () => {
    await open();
    const draft = await at.draft();
    await at.raw('kim', draft, one);
    const gone = httpRequest(`${two.url}${at.pathOf(draft)}?token=lee`, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      },
    });
    gone.on('error', () => undefined);
    gone.end();
    await once(gone, 'socket').then(([socket]) => once(socket as NodeJS.EventEmitter, 'connect'));
    gone.destroy();
    const lee = await at.raw('lee', draft, two);
    await lee.untilAcknowledged(lee.type('a'));
    await eventually('only two are there', () => one.engine.rooms.presenceHere(draft.id).length === 2, again);
  });
});

describe('rights', () => {
  it('CO-20, CO-67: a change that another process made reaches open connections without a message', async () => {
    await open({ rightsInterval: 20 });
    const draft = await at.draft();
    const [kim, lee] = [await at.raw('kim', draft, one), await at.raw('lee', draft, two)];
    at.sessions.set('lee', { ...at.members.lee, subcommittees: new Map() });
    await lee.untilDenied('READ_ONLY');
    const refused = lee.type('not taken in');
    await lee.roundTrip();
    at.sessions.set('lee', at.members.lee);
    await lee.untilDenied('EDITABLE');
    at.sessions.set('lee', null);
    expect(await lee.untilClosed()).toMatchObject({ code: 4401 });
    expect(kim.denials).toEqual([]);
    await kim.untilAcknowledged(kim.type('a'));
    expect(lee.acknowledged(refused)).toBe(false);
    expect(await at.log(draft)).toHaveLength(1);
  });

  it('CO-67: rights that cannot be read for a while are read again, and nobody is sent away for it', async () => {
    await open({ rightsInterval: 20 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    at.sessions.failing = true;
    await eventually('a reading has failed', () => one.errors.length > 0, again);
    at.sessions.set('kim', { ...at.members.kim, subcommittees: new Map() });
    at.sessions.failing = false;
    await kim.untilDenied('READ_ONLY');
    expect(kim.closed).toBeNull();
  });
});

describe('presence', () => {
  const idsOf = (members: readonly { readonly memberId: string }[] | undefined) =>
    members?.map(({ memberId }) => memberId);

  it('CO-68: is the same whichever process is asked, and nobody once the owner has died', async () => {
    await open({ leaseDuration: 300 });
    const draft = await at.draft();
    const { kim, lee, observer } = at.members;
    const client = await at.raw('kim', draft, one);
    const following = await two.drafts.followPresence(observer, draft.id);
    const next = async () =>
      idsOf((await following.next()).value as Awaited<ReturnType<typeof two.drafts.presences>>[number]);
    const untilSaid = async (expected: readonly string[]) => {
      for (let said = await next(); JSON.stringify(said) !== JSON.stringify(expected);) said = await next();
    };
    await untilSaid([kim.memberId]);
    const other = await at.raw('lee', draft, two);
    await untilSaid([kim.memberId, lee.memberId]);
    expect(await two.drafts.presences(observer, [draft.id])).toEqual(
      await one.drafts.presences(observer, [draft.id]),
    );
    other.destroy();
    await untilSaid([kim.memberId]);
    expect(client.closed).toBeNull();
    stopRenewing(one);
    await untilSaid([]);
    await following.return?.();
    let rows = 1;
    await eventually(
      'what the dead process said is forgotten',
      () => rows === 0,
      (check) =>
        again(() => {
          void at.database.connection
            .collection('draftPresence')
            .countDocuments({})
            .then((count) => {
              rows = count;
              check();
            });
        }),
    );
  });

  it('CO-68: of a process that has stopped says nothing', async () => {
    await open();
    const draft = await at.draft();
    await at.raw('kim', draft, one);
    const { observer } = at.members;
    let present = 0;
    await eventually(
      'it is told',
      () => present === 1,
      (check) =>
        again(() => {
          void two.drafts.presences(observer, [draft.id]).then(([members]) => {
            present = members?.length ?? 0;
            check();
          });
        }),
    );
    await one.close();
    expect(await two.drafts.presences(observer, [draft.id])).toEqual([[]]);
    expect(await at.database.connection.collection('draftPresence').countDocuments({})).toBe(0);
  });
});

describe('what the server does to a draft that another process has', () => {
  it('CO-65: an edit is one entry of the log that the open editors get; the owner keeps the draft', async () => {
    await open({ pollInterval: 20 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await kim.untilAcknowledged(kim.type('a'));
    const { epoch } = (await at.stores.drafts.find(draft.id)) as DraftRecord;
    await two.drafts.edit(at.members.lee, draft.id, (doc) => doc.getText('text').insert(1, 'b'));
    await kim.until('it arrives', () => kim.text === 'ab');
    const log = await at.log(draft);
    expect(log.map(({ memberId }) => memberId)).toEqual([at.members.kim.memberId, at.members.lee.memberId]);
    expect((await at.stores.drafts.find(draft.id))?.epoch).toBe(epoch);
    expect(kim.closed).toBeNull();
  });

  it('CO-65: edits hold their ground beside an editor who types', async () => {
    await open({ pollInterval: 20 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    let typing = true;
    const typed = (async () => {
      // The next key when the one before is stored, so that something is always being appended.
      while (typing) await kim.untilAcknowledged(kim.type('k'));
    })();
    for (let round = 0; round < 5; round += 1)
      await two.drafts.edit(at.members.lee, draft.id, (doc) => doc.getText('other').insert(0, `${round}`));
    typing = false;
    await typed;
    await kim.until('all edits arrive', () => kim.doc.getText('other').length === 5);
    const stored = await at.stored(draft);
    expect(stored.getText('other').toJSON()).toBe('43210');
    expect(stored.getText('text').toJSON()).toBe(kim.text);
  });

  it('CO-65: an edit during which the draft changes hands is made again, once', async () => {
    await open();
    const draft = await at.draft();
    let taken = false;
    two.hooks.before = async () => {
      if (!taken) await one.leases.take(draft.id);
      taken = true;
    };
    await two.drafts.edit(at.members.lee, draft.id, (doc) => doc.getText('text').insert(0, 'a'));
    expect(taken).toBe(true);
    expect(await at.log(draft)).toHaveLength(1);
  });

  it('CO-66: a freeze cuts what is stored; what its owner had taken in and not stored stays with the client', async () => {
    await open({ pollInterval: 20 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await kim.untilAcknowledged(kim.type('stored '));
    let storing = false;
    let go: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => (go = resolve));
    one.hooks.before = () => {
      storing = true;
      return frozen;
    };
    const late = kim.type('late');
    await eventually('it is about to be stored', () => storing, again);
    const snapshot = await two.freeze(draft);
    go();
    expect(snapshot.sequence).toBe(1);
    expect(await kim.untilClosed()).toMatchObject({ code: 4500 });
    expect(kim.acknowledged(late)).toBe(false);
    expect(await at.log(draft)).toHaveLength(1);
    await two.thaw(draft);
    const back = await at.raw('kim', draft, one);
    back.update(late);
    await back.untilAcknowledged(late);
  });

  it('CO-66: a hold keeps the owner from appending, and lets it go on when nothing was frozen', async () => {
    await open();
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await kim.untilAcknowledged(kim.type('a'));
    let refused = 0;
    one.hooks.after = () => void (refused += 1);
    const update = await two.drafts.hold([draft.id], async () => {
      const typed = kim.type('b');
      await eventually('the owner has tried twice', () => refused >= 2, again);
      expect(kim.acknowledged(typed)).toBe(false);
      expect(await at.log(draft)).toHaveLength(1);
      return typed;
    });
    await kim.untilAcknowledged(update);
    expect(await at.log(draft)).toHaveLength(2);
  });

  it('CO-66: a hold whose process died counts no more', async () => {
    await open({ leaseDuration: 300 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    await two.leases.registered();
    await two.stores.drafts.hold([draft.id], `${two.leases.nodeId}/1`);
    stopRenewing(two);
    await kim.untilAcknowledged(kim.type('a'));
    expect(await one.stores.drafts.holds(draft.id)).toEqual([]);
  });

  it('CO-66: a freeze comes through while the owner appends without a pause', async () => {
    await open({ pollInterval: 20 });
    const draft = await at.draft();
    const kim = await at.raw('kim', draft, one);
    const typed = (async () => {
      const over = () => kim.closed !== null || kim.denials.length > 0;
      while (!over()) {
        const update = kim.type('k');
        await kim.until('it is stored or refused', () => over() || kim.acknowledged(update));
      }
    })();
    await kim.until('it types', () => kim.acknowledgedCount > 5);
    const { sequence } = await two.freeze(draft);
    // It is sent away, or told: then what it sent last was refused, and the log ends with the cut.
    await typed;
    expect(await at.log(draft)).toHaveLength(sequence);
    expect(kim.acknowledgedCount).toBeLessThanOrEqual(sequence);
  });

  it('CO-20, CO-66: a freeze reaches the editors at its owner without a message between the processes', async () => {
    await open({ pollInterval: 20 });
    const draft = await at.draft();
    const [kim, lee] = [await at.raw('kim', draft, one), await at.raw('lee', draft, two)];
    await two.freeze(draft);
    await kim.untilDenied('FROZEN');
    await lee.untilDenied('FROZEN');
    await two.thaw(draft);
    await kim.untilDenied('EDITABLE');
    expect(kim.closed).toBeNull();
  });
});
