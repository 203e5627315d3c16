import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { LogHead } from './store.ts';
import type { LogEntry } from './update-log-store.ts';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

const format = 1;
const hashBytes = 32;

/** Uncompressed bytes that a chunk may have: more than the largest document of the database can have made. */
const maxLength = 64 * 1024 * 1024;

/** Where a chunk stands in its log. */
export interface ChunkPlace {
  readonly draftId: string;
  /** The entry before its first one. */
  readonly before: LogHead;
}

/**
 * Entries as compressed bytes (brotli): all that their hashes cover, and the hashes. They must follow each other and the
 * entry before, each naming the hash of the one before it: that and the numbers aren't written.
 *
 * Uncompressed: the format's number, the number of entries, and for each its update, member, organisation, client ids,
 * the time (milliseconds since the entry before) and the hash (32 bytes). Numbers are lib0's var-uints and var-ints,
 * texts and updates with their length before them.
 */
export async function encodeChunk(entries: readonly LogEntry[]): Promise<Uint8Array> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, format);
  encoding.writeVarUint(encoder, entries.length);
  let time = 0;
  for (const entry of entries) {
    encoding.writeVarUint8Array(encoder, entry.update);
    encoding.writeVarString(encoder, entry.memberId);
    encoding.writeVarString(encoder, entry.organisation);
    encoding.writeVarUint(encoder, entry.clientIds.length);
    for (const clientId of entry.clientIds) encoding.writeVarUint(encoder, clientId);
    encoding.writeVarInt(encoder, entry.at.getTime() - time);
    encoding.writeUint8Array(encoder, Buffer.from(entry.hash, 'hex'));
    time = entry.at.getTime();
  }
  const plain = encoding.toUint8Array(encoder);
  return compress(plain, {
    // Small enough to be quick, and nearly as small as it gets: hashes don't compress.
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 5,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
}

/** Reverses {@link encodeChunk}. Throws on anything else. Hashes are as they were; whether they are right is not checked. */
export async function decodeChunk(bytes: Uint8Array, { draftId, before }: ChunkPlace): Promise<LogEntry[]> {
  const decoder = decoding.createDecoder(await decompress(bytes, { maxOutputLength: maxLength }));
  if (decoding.readVarUint(decoder) !== format)
    throw new Error('A chunk of the archive of an unknown format.');
  const entries: LogEntry[] = [];
  let last = before;
  let time = 0;
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
    const update = decoding.readVarUint8Array(decoder);
    const memberId = decoding.readVarString(decoder);
    const organisation = decoding.readVarString(decoder);
    const clientIds: number[] = [];
    for (let ids = decoding.readVarUint(decoder); ids > 0; ids -= 1)
      clientIds.push(decoding.readVarUint(decoder));
    time += decoding.readVarInt(decoder);
    const hash = Buffer.from(decoding.readUint8Array(decoder, hashBytes)).toString('hex');
    const chain = { draftId, sequence: last.sequence + 1, previousHash: last.hash, hash };
    const entry: LogEntry = { ...chain, update, memberId, organisation, clientIds, at: new Date(time) };
    entries.push(entry);
    last = entry;
  }
  if (decoding.hasContent(decoder)) throw new Error('Bytes follow the entries of a chunk of the archive.');
  return entries;
}
