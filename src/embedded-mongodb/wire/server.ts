import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { ConnectionAccess } from '../access/connection-access.ts';
import type { ScramCredentials } from '../access/scram.ts';
import { dispatch, type Client } from '../commands/dispatch.ts';
import { CursorReply } from '../commands/command.ts';
import type { Engine } from '../engine/engine.ts';
import { encode } from '../query/codec.ts';
import { FrameReader } from './frame-reader.ts';
import { frameReply, MAX_MESSAGE_BYTES, parseMessage } from './message.ts';
import { encodeCursorReply } from './reply.ts';

/** Where to listen: a Unix socket, or a TCP port on loopback (0: any free one). */
export type ListenAt = { socket: string } | { port: number };

/** Longest frame of a connection that hasn't signed in: as much as MongoDB takes from it (preAuthMaximumMessageSizeBytes). */
const MAX_BYTES_BEFORE_SIGN_IN = 16 * 1024;

/** The wire protocol's side: connections, each of which has its requests answered one after the other. */
export class WireServer {
  private readonly engine: Engine;
  private readonly credentials: ScramCredentials | undefined;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private nextConnectionId = 1;
  private nextResponseId = 1;

  /** With credentials clients have to sign in before they can do anything. */
  constructor(engine: Engine, credentials?: ScramCredentials) {
    this.engine = engine;
    this.credentials = credentials;
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  /** Resolves with the port, or with 0 for a Unix socket, which only its owner may use. */
  listen(at: ListenAt): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      const listening = (): void => {
        this.server.off('error', reject);
        if ('socket' in at) chmodSync(at.socket, 0o600);
        const address = this.server.address();
        resolve(address !== null && typeof address === 'object' ? address.port : 0);
      };
      if ('socket' in at) this.server.listen(at.socket, listening);
      else this.server.listen(at.port, '127.0.0.1', listening);
    });
  }

  /** Takes no more connections and drops those that there are. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private accept(socket: Socket): void {
    const gone = new AbortController();
    const id = this.nextConnectionId++;
    const access = new ConnectionAccess(this.credentials);
    const client: Client = {
      id,
      access,
      peer:
        socket.remoteAddress === undefined
          ? 'anonymous unix socket'
          : `${socket.remoteAddress}:${socket.remotePort}`,
      gone: gone.signal,
    };
    this.sockets.add(socket);
    this.engine.connections.add(id);
    // A broken connection is closed; that is all there is to do about it.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.engine.connections.delete(id);
      gone.abort();
    });
    const frames = new FrameReader(() => (access.authorized ? MAX_MESSAGE_BYTES : MAX_BYTES_BEFORE_SIGN_IN));
    let busy = false;
    const work = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      try {
        for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
          socket.pause();
          await this.answer(socket, client, frame);
        }
        socket.resume();
      } catch {
        // What isn't the protocol can't be answered: only this connection goes.
        socket.destroy();
      } finally {
        busy = false;
      }
    };
    socket.on('data', (chunk: Buffer) => {
      frames.push(chunk);
      void work();
    });
  }

  private async answer(socket: Socket, client: Client, frame: Buffer): Promise<void> {
    const message = parseMessage(frame);
    const reply = await dispatch(this.engine, client, message);
    if (message.moreToCome || socket.destroyed) return;
    const parts = reply instanceof CursorReply ? encodeCursorReply(reply) : [encode(reply)];
    const written = socket.write(frameReply(message, parts, this.nextResponseId++));
    if (!written) await drained(socket);
  }
}

/** The socket takes more, or is gone. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
