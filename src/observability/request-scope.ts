import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request that the running code serves. */
export interface RequestScope {
  /** Names the request in logs and in masked errors. */
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<RequestScope>();

/** The request that the running code serves; `null` outside of one. */
export function currentRequest(): RequestScope | null {
  return storage.getStore() ?? null;
}

/** Runs `work` and everything that it starts as part of a request. */
export function inRequest<T>(scope: RequestScope, work: () => T): T {
  return storage.run(scope, work);
}
