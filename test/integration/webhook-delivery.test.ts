import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodePosition } from '../../src/database/paging.ts';
import { parseGlobalId, toGlobalId } from '../../src/graphql/ids.ts';
import { openDecisionPath, type DecisionPath } from '../support/decision-path.ts';
import { openReceiver, standardSignature, type Receiver } from '../support/receiver.ts';
import { createDeliverer, skippingTime, type DelivererOptions } from '../support/webhooks.ts';

let path: DecisionPath;
let receiver: Receiver;
const ending: (() => Promise<void>)[] = [];
beforeEach(async () => {
  path = await openDecisionPath();
  receiver = await openReceiver();
});
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
  await receiver.close();
  await path.drop();
});

function deliverer(options: DelivererOptions = {}) {
  const made = createDeliverer(path, options);
  made.deliveries.start();
  ending.push(() => made.deliveries.stop());
  return made;
}

type Deliverer = ReturnType<typeof deliverer>;

/** A webhook of the receiver for everything from now on. */
const register = (one: Deliverer, input: object = {}) =>
  one.webhooks.create(path.as.secretariat, { url: receiver.url, ...input });

async function found(id: string) {
  const webhook = await path.stores.webhooks.find(id);
  if (webhook === null) throw new Error('The webhook is gone.');
  return webhook;
}

const end = () => path.stores.activity.lastSequence();
const sequences = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_value, index) => first + index);
const arrived = (count: number) =>
  vi.waitFor(() => expect(receiver.received).toHaveLength(count), { timeout: 10_000 });
const movedTo = (id: string, position: number) =>
  vi.waitFor(async () => expect((await found(id)).position).toBe(position), { timeout: 10_000 });

