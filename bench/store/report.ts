import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import type { Figures } from './measure.ts';
import type { ScanFigures, ScanKind } from './scan.ts';

export interface Row {
  server: string;
  operation: string;
  size: number;
  figures: Figures;
  /** Median here divided by the median of the empty server. */
  ratio: number;
}

export interface ScanRow {
  server: string;
  kind: ScanKind;
  figures: ScanFigures;
}

export interface Report {
  date: string;
  versions: Record<string, string>;
  hardware: string;
  mode: string;
  writeConcern: string;
  /** What the disk alone takes for 4 KiB that are appended and flushed. */
  fsync: { p50: number; p99: number };
  empty: { operation: string; figures: Figures }[];
  rows: Row[];
  scans: ScanRow[];
}

/** What the figures were made with. */
export function circumstances(): Pick<Report, 'date' | 'versions' | 'hardware' | 'mode' | 'writeConcern'> {
  const versions: Record<string, string> = { node: process.versions.node };
  for (const name of ['lmdb', 'bson', 'mingo', 'mongodb']) {
    const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    versions[name] = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  }
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    versions,
    hardware: `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    mode: 'server in a process of its own (compiled, in its worker thread), Unix socket; load and driver in this process',
    writeConcern: 'w: majority, j: true (fsync before the answer)',
  };
}

export function printCircumstances(report: Report): void {
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${report.date}  ${versions.join(', ')}`);
  console.log(report.hardware);
  console.log(report.mode);
  console.log(`write concern: ${report.writeConcern}`);
  console.log(
    `the disk alone, 4 KiB and fdatasync: p50 ${micros(report.fsync.p50)}, p99 ${micros(report.fsync.p99)}\n`,
  );
}

const micros = (value: number): string =>
  value < 1000 ? `${value.toFixed(0)} µs` : `${(value / 1000).toFixed(value < 100_000 ? 2 : 0)} ms`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
const megabytes = (value: number | undefined): string =>
  value === undefined ? '' : `${(value / 2 ** 20).toFixed(0)} MB`;

const sizeName = (size: number): string => (size >= 1_000_000 ? `${size / 1e6} M` : `${size / 1000} k`);

export function printRows(report: Report): void {
  const servers = [...new Set(report.rows.map(({ server }) => server))];
  const table = report.rows.map(({ server, operation, size, figures, ratio }) => [
    operation,
    ...(servers.length > 1 ? [server] : []),
    sizeName(size),
    micros(figures.p50),
    micros(figures.p99),
    whole(figures.perSecond),
    ratio.toFixed(1),
  ]);
  const empty = report.empty.map(({ operation, figures }) => [
    operation,
    ...(servers.length > 1 ? ['empty'] : []),
    'empty',
    micros(figures.p50),
    micros(figures.p99),
    whole(figures.perSecond),
    '1.0',
  ]);
  const order = new Map(report.empty.map(({ operation }, at) => [operation, at]));
  const all = [...empty, ...table].sort((left, right) => order.get(left[0]!)! - order.get(right[0]!)!);
  const serverColumn = servers.length > 1 ? ['server'] : [];
  printTable(['operation', ...serverColumn, 'documents', 'p50', 'p99', 'per second', 'p50 : empty'], all);
}

export function printScans(report: Report): void {
  printTable(
    [
      'scan',
      'server',
      'documents',
      'time',
      'documents/s',
      'memory before',
      'peak',
      'small read alone',
      'during p50',
      'p99',
    ],
    report.scans.map(({ server, kind, figures }) => [
      kind,
      server,
      sizeName(figures.documents),
      `${figures.seconds.toFixed(1)} s`,
      whole(figures.documents / figures.seconds),
      megabytes(figures.memoryBefore?.anonymous),
      megabytes(figures.memoryPeak?.anonymous),
      micros(figures.quiet.p50),
      micros(figures.during.p50),
      micros(figures.during.p99),
    ]),
  );
}

/** A Markdown table, aligned: it goes into the README as it is. */
function printTable(head: string[], rows: string[][]): void {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(' | ')} |`;
  console.log(line(head));
  console.log(
    `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
  );
  for (const row of rows) console.log(line(row));
  console.log();
}
