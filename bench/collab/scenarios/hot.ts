import { measureTogether, type Case, type Plan, type Row } from '../measure.ts';
import type { Scenario } from '../scenario.ts';
import { measureTyping } from './typing-room.ts';

/** Editors, how many of them type, and keys per second of each: at most 50,000 deliveries per second. */
const loads = [
  [10, 1, 50],
  [100, 1, 50],
  [100, 10, 50],
  [500, 5, 20],
  [500, 50, 2],
] as const;

export const hotRoom: Scenario = {
  name: 'hot',
  title: 'Hot room: one draft, many editors',
  columns: [
    { figure: 'cpu per delivery', title: 'CPU per delivery', unit: 'µs' },
    { figure: 'cpu per delivery, with store', title: 'with store', unit: 'µs', compared: true },
    { figure: 'p50', title: 'p50', unit: 'ms' },
    { figure: 'p99', title: 'p99', unit: 'ms' },
  ],
  run(plan: Plan): Promise<Row[]> {
    const chosen = plan.quick ? [loads[2]] : loads;
    const cases = chosen.map(([editors, typing, keysPerSecond]): Case => ({
      name: `${editors} editors, ${typing} typing ${keysPerSecond}/s`,
      measure: (server, room) =>
        measureTyping(server, { rooms: [room], editors, typing, keysPerSecond }, plan),
    }));
    return measureTogether('hot', cases, plan);
  },
};
