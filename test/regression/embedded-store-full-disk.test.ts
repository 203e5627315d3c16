import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Engine } from '../../src/embedded-mongodb/engine/engine.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongodb/index.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'full-disk-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

it('writes nothing while there is no room, reads on, and writes again when there is', async () => {
  let free = 1e9;
  const engine = Engine.open(join(directory, 'guarded'), { freeBytes: () => free });
  const key = (name: string): Buffer => Buffer.from(`\0\0\0\u0014${name}`);
  const put = (name: string, bytes = 10): Promise<unknown> =>
    engine.store
      .write((writer) => {
        writer.put(key(name), Buffer.alloc(10));
        writer.put(key(`${name} large`), Buffer.alloc(bytes));
      })
      .then(
        () => 'done',
        (error: unknown) => (error as { codeName: string }).codeName,
      );
  expect(await put('first')).toBe('done');
  free = 40e6;
  expect(await put('second')).toBe('OutOfDiskSpace');
  expect(engine.store.latest.get(key('first'))).toHaveLength(10);
  free = 100e6;
  // It begins, and would not fit: what it put before is undone.
  expect(await put('third', 40e6)).toBe('OutOfDiskSpace');
  expect(engine.store.latest.get(key('third'))).toBeUndefined();
  expect(await put('fourth')).toBe('done');
  await engine.close();
});

it('loses nothing that it acknowledged when the system refuses a write, and reads on', async () => {
  const program = fileURLToPath(new URL('../support/store-process.ts', import.meta.url));
  const path = join(directory, 'refused');
  // No file of this process may become larger than 2,000 KiB.
  const child = spawn(
    'bash',
    ['-c', 'ulimit -f 2000; exec "$0" --import tsx "$1" "$2"', process.execPath, program, path],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  // It must not end by itself: when it does, this says of what.
  let end = '';
  child.stderr.on('data', (text: Buffer) => (end += text.toString()));
  child.once('exit', (code, signal) => (end += `exit ${code ?? signal ?? ''}`));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const client = await new mongo.MongoClient(line.toString().trim()).connect();
  const things = client.db('test').collection<{ _id: number; text: string }>('things');
  const insert = (_id: number): Promise<unknown> =>
    things.insertOne({ _id, text: 'x'.repeat(3000) }).then(
      () => 'done',
      (error: unknown) => (error as Error).message,
    );
  let count = 0;
  let answer: unknown;
  while ((answer = await insert(count)) === 'done') count++;
  expect(count).toBeGreaterThan(100);
  expect(answer, end).toMatch(/The disk refused a write/);
  for (let again = 0; again < 20; again++)
    expect(await insert(count + again), end).toMatch(/refused a write/);
  expect(await things.countDocuments()).toBe(count);
  await client.close();
  child.kill('SIGKILL');
  await once(child, 'exit');

  const server = await startEmbeddedMongo({ path });
  const reader = await new mongo.MongoClient(server.uri).connect();
  const found = reader.db('test').collection<{ _id: number; text: string }>('things');
  expect((await found.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual(
    Array.from({ length: count }, (_, at) => at),
  );
  await found.insertOne({ _id: -1, text: '' });
  await reader.close();
  await server.stop();
});
