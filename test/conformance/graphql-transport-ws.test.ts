import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer();
});
afterAll(() => server.close());

/** A client that knows nothing of the protocol: it sends what it is told and keeps what comes. */
class RawSocket {
  readonly received: Message[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  readonly #socket: WebSocket;
  readonly #checks = new Set<() => void>();

  private constructor(protocols: string | string[]) {
    this.#socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, protocols);
    this.#socket.on('message', (data) => {
      this.received.push(JSON.parse((data as Buffer).toString()) as Message);
      for (const check of this.#checks) check();
    });
    this.#socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      for (const check of this.#checks) check();
    });
  }

  static async open(protocols: string | string[] = 'graphql-transport-ws'): Promise<RawSocket> {
    const raw = new RawSocket(protocols);
    sockets.push(raw);
    await once(raw.#socket, 'open');
    return raw;
  }

  /** After connection_init and its acknowledgement. */
  static async initialised(): Promise<RawSocket> {
    const raw = await RawSocket.open();
    raw.send({ type: 'connection_init' });
    await raw.until(({ type }) => type === 'connection_ack');
    return raw;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  send(...messages: (object | string)[]): void {
    for (const message of messages)
      this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message for which `condition` holds, those that have come already included. */
  async until(condition: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.received.find(condition);
      if (found !== undefined) return found;
      if (this.closed !== null) throw new Error(`Closed with ${this.closed.code}: ${this.closed.reason}`);
      await this.#next();
    }
  }

  async untilClosed() {
    while (this.closed === null) await this.#next();
    return this.closed;
  }

  /** Resolves when the server has answered what was sent before: it answers in order. */
  async roundTrip(): Promise<void> {
    const payload = { number: Math.random() };
    this.send({ type: 'ping', payload });
    await this.until(
      (message) => message.type === 'pong' && JSON.stringify(message.payload) === JSON.stringify(payload),
    );
  }

  of(id: string): Message[] {
    return this.received.filter((message) => message.id === id);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        this.#checks.delete(check);
        resolve();
      };
      this.#checks.add(check);
    });
  }
}

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

const subscribe = (id: string, query: string) => ({ id, type: 'subscribe', payload: { query } });
const numbers = 'subscription { numbers { value } }';
const running = async (count: number) => {
  await expect.poll(() => server.runningSubscriptions()).toBe(count);
};

/** https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md, section by section. */
describe('the sub-protocol', () => {
  it('is chosen among those that the client offers', async () => {
    expect((await RawSocket.open(['graphql-ws', 'graphql-transport-ws'])).protocol).toBe(
      'graphql-transport-ws',
    );
  });

  it.each([['graphql-ws'], ['something-else']])('%s is closed with 4406', async (protocol) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, protocol);
    // The client's library refuses the handshake's answer, which names no protocol.
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toContain('subprotocol');
  });
});

describe('ConnectionInit', () => {
  it.each([
    ['without a payload', {}],
    ['with one', { payload: {} }],
    ['with null', { payload: null }],
  ])('%s is acknowledged', async (_what, extra) => {
    const socket = await RawSocket.open();
    socket.send({ type: 'connection_init', ...extra });
    expect(await socket.until(({ type }) => type === 'connection_ack')).toBeDefined();
  });

  it.each([
    ['a text', '"text"'],
    ['a number', '7'],
    ['a list', '[]'],
  ])('with %s as its payload is closed with 4400', async (_what, payload) => {
    const socket = await RawSocket.open();
    socket.send(`{"type":"connection_init","payload":${payload}}`);
    expect((await socket.untilClosed()).code).toBe(4400);
  });

  it('that comes twice is closed with 4429, before or after the acknowledgement', async () => {
    const after = await RawSocket.initialised();
    after.send({ type: 'connection_init' });
    expect((await after.untilClosed()).code).toBe(4429);
    const before = await RawSocket.open();
    before.send({ type: 'connection_init' }, { type: 'connection_init' });
    expect((await before.untilClosed()).code).toBe(4429);
  });

  it('has to come before anything is subscribed to: 4401', async () => {
    const socket = await RawSocket.open();
    socket.send(subscribe('1', '{ hello }'), { type: 'connection_init' });
    expect((await socket.untilClosed()).code).toBe(4401);
    expect(socket.of('1')).toEqual([]);
  });
});

describe('Ping and Pong', () => {
  it('are answered with the same payload, and before the connection is initialised', async () => {
    const socket = await RawSocket.open();
    socket.send({ type: 'ping' }, { type: 'ping', payload: { a: [1, '둘'] } });
    await socket.until(({ payload }) => payload !== undefined);
    expect(socket.received).toEqual([{ type: 'pong' }, { type: 'pong', payload: { a: [1, '둘'] } }]);
  });

  it('may come unasked', async () => {
    const socket = await RawSocket.initialised();
    socket.send({ type: 'pong' }, { type: 'pong', payload: {} });
    await socket.roundTrip();
    expect(socket.closed).toBeNull();
  });
});

describe('a message', () => {
  it.each([
    ['that is no JSON', 'hello'],
    ['that is null', 'null'],
    ['that is a list', '[]'],
    ['of no type', '{}'],
    ['of an unknown type', '{"type":"start","id":"1"}'],
    ['to subscribe without an id', '{"type":"subscribe","payload":{"query":"{ hello }"}}'],
    ['to subscribe with an empty id', '{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}'],
    [
      'to subscribe with an id that is a number',
      '{"type":"subscribe","id":1,"payload":{"query":"{ hello }"}}',
    ],
    ['to subscribe without a payload', '{"type":"subscribe","id":"1"}'],
    ['to subscribe with a query that is no text', '{"type":"subscribe","id":"1","payload":{"query":7}}'],
    [
      'to subscribe with variables that are no object',
      '{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":7}}',
    ],
    ['to complete without an id', '{"type":"complete"}'],
    ['that only a server sends', '{"type":"connection_ack"}'],
  ])('%s is closed with 4400', async (_what, message) => {
    const socket = await RawSocket.initialised();
    socket.send(message);
    expect((await socket.untilClosed()).code).toBe(4400);
  });
});

