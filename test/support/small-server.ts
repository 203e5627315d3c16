import type { FeedDocuments } from '../../src/feeds/documents.ts';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { createInMemoryBus } from '../../src/activity/bus-in-memory.ts';
import type { Bus } from '../../src/activity/bus.ts';
import type { MaybeViewer, Viewer } from '../../src/auth/viewer.ts';
import { DomainError, RateLimitedError, UnauthenticatedError } from '../../src/errors.ts';
import type { GraphQLEngine } from '../../src/graphql/engine.ts';
import { createErrorFormatter } from '../../src/graphql/errors.ts';
import { createOperationRates, type OperationRateLimits } from '../../src/graphql/operation-rates.ts';
import { noTrustedDocuments, type TrustedDocuments } from '../../src/graphql/trusted-documents.ts';
import { createLogger } from '../../src/observability/logger.ts';
import { createMetrics, type Metrics } from '../../src/observability/metrics.ts';
import { cancellable } from '../../src/subscriptions/cancellable.ts';
import type { SocketLimits } from '../../src/transport/graphql-ws.ts';
import { createTransportServer } from '../../src/transport/server.ts';

interface SmallContext {
  readonly viewer: MaybeViewer;
  readonly clientAddress: string;
  readonly contextNumber: number;
}

const typeDefs = `
  type Query {
    hello(name: String): String!
    me: String
    myName: String
    clientAddress: String!
    notFound: String
    needsSignIn: String
    tooOften: String
    boom: String
    nullWhereNoneMayBe: String!
    things(first: Int): ThingConnection!
    colour(is: Colour): String
  }
  enum Colour { RED GREEN }
  type ThingConnection { nodes: [Thing!]! }
  type Thing { name: String! things(first: Int): ThingConnection! parts: [Thing!]! }
  type Mutation { touch: Int! }
  type Subscription {
    "Every number published, with the number of the context it was resolved in."
    numbers: Number!
    brokenAtFirstReading: Number!
    boomLater: Number!
  }
  type Number { value: Int! contextNumber: Int! me: String }
`;

/** A signed-in person for tests of the transports; the token is the name and how it stands. */
export function testViewer(memberId: string, expiresAt = new Date(Date.now() + 600_000)): Viewer {
  return {
    memberId,
    sessionId: `session of ${memberId}`,
    displayName: memberId,
    organisation: '',
    roles: new Set(),
    subcommittees: new Map(),
    expiresAt,
  };
}

export interface SmallServer {
  readonly url: string;
  readonly bus: Bus;
  readonly metrics: Metrics;
  /** Lines of the log. */
  readonly log: string[];
  /** Tokens that are accepted, with whom they stand for. */
  readonly tokens: Map<string, Viewer>;
  /** Sends a number to everybody who subscribed to them. */
  publishNumber(value: number): void;
  /** How many sources of subscriptions are running. */
  runningSubscriptions(): number;
  touched(): number;
  databaseAnswers: boolean;
  /** That contexts were made with, in their order: what the audit log has. */
  readonly requestIds: string[];
  /** Waited for whenever rights that were read are handed on. */
  readingRights: () => Promise<void>;
  close(): Promise<void>;
}

