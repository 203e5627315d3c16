import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '../activity/bus.ts';
import type { Transact } from '../activity/unit-of-work.ts';
import type { Clock } from '../clock.ts';
import type { AttributionLog } from '../domain/draft/attribution-log.ts';
import { createArchiver } from '../domain/draft/archiver.ts';
import type { FoldStore } from '../domain/draft/fold-store.ts';
import type { LeaseStore } from '../domain/draft/lease-store.ts';
import type { PresenceStore } from '../domain/draft/presence-store.ts';
import type { LogReader } from '../domain/draft/log-reader.ts';
import type { DraftStore } from '../domain/draft/store.ts';
import type { UpdateLogStore } from '../domain/draft/update-log-store.ts';
import { createChangeFeed } from './change-feed.ts';
import { defaultLimits, type CollaborationLimits } from './limits.ts';
import { createFolding, type Folding } from './folding.ts';
import { noMetrics, type CollaborationMetrics } from './metrics.ts';
import type { Leases } from './lease.ts';
import type { RefusedClaims } from './refused-claims.ts';
import type { RoomDependencies } from './room.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { createSharedHolds } from './shared-holds.ts';

export interface CollaborationEngineDependencies {
  readonly drafts: DraftStore;
  readonly log: UpdateLogStore;
  readonly folds: FoldStore;
  readonly reader: LogReader;
  readonly attribution: Pick<AttributionLog, 'extend'>;
  readonly transact: Transact;
  readonly bus: Bus;
  readonly leases: Leases;
  readonly nodes: LeaseStore;
  readonly presences: PresenceStore;
  readonly clock: Clock;
  /** How long a member's changes are gathered into one feed event, in milliseconds. */
  readonly feedWindowMs: number;
  readonly metrics?: CollaborationMetrics;
  /** Told of connections that write, or call themselves, as somebody else. */
  readonly onRefusedClaims?: (claims: RefusedClaims) => void;
  /** Told of members who write and may only read. */
  readonly onDeniedContent?: RoomDependencies['onDeniedContent'];
  /** Told of what goes wrong in the background. */
  readonly onError: (error: unknown, about: string) => void;
  /** Folds logs; a worker thread of the engine's own when not given. */
  readonly folding?: Folding;
  /** How often open drafts are compared with the database, in milliseconds. */
  readonly pollInterval?: number;
  readonly limits?: CollaborationLimits;
  /** How long a room that nothing is asked of keeps its content in memory, in milliseconds. */
  readonly restInterval?: number;
  /** Half a minute when not given. */
  readonly lostAfter?: number;
  /** Waits before an append is tried again, in milliseconds; a test need not. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

export interface CollaborationEngine {
  readonly rooms: Rooms;
  /** Puts into the feed of changes what earlier processes stored and didn't tell any more. */
  catchUp(): Promise<void>;
  /** Resolves when everything that was told and is due for it has been folded into snapshots and archived. */
  folded(): Promise<void>;
  /** Has everything stored and told, and ends all connections. */
  close(): Promise<void>;
}

/** How long the feed may take to tell the rest on shutdown, in milliseconds. */
const feedTimeout = 5000;

/** Rooms and the feed of changes, without the sockets. */
export function createCollaborationEngine(
  dependencies: CollaborationEngineDependencies,
): CollaborationEngine {
  const { drafts, log, folds, reader, transact, bus, leases, clock, onError } = dependencies;
  const folding = dependencies.folding ?? createFolding();
  const feed = createChangeFeed({
    drafts,
    folds,
    log,
    reader,
    attribution: dependencies.attribution,
    archiver: createArchiver({ log, reader, onError }),
    transact,
    folding,
    windowMs: dependencies.feedWindowMs,
    onError,
  });
  const holds = createSharedHolds({
    drafts,
    nodes: dependencies.nodes,
    nodeId: leases.nodeId,
    registered: leases.registered,
    alone: leases.alone,
    onError,
  });
  const rooms = createRooms({
    drafts,
    log,
    reader,
    bus,
    leases,
    presences: dependencies.presences,
    holds,
    clock,
    metrics: dependencies.metrics ?? noMetrics,
    onError,
    onRefusedClaims: dependencies.onRefusedClaims ?? (() => undefined),
    onDeniedContent: dependencies.onDeniedContent ?? (() => undefined),
    onStored: (draftId) => feed.touch(draftId),
    flushFeed: (draftId) => feed.flush(draftId),
    onQuiet: (draftId) => feed.letGo(draftId),
    pollInterval: dependencies.pollInterval ?? 3000,
    openDrafts: (dependencies.limits ?? defaultLimits).openDrafts,
    restInterval: dependencies.restInterval ?? 5000,
    lostAfter: dependencies.lostAfter ?? 30_000,
    wait: dependencies.wait ?? ((milliseconds) => delay(milliseconds)),
  });
  // A process that died may not have told everything that it stored.
  leases.onDeath(() => {
    feed.catchUp().catch((error: unknown) => onError(error, 'changes of a dead process could not be told'));
  });
  /** A database that was away keeps the feed waiting for its own abandoned transactions, up to a minute. */
  async function closeFeed(): Promise<void> {
    const late = new AbortController();
    await Promise.race([
      feed.close(),
      delay(feedTimeout, undefined, { signal: late.signal }).then(
        () =>
          onError(new Error(`It took more than ${feedTimeout} ms.`), 'changes are told after the next start'),
        () => undefined,
      ),
    ]);
    late.abort();
  }
  return {
    rooms,
    catchUp: () => feed.catchUp(),
    folded: () => feed.folded(),
    async close() {
      await rooms.close();
      await closeFeed();
      if (dependencies.folding === undefined) await folding.close();
    },
  };
}
