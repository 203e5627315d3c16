import * as Y from 'yjs';
import type { Viewer } from '../auth/viewer.ts';
import type { LoadedLog } from '../domain/draft/log-reader.ts';
import { editVerdict } from '../domain/draft/policy.ts';
import type { DraftState } from '../domain/draft/store.ts';
import type { DraftRecord, PresenceRecord } from '../domain/draft/types.ts';
import { DomainError } from '../errors.ts';
import { CommitError, type CommitFailure } from './commit-queue.ts';
import { checkValues, decodeUpdate, MalformedUpdateError, type DecodedUpdate } from './decoded-update.ts';
import type { HoldGates } from './hold-gates.ts';
import { updateOf, type NewContent } from './known-content.ts';
import type { Peer } from './peer.ts';
import {
  maxFrameSize,
  step2Frame,
  updateFrame,
  updateMessage,
  type AwarenessEntry,
  type ClientMessage,
} from './protocol.ts';
import { RoomClaims, type RefusedClaims } from './refused-claims.ts';
import { Relay } from './relay.ts';
import { Resync } from './resync.ts';
import { RoomLog, type RoomLogDependencies, type Writer } from './room-log.ts';
import { RoomPresence } from './room-presence.ts';

export interface RoomDependencies extends RoomLogDependencies {
  /** Who is here, or what they may do, has changed. */
  readonly onPresence: (draftId: string) => void;
  /** A connection wrote as somebody else, or tried to. */
  readonly onRefusedClaims: (claims: RefusedClaims) => void;
  /** Somebody wrote who may only read. */
  readonly onDeniedContent: (denied: { readonly draftId: string; readonly memberId: string }) => void;
  /** While a draft is held, nothing is taken in. */
  readonly gates: HoldGates;
  /** How long somebody may come back with what others have of them and isn't stored, in milliseconds. */
  readonly lostAfter: number;
}

/** A message with content. */
interface ContentMessage {
  readonly type: 'step2' | 'update';
  readonly update: Uint8Array;
}

interface ExaminedMessage {
  readonly message: ContentMessage;
  readonly decoded: DecodedUpdate;
}

/** More client ids at once than anybody's offline work has, or waits for. */
const maxNewClients = 500;
/** What an operation counts for, in bytes, however few it has: a million of two bytes each take seconds to go through. */
const bytesOfOperation = 16;
/** Of one update, and ranges of deletions with them. */
const maxOperations = maxFrameSize / bytesOfOperation;
/** More types in one another than any text has: Yjs goes through them with recursion. */
const maxTypeLevels = 100;
const noClients: ReadonlySet<number> = new Set();

/**
 * A draft that is open: takes in updates, passes them on, has them stored. Lives from the first connection to the last.
 */
export class Room {
  readonly draftId: string;
  readonly #dependencies: RoomDependencies;
  readonly #peers = new Set<Peer>();
  readonly #claims: RoomClaims;
  readonly #log: RoomLog;
  readonly #resync: Resync;
  readonly #presence = new RoomPresence(this.#peers);
  readonly #relay = new Relay(this.#peers);
  #draft: DraftRecord;
  #closed = false;
  #failure: CommitFailure = 'UNAVAILABLE';

