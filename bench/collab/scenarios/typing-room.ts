import { Client } from '../client.ts';
import type { Figures, Plan } from '../measure.ts';
import { cpuPer, measureSteadily, quantile, sleep } from '../measure.ts';
import type { MeasuredServer } from '../servers.ts';
import { createTypist, KeyTimes, typeEvenly, type Writer } from '../typing.ts';

export interface TypingLoad {
  readonly rooms: readonly string[];
  /** In each room. */
  readonly editors: number;
  /** How many of them type. */
  readonly typing: number;
  /** Keys per second of each who types. */
  readonly keysPerSecond: number;
}

/** After the last key, how long what is under way may take until it counts as lost, in milliseconds. */
const drainTime = 10_000;

/** Rooms full of editors of whom some type: what a key costs the server, and how long it takes to the others. */
export async function measureTyping(server: MeasuredServer, load: TypingLoad, plan: Plan): Promise<Figures> {
  const keyCount = Math.ceil((load.keysPerSecond * plan.duration * 1.5) / 1000);
  const times = new KeyTimes();
  const clients: Client[] = [];
  const writers: Writer[] = [];
  for (const [at, room] of load.rooms.entries())
    for (let editor = 0; editor < load.editors; editor += 1) {
      const client = await Client.join(server.address(room, at * load.editors + editor));
      clients.push(client);
      const typist = editor < load.typing ? createTypist(keyCount) : null;
      const reader = typist?.id ?? 0;
      client.onUpdate = (update) => times.received(update, reader, performance.now());
      if (typist === null) continue;
      times.add(typist);
      client.send(client.frames.sync('update', typist.opening));
      const frames = typist.keys.map((key) => client.frames.sync('update', key));
      writers.push({ client, typist, frames });
    }
  // Ids are claimed and paragraphs made before the typing begins.
  for (const { client } of writers) await client.sync();

  const stop = new AbortController();
  const typing = typeEvenly(writers, times, { perSecond: load.keysPerSecond, signal: stop.signal });
  let deliveries = 0;
  let keys = 0;
  const { cpu, seconds, generator } = await measureSteadily(server, plan, {
    start: () => {
      times.since = performance.now();
      deliveries = times.deliveries;
    },
    stop: () => {
      deliveries = times.deliveries - deliveries;
      keys = times.keysSent;
    },
  });
  stop.abort();
  await typing;
  const expected = times.keysSent * (load.editors - 1);
  const deadline = performance.now() + drainTime;
  while (times.delays.length < expected && performance.now() < deadline) await sleep(20);
  for (const client of clients) client.destroy();
  if (times.delays.length < expected)
    throw new Error(`${times.delays.length} of ${expected} deliveries came.`);
  return {
    generator,
    'updates per second': keys / seconds,
    'server busy': (cpu.main + cpu.other + cpu.store) / 1e6 / seconds,
    ...cpuPer(cpu, deliveries, 'delivery'),
    ...cpuPer(cpu, deliveries / (load.editors - 1), 'update'),
    'main thread per update': cpu.main / (deliveries / (load.editors - 1)),
    'other threads per update': cpu.other / (deliveries / (load.editors - 1)),
    p50: quantile(times.delays, 0.5),
    p99: quantile(times.delays, 0.99),
    'echo p50': quantile(times.echoes, 0.5),
    'echo p99': quantile(times.echoes, 0.99),
  };
}
