import {
  ApolloServer,
  HeaderMap,
  type ApolloServerPlugin,
  type GraphQLRequestListener,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { expressMiddleware } from '@as-integrations/express5';
import type { Request, RequestHandler } from 'express';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Server } from 'node:http';
import type { MaybeViewer } from '../auth/viewer.ts';
import { RateLimitedError, UnauthenticatedError } from '../errors.ts';
import type { GraphQLEngine, OperationRequest } from '../graphql/engine.ts';
import { checkCost } from '../graphql/limits.ts';
import { extraRules, parseOptions, validationOptions } from '../graphql/operation.ts';
import { rejectionReason } from '../graphql/rejection.ts';
import type { DocumentRequest } from '../graphql/trusted-documents.ts';
import { describeSpan, failRunningSpan, operationAttributes } from '../observability/tracing.ts';
import { currentRequest, nameOperation } from '../observability/request-scope.ts';
import { bearerToken } from './bearer.ts';
import { createIdempotencyPlugin, type IdempotentContext } from './idempotency.ts';
import { clientAddress } from './origin.ts';

/** What Apollo Server hands on: the engine's context, with what the log entry needs. */
interface HttpContext extends IdempotentContext {
  readonly viewer: MaybeViewer;
  readonly clientAddress: string;
  /** The document that the request named; null when it sent one itself. */
  readonly trustedText: string | null;
}

/** Failures of the request itself, which GraphQL over HTTP answers with 200 when the client wants `application/json`. */
const requestErrorCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Bounds the cost, refuses subscriptions, sets the statuses that the specification asks for, counts and logs. */
function createRequestPlugin({
  logger,
  metrics,
  rates,
  schema,
  trustedDocuments,
}: GraphQLEngine): ApolloServerPlugin<HttpContext> {
  return {
    requestDidStart: async ({
      request,
      contextValue: { trustedText },
    }): Promise<GraphQLRequestListener<HttpContext>> => {
      const start = performance.now();
      if (trustedText !== null) {
        request.query = trustedText;
        // Apollo Server would look for it itself.
        delete request.extensions?.['persistedQuery'];
      }
      return {
        didResolveOperation: async ({ source, document, operation, operationName, contextValue }) => {
          // What is about to be executed, whatever the request was taken to ask for.
          await answering(400, () => trustedDocuments.check(source));
          if (source !== undefined) rates.remember(source);
          nameOperation(operationName);
          if (operation !== undefined)
            describeSpan(operation.operation, operationAttributes(operation.operation, operationName));
          if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
            throw new GraphQLError(
              'Subscriptions are served over WebSocket (graphql-transport-ws) at this path.',
              {
                extensions: { code: 'BAD_REQUEST', http: { status: 400, headers: new HeaderMap() } },
              },
            );
          }
          await answering(400, async () => {
            const cost = checkCost({ schema, document, operationName, variables: request.variables });
            await rates.chargeAddress(contextValue.clientAddress, cost);
            await rates.chargeMember(contextValue.viewer, cost);
          });
        },

        willSendResponse: async ({ response, operation, errors, contextValue }) => {
          const { body, http } = response;
          const codes =
            body.kind === 'single' ? (body.singleResult.errors ?? []).map((e) => e.extensions?.['code']) : [];
          // GraphQL over HTTP, 6.4.1: application/json, where the status can't be told from a proxy's, gets 200.
          if (
            http.status === 400 &&
            requestErrorCodes.has(codes[0]) &&
            !acceptsGraphQLResponse(request.http?.headers)
          ) {
            http.status = 200;
          }
          const withoutData = body.kind === 'single' && body.singleResult.data === undefined;
          const reason = withoutData ? rejectionReason(errors ?? []) : null;
          if (reason !== null) metrics.rejected(reason);
          if (codes.length > 0) failRunningSpan(String(codes[0]));
          const outcome = reason !== null ? 'rejected' : codes.length > 0 ? 'error' : 'ok';
          const seconds = (performance.now() - start) / 1000;
          const roundTrips = currentRequest()?.roundTrips ?? 0;
          metrics.operation(operation?.operation ?? 'unknown', outcome, seconds);
          metrics.roundTrips(operation?.operation ?? 'unknown', roundTrips);
          logger.debug(
            {
              type: operation?.operation,
              outcome,
              codes: codes.length > 0 ? codes : undefined,
              milliseconds: Math.round(seconds * 1000),
              roundTrips,
              memberId: contextValue.viewer?.memberId,
            },
            'graphql operation',
          );
        },
      };
    },
    contextCreationDidFail: async ({ error }) => {
      const reason = error instanceof GraphQLError ? rejectionReason([error]) : null;
      if (reason !== null) metrics.rejected(reason);
    },
    invalidRequestWasReceived: async ({ error }) => {
      metrics.rejected(
        error.message.startsWith('This operation has been blocked as a potential') ? 'csrf' : 'malformed',
      );
    },
  };
}

