import { timeBetween, totalOf } from '../collab/cpu.ts';
import { Delays } from '../collab/delays.ts';
import { waitUntil } from '../collab/pace.ts';
import type { Changes } from './messages.ts';
import type { Figures } from './report.ts';
import type { MeasuredServer } from './servers.ts';
import type { Delivery } from './subscriber.ts';

/** Longest time in which everything that was changed must be told, in milliseconds. */
const deliveryLimit = 180_000;

/** All who follow one server's changes; sees that each gets what is theirs once and in order. */
export class Audience {
  #received = 0;
  #stale = 0;
  readonly #changes: number[] = [];
  readonly #times: number[] = [];

  /** What takes a subscription's deliveries. The changes that are told to it are `first`, `first + step` and so on. */
  listener(first: number, step: number): (delivery: Delivery) => void {
    let next = first;
    return ({ change, at, current }) => {
      if (change !== next) throw new Error(`Change ${change} was told where ${next} was due.`);
      next += step;
      this.#received += 1;
      if (!current) this.#stale += 1;
      this.#changes.push(change);
      this.#times.push(at);
    };
  }

  /** Has changes made and waits until each has been told to `perChange` subscriptions. */
  async measure(server: MeasuredServer, changes: Omit<Changes, 'kind'>, perChange: number): Promise<Figures> {
    this.#received = this.#stale = this.#changes.length = this.#times.length = 0;
    const expected = changes.count * perChange;
    const ownBefore = process.cpuUsage();
    const before = server.cpu();
    const startedAt = performance.now();
    const { begunAt, unrelated } = await server.change(changes);
    if (!(await waitUntil(() => this.#received >= expected, deliveryLimit)))
      throw new Error(`${server.name} told of ${this.#received} changes instead of ${expected}.`);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpu = timeBetween(before, server.cpu());
    const own = process.cpuUsage(ownBefore);
    // What came twice would come now.
    await server.settled();
    if (this.#received !== expected)
      throw new Error(`${server.name} told of ${this.#received} changes instead of ${expected}.`);
    const delays = new Delays();
    this.#changes.forEach((change, at) => delays.add(this.#times[at]! - begunAt[change - changes.first]!));
    return {
      'cpu per delivery': (cpu.main + cpu.other) / expected,
      'cpu per delivery, with store': totalOf(cpu) / expected,
      'cpu per event': totalOf(cpu) / (changes.count + unrelated),
      'events per second': (changes.count + unrelated) / seconds,
      'deliveries per second': expected / seconds,
      p50: delays.quantile(0.5),
      p99: delays.quantile(0.99),
      stale: this.#stale / expected,
      server: totalOf(cpu) / 1e6 / seconds,
      generator: (own.user + own.system) / 1e6 / seconds,
    };
  }
}
