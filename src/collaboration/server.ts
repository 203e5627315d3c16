import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Bus } from '../activity/bus.ts';
import { atMost } from '../at-most.ts';
import { networkOf } from '../auth/attempts.ts';
import type { Viewer } from '../auth/viewer.ts';
import type { Clock } from '../clock.ts';
import { DomainError, UnauthenticatedError } from '../errors.ts';
import { OpenCounts } from '../open-counts.ts';
import { closeCodes, closeText } from './close-codes.ts';
import { Connection } from './connection.ts';
import type { CollaborationEngine } from './engine.ts';
import { defaultLimits, type CollaborationLimits } from './limits.ts';
import { ElsewhereError } from './lease.ts';
import { noMetrics, type CollaborationMetrics } from './metrics.ts';
import { Peer } from './peer.ts';
import { deniedMessage, maxFrameSize } from './protocol.ts';
import type { Room } from './room.ts';
import { createSessionWatch, type SessionListener } from './session-watch.ts';
import { ShuttingDownError, TooManyDraftsError } from './rooms.ts';
import { draftIdOf, tokenOf } from './target.ts';

/** What the server needs to know of who is behind a token. */
export interface CollaborationAuth {
  /** Throws {@link UnauthenticatedError}. */
  authenticate(token: string): Promise<Viewer>;
  /** The viewers' rights now, in their order; null for each whose session or account has ended. */
  revalidateAll(viewers: readonly Viewer[]): Promise<(Viewer | null)[]>;
}

export interface CollaborationServerDependencies {
  readonly auth: CollaborationAuth;
  readonly engine: CollaborationEngine;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly metrics?: CollaborationMetrics;
  readonly limits?: CollaborationLimits;
  /** Address of who is at the other end; where proxies are trusted, what they say. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Somebody came without an access token, or with one that isn't valid. */
  readonly onRefusedToken?: (clientAddress: string) => void;
  readonly onError: (error: unknown, about: string) => void;
  /** How often every connection's rights are read anew, in milliseconds: messages of the bus may be lost. */
  readonly rightsInterval?: number;
}

/** Code with which `ws` closes at a frame above its `maxPayload`. */
const messageTooBig = 1009;

/** Says `TOO_LARGE` at frames of any size: on 1009 a stock client would come back and send the same again, for ever. */
class CollaborationSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code !== messageTooBig) {
      super.close(code, reason);
      return;
    }
    const text = closeText('tooLarge', `A frame may have at most ${maxFrameSize} bytes.`);
    this.send(deniedMessage(text));
    super.close(closeCodes.tooLarge, text);
  }
}

/** The member, or the address, has as many connections as one may have. */
class TooManyConnectionsError extends Error {
  override readonly name = 'TooManyConnectionsError';
}

/** Who is at the other end of a connection; hears of what becomes of their session. */
class ConnectedMember implements SessionListener {
  readonly #connection: Connection;
  /** Null until they are known. */
  peer: Peer | null = null;
  /** Null until they are in. */
  room: Room | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  onChange(viewer: Viewer): void {
    if (this.peer === null) return;
    this.peer.viewer = viewer;
    this.room?.judge(this.peer);
  }

  onEnd(why: string): void {
    this.#connection.close('unauthenticated', why);
  }
}

/** How often connections are looked after, in milliseconds. */
const tickInterval = 2500;
/** How long connections may take to end when the server does, and what was sent over those that have; in milliseconds. */
const drainTimeout = 1000;

/**
 * Serves `/collab/<draftId>?token=…` to y-websocket clients (SPEC.md, CO). The upgrade router has checked the Origin.
 */
