import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/graphql/limits.ts';
import { startSmallServer, testViewer, type SmallServer } from '../support/small-server.ts';

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer({ allowedOrigins: ['https://app.example'] });
});
afterAll(() => server.close());
beforeEach(() => {
  server.log.length = 0;
  server.tokens.clear();
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly codes: (string | undefined)[];
  readonly data: Record<string, unknown> | null | undefined;
  readonly text: string;
}

async function send(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...headers,
    },
    body,
  });
  const text = await response.text();
  const answer = JSON.parse(text) as {
    data?: Record<string, unknown>;
    errors?: { extensions?: { code?: string } }[];
  };
  return {
    status: response.status,
    headers: response.headers,
    codes: (answer.errors ?? []).map((error) => error.extensions?.code),
    data: answer.data,
    text,
  };
}

const query = (text: string, headers?: Record<string, string>, variables = {}) =>
  send(JSON.stringify({ query: text, variables }), headers);

describe('bad requests', () => {
  it.each([
    ['malformed JSON', '{"query": "{ hello', 400, 'BAD_REQUEST'],
    ['JSON that is no object', '"hello"', 400, 'BAD_REQUEST'],
    ['a batch', '[{"query":"{ hello }"}]', 400, 'BAD_REQUEST'],
    ['an empty object', '{}', 400, 'BAD_REQUEST'],
    ['a query that is no text', '{"query": 7}', 400, 'BAD_REQUEST'],
    ['variables that are no object', '{"query": "{ hello }", "variables": "x"}', 400, 'BAD_REQUEST'],
    ['a syntax error', '{"query": "{ hello"}', 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{"query": "{ hallo }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown operation',
      '{"query": "query A { hello }", "operationName": "B"}',
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a literal of the wrong type', '{"query": "{ hello(name: 7) }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a variable of the wrong type',
      '{"query": "query ($n: String) { hello(name: $n) }", "variables": {"n": {}}}',
      400,
      'BAD_USER_INPUT',
    ],
    [
      'an unknown enum value',
      '{"query": "query ($c: Colour) { colour(is: $c) }", "variables": {"c": "BLUE"}}',
      400,
      'BAD_USER_INPUT',
    ],
    ['a subscription', '{"query": "subscription { numbers { value } }"}', 400, 'BAD_REQUEST'],
  ])('%s is refused with a code', async (_what, ...rest) => {
    const [body, status, code] = rest;
    const answer = await send(body);
    expect(answer).toMatchObject({ status, codes: [code] });
    expect(answer.data).toBeUndefined();
    expect(answer.headers.get('content-type')).toContain('application/graphql-response+json');
  });

  it.each([
    { what: 'malformed JSON', body: 'not json', status: 400 },
    { what: 'a syntax error', body: '{"query": "{ hello"}', status: 200 },
    { what: 'an unknown field', body: '{"query": "{ hallo }"}', status: 200 },
  ])(
    '$what, for a client that asks for application/json, has the status of the specification',
    async ({ body, status }) => {
      const answer = await send(body, { accept: 'application/json' });
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(answer.codes).toHaveLength(1);
    },
  );

  it('a body over the limit is refused with 413', async () => {
    const answer = await send(
      JSON.stringify({ query: '{ hello }', padding: 'x'.repeat(limits.messageBytes) }),
    );
    expect(answer).toMatchObject({ status: 413, codes: ['PAYLOAD_TOO_LARGE'] });
  });

  it('a compressed body is bounded by what it unpacks to', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(JSON.stringify({ query: '{ hello }', padding: 'x'.repeat(limits.messageBytes) }));
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: packed,
    });
    expect(response.status).toBe(413);
  });

  it('a body in an unknown encoding is refused with 415', async () => {
    expect(await send('{"query":"{ hello }"}', { 'content-encoding': 'x-none' })).toMatchObject({
      status: 415,
      codes: ['UNSUPPORTED_MEDIA_TYPE'],
    });
  });

  it('too many tokens, a cost or a depth over the limit name the limit', async () => {
    const limitOf = async (text: string) => {
      const answer = await query(text);
      expect(answer.status).toBe(400);
      return (JSON.parse(answer.text) as { errors: { extensions: { limit?: string } }[] }).errors[0]
        ?.extensions.limit;
    };
    expect(await limitOf(`{ ${'hello '.repeat(limits.tokens)} }`)).toBe('tokens');
    expect(
      await limitOf(
        '{ things(first: 100) { nodes { things(first: 100) { nodes { things(first: 100) { nodes { name } } } } } } }',
      ),
    ).toBe('cost');
    const deep = '{ things { nodes '.repeat(10) + '{ name }' + '} }'.repeat(10);
    expect(await limitOf(deep)).toBe('depth');
  });

  it('a form that a foreign page could send without asking is refused', async () => {
    const answer = await send('{"query":"mutation { touch }"}', { 'content-type': 'text/plain' });
    expect(answer).toMatchObject({ status: 400, codes: ['BAD_REQUEST'] });
    expect(server.touched()).toBe(0);
  });

  it('a mutation by GET is refused', async () => {
    const response = await fetch(`${server.url}/graphql?query=${encodeURIComponent('mutation { touch }')}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(response.status).toBe(405);
    expect(server.touched()).toBe(0);
  });

  it('random bytes as a body never give a 500', async () => {
    for (let round = 0; round < 50; round += 1) {
      const body = randomBytes(1 + round * 7);
      const response = await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(response.status).toBe(400);
      await response.arrayBuffer();
    }
  });
});

describe('errors', () => {
  it('of the domain, in a query, are top-level errors with code and field', async () => {
    const answer = await query('{ hello notFound }');
    expect(answer).toMatchObject({
      status: 200,
      codes: ['NOT_FOUND'],
      data: { notFound: null, hello: 'Hello, nobody' },
    });
    expect(answer.text).toContain('"field":["thingId"]');
  });

  it('of sign-in and of rate limits have their codes', async () => {
    expect((await query('{ needsSignIn }')).codes).toEqual(['UNAUTHENTICATED']);
    const limited = await query('{ tooOften }');
    expect(limited.codes).toEqual(['RATE_LIMITED']);
    expect(limited.text).toContain('"retryAfter":30');
  });

  it('that are unexpected are masked and logged under the id of the request', async () => {
    for (const field of ['boom', 'nullWhereNoneMayBe']) {
      server.log.length = 0;
      const answer = await query(`{ ${field} }`);
      expect(answer.codes).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(answer.text).not.toMatch(/secret|TypeError|non-nullable|\.ts/);
      const requestId = answer.headers.get('x-request-id');
      expect(answer.text).toContain(requestId);
      expect(
        server.log.some((line) => line.includes('unexpected error') && line.includes(requestId ?? '?')),
      ).toBe(true);
    }
  });
});

describe('who asks', () => {
  it('is the holder of the access token', async () => {
    server.tokens.set('good', testViewer('kim'));
    expect((await query('{ me }', { authorization: 'Bearer good' })).data).toEqual({ me: 'kim' });
    expect((await query('{ me }')).data).toEqual({ me: null });
  });

  it.each(['Bearer forged', 'Bearer', 'Basic a2ltOnB3', 'Bearer a b', 'good'])(
    'is nobody who may go on with `Authorization: %s`: 401, not an anonymous answer',
    async (authorization) => {
      server.tokens.set('good', testViewer('kim'));
      const answer = await query('{ me hello }', { authorization });
      expect(answer).toMatchObject({ status: 401, codes: ['UNAUTHENTICATED'] });
      expect(answer.data).toBeUndefined();
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    },
  );

  it('is never written to the log with the token', async () => {
    await query('{ me }', { authorization: 'Bearer hunter2hunter2' });
    await fetch(`${server.url}/graphql?token=hunter2hunter2`);
    await fetch(`${server.url}/nothing?token=hunter2hunter2`);
    expect(server.log.join('')).not.toContain('hunter2');
  });

  it('has the address of the connection, whatever X-Forwarded-For says, unless a proxy is trusted', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
    expect((await query('{ clientAddress }', forwarded)).data).toEqual({ clientAddress: '127.0.0.1' });
    const behindProxy = await startSmallServer({ trustProxy: 1 });
    try {
      const response = await fetch(`${behindProxy.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...forwarded },
        body: '{"query":"{ clientAddress }"}',
      });
      expect(await response.json()).toEqual({ data: { clientAddress: '198.51.100.7' } });
    } finally {
      await behindProxy.close();
    }
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it('may call the API when they are listed', async () => {
    const response = await preflight('https://app.example');
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
    const answer = await query('{ hello }', { origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
  });

  it('may not otherwise', async () => {
    const response = await preflight('https://evil.example');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('other paths', () => {
  it('/ is a page that takes nothing from other hosts and runs nothing', async () => {
    const response = await fetch(`${server.url}/`, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).toContain('초안');
    for (const path of ['/graphql', '/healthz', '/readyz', '/docs/README.md', '/docs/SPEC.md'])
      expect(page).toContain(path);
    expect(page).toContain(`curl ${server.url}/graphql`);
    expect(page).not.toMatch(/<script|src=|href="http|@import|url\(/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('/ takes nothing into the page from a Host header that is no host', async () => {
    const page = await new Promise<string>((resolve, reject) => {
      const { port } = new URL(server.url);
      httpRequest({ port, host: '127.0.0.1', headers: { host: 'a"><b>' } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
    expect(page).not.toContain('a"><b>');
  });

  it('links only to what is there', async () => {
    const page = await (await fetch(`${server.url}/`)).text();
    const links = [...page.matchAll(/href="([^"]+)"/g)].map((match) => match[1]);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) {
      const response = await fetch(`${server.url}${link}`);
      expect(`${link} ${response.status}`).toBe(`${link} 200`);
      await response.arrayBuffer();
    }
  });

  it('the documents are text, and no other file can be read', async () => {
    const response = await fetch(`${server.url}/docs/README.md`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('# Choan');
    for (const name of ['package.json', '..%2Fpackage.json', '%2e%2e%2fLICENSE', 'constructor', '%E0%A4%A']) {
      const refused = await fetch(`${server.url}/docs/${name}`);
      expect([400, 404]).toContain(refused.status);
      expect(((await refused.json()) as { errors: unknown[] }).errors).toHaveLength(1);
    }
  });

  it('/healthz is up while /readyz says whether the database answers', async () => {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    server.databaseAnswers = false;
    const notReady = await fetch(`${server.url}/readyz`);
    expect(notReady.status).toBe(503);
    expect(await notReady.json()).toEqual({
      status: 'not ready',
      problems: ['the database does not answer'],
    });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    server.databaseAnswers = true;
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  it('/metrics counts operations by type and outcome, and refusals by reason', async () => {
    await query('{ hello }');
    await query('{ boom }');
    await query('{ hallo }');
    await query('{ hello }', { authorization: 'Bearer forged' });
    await send('{');
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/graphql_request_duration_seconds_count\{type="query",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/graphql_request_duration_seconds_count\{type="query",outcome="error"\} [1-9]/);
    for (const reason of [
      'validation',
      'unauthenticated',
      'malformed',
      'parse',
      'csrf',
      'tokens',
      'body_size',
    ]) {
      expect(text).toMatch(new RegExp(`graphql_rejected_total\\{reason="${reason}"\\} [1-9]`));
    }
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('anything else is a coded 404', async () => {
    const response = await fetch(`${server.url}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});
