import { checkBson } from './bson-check.ts';

/** Sizes and op codes of the MongoDB wire protocol (MongoDB manual, "Wire Protocol"). */
export const MAX_MESSAGE_BYTES = 48_000_000;
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
export const OP_QUERY = 2004;
const OP_REPLY = 1;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits 0 to 15 must be understood; of those only checksum and moreToCome exist. */
const UNKNOWN_REQUIRED_BITS = 0xfffc;

/** A frame that breaks the protocol: the connection can't be trusted any further and is closed. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
}

/** One request as it came off the wire, checked but not decoded. */
export interface RequestMessage {
  requestId: number;
  /** The command document. */
  body: Uint8Array;
  /** Document sequences (OP_MSG sections of kind 1) by the name of the field that they stand for. */
  sequences: Map<string, Uint8Array[]>;
  /** The sender doesn't want a reply. */
  moreToCome: boolean;
  /** Came as OP_QUERY (only a driver's first handshake does), so the answer is an OP_REPLY. */
  legacy: boolean;
  /** The database an OP_QUERY names; OP_MSG names it in `$db`. */
  legacyDatabase?: string;
}

/** Parses one whole frame. Throws ProtocolError, or a CommandError for BSON that isn't well formed. */
export function parseMessage(frame: Buffer): RequestMessage {
  const opCode = frame.readInt32LE(12);
  if (opCode === OP_MSG) return parseOpMsg(frame);
  if (opCode === OP_QUERY) return parseOpQuery(frame);
  throw new ProtocolError(`unsupported op code ${opCode}`);
}

function parseOpMsg(frame: Buffer): RequestMessage {
  if (frame.length < 26) throw new ProtocolError('OP_MSG too short');
  const flags = frame.readUInt32LE(16);
  if ((flags & UNKNOWN_REQUIRED_BITS) !== 0) throw new ProtocolError('unknown required flag');
  let end = frame.length;
  if ((flags & CHECKSUM_PRESENT) !== 0) {
    end -= 4;
    if (crc32c(frame.subarray(0, end)) !== frame.readUInt32LE(end))
      throw new ProtocolError('checksum mismatch');
  }
  let body: Uint8Array | undefined;
  const sequences = new Map<string, Uint8Array[]>();
  let at = 20;
  while (at < end) {
    const kind = frame[at++];
    if (kind === 0) {
      if (body !== undefined) throw new ProtocolError('more than one body section');
      const after = checkBson(frame, at, end);
      body = frame.subarray(at, after);
      at = after;
    } else if (kind === 1) {
      at = readSequence(frame, { at, end, sequences });
    } else throw new ProtocolError(`unknown section kind ${String(kind)}`);
  }
  if (body === undefined) throw new ProtocolError('no body section');
  return {
    requestId: frame.readInt32LE(4),
    body,
    sequences,
    moreToCome: (flags & MORE_TO_COME) !== 0,
    legacy: false,
  };
}

function readSequence(
  frame: Buffer,
  from: { at: number; end: number; sequences: Map<string, Uint8Array[]> },
): number {
  if (from.at + 4 > from.end) throw new ProtocolError('truncated section');
  const sectionEnd = from.at + frame.readInt32LE(from.at);
  if (sectionEnd > from.end || sectionEnd < from.at + 6) throw new ProtocolError('bad section size');
  const nameEnd = frame.indexOf(0, from.at + 4);
  if (nameEnd === -1 || nameEnd >= sectionEnd) throw new ProtocolError('unterminated section name');
  const name = frame.toString('utf8', from.at + 4, nameEnd);
  if (from.sequences.has(name)) throw new ProtocolError('section given twice');
  const documents: Uint8Array[] = [];
  let at = nameEnd + 1;
  while (at < sectionEnd) {
    const after = checkBson(frame, at, sectionEnd);
    documents.push(frame.subarray(at, after));
    at = after;
  }
  from.sequences.set(name, documents);
  return sectionEnd;
}

function parseOpQuery(frame: Buffer): RequestMessage {
  if (frame.length < 16 + 4 + 2 + 8 + 5) throw new ProtocolError('OP_QUERY too short');
  const nameEnd = frame.indexOf(0, 20);
  if (nameEnd === -1) throw new ProtocolError('unterminated namespace');
  const namespace = frame.toString('utf8', 20, nameEnd);
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY is accepted for commands only');
  const at = nameEnd + 1 + 8;
  const after = checkBson(frame, at, frame.length);
  return {
    requestId: frame.readInt32LE(4),
    body: frame.subarray(at, after),
    sequences: new Map(),
    moreToCome: false,
    legacy: true,
    legacyDatabase: namespace.slice(0, -'.$cmd'.length),
  };
}

/** The frame that answers `request` with the document whose bytes are the concatenation of `parts`. */
export function frameReply(request: RequestMessage, parts: Uint8Array[], responseId: number): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const headerSize = request.legacy ? 16 + 20 : 16 + 4 + 1;
  const header = Buffer.alloc(headerSize);
  header.writeInt32LE(headerSize + size, 0);
  header.writeInt32LE(responseId, 4);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) {
    header.writeInt32LE(8, 16); // AwaitCapable
    header.writeInt32LE(1, 32); // one document
  }
  return Buffer.concat([header, ...parts], headerSize + size);
}

let crcTable: Uint32Array | undefined;

/** CRC-32C (Castagnoli), the checksum of OP_MSG. */
function crc32c(bytes: Uint8Array): number {
  if (crcTable === undefined) {
    crcTable = new Uint32Array(256);
    for (let index = 0; index < 256; index++) {
      let value = index;
      for (let bit = 0; bit < 8; bit++) value = (value & 1) !== 0 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
      crcTable[index] = value >>> 0;
    }
  }
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}
