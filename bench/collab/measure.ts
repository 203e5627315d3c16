import { sleep, stopAllPaces, waitUntil } from './pace.ts';
import { failures } from './client.ts';
import { timeBetween, totalOf, type CpuTime } from './cpu.ts';
import type { RoomSeed } from './rooms.ts';
import { startServer, type MeasuredServer, type Variant } from './servers.ts';

/** What was measured once, by name. Times of CPU in microseconds, all others in milliseconds. */
export type Figures = Record<string, number>;

export interface Row extends Variant {
  readonly scenario: string;
  readonly case: string;
  /** The median of each figure over all rounds. */
  readonly figures: Figures;
  readonly rounds: readonly Figures[];
  /** Why a round has no figures. */
  readonly failures: readonly string[];
}

export interface Plan {
  readonly variants: readonly Variant[];
  readonly rounds: number;
  /** How long a steady load is measured, in milliseconds. */
  readonly duration: number;
  /** How long it runs before, in milliseconds: the first seconds are the compiler's. */
  readonly warmUp: number;
  readonly quick: boolean;
  /** Only cases whose name has this in it are measured. */
  readonly only: string;
  readonly progress: (text: string) => void;
}

/** One case of a scenario, e.g. 100 editors of whom 10 type. */
export interface Case {
  readonly name: string;
  /** Measured no more often than this, where it takes long or hardly varies. */
  readonly rounds?: number;
  /** Rooms that it needs, for one measurement. `name` makes their names unique to it. */
  seeds?(name: string): RoomSeed[];
  measure(server: MeasuredServer, name: string): Promise<Figures>;
}

interface Collected extends Row {
  readonly rounds: Figures[];
  readonly failures: string[];
}

/** Measures once; an error when the load could not be carried through. */
function attempt(work: () => Promise<Figures>): Promise<Figures | Error> {
  return new Promise<Figures | Error>((resolve) => {
    failures.report = resolve;
    work().then(resolve, resolve);
  }).finally(stopAllPaces);
}

/**
 * How servers share the time: all at once, one round after the other, so that a noisy moment hits all of them. Before
 * the first round each carries the first case's load once without being measured, so that its code is compiled.
 */
export async function measureTogether(scenario: string, all: readonly Case[], plan: Plan): Promise<Row[]> {
  const cases = all.filter(({ name }) => name.includes(plan.only));
  const measurements = cases.flatMap((one, at) =>
    Array.from({ length: roundsOf(one, plan) }, (_, round) => ({
      one,
      name: `${scenario}-${at}-${round}`,
      round,
    })),
  );
  const [first] = cases;
  if (first === undefined) return [];
  const warmUp = { one: first, name: `${scenario}-warm-up`, round: -1 };
  const seeds = [warmUp, ...measurements].flatMap(
    ({ one, name }) => one.seeds?.(name) ?? [{ room: name, content: [] }],
  );
  const servers: MeasuredServer[] = [];
  const collected = new Map<string, Collected>();
  try {
    for (const variant of plan.variants) servers.push(await startServer(variant, seeds));
    for (const { one, name, round } of [warmUp, ...measurements])
      for (const server of servers) {
        plan.progress(`${scenario}: ${one.name}, ${labelOf(server)}, round ${round + 1}`);
        const figures = await attempt(() => one.measure(server, name));
        if (round >= 0) collect(collected, { scenario, one, server, figures });
        await settled(server);
      }
  } finally {
    for (const server of servers) await server.stop();
  }
  return withMedians(collected);
}

const roundsOf = (one: Case, plan: Plan): number => Math.min(plan.rounds, one.rounds ?? plan.rounds);

/** Each measurement on a server that was just started: for memory, and for what happens first. */
export async function measureAlone(scenario: string, all: readonly Case[], plan: Plan): Promise<Row[]> {
  const cases = all.filter(({ name }) => name.includes(plan.only));
  const collected = new Map<string, Collected>();
  for (const one of cases) {
    const seeds = one.seeds?.(scenario) ?? [{ room: scenario, content: [] }];
    for (let round = 0; round < roundsOf(one, plan); round += 1)
      for (const variant of plan.variants) {
        plan.progress(`${scenario}: ${one.name}, ${labelOf(variant)}, round ${round + 1}`);
        const server = await startServer(variant, seeds);
        try {
          const figures = await attempt(() => one.measure(server, scenario));
          collect(collected, { scenario, one, server, figures });
        } finally {
          await server.stop();
        }
      }
  }
  return withMedians(collected);
}

export const labelOf = ({ server, stores }: Variant): string =>
  server === 'choan' ? server : `${server}${stores ? ' + store' : ''}`;

function collect(
  rows: Map<string, Collected>,
  taken: { scenario: string; one: Case; server: Variant; figures: Figures | Error },
): void {
  const { scenario, one, figures } = taken;
  const { server, stores } = taken.server;
  const key = `${one.name}\n${labelOf(taken.server)}`;
  const row = rows.get(key) ?? {
    scenario,
    case: one.name,
    server,
    stores,
    figures: {},
    rounds: [],
    failures: [],
  };
  if (figures instanceof Error) row.failures.push(figures.message);
  else row.rounds.push(figures);
  rows.set(key, row);
}

function withMedians(rows: ReadonlyMap<string, Row>): Row[] {
  return [...rows.values()].map((row) => {
    const names = Object.keys(row.rounds[0] ?? {});
    const figures = Object.fromEntries(
      names.map((name) => [
        name,
        quantile(
          row.rounds.map((round) => round[name]!),
          0.5,
        ),
      ]),
    );
    return { ...row, figures };
  });
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** CPU per `count` of something, of the server alone and with its store. */
export function cpuPer(time: CpuTime, count: number, of: string): Figures {
  return {
    [`cpu per ${of}`]: (time.main + time.other) / count,
    [`cpu per ${of}, with store`]: totalOf(time) / count,
  };
}

/**
 * Measures while a steady load runs: after a warm-up calls `begin`, waits for the duration, and returns the CPU time
 * taken in it. `generator` is how much of one core the benchmark itself took: near 1 it is the bottleneck.
 */
export async function measureSteadily(
  server: MeasuredServer,
  plan: Plan,
  begin: () => void,
): Promise<{ cpu: CpuTime; seconds: number; generator: number }> {
  await sleep(plan.warmUp);
  const ownBefore = process.cpuUsage();
  const before = server.cpu();
  const startedAt = performance.now();
  begin();
  await sleep(plan.duration);
  const seconds = (performance.now() - startedAt) / 1000;
  const own = process.cpuUsage(ownBefore);
  return {
    cpu: timeBetween(before, server.cpu()),
    seconds,
    generator: (own.user + own.system) / 1e6 / seconds,
  };
}

/** Waits until a server has done what it still had to do. */
async function settled(server: MeasuredServer): Promise<void> {
  let before = totalOf(server.cpu());
  let checkedAt = performance.now();
  await waitUntil(() => {
    if (performance.now() - checkedAt < 200) return false;
    const now = totalOf(server.cpu());
    const busy = (now - before) / 1000 / (performance.now() - checkedAt);
    before = now;
    checkedAt = performance.now();
    return busy < 0.1;
  }, 300_000);
}
