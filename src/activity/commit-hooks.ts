import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSession } from '../database/store.ts';

/** What is written with every transaction that a piece of work commits. */
export interface CommitHook {
  /** Called in each run of a transaction, also of one that is repeated. */
  inTransaction(session: DatabaseSession): Promise<void>;
  /** Called before the work changes something that no transaction of `transact` commits, such as a draft's text. */
  beforehand?(): Promise<void>;
}

/** False once the work has ended: what it started by the way, a timer for example, isn't part of it any more. */
interface Scope {
  readonly hooks: readonly CommitHook[];
  running: boolean;
}

const storage = new AsyncLocalStorage<Scope>();

/** Runs `work`; each transaction that it commits has what `hook` writes as well, or neither is committed. */
export async function withCommitHook<T>(hook: CommitHook, work: () => Promise<T>): Promise<T> {
  const outer = storage.getStore();
  const scope: Scope = { hooks: outer?.running === true ? [...outer.hooks, hook] : [hook], running: true };
  try {
    return await storage.run(scope, work);
  } finally {
    scope.running = false;
  }
}

/** Runs the hooks of the running work in the transaction of a session. */
export async function runCommitHooks(session: DatabaseSession): Promise<void> {
  const scope = storage.getStore();
  if (scope?.running === true) for (const hook of scope.hooks) await hook.inTransaction(session);
}

/** Tells the hooks of the running work that it is about to change something outside of a transaction of `transact`. */
export async function beforeOtherChange(): Promise<void> {
  const scope = storage.getStore();
  if (scope?.running === true) for (const hook of scope.hooks) await hook.beforehand?.();
}

/**
 * Runs work that isn't a part of what is running, though that may have set it going: what a mutation makes the feed tell
 * are changes of others.
 */
export function withoutCommitHooks<T>(work: () => T): T {
  return storage.exit(work);
}
