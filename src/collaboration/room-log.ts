import type { Clock } from '../clock.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { LoadedLog, LogReader } from '../domain/draft/log-reader.ts';
import type { DraftStore, LogHead } from '../domain/draft/store.ts';
import {
  chainUpdates,
  type AppendPlace,
  type NewUpdate,
  type UpdateLogStore,
} from '../domain/draft/update-log-store.ts';
import { inSpan } from '../observability/tracing.ts';
import { ClientOwners } from './client-owners.ts';
import { CommitQueue, type CommitFailure, type UnheldResult } from './commit-queue.ts';
import { decodeUpdate } from './decoded-update.ts';
import { updateOf, type NewContent } from './known-content.ts';
import type { CollaborationMetrics } from './metrics.ts';
import { RoomContent } from './room-content.ts';
import type { SharedHolds } from './shared-holds.ts';

export interface RoomLogDependencies {
  readonly drafts: DraftStore;
  readonly log: UpdateLogStore;
  readonly reader: LogReader;
  readonly holds: SharedHolds;
  readonly clock: Clock;
  readonly metrics: CollaborationMetrics;
  readonly onError: (error: unknown, about: string) => void;
  /** The draft's log has grown. */
  readonly onStored: (draftId: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Who writes: a connection, or a member on whose behalf the server edits. */
export type Writer = Pick<Viewer, 'memberId' | 'organisation'>;

interface RoomLogEvents {
  /** The log has an update that didn't come through this room: pass it on. */
  readonly onForeignUpdate: (update: Uint8Array) => void;
  readonly onFailure: (failure: CommitFailure) => void;
}

/**
 * A room's content, and its way into the draft's log. A room in which nothing happens rests: it lets go of its content,
 * which is read again when somebody needs it.
 */
export class RoomLog {
  #content: RoomContent | null;
  #owners: ClientOwners;
  /** Something needed the content since the last call of {@link restIfUnused}. */
  #used = true;
  #waking: Promise<void> | null = null;
  readonly #draftId: string;
  readonly #queue: CommitQueue;
  readonly #dependencies: RoomLogDependencies;
  readonly #events: RoomLogEvents;

  constructor(loaded: LoadedLog, dependencies: RoomLogDependencies, events: RoomLogEvents) {
    const { log, metrics, onStored, onError, wait } = dependencies;
    this.#draftId = loaded.draft.id;
    // Not with the rest of what was loaded, which mustn't be kept.
    const { epoch } = loaded.draft;
    this.#dependencies = dependencies;
    this.#events = events;
    this.#content = new RoomContent(loaded);
    this.#owners = new ClientOwners(this.#draftId, log);
    this.#queue = new CommitQueue({
      head: loaded.head,
      turn: () => log.turn(),
      append: (head, updates) =>
        inSpan('collab.append', { 'choan.draft.id': this.#draftId, 'choan.updates': updates.length }, () =>
          this.#append({ head, epoch }, updates),
        ),
      catchUp: (head, updates) => this.#catchUp(head, updates),
      onStored: (count) => {
        metrics.updatesStored(count);
        onStored(this.#draftId);
      },
      onFailure: (failure) => events.onFailure(failure),
      onRetry: (error) => onError(error, 'updates could not be stored; trying again'),
      wait,
    });
  }

  get resting(): boolean {
    return this.#content === null;
  }

  /** Throws while the room is resting: see {@link wake}. */
  get content(): RoomContent {
    if (this.#content === null) throw new Error(`The content of draft ${this.#draftId} isn't loaded.`);
    this.#used = true;
    return this.#content;
  }

  get owners(): ClientOwners {
    return this.#owners;
  }

  /** Reads the content again, once for all who call. Throws what the reader throws. */
  wake(): Promise<void> {
    if (this.#content !== null) return Promise.resolve();
    this.#waking ??= inSpan('collab.wake', { 'choan.draft.id': this.#draftId }, () => this.#load()).finally(
      () => {
        this.#waking = null;
      },
    );
    return this.#waking;
  }

  /**
   * To be called now and then: lets go of the content when nothing needed it since the last call. Returns whether it did.
   */
  restIfUnused(): boolean {
    const rests = this.#content !== null && !this.#used && !this.busy;
    if (rests) {
      this.#content = null;
      this.#owners = new ClientOwners(this.#draftId, this.#dependencies.log);
    }
    this.#used = false;
    return rests;
  }

  /** Last entry that is known to be stored. */
  get head(): LogHead {
    return this.#queue.head;
  }

  /** True while something that was accepted isn't stored yet. */
  get busy(): boolean {
    return this.#queue.busy;
  }

  /** Adds content to the room and stores it; `update` has just that. `stored` is called once it is durable. */
  accept(writer: Writer, entry: { content: NewContent; update: Uint8Array }, stored: () => void): void {
    const { content, update } = entry;
    this.content.add(content);
    const clients = new Set(content.structs.map(({ struct }) => struct.id.client));
    this.#queue.add(
      {
        update,
        memberId: writer.memberId,
        organisation: writer.organisation,
        clientIds: [...clients].sort((left, right) => left - right),
        at: this.#dependencies.clock(),
      },
      stored,
    );
  }

  /** Calls `stored` once everything accepted so far is durable. */
  afterwards(stored: () => void): void {
    this.#queue.add(null, stored);
  }

  /** Resolves once everything accepted is stored; rejects when it can't be. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** The head in the database is `sequence`: takes over what another process has written. */
  reachTo(sequence: number): void {
    if (sequence > this.head.sequence && !this.busy) this.#queue.lookAgain();
  }

  /** As far as this room has told its peers: what others wrote since comes in as it does in a room that is awake. */
  async #load(): Promise<void> {
    const loaded = await this.#dependencies.reader.load(this.#draftId, { upTo: this.head.sequence });
    if (loaded === null) throw new Error(`Draft ${this.#draftId} is gone.`);
    this.#content = new RoomContent(loaded);
  }

  /** Waits as long as nobody may append. */
  async #append(place: AppendPlace, updates: readonly NewUpdate[]): Promise<UnheldResult> {
    const { log, holds } = this.#dependencies;
    for (;;) {
      const result = await log.append(this.#draftId, place, updates);
      if (result.outcome !== 'HELD') return result;
      await holds.wait(this.#draftId);
    }
  }

  /** What is in the log behind `head`: entries of another process, or our own of an append that seemed to fail. */
  async #catchUp(head: LogHead, updates: readonly NewUpdate[]): Promise<{ head: LogHead; found: number }> {
    const { drafts, reader } = this.#dependencies;
    await this.wake();
    const draft = await drafts.find(this.#draftId);
    if (draft === null) throw new Error(`Draft ${this.#draftId} is gone.`);
    const entries = await reader.readTail(this.#draftId, { from: head, upTo: draft.headSequence });
    const own = chainUpdates(this.#draftId, head, updates);
    const firstForeign = entries.findIndex((entry, index) => entry.hash !== own[index]?.hash);
    const found = firstForeign === -1 ? entries.length : firstForeign;
    const foreign = entries.slice(found);
    for (const entry of foreign) this.#takeOver(entry.update);
    // The process that wrote them may have died before it told them.
    if (foreign.length > 0) this.#dependencies.onStored(this.#draftId);
    const last = entries.at(-1);
    return { head: last === undefined ? head : { sequence: last.sequence, hash: last.hash }, found };
  }

  #takeOver(stored: Uint8Array): void {
    const content = this.content.known.difference(decodeUpdate(stored), () => false);
    if (content.structs.length === 0 && content.deletions.length === 0) return;
    const update = updateOf(content, stored);
    this.content.add(content);
    this.#events.onForeignUpdate(update);
  }
}