describe('an operation', () => {
  it('that is a query is answered by next and complete, and its id is free again', async () => {
    const socket = await RawSocket.initialised();
    for (const name of ['one', 'two']) {
      socket.received.length = 0;
      socket.send(subscribe('1', `{ hello(name: "${name}") }`));
      await socket.until(({ type }) => type === 'complete');
      expect(socket.received).toEqual([
        { id: '1', type: 'next', payload: { data: { hello: `Hello, ${name}` } } },
        { id: '1', type: 'complete' },
      ]);
    }
  });

  it('that is invalid is answered by an error and nothing more, and its id is free again', async () => {
    const socket = await RawSocket.initialised();
    for (const query of ['{ unknown }', '{ broken', 'subscription { numbers { unknown } }']) {
      socket.received.length = 0;
      socket.send(subscribe('1', query));
      await socket.until(({ type }) => type === 'error');
      await socket.roundTrip();
      expect(socket.of('1').map(({ type }) => type)).toEqual(['error']);
    }
    socket.send(subscribe('1', '{ hello }'));
    await socket.until(({ type }) => type === 'complete');
  });

  it('under an id that is in use is closed with 4409, and what runs under it ends', async () => {
    const socket = await RawSocket.initialised();
    socket.send(subscribe('1', numbers));
    await running(1);
    socket.send(subscribe('1', '{ hello }'));
    expect((await socket.untilClosed()).code).toBe(4409);
    await running(0);
  });

  it('under an id that is in use is closed with 4409 also before the first has begun', async () => {
    const socket = await RawSocket.initialised();
    socket.send(subscribe('1', numbers), subscribe('1', numbers));
    expect((await socket.untilClosed()).code).toBe(4409);
    await running(0);
  });

  it('whose answer is larger than what may be on its way is answered to whoever reads it', async () => {
    const socket = await RawSocket.initialised();
    const name = 'x'.repeat(400_000);
    const fields = Array.from({ length: 25 }, (_, index) => `f${index}: hello(name: $name)`).join(' ');
    const payload = { query: `query ($name: String) { ${fields} }`, variables: { name } };
    socket.send({ id: '1', type: 'subscribe', payload });
    const end = await socket.until(({ id, type }) => id === '1' && type !== 'next');
    expect(end).toEqual({ id: '1', type: 'complete' });
  });

  it('runs beside others, each answered under its own id', async () => {
    const socket = await RawSocket.initialised();
    socket.send(subscribe('a', numbers), subscribe('b', numbers));
    await running(2);
    server.publishNumber(7);
    await socket.until(({ id }) => id === 'a');
    await socket.until(({ id }) => id === 'b');
    socket.send({ id: 'a', type: 'complete' });
    await running(1);
    server.publishNumber(8);
    await socket.until((message) => JSON.stringify(message).includes('8'));
    await socket.roundTrip();
    const values = (id: string) => socket.of(id).map(({ payload }) => JSON.stringify(payload));
    expect(values('a')).toEqual(['{"data":{"numbers":{"value":7}}}']);
    expect(values('b')).toEqual(['{"data":{"numbers":{"value":7}}}', '{"data":{"numbers":{"value":8}}}']);
  });
});

describe('Complete', () => {
  it('ends a subscription, is not answered, and frees the id', async () => {
    const socket = await RawSocket.initialised();
    socket.send(subscribe('1', numbers));
    await running(1);
    socket.send({ id: '1', type: 'complete' });
    await running(0);
    server.publishNumber(1);
    socket.send(subscribe('1', '{ hello }'));
    await socket.until(({ type }) => type === 'complete');
    expect(socket.of('1').map(({ type }) => type)).toEqual(['next', 'complete']);
  });

  it('that comes with the operation, before it has begun, ends it', async () => {
    const socket = await RawSocket.initialised();
    for (let count = 0; count < 50; count += 1)
      socket.send(subscribe(`${count}`, numbers), { id: `${count}`, type: 'complete' });
    await socket.roundTrip();
    await running(0);
    server.publishNumber(1);
    await socket.roundTrip();
    expect(socket.received.filter(({ type }) => type === 'next')).toEqual([]);
    expect(socket.closed).toBeNull();
  });

  it('of an id that is not in use, or twice, is passed over', async () => {
    const socket = await RawSocket.initialised();
    socket.send(subscribe('1', '{ hello }'));
    await socket.until(({ type }) => type === 'complete');
    socket.send({ id: '1', type: 'complete' }, { id: '1', type: 'complete' }, { id: '2', type: 'complete' });
    await socket.roundTrip();
    expect(socket.closed).toBeNull();
  });
});

describe('the end of a socket', () => {
  it('ends everything that runs on it', async () => {
    const socket = await RawSocket.initialised();
    for (const id of ['1', '2', '3']) socket.send(subscribe(id, numbers));
    await running(3);
    socket.terminate();
    await running(0);
  });

  it('ends what was subscribed to under an id in the same breath as it was freed', async () => {
    for (let round = 0; round < 10; round += 1) {
      const socket = await RawSocket.initialised();
      socket.send(subscribe('1', numbers));
      await running(1);
      for (let count = 0; count < 20; count += 1)
        socket.send({ id: '1', type: 'complete' }, subscribe('1', numbers));
      await socket.roundTrip();
      socket.terminate();
      await running(0);
    }
  });
});
