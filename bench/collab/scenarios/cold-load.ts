import { timeBetween, totalOf } from '../cpu.ts';
import { documentOfSize, keystrokes } from '../documents.ts';
import { measureAlone, type Case, type Plan, type Row } from '../measure.ts';
import type { Scenario } from '../scenario.ts';
import { bytesOf, joinAndLoad } from './loading.ts';

const logEntries = 10_000;
/** Megabytes, and how many of the log's entries no snapshot of Choan has: in service they are 500 at most. */
const loads = [
  [0.1, 500],
  [1, 500],
  [5, 500],
  [20, 500],
  [1, logEntries],
] as const;

export const coldLoad: Scenario = {
  name: 'cold',
  title: `Cold load: the first member joins a draft that is only in the store, a log of ${logEntries.toLocaleString('en-GB')} entries behind the content`,
  columns: [
    { figure: 'time', title: 'synced', unit: 'ms', compared: true },
    { figure: 'cpu', title: 'CPU', unit: 'ms' },
    { figure: 'growth', title: 'peak above before', unit: 'MB' },
  ],
  run(plan: Plan): Promise<Row[]> {
    const chosen = plan.quick ? loads.slice(0, 1) : loads;
    const log = keystrokes(logEntries);
    const cases = chosen.map(([megabytes, unfolded]): Case => {
      const content = documentOfSize(megabytes * 1e6);
      const bytes = bytesOf(content);
      return {
        name: `${megabytes} MB${unfolded === logEntries ? ', nothing folded' : ''}`,
        // The other room makes the server's code warm.
        seeds: (room) => [
          { room, content, log, unfolded },
          { room: `${room}-other`, content: documentOfSize(20_000) },
        ],
        async measure(server, room) {
          const other = await joinAndLoad(server, { room: `${room}-other`, index: 0, bytes: 0 });
          const { resident } = await server.memory();
          const before = server.cpu();
          const peak = server.watchPeak();
          const { client, took } = await joinAndLoad(server, { room, index: 1, bytes });
          const growth = peak.stop() - resident;
          const cpu = totalOf(timeBetween(before, server.cpu())) / 1000;
          client.destroy();
          other.client.destroy();
          return { time: took, cpu, growth };
        },
      };
    });
    // Without a store there is nothing to load.
    return measureAlone('cold', cases, { ...plan, variants: plan.variants.filter(({ stores }) => stores) });
  },
};
