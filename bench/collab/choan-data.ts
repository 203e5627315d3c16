import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import mongoose from 'mongoose';
import * as Y from 'yjs';
import type * as AccessTokens from '../../src/auth/access-tokens.ts';
import type * as DatabaseStore from '../../src/database/store.ts';
import type { LogHead } from '../../src/domain/draft/store.ts';
import type * as EmbeddedStore from '../../src/embedded-mongodb/index.ts';
import type * as Ids from '../../src/graphql/ids.ts';
import type * as StoresModule from '../../src/stores.ts';
import type { RoomSeed } from './rooms.ts';

const compiled = async <T>(path: string): Promise<T> =>
  (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as T;

const { createAccessTokens } = await compiled<typeof AccessTokens>('auth/access-tokens.js');
const { Database } = await compiled<typeof DatabaseStore>('database/store.js');
const { startEmbeddedMongo } = await compiled<typeof EmbeddedStore>('embedded-mongodb/index.js');
const { toGlobalId } = await compiled<typeof Ids>('graphql/ids.js');
const { createStores } = await compiled<typeof StoresModule>('stores.js');

/** Members of the subcommittee that owns every draft; connections are theirs in turn. */
const memberCount = 500;
const tokenMinutes = 120;
/** Entries of one append; their updates together stay below the 16 MB of a document. */
const appendSize = 500;

export interface ChoanData {
  readonly secret: string;
  /** One access token for each member. */
  readonly tokens: readonly string[];
  /** Global id of each room's draft. */
  readonly drafts: ReadonlyMap<string, string>;
}

type Stores = ReturnType<typeof createStores>;

interface Seeder {
  readonly database: DatabaseStore.Database;
  readonly stores: Stores;
  readonly subcommitteeId: string;
  readonly authorId: string;
}

const newId = (): string => new mongoose.Types.ObjectId().toHexString();

/** Makes a store in `dataFolder` as Choan leaves it: members who are signed in, and a draft for each room. */
export async function seedChoan(dataFolder: string, seeds: readonly RoomSeed[]): Promise<ChoanData> {
  const server = await startEmbeddedMongo({ path: join(dataFolder, 'store') });
  const database = await Database.connect(server.uri, { dbName: 'choan' });
  const stores = createStores(database);
  await database.prepare();
  const secret = randomBytes(32).toString('hex');
  const subcommitteeId = newId();
  const members = Array.from({ length: memberCount }, () => ({ id: newId(), sessionId: newId() }));
  await insertMembers({ database, stores }, members, subcommitteeId);
  const seeder: Seeder = { database, stores, subcommitteeId, authorId: members[0]!.id };
  const drafts = new Map<string, string>();
  for (const seed of seeds) drafts.set(seed.room, toGlobalId('Draft', await insertDraft(seeder, seed)));
  await database.close();
  await server.stop();
  const accessTokens = createAccessTokens({ secret, minutes: tokenMinutes, clock: () => new Date() });
  const tokens = await Promise.all(
    members.map(async ({ id, sessionId }) => (await accessTokens.issue({ memberId: id, sessionId })).token),
  );
  return { secret, tokens, drafts };
}

async function insertMembers(
  { database, stores }: Pick<Seeder, 'database' | 'stores'>,
  members: readonly { id: string; sessionId: string }[],
  subcommitteeId: string,
): Promise<void> {
  const createdAt = new Date();
  await database.transaction(async (session) => {
    await stores.membership.insertSubcommittees(
      [{ id: subcommitteeId, slug: 'bench', name: 'Bench', englishName: null }],
      session,
    );
    await stores.membership.insertMembers(
      members.map(({ id }, index) => ({
        id,
        email: `member-${index}@bench.example`,
        displayName: `Member ${index}`,
        latinName: null,
        organisation: 'Ministry',
        sector: 'GOVERNMENT',
        roles: [],
        seats: [{ subcommitteeId, role: 'MEMBER' }],
        active: true,
        sample: false,
        createdAt,
      })),
      session,
    );
    const expiresAt = new Date(createdAt.getTime() + 86_400_000);
    for (const { id, sessionId } of members)
      await stores.auth.insertSession({ id: sessionId, memberId: id, createdAt, expiresAt }, session);
  });
}

async function insertDraft(seeder: Seeder, seed: RoomSeed): Promise<string> {
  const { database, stores, subcommitteeId } = seeder;
  const draft = await database.transaction(async (session) => {
    const inserted = await stores.drafts.insert(
      { planId: newId(), keyTaskId: newId(), subcommitteeId },
      session,
    );
    await stores.draftFolds.insert(inserted.id, session);
    return inserted;
  });
  const start: LogHead = { sequence: 0, hash: draft.headHash };
  const log = seed.log ?? [];
  const unfolded = Math.min(seed.unfolded ?? log.length, log.length);
  const folded = [...seed.content, ...log.slice(0, log.length - unfolded)];
  const snapshotHead = await append(seeder, { draftId: draft.id, head: start, updates: folded });
  if (folded.length > 0)
    await stores.draftFolds.writeSnapshot(draft.id, { ...snapshotHead, state: merged(folded) });
  const head = await append(seeder, {
    draftId: draft.id,
    head: snapshotHead,
    updates: log.slice(log.length - unfolded),
  });
  if (head.sequence > 0)
    await database.transaction((session) =>
      stores.draftFolds.moveFeedSequences([{ draftId: draft.id, from: 0, to: head.sequence }], session),
    );
  return draft.id;
}

/** Appends to a draft's log; returns its new head. */
async function append(
  { stores, authorId }: Seeder,
  log: { draftId: string; head: LogHead; updates: readonly Uint8Array[] },
): Promise<LogHead> {
  const at = new Date();
  let { head } = log;
  let next = 0;
  while (next < log.updates.length) {
    let bytes = 0;
    const batch: Uint8Array[] = [];
    for (; next < log.updates.length && batch.length < appendSize; next += 1) {
      bytes += log.updates[next]!.length;
      if (batch.length > 0 && bytes > 4_000_000) break;
      batch.push(log.updates[next]!);
    }
    const result = await stores.draftUpdates.append(
      log.draftId,
      // No process has taken the draft yet.
      { head, epoch: 0 },
      batch.map((update) => ({
        update,
        memberId: authorId,
        organisation: 'Ministry',
        clientIds: [...Y.parseUpdateMeta(update).to.keys()].sort((left, right) => left - right),
        at,
      })),
    );
    if (result.outcome !== 'STORED') throw new Error(`The log could not be seeded: ${result.outcome}.`);
    head = result.entries.at(-1)!;
  }
  return { sequence: head.sequence, hash: head.hash };
}

function merged(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length === 1) return updates[0]!;
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
