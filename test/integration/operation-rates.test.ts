import { once } from 'node:events';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { characterCost, requestCost } from '../../src/graphql/operation-rates.ts';
import { startSmallServer, testViewer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
afterEach(() => server.close());

/** The connection, and 50 times its `nodes` and their name. */
const listCost = 1 + 50 * 2;
const list = '{ things(first: 50) { nodes { name } } }';
/** What it costs to look at a document for the first time. */
const firstCost = (document: string) => document.length * characterCost;

async function start(perMember: number, perAddress: number): Promise<void> {
  server = await startSmallServer({
    trustProxy: 1,
    rates: { costPerMemberAndMinute: perMember, costPerAddressAndMinute: perAddress },
  });
  for (const name of ['kim', 'lee']) server.tokens.set(name, testViewer(name));
}

async function ask(query: string, client: { name?: string; address?: string } = {}) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'x-forwarded-for': client.address ?? '10.0.0.1',
      ...(client.name === undefined ? {} : { authorization: `Bearer ${client.name}` }),
    },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as {
    errors?: { extensions: { code: string; retryAfter?: number } }[];
  };
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    error: answer.errors?.[0]?.extensions,
  };
}

describe('what is asked for in a minute', () => {
  it('is bounded for a member over all addresses, and told with when to come back', async () => {
    await start(firstCost(list) + 2 * (requestCost + listCost), 1e9);
    expect((await ask(list, { name: 'kim', address: '10.0.0.1' })).status).toBe(200);
    expect((await ask(list, { name: 'kim', address: '10.0.0.2' })).status).toBe(200);
    const third = await ask(list, { name: 'kim', address: '10.0.0.3' });
    expect(third.status).toBe(429);
    expect(third.error?.code).toBe('RATE_LIMITED');
    expect(Number(third.retryAfter)).toBeGreaterThan(0);
    expect(Number(third.retryAfter)).toBeLessThanOrEqual(60);
    expect(third.error?.retryAfter).toBe(Number(third.retryAfter));
    expect((await ask(list, { name: 'lee' })).status).toBe(200);
    expect((await ask(list)).status).toBe(200);
    expect(await server.metrics.text()).toContain('graphql_rejected_total{reason="rate"} 1');
  });

  it('is bounded for an address, whoever is signed in there', async () => {
    await start(1e9, firstCost(list) + 2 * (requestCost + listCost));
    expect((await ask(list, { name: 'kim' })).status).toBe(200);
    expect((await ask(list)).status).toBe(200);
    expect((await ask(list, { name: 'lee' })).status).toBe(429);
    expect((await ask(list, { name: 'lee', address: '10.0.0.2' })).status).toBe(200);
  });

  it('counts requests that are refused as well', async () => {
    await start(1e9, 5 * requestCost + 3 * firstCost('{ nothing }') + firstCost('{ hello }') * 2);
    for (let count = 0; count < 3; count += 1) expect((await ask('{ nothing }')).status).toBe(400);
    for (let count = 0; count < 2; count += 1)
      expect((await ask('{ hello }', { name: 'nobody that is known' })).status).toBe(401);
    expect((await ask('{ nothing }')).status).toBe(429);
    expect((await ask('{ hello }', { name: 'nobody that is known' })).status).toBe(429);
  });

  it('counts by what an answer may hold, not by the number of requests', async () => {
    await start(1e9, 1000);
    expect(
      (await ask('{ things(first: 100) { nodes { things(first: 9) { nodes { name } } } } }')).status,
    ).toBe(429);
    await server.close();
    await start(1e9, 1000);
    for (let count = 0; count < 80; count += 1) expect((await ask('{ hello }')).status).toBe(200);
  });

  it.each(['valid', 'invalid'])('counts a long document that is %s by its length', async (kind) => {
    const document = `{ hello ${kind === 'valid' ? '' : 'nothing '}# ${'long '.repeat(1000)}\n}`;
    await start(1e9, 2 * firstCost(document));
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await ask(document)).status);
    // A valid one is known from then on.
    expect(statuses).toEqual(kind === 'valid' ? [200, 200, 200, 200] : [400, 429, 429, 429]);
  });

  it('is one over HTTP and WebSocket', async () => {
    await start(1e9, firstCost(list) + 2 * (requestCost + listCost));
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': '10.0.0.1' },
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    const message = async () =>
      JSON.parse(((await once(socket, 'message')) as [Buffer])[0].toString()) as { type: string };
    socket.send('{"type":"connection_init"}');
    await message();
    const run = async (id: string) => {
      socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query: list } }));
      return message();
    };
    expect((await run('1')).type).toBe('next');
    expect((await ask(list)).status).toBe(200);
    // What completes the first comes in between.
    let last = await run('2');
    while (last.type === 'complete') last = await message();
    expect(last).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) as number } }],
    });
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });
});
