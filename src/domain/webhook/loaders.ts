import DataLoader from 'dataloader';
import type { EventRecord } from '../../activity/event.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import { createPageLoader } from '../../database/page-loader.ts';
import type { WebhookService } from './service.ts';
import type { DeadLetterRecord, WebhookRecord } from './types.ts';

/** Batching readers of webhooks, for one request of `viewer`. */
export function createWebhookLoaders(service: WebhookService, viewer: MaybeViewer) {
  return {
    webhook: new DataLoader<string, WebhookRecord | null>((ids) => service.findMany(viewer, ids)),
    deadLetter: new DataLoader<string, DeadLetterRecord | null>((ids) =>
      service.findDeadLetters(viewer, ids),
    ),
    /** Dead letters of a webhook, newest first. */
    deadLettersOf: createPageLoader((webhookIds, request) =>
      service.deadLetterPages(viewer, webhookIds, request),
    ),
    /** The event of a dead letter. */
    eventOf: new DataLoader<DeadLetterRecord, EventRecord | null>((letters) => service.eventsOf(letters)),
    /** The cursor of a position of the log. */
    cursorAt: new DataLoader<number, string>((positions) => service.cursorsAt(positions)),
  };
}

export type WebhookLoaders = ReturnType<typeof createWebhookLoaders>;
