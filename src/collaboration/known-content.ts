import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { ClockRanges, type ClockRange } from '../domain/draft/clock-ranges.ts';
import type { DecodedUpdate, Deletion, Struct } from './decoded-update.ts';
import type { ScannedUpdate } from './update-scanner.ts';
import { encodeUpdate, groupBy, type StructPart } from './update-writer.ts';

/** An operation that something builds on and that isn't there. */
export interface MissingOperation {
  readonly client: number;
  readonly clock: number;
}

/** What an update adds to the content that is known. */
export interface NewContent {
  readonly structs: readonly StructPart[];
  readonly deletions: readonly Deletion[];
  /** Clients under whose ids the update has operations that are left out. */
  readonly leftOut: readonly number[];
  /** What the rest of the update waits for, of each client the first; empty when there is no rest. */
  readonly missing: readonly MissingOperation[];
  /** True when the update has nothing else than this, so that its own bytes say it. */
  readonly whole: boolean;
}

/**
 * Which operations and deletions a draft has, without their content: enough to tell what an update adds and whether
 * it fits, in a fraction of the memory of a `Y.Doc`. There are no holes: of each client all clocks from 0 are known.
 */
export class KnownContent {
  /** Clock of each client's next operation. */
  readonly #state = new Map<number, number>();
  readonly #deleted = new Map<number, ClockRanges>();

  /** Takes over everything that `update` has, which must fit. */
  addUpdate(update: DecodedUpdate): void {
    for (const struct of update.structs) this.#addStruct(struct);
    this.#addDeletions(update.deletions);
  }

