import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuOf, residentOf, totalOf, type CpuTime } from '../collab/cpu.ts';
import { waitUntil } from '../collab/pace.ts';
import type { Changed, Changes, Commands, Question, Ready } from './messages.ts';
import type { Seed } from './seed.ts';
import type { ServerName } from './serving.ts';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A server in a process of its own, on a store of its own. */
export interface MeasuredServer {
  readonly name: ServerName;
  /** E.g. `http://127.0.0.1:4000`. */
  readonly address: string;
  /** Cursor of the last event before it was started. */
  readonly cursor: string;
  /** CPU time so far. */
  cpu(): CpuTime;
  /** Bytes after garbage collection: heap of the main thread and what it holds outside, and what is resident. */
  memory(): Promise<{ readonly live: number; readonly resident: number }>;
  /** Makes changes in the server's process; resolves once they are stored. */
  change(changes: Omit<Changes, 'kind'>): Promise<Changed>;
  /** Commands that were sent to the database since the last call. */
  commands(): Promise<number>;
  /** Resolves when it has done what it still had to do. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(
  name: ServerName,
  seed: Seed & { readonly folder: string },
  { countsCommands = false }: { readonly countsCommands?: boolean } = {},
): Promise<MeasuredServer> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-graphql-'));
  await cp(seed.folder, folder, { recursive: true });
  const { secret, leadId, subcommitteeId } = seed;
  const profile = process.env['BENCH_CPU_PROF'];
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
      '--import',
      file('../collab/servers/probe.mjs'),
      '--import',
      'tsx',
      file('./server-process.ts'),
      name,
      folder,
      JSON.stringify({ secret, leadId, subcommitteeId, countsCommands }),
    ],
    {
      cwd: file('../../'),
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const exited = once(child, 'exit');
  const answer = async <T>(): Promise<T> => {
    const ended = exited.then(([code]) => {
      throw new Error(`${name} ended (${String(code)}).`);
    });
    const [message] = (await Promise.race([once(child, 'message'), ended])) as [T];
    return message;
  };
  const ask = <T>(question: Question): Promise<T> => {
    child.send(question);
    return answer<T>();
  };
  const { address, cursor } = await answer<Ready>();
  const pid = child.pid!;
  return {
    name,
    address,
    cursor,
    cpu: () => cpuOf(pid),
    memory: async () => {
      child.send('memory');
      const { live } = await answer<{ live: number }>();
      return { live, resident: residentOf(pid) };
    },
    change: (changes) => ask<Changed>({ kind: 'change', ...changes }),
    commands: async () => (await ask<Commands>({ kind: 'commands' })).count,
    settled: () => settled(() => totalOf(cpuOf(pid))),
    stop: async () => {
      child.send({ kind: 'stop' } satisfies Question);
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until less than a tenth of a core is used. */
async function settled(used: () => number): Promise<void> {
  let before = used();
  let checkedAt = performance.now();
  await waitUntil(() => {
    if (performance.now() - checkedAt < 200) return false;
    const busy = (used() - before) / 1000 / (performance.now() - checkedAt);
    before = used();
    checkedAt = performance.now();
    return busy < 0.1;
  }, 120_000);
}
