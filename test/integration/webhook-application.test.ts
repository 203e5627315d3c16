import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCursor } from '../../src/activity/cursor.ts';
import { ObservedApplication } from '../support/observed-application.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { createKeyTask } from '../support/task-force.ts';

let app: ObservedApplication;
let receiver: Receiver;
beforeAll(async () => {
  app = await ObservedApplication.start();
  receiver = await openReceiver();
}, 60_000);
afterAll(async () => {
  await app.remove();
  await receiver.close();
});

const patience = { timeout: 30_000, interval: 50 };

async function register(): Promise<{ cursor: string }> {
  const { webhook } = await app.taskForce.people.secretariat.mutate<{ webhook: { cursor: string } }>(
    'mutation ($input: CreateWebhookInput!) { result: createWebhook(input: $input) { webhook { cursor } userErrors { code message field } } }',
    { url: receiver.url },
  );
  return webhook;
}

const last = () => app.stores.activity.lastSequence();

describe('WH-4 WH-8: the application', () => {
  it('delivers, counts, and goes on after a crash and after a stop in the middle of a delivery', async () => {
    const { cursor } = await register();
    const start = readCursor(cursor).sequence;
    const everything = async () => {
      const end = await last();
      return Array.from({ length: end - start }, (_value, index) => start + 1 + index);
    };
    const distinct = () => [...new Set(receiver.positions())];

    await createKeyTask(app.taskForce, '하나');
    await vi.waitFor(async () => expect(distinct()).toEqual(await everything()), patience);
    expect(receiver.positions()).toEqual(distinct());
    await vi.waitFor(
      async () =>
        expect(await app.metric('webhook_deliveries_total{outcome="delivered"}')).toBe(
          receiver.received.length,
        ),
      patience,
    );

    receiver.answer({ status: 204 }, 'hang');
    await createKeyTask(app.taskForce, '둘');
    await createKeyTask(app.taskForce, '셋');
    // The second of the four that were appended hangs.
    await vi.waitFor(() => expect(distinct()).toHaveLength(4), patience);
    await app.process.kill();
    await app.startAgain();
    await vi.waitFor(async () => expect(distinct()).toEqual(await everything()), patience);
    expect(receiver.positions().length).toBe(distinct().length + 1);

    receiver.answer('hang');
    await createKeyTask(app.taskForce, '넷');
    await vi.waitFor(() => expect(distinct()).toHaveLength(7), patience);
    expect(await app.process.terminate()).toBe(0);
    expect(app.errors()).toEqual([]);
    await app.startAgain();
    await vi.waitFor(async () => expect(distinct()).toEqual(await everything()), patience);
    const [webhook] = await app.stores.webhooks.newest({ before: null, limit: 1 });
    expect(webhook).toMatchObject({ failedAttempts: 0, lastError: null });
  }, 120_000);
});
