import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { labelOf, type Row } from './measure.ts';
import type { Scenario } from './scenario.ts';
import { formatted, printTable } from './table.ts';

export interface Circumstances {
  readonly date: string;
  readonly versions: Record<string, string>;
  readonly hardware: string;
  readonly persistence: string;
  readonly writeConcern: string;
}

/** What the figures were made with. */
export function circumstances(): Circumstances {
  const path = (name: string): URL => new URL(name, import.meta.url);
  const versionIn = (folder: string): string =>
    (JSON.parse(readFileSync(path(`${folder}/package.json`), 'utf8')) as { version: string }).version;
  const [cpu] = cpus();
  const newerNode = execFileSync(fileURLToPath(path('../node_modules/node/bin/node')), ['-v'], {
    encoding: 'utf8',
  });
  return {
    date: new Date().toISOString().slice(0, 10),
    versions: {
      node: process.versions.node,
      'node of hocuspocus': newerNode.trim().slice(1),
      '@y/websocket-server': versionIn('../node_modules/@y/websocket-server'),
      'its yjs': versionIn('../node_modules/@y/websocket-server/node_modules/yjs'),
      '@hocuspocus/server': versionIn('../node_modules/@hocuspocus/server'),
      yjs: versionIn('../../node_modules/yjs'),
      ws: versionIn('../../node_modules/ws'),
      mongodb: versionIn('../node_modules/mongodb'),
      lmdb: versionIn('../../node_modules/lmdb'),
    },
    hardware: `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${release()}`,
    persistence:
      'choan: the whole application with its embedded store in a worker thread, always durable; peers: in memory, and "+ store": every update inserted into the same store in a process of its own',
    writeConcern: 'w: majority, j: true (fsync before the answer)',
  };
}

export function printCircumstances(made: Circumstances): void {
  const versions = Object.entries(made.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`${made.date}  ${versions.join(', ')}\n${made.hardware}\n${made.persistence}`);
  console.log(`write concern: ${made.writeConcern}`);
}

/** Choan's figure by that of the better peer: of those that store every update as well, and of those in memory. */
function ratios(rows: readonly Row[], figure: string): string {
  const own = rows.find(({ server }) => server === 'choan')?.figures[figure];
  const peers = rows.filter(({ server }) => server !== 'choan');
  if (own === undefined) return '';
  const toBest = (stores: boolean): string[] => {
    const some = peers
      .filter((peer) => peer.stores === stores)
      .flatMap(({ figures }) => figures[figure] ?? []);
    return some.length === 0
      ? []
      : [`${(own / Math.min(...some)).toFixed(2)} ${stores ? 'storing' : 'in memory'}`];
  };
  return [...toBest(true), ...toBest(false)].join(', ');
}

export function printScenario(scenario: Scenario, rows: readonly Row[]): void {
  console.log(`\n${scenario.title}\n`);
  const { columns } = scenario;
  const table: string[][] = [];
  const cases = [...new Set(rows.map((row) => row.case))];
  for (const name of cases) {
    const ofCase = rows.filter((row) => row.case === name);
    for (const row of ofCase) {
      const compared = columns.find((column) => column.compared);
      table.push([
        name,
        labelOf(row),
        ...columns.map(({ figure, unit }) => formatted(row.figures[figure], unit)),
        row.server === 'choan' && compared ? ratios(ofCase, compared.figure) : '',
      ]);
    }
  }
  printTable(['case', 'server', ...columns.map(({ title }) => title), 'to the better peer'], table);
  printFailures(rows);
}

function printFailures(rows: readonly Row[]): void {
  for (const row of rows)
    for (const failure of new Set(row.failures))
      console.log(`${row.case}, ${labelOf(row)} failed: ${failure}`);
}
