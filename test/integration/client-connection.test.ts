import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import * as auth from 'y-protocols/auth';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import { connectDraft, type DraftConnection, type DraftStatus } from '../../src/client/index.ts';

/**
 * Just enough of the server's side of SPEC.md's CO section to bring about each situation at will: a document, echoes
 * that can be held back, denied messages, close codes.
 */
class ScriptedServer {
  readonly doc = new Y.Doc();
  /** Paths and tokens of the connections, in the order of their coming. */
  readonly requests: string[] = [];
  /** Turns a connection away: a close code with a reason, or null to take it in. */
  judge: (token: string) => { code: number; reason: string } | null = () => null;
  /** Says why the draft is frozen; null when it isn't. */
  frozen: string | null = null;
  /** While true, echoes wait. */
  holdEchoes = false;
  readonly #held: (() => void)[] = [];
  readonly #server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  port = 0;

  async start(): Promise<void> {
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    this.#server.on('connection', (socket: WebSocket, request: { url?: string }) => {
      this.requests.push(request.url ?? '');
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('token') ?? '';
      const verdict = this.judge(token);
      if (verdict !== null) {
        this.#deny(socket, verdict.reason);
        socket.close(verdict.code);
        return;
      }
      if (this.frozen !== null) this.#deny(socket, `FROZEN: ${this.frozen}`);
      socket.on('message', (data: Buffer) => this.#receive(socket, new Uint8Array(data)));
    });
  }

  get sockets(): WebSocket[] {
    return [...this.#server.clients];
  }

  deny(reason: string): void {
    for (const socket of this.sockets) this.#deny(socket, reason);
  }

  /** Asks for what the server lacks. */
  ask(): void {
    for (const socket of this.sockets) {
      this.#send(socket, (encoder) => sync.writeSyncStep1(encoder, this.doc));
    }
  }

  releaseEchoes(): void {
    this.holdEchoes = false;
    for (const echo of this.#held.splice(0)) echo();
  }

  close(code: number, reason = ''): void {
    for (const socket of this.sockets) {
      if (reason !== '') this.#deny(socket, reason);
      socket.close(code);
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #send(socket: WebSocket, write: (encoder: encoding.Encoder) => void, type = 0): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, type);
    write(encoder);
    socket.send(encoding.toUint8Array(encoder));
  }

  #deny(socket: WebSocket, reason: string): void {
    this.#send(socket, (encoder) => auth.writePermissionDenied(encoder, reason), 2);
  }

  #receive(socket: WebSocket, frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    if (decoding.readVarUint(decoder) !== 0) return;
    const type = decoding.readVarUint(decoder);
    const bytes = decoding.readVarUint8Array(decoder).slice();
    if (type === sync.messageYjsSyncStep1) {
      this.#send(socket, (encoder) => sync.writeSyncStep2(encoder, this.doc, bytes));
      this.#send(socket, (encoder) => sync.writeSyncStep1(encoder, this.doc));
      return;
    }
    if (this.frozen !== null || (bytes.length === 2 && bytes[0] === 0)) return;
    Y.applyUpdate(this.doc, bytes);
    const echo = () => this.#send(socket, (encoder) => sync.writeUpdate(encoder, bytes));
    if (this.holdEchoes) this.#held.push(echo);
    else echo();
  }
}

const limit = 10_000;

/** Resolves with the first status, the present one included, that `wanted` holds for. */
function status(
  connection: DraftConnection,
  wanted: DraftStatus['state'] | ((status: DraftStatus) => boolean),
): Promise<DraftStatus> {
  const holds = typeof wanted === 'string' ? (now: DraftStatus) => now.state === wanted : wanted;
  return new Promise((resolve, reject) => {
    let end = () => {};
    let done = false;
    const timer = setTimeout(() => {
      end();
      reject(new Error(`The status stayed ${JSON.stringify(connection.status)}.`));
    }, limit);
    end = connection.onStatus((now) => {
      if (done || !holds(now)) return;
      done = true;
      clearTimeout(timer);
      resolve(now);
      queueMicrotask(() => end());
    });
  });
}

/** Resolves once `doc` reads so. */
function text(doc: Y.Doc, expected: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The text stayed ${doc.getText('t').toJSON()}.`)), limit);
    const check = () => {
      if (doc.getText('t').toJSON() !== expected) return;
      clearTimeout(timer);
      doc.off('update', check);
      resolve();
    };
    doc.on('update', check);
    check();
  });
}

let server: ScriptedServer;
let connections: DraftConnection[];
let rejectedTokens: (string | null)[];
beforeEach(async () => {
  server = new ScriptedServer();
  await server.start();
  connections = [];
  rejectedTokens = [];
});
afterEach(async () => {
  for (const connection of connections) connection.destroy();
  await server.stop();
});

function connect(options: Partial<Parameters<typeof connectDraft>[0]> = {}): DraftConnection {
  const connection = connectDraft({
    url: `http://127.0.0.1:${server.port}/`,
    draftId: 'RHJhZnQ6MQ',
    doc: new Y.Doc(),
    getAccessToken: (rejected) => {
      rejectedTokens.push(rejected);
      return `token-${rejectedTokens.length}`;
    },
    WebSocket,
    longestRetryDelay: 100,
    ...options,
  });
  connections.push(connection);
  return connection;
}

