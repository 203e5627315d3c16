import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CrashReport } from '../support/crash-writer.ts';

/** `npm run bench:crash` asks for a hundred. */
const KILLS = Number(process.env['CRASH_KILLS'] ?? 4);
/** Acknowledged writes after which a process is killed, a few more in each of ten rounds. */
const WRITES_PER_ROUND = 80;
const WRITER = fileURLToPath(new URL('../support/crash-writer.ts', import.meta.url));

let directory: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'crash-'));
});

afterAll(async () => {
  child?.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** What was acknowledged, over all rounds. */
class Ledger {
  readonly inserted = new Set<string>();
  /** Deletes that were begun: their documents may or may not be there. */
  readonly deleting = new Set<string>();
  readonly deleted = new Set<string>();
  readonly paired = new Set<string>();
  counted = 0;
  writes = 0;

  take(report: CrashReport): void {
    if (report.kind === 'ready') return;
    this.writes++;
    if (report.kind === 'counted') this.counted++;
    else this[report.kind].add(report.id);
  }
}

async function start(round: number, ledger: Ledger): Promise<{ process: ChildProcess; uri: string }> {
  const started = fork(WRITER, [directory, String(round)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child = started;
  started.on('message', (report: CrashReport) => ledger.take(report));
  const uri = await new Promise<string>((resolve, reject) => {
    started.once('message', (report: CrashReport) => resolve(report.kind === 'ready' ? report.uri : ''));
    started.once('exit', (code) => reject(new Error(`the writer ended (${code})`)));
  });
  return { process: started, uri };
}

async function killUnderLoad(writer: ChildProcess, ledger: Ledger, round: number): Promise<void> {
  const enough = ledger.writes + WRITES_PER_ROUND + (round % 10) * 11;
  const exited = once(writer, 'exit');
  const reached = new Promise<void>((resolve) => {
    writer.on('message', () => {
      if (ledger.writes >= enough) resolve();
    });
  });
  writer.send('go');
  await Promise.race([reached, exited.then(() => Promise.reject(new Error('the writer ended by itself')))]);
  writer.kill('SIGKILL');
  await exited;
}

async function idsOf(database: mongo.Db, name: string): Promise<Set<string>> {
  const documents = await database.collection<{ _id: string }>(name).find().toArray();
  return new Set(documents.map(({ _id }) => _id));
}

async function verify(uri: string, ledger: Ledger): Promise<void> {
  const client = await new mongo.MongoClient(uri).connect();
  try {
    const database = client.db('crash');
    const items = await idsOf(database, 'items');
    const lost = [...ledger.inserted].filter((id) => !items.has(id) && !ledger.deleting.has(id));
    expect(lost, 'acknowledged inserts that are missing').toEqual([]);
    expect(
      [...ledger.deleted].filter((id) => items.has(id)),
      'acknowledged deletes that came back',
    ).toEqual([]);
    const left = await idsOf(database, 'left');
    expect([...(await idsOf(database, 'right'))].sort(), 'halves of transactions').toEqual([...left].sort());
    expect(
      [...ledger.paired].filter((id) => !left.has(id)),
      'acknowledged transactions that are missing',
    ).toEqual([]);
    const totals = database.collection<{ _id: string; value: number }>('totals');
    expect((await totals.findOne({ _id: 'pairs' }))?.value ?? 0).toBe(left.size);
    expect((await totals.findOne({ _id: 'counted' }))?.value ?? 0).toBeGreaterThanOrEqual(ledger.counted);
    await verifyIndexes(database);
  } finally {
    await client.close();
  }
}

/** Every index leads to exactly the documents that a read of the whole collection finds. */
async function verifyIndexes(database: mongo.Db): Promise<void> {
  const items = database.collection<{ _id: string; group: number; tags: string[] }>('items');
  const all = await items.find({}, { hint: { $natural: 1 } }).toArray();
  const sorted = (ids: string[]): string[] => [...ids].sort();
  const through = async (filter: mongo.Filter<{ _id: string }>, hint: string): Promise<string[]> =>
    sorted((await items.find(filter as never, { hint }).toArray()).map(({ _id }) => _id));
  for (const group of [0, 1, 2, 3, 4, 9]) {
    const expected = sorted(all.filter((item) => item.group === group).map(({ _id }) => _id));
    expect(await through({ group }, 'group_1'), `group ${group}`).toEqual(expected);
  }
  for (const tag of ['t0', 't1', 't2', 'u0', 'u3', 'late']) {
    const expected = sorted(all.filter(({ tags }) => tags.includes(tag)).map(({ _id }) => _id));
    expect(await through({ tags: tag }, 'tags_1'), `tag ${tag}`).toEqual(expected);
  }
  expect(await through({}, '_id_')).toEqual(sorted(all.map(({ _id }) => _id)));
}

it(
  `keeps what it acknowledged, and no half transaction, through ${KILLS} kills under load`,
  async () => {
    const ledger = new Ledger();
    for (let round = 0; round < KILLS; round++) {
      const { process: writer, uri } = await start(round, ledger);
      if (round === 0) {
        const client = await new mongo.MongoClient(uri).connect();
        await client
          .db('crash')
          .collection('items')
          .createIndexes([
            { key: { group: 1 }, name: 'group_1' },
            { key: { tags: 1 }, name: 'tags_1' },
          ]);
        await client.close();
      } else await verify(uri, ledger);
      await killUnderLoad(writer, ledger, round);
    }
    const { process: last, uri } = await start(KILLS, ledger);
    await verify(uri, ledger);
    last.kill('SIGKILL');
    await once(last, 'exit');
    expect(ledger.inserted.size).toBeGreaterThan(10 * KILLS);
    expect(ledger.paired.size).toBeGreaterThan(5 * KILLS);
  },
  KILLS * 18_000,
);
