import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { limits } from '../../src/graphql/limits.ts';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
let socket: WebSocket;
let lastId = 0;
beforeAll(async () => {
  server = await startSmallServer();
  socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
});
afterAll(async () => {
  socket.terminate();
  await server.close();
});

interface Answer {
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

const codesOf = ({ errors }: Answer) => new Set(errors?.map(({ extensions }) => extensions?.code));

async function overHttp(body: string) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body,
  });
  return { status: response.status, codes: codesOf((await response.json()) as Answer) };
}

async function overSocket(query: string) {
  const id = `${(lastId += 1)}`;
  socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query } }));
  for (;;) {
    const [data] = (await once(socket, 'message')) as [Buffer];
    const message = JSON.parse(data.toString()) as { id: string; type: string; payload: Answer['errors'] };
    if (message.id === id) return { type: message.type, codes: codesOf({ errors: message.payload ?? [] }) };
  }
}

const fields = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: hello`).join(' ');
const nested = (levels: number, inner: string): string =>
  `${'things(first: 1) { nodes { '.repeat(levels)}${inner}${' } }'.repeat(levels)}`;
/** Each fragment spreads the one before it twice: the last stands for 2^count of the first. */
const doubling = (count: number) => {
  const spread = (index: number) => `things { nodes { ...F${index} ...F${index} } }`;
  const fragments = Array.from(
    { length: count },
    (_, index) =>
      `fragment F${index} on Thing { ${index === 0 ? 'name' : `a: ${spread(index - 1)} b: ${spread(index - 1)}`} }`,
  );
  return `{ ${spread(count - 1)} } ${fragments.join(' ')}`;
};

const invalid = 'GRAPHQL_VALIDATION_FAILED';
const unparsable = 'GRAPHQL_PARSE_FAILED';
const documents: [string, string, string][] = [
  ['deep', `{ ${nested(100, 'name')} }`, invalid],
  [
    'deep through fragments',
    `{ things { nodes { ...A } } } fragment A on Thing { ${nested(30, 'name')} }`,
    invalid,
  ],
  ['wide', `{ ${'hello '.repeat(limits.tokens)} }`, unparsable],
  ['aliased', `{ ${fields(limits.aliases + 1)} }`, invalid],
  [
    'with a fragment that spreads itself',
    '{ things { nodes { ...A } } } fragment A on Thing { ...A }',
    invalid,
  ],
  [
    'with fragments that spread each other',
    '{ things { nodes { ...A } } } fragment A on Thing { ...B } fragment B on Thing { things { nodes { ...A } } }',
    invalid,
  ],
  ['with fragments that double', doubling(12), invalid],
  [
    'with the same fragment spread a thousand times',
    `{ things { nodes { ${'...A '.repeat(900)} } } } fragment A on Thing { ${nested(7, 'name')} }`,
    invalid,
  ],
  [
    'with fields that conflict, each with each',
    `{ things { nodes { ${Array.from({ length: 140 }, (_, index) => `x: things(first: ${index}) { nodes { name } }`).join(' ')} } } }`,
    invalid,
  ],
  [
    'costly',
    `{ things(first: 100) { nodes { things(first: 100) { nodes { things(first: 100) { nodes { name } } } } } } }`,
    invalid,
  ],
  ['with a list in a list in a list', `{ hello(name: ${'['.repeat(1400)}${']'.repeat(1400)}) }`, invalid],
  ['with an object in an object', `{ hello(name: ${'{a:'.repeat(700)}1${'}'.repeat(700)}) }`, invalid],
  ['with a type in brackets', `query ($x: ${'['.repeat(1400)}Int${']'.repeat(1400)}) { hello }`, invalid],
  [
    'with hundreds of variables',
    `query (${Array.from({ length: 700 }, (_, index) => `$v${index}: Int`).join(' ')}) { hello }`,
    invalid,
  ],
  [
    'with hundreds of operations',
    Array.from({ length: 500 }, (_, index) => `query Q${index} { hello }`).join(' '),
    'OPERATION_RESOLUTION_FAILURE',
  ],
  ['with hundreds of directives', `{ hello ${'@skip(if: false) '.repeat(400)} }`, invalid],
  [
    'with unknown names',
    `{ ${Array.from({ length: 900 }, (_, index) => `helo${index}`).join(' ')} }`,
    invalid,
  ],
  ['with a text that has no end', `{ hello(name: "${'x'.repeat(900_000)}`, unparsable],
  ['of a million brackets', '{'.repeat(900_000), unparsable],
  ['of comments', '#\n'.repeat(300_000), unparsable],
  ['of nothing', '   ', unparsable],
];

describe('a hostile document', () => {
  it.each(documents)('%s is a 400 with a code over HTTP', async (_what, query, code) => {
    const answer = await overHttp(JSON.stringify({ query }));
    expect(answer).toEqual({ status: 400, codes: new Set([code]) });
  });

  it.each(documents)(
    '%s is an error with a code over WebSocket, and the socket goes on',
    async (_what, query, code) => {
      expect(await overSocket(query)).toEqual({ type: 'error', codes: new Set([code]) });
      expect(socket.readyState).toBe(WebSocket.OPEN);
    },
  );

  it('is not answered with many of one kind: a batch is a 400', async () => {
    const batch = Array.from({ length: 100 }, () => ({ query: '{ hello }' }));
    expect(await overHttp(JSON.stringify(batch))).toEqual({ status: 400, codes: new Set(['BAD_REQUEST']) });
  });

  it('is told at most twenty of its problems', async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{ ${Array.from({ length: 900 }, (_, index) => `helo${index}`).join(' ')} }`,
      }),
    });
    expect(((await response.json()) as Answer).errors?.length).toBeLessThanOrEqual(21);
  });
});
