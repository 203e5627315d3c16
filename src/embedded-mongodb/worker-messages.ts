import type { ListenAt } from './wire/server.ts';

/** What the worker thread is started with. */
export interface WorkerInput {
  path: string;
  listen: ListenAt;
  expiryIntervalMs: number | undefined;
}

/** What the worker thread reports. Any message to it means: stop. */
export type WorkerMessage =
  { kind: 'ready'; uri: string } | { kind: 'failed'; name: string; message: string } | { kind: 'stopped' };
