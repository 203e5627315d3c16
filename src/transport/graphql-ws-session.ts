import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import type { MaybeViewer, Viewer } from '../auth/viewer.ts';
import { UnauthenticatedError } from '../errors.ts';
import type { GraphQLEngine } from '../graphql/engine.ts';
import type { OpenCounts } from '../open-counts.ts';
import { currentRequest } from '../observability/request-scope.ts';
import { bearerToken } from './bearer.ts';
import { closeCodes } from './socket.ts';

/** `setTimeout` takes no longer delay, in milliseconds. */
const longestDelay = 2 ** 31 - 1;

/**
 * The token of a connection: `authorization` of connection_init, else the header, else `?token=`, which is there for
 * clients that can set neither. Throws `UnauthenticatedError` for one that is malformed.
 */
function tokenOf(request: IncomingMessage, parameters: Readonly<Record<string, unknown>> | undefined) {
  const given =
    parameters?.['authorization'] ?? parameters?.['Authorization'] ?? request.headers.authorization;
  const token = bearerToken(given);
  if (token !== null) return token;
  const query = (request.url ?? '').split('?', 2)[1];
  return query === undefined ? null : new URLSearchParams(query).get('token');
}

/** Who is on the other end of one GraphQL WebSocket, from connection_init to its close. */
export class SocketSession {
  /** As of the last check of the rights. */
  viewer: MaybeViewer = null;
  readonly clientAddress: string;
  readonly #socket: WebSocket;
  readonly #engine: GraphQLEngine;
  readonly #byMember: OpenCounts;
  #leavePlace: (() => void) | null = null;
  #expiry: NodeJS.Timeout | undefined;
  #ended = false;
  #checked: Promise<void> = Promise.resolve();
  /** Whether a check waits for the one that is under way. */
  #isNext = false;
  /** Checks that haven't ended. */
  #checks = 0;

  constructor(
    socket: WebSocket,
    {
      engine,
      clientAddress,
      byMember,
    }: {
      readonly engine: GraphQLEngine;
      readonly clientAddress: string;
      /** Sockets that are open, by the member's id. */
      readonly byMember: OpenCounts;
    },
  ) {
    this.#socket = socket;
    this.#engine = engine;
    this.#byMember = byMember;
    this.clientAddress = clientAddress;
  }

  /** True once it is being closed: nothing that still arrives is looked at. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Establishes the viewer. Returns false when the socket has been closed: for a bad token, or as one too many. */
  async begin(request: IncomingMessage, parameters: Readonly<Record<string, unknown>> | undefined) {
    try {
      const token = tokenOf(request, parameters);
      if (token !== null) this.#enter(await this.#engine.authenticate(token));
    } catch (error) {
      if (!(error instanceof UnauthenticatedError)) {
        this.#engine.logger.error({ err: error }, 'a socket could not be authenticated');
        this.close(closeCodes.tryAgainLater, 'Try again later');
        return false;
      }
      this.#engine.metrics.rejected('unauthenticated');
      this.#engine.onRefusedToken({
        clientAddress: this.clientAddress,
        requestId: currentRequest()?.requestId ?? '',
      });
      this.close(closeCodes.forbidden, error.message.slice(0, 100));
      return false;
    }
    return !this.#ended;
  }

  /** True as long as {@link checked} is to be waited for. */
  get isChecking(): boolean {
    return this.#checks > 0;
  }

  /** Resolves once every check of the rights that was begun has ended; never rejects. */
  get checked(): Promise<void> {
    return this.#checked;
  }

  /**
   * Checks the viewer's rights again; closes the socket when they have ended. One check at a time, so that an older one
   * never overwrites a newer.
   */
  revalidate(): Promise<void> {
    // One that hasn't begun will see what this one would.
    if (this.#isNext) return this.#checked;
    this.#isNext = true;
    this.#checks += 1;
    this.#checked = this.#checked
      .then(() => {
        this.#isNext = false;
        return this.#check();
      })
      .finally(() => (this.#checks -= 1));
    return this.#checked;
  }

  async #check(): Promise<void> {
    if (this.viewer === null || this.#ended) return;
    try {
      const viewer = await this.#engine.revalidate(this.viewer);
      if (viewer === null) this.close(closeCodes.forbidden, 'The session has ended');
      else this.#accept(viewer);
    } catch (error) {
      // Whether the rights still hold can't be told: nothing more is sent on the strength of them.
      this.#engine.logger.error({ err: error }, "a socket's rights could not be checked");
      this.close(closeCodes.tryAgainLater, 'Try again later');
    }
  }

  #enter(viewer: Viewer): void {
    if (this.#ended) return;
    this.#leavePlace = this.#byMember.take(viewer.memberId);
    if (this.#leavePlace !== null) {
      this.#accept(viewer);
      return;
    }
    this.#engine.metrics.rejected('connections');
    this.close(closeCodes.tryAgainLater, 'Too many sockets are open');
  }

  #accept(viewer: Viewer): void {
    if (this.#ended) return;
    this.viewer = viewer;
    clearTimeout(this.#expiry);
    const remaining = viewer.expiresAt.getTime() - Date.now();
    const expire = () => {
      if (remaining > longestDelay) this.#accept(viewer);
      else this.close(closeCodes.forbidden, 'The access token has expired');
    };
    this.#expiry = setTimeout(expire, Math.min(Math.max(remaining, 0), longestDelay)).unref();
  }

  close(code: number, reason: string): void {
    this.end();
    this.#socket.close(code, reason);
  }

  /** The socket is closed, or about to be. */
  end(): void {
    this.#ended = true;
    this.#leavePlace?.();
    this.#leavePlace = null;
    clearTimeout(this.#expiry);
  }
}
