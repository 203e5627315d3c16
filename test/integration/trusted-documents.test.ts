import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { createTrustedDocuments, readTrustedDocuments } from '../../src/graphql/trusted-documents.ts';
import { ApplicationData } from '../support/application.ts';
import { startSmallServer, type SmallServer } from '../support/small-server.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const greet = 'query Greet($name: String) { hello(name: $name) }';
const listen = 'subscription Listen { numbers { value } }';
const other = '{ me }';
const texts = new Map([greet, listen].map((text) => [hashOf(text), text]));

const named = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(text) } });

let open: SmallServer[] = [];
afterEach(async () => {
  for (const server of open) await server.close();
  open = [];
});

async function start(mode: 'none' | 'some' | 'only'): Promise<SmallServer> {
  const server = await startSmallServer(
    mode === 'none' ? {} : { trustedDocuments: createTrustedDocuments(texts, { only: mode === 'only' }) },
  );
  open.push(server);
  return server;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

async function post(server: SmallServer, body: object) {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

async function get(server: SmallServer, parameters: Record<string, string>) {
  const response = await fetch(`${server.url}/graphql?${new URLSearchParams(parameters).toString()}`, {
    headers: { 'apollo-require-preflight': 'true', accept: 'application/graphql-response+json' },
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

/** The first answer to an operation over WebSocket. */
async function overSocket(server: SmallServer, payload: object): Promise<unknown> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const message = async () =>
    JSON.parse(((await once(socket, 'message')) as [Buffer])[0].toString()) as unknown;
  socket.send('{"type":"connection_init"}');
  await message();
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
  return message();
}

const codesOf = ({ answer }: { answer: Answer }) => answer.errors?.map(({ extensions }) => extensions.code);

describe('a trusted document', () => {
  it('is run by its hash, by POST, by GET, and over WebSocket', async () => {
    for (const mode of ['some', 'only'] as const) {
      const server = await start(mode);
      const variables = { name: 'Kim' };
      const greeting = { data: { hello: 'Hello, Kim' } };
      const posted = await post(server, { extensions: named(greet), variables });
      expect(posted).toEqual({ status: 200, answer: greeting });
      const got = await get(server, {
        extensions: JSON.stringify(named(greet)),
        variables: JSON.stringify(variables),
      });
      expect(got).toEqual({ status: 200, answer: greeting });
      expect(await overSocket(server, { query: '', extensions: named(greet), variables })).toEqual({
        id: '1',
        type: 'next',
        payload: greeting,
      });
    }
  });

  it('may be sent as its text, with its hash or without', async () => {
    const server = await start('only');
    expect((await post(server, { query: greet })).answer).toEqual({ data: { hello: 'Hello, nobody' } });
    const both = await post(server, { query: greet, extensions: named(greet) });
    expect(both.answer).toEqual({ data: { hello: 'Hello, nobody' } });
  });
});

describe('another document', () => {
  it('is run unless nothing else is allowed', async () => {
    const server = await start('some');
    expect((await post(server, { query: other })).answer).toEqual({ data: { me: null } });
    // As Apollo Client sends it after it was told that the hash is unknown.
    const both = await post(server, { query: other, extensions: named(other) });
    expect(both.answer).toEqual({ data: { me: null } });
  });

  it('is refused where only trusted ones are run, also with the hash of a trusted one', async () => {
    const server = await start('only');
    const plain = await post(server, { query: other });
    expect([plain.status, codesOf(plain)]).toEqual([400, ['QUERY_NOT_IN_SAFELIST']]);
    const hashed = await post(server, { query: other, extensions: named(other) });
    expect([hashed.status, codesOf(hashed)]).toEqual([400, ['QUERY_NOT_IN_SAFELIST']]);
    expect((await get(server, { query: other })).status).toBe(400);
    for (const search of [`x=?&query=${other}`, `?&query=${other}`, `query=${greet}&query=${other}`]) {
      const response = await fetch(`${server.url}/graphql?${search}`, {
        headers: { 'apollo-require-preflight': 'true' },
      });
      expect(await response.text()).not.toContain('"me"');
    }
    expect(await overSocket(server, { query: other })).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }],
    });
    // Not even looked at.
    expect(codesOf(await post(server, { query: '{ unbalanced' }))).toEqual(['QUERY_NOT_IN_SAFELIST']);
    // The one that is named counts, not what is sent with it.
    const disguised = await post(server, { query: other, extensions: named(greet) });
    expect(disguised.answer).toEqual({ data: { hello: 'Hello, nobody' } });
    expect(await server.metrics.text()).toContain('graphql_rejected_total{reason="untrusted"} 7');
  });

  it.each([
    ['some', 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'],
    ['only', 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'],
    ['none', 'PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported'],
  ] as const)('that is only named, where %s are trusted, is %s', async (mode, code, message) => {
    const server = await start(mode);
    const result = await post(server, { extensions: named(other) });
    expect(result.status).toBe(400);
    expect(result.answer.errors).toMatchObject([{ extensions: { code } }]);
    // What Apollo Client's link looks for.
    expect(result.answer.errors?.[0]?.message).toContain(message);
    expect(await overSocket(server, { query: '', extensions: named(greet) })).toMatchObject(
      mode === 'none' ? { type: 'error' } : { type: 'next' },
    );
  });

  it('with the hash of a third one is refused', async () => {
    const server = await start('some');
    const result = await post(server, { query: other, extensions: named('{ hello }') });
    expect([result.status, codesOf(result)]).toEqual([400, ['BAD_REQUEST']]);
  });
});

describe('the file of trusted documents', () => {
  const folder = mkdtemp(join(tmpdir(), 'trusted-'));
  afterAll(async () => rm(await folder, { recursive: true }));
  const schema = buildSchema('type Query { a: Int b: Int }');

  async function written(content: unknown): Promise<string> {
    const path = join(await folder, `${hashOf(JSON.stringify(content))}.json`);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  it('is what codegen writes, or an Apollo manifest', async () => {
    const expected = new Map([['id', '{ a }']]);
    expect(readTrustedDocuments(await written({ id: '{ a }' }), schema)).toEqual(expected);
    const manifest = {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: 'id', name: 'A', type: 'query', body: '{ a }' }],
    };
    expect(readTrustedDocuments(await written(manifest), schema)).toEqual(expected);
  });

  it.each([
    ['is no JSON', 'nonsense', /can't be read/],
    ['is something else', [1, 2], /neither/],
    ['has a document that the schema does not allow', { id: '{ c }' }, /The document id can't be run: .*"c"/],
    ['has one that does not parse', { id: '{ a' }, /The document id can't be run/],
  ])('is refused when it %s', async (_what, content, message) => {
    const path = await written(content);
    expect(() => readTrustedDocuments(path, schema)).toThrow(message);
  });

  it('is read by the application, which does not start with one that is wrong', async () => {
    const data = await ApplicationData.create();
    onTestFinished(() => data.remove());
    const query = 'query Plans { plans(first: 1) { nodes { id } } }';
    const path = await written({ [hashOf(query)]: query });
    const only = { TRUSTED_DOCUMENTS: path, TRUSTED_DOCUMENTS_ONLY: 'on', SAMPLE_DATA: 'off' };
    const application = await data.start(only);
    const answers = await Promise.all(
      [{ extensions: named(query) }, { query: '{ viewer { id } }' }].map((body) =>
        post({ url: application.url } as SmallServer, body),
      ),
    );
    expect(answers[0]?.answer).toEqual({ data: { plans: { nodes: [] } } });
    expect(answers[1]?.status).toBe(400);
    expect(await application.terminate()).toBe(0);
    const wrong = await written({ id: '{ nothing }' });
    await expect(data.start({ ...only, TRUSTED_DOCUMENTS: wrong })).rejects.toThrow(/TRUSTED_DOCUMENTS: /);
  });
});
