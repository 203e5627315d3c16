import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request that the running code serves. */
export interface RequestScope {
  /** Names the request in logs and in masked errors. */
  readonly requestId: string;
  /** Commands that were sent to the database for it so far. */
  roundTrips: number;
  /** Of the GraphQL operation that it asks for, once that is known; absent where it has no name. */
  operationName?: string;
}

/** Longer names of operations are cut off: clients choose them. */
const maxNameLength = 256;

const storage = new AsyncLocalStorage<RequestScope>();

/** The request that the running code serves; `null` outside of one. */
export function currentRequest(): Readonly<RequestScope> | null {
  return storage.getStore() ?? null;
}

/** Runs `work` and everything that it starts as part of a request. */
export function inRequest<T>(requestId: string, work: () => T): T {
  return storage.run({ requestId, roundTrips: 0 }, work);
}

/** Counts a command to the database for the request that the running code serves. */
export function countRoundTrip(): void {
  const scope = storage.getStore();
  if (scope !== undefined) scope.roundTrips += 1;
}

/** Names the GraphQL operation that the running code serves, for the log. */
export function nameOperation(name: string | null | undefined): void {
  const scope = storage.getStore();
  if (scope !== undefined && name !== null && name !== undefined)
    scope.operationName = name.slice(0, maxNameLength);
}
