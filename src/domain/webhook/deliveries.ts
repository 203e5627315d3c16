import { AsyncLocalStorage } from 'node:async_hooks';
import { atMost } from '../../at-most.ts';
import type { Bus } from '../../activity/bus.ts';
import type { ActivityService } from '../../activity/service.ts';
import type { Transact } from '../../activity/unit-of-work.ts';
import type { Clock, Wait } from '../../clock.ts';
import type { EventRecord } from '../../activity/event.ts';
import type { DeliveryOutcome } from './attempts.ts';
import { maxAttempts, retryDelay } from './back-off.ts';
import type { DeadLetterStore } from './dead-letter-store.ts';
import type { WebhookService } from './service.ts';
import type { Progress, WebhookStore } from './store.ts';
import type { WebhookRecord } from './types.ts';

export interface DeliveryDependencies {
  readonly store: WebhookStore;
  readonly deadLetters: DeadLetterStore;
  readonly webhooks: Pick<WebhookService, 'attempt'>;
  readonly activity: Pick<ActivityService, 'entriesFrom'>;
  readonly transact: Transact;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly wait: Wait;
  /** From 0 to less than 1. */
  readonly random: () => number;
  /** Id of this process among those that deliver. */
  readonly owner: string;
  /** How long a claim holds without being renewed, in milliseconds; 6 s when not given. */
  readonly claimDuration?: number;
  /** How long the end of workers is waited for at most, in milliseconds; half a second when not given. */
  readonly stopDuration?: number;
  readonly onOutcome: (outcome: DeliveryOutcome) => void;
  readonly onError: (error: unknown, about: string) => void;
}

/** What runs for one webhook. */
interface Worker {
  readonly revision: number;
  readonly controller: AbortController;
  /** Resolves when it has ended; never rejects. */
  readonly done: Promise<void>;
}

const defaultClaimDuration = 6000;
const defaultStopDuration = 500;
/** So many entries of no interest are passed over before it is written how far that has come. */
const checkpointDistance = 1000;
/** A claim is renewed this many times while it would hold. */
const renewals = 3;

/** Nothing is wrong: how it is after a delivery. */
const delivered = { failedAttempts: 0, retryAt: null, failingSince: null, lastError: null } as const;

/**
 * Delivers the activity log to webhooks (SPEC.md, WH): for each of them one process at a time, which holds a lease in the
 * webhook's row, reads the log behind the webhook's cursor and moves the cursor when an event was delivered or given up.
 * Nothing else is kept: a process that ends or dies leaves a cursor from which the next one goes on.
 */
