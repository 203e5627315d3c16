import { ChoanError } from './errors.ts';
import type { SessionFieldsFragment } from './generated/graphql.ts';
import { tokenInTime } from './token-in-time.ts';

/** A pair of tokens, as `signIn` and `refreshSession` hand it out. */
export type ChoanSession = SessionFieldsFragment;

export interface TokenOptions {
  /** A session to go on with, as {@link TokenOptions.onSession} was told of it. */
  readonly session?: ChoanSession;
  /** An access token, for as long as it works. */
  readonly accessToken?: string;
  /**
   * An access token that works now; null when nobody is signed in. `rejected` is a token that the server has just turned
   * away: give another one. For who keeps the session elsewhere, e.g. where several tabs share one. It may take as long
   * as an answer of the server; what asks for it then fails with `ACCESS_TOKEN_TIMEOUT`, and a subscription tries again.
   */
  readonly getAccessToken?: (rejected: string | null) => string | null | Promise<string | null>;
  /** Told of each new pair of tokens, to be kept over a reload of the page, and of the session's end. */
  readonly onSession?: (session: ChoanSession | null) => void;
}

/** Exchanges a refresh token; null when the server refuses it. Throws when there is no answer. */
type Refresh = (refreshToken: string) => Promise<ChoanSession | null>;

/** The access token of a client, and how it gets a new one: once, however many requests find the old one ended. */
export class SessionTokens {
  readonly #options: TokenOptions;
  readonly #refresh: Refresh;
  readonly #timeout: number;
  #session: ChoanSession | null;
  #given: string | null;
  #renewal: { readonly of: string; readonly token: Promise<string | null> } | null = null;
  #endings = 0;

  /** `timeout`: how long `getAccessToken` may take, in milliseconds. */
  constructor(options: TokenOptions, refresh: Refresh, timeout: number) {
    this.#options = options;
    this.#refresh = refresh;
    this.#timeout = timeout;
    this.#session = options.session ?? null;
    this.#given = options.accessToken ?? null;
  }

  /** How often a session has ended: what was begun before must not go on as nobody. */
  get endings(): number {
    return this.#endings;
  }

  /** Goes on with another session, or with none. */
  set(session: ChoanSession | null): void {
    if (session === null) this.#endings += 1;
    this.#session = session;
    this.#given = null;
    this.#options.onSession?.(session);
  }

  /**
   * An access token, or null when nobody is signed in. With `rejected`, which the server has turned away, another one;
   * null when there is none. Throws a {@link ChoanError} when the server that gives new ones doesn't answer, or who keeps
   * the session elsewhere can't say, or not in time.
   */
  async current(rejected: string | null): Promise<string | null> {
    try {
      return await this.#current(rejected);
    } catch (cause) {
      if (cause instanceof ChoanError) throw cause;
      throw new ChoanError('NETWORK', 'There is no access token at the moment.', { cause });
    }
  }

  async #current(rejected: string | null): Promise<string | null> {
    const held = this.#session?.accessToken ?? this.#given;
    if (rejected === null) return held ?? this.#ask(null);
    if (held !== null && held !== rejected) return held;
    // The answer to all who come with the same token, also to those who come while it is on its way.
    if (this.#renewal?.of !== rejected) {
      const token = this.#renew(rejected).finally(() => (this.#renewal = null));
      this.#renewal = { of: rejected, token };
    }
    return this.#renewal?.token ?? null;
  }

  /** Of who keeps the session elsewhere. */
  #ask(rejected: string | null): Promise<string | null> {
    return tokenInTime(() => this.#options.getAccessToken?.(rejected) ?? null, this.#timeout);
  }

  async #renew(rejected: string): Promise<string | null> {
    const before = this.#session;
    if (before === null) return this.#ask(rejected);
    const after = await this.#refresh(before.refreshToken);
    // Somebody else has signed in or out meanwhile.
    if (this.#session === before) this.set(after);
    return this.#session?.accessToken ?? null;
  }
}
