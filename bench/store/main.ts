import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { itemOf } from './items.ts';
import { measure, quantiles, type Figures } from './measure.ts';
import { fill, OPERATIONS, type Bench } from './operations.ts';
import { circumstances, printCircumstances, printRows, printScans, type Report } from './report.ts';
import { measureScan, SCANS, type ScanKind } from './scan.ts';
import { connect, externalServer, startServer, type Server } from './servers.ts';

const USAGE =
  'usage: npm run bench:store -- [--json FILE] [--sizes 1k,10k,100k,1m] [--milliseconds 700] [--only WORD] [--no-scan]';

function readSize(text: string): number {
  const match = /^(\d+)(k|m)?$/i.exec(text.trim());
  if (match === null) throw new RangeError(USAGE);
  const unit = { k: 1000, m: 1_000_000 }[match[2]?.toLowerCase() ?? ''] ?? 1;
  return Number(match[1]) * unit;
}

interface Options {
  sizes: number[];
  milliseconds: number;
  only: string;
  scan: boolean;
}

const DATABASE = `bench_${process.pid}`;

async function measureOperations(
  bench: Bench,
  options: Options,
  take: (operation: string, figures: Figures) => void,
): Promise<void> {
  for (const operation of OPERATIONS) {
    if (!operation.name.includes(options.only)) continue;
    const { callers } = operation;
    process.stderr.write(`${bench.size} documents: ${operation.name}\u001b[K\r`);
    const figures = await measure(operation.prepare(bench), {
      milliseconds: options.milliseconds,
      ...(callers === undefined ? {} : { callers }),
    });
    take(operation.name, figures);
  }
}

async function measureEmpty(options: Options, report: Report): Promise<void> {
  const server = await startServer('empty');
  const client = await connect(server);
  const database = client.db(DATABASE);
  let next = 0;
  const bench: Bench = {
    client,
    database,
    items: database.collection('items'),
    size: 1000,
    pick: (run) => run % 1000,
    fresh: (count) => (next += count) - count,
  };
  await measureOperations(bench, options, (operation, figures) => report.empty.push({ operation, figures }));
  await client.close();
  await server.stop();
}

async function measureServer(server: Server, options: Options, report: Report): Promise<void> {
  const client = await connect(server);
  for (const size of options.sizes) {
    const name = `${DATABASE}_${size}`;
    process.stderr.write(`${server.name}: ${size} documents are stored\u001b[K\r`);
    const bench = await fill(client, client.db(name), size);
    await measureOperations(bench, options, (operation, figures) => {
      const alone = report.empty.find((entry) => entry.operation === operation)!.figures;
      report.rows.push({ server: server.name, operation, size, figures, ratio: figures.p50 / alone.p50 });
    });
    if (options.scan && size === Math.max(...options.sizes)) {
      for (const kind of Object.keys(SCANS) as ScanKind[]) {
        process.stderr.write(`${server.name}: scan, ${kind}\u001b[K\r`);
        report.scans.push({
          server: server.name,
          kind,
          figures: await measureScan(server, { database: name, kind, size }),
        });
      }
    }
    await client.db(name).dropDatabase();
  }
  await client.close();
}

async function measureFsync(): Promise<{ p50: number; p99: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-fsync-'));
  const file = await open(join(directory, 'file'), 'w');
  const page = Buffer.alloc(4096, 1);
  const times: number[] = [];
  for (let run = 0; run < 200; run++) {
    const startedAt = performance.now();
    await file.write(page);
    await file.datasync();
    times.push((performance.now() - startedAt) * 1000);
  }
  await file.close();
  await rm(directory, { recursive: true });
  return quantiles(times);
}

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    sizes: { type: 'string', default: '1k,10k,100k' },
    milliseconds: { type: 'string', default: '700' },
    only: { type: 'string', default: '' },
    'no-scan': { type: 'boolean', default: false },
  },
});
const options: Options = {
  sizes: values.sizes.split(',').map(readSize),
  milliseconds: Number(values.milliseconds),
  only: values.only,
  scan: !values['no-scan'],
};
const report: Report = { ...circumstances(), fsync: await measureFsync(), empty: [], rows: [], scans: [] };
printCircumstances(report);
console.log(`a document has about ${JSON.stringify(itemOf(1)).length} bytes and 4 indexes\n`);
await measureEmpty(options, report);
const store = await startServer('store');
await measureServer(store, options, report);
await store.stop();
const external = process.env['MONGODB_URI'];
if (external !== undefined && external !== '') await measureServer(externalServer(external), options, report);
process.stderr.write('\u001b[K');
printRows(report);
if (report.scans.length > 0) printScans(report);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`);
