import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';

export interface Row {
  operation: string;
  /** Milliseconds: median, and the longest. */
  p50: number;
  longest: number;
  /** Milliseconds of an operation in which the thread that serves was busy, on average. */
  serving: number;
  count: number;
}

export interface Report {
  date: string;
  versions: Record<string, string>;
  hardware: string;
  load: number;
  store: string;
  rows: Row[];
}

/** Runs the operation on each of the things, one behind the other, and takes down what it took. */
export type Take = <T>(
  operation: string,
  on: readonly T[],
  work: (thing: T, index: number) => Promise<unknown>,
) => Promise<void>;

export function taker(rows: Row[]): Take {
  return async (operation, on, work) => {
    process.stderr.write(`${operation}\u001b[K\r`);
    const times: number[] = [];
    const before = performance.eventLoopUtilization();
    for (const [index, thing] of on.entries()) {
      const startedAt = performance.now();
      await work(thing, index);
      times.push(performance.now() - startedAt);
    }
    const { active } = performance.eventLoopUtilization(before);
    const sorted = times.sort((left, right) => left - right);
    rows.push({
      operation,
      p50: sorted[Math.floor(sorted.length / 2)] ?? NaN,
      longest: sorted.at(-1) ?? NaN,
      serving: active / times.length,
      count: times.length,
    });
  };
}

export function circumstances(store: string): Omit<Report, 'rows'> {
  const versions: Record<string, string> = { node: process.versions.node };
  for (const name of ['yjs', 'mongodb', 'lmdb']) {
    const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    versions[name] = (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
  }
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    versions,
    hardware: `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    load: loadavg()[0] ?? NaN,
    store,
  };
}

const milliseconds = (value: number): string =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);

export function print({ date, versions, hardware, load, store, rows }: Report): void {
  console.log(
    `${date}  ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  );
  console.log(`${hardware}; load at the beginning ${load.toFixed(1)}\n${store}\n`);
  const head = ['operation', 'p50 ms', 'longest ms', 'serving thread ms', 'runs'];
  const table = rows.map((row) => [
    row.operation,
    milliseconds(row.p50),
    milliseconds(row.longest),
    milliseconds(row.serving),
    String(row.count),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...table].map((cells) => (cells[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  console.log(line(head));
  console.log(
    `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
  );
  for (const cells of table) console.log(line(cells));
}
