import { cursorOf, cursorWithin } from './cursor.ts';
import type { EventRecord } from './event.ts';

/** An event that stands for several entries of the log, the last of which it is told as. */
export interface GatheredEvent extends EventRecord {
  /** Leads to just what comes after it. */
  readonly cursor: string;
}

/** Makes fewer events out of many, always the same out of the same. */
export type Merge = (events: readonly EventRecord[]) => EventRecord[];

/** So many entries are gathered at most, and so many seconds. */
export const mostGathered = 500;
export const longestGathering = 3600;

/** What is gathered; anything else is told at once, and what was gathered before it. */
export const isGathered = (event: EventRecord): boolean => event.kind === 'DRAFT_CHANGED';

/**
 * Merges entries that follow each other under a filter, of which nothing else was told in between. `filter` goes into the
 * cursors.
 */
export function gathered(
  entries: readonly EventRecord[],
  { merge, filter }: { readonly merge: Merge; readonly filter: string },
): GatheredEvent[] {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return [];
  const merged = merge(entries);
  return merged.map((event, index) => {
    const isLast = index === merged.length - 1;
    const within = { from: first.sequence - 1, told: index + 1, filter };
    return { ...event, cursor: isLast ? cursorOf(last) : cursorWithin(last, within) };
  });
}

export interface GatherOptions {
  readonly seconds: number;
  readonly merge: Merge;
  readonly filter: string;
  readonly signal: AbortSignal;
}

/**
 * Passes `events` on, those of a draft gathered for `seconds` from the first of them. Something else that happens ends the
 * wait, so that everything comes in the order of the log.
 */
export async function* gather(
  events: AsyncGenerator<EventRecord, void, undefined>,
  options: GatherOptions,
): AsyncGenerator<EventRecord, void, undefined> {
  const { seconds, signal } = options;
  let next = events.next();
  // It is awaited below, unless the consumer ends before.
  next.catch(() => undefined);
  for (;;) {
    const batch: EventRecord[] = [];
    const wait = timeout(seconds * 1000, signal);
    let other: EventRecord | null = null;
    let ended = false;
    while (other === null && !ended && batch.length < mostGathered) {
      const step = await (batch.length === 0 ? next : Promise.race([next, wait.begin()]));
      if (step === null) break;
      if (step.done === true) {
        ended = true;
        break;
      }
      next = events.next();
      next.catch(() => undefined);
      if (isGathered(step.value)) batch.push(step.value);
      else other = step.value;
    }
    wait.cancel();
    if (signal.aborted) return;
    yield* gathered(batch, options);
    if (other !== null) yield other;
    if (ended) return;
  }
}

/** A time that begins when it is first waited for; null when it is over, or `signal` is aborted. */
function timeout(milliseconds: number, signal: AbortSignal) {
  let timer: NodeJS.Timeout | undefined;
  let over: Promise<null> | null = null;
  let resolveOver: (nothing: null) => void = () => undefined;
  const end = () => resolveOver(null);
  return {
    begin(): Promise<null> {
      over ??= new Promise((resolve) => {
        resolveOver = resolve;
        timer = setTimeout(end, milliseconds).unref();
        signal.addEventListener('abort', end, { once: true });
      });
      return over;
    },
    cancel(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    },
  };
}
