import { parentPort, workerData } from 'node:worker_threads';
import { runServer } from './server.ts';
import type { WorkerInput, WorkerMessage, WorkerRequest } from './worker-messages.ts';

/** The worker thread's side of `startEmbeddedMongo`: serves until it is told to stop. */
async function main(): Promise<void> {
  if (parentPort === null) throw new Error('not started as a worker thread');
  const port = parentPort;
  const tell = (message: WorkerMessage): void => port.postMessage(message);
  const { path, listen, engine } = workerData as WorkerInput;
  try {
    const server = await runServer(path, listen, engine);
    const stop = (): void => {
      void server.stop().finally(() => {
        tell({ kind: 'stopped' });
        port.close();
      });
    };
    port.on('message', (request: WorkerRequest) => {
      if (request.kind === 'stop') stop();
      else {
        const { id, file } = request;
        server.backup(file).then(
          (info) => tell({ kind: 'backedUp', id, info }),
          (error: unknown) => tell({ kind: 'backupFailed', id, ...described(error) }),
        );
      }
    });
    tell({ kind: 'ready', uri: server.uri });
  } catch (error) {
    tell({ kind: 'failed', ...described(error) });
  }
}

/** An error as it gets to another thread. */
function described(error: unknown): { name: string; message: string } {
  const { name, message } = error as Error;
  return { name, message };
}

await main();
