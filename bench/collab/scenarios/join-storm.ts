import { totalOf, timeBetween } from '../cpu.ts';
import { documentOfSize } from '../documents.ts';
import { measureAlone, type Case, type Plan, type Row } from '../measure.ts';
import type { Scenario } from '../scenario.ts';
import { bytesOf, joinAndLoad } from './loading.ts';

const joins = 150;
const sizes = [1, 5, 20] as const;

export const joinStorm: Scenario = {
  name: 'joins',
  title: `Join storm: ${joins} members open a draft at once, which one member has open. CPU of server and store`,
  columns: [
    { figure: 'time', title: 'all synced', unit: 's', compared: true },
    { figure: 'cpu', title: 'CPU', unit: 'ms' },
    { figure: 'peak', title: 'peak memory', unit: 'MB' },
    { figure: 'growth', title: 'above before', unit: 'MB' },
  ],
  run(plan: Plan): Promise<Row[]> {
    const chosen = plan.quick ? sizes.slice(0, 1) : sizes;
    const cases = chosen.map((megabytes): Case => {
      const content = documentOfSize(megabytes * 1e6);
      const bytes = bytesOf(content);
      return {
        name: `${megabytes} MB`,
        rounds: megabytes > 5 ? 1 : 3,
        seeds: (room) => [{ room, content }],
        async measure(server, room) {
          const first = await joinAndLoad(server, { room, index: 0, bytes });
          const before = server.cpu();
          const { resident } = await server.memory();
          const peak = server.watchPeak();
          const startedAt = performance.now();
          const joined = await Promise.all(
            Array.from({ length: joins }, (_, index) => joinAndLoad(server, { room, index, bytes })),
          );
          const time = performance.now() - startedAt;
          const highest = peak.stop();
          const cpu = totalOf(timeBetween(before, server.cpu())) / 1000;
          for (const { client } of [first, ...joined]) client.destroy();
          return { time, cpu, peak: highest, growth: highest - resident };
        },
      };
    });
    return measureAlone('joins', cases, plan);
  },
};
