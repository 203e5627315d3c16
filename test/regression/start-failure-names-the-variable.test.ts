import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { runProgram } from '../support/command.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choan-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the process, which must stop by itself; its exit code and what it printed. */
const failedStart = (environment: Record<string, string>) =>
  runProgram('dist/main.js', { PORT: '0', SAMPLE_DATA: 'off', MONGODB_URI: '', ...environment });

// It said `ENOTDIR: not a directory, open …/secret`.
it('a data folder that is a file, or in one, is told by the name DATA_DIR', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'data')]) {
    const { code, output } = await failedStart({ DATA_DIR: path });
    expect(output).toContain('DATA_DIR: ');
    expect(code).toBe(2);
  }
});

// It said `HOST, PORT: cannot listen on 127.0.0.1:4000 (EACCES)`. Nothing is forbidden to root.
it.skipIf(process.getuid?.() === 0)('a data folder that may not be written is told by DATA_DIR', async () => {
  const path = join(folder, 'read-only');
  await chmod(folder, 0o500);
  const { code, output } = await failedStart({ DATA_DIR: path });
  await chmod(folder, 0o700);
  expect(output).toContain('DATA_DIR: ');
  expect(output).not.toContain('HOST');
  expect(code).toBe(2);
});

it('a host without an address and a database that is not there are told by their names', async () => {
  const data = { DATA_DIR: join(folder, 'data') };
  expect((await failedStart({ ...data, HOST: 'nowhere.invalid' })).output).toContain('HOST: ');
  expect((await failedStart({ ...data, MONGODB_URI: 'mongodb://' })).output).toContain('MONGODB_URI: ');
});

// Tokens of the provider were refused, and nothing said why.
it.each([{ OIDC_AUDIENCE: 'choan' }, { OIDC_JWKS_URI: 'https://id.example/keys' }])(
  'half a provider is refused: %j',
  (environment) => {
    expect(() => readConfig(environment)).toThrow('OIDC_ISSUER: ');
  },
);