export function createCollaborationServer(dependencies: CollaborationServerDependencies) {
  const { auth, engine, bus, clock, onError } = dependencies;
  const metrics = dependencies.metrics ?? noMetrics;
  const sockets = new WebSocketServer({
    noServer: true,
    WebSocket: CollaborationSocket,
    // Above our own limit, so that most of what is too large is counted and logged as such.
    maxPayload: 2 * maxFrameSize,
    perMessageDeflate: false,
  });
  const connections = new Set<Connection>();
  const limits = dependencies.limits ?? defaultLimits;
  const byAddress = new OpenCounts(limits.connectionsPerAddress);
  const byMember = new OpenCounts(limits.connectionsPerMember);
  const sessions = createSessionWatch({
    auth,
    bus,
    clock,
    onError,
    interval: dependencies.rightsInterval ?? 20_000,
  });
  let closing = false;

  const timer = setInterval(() => {
    for (const connection of connections) connection.tick();
  }, tickInterval).unref();

  async function authenticate(token: string): Promise<Viewer> {
    if (token === '') throw new UnauthenticatedError('An access token is required.');
    return auth.authenticate(token);
  }

  /** Takes up one of the places that are counted until the connection ends. */
  function takePlace(connection: Connection, counts: OpenCounts, key: string): void {
    const giveBack = counts.take(key);
    if (giveBack === null) throw new TooManyConnectionsError('Too many connections are open.');
    connection.onEnd(giveBack);
  }

  /** Lets a connection in, or tells it why not. */
  async function admit(connection: Connection, target: Target): Promise<void> {
    takePlace(connection, byAddress, networkOf(target.clientAddress));
    const member = new ConnectedMember(connection);
    const session = await sessions.signIn(() => authenticate(target.token), member);
    connection.onEnd(session.end);
    takePlace(connection, byMember, session.viewer.memberId);
    if (target.draftId === null) throw notFound();
    const peer = new Peer(session.viewer, connection, clock());
    member.peer = peer;
    const { room, end } = await engine.rooms.join(target.draftId, peer);
    member.room = room;
    serve(connection, { peer, room, end });
  }

  function serve(
    connection: Connection,
    { peer, room, end }: { readonly peer: Peer; readonly room: Room; readonly end: () => Promise<void> },
  ): void {
    connection.onClose(() => room.leave(peer));
    connection.onEnd(() => {
      end().catch((error: unknown) => onError(error, 'a room could not be left'));
    });
    connection.start((message) => room.receive(peer, message));
  }

  function turnAway(connection: Connection, clientAddress: string, error: unknown): void {
    if (error instanceof UnauthenticatedError) {
      connection.close('unauthenticated', error.message);
      dependencies.onRefusedToken?.(clientAddress);
    } else if (error instanceof DomainError && error.code === 'NOT_FOUND')
      connection.close('notFound', error.message);
    else if (error instanceof TooManyConnectionsError) connection.close('tooManyConnections', error.message);
    else if (error instanceof TooManyDraftsError) connection.close('tooManyDrafts', error.message);
    else if (error instanceof ElsewhereError) connection.close('elsewhere', error.message);
    else if (error instanceof ShuttingDownError) connection.close('shutdown', error.message);
    else {
      onError(error, 'a connection could not be let in');
      connection.close('unavailable', 'The draft could not be opened.');
    }
  }

  /** The request isn't kept: there is one for each connection, as long as it lasts. */
  function open(socket: WebSocket, stream: Duplex, target: Target): void {
    const connection = new Connection(socket, stream, { clock, metrics, limits, onError });
    connections.add(connection);
    connection.onEnd(() => connections.delete(connection));
    metrics.connectionOpened();
    socket.once('close', () => metrics.connectionClosed());
    const { clientAddress } = target;
    admit(connection, target).catch((error: unknown) => turnAway(connection, clientAddress, error));
  }

  /** Resolves when all is handled that was sent by who has left, at the latest after {@link drainTimeout}. */
  async function handled(): Promise<void> {
    const left = [...connections].filter(({ closed }) => closed);
    const ended = left.map((connection) => new Promise<void>((resolve) => connection.onEnd(resolve)));
    await atMost(
      drainTimeout,
      Promise.all(ended).then(() => undefined),
    );
  }

  /** Resolves when no connection is left, at the latest after {@link drainTimeout}. */
  async function drained(): Promise<void> {
    const deadline = setTimeout(() => {
      for (const client of sockets.clients) client.terminate();
    }, drainTimeout);
    await Promise.all(
      [...sockets.clients].map((client) => new Promise((resolve) => client.once('close', resolve))),
    );
    clearTimeout(deadline);
  }

  return {
    /** Takes over a connection that asks to become a WebSocket. */
    handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const target = {
        draftId: draftIdOf(request),
        token: tokenOf(request),
        clientAddress: dependencies.addressOf(request),
      };
      sockets.handleUpgrade(request, socket, head, (client) => open(client, socket, target));
    },

    /** Has everything stored that was accepted, tells clients to come back, and ends. */
    async close(): Promise<void> {
      if (closing) return;
      closing = true;
      await handled();
      await engine.close();
      for (const connection of connections) connection.close('shutdown', 'The server shuts down.');
      await drained();
      clearInterval(timer);
      sessions.close();
    },
  };
}

export type CollaborationServer = ReturnType<typeof createCollaborationServer>;

interface Target {
  /** Null when the path names none. */
  readonly draftId: string | null;
  readonly token: string;
  readonly clientAddress: string;
}

function notFound(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such draft.');
}
