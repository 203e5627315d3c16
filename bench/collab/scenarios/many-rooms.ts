import { measureTogether, type Case, type Figures, type Plan, type Row } from '../measure.ts';
import type { Scenario } from '../scenario.ts';
import { delayColumns } from './hot.ts';
import { keysNeeded, TypingRooms } from './typing-room.ts';

const editors = 3;
/** Updates per second over all rooms; figures are of the first, the others are tried until one is too much. */
const rates = [500, 1000, 2000, 4000, 8000] as const;
const longestDelay = 50;

export const manyRooms: Scenario = {
  name: 'rooms',
  title: `Many rooms: ${editors} editors each, one of them typing, ${rates[0]} updates per second over all. CPU per update; rate: the most of ${rates.join(', ')} updates per second with p99 below ${longestDelay} ms`,
  columns: [
    { figure: 'cpu per update', title: 'server', unit: 'µs' },
    { figure: 'cpu per update, with store', title: 'and store', unit: 'µs', compared: true },
    ...delayColumns,
    { figure: 'rate', title: 'rate', unit: 'per second' },
  ],
  run(plan: Plan): Promise<Row[]> {
    const count = plan.quick ? 100 : 500;
    const roomsOf = (name: string): string[] =>
      Array.from({ length: count }, (_, index) => `${name}-${index}`);
    const tried: readonly number[] = plan.quick ? rates.slice(0, 2) : rates;
    const one: Case = {
      name: `${count} drafts`,
      seeds: (name) => roomsOf(name).map((room) => ({ room, content: [] })),
      async measure(server, name) {
        const keys = tried.map((rate) => keysNeeded(rate / count, plan)).reduce((sum, some) => sum + some, 0);
        const rooms = await TypingRooms.open(server, { rooms: roomsOf(name), editors, typing: 1, keys });
        let first: Figures | null = null;
        let highest = 0;
        for (const rate of tried) {
          const figures = await rooms.type(rate, plan);
          first ??= figures;
          if (figures['p99']! > longestDelay) break;
          highest = rate;
        }
        rooms.close();
        return { ...first, rate: highest };
      },
    };
    return measureTogether('rooms', [one], plan);
  },
};
