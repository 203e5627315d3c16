import { Engine, type EngineOptions } from './engine/engine.ts';
import { WireServer, type ListenAt } from './wire/server.ts';

/** A server that runs in this thread. */
export interface RunningServer {
  /** Connection string for drivers. */
  readonly uri: string;
  stop(): Promise<void>;
}

/** Opens the store in `path` and serves it. Throws StoreError when the store can't be opened. */
export async function runServer(
  path: string,
  at: ListenAt,
  options: EngineOptions = {},
): Promise<RunningServer> {
  const engine = Engine.open(path, options);
  const server = new WireServer(engine);
  try {
    const port = await server.listen(at);
    const host = 'socket' in at ? encodeURIComponent(at.socket) : `127.0.0.1:${port}`;
    engine.address = 'socket' in at ? at.socket : host;
    return {
      uri: `mongodb://${host}/?directConnection=true`,
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
