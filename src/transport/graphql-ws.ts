import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  execute,
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql';
import { handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Bus } from '../activity/bus.ts';
import { networkOf } from '../auth/attempts.ts';
import { RateLimitedError } from '../errors.ts';
import type { GraphQLEngine } from '../graphql/engine.ts';
import { limits } from '../graphql/limits.ts';
import { createOperationCheck, subscribeTo } from '../graphql/operation.ts';
import { rejectionReason } from '../graphql/rejection.ts';
import { createSharedAnswers } from '../graphql/sharing.ts';
import { failRunningSpan, inSpan, operationAttributes } from '../observability/tracing.ts';
import { currentRequest, inRequest, nameOperation } from '../observability/request-scope.ts';
import { OpenCounts } from '../open-counts.ts';
import { SocketSession } from './graphql-ws-session.ts';
import { clientAddress } from './origin.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { closeCodes, isTooSlow, Keeper, send, textOf } from './socket.ts';
import type { UpgradeHandler } from './upgrade-router.ts';

interface Extra {
  readonly request: IncomingMessage;
  readonly session: SocketSession;
  /** Sends a message; a promise is returned where it is to be waited for before the next one. */
  readonly send: (message: string) => Promise<void> | undefined;
  /**
   * The ends of the subscriptions that run. The protocol core loses sight of one whose id the client used again in the same
   * breath as it completed what ran under it.
   */
  readonly endings: Set<() => Promise<unknown>>;
}

/** What runs an operation is given beside its arguments. */
interface Running {
  readonly extra: Extra;
  /** As the client named it. */
  readonly id: string;
}

/** Operations that one socket may have running at a time. */
const maxOperations = 100;
/** Between pings, in milliseconds. */
const pingInterval = 15_000;
/** How many GraphQL sockets may be open in a process. */
export interface SocketLimits {
  readonly perMember: number;
  /** Signed in or not. */
  readonly perAddress: number;
}

