import { documentOfSize } from '../documents.ts';
import { measureAlone, type Case, type Plan, type Row } from '../measure.ts';
import { sleep } from '../pace.ts';
import type { Scenario } from '../scenario.ts';
import { bytesOf, joinAndLoad } from './loading.ts';

const draftBytes = 20_000;
/** How long all are quiet before memory is looked at, in milliseconds. */
const quiet = 15_000;

export const idle: Scenario = {
  name: 'idle',
  title: `Idle: open, quiet drafts of ${draftBytes / 1000} kB with one quiet connection each. Memory per draft, after garbage collection`,
  columns: [
    { figure: 'live', title: 'live', unit: 'kB', compared: true },
    { figure: 'resident', title: 'resident', unit: 'kB' },
  ],
  run(plan: Plan): Promise<Row[]> {
    const count = plan.quick ? 200 : 1000;
    const content = documentOfSize(draftBytes);
    const bytes = bytesOf(content);
    const roomsOf = (name: string): string[] =>
      Array.from({ length: count + 1 }, (_, index) => `${name}-${index}`);
    const one: Case = {
      name: `${count.toLocaleString('en-GB')} drafts`,
      rounds: 1,
      seeds: (name) => roomsOf(name).map((room) => ({ room, content })),
      async measure(server, name) {
        const [warm, ...rooms] = roomsOf(name);
        const clients = [(await joinAndLoad(server, { room: warm!, index: 0, bytes })).client];
        const before = await server.memory();
        for (const [index, room] of rooms.entries())
          clients.push((await joinAndLoad(server, { room, index, bytes })).client);
        await sleep(quiet);
        const after = await server.memory();
        for (const client of clients) client.destroy();
        return {
          live: (after.live - before.live) / count,
          resident: (after.resident - before.resident) / count,
        };
      },
    };
    // In memory or not makes no difference, but a server that only has memory would begin with all of the drafts.
    return measureAlone('idle', [one], { ...plan, variants: plan.variants.filter(({ stores }) => stores) });
  },
};
