import { allow, type Verdict } from '../auth/verdict.ts';
import type { Viewer } from '../auth/viewer.ts';
import { toGlobalId } from '../graphql/ids.ts';
import type { CloseReason } from './close-codes.ts';
import type { PresenceHolder, PresenceIdentity } from './presence.ts';
import { deniedMessage } from './protocol.ts';

/** What a room needs of the socket on the other side of which an editor is. */
export interface PeerSocket {
  /** Nothing that came over it is to be taken in any more. */
  readonly ended: boolean;
  /** Sends one message. */
  send(message: Uint8Array): void;
  /** Sends frames that are ready: the pieces of one call together are whole frames. */
  write(...pieces: readonly Uint8Array[]): void;
  /**
   * Counts bytes that what was sent stands for beside its length (SPEC.md, CO-50). False when it is more than one
   * connection may send, which is ended then.
   */
  countMore(bytes: number): boolean;
  /** Says why (SPEC.md, CO-2), then ends the connection. */
  close(reason: CloseReason, why: string): void;
}

/** How often a peer that goes on sending is told that nothing is taken in, in milliseconds. */
const deniedInterval = 1000;

/** One open connection to a room. */
export class Peer implements PresenceHolder {
  viewer: Viewer;
  readonly since: Date;
  readonly #socket: PeerSocket;
  #verdict: Verdict = allow;
  /** When it was last told that content isn't taken in; its clock is the caller's. */
  #deniedAt = -Infinity;

  constructor(viewer: Viewer, socket: PeerSocket, since: Date) {
    this.viewer = viewer;
    this.since = since;
    this.#socket = socket;
  }

  get identity(): PresenceIdentity {
    return {
      memberId: toGlobalId('Member', this.viewer.memberId),
      name: this.viewer.displayName,
      organisation: this.viewer.organisation,
    };
  }

  get ended(): boolean {
    return this.#socket.ended;
  }

  /** See {@link PeerSocket.countMore}. */
  countMore(bytes: number): boolean {
    return this.#socket.countMore(bytes);
  }

  get mayEdit(): boolean {
    return this.#verdict.allowed;
  }

  /** Why it may not edit; for counting. */
  get refusal(): 'frozen' | 'read_only' {
    return !this.#verdict.allowed && this.#verdict.code === 'FROZEN' ? 'frozen' : 'read_only';
  }

  /** Sets what the peer may do and tells it when that is news. Returns true when it may edit again. */
  judge(verdict: Verdict, now: number): boolean {
    const before = this.#verdict;
    this.#verdict = verdict;
    if (verdict.allowed) {
      if (before.allowed) return false;
      this.send(deniedMessage('EDITABLE: the draft can be edited again.'));
      return true;
    }
    if (before.allowed || before.reason !== verdict.reason) this.#sayDenied(verdict, now);
    return false;
  }

  /** Content came although the peer may not edit. */
  denyContent(now: number): void {
    if (!this.#verdict.allowed && now - this.#deniedAt >= deniedInterval) this.#sayDenied(this.#verdict, now);
  }

  refuse(why: string): void {
    this.send(deniedMessage(`REFUSED: ${why}`));
  }

  send(message: Uint8Array): void {
    this.#socket.send(message);
  }

  write(...pieces: readonly Uint8Array[]): void {
    this.#socket.write(...pieces);
  }

  close(reason: CloseReason, why: string): void {
    this.#socket.close(reason, why);
  }

  #sayDenied(verdict: Verdict & { allowed: false }, now: number): void {
    this.#deniedAt = now;
    const word = verdict.code === 'FROZEN' ? 'FROZEN' : 'READ_ONLY';
    this.send(deniedMessage(`${word}: ${verdict.reason}`));
  }
}
