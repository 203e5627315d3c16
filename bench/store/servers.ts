import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import type { ServerReport } from './server-process.ts';

export interface Memory {
  anonymous: number;
  mapped: number;
}

/** A server that is measured. */
export interface Server {
  readonly name: string;
  readonly uri: string;
  /** Resident bytes of the server's process; undefined for a server that isn't ours. */
  memory(): Promise<Memory | undefined>;
  stop(): Promise<void>;
}

const PROCESS = fileURLToPath(new URL('./server-process.ts', import.meta.url));

/** Starts the store, or the empty server, in a process of its own on a new directory. */
export async function startServer(kind: 'store' | 'empty'): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), `bench-${kind}-`));
  const path = kind === 'empty' ? join(directory, 'empty.sock') : directory;
  const profile = process.env['BENCH_CPU_PROF'];
  const child = fork(PROCESS, [kind, path], {
    execArgv: [
      '--import',
      'tsx',
      ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
    ],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ready = await nextReport(child);
  if (ready.kind !== 'ready') throw new Error(`the ${kind} server said ${ready.kind}`);
  return {
    name: kind,
    uri: ready.uri,
    memory: async () => {
      child.send('memory');
      const report = await nextReport(child);
      return report.kind === 'memory' ? report : undefined;
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.send('stop');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A server that runs already. What is left of the benchmark in it is dropped at the end. */
export function externalServer(uri: string): Server {
  return {
    name: 'MONGODB_URI',
    uri,
    memory: () => Promise.resolve(undefined),
    stop: () => Promise.resolve(),
  };
}

function nextReport(child: ChildProcess): Promise<ServerReport> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the server ended (${code})`));
    child.once('exit', ended);
    child.once('message', (report: ServerReport) => {
      child.off('exit', ended);
      resolve(report);
    });
  });
}

/** Every write is durable when it is answered. */
export async function connect(server: Server): Promise<mongo.MongoClient> {
  return new mongo.MongoClient(server.uri, {
    writeConcern: { w: 'majority', journal: true },
    maxPoolSize: 32,
  }).connect();
}
