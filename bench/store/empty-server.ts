/**
 * A wire server that does nothing: it frames, and answers every command with a reply that was made beforehand, of the
 * size that the store's reply has. What a command takes here is what driver, socket and BSON of the client cost alone.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { Long, serialize, type Document } from 'bson';
import { LIST_LENGTH, itemOf } from './items.ts';

const OP_MSG = 2013;
const OP_QUERY = 2004;

const cursor = (batch: Document[]): Document => ({
  cursor: { firstBatch: batch, id: Long.ZERO, ns: 'bench.items' },
  ok: 1,
});
const hello = {
  ismaster: true,
  isWritablePrimary: true,
  hosts: ['localhost:27017'],
  setName: 'embedded',
  setVersion: 1,
  secondary: false,
  primary: 'localhost:27017',
  me: 'localhost:27017',
  helloOk: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 9,
  readOnly: false,
  ok: 1,
};

const one = cursor([itemOf(1)]);
const list = cursor(Array.from({ length: LIST_LENGTH }, (_, number) => itemOf(number)));
const REPLIES: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Object.entries({
    hello,
    ismaster: hello,
    isMaster: hello,
    find: list,
    findOne: one,
    aggregate: cursor([{ _id: 1, n: 100 }]),
    count: { n: 100, ok: 1 },
    distinct: { values: [1], ok: 1 },
    findAndModify: { lastErrorObject: { n: 1, updatedExisting: true }, value: itemOf(1), ok: 1 },
  }).map(([name, reply]) => [name, serialize(reply)]),
);
const OTHERS = serialize({ n: 1, nModified: 1, ok: 1 });

/** The first field's name, and whether `limit: 1` is in the command: `findOne` and `find` get other replies. */
function replyTo(command: Buffer): Uint8Array {
  const name = command.toString('latin1', 5, command.indexOf(0, 5));
  if (name === 'find' && command.includes(LIMIT_ONE)) return REPLIES['findOne']!;
  return REPLIES[name] ?? OTHERS;
}

/** `limit: 1` as the driver's findOne sends it, an int32. */
const LIMIT_ONE = Buffer.from('\u0010limit\0\u0001\0\0\0', 'latin1');

function answer(frame: Buffer): Buffer {
  const opCode = frame.readInt32LE(12);
  const legacy = opCode === OP_QUERY;
  const reply = legacy ? REPLIES['hello']! : replyTo(frame.subarray(21));
  const head = Buffer.alloc(legacy ? 36 : 21);
  head.writeInt32LE(head.length + reply.length, 0);
  head.writeInt32LE(frame.readInt32LE(4), 8);
  head.writeInt32LE(legacy ? 1 : OP_MSG, 12);
  if (legacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, reply]);
}

function serve(socket: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      const size = received.readInt32LE(0);
      socket.write(answer(received.subarray(0, size)));
      received = received.subarray(size);
    }
  });
}

/** Listens on a Unix socket, as the store does. */
export function startEmptyServer(path: string): Promise<Server> {
  const server = createServer(serve);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve(server));
  });
}
