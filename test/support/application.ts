import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { compiled } from './compiled.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const programArguments = ['--expose-gc', '--import', './test/support/memory-probe.mjs', 'dist/main.js'];

function stoppedEarly(code: number | null): never {
  throw new Error(`The application stopped with ${String(code)}.`);
}

/** The whole application as a process of its own, as an operator runs it. */
export interface ApplicationProcess {
  /** Where it answers, e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What it has printed so far. */
  output(): string;
  /** Memory in use by its main thread, after a garbage collection. */
  memory(): Promise<NodeJS.MemoryUsage>;
  /** SIGKILL, as a crash. */
  kill(): Promise<void>;
  /** SIGSTOP: it does nothing more until {@link resume}, and its sockets stay open. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** SIGTERM, or as a terminal does it SIGINT; resolves with the exit code. */
  terminate(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

/** A place for data that outlives the processes started on it. */
export class ApplicationData {
  readonly folder: string;
  readonly #database = `test-${randomBytes(6).toString('hex')}`;
  readonly #running = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<ApplicationData> {
    return new ApplicationData(await mkdtemp(join(tmpdir(), 'choan-app-')));
  }

  /**
   * Starts the application on this data and waits until it answers. Runs on the embedded store, or with
   * `MONGODB_URI` on that server. Throws with everything it printed when it stops instead.
   */
  async start(environment: Record<string, string> = {}): Promise<ApplicationProcess> {
    await compiled();
    const child = spawn(process.execPath, programArguments, {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: 'development',
        PORT: '0',
        DATA_DIR: this.folder,
        DATABASE: this.#database,
        SAMPLE_DATA: 'off',
        FEED_WINDOW_MS: '200',
        COLLAB_COMMIT_INTERVAL_MS: '50',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.channel?.unref();
    this.#running.add(child);
    const exited = once(child, 'exit').then(([code]) => {
      this.#running.delete(child);
      return code as number | null;
    });
    let output = '';
    const url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        const address = /listening on (http:\/\/[^\s/]+)/.exec(output)?.[1];
        if (address !== undefined) resolve(address);
      };
      child.stdout?.on('data', read);
      child.stderr?.on('data', read);
      void exited.then((code) =>
        reject(new Error(`The application stopped with ${String(code)}:\n${output}`)),
      );
    });
    return {
      url,
      output: () => output,
      memory: async () => {
        const answer = once(child, 'message');
        child.send('memory');
        const [usage] = (await Promise.race([answer, exited.then(stoppedEarly)])) as [NodeJS.MemoryUsage];
        return usage;
      },
      kill: async () => {
        child.kill('SIGKILL');
        await exited;
      },
      pause: () => void child.kill('SIGSTOP'),
      resume: () => void child.kill('SIGCONT'),
      terminate: async (signal = 'SIGTERM') => {
        child.kill(signal);
        return exited;
      },
    };
  }

  /** Ends what still runs and removes the data. */
  async remove(): Promise<void> {
    for (const child of this.#running) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const uri = process.env['MONGODB_URI'];
    if (uri !== undefined && uri !== '') {
      const connection = await mongoose.createConnection(uri, { dbName: this.#database }).asPromise();
      await connection.dropDatabase();
      await connection.close();
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}
