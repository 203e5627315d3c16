import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import { closeCodes, closeText, type CloseReason } from './close-codes.ts';
import { MalformedUpdateError } from './decoded-update.ts';
import { ConnectionRates, type CollaborationLimits } from './limits.ts';
import type { CollaborationMetrics, RefusalReason } from './metrics.ts';
import type { PeerSocket } from './peer.ts';
import {
  deniedMessage,
  heartbeatMessage,
  MalformedMessageError,
  maxFrameSize,
  readMessage,
  TooLargeMessageError,
  type ClientMessage,
} from './protocol.ts';
import { frameOf } from './websocket-frame.ts';

export interface ConnectionDependencies {
  readonly clock: Clock;
  readonly metrics: CollaborationMetrics;
  readonly limits: CollaborationLimits;
  readonly onError: (error: unknown, about: string) => void;
}

/** Takes one message. Messages come one behind the other: the next when this one's promise is settled. */
export type MessageHandler = (message: ClientMessage) => void | Promise<void>;

/** Bytes of frames that wait to be looked at, after which the socket is no longer read. */
const maxWaiting = 2 * maxFrameSize;
/** What a frame that waits takes up besides its bytes, roughly: empty ones count as well. */
const frameOverhead = 200;
/** Bytes that may wait for a slow reader, beside the most that it was sent in one go. */
const maxBuffered = 16 * 1024 * 1024;
/** A stock client gives a socket up when it gets no message for 30 s. In milliseconds. */
const heartbeatAfter = 15_000;
const pingAfter = 20_000;
/** How long a client may take to answer a close frame, in milliseconds. */
const closeTimeout = 2000;

const refusals: Partial<Record<CloseReason, RefusalReason>> = {
  malformed: 'malformed',
  unauthenticated: 'unauthenticated',
  notFound: 'not_found',
  tooLarge: 'too_large',
  unavailable: 'unavailable',
  elsewhere: 'elsewhere',
  tooSlow: 'too_slow',
  tooMuch: 'too_much',
  tooManyConnections: 'too_many_connections',
  tooManyDrafts: 'too_many_drafts',
};

/** One WebSocket of the collaboration protocol: frames in their order, heartbeats, bounds, and how it ends. */
export class Connection implements PeerSocket {
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #dependencies: ConnectionDependencies;
  readonly #rates: ConnectionRates;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #handler: MessageHandler | null = null;
  #working = false;
  /** Nothing goes out any more, and nothing comes in. */
  #closed = false;
  /** What has come in is looked at, or isn't wanted any more. */
  #ended = false;
  #largestWrite = 0;
  /** Something was sent since the last tick. */
  #hasSent = false;
  #lastSent: number;
  #lastPing: number;
  #alive = true;
  #onClose: (() => void)[] = [];
  #onEnd: (() => void)[] = [];

