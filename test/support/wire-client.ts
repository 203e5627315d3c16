import { once } from 'node:events';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { mongo } from 'mongoose';

const { BSON } = mongo;
const HEADER_BYTES = 16;
const OP_MSG = 2013;

/** One OP_MSG whose only section is `body`. */
export function opMsg(body: mongo.Document, requestId = 1): Buffer {
  const document = BSON.serialize(body);
  const header = Buffer.alloc(HEADER_BYTES + 5);
  header.writeInt32LE(header.length + document.length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([header, document]);
}

/** The bare protocol, for what no driver would send: one connection, one request at a time. */
export class WireClient {
  private received = Buffer.alloc(0);
  private wake: () => void = () => undefined;
  private closed = false;
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  /** Connects to a port on loopback, or to a Unix socket. */
  static async connect(at: { port: number } | { path: string }): Promise<WireClient> {
    const options: NetConnectOpts = 'port' in at ? { host: '127.0.0.1', port: at.port } : at;
    const socket = connect(options);
    await once(socket, 'connect');
    return new WireClient(socket);
  }

  /** Connects to the server of a URI as `startEmbeddedMongo` gives it for a Unix socket. */
  static connectTo(uri: string): Promise<WireClient> {
    return WireClient.connect({ path: decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri)![1]!) });
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Sends bytes as they are; resolves when they have been handed over. */
  send(bytes: Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  /** The next reply's document. Throws when the server closes the connection instead. */
  async reply(): Promise<mongo.Document> {
    while (this.received.length < 4 || this.received.length < this.received.readInt32LE(0)) {
      if (this.closed) throw new Error('the server closed the connection');
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const size = this.received.readInt32LE(0);
    const frame = this.received.subarray(0, size);
    this.received = this.received.subarray(size);
    const isMessage = frame.readInt32LE(12) === OP_MSG;
    return BSON.deserialize(frame.subarray(isMessage ? HEADER_BYTES + 5 : HEADER_BYTES + 20));
  }

  async command(body: mongo.Document): Promise<mongo.Document> {
    await this.send(opMsg(body));
    return this.reply();
  }

  close(): void {
    this.socket.destroy();
  }
}
