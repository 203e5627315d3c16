import type { EventRecord } from '../../activity/event.ts';
import type { ActivityFilter, ActivityService } from '../../activity/service.ts';
import type { Transact } from '../../activity/unit-of-work.ts';
import { enforce, requireViewer } from '../../auth/verdict.ts';
import type { MaybeViewer } from '../../auth/viewer.ts';
import type { Clock } from '../../clock.ts';
import { beforeId, newestFirstPages } from '../../database/newest-first.ts';
import { encodePosition, toPage, type Page, type PageRequest } from '../../database/paging.ts';
import { DomainError } from '../../errors.ts';
import { createAttempts, type AttemptDependencies } from './attempts.ts';
import type { DeadLetterStore } from './dead-letter-store.ts';
import { manageWebhooksVerdict } from './policy.ts';
import { shownSecret } from './signature.ts';
import type { WebhookStore } from './store.ts';
import { secretBytes, type AttemptOutcome, type DeadLetterRecord, type WebhookRecord } from './types.ts';
import { checkUrl } from './url.ts';

export interface WebhookServiceDependencies extends AttemptDependencies {
  readonly store: WebhookStore;
  readonly deadLetters: DeadLetterStore;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly activity: Pick<ActivityService, 'startOf' | 'cursorsAt' | 'entries'>;
  /** So many bytes that nobody can guess. */
  readonly randomBytes: (count: number) => Buffer;
}

export interface NewWebhook {
  readonly url: string;
  readonly filter?: ActivityFilter;
  readonly active?: boolean | null;
  /** Cursor of the log behind which it starts; its end when left out. */
  readonly after?: string | null;
}

/** What is absent stays as it is. */
export interface WebhookUpdate {
  readonly url?: string | null;
  readonly filter?: ActivityFilter;
  readonly active?: boolean | null;
  /** Whether deliveries are signed with a new secret from now on. */
  readonly renewSecret?: boolean | null;
}

/** A webhook, with its secret when that is new: it is shown only then. */
export interface WebhookWithSecret {
  readonly webhook: WebhookRecord;
  readonly secret: string | null;
}

/** There may be so many. */
const mostWebhooks = 100;

