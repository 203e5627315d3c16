import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The receiver of webhooks that docs/api.md shows, as a process of its own. */
export class ExampleReceiver {
  readonly #child;
  #output = '';

  private constructor(source: string, secret: string) {
    this.#child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      env: { ...process.env, WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /** Resolves once it says that it listens. */
  static async start(source: string, secret: string): Promise<ExampleReceiver> {
    const receiver = new ExampleReceiver(source, secret);
    await receiver.untilLines(1);
    return receiver;
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves once it has printed so many lines. */
  async untilLines(count: number): Promise<void> {
    await vi.waitFor(
      () => {
        if (this.#output.split('\n').length <= count)
          throw new Error(`It has printed only ${JSON.stringify(this.#output)}.`);
      },
      { timeout: 30_000, interval: 20 },
    );
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill();
    await once(this.#child, 'exit');
  }
}
