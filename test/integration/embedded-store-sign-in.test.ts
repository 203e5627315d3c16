import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedMongo, type EmbeddedMongo } from '../../src/embedded-mongodb/index.ts';
import { compiled } from '../support/compiled.ts';
import { WireClient } from '../support/wire-client.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

let directory: string;
let server: EmbeddedMongo;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sign-in-'));
  server = await startEmbeddedMongo({ path: directory, listen: { port: 0 } });
});

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

/** What a client that connects with this URI meets: the names of the databases, or the error. */
async function listDatabases(uri: string, options: mongo.MongoClientOptions = {}): Promise<unknown> {
  const client = new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 10_000, ...options });
  try {
    await client.connect();
    const { databases } = await client.db('admin').admin().listDatabases();
    return databases.map(({ name }) => name);
  } catch (error) {
    const { code, codeName, errorResponse } = error as mongo.MongoServerError;
    return { code, codeName, errmsg: errorResponse?.errmsg };
  } finally {
    await client.close();
  }
}

/** The server's URI with something in it changed. */
function changed(change: (uri: URL) => void): string {
  const uri = new URL(server.uri);
  change(uri);
  return uri.href;
}

const wire = (): Promise<WireClient> => WireClient.connect({ port: Number(new URL(server.uri).port) });
const failed = { code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };

describe('the embedded store on a port', () => {
  it('lets the driver in with the URI that it gives, and says who signed in', async () => {
    const client = await new mongo.MongoClient(server.uri).connect();
    await client.db('test').collection('things').insertOne({ n: 1 });
    const { authInfo } = (await client.db('admin').command({ connectionStatus: 1 })) as {
      authInfo: unknown;
    };
    expect(authInfo).toEqual({
      authenticatedUsers: [{ user: 'choan', db: 'admin' }],
      authenticatedUserRoles: [{ role: 'root', db: 'admin' }],
    });
    await client.close();
    const named = changed((uri) => uri.searchParams.set('authMechanism', 'SCRAM-SHA-256'));
    expect(await listDatabases(named)).toEqual(['test']);
  });

  it('refuses a wrong password and an unknown user alike', async () => {
    expect(await listDatabases(changed((uri) => (uri.password = 'x'.repeat(43))))).toEqual(failed);
    expect(await listDatabases(changed((uri) => (uri.username = 'admin')))).toEqual(failed);
    expect(await listDatabases(changed((uri) => uri.searchParams.set('authSource', 'test')))).toEqual(failed);
  });

  it('refuses whoever does not sign in', async () => {
    const anonymous = changed((uri) => {
      uri.username = '';
      uri.password = '';
      uri.searchParams.delete('authSource');
    });
    expect(await listDatabases(anonymous)).toEqual({
      code: 13,
      codeName: 'Unauthorized',
      errmsg: 'command listDatabases requires authentication',
    });
  });

  it.each(['SCRAM-SHA-1', 'PLAIN'])('refuses the mechanism %s', async (mechanism) => {
    const uri = changed((it) => it.searchParams.set('authMechanism', mechanism));
    expect(await listDatabases(uri)).toEqual({
      code: 334,
      codeName: 'MechanismUnavailable',
      errmsg: `Received authentication for mechanism ${mechanism} which is unknown or not enabled`,
    });
  });

  it('answers nothing but the handshake to a connection that has not signed in', async () => {
    const client = await wire();
    for (const command of ['hello', 'isMaster', 'ping', 'buildInfo', 'whatsmyuri', 'connectionStatus']) {
      expect(await client.command({ [command]: 1, $db: 'admin' }), command).toMatchObject({ ok: 1 });
    }
    const { commands } = (await signedIn((driver) => driver.db('admin').command({ listCommands: 1 }))) as {
      commands: Record<string, unknown>;
    };
    const answered = new Set<string>();
    for (const command of Object.keys(commands)) {
      const reply = await client.command({ [command]: 1, $db: 'admin' });
      if (reply['code'] !== 13) answered.add(command);
    }
    expect([...answered].sort()).toEqual([
      'buildInfo',
      'connectionStatus',
      'hello',
      'isMaster',
      'logout',
      'ping',
      'saslContinue',
      'saslStart',
      'whatsmyuri',
    ]);
    client.close();
  });

  it('keeps to the order of an exchange', async () => {
    const client = await wire();
    const proof = { saslContinue: 1, conversationId: 1, payload: new mongo.Binary(), $db: 'admin' };
    expect(await client.command(proof)).toMatchObject({ code: 17 });
    const start = {
      saslStart: 1,
      mechanism: 'SCRAM-SHA-256',
      payload: new mongo.Binary(Buffer.from('n,,n=choan,r=abc')),
      $db: 'admin',
    };
    const first = await client.command(start);
    expect(first).toMatchObject({ ok: 1, conversationId: 1, done: false });
    expect(await client.command({ ...proof, conversationId: 9 })).toMatchObject({ code: 17 });
    expect(await client.command(proof), 'an empty message proves nothing').toMatchObject({ code: 17 });
    for (const text of ['', 'n,,', 'p=tls-unique,,n=choan,r=abc', 'n,a=root,n=choan,r=abc', 'n,,n=choan']) {
      const payload = new mongo.Binary(Buffer.from(text));
      expect(await client.command({ ...start, payload }), text).toMatchObject({ code: 18 });
    }
    // A proof without a nonce of this exchange, or of nothing but zeros.
    for (const rest of ['c=biws,r=abc,p=AAAA', 'c=biws', 'p=', `,p=${Buffer.alloc(32).toString('base64')}`]) {
      const { conversationId } = (await client.command(start)) as { conversationId: number };
      const payload = new mongo.Binary(Buffer.from(rest));
      expect(await client.command({ ...proof, conversationId, payload }), rest).toMatchObject({ code: 18 });
    }
    expect(await client.command({ listDatabases: 1, $db: 'admin' })).toMatchObject({ code: 13 });
    client.close();
  });

  it('gives an unknown user a salt that stays the same, as a known one has it', async () => {
    const client = await wire();
    const saltOf = async (user: string): Promise<string | undefined> => {
      const payload = new mongo.Binary(Buffer.from(`n,,n=${user},r=abc`));
      const reply = await client.command({
        saslStart: 1,
        mechanism: 'SCRAM-SHA-256',
        payload,
        $db: 'admin',
      });
      return /s=([^,]+),i=15000$/.exec((reply['payload'] as mongo.Binary).toString('utf8'))?.[1];
    };
    const salts = [await saltOf('choan'), await saltOf('nobody'), await saltOf('somebody')];
    expect(new Set(salts).size).toBe(3);
    expect(salts.map((salt) => salt?.length)).toEqual([40, 40, 40]);
    expect([await saltOf('choan'), await saltOf('nobody'), await saltOf('somebody')]).toEqual(salts);
    client.close();
  });

  it('takes no long message from a connection that has not signed in', async () => {
    const client = await wire();
    await expect(client.command({ ping: 1, padding: 'x'.repeat(20_000), $db: 'admin' })).rejects.toThrow(
      'closed',
    );
    await signedIn((driver) => driver.db('admin').command({ ping: 1, padding: 'x'.repeat(20_000) }));
  });

  it('asks again after a sign-out', async () => {
    await signedIn(async (client) => {
      await client.db('admin').command({ logout: 1 });
      await expect(client.db('test').collection('things').findOne()).rejects.toMatchObject({ code: 13 });
    });
  });

  async function signedIn<T>(use: (client: mongo.MongoClient) => Promise<T>): Promise<T> {
    const client = await new mongo.MongoClient(server.uri, { maxPoolSize: 1 }).connect();
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }
});