const write = (connection: DraftConnection, characters: string) =>
  connection.doc.getText('t').insert(connection.doc.getText('t').length, characters);

describe('connecting', () => {
  it('goes to the path of the draft with an access token', async () => {
    await status(connect(), 'saved');
    await status(connect({ draftId: 'x', collaborationPath: '/collab/y' }), 'saved');
    await status(connect({ url: `ws://127.0.0.1:${server.port}/below` }), 'saved');
    expect(server.requests).toEqual([
      '/collab/RHJhZnQ6MQ?token=token-1',
      '/collab/y?token=token-2',
      '/below/collab/RHJhZnQ6MQ?token=token-3',
    ]);
  });

  it('brings the text, and tells a new listener the present status', async () => {
    server.doc.getText('t').insert(0, '초안');
    const connection = connect();
    const seen: DraftStatus[] = [];
    connection.onStatus((now) => seen.push(now));
    await status(connection, 'saved');
    expect(connection.doc.getText('t').toJSON()).toBe('초안');
    expect(seen).toEqual([{ state: 'connecting', unsaved: false }, { state: 'saved' }]);
  });

  it('throws at once when something is missing', () => {
    const doc = new Y.Doc();
    const getAccessToken = () => null;
    expect(() => connectDraft({ url: 'http://x', doc, getAccessToken, WebSocket })).toThrow(TypeError);
    // Newer versions of Node have a global one.
    if (!('WebSocket' in globalThis)) {
      expect(() => connectDraft({ url: 'http://x', draftId: 'x', doc, getAccessToken })).toThrow(TypeError);
    }
  });

  it('asks again for a token when that failed', async () => {
    let calls = 0;
    const connection = connect({
      getAccessToken: async () => {
        calls += 1;
        if (calls < 3) throw new Error('offline');
        return 'token';
      },
    });
    await status(connection, 'saved');
    expect(calls).toBe(3);
  });

  it('asks again for a token that does not come', async () => {
    let calls = 0;
    const connection = connect({
      timeout: 100,
      getAccessToken: () => {
        calls += 1;
        return calls === 1 ? new Promise<never>(() => undefined) : 'token';
      },
    });
    await status(connection, 'saved');
    expect(calls).toBe(2);
  });

  it('stops when nobody is signed in, and goes on when told to', async () => {
    let token: string | null = null;
    const connection = connect({ getAccessToken: () => token });
    expect(await status(connection, 'refused')).toMatchObject({ code: 'UNAUTHENTICATED', connected: false });
    expect(server.requests).toEqual([]);
    token = 'token';
    connection.connect();
    await status(connection, 'saved');
  });
});

describe('saved and saving', () => {
  it('is saving until the server has echoed what was written', async () => {
    const connection = connect();
    await status(connection, 'saved');
    server.holdEchoes = true;
    write(connection, 'a');
    expect(connection.status).toEqual({ state: 'saving' });
    write(connection, 'b');
    await text(server.doc, 'ab');
    expect(connection.status).toEqual({ state: 'saving' });
    server.releaseEchoes();
    await status(connection, 'saved');
  });

  it('counts deletions, and not what others write', async () => {
    const [one, two] = [connect(), connect()];
    await Promise.all([status(one, 'saved'), status(two, 'saved')]);
    write(one, 'abc');
    await status(one, 'saved');
    server.holdEchoes = true;
    one.doc.getText('t').delete(0, 1);
    expect(one.status.state).toBe('saving');
    expect(two.status.state).toBe('saved');
    server.releaseEchoes();
    await status(one, 'saved');
  });

  it('sends what was written while the connection was away, and says so meanwhile', async () => {
    const connection = connect();
    await status(connection, 'saved');
    // Turned away for a while with a code for which a client comes back.
    server.judge = () => ({ code: 4500, reason: 'UNAVAILABLE: later' });
    server.close(1012);
    await status(connection, 'connecting');
    expect(connection.status).toEqual({ state: 'connecting', unsaved: false });
    write(connection, 'offline');
    expect(connection.status).toEqual({ state: 'connecting', unsaved: true });
    server.judge = () => null;
    await status(connection, 'saved');
    expect(server.doc.getText('t').toJSON()).toBe('offline');
  });

  it('does not know whether an update arrived whose echo was lost, until it has been sent again', async () => {
    const connection = connect();
    await status(connection, 'saved');
    server.holdEchoes = true;
    write(connection, 'a');
    await text(server.doc, 'a');
    server.sockets[0]?.terminate();
    expect(await status(connection, 'connecting')).toEqual({ state: 'connecting', unsaved: true });
    server.releaseEchoes();
    await status(connection, 'saved');
    expect(server.doc.getText('t').toJSON()).toBe('a');
  });

  it('sends what the document began with', async () => {
    const doc = new Y.Doc();
    doc.getText('t').insert(0, 'from a local copy');
    const connection = connect({ doc });
    expect(connection.status).toEqual({ state: 'connecting', unsaved: true });
    await status(connection, 'saved');
    expect(server.doc.getText('t').toJSON()).toBe('from a local copy');
  });
});

