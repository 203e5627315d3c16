import { Audience } from './audience.ts';
import { timeBetween } from '../collab/cpu.ts';
import { sleep } from '../collab/pace.ts';
import { Collected, type Figures } from './report.ts';
import type { Scenario } from './scenario.ts';
import { startServer, type MeasuredServer } from './servers.ts';
import type { ServerName } from './serving.ts';
import { Subscriber } from './subscriber.ts';

const name = 'fanout';
const subscribers = 1000;
/** So few that each is changed again and again, as a task that is being worked on. */
const changedTasks = 20;
/** In which everything that servers do now and then is done: they ping every 12 or 15 seconds, Choan reads rights each minute. */
const restSeconds = 60;
const serversOf = ['choan', 'graphql-ws', 'graphql-ws, fresh'] as const;

const query = `subscription ($after: String) {
  activity(after: $after) {
    id cursor kind at actor { displayName }
    ... on KeyTaskChanged { title keyTask { id title state } }
    ... on DraftChanged { keyTask { id title state } }
  }
}`;

interface Followed {
  readonly server: MeasuredServer;
  readonly audience: Audience;
  readonly sockets: readonly Subscriber[];
}

export const fanout: Scenario = {
  name,
  title: `${subscribers} equal subscriptions, one on a socket`,
  columns: [
    { figure: 'cpu per delivery', title: 'server', unit: 'µs', compared: true },
    { figure: 'cpu per delivery, with store', title: 'and store', unit: 'µs' },
    { figure: 'cpu of the change', title: 'of it the change', unit: 'µs' },
    { figure: 'cpu at rest', title: 'at rest', unit: 'µs' },
    { figure: 'p50', title: 'p50', unit: 'ms' },
    { figure: 'p99', title: 'p99', unit: 'ms' },
    { figure: 'deliveries per second', title: 'deliveries/s', unit: 'per second' },
    { figure: 'stale', title: 'stale', unit: 'share' },
    { figure: 'server', title: 'core', unit: 'share' },
    { figure: 'generator', title: 'load', unit: 'share' },
  ],

  async run(plan, seed) {
    const collected = new Collected();
    const measured: { row: Parameters<Collected['add']>[0]; figures: Figures }[] = [];
    const running: Followed[] = [];
    const cases = plan.quick ? [10] : [1, 10];
    const [warmUp, seconds] = plan.quick ? [20, 3] : [40, 6];
    let first = 0;
    const tasks = seed.followed.slice(0, changedTasks);
    const measure = async ({ server, audience }: Followed, count: number, perSecond: number) =>
      audience.measure(server, { first, count, perSecond, tasks, unrelated: null }, subscribers);
    /** CPU time of a change once its followers have gone. */
    const changesAlone = async ({ server, sockets }: Followed, changes: { first: number; count: number }) => {
      for (const socket of sockets) socket.destroy();
      await server.settled();
      const before = server.cpu();
      await server.change({ ...changes, perSecond: 10, tasks, unrelated: null });
      const cpu = timeBetween(before, server.cpu());
      return (cpu.main + cpu.other) / changes.count;
    };
    /** CPU time of a second in which nothing happens: pings, polls, timers, rights that are read anew. */
    const secondAtRest = async ({ server }: Followed) => {
      // The garbage of what was before is collected now.
      await server.memory();
      const before = server.cpu();
      await sleep(restSeconds * 1000);
      const cpu = timeBetween(before, server.cpu());
      return (cpu.main + cpu.other) / restSeconds;
    };
    try {
      for (const server of serversOf.filter((one) => plan.servers.includes(one)))
        running.push(await follow(await startServer(server, seed), seed.tokens));
      for (const one of running) {
        plan.progress(`${name}: ${one.server.name}, warming up`);
        await measure(one, warmUp, 10);
      }
      first += warmUp;
      const atRest = new Map<ServerName, number>();
      for (const one of running) {
        plan.progress(`${name}: ${one.server.name}, at rest`);
        atRest.set(one.server.name, await secondAtRest(one));
      }
      for (const perSecond of cases)
        for (let round = 0; round < plan.rounds; round += 1) {
          const count = seconds * Math.max(perSecond, 2);
          for (const one of running) {
            plan.progress(`${name}: ${perSecond} a second, ${one.server.name}, round ${round + 1}`);
            const figures = await measure(one, count, perSecond);
            measured.push({
              row: { scenario: name, case: `${perSecond} events a second`, server: one.server.name },
              figures,
            });
          }
          first += count;
        }
      const alone = new Map<ServerName, number>();
      for (const one of running) {
        plan.progress(`${name}: ${one.server.name}, changes that nobody follows`);
        alone.set(one.server.name, await changesAlone(one, { first, count: seconds * 10 }));
      }
      for (const { row, figures } of measured)
        collected.add(row, {
          ...figures,
          'cpu of the change': (alone.get(row.server) ?? NaN) / subscribers,
          'cpu at rest': (atRest.get(row.server) ?? NaN) / (figures['deliveries per second'] ?? NaN),
        });
    } finally {
      for (const { server, sockets } of running) {
        for (const socket of sockets) socket.destroy();
        await server.stop();
      }
    }
    return collected.rows();
  },
};

async function follow(server: MeasuredServer, tokens: readonly string[]): Promise<Followed> {
  const audience = new Audience();
  const sockets: Subscriber[] = [];
  for (let index = 0; index < subscribers; index += 1) {
    const socket = await Subscriber.connect(server.address, tokens[index % tokens.length]!);
    // From a cursor on, so that it doesn't matter when each has begun.
    socket.subscribe({ query, variables: { after: server.cursor } }, audience.listener(0, 1));
    sockets.push(socket);
  }
  await server.settled();
  return { server, audience, sockets };
}
