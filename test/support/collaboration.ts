import { randomUUID } from 'node:crypto';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import mongoose from 'mongoose';
import { inject } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import { createTransact } from '../../src/activity/transact.ts';
import type { Role, Viewer } from '../../src/auth/viewer.ts';
import { createCollaborationEngine } from '../../src/collaboration/engine.ts';
import { defaultLimits, type CollaborationLimits } from '../../src/collaboration/limits.ts';
import type { Folding } from '../../src/collaboration/folding.ts';
import { createForwardedHeader } from '../../src/collaboration/forwarded-header.ts';
import { createForwarding } from '../../src/collaboration/forward.ts';
import { createLeases } from '../../src/collaboration/lease.ts';
import type { CollaborationMetrics } from '../../src/collaboration/metrics.ts';
import {
  awarenessMessage,
  step1Message,
  step2Message,
  updateMessage,
  type AwarenessEntry,
} from '../../src/collaboration/protocol.ts';
import type { RefusedClaims } from '../../src/collaboration/refused-claims.ts';
import { createCollaborationServer } from '../../src/collaboration/server.ts';
import { bytesOf, Database } from '../../src/database/store.ts';
import { decodeChunk } from '../../src/domain/draft/archive-codec.ts';
import { createAttributionLog } from '../../src/domain/draft/attribution-log.ts';
import { createLogReader } from '../../src/domain/draft/log-reader.ts';
import { createDraftService } from '../../src/domain/draft/service.ts';
import type { DraftRecord } from '../../src/domain/draft/types.ts';
import type { UpdateLogStore } from '../../src/domain/draft/update-log-store.ts';
import { UnauthenticatedError } from '../../src/errors.ts';
import { toGlobalId } from '../../src/graphql/ids.ts';
import { createStores } from '../../src/stores.ts';
import { openTestDatabase } from './database.ts';
import { Editor, eventually } from './editor.ts';
import { sharedFolding } from './folding.ts';
import { ApiUser } from './graphql.ts';

const newId = () => new mongoose.Types.ObjectId().toHexString();
const hour = 3_600_000;
const never = new Date('2100-01-01T00:00:00.000Z');

export interface CollaborationOptions {
  /** Processes that share the database; each has a bus of its own, as without Redis. */
  readonly processes?: number;
  /** How often open drafts are compared with the database; an hour when not given, so that only the bus tells. */
  readonly pollInterval?: number;
  readonly feedWindowMs?: number;
  /** How long an unused room keeps its content; an hour when not given. */
  readonly restInterval?: number;
  /** How long somebody may come back with what isn't stored; an hour when not given. */
  readonly lostAfter?: number;
  /** Beside those that a process has when it is told nothing. */
  readonly limits?: Partial<CollaborationLimits>;
  /** Folds logs; one for all tests of the file when not given. */
  readonly folding?: Folding;
  /** Whether processes say where the others reach them; they do when not given. */
  readonly advertise?: boolean;
  /** How long a process's lease runs without being renewed, in milliseconds. */
  readonly leaseDuration?: number;
  /** How often everybody's rights are read anew; an hour when not given, so that only the bus tells. */
  readonly rightsInterval?: number;
}

/** What a test makes of a process's appends to the log. */
interface StoreHooks {
  /** Runs before each append; when it throws, nothing is stored. */
  before: () => Promise<void> | void;
  /** Runs after each append; when it throws, the update is stored, and who asked doesn't know. */
  after: () => Promise<void> | void;
}

function withHooks(log: UpdateLogStore, hooks: StoreHooks): UpdateLogStore {
  return {
    ...log,
    async append(...parameters) {
      await hooks.before();
      const result = await log.append(...parameters);
      await hooks.after();
      return result;
    },
  };
}

/** Sessions of a few members: a stub of the auth service that tests change at will. */
class Sessions {
  readonly #viewers = new Map<string, Viewer>();
  /** Reading rights fails, as when the database doesn't answer. */
  failing = false;

  set(token: string, viewer: Viewer | null): void {
    if (viewer === null) this.#viewers.delete(token);
    else this.#viewers.set(token, viewer);
  }

  authenticate(token: string): Promise<Viewer> {
    const viewer = this.#viewers.get(token);
    if (this.failing) return Promise.reject(new Error('rights could not be read'));
    if (viewer === undefined) return Promise.reject(new UnauthenticatedError('The token is not valid.'));
    return Promise.resolve(viewer);
  }