export interface GraphQLOverWebSocket {
  readonly handleUpgrade: UpgradeHandler;
  /** Closes every socket; resolves once they are closed, or have been cut off after `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

/** GraphQL over WebSocket: graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). */
export function createGraphQLOverWebSocket(
  engine: GraphQLEngine,
  {
    bus,
    trustProxy,
    socketLimits,
    rightsInterval,
  }: {
    readonly bus: Bus;
    readonly trustProxy: number;
    readonly socketLimits: SocketLimits;
    /** How often everybody's rights are read anew, in milliseconds: another process's messages may be lost. */
    readonly rightsInterval: number;
  },
): GraphQLOverWebSocket {
  const { schema, formatError, logger, metrics } = engine;
  const checkOperation = createOperationCheck(engine);
  const sessions = new Map<WebSocket, SocketSession>();
  const byMember = new OpenCounts(socketLimits.perMember);
  const byAddress = new OpenCounts(socketLimits.perAddress);
  /** Raised by every message about access, so that one that arrives during an authentication isn't missed. */
  let accessChanges = 0;

  const contextFor = (session: SocketSession) =>
    engine.createContext({
      viewer: session.viewer,
      clientAddress: session.clientAddress,
      requestId: currentRequest()?.requestId ?? randomUUID(),
    });

  const keeper = new Keeper(pingInterval);
  const sharedAnswers = createSharedAnswers(schema);
  /** Execution arguments carry it to where operations are run. */
  const runningOf = new WeakMap<object, Running>();

  /** An answer without what only the server may know of its errors. */
  const formatted = ({
    data,
    errors,
  }: {
    readonly data?: Record<string, unknown> | null | undefined;
    readonly errors?: readonly GraphQLError[] | undefined;
  }): FormattedExecutionResult => ({
    ...(data === undefined ? {} : { data }),
    ...(errors === undefined ? {} : { errors: errors.map(formatError) }),
  });

  /** The document of an operation that may be run, or why it may not. */
  async function admit(
    payload: SubscribePayload,
    session: SocketSession,
  ): Promise<DocumentNode | readonly GraphQLError[]> {
    try {
      const cost = engine.rates.costOfRequest(payload.query);
      await engine.rates.chargeAddress(session.clientAddress, cost);
      await engine.rates.chargeMember(session.viewer, cost);
      const query = engine.trustedDocuments.textFor(payload) ?? payload.query;
      engine.trustedDocuments.check(query);
      const checked = checkOperation({ ...payload, query });
      if ('cost' in checked) {
        engine.rates.remember(query);
        await engine.rates.chargeAddress(session.clientAddress, checked.cost);
        await engine.rates.chargeMember(session.viewer, checked.cost);
      }
      return 'document' in checked ? checked.document : checked.problems;
    } catch (error) {
      if (error instanceof RateLimitedError)
        return [new GraphQLError(error.message, { originalError: error, extensions: { code: error.code } })];
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  }

  /** As over HTTP; of a subscription, its start. */
  function logOperation(args: ExecutionArgs, errors: readonly GraphQLError[], milliseconds: number): void {
    logger.debug(
      {
        type: getOperationAST(args.document, args.operationName)?.operation,
        outcome: errors.length > 0 ? 'error' : 'ok',
        milliseconds: Math.round(milliseconds),
        memberId: runningOf.get(args)?.extra.session.viewer?.memberId,
      },
      'graphql operation',
    );
  }

  async function run(args: ExecutionArgs): Promise<ExecutionResult> {
    const start = performance.now();
    const type = getOperationAST(args.document, args.operationName)?.operation;
    const result = await inOperationSpan(args, type ?? 'graphql', () => execute(args));
    const outcome = result.errors === undefined ? 'ok' : 'error';
    metrics.operation(type ?? 'unknown', outcome, (performance.now() - start) / 1000);
    metrics.roundTrips(type ?? 'unknown', currentRequest()?.roundTrips ?? 0);
    logOperation(args, result.errors ?? [], performance.now() - start);
    return result;
  }

  async function subscribe(args: ExecutionArgs) {
    const running = runningOf.get(args);
    if (running === undefined) throw new Error('A subscription without a socket.');
    const { session, send: sendTo, endings } = running.extra;
    const key = sharedAnswers.keyOf(args);
    const start = performance.now();
    metrics.subscriptionStarted();
    const begin = `{"id":${JSON.stringify(running.id)},"type":"next","payload":`;
    // An event comes as a part of whatever was the reason for reading the log.
    const inOwnScope = AsyncLocalStorage.snapshot();
    let end = () => Promise.resolve<unknown>(undefined);

    const executed = (event: unknown) =>
      inOwnScope(async () => {
        metrics.eventAnswered('executed');
        const before = currentRequest()?.roundTrips ?? 0;
        const result = await inOperationSpan(args, 'subscription', () =>
          execute({ ...args, rootValue: event, contextValue: contextFor(session) }),
        );
        metrics.roundTrips('subscription', (currentRequest()?.roundTrips ?? 0) - before);
        return formatted(result);
      });

    const result = await subscribeTo(args, {
      deliver(event, isRunning) {
        // The same bytes for all, but for the name that each client has given it.
        const say = (payload: string) => (isRunning() ? sendTo(`${begin}${payload}}`) : undefined);
        const answer = () => {
          // An event may have been told behind the end of a session: it isn't executed for whoever has lost their rights.
          if (session.ended) return undefined;
          const sequence = sequenceOf(event);
          if (key === null || sequence === null) return executed(event).then(JSON.stringify).then(say);
          let isShared = true;
          const payload = sharedAnswers.answerTo({ key, sequence, viewer: session.viewer }, () => {
            isShared = false;
            return executed(event);
          });
          if (isShared) metrics.eventAnswered('shared');
          return typeof payload === 'string' ? say(payload) : payload.then(say);
        };
        return session.isChecking ? session.checked.then(answer) : answer();
      },
      onEnd: () => {
        metrics.subscriptionEnded();
        endings.delete(end);
      },
    });
    if ('next' in result) {
      end = async () => result.return?.();
      if (!session.ended) endings.add(end);
      else await end();
    }
    const outcome = 'next' in result ? 'ok' : 'error';
    metrics.operation('subscription', outcome, (performance.now() - start) / 1000);
    logOperation(args, 'next' in result ? [] : (result.errors ?? []), performance.now() - start);
    return result;
  }

  const protocol = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: 5000,
    execute: run,
    subscribe,
    onConnect: async ({ extra: { request, session }, connectionParams }) => {
      const before = accessChanges;
      const begun = await session.begin(request, connectionParams);
      if (begun && accessChanges !== before) await session.revalidate();
      return begun && !session.ended;
    },
    onSubscribe: async ({ extra, subscriptions }, id, payload) => {
      await extra.session.checked;
      // Nobody gets it: what a socket that is being closed has sent isn't begun.
      if (extra.session.ended) return [new GraphQLError('The socket is being closed.')];
      if (Math.max(Object.keys(subscriptions).length, extra.endings.size + 1) > maxOperations) {
        metrics.rejected('rate');
        const message = `A socket may run ${maxOperations} operations at a time.`;
        return [new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } })];
      }
      const document = await admit(payload, extra.session);
      if (!('kind' in document)) {
        metrics.rejected(rejectionReason(document) ?? 'validation');
        return document;
      }
      nameOperation(getOperationAST(document, payload.operationName)?.name?.value);
      const args: ExecutionArgs = {
        schema,
        document,
        operationName: payload.operationName ?? null,
        variableValues: payload.variables ?? null,
        contextValue: contextFor(extra.session),
      };
      runningOf.set(args, { extra, id });
      return args;
    },
    onNext: (...[, , , , result]) => (result.errors === undefined ? undefined : formatted(result)),
    onError: (...[, , , errors]) => errors.map(formatError),
  });

  function opened(socket: WebSocket, request: IncomingMessage): void {
    const session = new SocketSession(socket, {
      engine,
      clientAddress: clientAddress(request, trustProxy),
      byMember,
    });
    sessions.set(socket, session);
    metrics.socketOpened();
    keeper.keep(socket);

    const sendTo = (message: string): Promise<void> | undefined => {
      if (session.ended) return undefined;
      if (!isTooSlow(socket)) return send(socket, message);
      metrics.rejected('slow_reader');
      session.close(closeCodes.tryAgainLater, 'Too slow');
      return undefined;
    };
    const endings = new Set<() => Promise<unknown>>();
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: async (message) => sendTo(message),
        close: (code, reason) => session.close(code ?? closeCodes.internalError, reason ?? ''),
        onMessage: (handle) => {
          socket.on('message', (data) => {
            if (session.ended) return;
            inRequest(randomUUID(), () => handle(textOf(data))).catch((error: unknown) => {
              // The protocol core throws on messages that no client may send; what resolvers throw it reports itself.
              if (isUnexpectedMessage(error)) {
                session.close(closeCodes.badRequest, 'Invalid message received');
                return;
              }
              logger.error({ err: error }, 'a message on a socket failed');
              session.close(closeCodes.internalError, 'Internal server error');
            });
          });
        },
      },
      { request, session, send: sendTo, endings },
    );

    // ws closes the socket itself after a violation of the protocol (a frame too large, text that isn't UTF-8).
    socket.on('error', (error) => logger.debug({ err: error }, 'a GraphQL socket failed'));
    socket.once('close', (code, reason) => {
      session.end();
      sessions.delete(socket);
      metrics.socketClosed();
      const ended = [...endings].map((end) => end());
      Promise.all([closed(code, reason.toString()), ...ended]).catch((error: unknown) => {
        logger.error({ err: error }, 'ending the subscriptions of a socket failed');
      });
    });
  }

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    handleProtocols,
    perMessageDeflate: false,
  });

  const unsubscribe = bus.subscribe('access', ({ memberId, sessionId }) => {
    accessChanges += 1;
    for (const session of sessions.values()) {
      const { viewer } = session;
      if (viewer?.memberId !== memberId) continue;
      if (sessionId === null || viewer.sessionId === sessionId) void session.revalidate();
    }
  });
  const revalidation = setInterval(() => {
    for (const session of sessions.values()) void session.revalidate();
  }, rightsInterval).unref();

  return {
    handleUpgrade(request, socket, head) {
      const leavePlace = byAddress.take(networkOf(clientAddress(request, trustProxy)));
      if (leavePlace === null) {
        metrics.rejected('connections');
        socket.on('error', (error) => logger.debug({ err: error }, 'a socket failed before it was open'));
        refuseUpgrade(socket, 429);
        return;
      }
      socket.once('close', leavePlace);
      sockets.handleUpgrade(request, socket, head, (webSocket) => opened(webSocket, request));
    },

    async close(grace) {
      unsubscribe();
      clearInterval(revalidation);
      const open = [...sessions];
      const allClosed = Promise.all(
        open.map(([socket]) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
      );
      for (const [, session] of open) session.close(closeCodes.serviceRestart, 'Service restart');
      const cutOff = setTimeout(() => {
        for (const [socket] of open) socket.terminate();
      }, grace);
      await allClosed;
      clearTimeout(cutOff);
      keeper.stop();
      sockets.close();
    },
  };
}

/** Executes in a span; an answer with errors is told as a failure with the code of the first. */
function inOperationSpan(
  { operationName }: ExecutionArgs,
  type: string,
  work: () => ExecutionResult | Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  return inSpan(type, operationAttributes(type, operationName), async () => {
    const result = await work();
    const [error] = result.errors ?? [];
    const code = error?.extensions['code'];
    if (error !== undefined) failRunningSpan(typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR');
    return result;
  });
}

/** Place of an event in the activity log; null for anything else, and for several that were gathered into one. */
function sequenceOf(event: unknown): number | null {
  const { sequence, cursor } = event as { readonly sequence?: unknown; readonly cursor?: unknown };
  return cursor === undefined && typeof sequence === 'number' ? sequence : null;
}

function isUnexpectedMessage(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type');
}
