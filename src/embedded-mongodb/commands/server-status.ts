import { hostname } from 'node:os';
import type { Document } from 'bson';
import { MECHANISM } from '../access/connection-access.ts';
import { namespaceOf } from '../engine/catalog.ts';
import { identEnd, identStart } from '../engine/layout.ts';
import { SESSION_TIMEOUT_MINUTES } from '../engine/sessions.ts';
import { commandError } from '../errors.ts';
import { MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES } from '../wire/message.ts';
import { checkDatabaseName } from './arguments.ts';
import { signInOfHello } from './authentication.ts';
import { countDocuments } from './collections.ts';
import type { CommandContext, CommandTable, Reply } from './command.ts';
import { collectionName, findCollection } from './execution.ts';
import { MAX_WRITE_BATCH } from './write-batch.ts';

/** The version whose behaviour this server follows. */
export const VERSION = '4.4.29';
const VERSION_ARRAY = [4, 4, 29, 0];
const MAX_WIRE_VERSION = 9;
/** Drivers need a replica set for transactions and retryable writes: this is one of a single member. */
const REPLICA_SET = 'embedded';

export const statusCommands: CommandTable = {
  hello: { run: (context) => ({ isWritablePrimary: true, ...hello(context) }), beforeSignIn: true },
  isMaster: {
    run: (context) => ({ ismaster: true, ...hello(context) }),
    aliases: ['ismaster'],
    beforeSignIn: true,
  },
  ping: { run: () => ({}), beforeSignIn: true },
  buildInfo: { run: buildInfo, aliases: ['buildinfo'], beforeSignIn: true },
  serverStatus: { run: serverStatus },
  whatsmyuri: { run: ({ connection }) => ({ you: connection.peer }), beforeSignIn: true },
  getParameter: { run: getParameter, adminOnly: true },
  getLog: { run: getLog, adminOnly: true },
  replSetGetStatus: { run: replSetGetStatus, adminOnly: true },
  hostInfo: { run: () => ({ system: { hostname: hostname() }, os: {}, extra: {} }), adminOnly: true },
  getCmdLineOpts: { run: () => ({ argv: [], parsed: {} }), adminOnly: true },
  collStats: { run: collStats, aliases: ['collstats'] },
  dbStats: { run: dbStats, aliases: ['dbstats'] },
  validate: { run: validate },
};

function hello(context: CommandContext): Document {
  const me = context.engine.address;
  return {
    topologyVersion: undefined,
    hosts: [me],
    setName: REPLICA_SET,
    setVersion: 1,
    secondary: false,
    primary: me,
    me,
    helloOk: true,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_WRITE_BATCH,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId: context.connection.id,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    ...signInOfHello(context),
  };
}

function buildInfo(): Reply {
  return {
    version: VERSION,
    versionArray: VERSION_ARRAY,
    gitVersion: 'embedded',
    modules: [],
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  };
}

function serverStatus(context: CommandContext): Reply {
  const { engine } = context;
  const uptimeMillis = Date.now() - engine.startedAt;
  return {
    host: hostname(),
    version: VERSION,
    process: 'embedded-mongodb',
    pid: process.pid,
    uptime: Math.floor(uptimeMillis / 1000),
    uptimeMillis,
    localTime: new Date(),
    connections: { current: engine.connections.size },
    mem: { resident: Math.floor(process.memoryUsage.rss() / (1024 * 1024)) },
    storageEngine: { name: 'lmdb', persistent: true },
  };
}

const PARAMETERS: Readonly<Record<string, unknown>> = {
  featureCompatibilityVersion: { version: '4.4' },
  authenticationMechanisms: [MECHANISM],
  transactionLifetimeLimitSeconds: 60,
};

function getParameter(context: CommandContext): Reply {
  const names = Object.keys(context.body).filter((name) => Object.hasOwn(PARAMETERS, name));
  if (names.length === 0) throw commandError('InvalidOptions', 'no option found to get');
  return Object.fromEntries(names.map((name) => [name, PARAMETERS[name]]));
}

function getLog(context: CommandContext): Reply {
  const which: unknown = context.body['getLog'];
  if (which === '*') return { names: ['global', 'startupWarnings'] };
  if (which === 'global' || which === 'startupWarnings') return { totalLinesWritten: 0, log: [] };
  throw commandError('OperationFailed', `no RamLog named: ${String(which)}`);
}

function replSetGetStatus(context: CommandContext): Reply {
  const name = context.engine.address;
  return {
    set: REPLICA_SET,
    date: new Date(),
    myState: 1,
    members: [{ _id: 0, name, health: 1, state: 1, stateStr: 'PRIMARY', self: true }],
  };
}

function collStats(context: CommandContext): Reply {
  const name = collectionName(context);
  const collection = findCollection(context, name);
  const ns = `${context.database}.${name}`;
  if (collection === undefined) {
    return {
      ns,
      size: 0,
      count: 0,
      storageSize: 0,
      totalSize: 0,
      nindexes: 0,
      totalIndexSize: 0,
      indexSizes: {},
    };
  }
  let size = 0;
  const range = { low: identStart(collection.ident), high: identEnd(collection.ident) };
  for (const { value } of context.engine.store.latest.range(range)) size += value.length;
  const count = countDocuments(context, collection);
  return {
    ns,
    size,
    count,
    ...(count === 0 ? {} : { avgObjSize: Math.floor(size / count) }),
    storageSize: size,
    capped: false,
    nindexes: collection.indexes.length,
    totalIndexSize: 0,
    totalSize: size,
    indexSizes: Object.fromEntries(collection.indexes.map((index) => [index.name, 0])),
    scaleFactor: 1,
  };
}

function dbStats(context: CommandContext): Reply {
  const { database, engine } = context;
  checkDatabaseName(database);
  const all = engine.catalog.inDatabase(database);
  const collections = all.filter(({ options }) => options['viewOn'] === undefined);
  const objects = collections.reduce((sum, collection) => sum + countDocuments(context, collection), 0);
  return {
    db: database,
    collections: collections.length,
    views: all.length - collections.length,
    objects,
    avgObjSize: 0,
    dataSize: 0,
    storageSize: 0,
    indexes: collections.reduce((sum, { indexes }) => sum + indexes.length, 0),
    indexSize: 0,
    totalSize: 0,
    scaleFactor: 1,
  };
}

function validate(context: CommandContext): Reply {
  const name = collectionName(context);
  const collection = findCollection(context, name);
  if (collection === undefined) {
    throw commandError(
      'NamespaceNotFound',
      `Collection '${context.database}.${name}' does not exist to validate.`,
    );
  }
  const { store } = context.engine;
  const keys = ({ ident }: { ident: number }): number =>
    store.countKeys({ low: identStart(ident), high: identEnd(ident) });
  return {
    ns: namespaceOf(collection),
    nrecords: countDocuments(context, collection),
    nIndexes: collection.indexes.length,
    keysPerIndex: Object.fromEntries(collection.indexes.map((index) => [index.name, keys(index)])),
    valid: true,
    warnings: [],
    errors: [],
  };
}
