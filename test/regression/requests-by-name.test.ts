import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { post } from '../support/graphql.ts';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.close());

interface Line {
  readonly msg: string;
  readonly requestId?: string;
  readonly operationName?: string;
}

const linesOf = (message: string): Line[] =>
  server.log.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === message);

/** Runs an operation to its end over a socket of its own. */
async function overWebSocket(query: string): Promise<void> {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  const result = client.iterate({ query });
  for await (const answer of result) expect(answer).toBeDefined();
  await client.dispose();
}

const over = {
  HTTP: async (query: string) => void (await post(server, query)),
  WebSocket: overWebSocket,
};

it.each(['HTTP', 'WebSocket'] as const)(
  'the log names the operation beside the id of the request, over %s',
  async (transport) => {
    await over[transport]('query Breaks { boom }');
    const [unexpected] = linesOf('unexpected error');
    expect(unexpected).toMatchObject({ operationName: 'Breaks' });
    const [operation] = linesOf('graphql operation');
    expect(operation).toMatchObject({ operationName: 'Breaks', type: 'query', outcome: 'error' });
    expect(operation?.requestId).toBe(unexpected?.requestId);
    // Nothing of the line before.
    expect(operation).not.toHaveProperty('err');
  },
);

it.each(['HTTP', 'WebSocket'] as const)(
  'the audit log has the id that the log has, over %s',
  async (transport) => {
    await over[transport]('mutation Touches { touch }');
    const [operation] = linesOf('graphql operation');
    expect(server.requestIds.at(-1)).toBe(operation?.requestId);
  },
);
