import { USER_DATABASE } from './access/connection-access.ts';
import { readOrCreatePassword } from './access/password.ts';
import { deriveCredentials } from './access/scram.ts';
import { writeBackup, type BackupInfo } from './backup.ts';
import { Engine, type EngineOptions } from './engine/engine.ts';
import { WireServer, type ListenAt } from './wire/server.ts';

/** A server that runs in this thread. */
export interface RunningServer {
  /** Connection string for drivers. */
  readonly uri: string;
  /** Writes a backup of the store to a file, while it is in use. */
  backup(file: string): Promise<BackupInfo>;
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
  const backups = new Set<Promise<void>>();
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
      backup: (file) => {
        const backup = writeBackup((directory) => engine.store.backup(directory), file);
        const done = backup.then(
          () => undefined,
          () => undefined,
        );
        backups.add(done);
        return backup.finally(() => backups.delete(done));
      },
      stop: async () => {
        await server.close();
        // LMDB copies in a thread of its own, under which the store must not be closed.
        await Promise.all(backups);
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
