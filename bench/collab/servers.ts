import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addTimes, cpuOf, residentOf, totalOf, type CpuTime } from './cpu.ts';
import { seedChoan } from './choan-data.ts';
import { seedStore, uploadRooms } from './peer-data.ts';
import type { RoomAddress } from './protocol.ts';
import type { RoomSeed } from './rooms.ts';

export const serverNames = ['choan', 'y-websocket', 'hocuspocus'] as const;
export type ServerName = (typeof serverNames)[number];

/** Which server, and whether every update is stored. Choan has no mode without. */
export interface Variant {
  readonly server: ServerName;
  readonly stores: boolean;
}

export interface ServerMemory {
  /** Heap of the main thread and what it holds outside, after garbage collection. */
  readonly live: number;
  readonly resident: number;
}

/** A server in a process of its own, with rooms in it. */
export interface MeasuredServer extends Variant {
  /** Where the `index`-th member joins a room. */
  address(room: string, index: number): RoomAddress;
  /** CPU time so far. `store` is that of the store, wherever it runs: Choan's worker thread or a process. */
  cpu(): CpuTime;
  memory(): Promise<ServerMemory>;
  /** Looks at resident memory until it is stopped; returns the most that it saw. */
  watchPeak(): { stop: () => number };
  stop(): Promise<void>;
}

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const root = file('../../');
/** Hocuspocus 4 needs Node 22. */
const newerNode = file('../node_modules/node/bin/node');

interface Running {
  readonly child: ChildProcess;
  readonly address: string;
  readonly exited: Promise<unknown>;
}

/** Starts a server's process; `main.js` says where it listens on standard output, the others send a message. */
async function run(
  script: string,
  parameters: readonly string[],
  options: RunOptions = {},
): Promise<Running> {
  const profile = process.env['BENCH_CPU_PROF'];
  const child = spawn(
    options.node ?? process.execPath,
    [
      '--expose-gc',
      // As `npm start` does. The peers get it as well: it helps whoever keeps what was received for a moment.
      '--max-semi-space-size=64',
      ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
      '--import',
      file('./servers/probe.mjs'),
      script,
      ...parameters,
    ],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', ...options.environment },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const exited = once(child, 'exit');
  let output = '';
  let failed = false;
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout!.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      output = (output + text).slice(-2000);
      // A server that fails at its work isn't measured in silence; once is enough.
      const failure = /^.*"level":"error".*$/m.exec(text)?.[0];
      if (failure !== undefined && !failed) process.stderr.write(`${failure.slice(0, 500)} …\n`);
      failed ||= failure !== undefined;
      const url = /listening on (http:\/\/[^\s/]+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.on('message', (message: { kind: string; address: string }) => {
      if (message.kind === 'ready') resolve(message.address);
    });
    void exited.then(([code]) => reject(new Error(`${script} ended (${String(code)}):\n${output}`)));
  });
  return { child, address, exited };
}

interface RunOptions {
  readonly node?: string;
  readonly environment?: Record<string, string>;
}

/** Starts a server with these rooms in it. */
export async function startServer(variant: Variant, seeds: readonly RoomSeed[]): Promise<MeasuredServer> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-collab-'));
  const started = variant.server === 'choan' ? startChoan(folder, seeds) : startPeer(variant, folder, seeds);
  const { server, store, address } = await started;
  const { child } = server;
  const pid = child.pid!;
  return {
    ...variant,
    address,
    cpu: () => {
      const own = cpuOf(pid);
      if (store === null) return own;
      return addTimes(own, { main: 0, store: totalOf(cpuOf(store.child.pid!)), other: 0 });
    },
    memory: async () => {
      child.send('memory');
      const [{ live }] = (await once(child, 'message')) as [{ live: number }];
      return { live, resident: residentOf(pid) };
    },
    watchPeak: () => watchPeak(pid),
    stop: async () => {
      if (variant.server === 'choan') child.kill('SIGTERM');
      else child.send('stop');
      await server.exited;
      store?.child.send('stop');
      await store?.exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function watchPeak(pid: number): { stop: () => number } {
  let peak = residentOf(pid);
  const look = (): void => {
    try {
      peak = Math.max(peak, residentOf(pid));
    } catch {
      // The process has ended, and with it the measurement.
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, 10);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

interface Started {
  readonly server: Running;
  readonly store: Running | null;
  readonly address: MeasuredServer['address'];
}

/** The whole application, compiled, on its embedded store. */
async function startChoan(folder: string, seeds: readonly RoomSeed[]): Promise<Started> {
  const { secret, tokens, drafts } = await seedChoan(folder, seeds);
  const server = await run(join(root, 'dist/main.js'), [], {
    environment: {
      // All load comes from one address, by few members, faster than anybody types.
      COLLAB_CONNECTIONS_PER_MEMBER: '100000',
      COLLAB_CONNECTIONS_PER_ADDRESS: '100000',
      COLLAB_MESSAGES_PER_SECOND: '1000000',
      COLLAB_KILOBYTES_PER_SECOND: '1048576',
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      DATABASE: 'choan',
      MONGODB_URI: '',
      REDIS_URL: '',
      AUTH_SECRET: secret,
      ACCESS_TOKEN_MINUTES: '120',
    },
  });
  const base = server.address.replace('http', 'ws');
  return {
    server,
    store: null,
    address: (room, index) => ({
      url: `${base}/collab/${drafts.get(room)!}?token=${tokens[index % tokens.length]!}`,
      dialect: 'y-websocket',
      room,
    }),
  };
}

async function startPeer(
  { server: name, stores }: Variant,
  folder: string,
  seeds: readonly RoomSeed[],
): Promise<Started> {
  const store = stores ? await run(file('./servers/store.mjs'), [join(folder, 'store')]) : null;
  if (store !== null) await seedStore(store.address, seeds);
  const server = await run(
    file(`./servers/${name}.mjs`),
    store === null ? [] : [store.address],
    name === 'hocuspocus' ? { node: newerNode } : {},
  );
  const address = (room: string): RoomAddress => ({
    url: `${server.address}/${room}`,
    dialect: name === 'hocuspocus' ? 'hocuspocus' : 'y-websocket',
    room,
  });
  if (store === null) await uploadRooms(address, seeds);
  return { server, store, address };
}
