import { documentWithHistory } from '../documents.ts';
import { measureTogether, type Case, type Plan, type Row } from '../measure.ts';
import type { Scenario } from '../scenario.ts';
import { delayColumns } from './hot.ts';
import { keysNeeded, TypingRooms } from './typing-room.ts';

const editors = 10;
const typing = 2;
const keysPerSecond = 20;

export const history: Scenario = {
  name: 'history',
  title: `History: ${editors} editors, ${typing} typing ${keysPerSecond}/s, on a draft with past client ids. CPU per update`,
  columns: [
    { figure: 'cpu per update', title: 'server', unit: 'µs' },
    { figure: 'cpu per update, with store', title: 'and store', unit: 'µs', compared: true },
    ...delayColumns,
  ],
  run(plan: Plan): Promise<Row[]> {
    const sizes = plan.quick ? [2000] : [0, 2000, 10_000];
    const cases = sizes.map((clients): Case => {
      const content = clients === 0 ? [] : documentWithHistory(clients);
      return {
        name: `${clients.toLocaleString('en-GB')} ids`,
        seeds: (room) => [{ room, content }],
        async measure(server, room) {
          const keys = keysNeeded(keysPerSecond, plan);
          const rooms = await TypingRooms.open(server, { rooms: [room], editors, typing, keys });
          const figures = await rooms.type(typing * keysPerSecond, plan);
          rooms.close();
          return figures;
        },
      };
    });
    return measureTogether('history', cases, plan);
  },
};
