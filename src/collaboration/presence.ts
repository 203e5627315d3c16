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

interface Held<H> {
  holder: H;
  state: NonNullable<AwarenessEntry['state']>;
}

/**
 * The awareness states of a room: one for each connection that has named one, under one client id, with the identity
 * set by the server. (y-protocols/awareness.js is the other end.)
 *
 * States go out under clocks of the server's own, which only rise: a client takes a state in only under a higher clock
 * than it knows, and one that comes back after its connection was lost says the same clock again, after everybody has
 * been told that it was gone.
 */
export class PresenceStates<H extends PresenceHolder> {
  readonly #held = new Map<number, Held<H>>();
  readonly #clientOf = new Map<H, number>();
  /** Of each client id of this room, also of those that are gone: the highest clock that went out, and whose it is. */
  readonly #past = new Map<number, { clock: number; readonly memberId: string }>();

  /** Takes in what a connection says of presence. Returns what the others are to be told. */
  update(holder: H, entries: readonly AwarenessEntry[]): AwarenessEntry[] {
    const changes: AwarenessEntry[] = [];
    for (const { client, clock, state } of entries) {
      if (!this.#mayHold(holder, client)) continue;
      if (state === null) {
        if (this.#held.get(client)?.holder === holder) changes.push(this.#drop(client, clock));
        continue;
      }
      const own = { ...state, user: holder.identity };
      this.#held.set(client, { holder, state: own });
      this.#clientOf.set(holder, client);
      if (!this.#past.has(client)) this.#past.set(client, { clock: -1, memberId: holder.identity.memberId });
      changes.push({ client, clock: this.#nextClock(client, clock), state: own });
    }
    return changes;
  }

  /** Forgets a connection's state. Returns what the others are to be told. */
  leave(holder: H): AwarenessEntry[] {
    const client = this.#clientOf.get(holder);
    this.#clientOf.delete(holder);
    if (client === undefined || this.#held.get(client)?.holder !== holder) return [];
    return [this.#drop(client, 0)];
  }

  /**
   * All states but its own, for somebody who joins or asks. Its own would come back under a higher clock than it gave,
   * and the client would take that for its state, in place of a newer one that is on its way here.
   */
  allBut(asker: H): AwarenessEntry[] {
    return [...this.#held]
      .filter(([, { holder }]) => holder !== asker)
      .map(([client, { state }]) => ({ client, clock: this.#nextClock(client, 0), state }));
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

  #drop(client: number, clock: number): AwarenessEntry {
    this.#held.delete(client);
    return { client, clock: this.#nextClock(client, clock), state: null };
  }

  #nextClock(client: number, clock: number): number {
    const past = this.#past.get(client);
    if (past === undefined) return clock;
    past.clock = Math.max(past.clock + 1, clock);
    return past.clock;
  }
}
