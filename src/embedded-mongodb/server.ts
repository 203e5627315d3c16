import { USER_DATABASE } from './access/connection-access.ts';
import { readOrCreatePassword } from './access/password.ts';
import { deriveCredentials } from './access/scram.ts';
import { Engine, type EngineOptions } from './engine/engine.ts';
import { WireServer, type ListenAt } from './wire/server.ts';

/** A server that runs in this thread. */
export interface RunningServer {
  /** Connection string for drivers. */
  readonly uri: string;
  stop(): Promise<void>;
}

/** The one user that a port asks for. */
const USER = 'choan';

/**
 * Opens the store in `path` and serves it: on a socket to its owner, on a port to whoever has the password in the
 * store's directory. Throws StoreError when the store can't be opened.
 */
export async function runServer(
  path: string,
  at: ListenAt,
  options: EngineOptions = {},
): Promise<RunningServer> {
  const engine = Engine.open(path, options);
  try {
    const password = 'socket' in at ? undefined : readOrCreatePassword(path);
    const server = new WireServer(
      engine,
      password === undefined ? undefined : deriveCredentials(USER, password),
    );
    const port = await server.listen(at);
    engine.address = 'socket' in at ? at.socket : `127.0.0.1:${port}`;
    return {
      uri:
        password === undefined
          ? `mongodb://${encodeURIComponent(engine.address)}/?directConnection=true`
          : `mongodb://${USER}:${password}@${engine.address}/?directConnection=true&authSource=${USER_DATABASE}`,
      stop: async () => {
        await server.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