export function createWebhookDeliveries(dependencies: DeliveryDependencies) {
  const { store, deadLetters, webhooks, activity, transact, bus, clock, wait, random, owner } = dependencies;
  const { onOutcome, onError } = dependencies;
  const duration = dependencies.claimDuration ?? defaultClaimDuration;
  const stopDuration = dependencies.stopDuration ?? defaultStopDuration;
  const workers = new Map<string, Worker>();
  let ticking: Promise<void> | null = null;
  let tickAgain = false;
  let timer: NodeJS.Timeout | null = null;
  let unsubscribe: (() => void) | null = null;
  let stopped = false;

  const claimOf = ({ id, revision, position }: WebhookRecord) => ({ id, owner, revision, position });

  /** Writes how far it has come. Null when somebody else has the webhook now, or it was changed. */
  async function move(webhook: WebhookRecord, progress: Progress): Promise<WebhookRecord | null> {
    return (await store.move(claimOf(webhook), progress)) ? { ...webhook, ...progress } : null;
  }

  async function giveUp(webhook: WebhookRecord, event: EventRecord, lastError: string) {
    const position = event.sequence;
    const { failingSince } = webhook;
    const progress = { position, failedAttempts: 0, retryAt: null, failingSince, lastError };
    const attempts = webhook.failedAttempts + 1;
    const moved = await transact(async (tx) => {
      if (!(await store.move(claimOf(webhook), progress, tx.session))) return false;
      const letter = { webhookId: webhook.id, sequence: position, attempts, lastError, at: clock() };
      await deadLetters.insert(letter, tx.session);
      return true;
    });
    if (!moved) return null;
    onOutcome('dead_letter');
    return { ...webhook, ...progress };
  }

  /** Delivers one event, or gives it up. Null when there is nothing more to do for the webhook here. */
  async function deliver(
    webhook: WebhookRecord,
    event: EventRecord,
    signal: AbortSignal,
  ): Promise<WebhookRecord | null> {
    let current: WebhookRecord | null = webhook;
    while (current !== null) {
      if (current.retryAt !== null) await wait(current.retryAt.getTime() - clock().getTime(), signal);
      if (signal.aborted) return null;
      const result = await webhooks.attempt(current, event, signal);
      if (result.outcome === 'DELIVERED') return move(current, { position: event.sequence, ...delivered });
      // What was cut off says nothing of the receiver.
      if (signal.aborted) return null;
      const now = clock();
      const failed = {
        position: current.position,
        failedAttempts: current.failedAttempts + 1,
        failingSince: current.failingSince ?? now,
        lastError: result.reason,
      };
      if (result.outcome === 'GONE') {
        await store.move(claimOf(current), { ...failed, retryAt: null, active: false });
        return null;
      }
      if (failed.failedAttempts >= maxAttempts) return giveUp(current, event, result.reason);
      const retryAt = new Date(now.getTime() + retryDelay(failed.failedAttempts, random));
      current = await move(current, { ...failed, retryAt });
    }
    return null;
  }

  async function work(webhook: WebhookRecord, controller: AbortController): Promise<void> {
    const { signal } = controller;
    let current: WebhookRecord | null = webhook;
    let passed = webhook.position;
    /** Whoever goes on from here needn't look again through what the filter leaves out. */
    async function checkpoint(): Promise<void> {
      if (current === null || passed <= current.position) return;
      current = await move(current, { ...progressOf(current), position: passed });
      // Somebody else has the webhook now, or it was changed.
      if (current === null) controller.abort();
    }
    async function passedTo(position: number): Promise<void> {
      passed = position;
      if (current !== null && passed - current.position >= checkpointDistance) await checkpoint();
    }
    for await (const event of activity.entriesFrom(webhook.filter, webhook.position, { signal, passedTo })) {
      if (current === null) return;
      current = await deliver(current, event, signal);
      if (current === null) return;
    }
    await checkpoint();
  }

  function start(webhook: WebhookRecord): void {
    const controller = new AbortController();
    const { id, revision } = webhook;
    const done = work(webhook, controller)
      // As when the database doesn't answer. It begins anew with the next renewal of the claims.
      .catch((error: unknown) => onError(error, 'a webhook could not be served'))
      .finally(() => {
        workers.delete(id);
        // What it made way for begins.
        if (controller.signal.aborted) tick();
      });
    workers.set(id, { revision, controller, done });
  }

  /**
   * Claims what is free, and has for each webhook that is claimed one worker that knows it as it is. It doesn't wait for
   * workers that are to end: one that reads from a slow database would have the claims of all others run out meanwhile.
   */
  async function claim(): Promise<void> {
    const claimed = new Map((await store.claim(owner, duration)).map((webhook) => [webhook.id, webhook]));
    for (const [id, { revision, controller }] of workers)
      if (claimed.get(id)?.revision !== revision) controller.abort();
    if (stopped) return;
    for (const webhook of claimed.values()) if (!workers.has(webhook.id)) start(webhook);
  }

  /** Claims are renewed, whatever workers do. One claiming at a time; what is asked for meanwhile comes behind it. */
  function tick(): void {
    if (ticking !== null) tickAgain = true;
    if (ticking !== null || stopped) return;
    ticking = claim()
      .catch((error: unknown) => onError(error, 'webhooks could not be claimed'))
      .finally(() => {
        ticking = null;
        if (!tickAgain) return;
        tickAgain = false;
        tick();
      });
  }

  return {
    /** Begins to deliver. */
    start(): void {
      // Not as a part of the mutation that changed a webhook: what is written later isn't committed with it.
      unsubscribe = bus.subscribe('webhook', AsyncLocalStorage.bind(tick));
      timer = setInterval(tick, duration / renewals).unref();
      tick();
    },

    /** Cuts off what is being delivered, which isn't counted as an attempt, and lets other processes go on at once. */
    async stop(): Promise<void> {
      stopped = true;
      unsubscribe?.();
      if (timer !== null) clearInterval(timer);
      const ended = async () => {
        await ticking;
        await Promise.all([...workers.values()].map(({ done }) => done));
      };
      for (const { controller } of workers.values()) controller.abort();
      await atMost(stopDuration, ended());
      // Also of a worker that hasn't ended: without the claim it writes nothing.
      await store.release(owner);
    },
  };
}

export type WebhookDeliveries = ReturnType<typeof createWebhookDeliveries>;

function progressOf({ failedAttempts, retryAt, failingSince, lastError }: WebhookRecord) {
  return { failedAttempts, retryAt, failingSince, lastError };
}
