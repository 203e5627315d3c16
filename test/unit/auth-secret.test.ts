import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readOrCreateSecret } from '../../src/auth/secret.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choan-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is made once, and is the same at the next start', async () => {
  const first = await readOrCreateSecret(join(folder, 'data'));
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await readOrCreateSecret(join(folder, 'data'))).toBe(first);
});

it('is readable by its owner only', async () => {
  await readOrCreateSecret(folder);
  expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600);
});

it('is one and the same for processes that start at the same time', async () => {
  const secrets = await Promise.all(Array.from({ length: 8 }, () => readOrCreateSecret(folder)));
  expect(new Set(secrets).size).toBe(1);
});

it('refuses a damaged file instead of signing with a weak key', async () => {
  await writeFile(join(folder, 'secret'), 'short');
  await expect(readOrCreateSecret(folder)).rejects.toThrow('damaged');
});
