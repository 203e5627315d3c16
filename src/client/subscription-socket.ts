import { createClient, type Client } from 'graphql-ws/client';
import type { DocumentPart } from './documents.ts';
import { ChoanError, signedOut } from './errors.ts';
import { guarded } from './guarded-web-socket.ts';
import { webSocketOf, type WebSocketConstructor } from './options.ts';
import type { SessionTokens } from './session-tokens.ts';
import { tokenTimeout } from './token-in-time.ts';

/** Close code of a token that is missing, expired or revoked. */
const forbidden = 4403;
/** Close code of a server that has waited in vain for the token, which it wants soon after the opening. */
const notIntroduced = 4408;
/** So many tokens in a row may be turned away: one that has ended, and one that ended just when it was handed out. */
const mostRefusals = 2;

/** What a subscription gets; exactly one of `error` and `complete` is called, at its end. */
export interface SubscriptionSink {
  next(answer: { readonly data?: unknown; readonly errors?: unknown }): void;
  /** A list of GraphQL errors, a close or error event of the socket, or an error that was thrown. */
  error(error: unknown): void;
  complete(): void;
}

/** Of somebody who subscribes, over all the sockets that they do it on. */
export interface Standing {
  /** Whether their last connection was that of a member. */
  member: boolean;
}

/** One subscription on a socket. */
interface Participant {
  readonly standing: Standing;
  readonly turnAway: (error: ChoanError) => void;
}

/** One socket, from its first subscription to its last. */
interface Connection {
  readonly client: Client;
  readonly participants: Set<Participant>;
  /** Whether it is that of a member; null as long as it hasn't been introduced. */
  member: boolean | null;
  /** As long as it isn't, graphql-ws doesn't close it behind its last subscription, however long that takes. */
  acknowledged: boolean;
  /** The first error at what came over it. */
  failure: unknown;
  /** Why nobody waited for it any longer. */
  timeout: ChoanError | null;
}

/** How a socket is opened, and how long it may keep its subscriptions waiting, in milliseconds. */
interface SocketOptions {
  readonly url: string;
  readonly tokens: SessionTokens;
  readonly webSocket: WebSocketConstructor | undefined;
  /** To be opened, unless the longest silence is shorter; and once more to be acknowledged by the server. */
  readonly longestOpening: number;
  /** Without a sign of life. */
  readonly longestSilence: number;
}

