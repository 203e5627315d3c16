import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { printSchema } from 'graphql';
import type { Bus } from '../activity/bus.ts';
import type { FeedDocuments } from '../feeds/documents.ts';
import type { GraphQLEngine } from '../graphql/engine.ts';
import { createGraphQLOverHttp } from './graphql-http.ts';
import { createGraphQLOverWebSocket, type SocketLimits } from './graphql-ws.ts';
import { createHttpApp, graphqlPath } from './http-app.ts';
import type { ProxySettings } from './origin.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { routeUpgrades, type UpgradeHandler } from './upgrade-router.ts';

/** The collaboration server as the transports see it. */
export interface CollaborationTransport {
  readonly handleUpgrade: UpgradeHandler;
  /** Stores what has been taken in, tells the editors to come back, and closes their sockets. */
  close(): Promise<void>;
}

interface ServerDependencies {
  readonly engine: GraphQLEngine;
  readonly bus: Bus;
  readonly collaboration: CollaborationTransport;
  readonly proxy: ProxySettings;
  readonly socketLimits: SocketLimits;
  /** How often the rights of those who have a GraphQL socket open are read anew, in milliseconds. */
  readonly rightsInterval: number;
  /** What is public, as Atom feeds; none are served when left out. */
  readonly feeds?: FeedDocuments;
  /** Whether there is a mail server for digests; there is none when left out. */
  readonly sendsDigests?: boolean;
  /** Whether GraphiQL is served, for development; it isn't when left out. */
  readonly graphiql?: boolean;
  /** Rejects when the database doesn't answer. */
  readonly ping: () => Promise<void>;
}

export interface TransportServer {
  /** Listens; resolves with the address, e.g. `http://127.0.0.1:4000`. Throws what the socket throws, e.g. EADDRINUSE. */
  listen(host: string, port: number): Promise<string>;
  /**
   * No new connections; running requests end; sockets are told to come back and closed. Resolves once nothing is
   * connected any more; what takes longer than the grace periods is cut off.
   */
  close(): Promise<void>;
}

const collaborationPrefix = '/collab/';

/** How long clients may take to answer a close, in milliseconds. */
const closeGrace = 2000;

/** The process's HTTP server with everything that it serves. */
export async function createTransportServer(dependencies: ServerDependencies): Promise<TransportServer> {
  const { engine, bus, collaboration, proxy, ping } = dependencies;
  const { logger, metrics } = engine;
  const readiness = createReadiness(ping);
  const httpServer = createServer({
    requestTimeout: 30_000,
    headersTimeout: 15_000,
    keepAliveTimeout: 10_000,
  });
  const overHttp = await createGraphQLOverHttp(engine, { httpServer, trustProxy: proxy.trustProxy });
  const overWebSocket = createGraphQLOverWebSocket(engine, {
    bus,
    trustProxy: proxy.trustProxy,
    socketLimits: dependencies.socketLimits,
    rightsInterval: dependencies.rightsInterval,
  });
  const app = createHttpApp({
    graphql: overHttp.handler,
    proxy,
    readiness,
    feeds: dependencies.feeds ?? null,
    sendsDigests: dependencies.sendsDigests ?? false,
    graphiql: dependencies.graphiql ?? false,
    sdl: engine.introspection ? printSchema(engine.schema) : null,
    logger,
    metrics,
  });
  const endConnections = endConnectionsOnShutdown(httpServer, readiness);
  httpServer.on('request', app as RequestListener);
  routeUpgrades(httpServer, {
    graphql: { path: graphqlPath, handle: overWebSocket.handleUpgrade },
    collaboration: { prefix: collaborationPrefix, handle: collaboration.handleUpgrade },
    proxy,
    readiness,
    logger,
    metrics,
  });

  return {
    async listen(host, port) {
      httpServer.listen(port, host);
      await once(httpServer, 'listening');
      const { port: actual } = httpServer.address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
    },

    async close() {
      readiness.shutDown();
      endConnections();
      if (httpServer.listening) httpServer.close();
      // Editors first: what they typed is stored while everything still runs.
      await collaboration.close();
      await overWebSocket.close(closeGrace);
      await overHttp.stop();
    },
  };
}

/**
 * From the shutdown on every answer says that it is the last one on its connection: a client that went on using it would
 * have its next request executed while everything is being closed, and get no answer. Returns what to call when it
 * begins, for the answers that are under way.
 */
function endConnectionsOnShutdown(server: Server, readiness: Readiness): () => void {
  const underWay = new Set<ServerResponse>();
  const markLast = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  server.on('request', (_request, response) => {
    if (readiness.shuttingDown) markLast(response);
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
  });
  return () => underWay.forEach(markLast);
}
