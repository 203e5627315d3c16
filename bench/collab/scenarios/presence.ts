import { randomInt } from 'node:crypto';
import { Client } from '../client.ts';
import { Delays } from '../delays.ts';
import {
  cpuPer,
  measureSteadily,
  measureTogether,
  type Case,
  type Figures,
  type Plan,
  type Row,
} from '../measure.ts';
import { pace, waitUntil } from '../pace.ts';
import { Cursor } from '../protocol.ts';
import type { Scenario } from '../scenario.ts';
import type { MeasuredServer } from '../servers.ts';

/** Members, and how often per second each tells a new state. */
const loads = [
  [100, 1],
  [100, 10],
  [500, 1],
  [500, 10],
] as const;

/** After the last state, how long the last ones may take until they count as lost, in milliseconds. */
const drainTime = 3000;
const cursor = new Cursor();

/** Members who each tell the others where their cursor is. A state that a newer one overtakes has arrived with it. */
class PresenceRoom {
  readonly #members: { readonly client: Client; readonly id: number }[] = [];
  readonly #indexOf = new Map<number, number>();
  /** When each member sent each state. */
  readonly #sentAt: number[][] = [];
  /** Of each member, by reader: how many of the states have arrived. */
  readonly #arrived: Int32Array[] = [];
  #since = Infinity;
  #delays = new Delays();
  #offered = 0;

  static async open(server: MeasuredServer, room: string, members: number): Promise<PresenceRoom> {
    const opened = new PresenceRoom();
    for (let index = 0; index < members; index += 1) {
      const client = await Client.join(server.address(room, index));
      const id = randomInt(2 ** 30, 2 ** 32);
      const arrived = new Int32Array(members);
      client.onAwareness = (states) => opened.#receive(states, index);
      opened.#members.push({ client, id });
      opened.#indexOf.set(id, index);
      opened.#sentAt.push([]);
      opened.#arrived.push(arrived);
    }
    return opened;
  }

  async tell(server: MeasuredServer, statesPerSecond: number, plan: Plan): Promise<Figures> {
    const others = this.#members.length - 1;
    const telling = pace(statesPerSecond, (index) => this.#tellOne(index % this.#members.length));
    const { cpu, seconds, generator } = await measureSteadily(server, plan, () => {
      this.#since = performance.now();
      this.#delays = new Delays();
      this.#offered = 0;
    });
    const offered = this.#offered;
    telling.stop();
    await waitUntil(() => this.#delays.count >= this.#offered, drainTime);
    this.#countMissing();
    return {
      generator,
      'server busy': (cpu.main + cpu.other + cpu.store) / 1e6 / seconds,
      'states per second': offered / others / seconds,
      ...cpuPer(cpu, offered, 'state'),
      p50: this.#delays.quantile(0.5),
      p99: this.#delays.quantile(0.99),
    };
  }

  close(): void {
    for (const { client } of this.#members) client.destroy();
  }

  #tellOne(index: number): void {
    const { client, id } = this.#members[index]!;
    const sentAt = this.#sentAt[index]!;
    const now = performance.now();
    sentAt.push(now);
    if (now >= this.#since) this.#offered += this.#members.length - 1;
    const position = { type: null, tname: 'content', item: { client: id, clock: sentAt.length }, assoc: 0 };
    client.send(
      client.frames.awareness(id, sentAt.length, {
        user: { name: `Member ${index}`, color: '#30bced' },
        cursor: { anchor: position, head: position },
        // The last one, where it is found without reading the rest.
        number: sentAt.length,
      }),
    );
  }

  /** Reads client id and number of each state, as y-protocols/awareness.js writes them. */
  #receive(states: Uint8Array, reader: number): void {
    const now = performance.now();
    cursor.bytes = states;
    cursor.at = 0;
    for (let left = cursor.varUint(); left > 0; left -= 1) {
      const member = this.#indexOf.get(cursor.varUint());
      cursor.varUint();
      const length = cursor.varUint();
      cursor.at += length;
      if (member === undefined || member === reader || length < 10) continue;
      this.#take(member, { reader, upTo: lastNumber(states, cursor.at), now });
    }
  }

  #take(member: number, { reader, upTo, now }: { reader: number; upTo: number; now: number }): void {
    const arrived = this.#arrived[reader]!;
    const sentAt = this.#sentAt[member]!;
    for (let next = arrived[member]!; next < upTo; next += 1)
      if (sentAt[next]! >= this.#since) this.#delays.add(now - sentAt[next]!);
    if (upTo > arrived[member]!) arrived[member] = upTo;
  }

  /** What hasn't come yet takes at least until now. */
  #countMissing(): void {
    const now = performance.now();
    for (let member = 0; member < this.#members.length; member += 1)
      for (let reader = 0; reader < this.#members.length; reader += 1)
        if (reader !== member) this.#take(member, { reader, upTo: this.#sentAt[member]!.length, now });
  }
}

/** The number before the `}` that ends at `end`. */
function lastNumber(bytes: Uint8Array, end: number): number {
  let value = 0;
  let factor = 1;
  for (let at = end - 2; bytes[at]! >= 48 && bytes[at]! <= 57; at -= 1) {
    value += (bytes[at]! - 48) * factor;
    factor *= 10;
  }
  return value;
}

export const presence: Scenario = {
  name: 'presence',
  title:
    'Presence: everybody tells where they are. CPU per state and recipient to whom it is offered; time until they know it or a newer one',
  columns: [
    { figure: 'cpu per state', title: 'server', unit: 'µs' },
    { figure: 'cpu per state, with store', title: 'and store', unit: 'µs', compared: true },
    { figure: 'p50', title: 'p50', unit: 'ms' },
    { figure: 'p99', title: 'p99', unit: 'ms' },
    { figure: 'states per second', title: 'told', unit: 'per second' },
    { figure: 'server busy', title: 'busy', unit: 'share' },
  ],
  run(plan: Plan): Promise<Row[]> {
    const chosen = plan.quick ? [loads[1]] : loads;
    const cases = chosen.map(([members, perSecond]): Case => ({
      name: `${members} x ${perSecond} Hz`,
      async measure(server, name) {
        const room = await PresenceRoom.open(server, name, members);
        const figures = await room.tell(server, members * perSecond, plan);
        room.close();
        return figures;
      },
    }));
    // Nothing of presence is stored, so the peers need no store.
    const variants = plan.variants.filter(({ server, stores }) => server === 'choan' || !stores);
    return measureTogether('presence', cases, { ...plan, variants });
  },
};
