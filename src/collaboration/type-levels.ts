import * as Y from 'yjs';
import type { Struct } from './decoded-update.ts';
import { visitStructs, type Placing, type ScannedStruct } from './update-scanner.ts';
import type { StructPart } from './update-writer.ts';

/**
 * In how many types, one in another, each operation of a draft lies, the root type not counted. An update names the parent
 * only of what is first in it; anything else lies where the operation beside it does.
 */
export class TypeLevels {
  readonly #clients = new Map<number, Levels>();
  /** What isn't here is looked up there. */
  readonly #base: TypeLevels | null;

  private constructor(base: TypeLevels | null) {
    this.#base = base;
  }

  /** Of a whole state, as `scanUpdate` takes it; in any order of clients. */
  static of(state: Uint8Array): TypeLevels {
    const placed = new Map<number, PlacedRuns>();
    visitStructs(state, (struct) => {
      let runs = placed.get(struct.client);
      if (runs === undefined) placed.set(struct.client, (runs = new PlacedRuns()));
      runs.push(struct);
    });
    const levels = new TypeLevels(null);
    for (const [client, runs] of placed) {
      for (let index = 0; index < runs.starts.length; index += 1)
        levels.#of(client).push(runs.starts[index] ?? 0, resolve(placed, runs, index));
    }
    return levels;
  }

  /** Takes over what builds on nothing but what is here and what comes before it in `parts`. */
  add(parts: readonly StructPart[]): void {
    for (const { struct, offset } of parts)
      this.#of(struct.id.client).push(struct.id.clock + offset, this.#levelOf(struct));
  }

  /** How many types the deepest type of `parts` lies in; 0 when there is none. Adds nothing. */
  deepestOf(parts: readonly StructPart[]): number {
    const both = new TypeLevels(this);
    both.add(parts);
    return parts.reduce(
      (deepest, { struct }) => (isType(struct) ? Math.max(deepest, both.#levelOf(struct)) : deepest),
      0,
    );
  }

  #levelOf(struct: Struct): number {
    if (!(struct instanceof Y.Item)) return 0;
    const sibling = struct.origin ?? struct.rightOrigin;
    if (sibling !== null) return this.#at(sibling);
    return struct.parent instanceof Y.ID ? this.#at(struct.parent) + 1 : 0;
  }

  #at(id: Y.ID): number {
    const level = this.#clients.get(id.client)?.at(id.clock);
    if (level !== undefined) return level;
    if (this.#base === null) throw new Error(`There is no operation ${id.client}:${id.clock}.`);
    return this.#base.#at(id);
  }

  #of(client: number): Levels {
    let levels = this.#clients.get(client);
    if (levels === undefined) this.#clients.set(client, (levels = new Levels()));
    return levels;
  }
}

/** Whether others may lie in it. */
export function isType(struct: Struct): boolean {
  return struct instanceof Y.Item && struct.content instanceof Y.ContentType;
}

/** Levels of one client's operations: neighbours of the same level are one stretch. */
class Levels {
  readonly #starts: number[] = [];
  readonly #levels: number[] = [];

  /** Everything from `start` on has this level; nothing behind it is here yet. */
  push(start: number, level: number): void {
    if (this.#levels.at(-1) === level) return;
    this.#starts.push(start);
    this.#levels.push(level);
  }

  at(clock: number): number | undefined {
    return this.#levels[lastUpTo(this.#starts, clock)];
  }
}

/** One client's operations in a state: each run lies where one other operation says. */
class PlacedRuns {
  readonly starts: number[] = [];
  readonly placings: Placing[] = [];
  readonly byClients: number[] = [];
  readonly byClocks: number[] = [];
  /** Where it is known already. */
  readonly levels: (number | null)[] = [];

  push({ client, start, placing, byClient, byClock }: ScannedStruct): void {
    // What is written on behind its own last operation.
    if (placing === 'sibling' && byClient === client && byClock === start - 1) return;
    this.starts.push(start);
    this.placings.push(placing);
    this.byClients.push(byClient);
    this.byClocks.push(byClock);
    this.levels.push(placing === null ? 0 : null);
  }
}

/** Follows what a run is placed by until a level is known, and notes it for all on the way. */
function resolve(placed: ReadonlyMap<number, PlacedRuns>, of: PlacedRuns, index: number): number {
  const way: { readonly runs: PlacedRuns; readonly index: number }[] = [];
  let at = { runs: of, index };
  for (let known = of.levels[index]; known === null; known = at.runs.levels[at.index]) {
    way.push(at);
    const client = at.runs.byClients[at.index] ?? 0;
    const clock = at.runs.byClocks[at.index] ?? 0;
    const runs = placed.get(client);
    const next = runs === undefined ? -1 : lastUpTo(runs.starts, clock);
    if (runs === undefined || next === -1) throw new Error(`There is no operation ${client}:${clock}.`);
    at = { runs, index: next };
  }
  let level = at.runs.levels[at.index] ?? 0;
  for (const step of way.reverse()) {
    if (step.runs.placings[step.index] === 'parent') level += 1;
    step.runs.levels[step.index] = level;
  }
  return level;
}

/** Index of the last of `starts`, which ascend, that isn't above `clock`; -1 when there is none. */
function lastUpTo(starts: readonly number[], clock: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= clock) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
