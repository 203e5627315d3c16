import { Client } from '../client.ts';
import { sleep } from '../pace.ts';
import type { MeasuredServer } from '../servers.ts';

/** How long a client waits for the content, in milliseconds. */
const longestWait = 300_000;

/**
 * Joins and waits until all of the content has come, about `bytes` in one or more messages: a server may answer the
 * first step 1 before it has read the draft and send the content behind it. `took` is in
 * milliseconds; the client stays until the caller ends it.
 */
export async function joinAndLoad(
  server: MeasuredServer,
  where: { room: string; index: number; bytes: number },
): Promise<{ client: Client; took: number }> {
  const startedAt = performance.now();
  const client = await Client.connect(server.address(where.room, where.index));
  let received = 0;
  const complete = new Promise<void>((resolve) => {
    const take = (_content: Uint8Array, length: number): void => {
      received += length;
      // Two servers may encode the same content a little differently.
      if (received >= 0.9 * where.bytes) resolve();
    };
    client.onContent = take;
    client.onUpdate = take;
  });
  const answered = client.sync();
  const limit = new AbortController();
  await Promise.race([
    Promise.all([complete, answered]),
    sleep(longestWait, limit.signal).then(() => {
      throw new Error(`${received} of ${where.bytes} bytes came in ${longestWait} ms.`);
    }),
  ]);
  limit.abort();
  return { client, took: performance.now() - startedAt };
}

export const bytesOf = (updates: readonly Uint8Array[]): number =>
  updates.reduce((sum, { length }) => sum + length, 0);
