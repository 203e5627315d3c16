import { randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { createActivityTail } from './activity/tail.ts';
import { withoutCommitHooks } from './activity/commit-hooks.ts';
import { createTransact } from './activity/transact.ts';
import type { Transact } from './activity/unit-of-work.ts';
import { readOrCreateSecret } from './auth/secret.ts';
import { createSecretBox } from './auth/secret-box.ts';
import { systemClock, systemWait } from './clock.ts';
import { atMost } from './at-most.ts';
import { createCollaborationEngine } from './collaboration/engine.ts';
import { createFolding } from './collaboration/folding.ts';
import type { CollaborationLimits } from './collaboration/limits.ts';
import { createForwardedHeader } from './collaboration/forwarded-header.ts';
import { createForwarding } from './collaboration/forward.ts';
import { createLeases } from './collaboration/lease.ts';
import { createCollaborationServer } from './collaboration/server.ts';
import { ConfigurationError, type Config } from './config.ts';
import { createDigestSending, type DigestSending } from './domain/digest/sending.ts';
import type { DigestService } from './domain/digest/service.ts';
import { createAttributionLog } from './domain/draft/attribution-log.ts';
import { createLogReader } from './domain/draft/log-reader.ts';
import { createWebhookDeliveries } from './domain/webhook/deliveries.ts';
import { createFeedDocuments } from './feeds/documents.ts';
import { createPublicFeeds } from './feeds/public-feeds.ts';
import type { GraphQLContext } from './graphql/context.ts';
import type { GraphQLEngine } from './graphql/engine.ts';
import { createErrorFormatter } from './graphql/errors.ts';
import { createLoaders } from './graphql/loaders.ts';
import { createOperationRates } from './graphql/operation-rates.ts';
import { createSchema } from './graphql/schema.ts';
import {
  createTrustedDocuments,
  noTrustedDocuments,
  readTrustedDocuments,
  TrustedDocumentsError,
  type TrustedDocuments,
} from './graphql/trusted-documents.ts';
import { createIdempotencyKeys } from './idempotency/keys.ts';
import type { Logger } from './observability/logger.ts';
import { createMetrics } from './observability/metrics.ts';
import { startTracing } from './observability/tracing.ts';
import { openBus, openDatabase, prepareDataFolder } from './open-infrastructure.ts';
import { OpenParts } from './open-parts.ts';
import type { SampleAccount } from './sample-accounts.ts';
import { createSampleLoadStore } from './sample-data/store.ts';
import { createServices } from './services.ts';
import { createStores } from './stores.ts';
import { clientAddress } from './transport/origin.ts';
import { createTransportServer } from './transport/server.ts';

export interface RunningApp {
  /** Where it answers, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Accounts of the sample data; empty when it wasn't loaded. */
  readonly sampleAccounts: readonly SampleAccount[];
  /** Takes nothing new in, stores what was taken in, tells clients to come back, and closes everything. */
  stop(): Promise<void>;
}

export interface App {
  /** Opens everything and listens. When it throws, what it had opened is closed again. */
  start(): Promise<RunningApp>;
}

/** Hosts that say nothing about where a process is reached. */
const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

/** How often what is open is compared with the database when nobody else can change it, in milliseconds. */
const alonePollInterval = 3000;
const aloneRightsInterval = 20_000;
/** The same when other processes can, whose messages may be lost: CO-20 and CO-61 allow a second. */
const sharedPollInterval = 500;

/** How often subscribers look at the log when the bus says nothing, in milliseconds. */
const pollInterval = 1000;

/** How long the end of deliveries to webhooks may take, in milliseconds; then others take over when claims run out. */
const webhookStopTimeout = 1000;

/** The same of digests. What was being sent isn't told to have been, and comes with the next one. */
const digestStopTimeout = 1000;

/** The composition root: the whole application as `config` says. */
export function createApp(config: Config, { logger }: { readonly logger: Logger }): App {
  return {
    async start() {
      const parts = new OpenParts(logger);
      try {
        return await startParts(config, logger, parts);
      } catch (error) {
        await parts.close().catch(() => undefined);
        throw error;
      }
    },
  };
}

/** Throws {@link ConfigurationError} when the file can't be used. */
function openTrustedDocuments(config: Config, schema: GraphQLSchema): TrustedDocuments {
  if (config.TRUSTED_DOCUMENTS === undefined) return noTrustedDocuments;
  try {
    const texts = readTrustedDocuments(config.TRUSTED_DOCUMENTS, schema);
    return createTrustedDocuments(texts, { only: config.TRUSTED_DOCUMENTS_ONLY === 'on' });
  } catch (error) {
    if (!(error instanceof TrustedDocumentsError)) throw error;
    throw new ConfigurationError(`TRUSTED_DOCUMENTS: ${error.message}`, { cause: error });
  }
}

/** Sample data goes into an embedded store only, and never into one that serves for real. */
function usesSampleData(config: Config): boolean {
  return config.MONGODB_URI === undefined && config.NODE_ENV !== 'production' && config.SAMPLE_DATA === 'on';
}

/** What sends digests by mail; null where there is no mail server. */
async function openDigests(
  { SMTP_URL, MAIL_FROM, PUBLIC_URL }: Config,
  service: DigestService,
  onError: (error: unknown, about: string) => void,
): Promise<DigestSending | null> {
  if (SMTP_URL === undefined || MAIL_FROM === undefined || PUBLIC_URL === undefined) return null;
  // Loaded where it is used, for the sake of the library that sends: a start is mostly the loading of modules.
  const { createMailer } = await import('./domain/digest/mailer.ts');
  const send = createMailer({
    smtpUrl: SMTP_URL,
    from: MAIL_FROM,
    publicUrl: PUBLIC_URL,
    clock: systemClock,
  });
  return createDigestSending({ service, send, wait: systemWait, onError });
}

async function startParts(config: Config, logger: Logger, parts: OpenParts): Promise<RunningApp> {
  if (config.MONGODB_URI === undefined || config.AUTH_SECRET === undefined) await prepareDataFolder(config);
  const secret = config.AUTH_SECRET ?? (await readOrCreateSecret(config.DATA_DIR));
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined) {
    const tracing = await startTracing({
      endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
      serviceName: config.OTEL_SERVICE_NAME,
      ratio: config.OTEL_TRACES_SAMPLER_ARG,
      trustsCallers: config.TRUST_PROXY > 0,
    });
    parts.add('tracing', () => tracing.close());
  }
  const metrics = createMetrics();
  const onTrouble = (error: unknown, about: string) => logger.error({ err: error }, about);
  const onError = (error: unknown) => onTrouble(error, 'background work failed');
  const clock = systemClock;
  const database = await openDatabase(config, parts);
  const bus = await openBus(config, logger);
  parts.add('bus', () => bus.close());

  const stores = createStores(database, { commitInterval: config.COLLAB_COMMIT_INTERVAL_MS });
  const sampleLoads = config.MONGODB_URI === undefined ? createSampleLoadStore(database) : null;
  await database.prepare();
  if ((await sampleLoads?.discardUnfinished()) === true) {
    logger.warn('an interrupted loading of the sample data was undone');
  }
  const transact = createTransact({ database, activityStore: stores.activity, bus, clock });
  const inBackground: Transact = (work) => withoutCommitHooks(() => transact(work));
  const tail = createActivityTail({ store: stores.activity, bus, pollInterval, onError });
  parts.add('activity', async () => tail.close());
  const draftReader = createLogReader({
    drafts: stores.drafts,
    log: stores.draftUpdates,
    folds: stores.draftFolds,
    onDamage: onError,
  });
  const draftAttribution = createAttributionLog({
    store: stores.draftAttributions,
    reader: draftReader,
    onDamage: onError,
  });
  const limits: CollaborationLimits = {
    connectionsPerMember: config.COLLAB_CONNECTIONS_PER_MEMBER,
    connectionsPerAddress: config.COLLAB_CONNECTIONS_PER_ADDRESS,
    openDrafts: config.COLLAB_OPEN_DRAFTS,
    messagesPerSecond: config.COLLAB_MESSAGES_PER_SECOND,
    bytesPerSecond: config.COLLAB_KILOBYTES_PER_SECOND * 1024,
  };
  // An embedded store is this process's own.
  const alone = config.MONGODB_URI === undefined;
  const rightsInterval = alone ? aloneRightsInterval : sharedPollInterval;
  const leases = createLeases({
    drafts: stores.drafts,
    nodes: stores.nodes,
    alone,
    onError: onTrouble,
  });
  const folding = createFolding();
  parts.add('folding', () => folding.close());
  const coEditing = createCollaborationEngine({
    drafts: stores.drafts,
    log: stores.draftUpdates,
    folds: stores.draftFolds,
    reader: draftReader,
    attribution: draftAttribution,
    transact: inBackground,
    folding,
    bus,
    leases,
    nodes: stores.nodes,
    presences: stores.presences,
    clock,
    feedWindowMs: config.FEED_WINDOW_MS,
    pollInterval: alone ? alonePollInterval : sharedPollInterval,
    metrics: metrics.collaboration,
    limits,
    onRefusedClaims: (claims) => {
      logger.warn(claims, "a member wrote under a client id, or a name, that isn't theirs");
      services.auditLog.refusedCoEditing(claims);
    },
    onDeniedContent: (denied) => services.auditLog.deniedContent(denied),
    onError: onTrouble,
  });
  const services = createServices({
    stores,
    transact,
    bus,
    clock,
    tail,
    draftReader,
    draftAttribution,
    draftTexts: folding,
    rooms: coEditing.rooms,
    config,
    secret,
    onWebhookDelivery: metrics.webhookDelivery,
    onError,
  });
  const webhookDeliveries = createWebhookDeliveries({
    store: stores.webhooks,
    deadLetters: stores.webhookDeadLetters,
    webhooks: services.webhooks,
    activity: services.activity,
    transact: inBackground,
    bus,
    clock,
    wait: systemWait,
    random: Math.random,
    owner: randomUUID(),
    onOutcome: metrics.webhookDelivery,
    onError: onTrouble,
  });

  parts.add('audit log', () => services.auditLog.close());

  const refusedToken = (client: { readonly clientAddress: string; readonly requestId: string | null }) =>
    services.auditLog.refused({
      action: 'authenticate',
      viewer: null,
      code: 'UNAUTHENTICATED',
      ...client,
    });
  const introspection =
    (config.GRAPHQL_INTROSPECTION ?? (config.NODE_ENV === 'production' ? 'off' : 'on')) === 'on';
  const schema = createSchema();
  const engine: GraphQLEngine = {
    schema,
    introspection,
    idempotencyKeys: createIdempotencyKeys({
      store: stores.idempotencyKeys,
      clock,
      box: createSecretBox(secret, 'answers under idempotency keys'),
    }),
    rates: createOperationRates({
      costPerMemberAndMinute: config.GRAPHQL_COST_PER_MEMBER,
      costPerAddressAndMinute: config.GRAPHQL_COST_PER_ADDRESS,
    }),
    trustedDocuments: openTrustedDocuments(config, schema),
    formatError: createErrorFormatter(logger),
    createContext: ({ viewer, clientAddress, requestId }): GraphQLContext => ({
      viewer,
      services,
      loaders: createLoaders(services, viewer),
      clientAddress,
      requestId,
    }),
    authenticate: (token) => services.auth.authenticate(token),
    revalidate: (viewer) => services.auth.revalidate(viewer),
    onRefusedToken: refusedToken,
    logger,
    metrics,
  };
  const forwardedHeader = createForwardedHeader(secret);
  const addressOf = (request: IncomingMessage) => clientAddress(request, config.TRUST_PROXY);
  const collaboration = createCollaborationServer({
    auth: services.auth,
    engine: coEditing,
    bus,
    clock,
    metrics: metrics.collaboration,
    limits,
    rightsInterval,
    addressOf: (request) => forwardedHeader.clientAddress(request) ?? addressOf(request),
    onRefusedToken: (clientAddress) => refusedToken({ clientAddress, requestId: null }),
    onError: onTrouble,
  });
  const server = await createTransportServer({
    engine,
    bus,
    collaboration: createForwarding({
      here: collaboration,
      leases,
      rooms: coEditing.rooms,
      header: forwardedHeader,
      clientAddress: addressOf,
      metrics: metrics.collaboration,
      onError: onTrouble,
    }),
    feeds: createFeedDocuments(createPublicFeeds(services)),
    sendsDigests: config.SMTP_URL !== undefined,
    graphiql: config.NODE_ENV === 'development',
    proxy: { trustProxy: config.TRUST_PROXY, allowedOrigins: config.ALLOWED_ORIGINS },
    socketLimits: {
      perMember: config.GRAPHQL_CONNECTIONS_PER_MEMBER,
      perAddress: config.GRAPHQL_CONNECTIONS_PER_ADDRESS,
    },
    rightsInterval,
    ping: () => database.ping(),
  });
  parts.add('server', () => server.close());
  const digests = await openDigests(config, services.digests, onTrouble);
  if (digests !== null) parts.add('digests', () => atMost(digestStopTimeout, digests.stop()));
  // Closed before the server, which waits for whoever waits for a delivery.
  parts.add('webhooks', async () => {
    services.webhooks.close();
    await atMost(webhookStopTimeout, webhookDeliveries.stop());
  });

  if (config.ADMIN_EMAIL !== undefined && config.ADMIN_PASSWORD !== undefined) {
    await services.membership.ensureAdministrator({
      email: config.ADMIN_EMAIL,
      password: config.ADMIN_PASSWORD,
    });
  }
  let sampleAccounts: readonly SampleAccount[] = [];
  if (sampleLoads !== null && usesSampleData(config)) {
    const { loadSampleData } = await import('./sample-data/load.ts');
    sampleAccounts = await loadSampleData({
      services,
      stores,
      loads: sampleLoads,
      transact,
      clock,
      dataDir: config.DATA_DIR,
      onStep: (step) => logger.debug({ step }, 'loading the sample data'),
    });
  } else if (config.NODE_ENV === 'production' && (await sampleLoads?.state()) === 'COMPLETE') {
    logger.warn('this store holds the sample data: anybody can sign in with the sample password');
  }
  const url = await server.listen(config.HOST, config.PORT);
  await leases.begin({
    address: config.ADVERTISED_ADDRESS ?? (wildcards.has(config.HOST) ? null : url),
    place: `${hostname()} ${url}`,
  });
  webhookDeliveries.start();
  digests?.start();
  coEditing
    .catchUp()
    .catch((error: unknown) => onTrouble(error, 'changes of earlier processes could not be told'));
  return { url, sampleAccounts, stop: () => parts.close() };
}
