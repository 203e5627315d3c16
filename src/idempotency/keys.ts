import type { CommitHook } from '../activity/commit-hooks.ts';
import { SealedTextError, type SecretBox } from '../auth/secret-box.ts';
import type { DatabaseSession } from '../database/store.ts';
import type { Clock } from '../clock.ts';
import type { IdempotencyStore, KeyRecord } from './store.ts';

/** A request with a key that is being carried out. */
export interface RunningRequest {
  /** Goes with the request's work; throws when another attempt has taken the request over. */
  readonly onCommit: CommitHook;
  /** Keeps the answer for those who send the request again. */
  finish(answer: string): Promise<void>;
  /** The request failed, or may succeed later: when it has changed nothing, it may be sent again; else `answer` is kept. */
  fail(answer: string): Promise<void>;
}

/** What is to be done with a request. */
export type Begun =
  | { readonly outcome: 'NEW'; readonly request: RunningRequest }
  | { readonly outcome: 'ANSWERED'; readonly answer: string }
  /** The key came with another request before; or the same one is being carried out; or it was, or may have been. */
  | { readonly outcome: 'REUSED' | 'RUNNING' | 'ANSWER_LOST' };

export interface KeyedRequest {
  readonly memberId: string;
  readonly key: string;
  /** All that makes it the same request. */
  readonly request: string;
}

/** How long a key is remembered, in milliseconds. */
const keptFor = 24 * 3_600_000;
/** Whose process answers nothing for so long is taken to have died, in milliseconds. */
const abandonedAfter = 60_000;
/** Longer answers aren't kept, in characters. */
const maxAnswer = 1_000_000;

/**
 * Requests that are carried out once, however often they are sent
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). That a request was carried out is noted
 * in the transaction that did it, and before what is done elsewhere: also when the process dies before it has answered,
 * nothing is done twice.
 */
export function createIdempotencyKeys(dependencies: {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
  /** Answers may hold what only the member may read. */
  readonly box: SecretBox;
}) {
  const { store, clock, box } = dependencies;

  function running(id: string, attempt: string): RunningRequest {
    const mark = async (session?: DatabaseSession) => {
      if (!(await store.markCommitted(id, attempt, session)))
        throw new Error('The request was given up, and has been taken over.');
    };
    const finish = (answer: string) =>
      store.setAnswer(id, attempt, answer.length > maxAnswer ? '' : box.seal(Buffer.from(answer), id));
    return {
      onCommit: { inTransaction: mark, beforehand: () => mark() },
      finish,
      fail: async (answer) => {
        if (!(await store.forget(id, attempt))) await finish(answer);
      },
    };
  }

  function answered(id: string, record: KeyRecord): Begun {
    if (record.answer === null || record.answer === '') return { outcome: 'ANSWER_LOST' };
    try {
      return { outcome: 'ANSWERED', answer: box.open(record.answer, id).toString() };
    } catch (error) {
      // The application's secret is another one since.
      if (error instanceof SealedTextError) return { outcome: 'ANSWER_LOST' };
      throw error;
    }
  }

  return {
    async begin({ memberId, key, request }: KeyedRequest): Promise<Begun> {
      const fingerprint = box.digest(request);
      const id = `${memberId}:${key}`;
      const attempt = store.newAttempt();
      const startedAt = clock();
      const expiresAt = new Date(startedAt.getTime() + keptFor);
      const record = { fingerprint, attempt, committed: false, answer: null, startedAt, expiresAt };
      for (;;) {
        if (await store.insert(id, record)) return { outcome: 'NEW', request: running(id, attempt) };
        const earlier = await store.find(id);
        // It has expired, or failed, in between.
        if (earlier === null) continue;
        if (earlier.fingerprint !== fingerprint) return { outcome: 'REUSED' };
        if (earlier.answer !== null) return answered(id, earlier);
        if (startedAt.getTime() - earlier.startedAt.getTime() < abandonedAfter) return { outcome: 'RUNNING' };
        if (earlier.committed) return { outcome: 'ANSWER_LOST' };
        if (await store.takeOver(id, earlier.attempt, { attempt, startedAt }))
          return { outcome: 'NEW', request: running(id, attempt) };
      }
    },
  };
}

export type IdempotencyKeys = ReturnType<typeof createIdempotencyKeys>;
