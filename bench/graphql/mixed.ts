import { Audience } from './audience.ts';
import { Collected, type Figures } from './report.ts';
import type { Scenario } from './scenario.ts';
import { taskCount, type Seed } from './seed.ts';
import { startServer } from './servers.ts';
import { Subscriber } from './subscriber.ts';

const name = 'mixed';
const socketCount = 200;
/** Choan lets a socket run 100 operations at a time. */
const perSocket = 50;
const subscriptions = socketCount * perSocket;
const perTask = subscriptions / taskCount;
const serversOf = ['choan', 'graphql-ws, fresh'] as const;
/** Changes of followed tasks in a second. */
const perSecond = 20;
/** Each of the unrelated tasks is changed as often, so that more of them make more events. */
const unrelatedPerSecond = 0.2;

const task = 'title keyTask { id title state }';
const head =
  'subscription ($after: String, $filter: ActivityFilter) { activity(after: $after, filter: $filter)';
/** Shared among all members who follow the same. */
const shared = `${head} { id cursor kind at actor { displayName } ... on KeyTaskChanged { ${task} } } }`;
const short = `${head} { cursor ... on KeyTaskChanged { ${task} } } }`;
/** Who may read an address depends on who asks, so everybody's is executed for themselves. */
const personal = `${head} { id cursor kind at actor { displayName email } ... on KeyTaskChanged { ${task} } } }`;

/** What the `index`-th subscription asks: of ten about one task two are personal. */
function payloadOf(index: number, seed: Seed, after: string): object {
  const keyTaskId = seed.followedGlobalIds[index % taskCount]!;
  const kind = Math.floor(index / taskCount) % 10;
  if (kind < 4) return { query: shared, variables: { after, filter: { keyTaskId } } };
  if (kind < 7)
    return { query: short, variables: { after, filter: { keyTaskId, kinds: ['KEY_TASK_CHANGED'] } } };
  if (kind < 8)
    return { query: short, variables: { after, filter: { keyTaskId, actorId: seed.leadGlobalId } } };
  return { query: personal, variables: { after, filter: { keyTaskId } } };
}

export const mixed: Scenario = {
  name,
  title: `${subscriptions.toLocaleString('en-GB')} mixed subscriptions to ${taskCount} key tasks on ${socketCount} sockets, ${perSecond} changes of them a second`,
  columns: [
    { figure: 'p50', title: 'p50', unit: 'ms' },
    { figure: 'p99', title: 'p99', unit: 'ms' },
    { figure: 'cpu per delivery', title: 'server', unit: 'µs', compared: true },
    { figure: 'cpu per delivery, with store', title: 'and store', unit: 'µs' },
    { figure: 'cpu per event', title: 'per event', unit: 'µs' },
    { figure: 'events per second', title: 'events/s', unit: 'per second' },
    { figure: 'live', title: 'live/subscriber', unit: 'kB' },
    { figure: 'resident', title: 'resident/subscriber', unit: 'kB' },
    { figure: 'stale', title: 'stale', unit: 'share' },
    { figure: 'server', title: 'core', unit: 'share' },
    { figure: 'generator', title: 'load', unit: 'share' },
  ],

  async run(plan, seed) {
    const collected = new Collected();
    const cases = plan.quick ? [10, 100] : [0, 10, 100];
    const seconds = plan.quick ? 3 : 5;
    for (const serverName of serversOf.filter((one) => plan.servers.includes(one))) {
      const server = await startServer(serverName, seed);
      const sockets: Subscriber[] = [];
      try {
        const audience = new Audience();
        const before = await server.memory();
        plan.progress(`${name}: ${serverName}, subscribing`);
        for (let index = 0; index < subscriptions; index += 1) {
          const token = seed.tokens[Math.floor(index / perSocket) % seed.tokens.length]!;
          if (index % perSocket === 0) sockets.push(await Subscriber.connect(server.address, token));
          sockets
            .at(-1)!
            .subscribe(
              payloadOf(index, seed, server.cursor),
              audience.listener(index % taskCount, taskCount),
            );
        }
        await server.settled();
        const after = await server.memory();
        const memory: Figures = {
          live: (after.live - before.live) / subscriptions,
          resident: (after.resident - before.resident) / subscriptions,
        };
        let first = 0;
        const measure = async (count: number, unrelated: number): Promise<Figures> => {
          const figures = await audience.measure(
            server,
            {
              ...{ first, count, perSecond, tasks: seed.followed },
              unrelated:
                unrelated === 0
                  ? null
                  : {
                      tasks: seed.unrelated.slice(0, unrelated),
                      perSecond: unrelated * unrelatedPerSecond,
                    },
            },
            perTask,
          );
          first += count;
          return figures;
        };
        plan.progress(`${name}: ${serverName}, warming up`);
        await measure(3 * perSecond, 10);
        for (let round = 0; round < plan.rounds; round += 1)
          for (const unrelated of cases) {
            plan.progress(`${name}: ${serverName}, ${unrelated} unrelated, round ${round + 1}`);
            const figures = await measure(seconds * perSecond, unrelated);
            collected.add(
              { scenario: name, case: `${unrelated} unrelated tasks change`, server: serverName },
              { ...figures, ...memory },
            );
          }
      } finally {
        for (const socket of sockets) socket.destroy();
        await server.stop();
      }
    }
    return collected.rows();
  },
};
