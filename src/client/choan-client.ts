import {
  ResumingFeed,
  type ActivityData,
  type ActivityFeed,
  type ActivityVariables,
  type FeedSource,
  type FollowOptions,
} from './activity-feed.ts';
import type { TypedDocument } from './documents.ts';
import { ChoanError } from './errors.ts';
import {
  ActivityEndDocument,
  RefreshSessionDocument,
  SignInDocument,
  SignOutDocument,
  type SignInInput,
} from './generated/graphql.ts';
import type { Fetch } from './http.ts';
import { serverUrl, type WebSocketConstructor } from './options.ts';
import { isLogDocument } from './log-document.ts';
import { Requests } from './requests.ts';
import { SessionTokens, type ChoanSession, type TokenOptions } from './session-tokens.ts';
import { subscribe } from './subscribe.ts';
import type { SubscribeOptions, Subscription } from './subscription.ts';
import { SubscriptionSocket } from './subscription-socket.ts';

/** Who the client is: nobody, or with one of `session`, `accessToken` and `getAccessToken`. */
export interface ChoanClientOptions extends TokenOptions {
  /** The server's address, e.g. `https://choan.example`. */
  readonly url: string;
  /** Instead of the global one. */
  readonly fetch?: Fetch;
  /**
   * Where there is no global `WebSocket`, as in Node 20: the class of the package `ws`. Only `follow` and `subscribe`
   * need it.
   */
  readonly webSocketImpl?: WebSocketConstructor;
  /** How long an answer may take, also one of `getAccessToken`, in milliseconds; 30,000 when not given. */
  readonly timeout?: number;
  /**
   * How long a socket may take to be opened, and then the server to acknowledge it, in milliseconds; 10,000 when not given.
   * Then it is given up and another one tried.
   */
  readonly longestOpening?: number;
  /** Without a sign of life for so long, in milliseconds, the socket is given up; 20,000 when not given. */
  readonly longestSilence?: number;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface MutateOptions extends RequestOptions {
  /** 1 to 200 printable ASCII characters without `"` and `\`; a random one when not given. */
  readonly idempotencyKey?: string;
}

/** Variables may be left out where none has to be given. */
type Rest<TVariables, TOptions> =
  Record<string, never> extends TVariables
    ? [variables?: TVariables, options?: TOptions]
    : [variables: TVariables, options?: TOptions];

/** A Choan server, as one member or as nobody. All errors are {@link ChoanError}s. */
export interface ChoanClient {
  /** Signs in, and goes on as that member. Throws with the code `INVALID_CREDENTIALS` or `RATE_LIMITED`. */
  signIn(input: SignInInput): Promise<ChoanSession>;
  /**
   * Ends the session, also on the server; feeds and subscriptions end with the code `UNAUTHENTICATED`. Throws with the code
   * `FORBIDDEN` for a token of the OIDC provider, which ends there.
   */
  signOut(): Promise<void>;
  /**
   * An access token that works: what `connectDraft` takes as its `getAccessToken`. `rejected` is one that the server has
   * turned away. Null when nobody is signed in.
   */
  readonly accessToken: (rejected: string | null) => Promise<string | null>;
  /** Runs a query; when no answer comes, again. */
  query<TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    ...rest: Rest<TVariables, RequestOptions>
  ): Promise<TData>;
  /**
   * Carries a mutation out once: it is sent with an `Idempotency-Key`, and again with the same when no answer comes. With
   * a key of your own that also holds for another process that repeats it within a day. Nobody signed in has no keys:
   * their mutations are sent once.
   */
  mutate<TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    ...rest: Rest<TVariables, MutateOptions>
  ): Promise<TData>;
  /**
   * The activity log behind `after`, or from now on: each event once and in order, over lost sockets, restarts of the
   * server and new access tokens. Throws, to who reads it, what won't go away by itself, e.g. `INVALID_INPUT` for a cursor
   * that isn't one and `UNAUTHENTICATED` when the session has ended; and at once a `TypeError` for a document that is none
   * of the activity log with `after: $after`, and for variables that are no JSON, and `BAD_REQUEST` for a document that
   * doesn't ask for the `cursor` of its events.
   */
  follow<TData extends ActivityData, TVariables extends ActivityVariables>(
    document: TypedDocument<TData, TVariables>,
    variables?: TVariables,
    options?: FollowOptions,
  ): ActivityFeed<TData['activity']>;
  /**
   * The data of any subscription, over lost sockets, restarts of the server and new access tokens. What tells a state, as
   * `presence` does, is told anew after each of them; who is slow to read gets the newest and not what came before it. The
   * activity log goes on behind its last event, as with `follow`. Throws, to who reads it, what won't go away by itself,
   * e.g. `NOT_FOUND`, and `UNAUTHENTICATED` when the session has ended; and at once a `TypeError` for a document that is no
   * subscription, for one of the activity log without `after: $after`, and for variables that are no JSON, and
   * `BAD_REQUEST` for one of the activity log that doesn't ask for the `cursor` of its events.
   */
  subscribe<TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    ...rest: Rest<TVariables, SubscribeOptions>
  ): Subscription<TData>;
}

