import { currentRequest, inRequest } from '../../src/observability/request-scope.ts';

/** How many commands `work` sends to the database, and what it results in. */
export function counted<T>(work: () => Promise<T>): Promise<{ result: T; roundTrips: number }> {
  return inRequest('the test', async () => {
    const result = await work();
    return { result, roundTrips: currentRequest()?.roundTrips ?? 0 };
  });
}