/** Webhooks, which the secretariat and administrators see and manage (SPEC.md, WH). */
export function createWebhookService(dependencies: WebhookServiceDependencies) {
  const { store, deadLetters, transact, clock, activity, secrets, sender, randomBytes } = dependencies;
  const attempts = createAttempts(dependencies);
  const closing = new AbortController();

  function checkFilter(filter: ActivityFilter): ActivityFilter {
    if (filter.kinds?.length === 0) {
      const message = 'No event is of no kind; leave kinds out for events of all kinds.';
      throw new DomainError('INVALID_INPUT', message, ['filter', 'kinds']);
    }
    return filter;
  }

  function newSecret(webhookId: string) {
    const key = randomBytes(secretBytes);
    return { sealedSecret: secrets.seal(key, webhookId), secret: shownSecret(key) };
  }

  return {
    /** Without authorisation: one attempt to deliver an event. Never rejects for what the receiver does. */
    attempt: (webhook: WebhookRecord, event: EventRecord, signal: AbortSignal): Promise<AttemptOutcome> =>
      attempts.attempt(webhook, event, signal),

    /** Cuts off the deliveries that run for somebody who waits for the answer. */
    close: (): void => closing.abort(),

    /** In the order of `ids`; null where there is none or the viewer may not see it. */
    async findMany(viewer: MaybeViewer, ids: readonly string[]): Promise<(WebhookRecord | null)[]> {
      if (!manageWebhooksVerdict(viewer).allowed) return ids.map(() => null);
      const byId = new Map((await store.findMany(ids)).map((webhook) => [webhook.id, webhook]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** In the order of `ids`; null where there is none or the viewer may not see it. */
    async findDeadLetters(viewer: MaybeViewer, ids: readonly string[]): Promise<(DeadLetterRecord | null)[]> {
      if (!manageWebhooksVerdict(viewer).allowed) return ids.map(() => null);
      const byId = new Map((await deadLetters.findMany(ids)).map((letter) => [letter.id, letter]));
      return ids.map((id) => byId.get(id) ?? null);
    },

    /** A page of all webhooks, newest first. Throws `FORBIDDEN`. */
    async page(viewer: MaybeViewer, request: PageRequest): Promise<Page<WebhookRecord>> {
      enforce(manageWebhooksVerdict(requireViewer(viewer)));
      const rows = await store.newest({ before: beforeId(request), limit: request.first + 1 });
      return toPage(rows, request, ({ id }) => encodePosition([id]));
    },

    /** A page of the dead letters of each webhook, newest first; none for who may not see webhooks. */
    async deadLetterPages(
      viewer: MaybeViewer,
      webhookIds: readonly string[],
      request: PageRequest,
    ): Promise<ReadonlyMap<string, Page<DeadLetterRecord>>> {
      if (!manageWebhooksVerdict(viewer).allowed) return new Map();
      const range = { before: beforeId(request), limit: request.first + 1 };
      return newestFirstPages(await deadLetters.newestByWebhook(webhookIds, range), request, ({ id }) => id);
    },

    /** Throws `INVALID_INPUT`, `FORBIDDEN`. */
    async create(maybeViewer: MaybeViewer, input: NewWebhook): Promise<WebhookWithSecret> {
      const viewer = requireViewer(maybeViewer);
      enforce(manageWebhooksVerdict(viewer));
      const url = checkUrl(input.url, sender.privateAddresses);
      const filter = checkFilter(input.filter ?? {});
      const position = await activity.startOf(input.after ?? null);
      const id = store.newId();
      const { sealedSecret, secret } = newSecret(id);
      const webhook: WebhookRecord = {
        id,
        url,
        filter,
        active: input.active ?? true,
        createdAt: clock(),
        createdById: viewer.memberId,
        sealedSecret,
        ...untried,
        position,
        revision: 0,
      };
      await transact(async (tx) => {
        if ((await store.count(tx.session)) >= mostWebhooks) {
          throw new DomainError('INVALID_INPUT', `There may be at most ${mostWebhooks} webhooks.`);
        }
        await store.insert(webhook, tx.session);
        tx.notify('webhook', { webhookId: id });
      });
      return { webhook, secret };
    },

    /**
     * Whatever is changed, the next event is tried at once and as if it were the first time. Throws `INVALID_INPUT`,
     * `FORBIDDEN`, `NOT_FOUND`.
     */
    async update(viewer: MaybeViewer, id: string, input: WebhookUpdate): Promise<WebhookWithSecret> {
      enforce(manageWebhooksVerdict(requireViewer(viewer)));
      const { url, filter, active } = input;
      const renewed = input.renewSecret === true ? newSecret(id) : null;
      const change = {
        ...untried,
        ...(url === undefined || url === null ? {} : { url: checkUrl(url, sender.privateAddresses) }),
        ...(filter === undefined ? {} : { filter: checkFilter(filter) }),
        ...(active === undefined || active === null ? {} : { active }),
        ...(renewed === null ? {} : { sealedSecret: renewed.sealedSecret }),
      };
      const webhook = await transact(async (tx) => {
        tx.notify('webhook', { webhookId: id });
        return store.update(id, change, tx.session);
      });
      if (webhook === null) throw noSuchWebhook();
      return { webhook, secret: renewed?.secret ?? null };
    },

    /** Removes the webhook and its dead letters. Throws `FORBIDDEN`, `NOT_FOUND`. */
    async remove(viewer: MaybeViewer, id: string): Promise<string> {
      enforce(manageWebhooksVerdict(requireViewer(viewer)));
      await transact(async (tx) => {
        if (!(await store.remove(id, tx.session))) throw noSuchWebhook();
        await deadLetters.removeOfWebhook(id, tx.session);
        tx.notify('webhook', { webhookId: id });
      });
      return id;
    },

    /**
     * Makes one more attempt at a delivery that was given up, now, beside whatever else is being delivered. When it
     * succeeds the dead letter is gone, and null is returned. Throws `FORBIDDEN`, `NOT_FOUND`.
     */
    async redeliver(
      viewer: MaybeViewer,
      id: string,
    ): Promise<{ webhook: WebhookRecord; deadLetter: DeadLetterRecord | null }> {
      enforce(manageWebhooksVerdict(requireViewer(viewer)));
      const letter = await deadLetters.find(id);
      const webhook = letter === null ? null : await store.find(letter.webhookId);
      if (letter === null || webhook === null) throw noSuchDeadLetter();
      const [event] = await activity.entries([letter.sequence]);
      if (event === undefined || event === null) throw missingEvent(letter.sequence);
      const result = await attempts.attempt(webhook, event, closing.signal);
      if (result.outcome === 'DELIVERED') {
        await deadLetters.remove(id);
        return { webhook, deadLetter: null };
      }
      // What was cut off says nothing of the receiver.
      if (closing.signal.aborted) return { webhook, deadLetter: letter };
      const failed = await deadLetters.failedAgain(id, result.reason);
      if (failed === null) throw noSuchDeadLetter();
      return { webhook, deadLetter: failed };
    },

    /** The events of these dead letters, in their order; null for one that is missing. For who was given the letters. */
    eventsOf: (letters: readonly DeadLetterRecord[]): Promise<(EventRecord | null)[]> =>
      activity.entries(letters.map(({ sequence }) => sequence)),

    /** Cursors of positions of the log, in their order. */
    cursorsAt: (positions: readonly number[]): Promise<string[]> => activity.cursorsAt(positions),
  };
}

export type WebhookService = ReturnType<typeof createWebhookService>;

/** Nothing is known against the receiver. */
const untried = { failedAttempts: 0, retryAt: null, failingSince: null, lastError: null } as const;

function noSuchWebhook(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such webhook.', ['webhookId']);
}

function noSuchDeadLetter(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such dead letter; it may have been delivered.', [
    'deadLetterId',
  ]);
}

function missingEvent(sequence: number): Error {
  return new Error(`Entry ${sequence} of the activity log is missing.`);
}
