import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../observability/logger.ts';
import { loggablePath } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { mayOpenSocket, type ProxySettings } from './origin.ts';
import type { Readiness } from './readiness.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

/** Takes over a connection that is to become a WebSocket. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

interface UpgradeRouterDependencies {
  /** By exact path. */
  readonly graphql: { readonly path: string; readonly handle: UpgradeHandler };
  /** By the path's beginning, e.g. `/collab/`. */
  readonly collaboration: { readonly prefix: string; readonly handle: UpgradeHandler };
  readonly proxy: ProxySettings;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Sends each request for a WebSocket to who serves its path; checks before that its sender may open one at all. */
export function routeUpgrades(server: Server, dependencies: UpgradeRouterDependencies): void {
  const { graphql, collaboration, proxy, readiness, logger, metrics } = dependencies;
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const onError = (error: Error) => logger.debug({ err: error }, 'a socket failed before it was open');
    socket.on('error', onError);
    const path = loggablePath(request.url);
    if (readiness.shuttingDown) {
      refuseUpgrade(socket, 503);
      return;
    }
    if (!mayOpenSocket(request, proxy)) {
      metrics.rejected('origin');
      logger.warn({ path, origin: request.headers.origin }, 'a page of a foreign origin asked for a socket');
      refuseUpgrade(socket, 403);
      return;
    }
    const handle =
      path === graphql.path
        ? graphql.handle
        : path.startsWith(collaboration.prefix)
          ? collaboration.handle
          : null;
    if (handle === null) {
      refuseUpgrade(socket, 404);
      return;
    }
    socket.off('error', onError);
    handle(request, socket, head);
  });
}
