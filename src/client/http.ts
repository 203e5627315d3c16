import { ChoanError, errorOfAnswer, type AnswerError } from './errors.ts';

/** `fetch` of browsers and Node, or a function like it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpRequest {
  readonly url: string;
  readonly body: object;
  readonly token: string | null;
  readonly idempotencyKey: string | null;
  readonly signal?: AbortSignal | undefined;
  /** How long an answer may take, in milliseconds. */
  readonly timeout: number;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly AnswerError[];
}

/**
 * Sends one GraphQL request and returns its data. Throws {@link ChoanError} for any error in the answer and when none
 * comes, and the reason of `signal` when that is aborted.
 */
export async function post(fetch: Fetch, request: HttpRequest): Promise<unknown> {
  const { url, body, token, idempotencyKey, signal, timeout } = request;
  // Not AbortSignal.any and timeout, which not all browsers in use have.
  const stop = new AbortController();
  const forward = () => stop.abort();
  signal?.addEventListener('abort', forward);
  const timer = setTimeout(forward, timeout);
  let response: Response;
  let text: string;
  try {
    signal?.throwIfAborted();
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify(body),
      signal: stop.signal,
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    const message = stop.signal.aborted
      ? 'The server did not answer in time.'
      : 'The server could not be reached.';
    throw new ChoanError('NETWORK', message, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
  return dataOf(response, text);
}

function dataOf({ status, headers }: Response, text: string): unknown {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const transport = {
    status,
    requestId: headers.get('x-request-id'),
    retryAfter: Number.isFinite(seconds) ? seconds : null,
  };
  const answer = parse(text);
  if (answer?.errors !== undefined && answer.errors.length > 0) throw errorOfAnswer(answer.errors, transport);
  if (answer?.data === undefined || answer.data === null) {
    throw new ChoanError(
      'MALFORMED_ANSWER',
      `The answer, with status ${status}, is not one of GraphQL.`,
      transport,
    );
  }
  return answer.data;
}

function parse(text: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' ? answer : null;
  } catch {
    return null;
  }
}

/** Statuses of proxies that don't reach the server behind them. */
const unreachable: ReadonlySet<number | null> = new Set([502, 503, 504]);

/** Whether the same request may get another answer by itself: it got none, or is still being carried out. */
export function isPassing(error: ChoanError): boolean {
  if (error.code === 'NETWORK' || error.code === 'SHUTTING_DOWN') return true;
  if (error.code === 'CONFLICT') return error.status === 409 && error.retryAfter !== null;
  return unreachable.has(error.status);
}
