import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import {
  CaseRun,
  connectRaw,
  readCorpus,
  type CaseResult,
  type CorpusCase,
} from '../support/mongodb-corpus.ts';
import { OTHER_ORDER, UNSUPPORTED } from './mongodb-corpus-unsupported.ts';

/** Cases at a time: some wait for a transaction of theirs. */
const AT_ONCE = 12;
const CORPUS = new URL('./mongodb-corpus/', import.meta.url);
const files = readdirSync(CORPUS).filter((name) => name.endsWith('.jsonl.gz'));

let directory: string;
let server: EmbeddedMongo;
let client: mongo.MongoClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'corpus-'));
  server = await startEmbeddedMongo({ path: directory });
  client = await connectRaw(server.uri);
});

afterAll(async () => {
  await client.close(true);
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

async function playAll(cases: readonly CorpusCase[]): Promise<Map<string, CaseResult>> {
  const results = new Map<string, CaseResult>();
  const waiting = [...cases];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.set(next.name, await new CaseRun(client, next).play());
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** What a case's result says against the lists; undefined when it is as it should be. */
function verdict(name: string, { problems, refused }: CaseResult): string | undefined {
  const listed = Object.hasOwn(UNSUPPORTED, name);
  const elsewhere = Object.hasOwn(OTHER_ORDER, name);
  if (problems.length === 0) return listed || elsewhere ? `${name} passes: take it off the list` : undefined;
  if (elsewhere) return undefined;
  if (!listed) return `${name}: ${problems.slice(0, 3).join('; ').slice(0, 600)}`;
  return refused
    ? undefined
    : `${name} is listed as unsupported but isn't refused: ${problems[0]?.slice(0, 300)}`;
}

describe('recorded replies of a MongoDB server', () => {
  it.each(files)('%s', async (file) => {
    const results = await playAll(await readCorpus(new URL(file, CORPUS)));
    const wrong = [...results]
      .map(([name, result]) => verdict(name, result))
      .filter((text) => text !== undefined);
    expect(wrong).toEqual([]);
  });

  it('lists only cases that there are', async () => {
    const cases = (await Promise.all(files.map((file) => readCorpus(new URL(file, CORPUS))))).flat();
    const names = new Set(cases.map(({ name }) => name));
    expect(
      [...Object.keys(UNSUPPORTED), ...Object.keys(OTHER_ORDER)].filter((name) => !names.has(name)),
    ).toEqual([]);
  });
});
