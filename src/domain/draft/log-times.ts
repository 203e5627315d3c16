import { DamagedLogError } from './log-reader.ts';
import type { DraftRecord } from './types.ts';
import type { UpdateLogStore } from './update-log-store.ts';

/**
 * How many entries the draft's log had at `time` (SPEC.md, TM-1): the last entry at or before it, 0 before the first.
 * Found by halving, which looks at some fifteen entries or chunks of the archive whatever the log's length, and takes one
 * chunk apart. Throws when the log isn't whole.
 */
export async function sequenceAt(
  log: Pick<UpdateLogStore, 'span' | 'read'>,
  draft: Pick<DraftRecord, 'id' | 'headSequence' | 'updatedAt'>,
  time: Date,
): Promise<number> {
  if (draft.updatedAt === null || draft.updatedAt <= time) return draft.headSequence;
  let before = 0;
  let behind = draft.headSequence;
  while (behind - before > 1) {
    const span = await log.span(draft.id, Math.floor((before + behind) / 2));
    if (span === null) throw new DamagedLogError(`An entry of the log of draft ${draft.id} is missing.`);
    if (span.lastAt <= time) before = span.last;
    else if (span.firstAt > time) behind = span.first;
    else
      return lastIn(
        await log.read(draft.id, { after: span.first - 1, upTo: span.last, limit: span.last }),
        time,
      );
  }
  return before;
}

function lastIn(entries: readonly { readonly sequence: number; readonly at: Date }[], time: Date): number {
  let last = 0;
  for (const { sequence, at } of entries) if (at <= time) last = sequence;
  return last;
}
