import { DocumentSending, type TypedDocument } from './documents.ts';
import { ChoanError } from './errors.ts';
import { isPassing, post, type Fetch } from './http.ts';
import { pause, retryDelay } from './pause.ts';
import { randomHex } from './random.ts';
import type { SessionTokens } from './session-tokens.ts';

/** How often a request is sent again when no answer comes. */
const mostRepeats = 4;
/** Longest wait before it is, in milliseconds. */
const longestDelay = 5000;

interface Sending {
  readonly kind: 'query' | 'mutation';
  readonly signal?: AbortSignal | undefined;
  /** Of a mutation; one is made up when it isn't given. */
  readonly idempotencyKey?: string | undefined;
  /** Without an access token, which may be the one that has ended; then a mutation has no key either. */
  readonly anonymous?: boolean;
}

/** Sends operations over HTTP: with a new access token when the old one has ended, and again when no answer comes. */
export class Requests {
  readonly sending = new DocumentSending();
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #timeout: number;

  /** `url`: of GraphQL. `timeout`: how long an answer may take, in milliseconds. */
  constructor(options: { readonly url: string; readonly fetch: Fetch; readonly timeout: number }) {
    this.#url = options.url;
    this.#fetch = options.fetch;
    this.#timeout = options.timeout;
  }

  /** The data of the answer. Throws {@link ChoanError}. */
  async send<TData, TVariables>(
    {
      document,
      variables,
    }: { document: TypedDocument<TData, TVariables>; variables: TVariables | undefined },
    tokens: SessionTokens,
    { kind, signal, idempotencyKey, anonymous = false }: Sending,
  ): Promise<TData> {
    const madeUpKey = kind === 'mutation' ? randomHex(16) : null;
    let rejected: string | null = null;
    for (let failures = 0; ;) {
      const token: string | null = anonymous ? null : await tokens.current(rejected);
      const part = this.sending.partOf(document);
      // The server takes keys of members only, and says so to who has given one.
      const key = idempotencyKey ?? (token === null ? null : madeUpKey);
      try {
        const body = { ...part, ...(variables === undefined ? {} : { variables }) };
        const request = { url: this.#url, body, token, idempotencyKey: key, signal, timeout: this.#timeout };
        // The document says what its data is.
        return (await post(this.#fetch, request)) as TData;
      } catch (error) {
        if (!(error instanceof ChoanError)) throw error;
        if (this.sending.canBeOtherwise(document, part, error.code)) continue;
        if (error.status === 401 && token !== null && rejected === null) {
          rejected = token;
          const other = await tokens.current(rejected);
          if (other === null || other === token) throw error;
          continue;
        }
        // What may have been carried out already is sent again only where that does nothing.
        const safe = kind === 'query' || key !== null;
        if (!safe || !isPassing(error) || failures === mostRepeats) throw error;
        await pause(
          error.retryAfter === null ? retryDelay(failures, longestDelay) : error.retryAfter * 1000,
          signal,
        );
        failures += 1;
      }
    }
  }
}