  constructor(loaded: LoadedLog, dependencies: RoomDependencies) {
    this.draftId = loaded.draft.id;
    this.#dependencies = dependencies;
    this.#draft = loaded.draft;
    this.#claims = new RoomClaims(this.draftId, dependencies.onRefusedClaims);
    this.#log = new RoomLog(loaded, dependencies, {
      onForeignUpdate: (update) => this.#passOn(update, null),
      onFailure: (failure) => this.#fail(failure),
    });
    this.#resync = new Resync(() => this.#log.content.known, dependencies.lostAfter);
  }

  /** Nothing happens here any more; a new room takes over. */
  get closed(): boolean {
    return this.#closed;
  }

  get empty(): boolean {
    return this.#peers.size === 0;
  }

  get peers(): ReadonlySet<Peer> {
    return this.#peers;
  }

  join(peer: Peer): void {
    this.#peers.add(peer);
    this.#resync.join(peer);
    this.#judge(peer);
    this.#dependencies.onPresence(this.draftId);
  }

  /** May be called again when all that the peer had sent is taken in. */
  leave(peer: Peer): void {
    this.#claims.leave(peer);
    if (!this.#peers.delete(peer)) return;
    this.#resync.leave(peer);
    this.#presence.leave(peer);
    this.#dependencies.onPresence(this.draftId);
  }

  /**
   * Takes one message of a peer, of one that has left only what it wrote. Throws {@link MalformedUpdateError} and
   * `TooLargeMessageError`. Messages of one peer must not overlap.
   */
  receive(peer: Peer, message: ClientMessage): void | Promise<void> {
    const isContent = message.type === 'step2' || message.type === 'update';
    if (!isContent && !this.#peers.has(peer)) return undefined;
    switch (message.type) {
      case 'step1':
        return this.#awake(() => this.#answer(peer, message.stateVector));
      case 'awareness':
        return this.#showPresence(peer, message.entries);
      case 'queryAwareness':
        return peer.send(this.#presence.messageFor(peer));
      default:
        return this.#examine(peer, message);
    }
  }

  /** True while the room holds no content, as nothing needs it. */
  get resting(): boolean {
    return this.#log.resting;
  }

  /** To be called now and then: a room in which nothing happens holds no content. */
  restIfUnused(): boolean {
    return this.#log.restIfUnused();
  }

  /**
   * Changes the content on the server's side, on behalf of a member. Returns a position of the log that has it, or null
   * when there was nothing to change. Throws {@link CommitError}.
   */
  async edit(viewer: Viewer, change: (doc: Y.Doc) => void): Promise<number | null> {
    for (;;) {
      await this.#released();
      await this.#log.wake();
      if (this.#closed) throw new CommitError(this.#failure);
      const verdict = editVerdict(viewer, this.#draft);
      if (!verdict.allowed) throw new DomainError(verdict.code, verdict.reason);
      const doc = this.#log.content.document();
      const before = Y.encodeStateVector(doc);
      const updates: Uint8Array[] = [];
      doc.on('update', (update: Uint8Array) => updates.push(update));
      doc.transact(() => change(doc));
      doc.destroy();
      if (updates.length === 0) return null;
      const update = updates.length === 1 ? updates[0] : Y.diffUpdate(Y.mergeUpdates(updates), before);
      if (update === undefined) return null;
      const decoded = decodeUpdate(update);
      await this.#log.owners.claim(this.#log.content.known.newClients(decoded), viewer.memberId);
      // Rights may have changed, or the draft be frozen, while the claim was made.
      if (this.#held || this.#closed || this.#log.resting || !editVerdict(viewer, this.#draft).allowed)
        continue;
      const content = this.#log.content.known.difference(decoded, () => false);
      return new Promise<number>((resolve, reject) => {
        const stored = () => resolve(this.#log.head.sequence);
        this.#accept({ writer: viewer, peer: null }, { content, update: updateOf(content, update) }, stored);
        this.#log.settled().catch(reject);
      });
    }
  }

  /** Takes over the draft's state, judges every peer by it, and fetches what other processes have stored. */
  update(draft: DraftRecord): void {
    if (this.#closed) return;
    if (draft.epoch !== this.#draft.epoch) {
      this.#fail('FENCED');
      return;
    }
    this.#draft = draft;
    for (const peer of this.#peers) this.#judge(peer);
    this.#log.reachTo(draft.headSequence);
  }

  /** Whether `draft` says anything that the room doesn't know. */
  differsFrom(draft: DraftState): boolean {
    const { epoch, frozen, frozenReason, subcommitteeId, recusedIds } = this.#draft;
    return (
      draft.epoch !== epoch ||
      draft.frozen !== frozen ||
      draft.frozenReason !== frozenReason ||
      draft.subcommitteeId !== subcommitteeId ||
      draft.recusedIds.join() !== recusedIds.join() ||
      draft.headSequence > this.#log.head.sequence
    );
  }

  /** A peer's rights have changed. */
  judge(peer: Peer): void {
    if (this.#peers.has(peer)) this.#judge(peer);
  }

  presence(): PresenceRecord[] {
    const members = new Map<string, PresenceRecord>();
    for (const { viewer, mayEdit, since } of this.#peers) {
      const other = members.get(viewer.memberId);
      members.set(viewer.memberId, {
        memberId: viewer.memberId,
        editing: mayEdit || (other?.editing ?? false),
        since: other === undefined || since < other.since ? since : other.since,
      });
    }
    return [...members.values()];
  }

  /** Resolves once everything accepted is stored; rejects when it can't be. */
  settled(): Promise<void> {
    return this.#log.settled();
  }

  /** Ends the room and its connections. What isn't stored stays with the clients. */
  shut(reason: 'unavailable' | 'elsewhere' | 'notFound' | 'shutdown', why: string): void {
    this.#closed = true;
    this.#relay.flush();
    this.#presence.stop();
    for (const peer of [...this.#peers]) peer.close(reason, why);
    for (const peer of this.#peers) {
      this.#claims.leave(peer);
      this.#resync.leave(peer);
    }
    this.#peers.clear();
    this.#dependencies.onPresence(this.draftId);
  }

  #judge(peer: Peer): void {
    const could = peer.mayEdit;
    const again = peer.judge(editVerdict(peer.viewer, this.#draft), this.#now());
    if (again) this.#askSoon(peer);
    if (could !== peer.mayEdit) this.#dependencies.onPresence(this.draftId);
  }

  #answer(peer: Peer, stateVector: ReadonlyMap<number, number>): void {
    peer.write(...step2Frame(this.#log.content.since(stateVector)));
    // Asked also of who may only read: it is how a stock client says what it has, and its answer is dropped.
    this.#resync.ask(peer);
    peer.send(this.#presence.messageFor(peer));
  }

  /** Without a message to answer: what keeps the content from being read is told by closing the connection. */
  #askSoon(peer: Peer): void {
    const asked = this.#awake(() => this.#resync.ask(peer));
    asked?.catch((error: unknown) => {
      this.#dependencies.onError(error, 'a draft could not be read again');
      peer.close('unavailable', 'The draft could not be read.');
    });
  }

  /** Does `work` with the content at hand: at once, unless it has to be read. */
  #awake(work: () => void): void | Promise<void> {
    if (!this.#log.resting) return work();
    return this.#log.wake().then(() => this.#awake(work));
  }

  get #held(): boolean {
    return this.#dependencies.gates.isHeld(this.draftId);
  }

  #released(): Promise<void> {
    return this.#dependencies.gates.released(this.draftId);
  }

  /** An update is decoded and counted once, however often {@link #takeIn} has to look at it anew. */
  #examine(peer: Peer, message: ContentMessage): void | Promise<void> {
    if (this.#closed || peer.ended) return undefined;
    const decoded = decodeUpdate(message.update, maxOperations);
    const { structs, deletions } = decoded;
    const more = (structs.length + deletions.length) * bytesOfOperation - message.update.length;
    if (more > 0 && !peer.countMore(more)) return undefined;
    checkValues(decoded);
    if (message.type === 'step2') this.#resync.answered(peer);
    return structs.length + deletions.length === 0 ? undefined : this.#takeIn(peer, { message, decoded });
  }

  /**
   * Without an `await` where none is needed: most updates are taken in and passed on in the turn in which they come.
   * `reserved` are client ids that another member has shown: who writes under one first would have it for good.
   */
  #takeIn(
    peer: Peer,
    examined: ExaminedMessage,
    reserved: ReadonlySet<number> = noClients,
  ): void | Promise<void> {
    const { message, decoded } = examined;
    if (this.#closed || peer.ended) return undefined;
    if (this.#held) return this.#released().then(() => this.#takeIn(peer, examined));
    if (this.#log.resting) return this.#log.wake().then(() => this.#takeIn(peer, examined));
    const { known } = this.#log.content;
    if (known.newClients(decoded).length > maxNewClients)
      throw new MalformedUpdateError('Too many new client ids.');
    if (!this.#mayEdit(peer)) return this.#drop(peer, message.type, decoded);
    const { memberId } = peer.viewer;
    const { owners } = this.#log;
    const content = known.difference(decoded, (client) => {
      const owner = owners.ownerOf(client);
      return owner === undefined ? reserved.has(client) : owner !== memberId;
    });
    // Each update of anybody is looked at for all that somebody waits for.
    if (content.missing.length > maxNewClients)
      throw new MalformedUpdateError('Operations of too many client ids are missing.');
    if (this.#log.content.deepestType(content) > maxTypeLevels)
      throw new MalformedUpdateError('A type is nested too deeply.');
    // Only what is about to be stored makes somebody an owner.
    const clients = [...new Set(content.structs.map(({ struct }) => struct.id.client))];
    if (!owners.knows(clients)) {
      const shown = clients.filter(
        (client) => owners.ownerOf(client) === undefined && this.#presence.isShownByOther(client, peer),
      );
      // Rights may change meanwhile, so everything is looked at anew.
      if (shown.length > 0)
        return owners.look(shown).then(() => this.#takeIn(peer, examined, new Set([...reserved, ...shown])));
      return owners.claim(clients, memberId).then(() => this.#takeIn(peer, examined));
    }
    return this.#judgeContent(peer, message, content);
  }

  /** Who has left isn't judged at each change any more, and may have sent something that waits still. */
  #mayEdit(peer: Peer): boolean {
    if (!this.#peers.has(peer)) peer.judge(editVerdict(peer.viewer, this.#draft), this.#now());
    return peer.mayEdit;
  }

  #judgeContent(peer: Peer, message: ContentMessage, content: NewContent): void {
    const { metrics } = this.#dependencies;
    const acknowledge =
      content.missing.length === 0 && !(message.type === 'update' && content.leftOut.length > 0);
    if (content.leftOut.length > 0) {
      metrics.refused('foreign_client_id');
      if (message.type === 'update') this.#refuseForgery(peer, content.leftOut);
    }
    if (content.missing.length > 0) {
      metrics.refused('gap');
      this.#resync.leaveGap(peer, message.type, content);
    }
    const stored = () => {
      if (acknowledge) peer.send(updateMessage(message.update));
    };
    if (content.structs.length === 0 && content.deletions.length === 0) {
      if (acknowledge) this.#log.afterwards(stored);
      return;
    }
    const update = updateOf(content, message.update);
    this.#accept({ writer: peer.viewer, peer }, { content, update }, stored);
  }

  #refuseForgery(peer: Peer, clientIds: readonly number[]): void {
    peer.refuse(`Client id ${clientIds.join(', ')} belongs to another member.`);
    this.#claims.of(peer).addClientIds(clientIds, this.#now());
  }

  #accept(
    from: { writer: Writer; peer: Peer | null },
    entry: { content: NewContent; update: Uint8Array },
    stored: () => void,
  ): void {
    this.#log.accept(from.writer, entry, stored);
    this.#passOn(entry.update, from.peer);
  }

  #passOn(update: Uint8Array, from: Peer | null): void {
    this.#relay.send(updateFrame(update), from);
    this.#resync.arrived(from);
  }

  /** Content of a peer that may not edit. Every answer to a step 1 repeats all deletions: those say nothing. */
  #drop(peer: Peer, type: 'step2' | 'update', decoded: DecodedUpdate): void {
    const { structs, deletions } = this.#log.content.known.difference(decoded, () => false);
    if (structs.length === 0 && (deletions.length === 0 || type === 'step2')) return;
    this.#dependencies.metrics.refused(peer.refusal);
    if (peer.refusal === 'read_only')
      this.#dependencies.onDeniedContent({ draftId: this.draftId, memberId: peer.viewer.memberId });
    peer.denyContent(this.#now());
  }

  #showPresence(peer: Peer, entries: readonly AwarenessEntry[]): void {
    for (const name of this.#presence.show(peer, entries)) this.#claims.of(peer).addName(name, this.#now());
  }

  /**
   * What has been passed on can't be stored. Everybody is sent away to come back to a new room, which has what is
   * stored and nothing else; what they have beyond that they offer again.
   */
  #fail(failure: CommitFailure): void {
    this.#failure = failure;
    const refusal = {
      FROZEN: 'frozen',
      FENCED: 'elsewhere',
      GONE: 'unavailable',
      UNAVAILABLE: 'unavailable',
    } as const;
    this.#dependencies.metrics.refused(refusal[failure]);
    if (failure === 'GONE') this.shut('notFound', 'The draft is gone.');
    else if (failure === 'FENCED') this.shut('elsewhere', 'Another process has taken the draft over.');
    else this.shut('unavailable', 'Updates could not be stored.');
  }

  #now(): number {
    return this.#dependencies.clock().getTime();
  }
}
