import * as Y from 'yjs';
import type { LogEntry } from './update-log-store.ts';

/** Who, and when: what one member wrote in one minute. */
export interface Authorship {
  readonly memberId: string;
  /** The member's organisation at that time. */
  readonly organisation: string;
  /** Positions of the log, first and last. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Whole minutes since 1970-01-01T00:00:00Z. */
  readonly minute: number;
}

/** Operations of one Yjs client, clocks `[start, end)`. */
export interface ClientClocks {
  readonly client: number;
  readonly start: number;
  readonly end: number;
}

/** Operations that one member wrote, or deleted. */
export interface AttributedRange extends Authorship, ClientClocks {}

/** Who wrote and who deleted what in a part of a log; both in the order of the log. */
export interface AttributionRecords {
  readonly written: readonly AttributedRange[];
  readonly deleted: readonly AttributedRange[];
}

/** What is recorded of an entry. */
export type RecordedEntry = Pick<LogEntry, 'sequence' | 'update' | 'memberId' | 'organisation' | 'at'>;

/** A minute in milliseconds: times are exact to that, so that what is typed in one go is one range. */
export const minuteLength = 60_000;

type Growing = { -readonly [Key in keyof AttributedRange]: AttributedRange[Key] };

/**
 * Makes records out of entries (SPEC.md, CO-40). Ranges that touch are one, when they are of the same member and
 * organisation in one minute, and nobody else wrote, or deleted, under that client id in between; so the first record
 * that holds an operation always tells who was the first.
 */
export class AttributionRecorder {
  readonly #written: Growing[] = [];
  readonly #deleted: Growing[] = [];
  /** The last range of each client id. */
  readonly #lastWritten = new Map<number, Growing>();
  readonly #lastDeleted = new Map<number, Growing>();

  get records(): AttributionRecords {
    return { written: this.#written, deleted: this.#deleted };
  }

  /** Entries come in the order of the log. Throws when the update doesn't decode, which no entry of a log does. */
  add(entry: RecordedEntry): void {
    const author: Authorship = {
      memberId: entry.memberId,
      organisation: entry.organisation,
      firstSequence: entry.sequence,
      lastSequence: entry.sequence,
      minute: Math.floor(entry.at.getTime() / minuteLength),
    };
    const { structs, ds } = Y.decodeUpdate(entry.update);
    for (const { id, length } of structs)
      this.#write(author, { client: id.client, start: id.clock, end: id.clock + length });
    for (const [client, items] of ds.clients)
      for (const { clock, len } of items) this.#delete(author, { client, start: clock, end: clock + len });
  }

  #write(author: Authorship, { client, start, end }: ClientClocks): void {
    const last = this.#lastWritten.get(client);
    // An entry may repeat what an earlier one has; the first counts.
    const from = Math.max(start, last?.end ?? 0);
    if (from >= end) return;
    if (last?.end === from && continues(last, author)) {
      last.end = end;
      last.lastSequence = author.lastSequence;
      return;
    }
    const range = { ...author, client, start: from, end };
    this.#written.push(range);
    this.#lastWritten.set(client, range);
  }

  #delete(author: Authorship, { client, start, end }: ClientClocks): void {
    const last = this.#lastDeleted.get(client);
    if (last !== undefined && (last.end === start || last.start === end) && continues(last, author)) {
      last.start = Math.min(last.start, start);
      last.end = Math.max(last.end, end);
      last.lastSequence = author.lastSequence;
      return;
    }
    const range = { ...author, client, start, end };
    this.#deleted.push(range);
    this.#lastDeleted.set(client, range);
  }
}

function continues(range: AttributedRange, author: Authorship): boolean {
  return (
    range.memberId === author.memberId &&
    range.organisation === author.organisation &&
    range.minute === author.minute
  );
}
