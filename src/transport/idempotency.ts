import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { CommitHook } from '../activity/commit-hooks.ts';
import type { MaybeViewer } from '../auth/viewer.ts';
import type { IdempotencyKeys, RunningRequest } from '../idempotency/keys.ts';
import type { Logger } from '../observability/logger.ts';

/** What the plugin needs of a request's context. */
export interface IdempotentContext {
  readonly viewer: MaybeViewer;
  /** Run with every transaction of the request's mutations. */
  commitHook?: CommitHook;
}

export const idempotencyHeader = 'idempotency-key';
/** Says that an answer is that of an earlier request. */
export const replayedHeader = 'idempotency-replayed';

/** Printable ASCII; the draft has it in quotes, which may be left out. */
const keyPattern = /^"?([\x21\x23-\x5b\x5d-\x7e]{1,200})"?$/;

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: number;
}

const refusals: Readonly<Record<'REUSED' | 'RUNNING' | 'ANSWER_LOST', Refusal>> = {
  REUSED: {
    status: 422,
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: 'This Idempotency-Key came with another request.',
  },
  RUNNING: {
    status: 409,
    code: 'CONFLICT',
    message: 'The request with this Idempotency-Key is still being carried out. Try again in a moment.',
    retryAfter: 1,
  },
  ANSWER_LOST: {
    status: 409,
    code: 'IDEMPOTENT_ANSWER_LOST',
    message:
      'The request with this Idempotency-Key was carried out, or may have been, and its answer is lost: read what it changed.',
  },
};

function refuse({ status, code, message, retryAfter }: Refusal): GraphQLResponse {
  const headers = new HeaderMap(retryAfter === undefined ? [] : [['retry-after', String(retryAfter)]]);
  const errors = [{ message, extensions: { code } }];
  return { http: { status, headers }, body: { kind: 'single', singleResult: { errors } } };
}

/** What is kept of an answer. */
interface KeptAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What passes: the same request may be answered otherwise later. */
const passing: ReadonlySet<unknown> = new Set(['INTERNAL_SERVER_ERROR', 'RATE_LIMITED', 'UNAUTHENTICATED']);

/** Null for what is nested so deeply that it can't be written. */
function textOf(request: readonly unknown[]): string | null {
  try {
    return JSON.stringify(request);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Carries out a mutation that comes with an `Idempotency-Key` once, however often it is sent within a day. */
export function createIdempotencyPlugin(
  keys: IdempotencyKeys,
  logger: Logger,
): ApolloServerPlugin<IdempotentContext> {
  return {
    requestDidStart: async () => {
      let running: RunningRequest | null = null;
      return {
        responseForOperation: async ({ request, operation, source, contextValue }) => {
          const header = request.http?.headers.get(idempotencyHeader);
          if (header === undefined || operation.operation !== OperationTypeNode.MUTATION) return null;
          const key = keyPattern.exec(header)?.[1];
          const badRequest = { status: 400, code: 'BAD_REQUEST' };
          if (key === undefined)
            return refuse({
              ...badRequest,
              message: 'The Idempotency-Key must have 1 to 200 printable ASCII characters, no \\ or ".',
            });
          const { viewer } = contextValue;
          if (viewer === null)
            return refuse({ ...badRequest, message: 'An Idempotency-Key is for who is signed in.' });
          const text = textOf([source, request.operationName, request.variables]);
          if (text === null)
            return refuse({ ...badRequest, message: 'The variables are nested too deeply.' });
          const begun = await keys.begin({ memberId: viewer.memberId, key, request: text });
          if (begun.outcome === 'NEW') {
            running = begun.request;
            contextValue.commitHook = running.onCommit;
            return null;
          }
          if (begun.outcome !== 'ANSWERED') return refuse(refusals[begun.outcome]);
          // Written by this plugin.
          const { status, body } = JSON.parse(begun.answer) as KeptAnswer;
          return {
            http: { status, headers: new HeaderMap([[replayedHeader, 'true']]) },
            body: { kind: 'single', singleResult: body },
          };
        },

        willSendResponse: async ({ response: { body, http } }) => {
          if (running === null || body.kind !== 'single') return;
          const { singleResult } = body;
          const kept: KeptAnswer = { status: http.status ?? 200, body: { ...singleResult } };
          const answer = JSON.stringify(kept);
          const failed =
            singleResult.data === undefined ||
            singleResult.errors?.some(({ extensions }) => passing.has(extensions?.['code'])) === true;
          try {
            await (failed ? running.fail(answer) : running.finish(answer));
          } catch (error) {
            // It was carried out all the same: who sends it again is told that the answer is lost.
            logger.error({ err: error }, 'the answer to a request with an Idempotency-Key could not be kept');
          }
        },
      };
    },
  };
}
