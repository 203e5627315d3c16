import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import type { EventRecord } from '../../src/activity/event.ts';
import { createActivityStore } from '../../src/activity/store.ts';
import { createTransact } from '../../src/activity/transact.ts';
import type { Role, SubcommitteeRole, Viewer } from '../../src/auth/viewer.ts';
import type { Database } from '../../src/database/store.ts';
import { createKeyTaskService, type KeyTaskDrafts } from '../../src/domain/key-task/service.ts';
import { createKeyTaskStore } from '../../src/domain/key-task/store.ts';
import { createPlanService } from '../../src/domain/plan/service.ts';
import { createPlanStore } from '../../src/domain/plan/store.ts';
import { openTestDatabase } from './database.ts';

let lastId = 0;
/** An id that nothing else has. */
export function newId(): string {
  lastId += 1;
  return lastId.toString(16).padStart(24, '0');
}

/** A signed-in member, made by hand. */
export function viewerWith(
  held: readonly Role[],
  seats: Readonly<Record<string, SubcommitteeRole>> = {},
): Viewer {
  return {
    memberId: newId(),
    sessionId: null,
    displayName: 'somebody',
    organisation: 'somewhere',
    roles: new Set(held),
    subcommittees: new Map(Object.entries(seats)),
    expiresAt: new Date('2100-01-01'),
  };
}

/** What key tasks told the drafts. */
export interface DraftCalls {
  readonly created: { draftId: string; keyTaskId: string; subcommitteeId: string }[];
  readonly frozen: Map<string, string | null>;
  readonly owners: Map<string, string>;
  /** Drafts held at this moment, and every draft that was. */
  readonly held: Set<string>;
  readonly everHeld: string[];
}

/** Records what it is told. What a held draft means is the drafts' own business, and tested there. */
function recordingDrafts(): KeyTaskDrafts & { calls: DraftCalls } {
  const calls: DraftCalls = {
    created: [],
    frozen: new Map(),
    owners: new Map(),
    held: new Set(),
    everHeld: [],
  };
  return {
    calls,
    create: (_tx, { keyTaskId, subcommitteeId }) => {
      const id = newId();
      calls.created.push({ draftId: id, keyTaskId, subcommitteeId });
      return Promise.resolve({ id });
    },
    setFrozen: (_tx, draftId, { frozen, reason }) => {
      if (frozen !== (reason !== null))
        throw new Error('A draft is frozen for a reason, and thawed without one.');
      calls.frozen.set(draftId, reason);
      return Promise.resolve();
    },
    recusedIds: (draftIds) => Promise.resolve(draftIds.map(() => [])),
    setSubcommittee: (_tx, draftId, subcommitteeId) => {
      calls.owners.set(draftId, subcommitteeId);
      return Promise.resolve();
    },
    async hold(draftIds, work) {
      for (const id of draftIds) {
        calls.held.add(id);
        calls.everHeld.push(id);
      }
      try {
        return await work();
      } finally {
        for (const id of draftIds) calls.held.delete(id);
      }
    },
  };
}

/** The plans' and key tasks' services as one process has them, on `database`. */
export function servicesOn(database: Database, subcommitteeIds: readonly string[]) {
  let now = Date.parse('2021-02-15T09:00:00.000Z');
  const clock = () => new Date((now += 1000));
  const activityStore = createActivityStore(database);
  const bus = createInMemoryBus();
  const transact = createTransact({ database, activityStore, bus, clock });
  const drafts = recordingDrafts();
  const planStore = createPlanStore(database);
  const keyTaskStore = createKeyTaskStore(database);
  const plans = createPlanService({ store: planStore, transact, clock });
  const keyTasks = createKeyTaskService({
    store: keyTaskStore,
    transact,
    clock,
    plans,
    drafts,
    membership: {
      subcommittees: (_viewer, ids) =>
        Promise.resolve(
          ids.map((id) =>
            subcommitteeIds.includes(id) ? { id, slug: 'a', name: 'a', englishName: null } : null,
          ),
        ),
    },
  });
  return { activityStore, transact, plans, keyTasks, keyTaskStore, draftCalls: drafts.calls };
}

/** A task force with two subcommittees on a database of its own. */
export async function openPlanServices() {
  const { database, drop } = await openTestDatabase();
  const subcommittees = { own: newId(), other: newId() };
  const services = servicesOn(database, Object.values(subcommittees));
  await database.prepare();
  const { activityStore } = services;
  let seen = 0;
  return {
    ...services,
    database,
    drop,
    subcommittees,
    secretariat: viewerWith(['SECRETARIAT']),
    chair: viewerWith(['CHAIR']),
    lead: viewerWith([], { [subcommittees.own]: 'LEAD' }),
    leadElsewhere: viewerWith([], { [subcommittees.other]: 'LEAD' }),
    member: viewerWith([], { [subcommittees.own]: 'MEMBER' }),
    observer: viewerWith(['OBSERVER']),

    /** What was emitted since the last call. */
    async newEvents(): Promise<EventRecord[]> {
      const events = await activityStore.read({ after: seen, limit: 1000 });
      seen = events.at(-1)?.sequence ?? seen;
      return events;
    },
  };
}

export type PlanServices = Awaited<ReturnType<typeof openPlanServices>>;
