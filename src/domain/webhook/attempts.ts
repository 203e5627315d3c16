import type { EventRecord } from '../../activity/event.ts';
import type { Clock } from '../../clock.ts';
import { SealedTextError, type SecretBox } from '../../auth/secret-box.ts';
import type { Sender } from './sender.ts';
import { signedHeaders } from './signature.ts';
import type { AttemptOutcome, WebhookRecord } from './types.ts';

/** An event as receivers get it. */
export interface EventMessage {
  /** Stays the same at every attempt. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** Told what came of every attempt, and of every delivery that was given up. */
export type DeliveryOutcome = 'delivered' | 'failed' | 'gone' | 'dead_letter';

export interface AttemptDependencies {
  readonly clock: Clock;
  readonly secrets: SecretBox;
  readonly sender: Sender;
  readonly messageOf: (event: EventRecord) => EventMessage;
  readonly onOutcome: (outcome: DeliveryOutcome) => void;
}

/** Single attempts to deliver an event to a webhook's receiver. */
export function createAttempts({ clock, secrets, sender, messageOf, onOutcome }: AttemptDependencies) {
  async function send(
    webhook: WebhookRecord,
    event: EventRecord,
    signal: AbortSignal,
  ): Promise<AttemptOutcome> {
    let key: Buffer;
    try {
      key = secrets.open(webhook.sealedSecret, webhook.id);
    } catch (error) {
      if (!(error instanceof SealedTextError)) throw error;
      return {
        outcome: 'FAILED',
        reason: 'The secret was stored under another AUTH_SECRET. Give the webhook a new one.',
      };
    }
    const message = messageOf(event);
    const headers = {
      'content-type': 'application/json',
      ...signedHeaders(key, { ...message, at: clock() }),
    };
    const result = await sender.send({ url: webhook.url, headers, body: message.body, signal });
    if ('failure' in result) return { outcome: 'FAILED', reason: result.failure };
    const { status } = result;
    if (status >= 200 && status < 300) return { outcome: 'DELIVERED' };
    const reason = `The receiver answered with the status ${status}.`;
    return { outcome: status === 410 ? 'GONE' : 'FAILED', reason };
  }

  return {
    /** One attempt, which `signal` cuts off. Never rejects for what the receiver does. */
    async attempt(webhook: WebhookRecord, event: EventRecord, signal: AbortSignal): Promise<AttemptOutcome> {
      const result = await send(webhook, event, signal);
      const outcome = ({ DELIVERED: 'delivered', GONE: 'gone', FAILED: 'failed' } as const)[result.outcome];
      if (!signal.aborted || outcome === 'delivered') onOutcome(outcome);
      return result;
    },
  };
}
