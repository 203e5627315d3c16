import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { limits } from '../graphql/limits.ts';
import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { callersTrace, serveInSpan } from '../observability/tracing.ts';
import { inRequest } from '../observability/request-scope.ts';
import type { FeedDocuments } from '../feeds/documents.ts';
import { activityFeedPath, planFeedPath } from '../feeds/public-feeds.ts';
import { createDocsHandler, docsPath } from './docs.ts';
import { createFeedHandlers } from './feeds.ts';
import { serveGraphiql } from './graphiql.ts';
import { createErrorHandler, notFound } from './http-errors.ts';
import { replayedHeader } from './idempotency.ts';
import { isListedOrigin, type ProxySettings } from './origin.ts';
import { rootPage } from './root-page.ts';
import type { Readiness } from './readiness.ts';

export const graphqlPath = '/graphql';

interface HttpAppDependencies {
  readonly graphql: RequestHandler;
  readonly proxy: ProxySettings;
  readonly readiness: Readiness;
  /** The schema in SDL, or null where it isn't shown. */
  readonly sdl: string | null;
  /** What is public, as Atom feeds; null where they aren't served. */
  readonly feeds: FeedDocuments | null;
  /** Whether there is a mail server for digests. */
  readonly sendsDigests: boolean;
  /** Whether GraphiQL is served, where it is installed. */
  readonly graphiql: boolean;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** An id for a request: that of the proxy in front when it sent a plausible one, else a new one. */
function requestIdOf(request: IncomingMessage, trustProxy: number): string {
  const given = request.headers['x-request-id'];
  return trustProxy > 0 && typeof given === 'string' && /^[\w.:-]{8,100}$/.test(given) ? given : randomUUID();
}

/** Makes a span of a request, which ends with the answer. */
const traced: RequestHandler = (request, response, next) => {
  serveInSpan('graphql', callersTrace(request.headers), (span) => {
    response.once('close', () => {
      span.setAttribute('http.response.status_code', response.statusCode);
      span.end();
    });
    next();
  });
};

/** Everything that is answered over plain HTTP. */
export function createHttpApp(dependencies: HttpAppDependencies): Express {
  const { proxy, readiness, logger, metrics } = dependencies;
  const app = express();
  app.set('query parser', 'simple');
  app.set('etag', false);

  app.use((request, response, next) => {
    const requestId = requestIdOf(request, proxy.trustProxy);
    response.setHeader('x-request-id', requestId);
    inRequest(requestId, next);
  });
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'unsafe-inline'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      // Pages of other origins that are allowed by CORS read the answers of the API.
      crossOriginResourcePolicy: { policy: 'cross-origin' },
    }),
  );

  app.all(
    graphqlPath,
    traced,
    cors({
      origin: (origin, answer) =>
        answer(null, origin !== undefined && isListedOrigin(origin, proxy.allowedOrigins)),
      methods: ['GET', 'POST'],
      exposedHeaders: ['x-request-id', 'retry-after', replayedHeader],
      maxAge: 600,
    }),
    express.json({ limit: limits.messageBytes }),
    dependencies.graphql,
  );

  const showsGraphiql = dependencies.graphiql && serveGraphiql(app);
  app.get('/', (request, response) => {
    const page = rootPage({
      showsSchema: dependencies.sdl !== null,
      showsFeeds: dependencies.feeds !== null,
      sendsDigests: dependencies.sendsDigests,
      showsGraphiql,
      host: request.headers.host,
    });
    response.type('html').send(page);
  });
  app.get(`${docsPath}/:name`, createDocsHandler(dependencies.sdl));
  if (dependencies.feeds !== null) {
    const feeds = createFeedHandlers(dependencies.feeds);
    app.get(activityFeedPath, feeds.activity);
    app.get(planFeedPath(':id'), feeds.plan);
  }
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const problems = await readiness.problems();
    response.status(problems.length === 0 ? 200 : 503).json({
      status: problems.length === 0 ? 'ready' : 'not ready',
      problems,
    });
  });
  app.get('/metrics', async (_request, response) => {
    response.setHeader('content-type', metrics.contentType).send(await metrics.text());
  });
  app.use(notFound);
  app.use(createErrorHandler(logger, metrics));
  return app;
}
