import { Client } from '../client.ts';
import { cpuPer, measureSteadily, type Figures, type Plan } from '../measure.ts';
import { pace, waitUntil } from '../pace.ts';
import type { MeasuredServer } from '../servers.ts';
import { createTypist, KeyTimes, type Typist } from '../typing.ts';

export interface TypingLoad {
  readonly rooms: readonly string[];
  /** In each room. */
  readonly editors: number;
  /** How many of them type. */
  readonly typing: number;
  /** How many keys each of those who type has, at most. */
  readonly keys: number;
}

interface Writer {
  readonly client: Client;
  readonly typist: Typist;
  readonly frames: readonly Uint8Array[];
  next: number;
}

/** After the last key, how long what is under way may take, in milliseconds. */
const drainTime = 15_000;

/** Rooms full of editors of whom some type. */
export class TypingRooms {
  readonly #server: MeasuredServer;
  readonly #load: TypingLoad;
  readonly #times = new KeyTimes();
  readonly #clients: Client[] = [];
  readonly #writers: Writer[] = [];

  private constructor(server: MeasuredServer, load: TypingLoad) {
    this.#server = server;
    this.#load = load;
  }

  /** Everybody joins; those who will type have their paragraph. */
  static async open(server: MeasuredServer, load: TypingLoad): Promise<TypingRooms> {
    const rooms = new TypingRooms(server, load);
    for (const [at, room] of load.rooms.entries())
      for (let editor = 0; editor < load.editors; editor += 1)
        await rooms.#join(room, at * load.editors + editor, editor < load.typing);
    for (const { client } of rooms.#writers) await client.sync();
    return rooms;
  }

  async #join(room: string, index: number, types: boolean): Promise<void> {
    const client = await Client.join(this.#server.address(room, index));
    this.#clients.push(client);
    const typist = types ? createTypist(this.#load.keys) : null;
    const reader = typist?.id ?? 0;
    client.onUpdate = (update) => this.#times.received(update, reader, performance.now());
    if (typist === null) return;
    this.#times.add(typist);
    client.send(client.frames.sync('update', typist.opening));
    const frames = typist.keys.map((key) => client.frames.sync('update', key));
    this.#writers.push({ client, typist, frames, next: 0 });
  }

  /** Types so many keys per second, all typists together, and measures; throws when not all of them arrive. */
  async type(keysPerSecond: number, plan: Plan): Promise<Figures> {
    const times = this.#times;
    const others = this.#load.editors - 1;
    const typing = pace(keysPerSecond, (index) => this.#typeKey(index));
    const { cpu, seconds, generator } = await measureSteadily(this.#server, plan, () => times.begin());
    const { deliveries, keysSent } = times;
    typing.stop();
    const expected = () => times.keysSent * others;
    await waitUntil(() => times.delays.count >= expected(), drainTime);
    if (times.delays.count < expected())
      throw new Error(`${times.delays.count} of ${expected()} deliveries came.`);
    if (this.#server.server === 'choan')
      await waitUntil(() => times.echoes.count >= times.keysSent, drainTime);
    const updates = deliveries / others;
    return {
      generator,
      'server busy': (cpu.main + cpu.other + cpu.store) / 1e6 / seconds,
      'updates per second': keysSent / seconds,
      ...cpuPer(cpu, deliveries, 'delivery'),
      ...cpuPer(cpu, updates, 'update'),
      'main thread per update': cpu.main / updates,
      'other threads per update': cpu.other / updates,
      p50: times.delays.quantile(0.5),
      p99: times.delays.quantile(0.99),
      ...(this.#server.server === 'choan'
        ? { 'stored p50': times.echoes.quantile(0.5), 'stored p99': times.echoes.quantile(0.99) }
        : {}),
    };
  }

  close(): void {
    for (const client of this.#clients) client.destroy();
  }

  #typeKey(index: number): void {
    const writer = this.#writers[index % this.#writers.length]!;
    const key = writer.next++;
    const frame = writer.frames[key];
    if (frame === undefined) throw new Error('A typist has no keys left.');
    this.#times.markSent(writer.typist, key);
    writer.client.send(frame);
  }
}

/** How many keys one typist needs for a measurement, and some more. */
export const keysNeeded = (perSecond: number, plan: Plan): number =>
  Math.ceil(perSecond * ((plan.warmUp + plan.duration * 1.2) / 1000 + 1)) + 10;
