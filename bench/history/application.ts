import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import type * as Bus from '../../src/activity/bus-in-memory.ts';
import type * as Tail from '../../src/activity/tail.ts';
import type * as Transact from '../../src/activity/transact.ts';
import type { Role, Viewer } from '../../src/auth/viewer.ts';
import type * as Engine from '../../src/collaboration/engine.ts';
import type * as Folding from '../../src/collaboration/folding.ts';
import type * as Leases from '../../src/collaboration/lease.ts';
import type * as ConfigModule from '../../src/config.ts';
import type * as DatabaseStore from '../../src/database/store.ts';
import type * as Attribution from '../../src/domain/draft/attribution-log.ts';
import type * as Reader from '../../src/domain/draft/log-reader.ts';
import type * as EmbeddedStore from '../../src/embedded-mongodb/index.ts';
import type * as ServicesModule from '../../src/services.ts';
import type * as StoresModule from '../../src/stores.ts';

const compiled = async <T>(path: string): Promise<T> =>
  (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as T;

const { createInMemoryBus } = await compiled<typeof Bus>('activity/bus-in-memory.js');
const { createActivityTail } = await compiled<typeof Tail>('activity/tail.js');
const { createTransact } = await compiled<typeof Transact>('activity/transact.js');
const { createCollaborationEngine } = await compiled<typeof Engine>('collaboration/engine.js');
const { createFolding } = await compiled<typeof Folding>('collaboration/folding.js');
const { createLeases } = await compiled<typeof Leases>('collaboration/lease.js');
const { readConfig } = await compiled<typeof ConfigModule>('config.js');
const { Database } = await compiled<typeof DatabaseStore>('database/store.js');
const { createAttributionLog } = await compiled<typeof Attribution>('domain/draft/attribution-log.js');
const { createLogReader } = await compiled<typeof Reader>('domain/draft/log-reader.js');
const { startEmbeddedMongo } = await compiled<typeof EmbeddedStore>('embedded-mongodb/index.js');
const { createServices } = await compiled<typeof ServicesModule>('services.js');
const { createStores } = await compiled<typeof StoresModule>('stores.js');

export const newId = (): string => new mongoose.Types.ObjectId().toHexString();

export function viewerOf(
  memberId: string,
  { roles = [], subcommitteeId }: { readonly roles?: readonly Role[]; readonly subcommitteeId?: string } = {},
): Viewer {
  return {
    memberId,
    sessionId: null,
    displayName: 'bench',
    organisation: 'bench',
    roles: new Set(roles),
    subcommittees: new Map(subcommitteeId === undefined ? [] : [[subcommitteeId, 'LEAD']]),
    expiresAt: new Date('2100-01-01T00:00:00.000Z'),
  };
}

interface ApplicationOptions {
  /** Database to use instead of an embedded store. What is made in it is removed at the end. */
  readonly uri?: string | undefined;
  /** Folder of an embedded store, which stays at the end; otherwise it gets one that doesn't. */
  readonly folder?: string;
  readonly databaseName?: string;
  readonly secret?: string;
  /** Whether the driver tells of every command. */
  readonly monitorsCommands?: boolean;
}

/** The application without its servers. */
export async function openApplication({
  uri,
  folder: givenFolder,
  databaseName = `bench_history_${process.pid}`,
  secret = 'a secret of the benchmark that is long enough',
  monitorsCommands = false,
}: ApplicationOptions = {}) {
  const folder = givenFolder ?? (await mkdtemp(join(tmpdir(), 'bench-history-')));
  const embedded = uri === undefined ? await startEmbeddedMongo({ path: join(folder, 'store') }) : null;
  const address = uri ?? embedded!.uri;
  const database = await Database.connect(
    monitorsCommands ? `${address}${address.includes('?') ? '&' : '?'}monitorCommands=true` : address,
    { dbName: databaseName },
  );
  const stores = createStores(database);
  await database.prepare();
  const onError = (error: unknown) => {
    throw error instanceof Error ? error : new Error(String(error));
  };
  const clock = () => new Date();
  const bus = createInMemoryBus();
  const transact = createTransact({ database, activityStore: stores.activity, bus, clock });
  const tail = createActivityTail({ store: stores.activity, bus, pollInterval: 1000, onError });
  const reader = createLogReader({
    drafts: stores.drafts,
    log: stores.draftUpdates,
    folds: stores.draftFolds,
    onDamage: onError,
  });
  const attribution = createAttributionLog({ store: stores.draftAttributions, reader, onDamage: onError });
  const folding = createFolding();
  const leases = createLeases({ drafts: stores.drafts, nodes: stores.nodes, alone: true, onError });
  const engine = createCollaborationEngine({
    drafts: stores.drafts,
    log: stores.draftUpdates,
    folds: stores.draftFolds,
    reader,
    attribution,
    transact,
    folding,
    bus,
    leases,
    nodes: stores.nodes,
    presences: stores.presences,
    clock,
    // Changes are told when a draft is held.
    feedWindowMs: 3_600_000,
    onError,
  });
  return {
    database,
    stores,
    transact,
    bus,
    engine,
    /** Services with empty caches; the worker thread stays. */
    services: () =>
      createServices({
        stores,
        transact,
        bus,
        clock,
        tail,
        draftReader: reader,
        draftAttribution: attribution,
        draftTexts: folding,
        rooms: engine.rooms,
        config: readConfig({}),
        secret,
        onError,
      }),
    async close(): Promise<void> {
      await engine.close();
      tail.close();
      await bus.close();
      await folding.close();
      if (uri !== undefined) await database.connection.dropDatabase();
      await database.close();
      await embedded?.stop();
      if (givenFolder === undefined) await rm(folder, { recursive: true });
    },
  };
}

export type Application = Awaited<ReturnType<typeof openApplication>>;
