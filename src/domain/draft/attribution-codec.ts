import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { AttributedRange, AttributionRecords, Authorship } from './attribution.ts';

const format = 1;

/** What a range has in common with the one before it; then only its clocks are written. */
const sameClient = 1;
const sameAuthorship = 2;

/** What the first range is compared with. */
const nothing: AttributedRange = {
  memberId: '',
  organisation: '',
  firstSequence: 0,
  lastSequence: 0,
  minute: 0,
  client: -1,
  start: 0,
  end: 0,
};

/**
 * Records as bytes: the format's number, a table of authors (member and organisation), then the ranges written and the
 * ranges deleted, each as what differs from the range before. Numbers are lib0's var-uints, differences its var-ints.
 * Takes about as much as the clocks do in the updates, so that records of what fits into a document of the database
 * fit into one as well.
 */
export function encodeAttribution(records: AttributionRecords): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, format);
  const authors = new Map<string, number>();
  for (const range of [...records.written, ...records.deleted]) {
    const key = authorKey(range);
    if (!authors.has(key)) authors.set(key, authors.size);
  }
  encoding.writeVarUint(encoder, authors.size);
  for (const key of authors.keys()) encoding.writeVarString(encoder, key);
  for (const ranges of [records.written, records.deleted]) {
    encoding.writeVarUint(encoder, ranges.length);
    let before = nothing;
    for (const range of ranges) {
      writeRange(encoder, { range, before, author: authors.get(authorKey(range)) ?? 0 });
      before = range;
    }
  }
  return encoding.toUint8Array(encoder);
}

function writeRange(
  encoder: encoding.Encoder,
  { range, before, author }: { range: AttributedRange; before: AttributedRange; author: number },
): void {
  const isSameClient = range.client === before.client;
  const isSameAuthorship = hasSameAuthorship(range, before);
  encoding.writeVarUint(encoder, (isSameClient ? sameClient : 0) | (isSameAuthorship ? sameAuthorship : 0));
  if (!isSameClient) encoding.writeVarUint(encoder, range.client);
  encoding.writeVarInt(encoder, range.start - before.end);
  encoding.writeVarUint(encoder, range.end - range.start);
  if (isSameAuthorship) return;
  encoding.writeVarUint(encoder, author);
  encoding.writeVarInt(encoder, range.firstSequence - before.firstSequence);
  encoding.writeVarUint(encoder, range.lastSequence - range.firstSequence);
  encoding.writeVarInt(encoder, range.minute - before.minute);
}

/** Reverses {@link encodeAttribution}. Throws on anything else. */
export function decodeAttribution(bytes: Uint8Array): AttributionRecords {
  const decoder = decoding.createDecoder(bytes);
  if (decoding.readVarUint(decoder) !== format) throw new Error('Attribution records of an unknown format.');
  const authors: Pick<Authorship, 'memberId' | 'organisation'>[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1)
    authors.push(authorOf(decoding.readVarString(decoder)));
  const readRanges = (): AttributedRange[] => {
    const ranges: AttributedRange[] = [];
    let before = nothing;
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      before = readRange(decoder, before, authors);
      ranges.push(before);
    }
    return ranges;
  };
  const records = { written: readRanges(), deleted: readRanges() };
  if (decoding.hasContent(decoder)) throw new Error('Bytes follow the attribution records.');
  return records;
}

function readRange(
  decoder: decoding.Decoder,
  before: AttributedRange,
  authors: readonly Pick<Authorship, 'memberId' | 'organisation'>[],
): AttributedRange {
  const same = decoding.readVarUint(decoder);
  const client = (same & sameClient) !== 0 ? before.client : decoding.readVarUint(decoder);
  const start = before.end + decoding.readVarInt(decoder);
  const end = start + decoding.readVarUint(decoder);
  if ((same & sameAuthorship) !== 0) return { ...before, client, start, end };
  const author = authors[decoding.readVarUint(decoder)];
  if (author === undefined) throw new Error('Attribution records name an author that they lack.');
  const firstSequence = before.firstSequence + decoding.readVarInt(decoder);
  const lastSequence = firstSequence + decoding.readVarUint(decoder);
  const minute = before.minute + decoding.readVarInt(decoder);
  return { ...author, firstSequence, lastSequence, minute, client, start, end };
}

function hasSameAuthorship(left: Authorship, right: Authorship): boolean {
  return (
    left.memberId === right.memberId &&
    left.organisation === right.organisation &&
    left.firstSequence === right.firstSequence &&
    left.lastSequence === right.lastSequence &&
    left.minute === right.minute
  );
}

/** Ids have no spaces; organisations may. */
function authorKey({ memberId, organisation }: Pick<Authorship, 'memberId' | 'organisation'>): string {
  return `${memberId} ${organisation}`;
}

function authorOf(key: string): Pick<Authorship, 'memberId' | 'organisation'> {
  const space = key.indexOf(' ');
  return { memberId: key.slice(0, space), organisation: key.slice(space + 1) };
}
