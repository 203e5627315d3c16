import { setImmediate as nextTurn } from 'node:timers/promises';
import { namespaceOf, type Collection } from '../engine/catalog.ts';
import type { KeyValueReader } from '../engine/key-value.ts';
import { systemKey } from '../engine/layout.ts';
import { LockedError } from '../engine/locks.ts';
import type { WriteTarget } from '../engine/records.ts';
import type { Transaction } from '../engine/transaction.ts';
import { countMatches, query, type Found, type Query } from '../engine/scan.ts';
import { PAUSE } from '../query/pause.ts';
import { commandError } from '../errors.ts';
import { checkNamespace, checkNewNamespace, typeName } from './arguments.ts';
import type { CommandContext } from './command.ts';

/** How long a command may hold the thread before others get their turn. */
export const TURN_MS = 2;

/** The collection name that the command's first field gives. Throws InvalidNamespace. */
export function collectionName(context: CommandContext): string {
  const name: unknown = Object.values(context.body)[0];
  if (typeof name !== 'string') {
    throw commandError('InvalidNamespace', `collection name has invalid type ${typeName(name)}`);
  }
  checkNamespace(context.database, name);
  return name;
}

/** What the command reads: its transaction's view, or the latest state. */
export function readerOf(context: CommandContext): KeyValueReader {
  return context.transaction ?? context.engine.store.latest;
}

/** The collection as the command sees it. Views can be made, but not read. */
export function findCollection(context: CommandContext, name: string): Collection | undefined {
  const { database, engine, transaction } = context;
  const collection = transaction?.created.get(`${database}.${name}`) ?? engine.catalog.find(database, name);
  if (collection?.options['viewOn'] !== undefined) {
    throw commandError(
      'CommandNotSupportedOnView',
      `Namespace ${database}.${name} is a view: reading and writing views is not supported`,
    );
  }
  return collection;
}

/** The collection, made now if there is none. Part of a write. */
export function ensureCollection(context: CommandContext, target: WriteTarget, name: string): Collection {
  const found = findCollection(context, name);
  if (found !== undefined) return found;
  checkNewNamespace(context.database, name);
  return createCollection(context, target, { name, options: {} });
}

/** Makes a collection whose name is free and checked. Part of a write. */
export function createCollection(
  context: CommandContext,
  target: WriteTarget,
  wanted: { name: string; options: Record<string, unknown> },
): Collection {
  const { database, engine, transaction } = context;
  const specification = { database, ...wanted };
  if (transaction === undefined) {
    target.writer.lock(systemKey('c', `${database}.${wanted.name}`));
    return engine.catalog.create(target.writer, specification);
  }
  transaction.claimNamespace(specification);
  const collection = engine.catalog.draft(specification);
  transaction.created.set(namespaceOf(collection), collection);
  return collection;
}

/**
 * Runs one atomic step of a write: at once in the command's transaction, else with the store's next commit. A step that
 * meets what somebody else holds (outside a transaction: a document of an open one) waits for its end and is run again;
 * what it had put before stays, so it has to remember what it has done.
 * Throws what the step throws, and MaxTimeMSExpired.
 */
export async function write<T>(context: CommandContext, step: (target: WriteTarget) => T): Promise<T> {
  const { engine, transaction } = context;
  for (;;) {
    try {
      if (transaction !== undefined) return step(targetIn(transaction));
      return await engine.store.write((writer) =>
        step({ writer, saveCollection: (collection) => engine.catalog.save(writer, collection) }),
      );
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      await waitFor(error.holder.ended, context);
    }
  }
}

function targetIn(transaction: Transaction): WriteTarget {
  return {
    writer: transaction,
    saveCollection: (collection) => {
      if (!transaction.created.has(namespaceOf(collection))) transaction.changed.add(collection);
    },
  };
}

/** Has the step wait while a transaction has writes in the collection or its indexes are being built. */
export function demandUnused(collection: Collection | undefined): void {
  const [user] = collection?.users ?? [];
  if (user !== undefined) throw new LockedError(user);
}

/** What can end a command early. */
type Interruptible = Pick<CommandContext, 'gone' | 'deadline'>;

/** Waits for `event`, but not past the command's time limit or its client's leaving. */
export async function waitFor(event: Promise<void>, context: Interruptible): Promise<void> {
  let giveUp: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    giveUp = resolve;
    context.gone.addEventListener('abort', giveUp, { once: true });
    if (context.deadline !== undefined)
      timer = setTimeout(resolve, Math.max(0, context.deadline - Date.now()));
  });
  try {
    await Promise.race([event, limit]);
  } finally {
    clearTimeout(timer);
    context.gone.removeEventListener('abort', giveUp);
  }
  checkInterrupted(context);
}

/** Throws when the command's time is over or its client has gone. */
export function checkInterrupted(context: Interruptible): void {
  if (context.gone.aborted) throw commandError('Interrupted', 'operation was interrupted');
  if (context.deadline !== undefined && Date.now() >= context.deadline) {
    throw commandError('MaxTimeMSExpired', 'operation exceeded time limit');
  }
}

/** Lets other commands run when the thread has been held for long enough. */
export class Turns {
  private startedAt = performance.now();
  private readonly context: CommandContext;

  constructor(context: CommandContext) {
    this.context = context;
  }

  /** Cheap when there is time left. */
  async pause(): Promise<void> {
    if (performance.now() - this.startedAt < TURN_MS) return;
    await nextTurn();
    checkInterrupted(this.context);
    this.startedAt = performance.now();
  }
}

/** How many documents a query finds between its skip and its limit, giving others their turn. Its sort says nothing here. */
export async function countFound(
  context: CommandContext,
  collection: Collection,
  request: Query,
): Promise<number> {
  const { skip = 0, limit = 0 } = request;
  const enough = limit === 0 ? Infinity : skip + limit;
  const turns = new Turns(context);
  let n = 0;
  for (const item of countMatches(readerOf(context), collection, {
    ...request,
    sort: undefined,
    asOf: context.transaction?.startedAfter,
  })) {
    if (item === PAUSE) await turns.pause();
    else n += item;
    if (n >= enough) break;
  }
  return Math.max(0, Math.min(n, enough) - skip);
}

/** Runs a query to its end, giving others their turn. */
export async function collect(
  context: CommandContext,
  collection: Collection,
  request: Query,
): Promise<Found[]> {
  const turns = new Turns(context);
  const found: Found[] = [];
  for (const item of query(readerOf(context), collection, {
    ...request,
    asOf: context.transaction?.startedAfter,
  })) {
    if (item === PAUSE) await turns.pause();
    else found.push(item);
  }
  return found;
}
