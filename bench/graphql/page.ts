import { deepStrictEqual } from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { timeBetween, totalOf } from '../collab/cpu.ts';
import { Delays } from '../collab/delays.ts';
import { Collected, type Figures } from './report.ts';
import type { Scenario } from './scenario.ts';
import { planSizes, type Seed } from './seed.ts';
import { startServer, type MeasuredServer } from './servers.ts';

const name = 'page';
const connections = 8;
const measuredSize = 20;
const serversOf = ['choan', 'graphql-http', 'graphql-yoga', 'mercurius'] as const;

const query = `query PlanPage($id: ID!) {
  node(id: $id) {
    ... on Plan {
      id title
      strategies {
        id title
        keyTasks(first: 20) {
          nodes {
            id title state
            versions(first: 3) {
              nodes {
                id number name contentHash createdBy { displayName }
                reviews { id state reviewer { displayName } decidedAt }
              }
            }
          }
        }
      }
    }
  }
}`;

/** Asks one server for one page, over and over, on connections that stay open. */
class Reader {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: connections });
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #body: Buffer;

  constructor(server: MeasuredServer, seed: Seed, size: keyof Seed['plans']) {
    this.#url = `${server.address}/graphql`;
    this.#body = Buffer.from(JSON.stringify({ query, variables: { id: seed.plans[size] } }));
    this.#headers = {
      authorization: `Bearer ${seed.tokens[4]!}`,
      'content-type': 'application/json',
      accept: 'application/json',
      'content-length': String(this.#body.length),
    };
  }

  read(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        this.#url,
        { method: 'POST', agent: this.#agent, headers: this.#headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const answer = Buffer.concat(chunks);
            if (response.statusCode === 200) resolve(answer);
            else reject(new Error(`${response.statusCode}: ${answer.toString()}`));
          });
        },
      );
      sent.once('error', reject);
      sent.end(this.#body);
    });
  }

  /** The answer's data. */
  async data(): Promise<unknown> {
    const { data, errors } = JSON.parse((await this.read()).toString()) as {
      readonly data: unknown;
      readonly errors?: unknown;
    };
    if (errors !== undefined) throw new Error(`A server says: ${JSON.stringify(errors)}`);
    return data;
  }

  /** Reads on all connections for some milliseconds; resolves with how long each answer took. */
  async readFor(duration: number): Promise<Delays> {
    const delays = new Delays();
    const until = performance.now() + duration;
    const keepReading = async (): Promise<void> => {
      while (performance.now() < until) {
        const startedAt = performance.now();
        await this.read();
        delays.add(performance.now() - startedAt);
      }
    };
    await Promise.all(Array.from({ length: connections }, keepReading));
    return delays;
  }

  end(): void {
    this.#agent.destroy();
  }
}

export const page: Scenario = {
  name,
  title: `The page of a plan of ${measuredSize} key tasks with 2 versions and 2 reviews each, on ${connections} connections`,
  columns: [
    { figure: 'requests per second', title: 'requests/s', unit: 'per second', compared: true },
    { figure: 'cpu per request', title: 'server', unit: 'µs' },
    { figure: 'cpu per request, with store', title: 'and store', unit: 'µs' },
    { figure: 'p50', title: 'p50', unit: 'ms' },
    { figure: 'p99', title: 'p99', unit: 'ms' },
    ...planSizes.map((size) => ({
      figure: `round trips, ${size}`,
      title: `round trips, ${size} tasks`,
      unit: 'count' as const,
    })),
    { figure: 'generator', title: 'load', unit: 'share' },
  ],

  async run(plan, seed) {
    const collected = new Collected();
    const running: { readonly server: MeasuredServer; readonly reader: Reader }[] = [];
    const roundTrips = new Map<string, Figures>();
    let expected: unknown;
    const duration = plan.quick ? 2000 : 5000;
    try {
      for (const one of serversOf.filter((each) => plan.servers.includes(each))) {
        plan.progress(`${name}: ${one}, round trips`);
        roundTrips.set(one, await countRoundTrips(one, seed));
        const server = await startServer(one, seed);
        const reader = new Reader(server, seed, measuredSize);
        running.push({ server, reader });
        const data = await reader.data();
        expected ??= data;
        deepStrictEqual(data, expected, `${one} answers otherwise.`);
        plan.progress(`${name}: ${one}, warming up`);
        await reader.readFor(2 * duration);
      }
      for (const state of ['nothing changed yet', 'after a change']) {
        // From its first transaction on a process uses AsyncLocalStorage (src/activity/transact.ts), for which Node 20 has to
        // follow all promises; Choan's transport uses it from the start. So both are shown.
        if (state === 'after a change') for (const { server } of running) await changeOnce(server, seed);
        for (let round = 0; round < plan.rounds; round += 1)
          for (const { server, reader } of running) {
            plan.progress(`${name}: ${state}, ${server.name}, round ${round + 1}`);
            const figures = await measure(server, reader, duration);
            collected.add(
              { scenario: name, case: `${measuredSize} tasks, ${state}`, server: server.name },
              { ...figures, ...roundTrips.get(server.name) },
            );
          }
      }
    } finally {
      for (const { server, reader } of running) {
        reader.end();
        await server.stop();
      }
    }
    return collected.rows();
  },
};

const changeOnce = (server: MeasuredServer, seed: Seed): Promise<unknown> =>
  server.change({ first: 0, count: 1, perSecond: 10, tasks: seed.unrelated, unrelated: null });

async function measure(server: MeasuredServer, reader: Reader, duration: number): Promise<Figures> {
  const ownBefore = process.cpuUsage();
  const before = server.cpu();
  const startedAt = performance.now();
  const delays = await reader.readFor(duration);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = timeBetween(before, server.cpu());
  const own = process.cpuUsage(ownBefore);
  return {
    'requests per second': delays.count / seconds,
    'cpu per request': (cpu.main + cpu.other) / delays.count,
    'cpu per request, with store': totalOf(cpu) / delays.count,
    p50: delays.quantile(0.5),
    p99: delays.quantile(0.99),
    generator: (own.user + own.system) / 1e6 / seconds,
  };
}

/** Commands to the database of one request, for each size of a plan; in a process whose driver tells of them. */
async function countRoundTrips(
  name: MeasuredServer['name'],
  seed: Parameters<typeof startServer>[1],
): Promise<Figures> {
  const server = await startServer(name, seed, { countsCommands: true });
  const figures: Figures = {};
  try {
    for (const size of planSizes) {
      const reader = new Reader(server, seed, size);
      // What is done at the first request only isn't counted.
      await reader.data();
      await server.commands();
      await reader.data();
      figures[`round trips, ${size}`] = await server.commands();
      reader.end();
    }
  } finally {
    await server.stop();
  }
  return figures;
}