/** One WebSocket for all subscriptions of a client, opened with the first and closed behind the last of them. */
export class SubscriptionSocket {
  readonly #options: SocketOptions;
  #connection: Connection | null = null;
  #token: string | null = null;
  #rejected: string | null = null;
  /** How many tokens in a row have been turned away. */
  #refusals = 0;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  /**
   * Returns the function that ends the subscription. It isn't taken up again when the socket closes. Who was a member, as
   * `standing` says, doesn't go on as nobody, who sees less: it ends with the code `UNAUTHENTICATED`.
   */
  subscribe(
    request: DocumentPart & { variables: Record<string, unknown> },
    sink: SubscriptionSink,
    standing: Standing = { member: false },
  ): () => void {
    const connection = (this.#connection ??= this.#connect());
    let turnedAway = false;
    const participant: Participant = {
      standing,
      turnAway: (error) => {
        turnedAway = true;
        end();
        close();
        sink.error(error);
      },
    };
    const end = () => {
      // It closes with the last one. Who comes next gets another one: what waits for it to close, a reset wouldn't reach.
      if (!connection.participants.delete(participant) || connection.participants.size > 0) return;
      this.#discard(connection);
      if (!connection.acknowledged) connection.client.terminate();
    };
    connection.participants.add(participant);
    // The protocol wants a text, also where a hash names the document.
    const close = connection.client.subscribe(
      { query: '', ...request },
      {
        next: (answer) => {
          if (!turnedAway) sink.next(answer);
        },
        error: (error) => {
          end();
          if (turnedAway) return;
          // As from a proxy in front of the server. Any other error that is thrown was thrown at what was to be sent.
          const received = error instanceof Error && error === connection.failure;
          sink.error(connection.timeout ?? (received ? malformed(error) : error));
        },
        complete: () => {
          end();
          if (!turnedAway) sink.complete();
        },
      },
    );
    if (connection.member !== null) admit(participant, connection.member);
    return () => {
      end();
      close();
    };
  }

  /** Closes the socket at once, also while it is being opened; its subscriptions end as if the network had. */
  reset(): void {
    const connection = this.#connection;
    if (connection === null) return;
    this.#discard(connection);
    connection.client.terminate();
  }

  #discard(connection: Connection): void {
    if (this.#connection === connection) this.#connection = null;
  }

  #connect(): Connection {
    const { url, webSocket, longestOpening, longestSilence } = this.#options;
    let opening: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    // graphql-ws would close the socket instead, and wait half a minute for a server that doesn't answer that either.
    const giveUpAfter = (milliseconds: number, reason: string) =>
      setTimeout(() => {
        connection.timeout = new ChoanError('NETWORK', reason);
        client.terminate();
      }, milliseconds);
    // A socket that is gone may still tell of it while the next one is being opened: each has a client of its own.
    const gone = () => {
      clearTimeout(opening);
      clearTimeout(silence);
      this.#discard(connection);
    };
    const client: Client = createClient({
      url,
      webSocketImpl: guarded(webSocketOf(webSocket)),
      retryAttempts: 0,
      keepAlive: longestSilence / 2,
      connectionParams: async () => {
        const introduction = await this.#introduction();
        connection.member = introduction !== undefined;
        for (const participant of [...connection.participants]) admit(participant, connection.member);
        // Unless the socket has gone meanwhile.
        if (this.#connection === connection)
          opening = giveUpAfter(longestOpening, 'The server did not acknowledge the connection in time.');
        return introduction;
      },
      on: {
        // Nobody else sees to it that there is an end of this.
        connecting: () => {
          const longest = Math.min(longestOpening, longestSilence);
          opening = giveUpAfter(longest, 'The socket could not be opened in time.');
        },
        opened: () => clearTimeout(opening),
        connected: () => {
          clearTimeout(opening);
          connection.acknowledged = true;
          this.#rejected = null;
          this.#refusals = 0;
        },
        ping: (received) => {
          if (received) return;
          clearTimeout(silence);
          silence = giveUpAfter(longestSilence / 2, 'Nothing has come from the server for too long.');
        },
        pong: () => clearTimeout(silence),
        error: (error) => {
          connection.failure ??= error;
          gone();
        },
        closed: (event) => {
          const { code } = event as { code?: unknown };
          if (code === forbidden) this.#refused();
          if (code === notIntroduced) connection.timeout = tokenTimeout();
          gone();
        },
      },
    });
    const connection: Connection = {
      client,
      participants: new Set(),
      member: null,
      acknowledged: false,
      failure: null,
      timeout: null,
    };
    return connection;
  }

  #refused(): void {
    this.#rejected = this.#token;
    this.#refusals += 1;
  }

  async #introduction(): Promise<{ authorization: string } | undefined> {
    const rejected = this.#rejected;
    const token = await this.#options.tokens.current(rejected);
    const hopeless = token === null || token === rejected || this.#refusals > mostRefusals;
    if (rejected !== null && hopeless) {
      this.#rejected = null;
      this.#refusals = 0;
      throw signedOut();
    }
    this.#token = token;
    return token === null ? undefined : { authorization: `Bearer ${token}` };
  }
}

/** To a connection of a member, or of nobody. */
function admit({ standing, turnAway }: Participant, member: boolean): void {
  if (standing.member && !member) turnAway(signedOut());
  else standing.member = member;
}

function malformed(error: Error): ChoanError {
  if (error instanceof ChoanError) return error;
  return new ChoanError('MALFORMED_ANSWER', error.message, { cause: error });
}