  revalidateAll(viewers: readonly Viewer[]): Promise<(Viewer | null)[]> {
    if (this.failing) return Promise.reject(new Error('rights could not be read'));
    return Promise.resolve(viewers.map(({ sessionId }) => this.#viewers.get(sessionId ?? '') ?? null));
  }
}

/** One process that serves co-editing on `database`. */
async function openProcess(
  database: Database,
  shared: { readonly sessions: Sessions; readonly clock: () => Date },
  options: CollaborationOptions,
) {
  const { sessions, clock } = shared;
  const errors: { error: unknown; about: string }[] = [];
  const onError = (error: unknown, about: string) => void errors.push({ error, about });
  const limits: CollaborationLimits = { ...defaultLimits, ...options.limits };
  const refusals: string[] = [];
  let forwardedConnections = 0;
  const refusedClaims: RefusedClaims[] = [];
  const metrics: CollaborationMetrics = {
    roomOpened: () => undefined,
    roomClosed: () => undefined,
    connectionOpened: () => undefined,
    connectionClosed: () => undefined,
    forwardingBegan: () => void (forwardedConnections += 1),
    forwardingEnded: () => void (forwardedConnections -= 1),
    updatesStored: () => undefined,
    refused: (reason) => void refusals.push(reason),
  };
  const hooks: StoreHooks = { before: () => undefined, after: () => undefined };
  const stores = createStores(database);
  const bus = createInMemoryBus();
  const transact = createTransact({ database, activityStore: stores.activity, bus, clock });
  const damages: Error[] = [];
  const reader = createLogReader({
    drafts: stores.drafts,
    log: stores.draftUpdates,
    folds: stores.draftFolds,
    onDamage: (error) => damages.push(error),
  });
  const attribution = createAttributionLog({
    store: stores.draftAttributions,
    reader,
    onDamage: (error) => damages.push(error),
  });
  const leases = createLeases({
    drafts: stores.drafts,
    nodes: stores.nodes,
    alone: false,
    onError,
    ...(options.leaseDuration === undefined ? {} : { duration: options.leaseDuration }),
  });
  const engine = createCollaborationEngine({
    drafts: stores.drafts,
    log: withHooks(stores.draftUpdates, hooks),
    folds: stores.draftFolds,
    reader,
    attribution,
    transact,
    folding: options.folding ?? sharedFolding,
    bus,
    leases,
    nodes: stores.nodes,
    presences: stores.presences,
    clock,
    metrics,
    onRefusedClaims: (claims) => void refusedClaims.push(claims),
    feedWindowMs: options.feedWindowMs ?? hour,
    limits,
    pollInterval: options.pollInterval ?? hour,
    restInterval: options.restInterval ?? hour,
    lostAfter: options.lostAfter ?? hour,
    onError,
    wait: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const server = createCollaborationServer({
    auth: sessions,
    engine,
    bus,
    clock,
    metrics,
    limits,
    addressOf: (request) => request.headers['x-forwarded-for']?.toString() ?? '',
    onError,
    rightsInterval: options.rightsInterval ?? hour,
  });
  const drafts = createDraftService({
    store: stores.drafts,
    folds: stores.draftFolds,
    reader,
    attribution,
    log: stores.draftUpdates,
    blames: options.folding ?? sharedFolding,
    texts: options.folding ?? sharedFolding,
    rooms: engine.rooms,
    transact,
    bus,
    newBlockId: randomUUID,
  });
  const http = createServer();
  const forwarding = createForwarding({
    here: server,
    leases,
    rooms: engine.rooms,
    header: createForwardedHeader('a secret of all processes'),
    clientAddress: (request) => request.socket.remoteAddress ?? '',
    metrics,
    onError,
    pollInterval: 50,
  });
  http.on('upgrade', (request, socket, head) => forwarding.handleUpgrade(request, socket, head));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  await leases.begin({ address: options.advertise === false ? null : url, place: null });

  async function setFrozen(draft: DraftRecord, reason: string | null) {
    return drafts.hold([draft.id], () =>
      transact(async (tx) => {
        const snapshot = await drafts.snapshot(tx, draft.id);
        await drafts.setFrozen(tx, draft.id, { frozen: reason !== null, reason });
        return snapshot;
      }),
    );
  }

  return {
    url,
    leases,
    stores,
    bus,
    transact,
    reader,
    attribution,
    engine,
    server,
    drafts,
    /** What went wrong in the background. */
    errors,
    /** What was counted as refused. */
    refusals,
    /** How many connections are counted as handed on to another process. */
    forwardedConnections: () => forwardedConnections,
    /** What was recorded of connections that write as somebody else. */
    refusedClaims,
    /** Snapshots that couldn't be used. */
    damages,
    hooks,
    /** Freezes as the submission of a version does it; returns what the version would hold. */
    freeze: (draft: DraftRecord, reason = 'The version is in review.') => setFrozen(draft, reason),
    thaw: (draft: DraftRecord) => setFrozen(draft, null),
    /** Stops as on SIGTERM. */
    async close(): Promise<void> {
      await forwarding.close();
      http.close();
    },
  };
}

export type CollaborationProcess = Awaited<ReturnType<typeof openProcess>>;

/** Co-editing on a database of its own, with a few members. */
export async function openCollaboration(options: CollaborationOptions = {}) {
  const { database, drop } = await openTestDatabase();
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const sessions = new Sessions();
  const connections: Database[] = [];
  const processes: CollaborationProcess[] = [];
  const clients: { destroy(): void }[] = [];

  /** One more process on the same database. */
  async function start(): Promise<CollaborationProcess> {
    const first = processes.length === 0;
    const own = first
      ? database
      : await Database.connect(inject('mongodbUri'), { dbName: database.connection.name });
    if (!first) connections.push(own);
    const started = await openProcess(own, { sessions, clock }, options);
    if (first) await database.prepare();
    processes.push(started);
    return started;
  }
  const process = await start();
  while (processes.length < (options.processes ?? 1)) await start();

  const subcommitteeId = newId();

  /** Signs a member in; the token is the name. */
  function signIn(name: string, rights: { seat?: boolean; roles?: readonly Role[] } = {}): Viewer {
    const viewer: Viewer = {
      memberId: newId(),
      sessionId: name,
      displayName: name,
      organisation: `${name}의 기관`,
      roles: new Set(rights.roles ?? []),
      subcommittees: new Map(rights.seat === false ? [] : [[subcommitteeId, 'MEMBER']]),
      expiresAt: never,
    };
    sessions.set(name, viewer);
    return viewer;
  }
  const members = {
    kim: signIn('kim'),
    lee: signIn('lee'),
    han: signIn('han'),
    observer: signIn('observer', { seat: false, roles: ['OBSERVER'] }),
  };
  type Name = keyof typeof members;

  const pathOf = (draft: DraftRecord) => `/collab/${toGlobalId('Draft', draft.id)}`;

  async function raw(name: string, draft: DraftRecord, at = process): Promise<RawClient> {
    const client = rawAt(`${pathOf(draft)}?token=${name}`, at);
    await client.until('the connection is in sync', () => client.synced);
    // Answers the server's step 1, as a stock client does.
    client.step2(Uint8Array.of(0, 0));
    return client;
  }

  /** A raw client on any path, which may well be turned away. */
  function rawAt(path: string, at = process, headers: Record<string, string> = {}): RawClient {
    const client = new RawClient(`${at.url.replace('http', 'ws')}${path}`, headers);
    clients.push(client);
    return client;
  }

  return {
    ...process,
    process,
    processes,
    database,
    sessions,
    members,
    subcommitteeId,
    pathOf,
    raw,
    rawAt,
    start,

    /** How far the server's clock is ahead, in milliseconds. */
    ahead: () => ahead,

    /** Lets the server's clock run ahead, in milliseconds. */
    pass(milliseconds: number): void {
      ahead += milliseconds;
    },

    /** Changes a member's rights, or ends the session with null, and tells the process as the auth service does. */
    change(name: Name, rights: Partial<Viewer> | null): void {
      sessions.set(name, rights === null ? null : { ...members[name], ...rights });
      process.bus.publish('access', { memberId: members[name].memberId, sessionId: null });
    },

    /** A stock client. */
    async editor(name: string, draft: DraftRecord, at = process): Promise<Editor> {
      const editor = new Editor(new ApiUser(at.url, name), pathOf(draft));
      clients.push(editor);
      await editor.synced();
      return editor;
    },

    draft: (): Promise<DraftRecord> =>
      process.transact((tx) =>
        process.drafts.create(tx, { planId: newId(), keyTaskId: newId(), subcommitteeId }),
      ),

    /** The log as the database has it, each entry checked against CO-15 and CO-16. */
    log: (draft: DraftRecord): Promise<StoredEntry[]> => verifiedLog(database, draft.id),

    /** What is stored, read from the log alone. */
    async stored(draft: DraftRecord): Promise<Y.Doc> {
      const doc = new Y.Doc();
      for (const { update } of await verifiedLog(database, draft.id)) {
        Y.applyUpdate(doc, update);
        if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
          throw new Error('The log has a hole.');
      }
      return doc;
    },

    async drop(): Promise<void> {
      for (const client of clients) client.destroy();
      for (const one of processes) await one.close();
      for (const connection of connections) await connection.close();
      await drop();
    },
  };
}

export type Collaboration = Awaited<ReturnType<typeof openCollaboration>>;

export interface StoredEntry {
  readonly sequence: number;
  readonly update: Uint8Array;
  readonly memberId: string;
  readonly organisation: string;
  readonly clientIds: readonly number[];
  readonly at: Date;
  readonly previousHash: string;
  readonly hash: string;
}

const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

/** What of a log is in the archive. */
async function archivedEntries(
  database: Pick<Database, 'connection'>,
  draftId: string,
): Promise<StoredEntry[]> {
  const rows = await database.connection
    .collection('draftLogChunks')
    .find({ draftId: new mongoose.Types.ObjectId(draftId) })
    .sort({ first: 1 })
    .toArray();
  const chunks = rows.map((row) => {
    const before = { sequence: (row['first'] as number) - 1, hash: row['previousHash'] as string };
    return decodeChunk(bytesOf(row['bytes']), { draftId, before });
  });
  return (await Promise.all(chunks)).flat();
}

/** Reads a log from its collections and recomputes its chain as CO-16 says; throws when anything is wrong. */
export async function verifiedLog(
  database: Pick<Database, 'connection'>,
  draftId: string,
): Promise<StoredEntry[]> {
  const id = new mongoose.Types.ObjectId(draftId);
  // Before the entries: more may be appended meanwhile.
  const draft = await database.connection.collection('drafts').findOne({ _id: id });
  const headSequence = draft?.['headSequence'] as number;
  const rows = await database.connection
    .collection('draftUpdates')
    .find({ draftId: id, sequence: { $lte: headSequence } })
    .sort({ sequence: 1 })
    .toArray();
  // What is being moved meanwhile may be in both.
  const archived = (await archivedEntries(database, draftId)).filter(
    ({ sequence }) => sequence < ((rows[0]?.['sequence'] as number | undefined) ?? Infinity),
  );
  let previousHash = '0'.repeat(64);
  const stored = rows.map((row): StoredEntry => ({
    sequence: row['sequence'] as number,
    update: bytesOf(row['update']),
    memberId: (row['memberId'] as mongoose.Types.ObjectId).toHexString(),
    organisation: row['organisation'] as string,
    clientIds: row['clientIds'] as number[],
    at: row['at'] as Date,
    previousHash: row['previousHash'] as string,
    hash: row['hash'] as string,
  }));
  const entries = [...archived, ...stored].map((entry, index): StoredEntry => {
    // Keys in order and no spaces: canonical JSON, as all of these are strings, whole numbers and a list of those.
    const form = JSON.stringify({
      at: entry.at.toISOString(),
      clientIds: entry.clientIds,
      draftId,
      memberId: entry.memberId,
      organisation: entry.organisation,
      previousHash,
      sequence: index + 1,
      update: sha256(entry.update),
    });
    if (entry.sequence !== index + 1) throw new Error(`Entry ${index + 1} of the log is missing.`);
    if (entry.previousHash !== previousHash || entry.hash !== sha256(form))
      throw new Error(`Entry ${index + 1} of the log is not what its hash says.`);
    const written = new Set(Y.decodeUpdate(entry.update).structs.map(({ id }) => id.client));
    if (JSON.stringify([...written].sort((left, right) => left - right)) !== JSON.stringify(entry.clientIds))
      throw new Error(`Entry ${index + 1} names other client ids than it has.`);
    previousHash = entry.hash;
    return entry;
  });
  if (headSequence !== entries.length || draft?.['headHash'] !== previousHash)
    throw new Error("The log's last entry is not the one that the draft's head names.");
  return entries;
}

/** A message of the server, as a client reads it. */
export type ServerMessage =
  | { readonly type: 'step1'; readonly stateVector: ReadonlyMap<number, number> }
  | { readonly type: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly states: ReadonlyMap<number, AwarenessEntry['state']> }
  | { readonly type: 'denied'; readonly reason: string };

function readServerMessage(frame: Uint8Array): ServerMessage {
  const decoder = decoding.createDecoder(frame);
  const type = decoding.readVarUint(decoder);
  if (type === 2) {
    decoding.readVarUint(decoder);
    return { type: 'denied', reason: decoding.readVarString(decoder) };
  }
  if (type === 1) {
    const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
    const states = new Map<number, AwarenessEntry['state']>();
    for (let left = decoding.readVarUint(inner); left > 0; left -= 1) {
      const client = decoding.readVarUint(inner);
      decoding.readVarUint(inner);
      states.set(client, JSON.parse(decoding.readVarString(inner)) as AwarenessEntry['state']);
    }
    return { type: 'awareness', states };
  }
  const kind = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder).slice();
  if (kind === 0) return { type: 'step1', stateVector: Y.decodeStateVector(bytes) };
  return { type: kind === 1 ? 'step2' : 'update', update: bytes };
}

/**
 * A client that says only what a test has it say, besides the step 1 at the beginning; it doesn't answer the server's
 * own. What it gets goes into {@link doc}.
 */
export class RawClient {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly doc = new Y.Doc();
  /** Updates of {@link doc} that were sent, in their order. */
  readonly sent: Uint8Array[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  synced = false;
  /** Whether what comes is applied to {@link doc}. */
  applies = true;
  readonly #checks = new Set<() => void>();
  /** Updates that came. */
  readonly #updates = new Set<string>();

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { autoPong: true, headers });
    this.socket.on('open', () => this.send(step1Message(Y.encodeStateVector(this.doc))));
    this.socket.on('message', (data) => this.#receive(data as Buffer));
    this.socket.on('error', () => undefined);
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#check();
    });
  }

  get denials(): string[] {
    return this.messages.flatMap((message) => (message.type === 'denied' ? [message.reason] : []));
  }

  get text(): string {
    return this.doc.getText('text').toJSON();
  }

  send(frame: Uint8Array | string): void {
    this.socket.send(frame);
  }

  update(update: Uint8Array): void {
    this.send(updateMessage(update));
  }

  step2(update: Uint8Array): void {
    this.send(step2Message(update));
  }

  awareness(...entries: AwarenessEntry[]): void {
    this.send(awarenessMessage(entries));
  }

  /** Changes {@link doc}; returns the update, which isn't sent. */
  change(change: (doc: Y.Doc) => void): Uint8Array {
    let update: Uint8Array | null = null;
    this.doc.once('update', (bytes: Uint8Array) => {
      update = bytes;
    });
    this.doc.transact(() => change(this.doc), 'own');
    if (update === null) throw new Error('Nothing was changed.');
    return update;
  }

  /** Adds to the end of the text and sends that; returns the update. */
  type(words: string): Uint8Array {
    const update = this.change((doc) => doc.getText('text').insert(doc.getText('text').length, words));
    this.sent.push(update);
    this.update(update);
    return update;
  }

  acknowledged(update: Uint8Array): boolean {
    return this.#updates.has(Buffer.from(update).toString('latin1'));
  }

  /** How many updates of {@link sent} were acknowledged. */
  get acknowledgedCount(): number {
    return this.sent.filter((update) => this.acknowledged(update)).length;
  }

  until(what: string, condition: () => boolean): Promise<void> {
    return eventually(what, condition, (check) => {
      this.#checks.add(check);
      return () => this.#checks.delete(check);
    });
  }

  untilAcknowledged(update: Uint8Array): Promise<void> {
    return this.until('the update is acknowledged', () => this.acknowledged(update));
  }

  untilDenied(code: string, count = 1): Promise<void> {
    return this.until(
      `${code} is said ${count} times`,
      () => this.denials.filter((reason) => reason.startsWith(`${code}: `)).length >= count,
    );
  }

  async untilClosed(): Promise<{ readonly code: number; readonly reason: string }> {
    await this.until('the connection is closed', () => this.closed !== null);
    if (this.closed === null) throw new Error('Unreachable: it was closed.');
    return this.closed;
  }

  /** Has the server answer something, so that everything that was sent before was looked at. */
  async roundTrip(): Promise<void> {
    const count = () => this.messages.filter(({ type }) => type === 'awareness').length;
    const before = count();
    this.send(Uint8Array.of(3));
    await this.until('the server answers', () => count() > before);
  }

  destroy(): void {
    this.socket.terminate();
    this.doc.destroy();
  }

  #receive(data: Uint8Array): void {
    const message = readServerMessage(data);
    this.messages.push(message);
    if (message.type === 'update') this.#updates.add(Buffer.from(message.update).toString('latin1'));
    if (this.applies && (message.type === 'update' || message.type === 'step2'))
      Y.applyUpdate(this.doc, message.update, 'server');
    if (message.type === 'step2') this.synced = true;
    this.#check();
  }

  #check(): void {
    for (const check of [...this.#checks]) check();
  }
}
