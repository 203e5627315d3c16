import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The program of the command `choan`, before it is compiled. */
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { choan: string } };
const program = bin.choan.replace(/^dist\/(.*)\.js$/, 'src/$1.ts');

/** Runs `choan` as it is after the build, on the embedded store unless `environment` says otherwise. */
export async function runCommand(environment: Record<string, string>, ...parameters: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...parameters], {
    cwd: root,
    env: { ...process.env, MONGODB_URI: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}
