import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { formatted, printTable, type Unit } from '../collab/table.ts';
import type { ServerName } from './serving.ts';

/** What was measured once, by name. Times of CPU in microseconds, all others in milliseconds, sizes in bytes. */
export type Figures = Record<string, number>;

export interface Row {
  readonly scenario: string;
  readonly case: string;
  readonly server: ServerName;
  /** The median of each figure over all rounds. */
  readonly figures: Figures;
  readonly rounds: readonly Figures[];
}

export interface Plan {
  readonly rounds: number;
  readonly quick: boolean;
  readonly servers: readonly ServerName[];
  readonly progress: (text: string) => void;
}

export interface Column {
  /** Key in {@link Row.figures}. */
  readonly figure: string;
  readonly title: string;
  readonly unit: Unit;
  /** Choan's is divided by each peer's in the last column. */
  readonly compared?: true;
}

export interface Circumstances {
  readonly date: string;
  readonly versions: Record<string, string>;
  readonly hardware: string;
  readonly load: number;
  readonly persistence: string;
}

/** What the figures are made with. */
export function circumstances(): Circumstances {
  const versionIn = (folder: string): string =>
    (
      JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8')) as {
        version: string;
      }
    ).version;
  const own = ['graphql', '@apollo/server', 'graphql-ws', 'ws', 'graphql-http', 'mongodb', 'lmdb'];
  const peers = ['graphql-yoga', 'mercurius', 'fastify'];
  const [cpu] = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    versions: {
      node: process.versions.node,
      ...Object.fromEntries(own.map((name) => [name, versionIn(`../../node_modules/${name}`)])),
      ...Object.fromEntries(peers.map((name) => [name, versionIn(`../node_modules/${name}`)])),
    },
    hardware: `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    load: loadavg()[0] ?? NaN,
    persistence:
      'every server: the same schema, services and data, each on an embedded store of its own in a worker thread; w: majority, j: true (fsync before the answer)',
  };
}

export function printCircumstances({ date, versions, hardware, load, persistence }: Circumstances): void {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${date}  ${list.join(', ')}\n${hardware}; load at the beginning ${load.toFixed(1)}`);
  console.log(persistence);
}

/** Makes rows of what was measured in rounds. */
export class Collected {
  readonly #rounds = new Map<string, { row: Pick<Row, 'scenario' | 'case' | 'server'>; rounds: Figures[] }>();

  add(row: Pick<Row, 'scenario' | 'case' | 'server'>, figures: Figures): void {
    const key = `${row.case}\n${row.server}`;
    const entry = this.#rounds.get(key) ?? { row, rounds: [] };
    entry.rounds.push(figures);
    this.#rounds.set(key, entry);
  }

  rows(): Row[] {
    return [...this.#rounds.values()].map(({ row, rounds }) => {
      const names = Object.keys(rounds[0] ?? {});
      const figures = names.map((name) => [name, median(rounds.map((round) => round[name] ?? NaN))]);
      return { ...row, figures: Object.fromEntries(figures) as Figures, rounds };
    });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export function printScenario(title: string, columns: readonly Column[], rows: readonly Row[]): void {
  const compared = columns.find((column) => column.compared);
  const ratio = (row: Row): string => {
    if (compared === undefined || row.server === 'choan') return '';
    const own = rows.find((other) => other.case === row.case && other.server === 'choan');
    const value = own?.figures[compared.figure];
    return value === undefined ? '' : (value / row.figures[compared.figure]!).toFixed(2);
  };
  console.log(`\n${title}\n`);
  printTable(
    ['case', 'server', ...columns.map((column) => column.title), 'choan : it'],
    rows.map((row) => [
      row.case,
      row.server,
      ...columns.map(({ figure, unit }) => formatted(row.figures[figure], unit)),
      ratio(row),
    ]),
  );
}
