import { parentPort, workerData } from 'node:worker_threads';
import { runServer } from './server.ts';
import type { WorkerInput, WorkerMessage } from './worker-messages.ts';

/** The worker thread's side of `startEmbeddedMongo`: serves until it is told to stop. */
async function main(): Promise<void> {
  if (parentPort === null) throw new Error('not started as a worker thread');
  const port = parentPort;
  const tell = (message: WorkerMessage): void => port.postMessage(message);
  const { path, listen, expiryIntervalMs } = workerData as WorkerInput;
  try {
    const server = await runServer(path, listen, { expiryIntervalMs });
    port.once('message', () => {
      void server.stop().finally(() => {
        tell({ kind: 'stopped' });
        port.close();
      });
    });
    tell({ kind: 'ready', uri: server.uri });
  } catch (error) {
    const { name, message } = error as Error;
    tell({ kind: 'failed', name, message });
  }
}

await main();