  /**
   * Keeps what the client sends until {@link start}. `stream` is what `socket` was made of: frames that are ready are
   * written to it directly, without compression, so that one frame serves all who get it. `ws` writes its own in the
   * turn in which it is told to, so that they don't mix.
   */
  constructor(socket: WebSocket, stream: Duplex, dependencies: ConnectionDependencies) {
    this.#socket = socket;
    this.#stream = stream;
    this.#dependencies = dependencies;
    this.#rates = new ConnectionRates(dependencies.limits);
    this.#lastSent = this.#now();
    this.#lastPing = this.#lastSent;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => {
      this.#alive = true;
    });
    // What follows is a close, which is all that matters.
    socket.on('error', () => undefined);
    socket.once('close', () => this.#lose());
  }

  /** Nobody is at the other side any more. */
  get closed(): boolean {
    return this.#closed;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Each listener is called once when nobody is at the other side any more; at once when it is so already. */
  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#onClose.push(listener);
  }

  /**
   * Each listener is called once when the connection is over: it is closed, and what the client had sent before it went
   * is handled; at once when it already is.
   */
  onEnd(listener: () => void): void {
    if (this.#ended) listener();
    else this.#onEnd.push(listener);
  }

  /** From now on messages go to `handler`, first those that have already come. */
  start(handler: MessageHandler): void {
    this.#handler = handler;
    this.#work();
  }

  send(message: Uint8Array): void {
    this.write(frameOf(message));
  }

  write(...pieces: readonly Uint8Array[]): void {
    if (this.#closed || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#stream.writableLength > maxBuffered + this.#largestWrite) {
      this.close('tooSlow', 'The client does not read what it is sent.');
      return;
    }
    this.#hasSent = true;
    const [first, ...others] = pieces;
    if (first === undefined) return;
    let length = first.length;
    if (others.length === 0) {
      this.#stream.write(first);
    } else {
      this.#stream.cork();
      for (const piece of pieces) this.#stream.write(piece);
      this.#stream.uncork();
      for (const piece of others) length += piece.length;
    }
    if (length > this.#largestWrite) this.#largestWrite = length;
  }

  close(reason: CloseReason, why: string): void {
    if (this.#closed) {
      this.#end();
      return;
    }
    const refusal = refusals[reason];
    if (refusal !== undefined) this.#dependencies.metrics.refused(refusal);
    const text = closeText(reason, why);
    if (reason !== 'shutdown' && reason !== 'tooSlow') this.send(deniedMessage(text));
    this.#end();
    // The answer to the close frame is read as well.
    this.#socket.resume();
    this.#socket.close(closeCodes[reason], text.slice(0, 120));
    setTimeout(() => this.#socket.terminate(), closeTimeout).unref();
  }

  /** Ends it without a word, as a lost network does. */
  terminate(): void {
    this.#lose();
    this.#socket.terminate();
  }

  /** Called now and then: says something when nothing was said for long, and finds out whether anybody is there. */
  tick(): void {
    const now = this.#now();
    if (this.#hasSent) {
      this.#hasSent = false;
      this.#lastSent = now;
    }
    if (now - this.#lastSent >= heartbeatAfter) this.send(heartbeatMessage);
    if (now - this.#lastPing < pingAfter || this.#closed) return;
    if (!this.#alive) {
      this.terminate();
      return;
    }
    this.#alive = false;
    this.#lastPing = now;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  countMore(bytes: number): boolean {
    if (this.#rates.countMore(bytes, performance.now())) return true;
    this.#closeAsTooMuch();
    return false;
  }

  #closeAsTooMuch(): void {
    this.close('tooMuch', 'More was sent than one connection may.');
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#closed) return;
    if (!isBinary || !Buffer.isBuffer(data)) {
      this.close('malformed', 'Only binary frames are understood.');
      return;
    }
    if (data.length > maxFrameSize) {
      this.close('tooLarge', `A frame may have at most ${maxFrameSize} bytes.`);
      return;
    }
    if (!this.#rates.count(data.length, performance.now())) {
      this.#closeAsTooMuch();
      return;
    }
    this.#waiting.push(data);
    this.#waitingBytes += data.length + frameOverhead;
    if (!this.#working) this.#work();
    if (this.#waitingBytes > maxWaiting) this.#socket.pause();
  }

  /** In the same turn as long as the handler doesn't have to wait. */
  #work(): void {
    this.#working = false;
    if (this.#handler === null) return;
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      this.#waitingBytes -= frame.length + frameOverhead;
      try {
        const handled = this.#handler(readMessage(frame));
        if (handled === undefined) continue;
        this.#working = true;
        handled.then(
          () => this.#work(),
          (error: unknown) => this.#fail(error),
        );
        return;
      } catch (error) {
        this.#fail(error);
        return;
      }
    }
    if (this.#closed) this.#end();
    else if (this.#socket.isPaused) this.#socket.resume();
  }

  #fail(error: unknown): void {
    if (error instanceof TooLargeMessageError) {
      this.close('tooLarge', error.message);
      return;
    }
    if (error instanceof MalformedMessageError || error instanceof MalformedUpdateError) {
      this.close('malformed', error.message);
      return;
    }
    this.#dependencies.onError(error, 'a message could not be taken in');
    this.close('unavailable', 'The message could not be taken in.');
  }

  /** The client is gone. What it sent is handled all the same: nobody may be there to send it again. */
  #lose(): void {
    this.#setClosed();
    if (!this.#working && this.#waiting.length === 0) this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#setClosed();
    this.#ended = true;
    this.#waiting.length = 0;
    this.#handler = null;
    for (const listener of this.#onEnd.splice(0)) listener();
  }

  #setClosed(): void {
    this.#closed = true;
    for (const listener of this.#onClose.splice(0)) listener();
  }

  #now(): number {
    return this.#dependencies.clock().getTime();
  }
}
