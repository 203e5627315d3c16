import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { restoreStore, startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'files-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** The files of a store that others than its owner may read or write. */
async function openToOthers(path: string): Promise<string[]> {
  const names = await readdir(path);
  const modes = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mode));
  return names.filter((_, at) => (modes[at]! & 0o077) !== 0);
}

async function write(server: EmbeddedMongo): Promise<void> {
  const client = await new mongo.MongoClient(server.uri).connect();
  await client.db('test').collection('things').insertOne({ n: 1 });
  await client.close();
}

it('keeps all files of a store to their owner, also in a directory that others may enter', async () => {
  const path = join(directory, 'store');
  await mkdir(path);
  await chmod(path, 0o755);
  const server = await startEmbeddedMongo({ path, listen: { port: 0 } });
  await write(server);
  expect((await readdir(path)).sort()).toEqual([
    'data.mdb',
    'format.json',
    'lock.mdb',
    'password',
    'process.lock',
  ]);
  expect(await openToOthers(path)).toEqual([]);
  const backup = join(directory, 'backup');
  await server.backup(backup);
  expect((await stat(backup)).mode & 0o777).toBe(0o600);
  await server.stop();

  // As versions before this one left them.
  await chmod(join(path, 'data.mdb'), 0o644);
  await chmod(join(path, 'lock.mdb'), 0o644);
  const again = await startEmbeddedMongo({ path });
  await write(again);
  expect(await openToOthers(path)).toEqual([]);
  await again.stop();

  const restored = join(directory, 'restored');
  await restoreStore(backup, restored);
  expect(await openToOthers(restored)).toEqual([]);
  expect((await stat(restored)).mode & 0o777).toBe(0o700);
});

it('makes a directory that only its owner may enter', async () => {
  const path = join(directory, 'new', 'store');
  const server = await startEmbeddedMongo({ path });
  await server.stop();
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});
