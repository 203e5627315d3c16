import type { KnownContent, MissingOperation, NewContent } from './known-content.ts';
import type { Peer } from './peer.ts';
import { step1Message } from './protocol.ts';

interface Asked {
  /** A step 1 is on its way; its answer hasn't come. */
  open: boolean;
  /** What the peer's last answer builds on and nobody has sent yet. */
  waitingFor: readonly MissingOperation[];
  /** Ends when that may be lost; one for each peer, as a flood of answers would leave as many behind. */
  patience: NodeJS.Timeout | undefined;
}

/** What peers are asked for because theirs builds on what isn't here, and what they wait for (SPEC.md, CO-11). */
export class Resync {
  readonly #known: () => KnownContent;
  readonly #lostAfter: number;
  readonly #asked = new Map<Peer, Asked>();
  /** Those who wait for operations on which theirs build. */
  readonly #lacking = new Map<Peer, Asked>();

  /** `lostAfter`: how long somebody may come back with what others have of them and isn't stored, in milliseconds. */
  constructor(known: () => KnownContent, lostAfter: number) {
    this.#known = known;
    this.#lostAfter = lostAfter;
  }

  join(peer: Peer): void {
    this.#asked.set(peer, { open: false, waitingFor: [], patience: undefined });
  }

  leave(peer: Peer): void {
    clearTimeout(this.#asked.get(peer)?.patience);
    this.#asked.delete(peer);
    this.#lacking.delete(peer);
  }

  /** Asks a peer, unless it has left, for what it has and isn't here. */
  ask(peer: Peer): void {
    const asked = this.#asked.get(peer);
    if (asked === undefined) return;
    asked.open = true;
    asked.waitingFor = [];
    this.#lacking.delete(peer);
    peer.send(step1Message(this.#known().encodeStateVector()));
  }

  /** A peer has answered. */
  answered(peer: Peer): void {
    const asked = this.#asked.get(peer);
    if (asked !== undefined) asked.open = false;
  }

  /** Content has come from `from`, or from nobody here: those who waited for some of it are asked again. */
  arrived(from: Peer | null): void {
    for (const [peer, { waitingFor }] of this.#lacking)
      if (peer !== from && waitingFor.some((operation) => this.#known().has(operation))) this.ask(peer);
  }

  /** A peer's update, or a part of it, builds on what isn't here. */
  leaveGap(peer: Peer, type: 'step2' | 'update', { missing, leftOut }: NewContent): void {
    const asked = this.#asked.get(peer);
    if (asked === undefined) return;
    if (type === 'update') {
      if (!asked.open && asked.waitingFor.length === 0) this.ask(peer);
      return;
    }
    asked.waitingFor = missing;
    this.#lacking.set(peer, asked);
    // Only who wrote that can send it; when they are gone, nothing behind it is ever stored.
    const foreign = missing.filter(({ client }) => leftOut.includes(client));
    clearTimeout(asked.patience);
    if (foreign.length > 0)
      asked.patience = setTimeout(() => this.#tellOfLost(peer, foreign), this.#lostAfter).unref();
  }

  /** Says so when the peer still waits for what nobody has sent. */
  #tellOfLost(peer: Peer, operations: readonly MissingOperation[]): void {
    const waitingFor = this.#asked.get(peer)?.waitingFor ?? [];
    const lost = operations.filter((operation) =>
      waitingFor.some(({ client, clock }) => client === operation.client && clock === operation.clock),
    );
    if (lost.length === 0) return;
    const clients = [...new Set(lost.map(({ client }) => client))].join(', ');
    peer.refuse(
      `What client id ${clients} wrote was never stored, nor is what builds on it: copy what you wrote, and load the draft anew.`,
    );
  }
}
