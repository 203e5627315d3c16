import type { Peer } from './peer.ts';

/** That a connection wrote under a client id, or called itself by a name, that isn't its member's (SPEC.md, CO-12, CO-21). */
export interface RefusedClaims {
  readonly draftId: string;
  /** Who it was, as the server established it. */
  readonly memberId: string;
  /** Messages since the last record of the connection. */
  readonly messages: number;
  /** Client ids of others under which it sent operations: the first {@link maxClientIds}. */
  readonly clientIds: readonly number[];
  /** Names in presence that aren't its member's, shortened: the first {@link maxNames}. */
  readonly names: readonly string[];
}

export type GatheredClaims = Omit<RefusedClaims, 'draftId' | 'memberId'>;

/** A connection is recorded at most so often, in milliseconds: a flood of forgeries must not fill the log. */
const recordInterval = 60_000;
const maxClientIds = 20;
const maxNames = 5;
const maxNameLength = 100;

/**
 * Gathers what one connection falsely claims: the first is recorded at once, what follows within a minute together
 * with the first behind it, or when the connection ends. Every message is counted in one record.
 */
export class ClaimGatherer {
  readonly #record: (claims: GatheredClaims) => void;
  #recordedAt = -Infinity;
  #messages = 0;
  readonly #clientIds = new Set<number>();
  readonly #names = new Set<string>();
  /** A client says its name again with each move of its cursor. */
  #lastName: string | null = null;

  constructor(record: (claims: GatheredClaims) => void) {
    this.#record = record;
  }

  /** An update had operations under these client ids of others. `now` in milliseconds. */
  addClientIds(clientIds: readonly number[], now: number): void {
    for (const client of clientIds) if (this.#clientIds.size < maxClientIds) this.#clientIds.add(client);
    this.#count(now);
  }

  /** A presence state had this name; said again and again, it counts once. `now` in milliseconds. */
  addName(name: string, now: number): void {
    const shortened = name.slice(0, maxNameLength);
    if (shortened === this.#lastName) return;
    this.#lastName = shortened;
    if (this.#names.size < maxNames) this.#names.add(shortened);
    this.#count(now);
  }

  /** Records what was gathered since the last record, if anything. */
  flush(): void {
    if (this.#messages === 0) return;
    const [clientIds, names] = [[...this.#clientIds], [...this.#names]];
    const messages = this.#messages;
    this.#messages = 0;
    this.#clientIds.clear();
    this.#names.clear();
    this.#record({ messages, clientIds, names });
  }

  #count(now: number): void {
    this.#messages += 1;
    if (now - this.#recordedAt < recordInterval) return;
    this.#recordedAt = now;
    this.flush();
  }
}

/** The false claims of a room's connections. */
export class RoomClaims {
  readonly #draftId: string;
  readonly #record: (claims: RefusedClaims) => void;
  readonly #gatherers = new Map<Peer, ClaimGatherer>();

  constructor(draftId: string, record: (claims: RefusedClaims) => void) {
    this.#draftId = draftId;
    this.#record = record;
  }

  of(peer: Peer): ClaimGatherer {
    const existing = this.#gatherers.get(peer);
    if (existing !== undefined) return existing;
    const { memberId } = peer.viewer;
    const gatherer = new ClaimGatherer((gathered) =>
      this.#record({ draftId: this.#draftId, memberId, ...gathered }),
    );
    this.#gatherers.set(peer, gatherer);
    return gatherer;
  }

  /** The connection has ended: records what is left. */
  leave(peer: Peer): void {
    this.#gatherers.get(peer)?.flush();
    this.#gatherers.delete(peer);
  }
}