/** The real transports around a schema of a few fields that behave in every way that matters to a transport. */
export async function startSmallServer(
  options: {
    introspection?: boolean;
    trustProxy?: number;
    allowedOrigins?: string[];
    trustedDocuments?: TrustedDocuments;
    rates?: OperationRateLimits;
    socketLimits?: SocketLimits;
    rightsInterval?: number;
    feeds?: FeedDocuments;
    sendsDigests?: boolean;
  } = {},
): Promise<SmallServer> {
  const log: string[] = [];
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } });
  const metrics = createMetrics();
  const bus = createInMemoryBus();
  const tokens = new Map<string, Viewer>();
  const listeners = new Set<(value: number) => void>();
  const requestIds: string[] = [];
  let contexts = 0;
  let touched = 0;
  let running = 0;

  const numbers = () =>
    cancellable(async function* (signal: AbortSignal) {
      const queue: number[] = [];
      let wake = () => {};
      const listener = (value: number) => {
        queue.push(value);
        wake();
      };
      listeners.add(listener);
      signal.addEventListener('abort', () => wake());
      running += 1;
      try {
        while (!signal.aborted) {
          const value = queue.shift();
          if (value !== undefined) yield value;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        running -= 1;
        listeners.delete(listener);
      }
    });

  const resolvers = {
    Query: {
      hello: (_root: unknown, { name }: { name?: string }) => `Hello, ${name ?? 'nobody'}`,
      me: (_root: unknown, _args: unknown, { viewer }: SmallContext) => viewer?.memberId ?? null,
      myName: (_root: unknown, _args: unknown, { viewer }: SmallContext) => viewer?.displayName ?? null,
      clientAddress: (_root: unknown, _args: unknown, context: SmallContext) => context.clientAddress,
      notFound: () => {
        throw new DomainError('NOT_FOUND', 'There is no such thing.', ['thingId']);
      },
      needsSignIn: () => {
        throw new UnauthenticatedError('Sign in first.');
      },
      tooOften: () => {
        throw new RateLimitedError('Too many attempts.', 30);
      },
      boom: () => {
        throw new TypeError('secret detail of the database');
      },
      nullWhereNoneMayBe: () => null,
      things: () => ({ nodes: [] }),
      colour: (_root: unknown, args: { is?: string }) => args.is,
    },
    Mutation: { touch: () => (touched += 1) },
    Subscription: {
      numbers: { subscribe: numbers, resolve: (value: number) => ({ value }) },
      brokenAtFirstReading: {
        subscribe: () =>
          cancellable(async function* () {
            throw new DomainError('INVALID_INPUT', 'The cursor is not one that this list gave out.', [
              'after',
            ]);
            yield 0;
          }),
      },
      boomLater: {
        subscribe: () =>
          cancellable(async function* () {
            yield 1;
            throw new Error('secret detail of the log');
          }),
        resolve: (value: number) => ({ value }),
      },
    },
    Number: {
      contextNumber: (_root: unknown, _args: unknown, context: SmallContext) => context.contextNumber,
      me: (_root: unknown, _args: unknown, { viewer }: SmallContext) => viewer?.memberId ?? null,
    },
  };

  const state = { databaseAnswers: true, readingRights: () => Promise.resolve() };
  const engine: GraphQLEngine = {
    schema: makeExecutableSchema({ typeDefs, resolvers }),
    introspection: options.introspection ?? true,
    idempotencyKeys: null,
    rates: createOperationRates(
      options.rates ?? { costPerMemberAndMinute: 1e9, costPerAddressAndMinute: 1e9 },
    ),
    trustedDocuments: options.trustedDocuments ?? noTrustedDocuments,
    formatError: createErrorFormatter(logger),
    createContext: ({ viewer, clientAddress, requestId }): SmallContext => {
      requestIds.push(requestId);
      return { viewer, clientAddress, contextNumber: (contexts += 1) };
    },
    authenticate: async (token) => {
      const viewer = tokens.get(token);
      if (viewer === undefined) throw new UnauthenticatedError('The token is not valid.');
      return viewer;
    },
    revalidate: async (viewer) => {
      const found = [...tokens.values()].find((known) => known.memberId === viewer.memberId) ?? null;
      await state.readingRights();
      return found;
    },
    onRefusedToken: () => undefined,
    logger,
    metrics,
  };
  const server = await createTransportServer({
    engine,
    bus,
    collaboration: {
      handleUpgrade: (_request, socket) => socket.end('HTTP/1.1 418 I am a teapot\r\n\r\n'),
      close: () => Promise.resolve(),
    },
    ...(options.feeds === undefined ? {} : { feeds: options.feeds }),
    sendsDigests: options.sendsDigests ?? false,
    proxy: { trustProxy: options.trustProxy ?? 0, allowedOrigins: options.allowedOrigins ?? [] },
    socketLimits: options.socketLimits ?? { perMember: 100, perAddress: 100 },
    rightsInterval: options.rightsInterval ?? 60_000,
    ping: () => (state.databaseAnswers ? Promise.resolve() : Promise.reject(new Error('gone'))),
  });
  const url = await server.listen('127.0.0.1', 0);
  return Object.assign(state, {
    url,
    bus,
    metrics,
    log,
    requestIds,
    tokens,
    publishNumber: (value: number) => {
      for (const listener of listeners) listener(value);
    },
    runningSubscriptions: () => running,
    touched: () => touched,
    close: () => server.close(),
  });
}
