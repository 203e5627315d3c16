import type { BackupInfo } from './backup.ts';
import type { EngineOptions } from './engine/engine.ts';
import type { ListenAt } from './wire/server.ts';

/** What the worker thread is started with. */
export interface WorkerInput {
  path: string;
  listen: ListenAt;
  engine: EngineOptions;
}

/** What the worker thread is told. */
export type WorkerRequest = { kind: 'stop' } | { kind: 'backup'; id: number; file: string };

/** What the worker thread reports. */
export type WorkerMessage =
  | { kind: 'ready'; uri: string }
  | { kind: 'failed'; name: string; message: string }
  | { kind: 'stopped' }
  | { kind: 'backedUp'; id: number; info: BackupInfo }
  | { kind: 'backupFailed'; id: number; name: string; message: string };
