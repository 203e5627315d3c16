import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { refersBeyondEnd } from '../../src/embedded-mongodb/engine/lmdb-pages.ts';
import { startEmbeddedMongo, StoreError } from '../../src/embedded-mongodb/index.ts';

let base: string;
let whole: string;
let damaged: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'refusals-'));
  whole = join(base, 'whole');
  const server = await startEmbeddedMongo({ path: whole });
  const client = await new mongo.MongoClient(server.uri).connect();
  const documents = Array.from({ length: 500 }, (_, n) => ({
    n,
    // Some of them need pages of their own.
    text: 'x'.repeat(n % 9 === 0 ? 9000 : 300),
  }));
  await client.db('test').collection('things').insertMany(documents);
  await client.close();
  await server.stop();
});

afterAll(() => rm(base, { recursive: true, force: true }));

beforeEach(async () => {
  damaged = join(base, 'damaged');
  await rm(damaged, { recursive: true, force: true });
  await cp(whole, damaged, { recursive: true });
});

async function contents(directory: string): Promise<Map<string, string>> {
  const files = await readdir(directory);
  const read = async (name: string): Promise<[string, string]> => [
    name,
    (await readFile(join(directory, name))).toString('latin1'),
  ];
  return new Map(await Promise.all(files.map(read)));
}

async function overwrite(name: string, change: (bytes: Buffer) => void): Promise<void> {
  const bytes = await readFile(join(damaged, name));
  change(bytes);
  await writeFile(join(damaged, name), bytes);
}

interface Case {
  readonly what: string;
  readonly damage: () => Promise<void>;
  readonly message: RegExp;
}

const cases: Case[] = [
  {
    what: 'of a newer format',
    damage: () => writeFile(join(damaged, 'format.json'), '{"format":3}'),
    message: /has format 3; this version knows formats up to 2/,
  },
  {
    what: 'whose format is cut off',
    damage: () => writeFile(join(damaged, 'format.json'), '{"form'),
    message: /format\.json can't be read: the store is damaged/,
  },
  {
    what: 'whose format names none',
    damage: () => writeFile(join(damaged, 'format.json'), 'null'),
    message: /format\.json names no format: the store is damaged/,
  },
  {
    what: 'without a format',
    damage: () => rm(join(damaged, 'format.json')),
    message: /no format\.json: not a store, or damaged/,
  },
  {
    what: 'whose data is empty',
    damage: () => truncate(join(damaged, 'data.mdb')),
    message: /isn't an LMDB file \(too short\)/,
  },
  {
    what: 'whose data is something else',
    damage: () => writeFile(join(damaged, 'data.mdb'), Buffer.alloc(100_000, 'other')),
    message: /isn't an LMDB file/,
  },
  {
    what: 'whose second page has been overwritten',
    damage: () => overwrite('data.mdb', (bytes) => bytes.fill(0, 4096, 8192)),
    message: /isn't an LMDB file \(no meta page\)/,
  },
  {
    what: 'that lost its second half',
    damage: async () => truncate(join(damaged, 'data.mdb'), (await stat(join(damaged, 'data.mdb'))).size / 2),
    message: /data\.mdb is cut off: the store is damaged/,
  },
  {
    what: 'that lost all but its beginning',
    damage: () => truncate(join(damaged, 'data.mdb'), 3 * 4096),
    message: /data\.mdb is cut off: the store is damaged/,
  },
];

describe('the embedded store refuses a store, and leaves every byte of it,', () => {
  it.each(cases)('$what', async ({ damage, message }) => {
    await damage();
    const before = await contents(damaged);
    const start = startEmbeddedMongo({ path: damaged });
    await expect(start).rejects.toThrow(message);
    await expect(start).rejects.toThrow(StoreError);
    expect(await contents(damaged)).toEqual(before);
  });

  it('that somebody has open', async () => {
    const server = await startEmbeddedMongo({ path: damaged });
    await expect(startEmbeddedMongo({ path: damaged })).rejects.toThrow(/is in use by process \d+/);
    const client = await new mongo.MongoClient(server.uri).connect();
    expect(await client.db('test').collection('things').countDocuments()).toBe(500);
    await client.close();
    await server.stop();
  });
});

it.runIf(existsSync('/proc/self/stat'))(
  'opens a store whose process was killed, also while nobody has asked how that ended',
  async () => {
    // The second of them becomes the parent of the first, and never asks.
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(output.toString());
      const fields = async () => {
        const text = await readFile(`/proc/${pid}/stat`, 'utf8');
        return text.slice(text.lastIndexOf(')') + 2).split(' ');
      };
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
      const started = `${boot}:${(await fields())[19]}`;
      await writeFile(join(damaged, 'process.lock'), JSON.stringify({ pid, started }));
      await expect(startEmbeddedMongo({ path: damaged })).rejects.toThrow(/is in use by process \d+/);
      process.kill(pid, 'SIGKILL');
      await vi.waitFor(async () => expect((await fields())[0]).toBe('Z'));
      const server = await startEmbeddedMongo({ path: damaged });
      await server.stop();
    } finally {
      parent.kill('SIGKILL');
    }
  },
);

it('opens a store that has every page it refers to, and no other', async () => {
  // LMDB may leave the file shorter than its number of pages says, when the last ones are free.
  const file = join(damaged, 'data.mdb');
  const { size } = await stat(file);
  const handle = await open(file);
  let shortest = 0;
  for (let high = size; shortest < high;) {
    const middle = Math.floor((shortest + high) / 2);
    if (refersBeyondEnd(handle.fd, middle)) shortest = middle + 1;
    else high = middle;
  }
  await handle.close();
  await truncate(file, shortest);
  const server = await startEmbeddedMongo({ path: damaged });
  const client = await new mongo.MongoClient(server.uri).connect();
  const things = client.db('test').collection('things');
  expect(await things.countDocuments({ text: /^x+$/ })).toBe(500);
  expect(await client.db('test').command({ validate: 'things' })).toMatchObject({ valid: true });
  await client.close();
  await server.stop();
  await cp(whole, damaged, { recursive: true });
  await truncate(file, shortest - 1);
  await expect(startEmbeddedMongo({ path: damaged })).rejects.toThrow(/is cut off/);
});
