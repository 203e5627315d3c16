import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createClient, type Client } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { limits } from '../../src/graphql/limits.ts';
import { startSmallServer, testViewer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
const clients: Client[] = [];
beforeEach(async () => {
  server = await startSmallServer({ allowedOrigins: ['https://app.example'] });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await server.close();
});

const address = () => `${server.url.replace('http', 'ws')}/graphql`;

/** A stock client that doesn't come back, so that how it was closed can be seen. */
function connect(connectionParams?: Record<string, unknown>, url = address()): Client {
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    ...(connectionParams === undefined ? {} : { connectionParams }),
  });
  clients.push(client);
  return client;
}

interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** Runs one operation to its end: its results, and what ended it. */
function run(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const results: Result[] = [];
  const waiting: (() => void)[] = [];
  let end: () => void = () => {};
  const finished = new Promise<unknown>((resolve) => {
    end = client.subscribe<Record<string, unknown>>(
      { query, variables },
      {
        next: (result) => {
          results.push(result as Result);
          for (const wake of waiting.splice(0)) wake();
        },
        error: resolve,
        complete: () => resolve(null),
      },
    );
  });
  const count = async (wanted: number) => {
    while (results.length < wanted) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { results, finished, count, end: () => end() };
}

/** A socket that speaks the protocol by hand. */
async function raw(headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(address(), 'graphql-transport-ws', { headers });
  await once(socket, 'open');
  return socket;
}

const closeOf = async (socket: WebSocket) => {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { code, reason: reason.toString() };
};

async function nextMessage(socket: WebSocket): Promise<Record<string, unknown>> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString()) as Record<string, unknown>;
}