/** Whether the client asked for the media type of GraphQL over HTTP, whose statuses it then understands. */
function acceptsGraphQLResponse(headers: HeaderMap | undefined): boolean {
  return headers?.get('accept')?.includes('application/graphql-response+json') ?? false;
}

/** Gives what `work` throws the status of a refusal: `status`, or that of its kind. */
async function answering<T>(status: number, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RateLimitedError) {
      const headers = new HeaderMap([['retry-after', String(error.retryAfterSeconds)]]);
      throw new GraphQLError(error.message, {
        originalError: error,
        extensions: { code: error.code, http: { status: 429, headers } },
      });
    }
    if (error instanceof UnauthenticatedError) throw unauthenticated(error);
    if (error instanceof GraphQLError) error.extensions['http'] = { status, headers: new HeaderMap() };
    throw error;
  }
}

/** What a request says of its document; of one that isn't well-formed nothing, which Apollo Server then refuses. */
function documentRequestOf({ method, body, url }: Request): DocumentRequest {
  if (method === 'POST') return typeof body === 'object' && body !== null ? (body as DocumentRequest) : {};
  const start = url.indexOf('?');
  const parameters = new URLSearchParams(start === -1 ? '' : url.slice(start));
  const query = parameters.get('query') ?? undefined;
  try {
    return { query, extensions: JSON.parse(parameters.get('extensions') ?? 'null') as unknown };
  } catch {
    return { query };
  }
}

/** A bad token is an answer of its own: falling back to nobody would show a client less than it expects, silently. */
function unauthenticated(error: UnauthenticatedError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: {
      code: error.code,
      http: { status: 401, headers: new HeaderMap([['www-authenticate', 'Bearer error="invalid_token"']]) },
    },
  });
}

export interface GraphQLOverHttp {
  /** Express handler of the path; needs the parsed body. */
  readonly handler: RequestHandler;
  /** Ends running operations' connections, as a part of shutting down. */
  stop(): Promise<void>;
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), on Apollo Server. */
export async function createGraphQLOverHttp(
  engine: GraphQLEngine,
  { httpServer, trustProxy }: { readonly httpServer: Server; readonly trustProxy: number },
): Promise<GraphQLOverHttp> {
  const { logger } = engine;
  const server = new ApolloServer<HttpContext>({
    schema: engine.schema,
    // Hidden by the same rule as over WebSocket.
    introspection: true,
    validationRules: extraRules(engine.introspection),
    validationOptions: validationOptions(engine.introspection),
    parseOptions,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (_formatted, error) => engine.formatError(error),
    logger: {
      debug: (message) => logger.debug(message),
      info: (message) => logger.info(message),
      warn: (message) => logger.warn(message),
      error: (message) => logger.error(message),
    },
    plugins: [
      createRequestPlugin(engine),
      ...(engine.idempotencyKeys === null ? [] : [createIdempotencyPlugin(engine.idempotencyKeys, logger)]),
      ApolloServerPluginDrainHttpServer({ httpServer, stopGracePeriodMillis: 3000 }),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await server.start();

  async function authenticate(
    request: Request,
    client: Omit<OperationRequest, 'viewer'>,
  ): Promise<MaybeViewer> {
    try {
      const token = bearerToken(request.headers.authorization);
      return token === null ? null : await engine.authenticate(token);
    } catch (error) {
      if (error instanceof UnauthenticatedError) engine.onRefusedToken(client);
      throw error;
    }
  }

  async function createContext(request: Request): Promise<HttpContext> {
    return answering(400, async () => {
      const address = clientAddress(request, trustProxy);
      const asked = documentRequestOf(request);
      const cost = engine.rates.costOfRequest(asked.query);
      // Before anything is looked up.
      await engine.rates.chargeAddress(address, cost);
      const trustedText = engine.trustedDocuments.textFor(asked);
      const requestId = currentRequest()?.requestId ?? '';
      const viewer = await authenticate(request, { clientAddress: address, requestId });
      await engine.rates.chargeMember(viewer, cost);
      const client = { viewer, clientAddress: address };
      const context = engine.createContext({ ...client, requestId });
      return { ...context, ...client, trustedText };
    });
  }

  return {
    handler: expressMiddleware(server, { context: ({ req }) => createContext(req) }),
    stop: () => server.stop(),
  };
}