describe('frozen and read-only', () => {
  it('says so and why, keeps what was typed, and sends it when the draft is opened again', async () => {
    const connection = connect();
    await status(connection, 'saved');
    server.frozen = 'in review';
    server.deny('FROZEN: in review');
    expect(await status(connection, 'frozen')).toEqual({
      state: 'frozen',
      reason: 'in review',
      unsaved: false,
    });
    write(connection, 'late');
    expect(connection.status).toEqual({ state: 'frozen', reason: 'in review', unsaved: true });
    server.frozen = null;
    server.deny('EDITABLE: returned');
    expect((await status(connection, 'saving')).state).toBe('saving');
    server.ask();
    await status(connection, 'saved');
    expect(server.doc.getText('t').toJSON()).toBe('late');
  });

  it('knows on joining, without claiming that something is unsaved', async () => {
    server.doc.getText('t').insert(0, 'ab');
    server.doc.getText('t').delete(0, 1);
    server.frozen = 'confirmed';
    const connection = connect();
    const seen: string[] = [];
    connection.onStatus((now) => seen.push(now.state));
    expect(await status(connection, 'frozen')).toMatchObject({ reason: 'confirmed', unsaved: false });
    expect(connection.doc.getText('t').toJSON()).toBe('b');
    expect(seen).toEqual(['connecting', 'frozen']);
  });

  it('tells a member who may only read', async () => {
    const connection = connect();
    await status(connection, 'saved');
    server.deny('READ_ONLY: You hold no seat.');
    expect(await status(connection, 'readOnly')).toMatchObject({ reason: 'You hold no seat.' });
  });

  it('tells of content that is not taken in, while the connection goes on', async () => {
    const connection = connect();
    await status(connection, 'saved');
    server.deny("REFUSED: another member's client id");
    expect(await status(connection, 'refused')).toEqual({
      state: 'refused',
      code: 'REFUSED',
      reason: "another member's client id",
      connected: true,
      unsaved: false,
    });
  });
});

describe('tokens that end', () => {
  it('connects again at once with a new one when the server closes with 4401', async () => {
    const connection = connect();
    await status(connection, 'saved');
    server.judge = (token) => (token === 'token-1' ? { code: 4401, reason: 'UNAUTHENTICATED: ended' } : null);
    server.close(4401, 'UNAUTHENTICATED: the token has expired');
    await status(connection, 'connecting');
    write(connection, 'meanwhile');
    await status(connection, 'saved');
    expect(rejectedTokens).toEqual([null, 'token-1']);
    expect(server.doc.getText('t').toJSON()).toBe('meanwhile');
    // And once more, as every token ends.
    server.close(4401, 'UNAUTHENTICATED: the token has expired');
    await status(connection, 'connecting');
    await status(connection, 'saved');
    expect(rejectedTokens).toEqual([null, 'token-1', 'token-2']);
  });

  it('gets another one when the first is turned away, and stops when that is turned away as well', async () => {
    server.judge = () => ({ code: 4401, reason: 'UNAUTHENTICATED: The session has ended.' });
    const connection = connect();
    expect(await status(connection, 'refused')).toEqual({
      state: 'refused',
      code: 'UNAUTHENTICATED',
      reason: 'The session has ended.',
      connected: false,
      unsaved: false,
    });
    expect(rejectedTokens).toEqual([null, 'token-1']);
  });
});

describe('the end', () => {
  it.each([
    [4400, 'MALFORMED'],
    [4404, 'NOT_FOUND'],
    [4413, 'TOO_LARGE'],
    [4442, 'OTHER'],
  ] as const)('stops for good on %i and says why', async (code, name) => {
    const connection = connect();
    await status(connection, 'saved');
    server.close(code, `${name}: because`);
    expect(await status(connection, 'refused')).toEqual({
      state: 'refused',
      code: name,
      reason: 'because',
      connected: false,
      unsaved: false,
    });
    write(connection, 'x');
    expect(connection.status).toMatchObject({ state: 'refused', unsaved: true });
    expect(server.requests).toHaveLength(1);
  });

  it('comes when told: no reconnection, no status, the document stays', async () => {
    const connection = connect();
    await status(connection, 'saved');
    write(connection, 'a');
    await status(connection, 'saved');
    const seen: DraftStatus[] = [];
    connection.onStatus((now) => seen.push(now));
    const closed = once(server.sockets[0] as WebSocket, 'close');
    connection.destroy();
    connection.destroy();
    await closed;
    connection.connect();
    write(connection, 'b');
    expect(seen).toEqual([{ state: 'saved' }, { state: 'closed', unsaved: false }]);
    expect(server.requests).toHaveLength(1);
    expect(connection.doc.getText('t').toJSON()).toBe('ab');
  });
});