/** Resolves when `condition` holds; the caller's test has a limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('operations', () => {
  it('are answered: queries, mutations and subscriptions, on one socket', async () => {
    const client = connect();
    const query = run(client, 'query ($name: String) { hello(name: $name) }', { name: 'Kim' });
    expect(await query.finished).toBeNull();
    expect(query.results).toEqual([{ data: { hello: 'Hello, Kim' } }]);
    const mutation = run(client, 'mutation { touch }');
    await mutation.finished;
    expect(mutation.results).toEqual([{ data: { touch: 1 } }]);
    const feed = run(client, 'subscription { numbers { value } }');
    await until(() => server.runningSubscriptions() === 1);
    server.publishNumber(1);
    server.publishNumber(2);
    await feed.count(2);
    expect(feed.results).toEqual([{ data: { numbers: { value: 1 } } }, { data: { numbers: { value: 2 } } }]);
    feed.end();
    await until(() => server.runningSubscriptions() === 0);
  });

  it('each event of a subscription is resolved in a context of its own', async () => {
    const feed = run(connect(), 'subscription { numbers { contextNumber } }');
    await until(() => server.runningSubscriptions() === 1);
    server.publishNumber(1);
    server.publishNumber(2);
    await feed.count(2);
    const [first, second] = feed.results.map(
      (result) => (result.data?.['numbers'] as { contextNumber: number }).contextNumber,
    );
    expect(first).not.toBe(second);
    feed.end();
  });

  it('subscriptions end with their socket', async () => {
    const client = connect();
    run(client, 'subscription { numbers { value } }');
    run(client, 'subscription { numbers { value } }');
    await until(() => server.runningSubscriptions() === 2);
    await client.dispose();
    await until(() => server.runningSubscriptions() === 0);
    expect(await server.metrics.text()).toMatch(/^graphql_subscriptions_active 0$/m);
  });

  it.each([
    ['a syntax error', '{ hello', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ hallo }', 'GRAPHQL_VALIDATION_FAILED'],
    ['too many tokens', `{ ${'hello '.repeat(limits.tokens)} }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'a cost over the limit',
      '{ things(first: 100) { nodes { things(first: 100) { nodes { things(first: 100) { nodes { name } } } } } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a subscription of two fields',
      'subscription { numbers { value } boomLater { value } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a subscription whose source refuses',
      'subscription { brokenAtFirstReading { value } }',
      'INVALID_INPUT',
    ],
  ])('%s ends the operation with a coded error, not the socket', async (_what, query, code) => {
    const client = connect();
    const refused = await run(client, query).finished;
    expect((refused as Result['errors'])?.map((error) => error.extensions?.['code'])).toEqual([code]);
    const after = run(client, '{ hello }');
    expect(await after.finished).toBeNull();
  });

  it('a variable of the wrong type is a coded error', async () => {
    const operation = run(connect(), 'query ($name: String) { hello(name: $name) }', { name: {} });
    await operation.finished;
    expect(operation.results[0]?.errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
  });

  it('unexpected errors are masked, whether in a result or in the middle of a subscription', async () => {
    const query = run(connect(), '{ boom }');
    await query.finished;
    const feed = run(connect(), 'subscription { boomLater { value } }');
    const ended = await feed.finished;
    expect(feed.results).toEqual([{ data: { boomLater: { value: 1 } } }]);
    for (const errors of [query.results[0]?.errors, ended as Result['errors']]) {
      expect(errors?.[0]?.extensions?.['code']).toBe('INTERNAL_SERVER_ERROR');
      expect(JSON.stringify(errors)).not.toContain('secret');
      const requestId = errors?.[0]?.extensions?.['requestId'] as string;
      expect(server.log.some((line) => line.includes(requestId) && line.includes('secret'))).toBe(true);
    }
  });

  it('more than a hundred at a time on one socket are refused', async () => {
    const client = connect();
    for (let count = 0; count < 100; count += 1) run(client, 'subscription { numbers { value } }');
    await until(() => server.runningSubscriptions() === 100);
    const refused = await run(client, 'subscription { numbers { value } }').finished;
    expect((refused as Result['errors'])?.[0]?.extensions?.['code']).toBe('RATE_LIMITED');
  });
});

describe('who subscribes', () => {
  const me = async (client: Client) => {
    const operation = run(client, '{ me }');
    const ended = await operation.finished;
    return ended ?? operation.results[0]?.data?.['me'];
  };

  it('is told by connection_init, the header or the URL, or is nobody', async () => {
    server.tokens.set('good', testViewer('kim'));
    expect(await me(connect({ authorization: 'Bearer good' }))).toBe('kim');
    expect(await me(connect({ Authorization: 'Bearer good' }))).toBe('kim');
    expect(await me(connect(undefined, `${address()}?token=good`))).toBe('kim');
    expect(await me(connect())).toBeNull();
    const socket = await raw({ authorization: 'Bearer good' });
    socket.send('{"type":"connection_init"}');
    await nextMessage(socket);
    socket.send('{"id":"1","type":"subscribe","payload":{"query":"{ me }"}}');
    expect(await nextMessage(socket)).toMatchObject({ payload: { data: { me: 'kim' } } });
    socket.terminate();
  });

  it.each([{ authorization: 'Bearer forged' }, { authorization: 'forged' }, { authorization: 7 }])(
    'is refused with 4403 for %j',
    async (parameters) => {
      expect(await me(connect(parameters))).toMatchObject({ code: 4403 });
      expect(server.log.join('')).not.toContain('forged');
    },
  );

  it('is closed with 4403 when the token expires', async () => {
    server.tokens.set('short', testViewer('kim', new Date(Date.now() + 300)));
    const feed = run(connect({ authorization: 'Bearer short' }), 'subscription { numbers { value } }');
    expect(await feed.finished).toMatchObject({ code: 4403 });
    await until(() => server.runningSubscriptions() === 0);
  });

  it('is closed with 4403 when the session ends, and nobody else is', async () => {
    server.tokens.set('kim', testViewer('kim'));
    server.tokens.set('lee', testViewer('lee'));
    const kim = run(connect({ authorization: 'Bearer kim' }), 'subscription { numbers { value } }');
    const lee = run(connect({ authorization: 'Bearer lee' }), 'subscription { numbers { value } }');
    await until(() => server.runningSubscriptions() === 2);
    server.tokens.delete('kim');
    server.bus.publish('access', { memberId: 'kim', sessionId: 'session of kim' });
    expect(await kim.finished).toMatchObject({ code: 4403 });
    server.publishNumber(1);
    await lee.count(1);
    expect(kim.results).toEqual([]);
    lee.end();
  });

  it('goes on when only the rights changed', async () => {
    server.tokens.set('kim', testViewer('kim'));
    const feed = run(connect({ authorization: 'Bearer kim' }), 'subscription { numbers { me } }');
    await until(() => server.runningSubscriptions() === 1);
    server.bus.publish('access', { memberId: 'kim', sessionId: null });
    server.publishNumber(1);
    await feed.count(1);
    expect(feed.results[0]?.data).toEqual({ numbers: { me: 'kim' } });
    feed.end();
  });
});

describe('sockets', () => {
  const upgrade = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(server.url);
      const request = httpRequest({
        port,
        host: '127.0.0.1',
        path,
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-protocol': 'graphql-transport-ws',
          ...headers,
        },
      });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject).end();
    });

  it.each([
    ['its own origin', () => server.url, 101],
    ['an allowed origin', () => 'https://app.example', 101],
    ['another origin', () => 'https://evil.example', 403],
    ['its own host with another port', () => 'http://127.0.0.1:1', 403],
    ['an opaque origin', () => 'null', 403],
    ['garbage', () => '¯', 403],
  ])('opened by a page of %s', async (_what, origin, status) => {
    expect(await upgrade('/graphql', { origin: Buffer.from(origin()).toString('latin1') })).toBe(status);
    expect(await upgrade('/collab/abc', { origin: Buffer.from(origin()).toString('latin1') })).toBe(
      status === 101 ? 418 : status,
    );
  });

  it('go to who serves the path; other paths are 404', async () => {
    expect(await upgrade('/graphql?x=1', {})).toBe(101);
    expect(await upgrade('/collab/0123', {})).toBe(418);
    expect(await upgrade('/elsewhere', {})).toBe(404);
    expect(await upgrade('/', {})).toBe(404);
  });

  it('that never say hello are closed', async () => {
    const socket = await raw();
    expect(await closeOf(socket)).toMatchObject({ code: 4408 });
  });

  it.each([
    ['text that is no JSON', 'hello', 4400],
    ['an unknown type', '{"type":"hello"}', 4400],
    ['a message only servers send', '{"id":"1","type":"complete_"}', 4400],
    [
      'a subscription before connection_init',
      '{"id":"1","type":"subscribe","payload":{"query":"{ hello }"}}',
      4401,
    ],
    ['binary garbage', Buffer.from([0xff, 0xfe, 0x00]), 4400],
  ])('that send %s are closed', async (_what, message, code) => {
    const socket = await raw();
    socket.send(message);
    expect(await closeOf(socket)).toMatchObject({ code });
    expect(server.log.join('')).not.toContain('"level":"error"');
  });

  it('that send a result, as only a server does, are closed', async () => {
    const socket = await raw();
    socket.send('{"id":"1","type":"next","payload":{"data":null}}');
    expect(await closeOf(socket)).toMatchObject({ code: 4400 });
  });

  it('that send a message over the limit are closed with 1009', async () => {
    const socket = await raw();
    socket.send('x'.repeat(limits.messageBytes + 1));
    expect(await closeOf(socket)).toMatchObject({ code: 1009 });
  });

  it('that name no protocol are closed with 4406', async () => {
    expect(await closeOf(new WebSocket(address()))).toMatchObject({ code: 4406 });
  });

  it('that stop reading do not make the server pile up what it sends', async () => {
    const socket = await raw();
    socket.send('{"type":"connection_init"}');
    await nextMessage(socket);
    socket.pause();
    const name = 'x'.repeat(900_000);
    // Each is answered with a message as large as itself.
    for (let id = 0; id < 40; id += 1) {
      socket.send(
        JSON.stringify({
          id: String(id),
          type: 'subscribe',
          payload: { query: 'query ($name: String) { hello(name: $name) }', variables: { name } },
        }),
      );
    }
    const closed = /graphql_rejected_total\{reason="slow_reader"\} 1/;
    while (!closed.test(await server.metrics.text())) await new Promise((resolve) => setImmediate(resolve));
    socket.terminate();
  });

  it('are told to come back when the server stops, and no new ones are opened', async () => {
    const feed = run(connect(), 'subscription { numbers { value } }');
    await until(() => server.runningSubscriptions() === 1);
    const closing = server.close();
    expect(await feed.finished).toMatchObject({ code: 1012 });
    await closing;
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    server = await startSmallServer();
  });

  it('that do not answer the close are cut off', async () => {
    const socket = await raw();
    socket.pause();
    await server.close();
    socket.terminate();
    server = await startSmallServer();
  });
});

describe('sockets that are open at a time', () => {
  let limited: SmallServer;
  beforeEach(async () => {
    limited = await startSmallServer({ trustProxy: 1, socketLimits: { perMember: 2, perAddress: 3 } });
    for (const name of ['kim', 'lee']) limited.tokens.set(name, testViewer(name));
  });
  afterEach(() => limited.close());

  /** A socket from `from` that has said who it is; its place is the first message, or how it was closed. */
  async function signedIn(name: string, from: string) {
    const socket = await openFrom(from);
    const answer = Promise.race([nextMessage(socket), closeOf(socket)]);
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${name}` } }));
    return { socket, answer: await answer };
  }

  async function openFrom(from: string): Promise<WebSocket> {
    const socket = new WebSocket(`${limited.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': from },
    });
    await once(socket, 'open');
    return socket;
  }

  const rejections = async () =>
    (await limited.metrics.text()).match(/^graphql_rejected_total\{reason="connections"\} (\d+)/m)?.[1];

  it('are so many of one member: one more is told to come back, and let in when another has closed', async () => {
    const acknowledged = { type: 'connection_ack' };
    const first = await signedIn('kim', '10.0.0.1');
    expect([first.answer, (await signedIn('kim', '10.0.0.2')).answer]).toEqual([acknowledged, acknowledged]);
    const third = await signedIn('kim', '10.0.0.3');
    expect(third.answer).toEqual({ code: 1013, reason: 'Too many sockets are open' });
    expect(await rejections()).toBe('1');
    expect((await signedIn('lee', '10.0.0.3')).answer).toEqual(acknowledged);
    first.socket.close();
    await closeOf(first.socket);
    expect((await signedIn('kim', '10.0.0.3')).answer).toEqual(acknowledged);
  });

  it('are so many from one address, signed in or not', async () => {
    const sockets = [await openFrom('10.0.0.1'), await openFrom('10.0.0.1'), await openFrom('10.0.0.1')];
    await expect(openFrom('10.0.0.1')).rejects.toThrow('429');
    expect(await rejections()).toBe('1');
    await openFrom('10.0.0.2');
    const [closing] = sockets;
    closing?.close();
    if (closing !== undefined) await closeOf(closing);
    await expect(openFrom('10.0.0.1')).resolves.toBeInstanceOf(WebSocket);
  });

  it('are so many from one IPv6 network, all of which one host may have', async () => {
    for (const host of ['1', '2:3', 'ffff']) await openFrom(`2001:db8:0:1::${host}`);
    await expect(openFrom('2001:db8:0:1::4')).rejects.toThrow('429');
    await openFrom('2001:db8:0:2::4');
  });
});
