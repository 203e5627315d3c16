import { randomBytes, randomUUID } from 'node:crypto';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import { createTransact } from '../../src/activity/transact.ts';
import type { ActivityService } from '../../src/activity/service.ts';
import type { DeliveryOutcome } from '../../src/domain/webhook/attempts.ts';
import { createWebhookDeliveries } from '../../src/domain/webhook/deliveries.ts';
import { createSecretBox } from '../../src/auth/secret-box.ts';
import { createSender, type SenderOptions } from '../../src/domain/webhook/sender.ts';
import { createWebhookService } from '../../src/domain/webhook/service.ts';
import { eventMessage } from '../../src/graphql/event-message.ts';
import type { DecisionPath } from './decision-path.ts';

/** Whoever is asked to wait has waited at once: time has gone on by what they were asked for. */
export function skippingTime() {
  const waits: number[] = [];
  let now = Date.parse('2021-03-01T00:00:00.000Z');
  return {
    waits,
    clock: () => new Date(now),
    wait: (milliseconds: number, _signal: AbortSignal) => {
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}

export interface DelivererOptions extends Partial<SenderOptions> {
  readonly claimDuration?: number;
  readonly time?: ReturnType<typeof skippingTime>;
  readonly process?: number;
  readonly stopDuration?: number;
  /** How the log is read, by how it is when this isn't given. */
  readonly reading?: (entriesFrom: EntriesFrom) => EntriesFrom;
}

export type EntriesFrom = ActivityService['entriesFrom'];

/** A process that delivers to webhooks, on the database of a decision path. */
export function createDeliverer(path: DecisionPath, options: DelivererOptions = {}) {
  const {
    claimDuration,
    time = skippingTime(),
    process: index = 0,
    stopDuration,
    reading,
    ...sending
  } = options;
  const process = path.processes[index];
  if (process === undefined) throw new Error('There is no such process.');
  const { stores, services } = process;
  const bus = createInMemoryBus();
  const { clock } = time;
  const transact = createTransact({ database: path.database, activityStore: stores.activity, bus, clock });
  const outcomes: DeliveryOutcome[] = [];
  const failures: unknown[] = [];
  const onOutcome = (outcome: DeliveryOutcome) => void outcomes.push(outcome);
  const webhooks = createWebhookService({
    store: stores.webhooks,
    deadLetters: stores.webhookDeadLetters,
    transact,
    clock,
    activity: services.activity,
    secrets: createSecretBox('a secret of the tests that is long enough', 'webhook signing keys'),
    sender: createSender({ privateAddresses: true, timeout: 2000, ...sending }),
    messageOf: eventMessage,
    randomBytes,
    onOutcome,
  });
  const deliveries = createWebhookDeliveries({
    store: stores.webhooks,
    deadLetters: stores.webhookDeadLetters,
    webhooks,
    activity:
      reading === undefined ? services.activity : { entriesFrom: reading(services.activity.entriesFrom) },
    transact,
    bus,
    clock,
    wait: time.wait,
    random: () => 0.5,
    owner: randomUUID(),
    ...(claimDuration === undefined ? {} : { claimDuration }),
    ...(stopDuration === undefined ? {} : { stopDuration }),
    onOutcome,
    onError: (error) => failures.push(error),
  });
  return { webhooks, deliveries, outcomes, failures, waits: time.waits };
}
