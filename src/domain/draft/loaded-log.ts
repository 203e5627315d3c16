import type { Snapshot } from './fold-store.ts';
import type { LogHead } from './store.ts';
import type { DraftRecord } from './types.ts';
import type { LogEntry } from './update-log-store.ts';

/** A draft as its log has it: a snapshot and the entries behind it, up to the head. */
export interface LoadedLog {
  readonly draft: DraftRecord;
  readonly head: LogHead;
  readonly snapshot: Snapshot | null;
  readonly tail: readonly LogEntry[];
}

/** Everything that was loaded, as updates in their order. */
export function updatesOf({ snapshot, tail }: Pick<LoadedLog, 'snapshot' | 'tail'>): Uint8Array[] {
  return [...(snapshot === null ? [] : [snapshot.state]), ...tail.map((entry) => entry.update)];
}
