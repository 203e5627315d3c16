import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiled } from './compiled.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The program of the command `choan`. */
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { choan: string } };

export interface Ended {
  readonly code: number;
  /** What it printed, on both outputs. */
  readonly output: string;
}

/** Runs `choan` on the embedded store unless `environment` says otherwise. */
export function runCommand(environment: Record<string, string>, ...parameters: string[]): Promise<Ended> {
  return runProgram(bin.choan, { MONGODB_URI: '', ...environment }, ...parameters);
}

/** Runs a program of the build to its end. */
export async function runProgram(
  program: string,
  environment: Record<string, string>,
  ...parameters: string[]
): Promise<Ended> {
  await compiled();
  const child = spawn(process.execPath, [program, ...parameters], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}
