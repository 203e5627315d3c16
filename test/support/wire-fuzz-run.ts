import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { expect } from 'vitest';
import { seededRandom } from './typist.ts';
import { fuzzedFrame } from './wire-fuzzer.ts';

const program = fileURLToPath(new URL('store-process.ts', import.meta.url));
const connectionsAtOnce = 8;
/** How long the store may take to end a connection, in milliseconds. */
const patience = 30_000;

export interface FuzzResult {
  readonly connections: number;
  /** Resident memory of the store's process in bytes, after a fifth of the frames and after all. */
  readonly memory: { readonly before: number; readonly after: number };
}

export interface FuzzOptions {
  readonly frames: number;
  readonly seed: number;
  /** A Unix socket, whose owner may do anything, or a port, before a password was given. */
  readonly at: 'socket' | 'port';
}

/**
 * Sends so many fuzzed frames to a store in a process of its own, one to four on a connection, while a driver beside
 * them works and checks its answers. Throws when the store stops, keeps a connection open that the client has ended,
 * answers the driver wrongly, or changes what nobody wrote to.
 */
export async function fuzzStore(options: FuzzOptions): Promise<FuzzResult> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', program, folder, options.at], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const stopped = once(child, 'exit').then(([code, signal]: unknown[]): never => {
    throw new Error(`The store stopped: ${String(code ?? signal)}.`);
  });
  stopped.catch(() => undefined);
  try {
    const [uri] = (await Promise.race([once(lines, 'line'), stopped])) as [string];
    const client = await new mongo.MongoClient(uri).connect();
    try {
      return await fuzz({ ...options, uri, child, lines, stopped, database: client.db('fuzz') });
    } finally {
      await client.close();
    }
  } finally {
    child.stdin.end();
    await stopped.catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Run extends Pick<FuzzOptions, 'frames' | 'seed'> {
  readonly uri: string;
  readonly child: ChildProcess;
  readonly lines: Interface;
  /** Rejects when the store stops. */
  readonly stopped: Promise<never>;
  readonly database: mongo.Db;
}

async function fuzz({ frames, seed, uri, child, lines, stopped, database }: Run): Promise<FuzzResult> {
  const random = seededRandom(seed);
  const address = addressIn(uri);
  const kept = Array.from({ length: 20 }, (_, n) => ({ _id: n as never, n, text: 'a'.repeat(n) }));
  await database.collection('kept').insertMany(kept);

  const memory = async () => {
    const line = once(lines, 'line');
    child.stdin?.write('\n');
    return Number(((await Promise.race([line, stopped])) as [string])[0]);
  };
  const check = async (round: number) => {
    expect(await database.collection('kept').find().sort({ _id: 1 }).toArray()).toEqual(kept);
    await database.collection('healthy').updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { upsert: true });
    expect((await database.collection('healthy').findOne())?.['n']).toBe(round);
    // What the strange commands write may not be what makes it grow.
    await database.collection('other').drop();
  };

  let [sent, connections, rounds, before] = [0, 0, 0, 0];
  while (sent < frames) {
    const group = Array.from({ length: connectionsAtOnce }, () =>
      Array.from({ length: 1 + Math.floor(random() * 4) }, () => fuzzedFrame(random)),
    );
    await Promise.race([Promise.all(group.map((own) => converse(address, own))), stopped]);
    sent += group.flat().length;
    connections += group.length;
    if (connections % (connectionsAtOnce * 32) === 0) await check((rounds += 1));
    if (before === 0 && sent >= frames / 5) before = await memory();
  }
  await check(rounds + 1);
  return { connections, memory: { before, after: await memory() } };
}

function addressIn(uri: string): NetConnectOpts {
  const host = decodeURIComponent(/^mongodb:\/\/(?:[^@/]*@)?([^/]+)\//.exec(uri)?.[1] ?? '');
  const port = /:(\d+)$/.exec(host)?.[1];
  return port === undefined ? { path: host } : { host: '127.0.0.1', port: Number(port) };
}

/** Sends the frames, ends its side, and waits until the store has ended its own; throws when it doesn't. */
async function converse(address: NetConnectOpts, frames: readonly Buffer[]): Promise<void> {
  const socket = connect(address);
  socket.resume();
  const closed = new Promise<void>((resolve, reject) => {
    // A connection that the store has cut off is an end as well.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => resolve());
    socket.setTimeout(patience, () => {
      reject(new Error('The store keeps a connection open that the client has ended.'));
      socket.destroy();
    });
  });
  for (const frame of frames) socket.write(frame);
  socket.end();
  await closed;
}
