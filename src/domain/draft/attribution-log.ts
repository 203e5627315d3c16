import { AttributionRecorder } from './attribution.ts';
import { encodeAttribution } from './attribution-codec.ts';
import { DamagedAttributionError, type AttributionStore } from './attribution-store.ts';
import type { LogReader } from './log-reader.ts';
import { logStart } from './log-verification.ts';
import type { LogHead } from './store.ts';
import type { LogEntry } from './update-log-store.ts';

export interface AttributionLogDependencies {
  readonly store: AttributionStore;
  readonly reader: Pick<LogReader, 'readTail' | 'followTail'>;
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
     * Who wrote what up to `head`: records in the order of the log, as `encodeAttribution` writes them. The last may
     * reach further. Throws when the log isn't whole.
     */
    async read(draftId: string, head: LogHead): Promise<Uint8Array[]> {
      const records: Uint8Array[] = [];
      let from: LogHead = logStart;
      try {
        for await (const segment of store.read(draftId, head.sequence)) {
          records.push(segment.bytes);
          from = segment;
        }
      } catch (error) {
        if (!(error instanceof DamagedAttributionError)) throw error;
        // The log has everything.
        onDamage(error);
      }
      // The last segment may reach further.
      if (from.sequence < head.sequence) {
        records.push(recordsOf(await reader.readTail(draftId, { from, upTo: head.sequence })));
      }
      return records;
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