/**
 * A client of the API: typed operations over `fetch`, and subscriptions over one WebSocket. It gets a new access token when
 * the old one has ended, once for all requests that find it so. Throws a `TypeError` for a `url` that is no address.
 */
export function createChoanClient(options: ChoanClientOptions): ChoanClient {
  const { fetch: given, timeout = 30_000, longestOpening = 10_000, longestSilence = 20_000 } = options;
  const address = `${serverUrl(options.url)}/graphql`;
  const requests = new Requests({
    url: address.replace(/^ws/, 'http'),
    // Not bound to `options`: browsers want it called as a plain function.
    fetch: given ?? ((url, init) => fetch(url, init)),
    timeout,
  });
  const refresh = async (refreshToken: string): Promise<ChoanSession | null> => {
    const operation = { document: RefreshSessionDocument, variables: { input: { refreshToken } } };
    try {
      const data = await requests.send(operation, tokens, { kind: 'mutation', anonymous: true });
      return data.refreshSession.session ?? null;
    } catch (error) {
      if (error instanceof ChoanError && error.code === 'UNAUTHENTICATED') return null;
      throw error;
    }
  };
  const tokens = new SessionTokens(options, refresh, timeout);
  const webSocket = options.webSocketImpl;
  const socket = new SubscriptionSocket({
    url: address,
    tokens,
    webSocket,
    longestOpening,
    longestSilence,
  });
  const sourceOf = <TData, TVariables>(
    document: TypedDocument<TData, TVariables>,
    variables: TVariables | undefined,
  ): FeedSource<TData> => ({
    document,
    // Where it isn't given there are none that have to be. As they are now, whatever their owner does with them later;
    // and who gives what is no JSON is told so here.
    variables: JSON.parse(JSON.stringify(variables ?? {})) as ActivityVariables,
    socket,
    sending: requests.sending,
    sessionEndings: () => tokens.endings,
    logEnd: async (signal) => {
      const operation = { document: ActivityEndDocument, variables: {} };
      return (await requests.send(operation, tokens, { kind: 'query', signal })).activityEnd;
    },
  });

  return {
    async signIn(input) {
      const operation = { document: SignInDocument, variables: { input } };
      const data = await requests.send(operation, tokens, { kind: 'mutation', anonymous: true });
      const { session, userErrors } = data.signIn;
      const [refusal] = userErrors;
      if (refusal !== undefined) throw new ChoanError(refusal.code, refusal.message);
      if (session === null || session === undefined)
        throw new ChoanError('MALFORMED_ANSWER', 'There is no session.');
      tokens.set(session);
      // What is followed goes on with the rights of who is there now.
      socket.reset();
      return session;
    },

    async signOut() {
      const token = await tokens.current(null);
      if (token === null) return;
      try {
        const operation = { document: SignOutDocument, variables: {} };
        const { userErrors } = (await requests.send(operation, tokens, { kind: 'mutation' })).signOut;
        if (userErrors[0] !== undefined) throw new ChoanError(userErrors[0].code, userErrors[0].message);
      } catch (error) {
        // It had ended already.
        if (!(error instanceof ChoanError && error.code === 'UNAUTHENTICATED')) throw error;
      }
      tokens.set(null);
      socket.reset();
    },

    accessToken: (rejected) => tokens.current(rejected),

    query: (document, ...[variables, { signal } = {}]) =>
      requests.send({ document, variables }, tokens, { kind: 'query', signal }),

    mutate: (document, ...[variables, { signal, idempotencyKey } = {}]) =>
      requests.send({ document, variables }, tokens, { kind: 'mutation', signal, idempotencyKey }),

    follow(document, variables, followOptions = {}) {
      const source = sourceOf(document, variables);
      if (!isLogDocument(source)) throw new TypeError('The document is none of the activity log.');
      return new ResumingFeed(source, followOptions);
    },

    subscribe: (document, ...[variables, subscribeOptions = {}]) =>
      subscribe(sourceOf(document, variables), subscribeOptions),
  };
}
