import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { mongo } from 'mongoose';

const OP_MSG = 2013;

/** A command that passed the proxy. */
export interface Passed {
  readonly name: string;
  readonly body: mongo.Document;
}

/** Splits a stream of the wire protocol into its messages. */
function eachMessage(socket: Socket, take: (message: Buffer) => void): void {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      const size = received.readInt32LE(0);
      take(received.subarray(0, size));
      received = received.subarray(size);
    }
  });
}

/** The command in an OP_MSG; undefined for anything else. */
function commandOf(message: Buffer): Passed | undefined {
  if (message.readInt32LE(12) !== OP_MSG || message[20] !== 0) return undefined;
  const size = message.readInt32LE(21);
  const body = mongo.BSON.deserialize(message.subarray(21, 21 + size));
  return { name: Object.keys(body)[0] ?? '', body };
}

/**
 * Stands between a driver and a server on a Unix socket, and cuts connections when it is told to: before the server
 * gets a command, or after it has carried it out and before the reply comes through.
 */
export class FlakyProxy {
  /** Every command that came from the driver, the cut ones too. */
  readonly passed: Passed[] = [];
  private readonly cuts: { name: string; when: 'before' | 'after' }[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  private readonly target: string;

  private constructor(serverUri: string) {
    this.target = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(serverUri)![1]!);
    this.server = createServer((socket) => this.accept(socket));
  }

  static async start(serverUri: string): Promise<FlakyProxy> {
    const proxy = new FlakyProxy(serverUri);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get uri(): string {
    return `mongodb://127.0.0.1:${(this.server.address() as AddressInfo).port}/?directConnection=true&heartbeatFrequencyMS=500`;
  }

  /** Cuts the connection on which the next command of this name comes; called twice, on the next two. */
  cut(name: string, when: 'before' | 'after'): void {
    this.cuts.push({ name, when });
  }

  named(name: string): Passed[] {
    return this.passed.filter((command) => command.name === name);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(near: Socket): void {
    const far = connect({ path: this.target });
    const drop = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.sockets.add(socket);
      socket.on('error', drop);
      socket.on('close', () => {
        this.sockets.delete(socket);
        drop();
      });
    }
    const withheld = new Set<number>();
    eachMessage(near, (message) => {
      const command = commandOf(message);
      if (command !== undefined) this.passed.push(command);
      const at = this.cuts.findIndex(({ name }) => name === command?.name);
      const [cut] = at === -1 ? [] : this.cuts.splice(at, 1);
      if (cut?.when === 'before') {
        drop();
        return;
      }
      if (cut !== undefined) withheld.add(message.readInt32LE(4));
      far.write(message);
    });
    eachMessage(far, (message) => {
      if (withheld.has(message.readInt32LE(8))) drop();
      else near.write(message);
    });
  }
}