describe('deliveries', () => {
  it('WH-1 WH-4 are all entries from the registration on, once and in order', async () => {
    const one = deliverer();
    await path.create('먼저');
    const start = await end();
    const { webhook } = await register(one);
    await path.station.voted('나중');
    const last = await end();
    await movedTo(webhook.id, last);
    expect(receiver.positions()).toEqual(sequences(start + 1, last));
    expect(await found(webhook.id)).toMatchObject({ failedAttempts: 0, failingSince: null, lastError: null });
    expect(one.outcomes).toEqual(receiver.received.map(() => 'delivered'));
    expect(one.failures).toEqual([]);
  });

  it('WH-1 start behind a cursor, and hold what the filter names and nothing else', async () => {
    const one = deliverer();
    const [wanted, other] = [await path.create('하나'), await path.create('둘')];
    const filter = { keyTaskId: wanted.id, kinds: ['KEY_TASK_CHANGED', 'DECISION_MADE'] as const };
    const { webhook } = await register(one, { filter, after: encodePosition([0]) });
    await path.keyTasks.rename(path.as.lead, wanted.id, { title: '하나 반' });
    await path.keyTasks.rename(path.as.lead, other.id, { title: '둘 반' });
    await path.keyTasks.rename(path.as.lead, wanted.id, { title: '하나 끝' });
    const expected = await path.stores.activity.read({ ...filter, after: 0, limit: 100 });
    expect(expected).toHaveLength(3);
    await movedTo(webhook.id, expected.at(-1)?.sequence ?? 0);
    expect(receiver.positions()).toEqual(expected.map(({ sequence }) => sequence));
  });

  it('WH-2 WH-3 are signed JSON with the ids of the API', async () => {
    const one = deliverer();
    const { secret } = await register(one);
    const keyTask = await path.create('추진과제');
    await arrived(2);
    const [{ headers, body, event }] = receiver.received as [(typeof receiver.received)[0]];
    expect(event).toEqual({
      id: toGlobalId('Event', String(await end().then((last) => last - 1))),
      cursor: event.cursor,
      kind: event.kind,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      actorId: toGlobalId('Member', path.as.lead.memberId),
      planId: toGlobalId('Plan', path.plan.id),
      subcommitteeId: toGlobalId('Subcommittee', path.subcommittees.own),
      keyTaskId: toGlobalId('KeyTask', keyTask.id),
      payload: expect.any(Object) as object,
    });
    expect(headers['content-type']).toBe('application/json');
    expect(headers['webhook-id']).toBe(event.id);
    expect(headers['webhook-signature']).toBe(
      await standardSignature(secret ?? '', {
        id: event.id,
        timestamp: String(headers['webhook-timestamp']),
        body,
      }),
    );
  });

  it('WH-2 tell of a secret ballot that somebody voted, and not who or what (DC-12)', async () => {
    const ballotRule = { quorum: 0.5, majority: 0.5, secret: true };
    await path.plans.update(path.as.secretariat, path.plan.id, { ballotRule });
    const { ballot } = await path.station.tabled();
    await register(deliverer());
    const { id: ballotId, contentHash } = ballot;
    const position = {
      ballotId,
      contentHash,
      value: 'APPROVE',
      reason: null,
      ticket: 'ab'.repeat(32),
    } as const;
    await path.decisions.castPosition(path.as.colleague, position);
    await arrived(1);
    const [{ body, event }] = receiver.received as [(typeof receiver.received)[0]];
    expect(event).toMatchObject({ kind: 'POSITION_CAST', actorId: null });
    expect(event['payload']).toEqual({
      ballotId: toGlobalId('Ballot', ballotId),
      value: null,
      tally: null,
      turnout: expect.any(Object) as object,
    });
    for (const hidden of [
      path.as.colleague.memberId,
      toGlobalId('Member', path.as.colleague.memberId),
      'APPROVE',
    ])
      expect(body).not.toContain(hidden);
  });

  it('WH-3 are signed with a new secret once it was renewed', async () => {
    const one = deliverer();
    const { webhook, secret } = await register(one);
    const renewed = await one.webhooks.update(path.as.secretariat, webhook.id, { renewSecret: true });
    expect(renewed.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(renewed.secret).not.toBe(secret);
    await path.create('추진과제');
    await arrived(2);
    const [{ headers, body, event }] = receiver.received as [(typeof receiver.received)[0]];
    expect(headers['webhook-signature']).toBe(
      await standardSignature(renewed.secret ?? '', {
        id: event.id,
        timestamp: String(headers['webhook-timestamp']),
        body,
      }),
    );
  });
});

/** Entries that no webhook of these tests wants. */
const appendUnwanted = (count: number) =>
  path.transact((tx) => {
    for (let index = 0; index < count; index += 1)
      tx.emit({
        kind: 'PLAN_CHANGED',
        actorId: null,
        planId: path.plan.id,
        subcommitteeId: null,
        keyTaskId: null,
        visibility: 'MEMBERS',
        payload: { planId: path.plan.id, title: String(index), change: 'UPDATED' },
      });
    return Promise.resolve();
  });

describe('WH-4: what the filter leaves out', () => {
  const rare = { filter: { kinds: ['RECUSAL_LIFTED'] } };

  it('is not looked through again', async () => {
    const one = deliverer();
    await appendUnwanted(1100);
    const { webhook } = await register(one, { ...rare, after: encodePosition([0]) });
    await movedTo(webhook.id, await end());
    // And what comes then, but for the last few.
    await appendUnwanted(1100);
    const last = await end();
    await vi.waitFor(async () => expect((await found(webhook.id)).position).toBeGreaterThan(last - 1000), {
      timeout: 10_000,
    });
    expect(receiver.received).toEqual([]);
    expect(one.failures).toEqual([]);
  });

  it('is not looked through again by who goes on after a stop, even if it is little', async () => {
    let passed = 0;
    const one = createDeliverer(path, {
      reading: (entriesFrom) => (filter, position, options) => {
        const passedTo = async (to: number) => {
          await options.passedTo?.(to);
          passed = to;
        };
        return entriesFrom(filter, position, { ...options, passedTo });
      },
    });
    one.deliveries.start();
    const { webhook } = await register(one, { ...rare, after: encodePosition([0]) });
    await vi.waitFor(async () => expect(passed).toBe(await end()));
    expect((await found(webhook.id)).position).toBe(0);
    await one.deliveries.stop();
    expect((await found(webhook.id)).position).toBe(await end());
  });
});

describe('WH-5: a receiver that fails', () => {
  it('gets the same event again, and the others behind it', async () => {
    const one = deliverer();
    receiver.answer({ status: 500 }, { status: 302, headers: { location: '/elsewhere' } }, { status: 404 });
    const { webhook } = await register(one);
    await path.create('추진과제');
    const last = await end();
    await movedTo(webhook.id, last);
    const [first, second] = sequences(last - 1, last);
    expect(receiver.positions()).toEqual([first, first, first, first, second]);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    const times = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(times.slice(1, 4).map((time, index) => time - (times[index] ?? 0))).toEqual([5, 25, 125]);
    expect(one.waits).toEqual([5000, 25_000, 125_000]);
    expect(await found(webhook.id)).toMatchObject({ failedAttempts: 0, retryAt: null, failingSince: null });
  });

  it('is cut off when it says nothing', async () => {
    const one = deliverer();
    receiver.answer('hang');
    const { webhook } = await register(one);
    await path.create('추진과제');
    await movedTo(webhook.id, await end());
    expect(one.outcomes).toEqual(['failed', 'delivered', 'delivered']);
  });

  it('shows what is wrong while it lasts', async () => {
    const time = skippingTime();
    const one = deliverer({ time: { ...time, wait: (_milliseconds, signal) => aborted(signal) } });
    receiver.answerAlways({ status: 503 });
    const { webhook } = await register(one);
    await path.create('추진과제');
    await vi.waitFor(async () => expect((await found(webhook.id)).failedAttempts).toBe(1));
    const now = time.clock();
    expect(await found(webhook.id)).toMatchObject({
      position: webhook.position,
      failingSince: now,
      retryAt: new Date(now.getTime() + 5000),
      lastError: 'The receiver answered with the status 503.',
    });
    // A change by a person has it tried again at once.
    receiver.answerAlways({ status: 200 });
    await one.webhooks.update(path.as.secretariat, webhook.id, {});
    await movedTo(webhook.id, await end());
  });

  it('loses a delivery to the dead letters after 8 attempts, and gets it again on demand', async () => {
    const one = deliverer();
    const { webhook } = await register(one);
    receiver.answer(...Array.from({ length: 8 }, () => ({ status: 500 })));
    await path.create('추진과제');
    const last = await end();
    await movedTo(webhook.id, last);
    const [lost, next] = sequences(last - 1, last);
    expect(receiver.positions()).toEqual([...Array.from({ length: 8 }, () => lost), next]);
    expect(one.waits).toHaveLength(7);
    expect(one.outcomes.filter((outcome) => outcome === 'dead_letter')).toHaveLength(1);

    const { webhooks } = await path.ask<{
      webhooks: { nodes: [{ deadLetters: { nodes: [{ id: string }] } }] };
    }>(
      path.as.secretariat,
      '{ webhooks { nodes { deadLetters { nodes { id attempts lastError event { cursor kind } webhook { id } } } } } }',
    );
    const [letter] = webhooks.nodes[0].deadLetters.nodes;
    expect(letter).toEqual({
      id: letter.id,
      attempts: 8,
      lastError: 'The receiver answered with the status 500.',
      event: { cursor: receiver.received[0]?.event.cursor, kind: receiver.received[0]?.event.kind },
      webhook: { id: toGlobalId('Webhook', webhook.id) },
    });

    const letterId = parseGlobalId(letter.id)?.id ?? '';
    receiver.answer({ status: 500 });
    const again = await one.webhooks.redeliver(path.as.administrator, letterId);
    expect(again.deadLetter).toMatchObject({ attempts: 9 });
    const delivered = await one.webhooks.redeliver(path.as.administrator, letterId);
    expect(delivered.deadLetter).toBeNull();
    expect(receiver.positions().slice(-2)).toEqual([lost, lost]);
    expect(await path.stores.webhookDeadLetters.find(letterId)).toBeNull();
    await expect(one.webhooks.redeliver(path.as.administrator, letterId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('keeps its newest 1,000 dead letters', async () => {
    const webhookId = path.stores.webhooks.newId();
    await path.transact(async (tx) => {
      for (let sequence = 1; sequence <= 1001; sequence += 1) {
        const letter = { webhookId, sequence, attempts: 8, lastError: 'no', at: new Date() };
        await path.stores.webhookDeadLetters.insert(letter, tx.session);
      }
    });
    const range = { before: null, limit: 2000 };
    const kept = (await path.stores.webhookDeadLetters.newestByWebhook([webhookId], range)).get(webhookId);
    expect(kept).toHaveLength(1000);
    expect(kept?.at(-1)?.sequence).toBe(2);
  }, 60_000);
});

describe('WH-6: a receiver that is gone', () => {
  it('makes its webhook inactive, which goes on where it was when it is active again', async () => {
    const one = deliverer();
    const { webhook } = await register(one);
    receiver.answer({ status: 410 });
    await path.create('추진과제');
    await vi.waitFor(async () => expect((await found(webhook.id)).active).toBe(false));
    expect(await found(webhook.id)).toMatchObject({ position: webhook.position, failedAttempts: 1 });
    await path.create('또 하나');
    expect(receiver.received).toHaveLength(1);
    await one.webhooks.update(path.as.secretariat, webhook.id, { active: true });
    const last = await end();
    await movedTo(webhook.id, last);
    expect(receiver.positions().slice(1)).toEqual(sequences(webhook.position + 1, last));
    expect(one.outcomes.filter((outcome) => outcome === 'gone')).toHaveLength(1);
  });
});

describe('WH-8: several processes', () => {
  it('deliver each event once while all goes well', async () => {
    const several = [deliverer(), deliverer(), deliverer()];
    const { webhook } = await register(several[0] as Deliverer);
    for (const title of ['하나', '둘', '셋', '넷']) await path.create(title);
    const last = await end();
    await movedTo(webhook.id, last);
    expect(receiver.positions()).toEqual(sequences(webhook.position + 1, last));
  });

  it('take over what one left when it stopped, in the middle of a delivery that is not counted', async () => {
    const one = createDeliverer(path, { timeout: 60_000 });
    one.deliveries.start();
    const { webhook } = await register(one);
    receiver.answer('hang');
    await path.create('추진과제');
    await arrived(1);
    await one.deliveries.stop();
    expect(await found(webhook.id)).toMatchObject({ position: webhook.position, failedAttempts: 0 });
    expect(one.outcomes).toEqual([]);
    deliverer();
    const last = await end();
    await movedTo(webhook.id, last);
    const [first] = sequences(webhook.position + 1, last);
    expect(receiver.positions()).toEqual([first, ...sequences(webhook.position + 1, last)]);
  });

  it('take over what one left when it died, and write nothing that another has written', async () => {
    const { webhook } = await createDeliverer(path).webhooks.create(path.as.secretariat, {
      url: receiver.url,
    });
    const { webhooks } = path.stores;
    expect(await webhooks.claim('the dead', 1)).toHaveLength(1);
    const two = deliverer({ claimDuration: 300 });
    await path.create('추진과제');
    const last = await end();
    await movedTo(webhook.id, last);
    const claim = { id: webhook.id, owner: 'the dead', revision: 0, position: last };
    const progress = {
      position: last + 1,
      failedAttempts: 0,
      retryAt: null,
      failingSince: null,
      lastError: null,
    };
    expect(await webhooks.move(claim, progress)).toBe(false);
    expect(receiver.positions()).toEqual(sequences(webhook.position + 1, last));
    expect(two.failures).toEqual([]);
  });

  /** A process in which reading for webhooks of rare events takes until it is let go on, whatever is cut off. */
  function slowReader(options: DelivererOptions) {
    let letGo = () => undefined as void;
    const until = new Promise<void>((resolve) => (letGo = resolve));
    let begun = 0;
    const one = createDeliverer(path, {
      ...options,
      reading: (entriesFrom) =>
        async function* (filter, position, reading) {
          if (filter.kinds?.includes('RECUSAL_LIFTED') === true) {
            begun += 1;
            await until;
          }
          yield* entriesFrom(filter, position, reading);
        },
    });
    one.deliveries.start();
    return { ...one, letGo: () => letGo(), begun: () => begun };
  }

  async function claimOf(id: string) {
    const rows = (await path.contents())['webhooks'] as {
      _id: { toHexString(): string };
      leaseOwner: string | null;
      leaseExpiresAt: Date;
    }[];
    const row = rows.find(({ _id }) => _id.toHexString() === id);
    return { owner: row?.leaseOwner ?? null, until: row?.leaseExpiresAt.getTime() ?? 0 };
  }

  it('keep what they have claimed while one of their workers takes long to end', async () => {
    const claimDuration = 600;
    const one = slowReader({ claimDuration });
    const healthy = await register(one);
    const rare = await register(one, { filter: { kinds: ['RECUSAL_LIFTED'] } });
    await vi.waitFor(() => expect(one.begun()).toBe(1), { timeout: 10_000 });
    await one.webhooks.update(path.as.secretariat, rare.webhook.id, {});
    const before = await claimOf(healthy.webhook.id);
    expect(before.owner).not.toBeNull();
    await vi.waitFor(
      async () => {
        const { owner, until } = await claimOf(healthy.webhook.id);
        expect(owner).toBe(before.owner);
        expect(until).toBeGreaterThan(before.until + 2 * claimDuration);
      },
      { timeout: 10_000 },
    );
    // Its successor begins when it has ended, and not before.
    expect(one.begun()).toBe(1);
    one.letGo();
    await vi.waitFor(() => expect(one.begun()).toBe(2), { timeout: 10_000 });
    await one.deliveries.stop();
    expect(one.failures).toEqual([]);
  });

  it('stop and free their claims though a worker does not end', async () => {
    const one = slowReader({ stopDuration: 50 });
    const { webhook } = await register(one, { filter: { kinds: ['RECUSAL_LIFTED'] } });
    await vi.waitFor(() => expect(one.begun()).toBe(1), { timeout: 10_000 });
    await one.deliveries.stop();
    expect((await claimOf(webhook.id)).owner).toBeNull();
    one.letGo();
  });

  it('let the one that has a claim keep it while it renews it', async () => {
    const { webhooks } = path.stores;
    await createDeliverer(path).webhooks.create(path.as.secretariat, { url: receiver.url });
    expect(await webhooks.claim('one', 60_000)).toHaveLength(1);
    expect(await webhooks.claim('two', 60_000)).toHaveLength(0);
    expect(await webhooks.claim('one', 60_000)).toHaveLength(1);
    await webhooks.release('one');
    expect(await webhooks.claim('two', 60_000)).toHaveLength(1);
  });
});

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
