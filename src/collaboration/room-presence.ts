import { Pace } from './pace.ts';
import type { Peer } from './peer.ts';
import { PresenceFrames } from './presence-frames.ts';
import { foreignName, PresenceStates } from './presence.ts';
import { awarenessMessage, type AwarenessEntry } from './protocol.ts';

/** How long changes of presence are gathered, in milliseconds: in a small room, and at most. */
const minInterval = 15;
const maxInterval = 50;

/** Who is where in a draft, told on a tick to all who are in it (SPEC.md, CO-22 to CO-24). */
export class RoomPresence {
  readonly #peers: ReadonlySet<Peer>;
  readonly #states = new PresenceStates<Peer>();
  readonly #pace = new Pace(() => this.#tell());

  constructor(peers: ReadonlySet<Peer>) {
    this.#peers = peers;
  }

  /** Takes in what a peer says. Returns the names that it gave itself and that aren't its own. */
  show(peer: Peer, entries: readonly AwarenessEntry[]): string[] {
    if (this.#states.update(peer, entries)) this.#tellSoon();
    // States of other client ids are what a stock client has heard.
    const own = this.#states.clientOf(peer);
    return entries
      .filter(({ client }) => client === own)
      .map(({ state }) => foreignName(state, peer.identity))
      .filter((name) => name !== null);
  }

  leave(peer: Peer): void {
    if (this.#states.leave(peer)) this.#tellSoon();
  }

  /** The states of all others, as a message. */
  messageFor(peer: Peer): Uint8Array {
    return awarenessMessage(this.#states.allBut(peer));
  }

  /** Whether another member has shown a client id here. */
  isShownByOther(client: number, { identity }: Peer): boolean {
    const memberId = this.#states.memberOf(client);
    return memberId !== undefined && memberId !== identity.memberId;
  }

  stop(): void {
    this.#pace.stop();
  }

  /** The more are here, the more one message gathers: everybody is told of everybody. */
  #tellSoon(): void {
    this.#pace.request(Math.min(maxInterval, Math.max(minInterval, this.#peers.size / 4)));
  }

  #tell(): void {
    const changes = this.#states.changes();
    if (changes.length === 0 || this.#peers.size === 0) return;
    const frames = new PresenceFrames(changes);
    // A copy: a peer that is too slow leaves while it is written to.
    for (const peer of [...this.#peers]) {
      const pieces = frames.allBut(this.#states.clientOf(peer));
      if (pieces.length > 0) peer.write(...pieces);
    }
  }
}
