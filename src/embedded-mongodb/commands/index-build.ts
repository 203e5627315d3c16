import type { Document } from 'bson';
import type { Collection, CollectionUser, Index } from '../engine/catalog.ts';
import type { KeyValueReader, KeyValueWriter } from '../engine/key-value.ts';
import { newEntries, putNewEntry, recordsFrom, type NewEntry, type WriteTarget } from '../engine/records.ts';
import { PAUSE, sortInParts, type PausingWork } from '../query/pause.ts';
import type { CommandContext } from './command.ts';
import { checkInterrupted, TURN_MS, Turns, write } from './execution.ts';

/** Entries that are sorted before they are stored. */
const SORTED_ENTRIES = 50_000;
/** Documents that are read between two pauses. */
const PAUSE_EVERY = 64;
/** Up to so many documents an index is built in the step that asks for it. */
const BUILT_AT_ONCE = 100;

interface Wanted {
  collection: Collection;
  specifications: Document[];
}

/**
 * Builds indexes, all of them or none. With few documents (and in a transaction, where the collection is new) that is
 * done now; else what is returned has to be run, and until its end nobody writes to the collection.
 * Throws DuplicateKey and what else a document can't be indexed for.
 */
export function startBuild(
  context: CommandContext,
  target: WriteTarget,
  wanted: Wanted,
): IndexBuild | undefined {
  const { collection, specifications } = wanted;
  const { engine } = context;
  const indexes = specifications.map((specification) => engine.catalog.newIndex(specification));
  const isLarge = hasMoreThan(BUILT_AT_ONCE, recordsFrom(target.writer, collection, 0));
  if (isLarge && context.transaction === undefined) {
    return new IndexBuild(context, target, { collection, indexes });
  }
  try {
    for (const record of recordsFrom(target.writer, collection, 0)) {
      for (const index of indexes) {
        for (const entry of newEntries(collection, index, record))
          putNewEntry(target.writer, collection, entry);
      }
    }
  } catch (error) {
    // Some may have got entries already. In a transaction they go with it.
    if (context.transaction === undefined) {
      target.saveCollection(collection);
      engine.discard(target.writer, indexes);
    }
    throw error;
  }
  addIndexes(context, target, { collection, indexes });
  return undefined;
}

function addIndexes(
  context: CommandContext,
  target: WriteTarget,
  of: { collection: Collection; indexes: Index[] },
): void {
  for (const index of of.indexes) index.builtBy = context.engine.store.locks.latestCommit + 1;
  of.collection.indexes.push(...of.indexes);
  target.saveCollection(of.collection);
}

function hasMoreThan(count: number, values: Iterable<unknown>): boolean {
  let left = count;
  for (const _ of values) if (--left < 0) return true;
  return false;
}

/**
 * A build that takes many commits. Others read meanwhile, and write to other collections. Entries are sorted before they
 * are stored, many at a time, so that each commit touches few pages. The indexes become part of the collection with the
 * last commit; a process that ends before leaves entries, which the next start removes.
 */
export class IndexBuild implements CollectionUser {
  readonly ended: Promise<void>;
  private end: () => void = () => undefined;
  private readonly collection: Collection;
  private readonly indexes: Index[];
  private nextRecord = 0;
  private complete = false;

  /** Part of a step: takes the collection. */
  constructor(
    context: CommandContext,
    target: WriteTarget,
    of: { collection: Collection; indexes: Index[] },
  ) {
    this.collection = of.collection;
    this.indexes = of.indexes;
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    // Stores that the idents are taken.
    target.saveCollection(this.collection);
    context.engine.beginBuild(target.writer, this.indexes);
    this.collection.building = this;
    this.collection.users.add(this);
  }

  async run(context: CommandContext): Promise<void> {
    const { engine } = context;
    const { collection, indexes } = this;
    try {
      const turns = new Turns(context);
      while (!this.complete) {
        let entries: NewEntry[] = [];
        const work = this.nextEntries(engine.store.latest);
        for (let next = work.next(); ; next = work.next()) {
          if (next.done === true) {
            entries = next.value;
            break;
          }
          await turns.pause();
        }
        for (let stored = 0; stored < entries.length;) {
          checkInterrupted(context);
          await turns.pause();
          await write(context, ({ writer }) => {
            stored = this.store(writer, entries, stored);
          });
        }
      }
      await engine.store.write((writer) => {
        const saveCollection = (changed: Collection): void => engine.catalog.save(writer, changed);
        addIndexes(context, { writer, saveCollection }, { collection, indexes });
        engine.endBuild(writer, indexes);
      });
    } catch (error) {
      await engine.store.write((writer) => engine.discard(writer, indexes));
      throw error;
    } finally {
      this.release();
    }
  }

  /** Gives the collection back to those who write. */
  release(): void {
    this.collection.building = undefined;
    this.collection.users.delete(this);
    this.end();
  }

  /** The entries of the next documents in the order of their keys. Nobody writes to the collection meanwhile. */
  private *nextEntries(reader: KeyValueReader): PausingWork<NewEntry[]> {
    const entries: NewEntry[] = [];
    let looked = 0;
    this.complete = true;
    for (const record of recordsFrom(reader, this.collection, this.nextRecord)) {
      if (entries.length >= SORTED_ENTRIES) {
        this.complete = false;
        break;
      }
      for (const index of this.indexes) entries.push(...newEntries(this.collection, index, record));
      this.nextRecord = record.recordId + 1;
      if (++looked % PAUSE_EVERY === 0) yield PAUSE;
    }
    return yield* sortInParts(entries, (left, right) => left.key.compare(right.key));
  }

  /** Stores entries from a position on until others get their turn. Returns the next position. */
  private store(writer: KeyValueWriter, entries: NewEntry[], from: number): number {
    const until = performance.now() + TURN_MS;
    let next = from;
    while (next < entries.length && performance.now() < until) {
      putNewEntry(writer, this.collection, entries[next++]!);
    }
    return next;
  }
}
