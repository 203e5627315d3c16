import type { RawData, WebSocket } from 'ws';

/** What is sent to a socket and not yet taken over by the network may be this much, in bytes. */
const maxBuffered = 4_000_000;

/** And up to here nobody waits for it. */
const freelyBuffered = 65_536;

/** Codes with which a socket of GraphQL is closed, beside those of graphql-transport-ws. */
export const closeCodes = {
  /** The process goes away; come back to it or to another one. */
  serviceRestart: 1012,
  /** Try again later: the reader is too slow, the member has too many sockets, or rights can't be told just now. */
  tryAgainLater: 1013,
  badRequest: 4400,
  /** The token is missing, expired, forged or revoked. */
  forbidden: 4403,
  internalError: 4500,
} as const;

/**
 * Sends one message. So that a producer can wait for a slow reader, a promise is returned where much is on its way
 * with it; it is fulfilled once the network has taken the message over.
 */
export function send(socket: WebSocket, message: string): Promise<void> | undefined {
  // A failure means that the socket is gone, which its close event tells.
  if (socket.readyState !== socket.OPEN) return undefined;
  if (socket.bufferedAmount + message.length < freelyBuffered) {
    socket.send(message);
    return undefined;
  }
  return new Promise((resolve) => socket.send(message, () => resolve()));
}

/** True when the reader is so far behind that nothing more may be queued for it. */
export function isTooSlow(socket: WebSocket): boolean {
  return socket.bufferedAmount > maxBuffered;
}

/** A message's text. Sockets are opened with ws's default binary type, so data is a Buffer. */
export function textOf(data: RawData): string {
  if (Buffer.isBuffer(data)) return data.toString('utf8');
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data).toString('utf8');
}

/**
 * Pings sockets at an interval and ends one when a whole interval passes without an answer. Many are pinged at a time:
 * with a timer for each, a thousand that had nothing to say woke the process more than a hundred times a second.
 */
export class Keeper {
  readonly #interval: number;
  /** How often it looks whom it has to ping, in milliseconds. */
  readonly #beat: number;
  readonly #sockets = new Map<WebSocket, { dueAt: number; answered: boolean }>();
  readonly #timer: NodeJS.Timeout;

  /** `interval` in milliseconds. */
  constructor(interval: number) {
    this.#interval = interval;
    this.#beat = Math.min(1000, interval);
    this.#timer = setInterval(() => this.#ping(), this.#beat).unref();
  }

  /** Keeps a socket until it is closed. */
  keep(socket: WebSocket): void {
    const state = { dueAt: performance.now() + this.#interval, answered: true };
    this.#sockets.set(socket, state);
    socket.on('pong', () => {
      state.answered = true;
    });
    socket.once('close', () => this.#sockets.delete(socket));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #ping(): void {
    const now = performance.now();
    for (const [socket, state] of this.#sockets) {
      if (now < state.dueAt - this.#beat / 2) continue;
      if (!state.answered) {
        socket.terminate();
        continue;
      }
      state.answered = false;
      state.dueAt = now + this.#interval;
      if (socket.readyState === socket.OPEN) socket.ping();
    }
  }
}
