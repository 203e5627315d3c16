import type * as Y from 'yjs';
import type { Bus } from '../activity/bus.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { LoadedLog } from '../domain/draft/log-reader.ts';
import type { LiveRooms } from '../domain/draft/live-rooms.ts';
import type { PresenceStore } from '../domain/draft/presence-store.ts';
import type { PresenceRecord } from '../domain/draft/types.ts';
import { inSpan } from '../observability/tracing.ts';
import { DomainError } from '../errors.ts';
import { CommitError } from './commit-queue.ts';
import { HoldGates } from './hold-gates.ts';
import { ElsewhereError, type Lease, type Leases } from './lease.ts';
import type { Peer } from './peer.ts';
import { createSharedPresence } from './shared-presence.ts';
import { Room, type RoomDependencies } from './room.ts';

export interface RoomsDependencies extends Omit<RoomDependencies, 'gates' | 'onPresence'> {
  readonly bus: Bus;
  readonly leases: Leases;
  readonly presences: PresenceStore;
  /** How often open drafts are compared with the database, in milliseconds: messages of the bus may be lost. */
  readonly pollInterval: number;
  /** A room that nothing was asked of for so long, or up to twice as long, lets go of its content; in milliseconds. */
  readonly restInterval: number;
  /** How many drafts may be open at the same time. */
  readonly openDrafts: number;
  /** Puts what is stored into the feed of changes. */
  readonly flushFeed: (draftId: string) => Promise<void>;
  /** Nobody writes in the draft for now. */
  readonly onQuiet: (draftId: string) => void;
}

/** A room from the first call for it to the last user's leaving. This process has the draft's lease meanwhile. */
interface Slot {
  readonly draftId: string;
  readonly loading: Promise<Room>;
  /** Set once it is loaded. */
  room: Room | null;
  /** Set once it is taken. */
  lease: Lease | null;
  users: number;
  /** Readings of the draft's state, one behind the other so that an older one never overwrites a newer. */
  refreshing: Promise<void>;
}

/** What was asked for can't be done because the process is about to end. */
export class ShuttingDownError extends Error {
  override readonly name = 'ShuttingDownError';
}

/** No further draft may be open in this process. */
export class TooManyDraftsError extends Error {
  override readonly name = 'TooManyDraftsError';
}
/** How often who follows the presence in a draft looks at that of other processes, in milliseconds. */
const presenceInterval = 1000;
/** How often an edit is begun anew when the draft changes hands meanwhile. */
const maxEditAttempts = 5;