it('keeps the password for its owner only, and over restarts', async () => {
  const own = await mkdtemp(join(tmpdir(), 'password-'));
  const file = join(own, 'password');
  const uriOf = async (): Promise<URL> => {
    const started = await startEmbeddedMongo({ path: own, listen: { port: 0 } });
    await started.stop();
    return new URL(started.uri);
  };
  const first = await uriOf();
  expect(await readFile(file, 'utf8')).toBe(first.password);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await chmod(file, 0o644);
  expect((await uriOf()).password).toBe(first.password);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await rm(file);
  expect((await uriOf()).password).not.toBe(first.password);
  await writeFile(file, 'short');
  await expect(uriOf()).rejects.toThrow(/password is damaged/);
  await rm(own, { recursive: true });
});

it('prints the URI alone on a line when it runs on its own', async () => {
  await compiled();
  const own = await mkdtemp(join(tmpdir(), 'alone-'));
  const child: ChildProcess = spawn(
    process.execPath,
    ['dist/embedded-mongodb/main.js', '--path', own, '--port', '0'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    expect(line).toMatch(
      /^mongodb:\/\/choan:[\w-]{43}@127\.0\.0\.1:\d+\/\?directConnection=true&authSource=admin$/,
    );
    expect(await listDatabases(line)).toEqual([]);
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    await rm(own, { recursive: true });
  }
});
