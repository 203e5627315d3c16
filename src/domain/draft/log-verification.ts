import type { Snapshot } from './fold-store.ts';
import type { LoadedLog } from './loaded-log.ts';
import type { LogHead } from './store.ts';
import type { DraftRecord } from './types.ts';
import { genesisHash, hashUpdate } from './update-hash.ts';
import type { LogEntry } from './update-log-store.ts';

/** The log has a hole, or an entry that isn't what its hash says. */
export class DamagedLogError extends Error {
  override readonly name = 'DamagedLogError';
}

/** Where every log begins. */
export const logStart: LogHead = { sequence: 0, hash: genesisHash };

/**
 * Checks that the entries follow `from` and each other, and that each is what its hash says. Returns the last one's
 * place. Throws {@link DamagedLogError}.
 */
export function verifyEntries(draftId: string, from: LogHead, entries: readonly LogEntry[]): LogHead {
  let last = from;
  for (const entry of entries) {
    if (entry.sequence !== last.sequence + 1) throw damaged(draftId, last.sequence + 1, 'is missing');
    if (entry.previousHash !== last.hash || hashUpdate(entry) !== entry.hash)
      throw damaged(draftId, entry.sequence, 'is not what its hash says');
    last = entry;
  }
  return last;
}

/**
 * A draft up to `upTo`, of a snapshot and verified entries behind it. Throws {@link DamagedLogError} when that is the
 * head of its log and the last entry isn't the one that the draft names.
 */
export function toLoadedLog(
  read: {
    readonly draft: DraftRecord;
    readonly snapshot: Snapshot | null;
    readonly tail: readonly LogEntry[];
  },
  upTo: number,
): LoadedLog {
  const { draft, snapshot, tail } = read;
  const { sequence, hash } = tail.at(-1) ?? snapshot ?? logStart;
  if (upTo === draft.headSequence && hash !== draft.headHash)
    throw damaged(draft.id, upTo, "is not the one that the draft's head names");
  return { draft, head: { sequence, hash }, snapshot, tail };
}

/** What is wrong with an entry, as an error. */
export function damaged(draftId: string, sequence: number, problem: string): DamagedLogError {
  return new DamagedLogError(`Entry ${sequence} of the log of draft ${draftId} ${problem}.`);
}
