import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { startSmallServer } from '../support/small-server.ts';

// A client that kept its connection alive sent the next request on it while the server was closing everything: the
// mutation ran into a closed database, and there was no connection left for the answer.
it('an answer that is given during the shutdown says that it is the last one on its connection', async () => {
  const server = await startSmallServer();
  const agent = new Agent({ keepAlive: true });
  const body = '{"query":"mutation { touch }"}';
  const sending = request(`${server.url}/graphql`, {
    agent,
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  sending.flushHeaders();
  await once(sending, 'continue');
  const closed = server.close();
  sending.end(body);
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.connection).toBe('close');
  answer.resume();
  await closed;
  expect(server.touched()).toBe(1);
  agent.destroy();
});
