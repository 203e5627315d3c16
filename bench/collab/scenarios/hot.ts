import { measureTogether, type Case, type Plan, type Row } from '../measure.ts';
import type { Column, Scenario } from '../scenario.ts';
import { keysNeeded, TypingRooms } from './typing-room.ts';

/** Editors, how many of them type, and keys per second of each: at most 50,000 deliveries per second. */
const loads = [
  [10, 1, 50],
  [100, 1, 50],
  [100, 10, 50],
  [500, 5, 20],
  [500, 50, 2],
] as const;

/** Until an update is at the others, and, where the server says so, on disk. */
export const delayColumns: readonly Column[] = [
  { figure: 'p50', title: 'p50', unit: 'ms' },
  { figure: 'p99', title: 'p99', unit: 'ms' },
  { figure: 'stored p99', title: 'stored p99', unit: 'ms' },
];

export const hotRoom: Scenario = {
  name: 'hot',
  title: 'Hot room: one draft, many editors. CPU per update and recipient; time from a key to the others',
  columns: [
    { figure: 'cpu per delivery', title: 'server', unit: 'µs' },
    { figure: 'cpu per delivery, with store', title: 'and store', unit: 'µs', compared: true },
    ...delayColumns,
  ],
  run(plan: Plan): Promise<Row[]> {
    const chosen = plan.quick ? [loads[2]] : loads;
    const cases = chosen.map(([editors, typing, keysPerSecond]): Case => ({
      name: `${editors} editors, ${typing} typing ${keysPerSecond}/s`,
      async measure(server, room) {
        const keys = keysNeeded(keysPerSecond, plan);
        const rooms = await TypingRooms.open(server, { rooms: [room], editors, typing, keys });
        const figures = await rooms.type(typing * keysPerSecond, plan);
        rooms.close();
        return figures;
      },
    }));
    return measureTogether('hot', cases, plan);
  },
};
