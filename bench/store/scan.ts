import type { mongo } from 'mongoose';
import type { Item } from './items.ts';
import { quantiles } from './measure.ts';
import { connect, type Memory, type Server } from './servers.ts';

/** A read of a whole collection, and what it does to others. Times in microseconds, memory in bytes. */
export interface ScanFigures {
  documents: number;
  seconds: number;
  quiet: { p50: number; p99: number };
  during: { p50: number; p99: number; count: number };
  memoryBefore: Memory | undefined;
  memoryPeak: Memory | undefined;
}

const SAMPLE_MS = 100;

export type ScanKind = 'filtered' | 'fetched' | 'counted';

/**
 * Filtered: a condition without an index that nothing meets. Fetched: everything goes to the client. Counted: an
 * aggregation groups everything.
 */
export const SCANS: Readonly<Record<ScanKind, (items: mongo.Collection<Item>) => Promise<unknown>>> = {
  filtered: (items) => items.find({ text: 'nothing has this text' }).toArray(),
  fetched: async (items) => {
    let count = 0;
    for await (const _ of items.find({}, { batchSize: 1000 })) count++;
    return count;
  },
  counted: (items) => items.countDocuments({ text: { $ne: 'nothing has this text' } }),
};

/** Runs the scan while another connection makes one small read after the other. */
export async function measureScan(
  server: Server,
  of: { database: string; kind: ScanKind; size: number },
): Promise<ScanFigures> {
  const [scanning, reading] = await Promise.all([connect(server), connect(server)]);
  try {
    const itemsOf = (client: mongo.MongoClient): mongo.Collection<Item> =>
      client.db(of.database).collection<Item>('items');
    const read = async (times: number[], run: number): Promise<void> => {
      const startedAt = performance.now();
      await itemsOf(reading).findOne({ _id: (run * 48271) % of.size });
      times.push((performance.now() - startedAt) * 1000);
    };
    const quiet: number[] = [];
    for (let run = 0; run < 500; run++) await read(quiet, run);

    const memoryBefore = await server.memory();
    let memoryPeak = memoryBefore;
    let sampling = Promise.resolve();
    const sampler = setInterval(() => {
      sampling = sampling.then(async () => {
        const now = await server.memory();
        if (now !== undefined && memoryPeak !== undefined && now.anonymous > memoryPeak.anonymous)
          memoryPeak = now;
      });
    }, SAMPLE_MS);
    const startedAt = performance.now();
    let ended = false;
    const scan = SCANS[of.kind](itemsOf(scanning)).finally(() => (ended = true));
    const during: number[] = [];
    for (let run = 0; !ended; run++) await read(during, run);
    await scan;
    const seconds = (performance.now() - startedAt) / 1000;
    clearInterval(sampler);
    await sampling;
    return {
      documents: of.size,
      seconds,
      quiet: quantiles(quiet),
      during: { ...quantiles(during), count: during.length },
      memoryBefore,
      memoryPeak,
    };
  } finally {
    await Promise.all([scanning.close(), reading.close()]);
  }
}
