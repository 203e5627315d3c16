import type { AwarenessEntry } from './protocol.ts';

/** Who a presence state belongs to, as the server established it. */
export interface PresenceIdentity {
  /** Global id of the member. */
  readonly memberId: string;
  readonly name: string;
  readonly organisation: string;
}

/** A connection, to presence: somebody who may have one awareness state. */
export interface PresenceHolder {
  readonly identity: PresenceIdentity;
}

/** The name in a presence state when it isn't that of `identity`; null when it is, or there is none. */
export function foreignName(state: AwarenessEntry['state'], identity: PresenceIdentity): string | null {
  const user: unknown = state?.['user'];
  if (typeof user !== 'object' || user === null || !('name' in user)) return null;
  return typeof user.name === 'string' && user.name !== identity.name ? user.name : null;
}

interface Held<H> {
  readonly holder: H;
  /** As the connection said it. */
  readonly state: NonNullable<AwarenessEntry['state']>;
}

/** What the server remembers of a client id as long as the room is open, also when it is gone. */
interface Past {
  readonly memberId: string;
  /** The highest clock that went out. */
  clock: number;
  /** The last clock that the connection said. */
  said: number;
}

/**
 * The awareness states of a room: one for each connection that has named one, under one client id, with the identity
 * set by the server. (y-protocols/awareness.js is the other end.) What changes is gathered until {@link changes} is
 * called; of several states of one client the others get the latest.
 *
 * States go out under clocks of the server's own, which only rise: a client takes a state in only under a higher clock
 * than it knows, and one that comes back after its connection was lost says the same clock again, after everybody has
 * been told that it was gone.
 */
export class PresenceStates<H extends PresenceHolder> {
  readonly #held = new Map<number, Held<H>>();
  readonly #clientOf = new Map<H, number>();
  readonly #past = new Map<number, Past>();
  readonly #changed = new Set<number>();

  /** Takes in what a connection says of presence. Returns whether there is anything to tell the others. */
  update(holder: H, entries: readonly AwarenessEntry[]): boolean {
    let changed = false;
    for (const { client, clock, state } of entries) {
      if (!this.#mayHold(holder, client)) continue;
      if (state !== null) {
        this.#held.set(client, { holder, state });
        this.#clientOf.set(holder, client);
      } else if (this.#held.get(client)?.holder !== holder || !this.#held.delete(client)) {
        continue;
      }
      this.#say(client, holder, clock);
      changed = true;
    }
    return changed;
  }

  /** Forgets a connection's state. Returns whether there is anything to tell the others. */
  leave(holder: H): boolean {
    const client = this.#clientOf.get(holder);
    this.#clientOf.delete(holder);
    if (client === undefined || this.#held.get(client)?.holder !== holder) return false;
    this.#held.delete(client);
    this.#say(client, holder, 0);
    return true;
  }

  /** What has changed since the last call. Nobody is to be told of their own client (see {@link clientOf}). */
  changes(): AwarenessEntry[] {
    const entries = [...this.#changed].map((client) => this.#entry(client));
    this.#changed.clear();
    return entries;
  }

  /** The client id whose state a connection has; undefined when it hasn't named one. */
  clientOf(holder: H): number | undefined {
    return this.#clientOf.get(holder);
  }

  /** Global id of the member who has shown the client id here; undefined when nobody has. */
  memberOf(client: number): string | undefined {
    return this.#past.get(client)?.memberId;
  }

  /**
   * All states but its own, for somebody who joins or asks. Its own would come back under a higher clock than it gave,
   * and the client would take that for its state, in place of a newer one that is on its way here.
   */
  allBut(asker: H): AwarenessEntry[] {
    const entries: AwarenessEntry[] = [];
    for (const [client, { holder }] of this.#held) if (holder !== asker) entries.push(this.#entry(client));
    return entries;
  }

  /**
   * A connection has the first client id that it names and that no other member has had here. A stock client repeats
   * what it hears of others, also when they have just gone, so a name that isn't its own is no offence. The same member
   * may take an id over: a page that reconnects keeps its id, and its old connection may not have ended yet.
   */
  #mayHold(holder: H, client: number): boolean {
    const own = this.#clientOf.get(holder);
    if (own !== undefined) return own === client;
    const memberId = this.#past.get(client)?.memberId;
    return memberId === undefined || memberId === holder.identity.memberId;
  }

  #say(client: number, holder: H, clock: number): void {
    const past = this.#past.get(client);
    if (past === undefined)
      this.#past.set(client, { memberId: holder.identity.memberId, clock: -1, said: clock });
    else past.said = clock;
    this.#changed.add(client);
  }

  /** A client's state now, under the next clock. */
  #entry(client: number): AwarenessEntry {
    const held = this.#held.get(client);
    const state = held === undefined ? null : { ...held.state, user: held.holder.identity };
    const past = this.#past.get(client);
    if (past === undefined) return { client, clock: 0, state };
    past.clock = Math.max(past.clock + 1, past.said);
    return { client, clock: past.clock, state };
  }
}
