import { outcomeOf } from '../../errors.ts';
import type { LogSpan } from './archive-store.ts';
import { damaged, DamagedLogError } from './log-verification.ts';
import type { DraftRecord } from './types.ts';
import type { LogEntry, UpdateLogStore } from './update-log-store.ts';

/** A moment of a draft that is looked for. */
export interface DraftTime {
  readonly draft: Pick<DraftRecord, 'id' | 'headSequence' | 'updatedAt'>;
  readonly time: Date;
}

type Log = Pick<UpdateLogStore, 'spans' | 'read' | 'readMany'>;

/** Moments that are looked for together: at the end, of each a chunk of the archive may be in memory. */
const together = 50;

/** A search: the last entry at or before the time is at `before` or behind it, and before `behind`. */
interface Search extends DraftTime {
  before: number;
  behind: number;
  /** The chunk of the archive that has it. */
  within: LogSpan | null;
  failure: Error | null;
}

/**
 * How many entries each draft's log had at the time (SPEC.md, TM-1): the last entry at or before it, 0 before the first.
 * Found by halving, which looks at some fifteen entries or chunks of the archive whatever the log's length, at those of
 * all drafts at the same time, and takes one chunk of each apart. An error for each whose log isn't whole.
 */
export async function sequencesAt(log: Log, asked: readonly DraftTime[]): Promise<(number | Error)[]> {
  const found: (number | Error)[] = [];
  for (let index = 0; index < asked.length; index += together)
    found.push(...(await searchTogether(log, asked.slice(index, index + together))));
  return found;
}

async function searchTogether(log: Log, asked: readonly DraftTime[]): Promise<(number | Error)[]> {
  const searches = asked.map(begin);
  for (let open = searches.filter(isOpen); open.length > 0; open = open.filter(isOpen)) {
    const spans = await log.spans(
      open.map(({ draft, before, behind }) => ({
        draftId: draft.id,
        sequence: Math.floor((before + behind) / 2),
      })),
    );
    for (const [index, search] of open.entries()) narrow(search, spans[index] ?? null);
  }
  const chunks = searches.flatMap(({ draft, within }) =>
    within === null ? [] : [{ draftId: draft.id, after: within.first - 1, upTo: within.last }],
  );
  // A row that can't even be read fails them all; by themselves, each says what is wrong with it.
  const entries = await log.readMany(chunks).catch(() => new Map<string, LogEntry[]>());
  return Promise.all(
    searches.map((search) => outcomeOf(() => endOf(search, entries.get(search.draft.id) ?? [], log))),
  );
}

function begin({ draft, time }: DraftTime): Search {
  const isNow = draft.updatedAt === null || draft.updatedAt <= time;
  const before = isNow ? draft.headSequence : 0;
  return { draft, time, before, behind: draft.headSequence, within: null, failure: null };
}

const isOpen = ({ before, behind, within, failure }: Search) =>
  behind - before > 1 && within === null && failure === null;

function narrow(search: Search, span: LogSpan | null | Error): void {
  const { draft, time } = search;
  if (span === null)
    search.failure = new DamagedLogError(`An entry of the log of draft ${draft.id} is missing.`);
  else if (span instanceof Error) search.failure = span;
  else if (span.lastAt <= time) search.before = span.last;
  else if (span.firstAt > time) search.behind = span.first;
  else search.within = span;
}

/** What the search came to. `entries` are some of the draft's. Throws why it can't be known. */
async function endOf(
  { draft, time, before, within, failure }: Search,
  entries: readonly LogEntry[],
  log: Log,
): Promise<number> {
  if (failure !== null) throw failure;
  if (within === null) return before;
  const { first, last } = within;
  const read = entries.filter(({ sequence }) => sequence >= first && sequence <= last);
  // What is wrong with the chunk is told.
  const whole =
    read.length > last - first
      ? read
      : await log.read(draft.id, { after: first - 1, upTo: last, limit: last });
  let found = 0;
  for (const { sequence, at } of whole) if (at <= time) found = sequence;
  // The first of them is said to be from before then.
  if (found === 0) throw damaged(draft.id, first, 'is not from the time that is kept of it');
  return found;
}