  /** Takes over what a whole state has, of which `sections` tell the operations. */
  addState({ sections, deletions }: ScannedUpdate): void {
    for (const { client, start, end } of sections) {
      if (start > this.#end(client))
        throw new Error(`Operations of client ${client} are missing before ${start}.`);
      this.#state.set(client, end);
    }
    this.#addDeletions(deletions);
  }

  /** Everything that is deleted, by client. */
  deletions(): ReadonlyMap<number, readonly ClockRange[]> {
    return new Map([...this.#deleted].map(([client, { ranges }]) => [client, ranges]));
  }

  add(content: Pick<NewContent, 'structs' | 'deletions'>): void {
    for (const { struct } of content.structs) this.#addStruct(struct);
    this.#addDeletions(content.deletions);
  }

  has(operation: MissingOperation): boolean {
    return operation.clock < this.#end(operation.client);
  }

  /** Clients under whose ids the update has operations that aren't known. */
  newClients(update: DecodedUpdate): number[] {
    const clients = new Set<number>();
    for (const { id, length } of update.structs)
      if (id.clock + length > this.#end(id.client)) clients.add(id.client);
    return [...clients];
  }

  /**
   * What `update` adds: all that isn't known, that isn't under a client id for which `isForeign`, and that builds on
   * nothing unknown.
   */
  difference(update: DecodedUpdate, isForeign: (client: number) => boolean): NewContent {
    const { integrated, missing, leftOut, known } = this.#integrate(update, isForeign);
    const ends = new Map<number, number>();
    for (const { struct } of integrated) ends.set(struct.id.client, struct.id.clock + struct.length);
    const endOf = (client: number) => ends.get(client) ?? this.#end(client);

    const deletions: Deletion[] = [];
    let deletionsAreNew = true;
    for (const { client, start, end } of update.deletions) {
      const limit = endOf(client);
      if (end > limit) missing.push({ client, clock: end - 1 });
      const range = { start, end: Math.min(end, limit) };
      const parts = range.start < range.end ? (this.#deleted.get(client)?.missing(range) ?? [range]) : [];
      deletionsAreNew &&= parts.length === 1 && parts[0]?.start === start && parts[0].end === end;
      for (const part of parts) deletions.push({ client, ...part });
    }
    const whole =
      update.canonical && !known && leftOut.length === 0 && missing.length === 0 && deletionsAreNew;
    return { structs: integrated, deletions, leftOut, missing: firstOfEach(missing), whole };
  }

  /** The state vector, as a sync step 1 carries it. */
  encodeStateVector(): Uint8Array {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, this.#state.size);
    for (const [client, clock] of this.#state) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
    }
    return encoding.toUint8Array(encoder);
  }

  /** True when a client with this state vector may lack operations. It says nothing of deletions. */
  hasMoreThan(stateVector: ReadonlyMap<number, number>): boolean {
    for (const [client, clock] of this.#state) if ((stateVector.get(client) ?? 0) < clock) return true;
    return false;
  }

  /**
   * Which of the update's operations can be taken in, in an order in which each builds only on those before it. Goes
   * through the clients until none gets further; one that waits for another is gone through again when that has got there,
   * so that it takes no longer when each waits for the next.
   */
  #integrate(update: DecodedUpdate, isForeign: (client: number) => boolean) {
    const ends = new Map<number, number>();
    const endOf = (client: number) => ends.get(client) ?? this.#end(client);
    const queues = new Map<number, { structs: Struct[]; next: number }>();
    const leftOut = new Set<number>();
    let known = false;
    for (const struct of update.structs) {
      const { client } = struct.id;
      if (struct.id.clock + struct.length <= this.#end(client)) known = true;
      else if (isForeign(client)) leftOut.add(client);
      else {
        const queue = queues.get(client);
        if (queue === undefined) queues.set(client, { structs: [struct], next: 0 });
        else queue.structs.push(struct);
      }
    }
    const integrated: StructPart[] = [];
    /** Clients that wait for an operation, by the client of that. */
    const waiting = new Map<number, { readonly client: number; readonly operation: MissingOperation }[]>();
    const ready = [...queues.keys()].reverse();
    for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
      const queue = queues.get(client);
      for (let struct = queue?.structs[queue.next]; queue !== undefined && struct !== undefined;) {
        const operation = missingOf(struct, endOf);
        if (operation !== null) {
          const others = waiting.get(operation.client);
          if (others === undefined) waiting.set(operation.client, [{ client, operation }]);
          else others.push({ client, operation });
          break;
        }
        const offset = endOf(client) - struct.id.clock;
        if (offset > 0) known = true;
        if (offset < struct.length) {
          integrated.push({ struct, offset });
          ends.set(client, struct.id.clock + struct.length);
        }
        queue.next += 1;
        struct = queue.structs[queue.next];
      }
      const blocked = waiting.get(client);
      if (blocked === undefined) continue;
      const end = endOf(client);
      const still = blocked.filter(({ operation }) => operation.clock >= end);
      if (still.length === blocked.length) continue;
      waiting.set(client, still);
      for (const other of blocked) if (other.operation.clock < end) ready.push(other.client);
    }
    const missing = [...waiting.values()].flat().map(({ operation }) => operation);
    return { integrated, missing, leftOut: [...leftOut], known };
  }

  #end(client: number): number {
    return this.#state.get(client) ?? 0;
  }

  #addStruct({ id, length }: Struct): void {
    const end = this.#end(id.client);
    if (id.clock > end) throw new Error(`Operations of client ${id.client} are missing before ${id.clock}.`);
    this.#state.set(id.client, Math.max(end, id.clock + length));
  }

  #addDeletions(deletions: readonly Deletion[]): void {
    for (const [client, added] of groupBy(deletions, (deletion) => deletion.client)) {
      let ranges = this.#deleted.get(client);
      if (ranges === undefined) {
        ranges = new ClockRanges();
        this.#deleted.set(client, ranges);
      }
      ranges.addMany(added);
    }
  }
}

/** Of each client the first: operations come in the order of clocks, so that none of the others is there before it. */
function firstOfEach(missing: readonly MissingOperation[]): MissingOperation[] {
  const first = new Map<number, MissingOperation>();
  for (const operation of missing)
    if (operation.clock < (first.get(operation.client)?.clock ?? Infinity))
      first.set(operation.client, operation);
  return [...first.values()];
}

/** The first operation that `struct` builds on and that isn't below its client's `endOf`. */
function missingOf(struct: Struct, endOf: (client: number) => number): MissingOperation | null {
  const { client, clock } = struct.id;
  if (clock > endOf(client)) return { client, clock: clock - 1 };
  if (!(struct instanceof Y.Item)) return null;
  const parent = struct.parent instanceof Y.ID ? struct.parent : null;
  for (const id of [struct.origin, struct.rightOrigin, parent])
    if (id !== null && id.clock >= endOf(id.client)) return { client: id.client, clock: id.clock };
  return null;
}

/** The update that adds just `content`: `original` when it has nothing else. */
export function updateOf(content: NewContent, original: Uint8Array): Uint8Array {
  return content.whole ? original : encodeUpdate(content.structs, content.deletions);
}
