import { setImmediate as nextTurn } from 'node:timers/promises';
import { outcomeOf } from '../../errors.ts';
import type { EntryPlace } from './archive-store.ts';
import { AttributionRecorder } from './attribution.ts';
import { encodeAttribution } from './attribution-codec.ts';
import { DamagedAttributionError, type AttributionStore } from './attribution-store.ts';
import type { LogReader } from './log-reader.ts';
import { logStart } from './log-verification.ts';
import type { LogHead } from './store.ts';
import type { LogEntry } from './update-log-store.ts';

export interface AttributionLogDependencies {
  readonly store: AttributionStore;
  readonly reader: Pick<LogReader, 'readTails' | 'followTail'>;
  /** Told of records that can't be used. */
  readonly onDamage: (error: DamagedAttributionError) => void;
}

/** Entries of one segment at most, and bytes of their updates (but one entry may have more). */
const segmentEntries = 1000;
const segmentBytes = 1_000_000;

/**
 * Who wrote what in drafts (SPEC.md, CO-40), from the server's own log: records in segments for most of it, made anew
 * for the few entries behind the last segment.
 */
export function createAttributionLog({ store, reader, onDamage }: AttributionLogDependencies) {
  return {
    /**
     * Makes segments of all entries up to `upTo` that are in none yet. Two processes may do so at the same time. Throws
     * when the log isn't whole.
     */
    async extend(draftId: string, upTo: number): Promise<void> {
      for (;;) {
        const from = (await store.head(draftId)) ?? logStart;
        if (from.sequence >= upTo) return;
        const range = { from, upTo: Math.min(upTo, from.sequence + segmentEntries) };
        for (const entries of inSegments(await reader.followTail(draftId, range))) {
          // Another process's segment may end elsewhere: what follows begins there.
          if (!(await store.add(draftId, toSegment(entries)))) break;
        }
      }
    },

    /**
     * Who wrote what in drafts up to these entries of their logs, in their order: records in the order of the log, as
     * `encodeAttribution` writes them. The last may reach further. An error for each whose log isn't whole, or
     * doesn't decode. A few queries for all of them.
     */
    async readMany(places: readonly EntryPlace[]): Promise<(readonly Uint8Array[] | Error)[]> {
      const segments = await store.readMany(places);
      const damages = new Set<DamagedAttributionError>();
      const read = places.map(({ draftId, sequence }) => {
        const records: Uint8Array[] = [];
        let from: LogHead = logStart;
        for (const segment of segments.get(draftId) ?? []) {
          if (from.sequence >= sequence) break;
          // The log has everything.
          if (segment instanceof DamagedAttributionError) damages.add(segment);
          else {
            records.push(segment.bytes);
            from = segment;
          }
        }
        return { draftId, records, from, upTo: sequence };
      });
      damages.forEach(onDamage);
      // The last segment may reach further.
      const behind = read.filter(({ from, upTo }) => from.sequence < upTo);
      const tails = await reader.readTails(behind);
      const tailOf = new Map(behind.map((tail, index) => [tail, tails[index]]));
      const outcomes: (readonly Uint8Array[] | Error)[] = [];
      for (const one of read) {
        const { records } = one;
        const tail = tailOf.get(one);
        if (tail === undefined || tail instanceof Error) outcomes.push(tail ?? records);
        else {
          outcomes.push(await outcomeOf(async () => [...records, recordsOf(tail)]));
          // Decoding takes a while: others have their turn in between.
          await nextTurn();
        }
      }
      return outcomes;
    },
  };
}

export type AttributionLog = ReturnType<typeof createAttributionLog>;

function toSegment(entries: readonly LogEntry[]) {
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) throw new Error('A segment has no entries.');
  const { sequence, hash } = last;
  return { after: first.sequence - 1, sequence, hash, bytes: recordsOf(entries) };
}

function recordsOf(entries: readonly LogEntry[]): Uint8Array {
  const recorder = new AttributionRecorder();
  for (const entry of entries) recorder.add(entry);
  return encodeAttribution(recorder.records);
}

function inSegments(entries: readonly LogEntry[]): LogEntry[][] {
  const segments: LogEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const current = segments.at(-1);
    if (current === undefined || bytes + entry.update.length > segmentBytes) {
      segments.push([entry]);
      bytes = entry.update.length;
    } else {
      current.push(entry);
      bytes += entry.update.length;
    }
  }
  return segments;
}
