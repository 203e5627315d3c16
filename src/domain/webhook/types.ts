import type { ActivityFilter } from '../../activity/service.ts';

/** Somebody's server that is told of events as they happen (SPEC.md, WH). Ids are hex ObjectIds. */
export interface WebhookRecord {
  readonly id: string;
  readonly url: string;
  /** Which entries of the activity log are delivered. */
  readonly filter: ActivityFilter;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly createdById: string;
  /** The key that signs deliveries, encrypted. */
  readonly sealedSecret: string;
  /** Entries of the log up to here have been delivered or given up, or are none that the filter names. */
  readonly position: number;
  /** How often the delivery of the next entry has failed. */
  readonly failedAttempts: number;
  /** When it is tried again; null for at once. */
  readonly retryAt: Date | null;
  /** Since when nothing has been delivered; null unless the last attempt failed. */
  readonly failingSince: Date | null;
  /** Why the last attempt failed; null when it didn't. */
  readonly lastError: string | null;
  /** Grows with every change by a person: what a process knew of an earlier one isn't written any more. */
  readonly revision: number;
}

/** A delivery that was given up. */
export interface DeadLetterRecord {
  readonly id: string;
  readonly webhookId: string;
  /** Position of the event in the activity log. */
  readonly sequence: number;
  readonly attempts: number;
  readonly lastError: string;
  /** When it was given up. */
  readonly at: Date;
}

/** What became of one attempt to deliver an event. */
export type AttemptOutcome =
  | { readonly outcome: 'DELIVERED' }
  /** The receiver says that it is there no more (410). */
  | { readonly outcome: 'GONE'; readonly reason: string }
  | { readonly outcome: 'FAILED'; readonly reason: string };

/** A webhook's key may be 24 to 64 bytes by Standard Webhooks; these are of SHA-256's length. */
export const secretBytes = 32;