/** The rooms of this process: one for each draft that is open. */
export function createRooms(dependencies: RoomsDependencies) {
  const { drafts, reader, bus, leases, holds, metrics, onError, flushFeed } = dependencies;
  const slots = new Map<string, Slot>();
  const gates = new HoldGates();
  const givingUp = new Set<Promise<void>>();
  const sharedPresence = createSharedPresence({
    store: dependencies.presences,
    leases,
    here: presenceHere,
    onError,
  });
  let closing = false;

  const roomDependencies: RoomDependencies = {
    ...dependencies,
    gates,
    onPresence: (draftId) => {
      sharedPresence.changed(draftId);
      bus.publish('presence', { draftId });
    },
  };

  function isOpen(draftId: string): boolean {
    return slots.get(draftId)?.room?.closed === false;
  }

  function presenceHere(draftId: string): readonly PresenceRecord[] {
    return slots.get(draftId)?.room?.presence() ?? [];
  }

  async function load(draftId: string): Promise<LoadedLog> {
    const loaded = await reader.load(draftId);
    if (loaded === null) throw new DomainError('NOT_FOUND', 'There is no such draft.');
    return loaded;
  }

  /** Takes the draft and loads it: in this order, so that nobody who had it before appends behind what is read. */
  async function open(slot: Slot): Promise<Room> {
    for (;;) {
      slot.lease = await leases.take(slot.draftId);
      const loaded = await load(slot.draftId);
      // Otherwise another process has taken it in between.
      if (loaded.draft.epoch !== slot.lease.epoch) continue;
      slot.room = new Room(loaded, roomDependencies);
      metrics.roomOpened();
      if (slot.lease.takenOver) dependencies.onStored(slot.draftId);
      return slot.room;
    }
  }

  function giveUpLater({ lease }: Slot): void {
    // All are free when this process ends.
    if (lease === null || closing) return;
    // What isn't given up is taken again by this process, or free when it ends.
    const given = leases
      .giveUp(lease)
      .catch((error: unknown) => onError(error, 'a draft could not be given up'))
      .finally(() => givingUp.delete(given));
    givingUp.add(given);
  }

  /** Ends a slot's place in the table, so that the next call for the draft loads it anew. */
  function discard(slot: Slot): void {
    if (slots.get(slot.draftId) !== slot) return;
    slots.delete(slot.draftId);
    if (slot.room !== null) metrics.roomClosed();
    dependencies.onQuiet(slot.draftId);
  }

  function openSlot(draftId: string): Slot {
    const existing = slots.get(draftId);
    if (existing !== undefined && existing.room?.closed !== true) return existing;
    if (existing !== undefined) discard(existing);
    if (slots.size >= dependencies.openDrafts) throw new TooManyDraftsError('Too many drafts are open.');
    const slot: Slot = {
      draftId,
      loading: Promise.resolve().then(() =>
        inSpan('collab.open', { 'choan.draft.id': draftId }, () => open(slot)),
      ),
      room: null,
      lease: null,
      users: 0,
      refreshing: Promise.resolve(),
    };
    slots.set(draftId, slot);
    return slot;
  }

  /** The draft's room, loaded once for all who call; it stays until {@link leave}. */
  async function enter(draftId: string): Promise<{ slot: Slot; room: Room }> {
    for (;;) {
      if (closing) throw new ShuttingDownError('The server is shutting down.');
      const slot = openSlot(draftId);
      slot.users += 1;
      try {
        const room = await slot.loading;
        if (!room.closed) return { slot, room };
      } catch (error) {
        if (slots.get(draftId) === slot) giveUpLater(slot);
        discard(slot);
        throw error;
      }
      slot.users -= 1;
    }
  }

  async function leave(slot: Slot): Promise<void> {
    slot.users -= 1;
    if (slot.users > 0) return;
    await slot.room?.settled().catch(() => undefined);
    if (slot.users > 0) return;
    discard(slot);
    giveUpLater(slot);
  }

  /** Lets a room judge by the draft's state in the database, as it is now or later. */
  function refresh(slot: Slot): Promise<void> {
    slot.refreshing = slot.refreshing
      .catch(() => undefined)
      .then(async () => {
        const room = await slot.loading;
        const draft = await drafts.find(slot.draftId);
        if (draft === null) room.shut('notFound', 'The draft is gone.');
        else room.update(draft);
      });
    return slot.refreshing;
  }

  function refreshLater(slot: Slot): void {
    refresh(slot).catch((error: unknown) => onError(error, "a draft's state could not be read"));
  }

  async function poll(): Promise<void> {
    const stored = await drafts.findStates([...slots.keys()]);
    for (const draft of stored) {
      const slot = slots.get(draft.id);
      if (slot?.room?.differsFrom(draft) === true) refreshLater(slot);
    }
  }

  const unsubscribe = bus.subscribe('draft', ({ draftId }) => {
    const slot = slots.get(draftId);
    if (slot !== undefined) refreshLater(slot);
  });
  const restTimer = setInterval(() => {
    for (const { draftId, room } of slots.values())
      if (room?.restIfUnused() === true) dependencies.onQuiet(draftId);
  }, dependencies.restInterval).unref();
  const timer = setInterval(() => {
    if (slots.size > 0)
      poll().catch((error: unknown) => onError(error, 'open drafts could not be looked up'));
  }, dependencies.pollInterval).unref();

  /** Everything that was accepted for the draft is stored, or its room has ended. */
  async function settle(draftId: string): Promise<void> {
    const slot = slots.get(draftId);
    if (slot === undefined) return;
    try {
      await (await slot.loading).settled();
    } catch {
      // It couldn't be loaded or stored. Nothing of it was acknowledged, and the database has the last word.
    }
  }

  async function release(draftId: string): Promise<void> {
    const slot = slots.get(draftId);
    try {
      if (slot !== undefined) await refresh(slot);
    } catch (error) {
      onError(error, "a draft's state could not be read");
      slot?.room?.shut('unavailable', 'The state of the draft could not be read.');
    } finally {
      gates.release(draftId);
    }
  }

  async function editHere(viewer: Viewer, draftId: string, change: (doc: Y.Doc) => void) {
    const { slot, room } = await enter(draftId);
    try {
      // The room may not have heard yet of what the caller already knows, e.g. that the draft was thawed.
      await refresh(slot);
      return await room.edit(viewer, change);
    } finally {
      await leave(slot);
    }
  }

  /**
   * Edits a draft that isn't open here, without taking it: it may be open in another process, whose clients a takeover
   * would disturb. The entry is appended in the name of whoever has the draft, under the epoch that was read with it: it
   * goes behind everything stored, or not at all if the draft changes hands meanwhile. A room that has the draft open
   * takes it over like any entry that it didn't write (SPEC.md, CO-65).
   */
  async function editAsGuest(viewer: Viewer, draftId: string, change: (doc: Y.Doc) => void) {
    if (closing) throw new ShuttingDownError('The server is shutting down.');
    const room = new Room(await load(draftId), roomDependencies);
    const sequence = await room.edit(viewer, change);
    if (!slots.has(draftId)) dependencies.onQuiet(draftId);
    bus.publish('draft', { draftId });
    return sequence;
  }

  const liveRooms: LiveRooms = {
    async hold(draftIds, work) {
      const ids = [...new Set(draftIds)];
      for (const id of ids) gates.hold(id);
      let endHold: () => Promise<void> = () => Promise.resolve();
      try {
        await Promise.all(ids.map(settle));
        endHold = await holds.hold(ids);
        // So that the feed tells what was written before it tells what became of it.
        for (const id of ids)
          await flushFeed(id).catch((error: unknown) => onError(error, 'changes could not be told'));
        return await work();
      } finally {
        await endHold();
        await Promise.all(ids.map(release));
      }
    },

    async presence(draftIds) {
      const elsewhere = await sharedPresence.elsewhere(draftIds.filter((id) => !isOpen(id)));
      return new Map(draftIds.map((id) => [id, isOpen(id) ? presenceHere(id) : (elsewhere.get(id) ?? [])]));
    },
    presenceInterval: leases.alone ? null : presenceInterval,

    async edit(viewer: Viewer, draftId: string, change: (doc: Y.Doc) => void) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await (slots.has(draftId)
            ? editHere(viewer, draftId, change)
            : editAsGuest(viewer, draftId, change));
        } catch (error) {
          // Another process froze it in between.
          if (error instanceof CommitError && error.failure === 'FROZEN')
            throw new DomainError('FROZEN', 'The draft is frozen.');
          const changedHands =
            error instanceof ElsewhereError || (error instanceof CommitError && error.failure === 'FENCED');
          if (!changedHands || attempt === maxEditAttempts) throw error;
        }
      }
    },
  };

  return {
    ...liveRooms,

    /** Whether the draft is open in this process. */
    isOpen,

    /** Who has the draft open in this process, in the order of coming. */
    presenceHere,

    /**
     * Brings a connection into the draft's room; `end` takes it out again, once nothing of it is to come. Throws
     * `NOT_FOUND`, {@link ElsewhereError}, {@link ShuttingDownError}, or what kept the draft from being loaded.
     */
    async join(draftId: string, peer: Peer): Promise<{ room: Room; end: () => Promise<void> }> {
      const { slot, room } = await enter(draftId);
      room.join(peer);
      return {
        room,
        end: () => {
          room.leave(peer);
          return leave(slot);
        },
      };
    },

    /** Number of rooms that hold their content. */
    awake: (): number => [...slots.values()].filter(({ room }) => room?.resting === false).length,

    /** Takes nothing in any more, has everything stored, and ends all connections. */
    async close(): Promise<void> {
      closing = true;
      unsubscribe();
      clearInterval(timer);
      clearInterval(restTimer);
      const ids = [...slots.keys()];
      for (const id of ids) gates.hold(id);
      await Promise.all([...ids.map(settle), ...givingUp]);
      // Before the clients are sent away: another process that they come back to takes the drafts at once.
      holds.close();
      await sharedPresence.close();
      await leases.close();
      for (const { draftId, room } of slots.values()) {
        room?.shut('shutdown', 'The server shuts down.');
        // Who waits to edit on the server's side is told that nothing comes of it.
        gates.release(draftId);
      }
    },
  };
}

export type Rooms = ReturnType<typeof createRooms>;
