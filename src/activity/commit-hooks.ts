import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSession } from '../database/store.ts';

/** What is written with every transaction that a piece of work commits; in each run of one that is repeated. */
export type CommitHook = (session: DatabaseSession) => Promise<void>;

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
  if (scope?.running === true) for (const hook of scope.hooks) await hook(session);
}
