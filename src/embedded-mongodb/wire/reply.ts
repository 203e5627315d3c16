import { Long, serialize } from 'bson';
import type { CursorReply } from '../commands/command.ts';

const DOCUMENT = 0x03;
const ARRAY = 0x04;

/** The bytes of `{cursor: {firstBatch: [...], id, ns}, ok: 1}`, made without decoding the documents again. */
export function encodeCursorReply(reply: CursorReply): Uint8Array[] {
  const batch = encodeBatch(reply.batch, reply.field);
  const rest = serialize({ id: asLong(reply.id), ns: reply.namespace });
  // What comes after the length and before the end of a document are its elements.
  const restElements = rest.subarray(4, rest.length - 1);
  const cursorLength = 4 + batch.length + restElements.length + 1;
  const cursorName = Buffer.from('cursor\0', 'latin1');
  const ok = serialize({ ok: 1.0 });
  const okElements = ok.subarray(4, ok.length - 1);
  const total = 4 + 1 + cursorName.length + cursorLength + okElements.length + 1;
  return [
    int32(total),
    Buffer.from([DOCUMENT]),
    cursorName,
    int32(cursorLength),
    ...batch.parts,
    restElements,
    END,
    okElements,
    END,
  ];
}

const END = Buffer.from([0]);

/** serialize() writes a Long of a small value as a long, which is what a cursor id has to be. */
function asLong(id: Long): Long {
  return Long.fromBits(id.low, id.high);
}

function encodeBatch(
  documents: readonly Uint8Array[],
  field: string,
): { parts: Uint8Array[]; length: number } {
  const elements: Uint8Array[] = [];
  let length = 0;
  documents.forEach((document, at) => {
    const head = Buffer.from(`\u0003${at}\0`, 'latin1');
    elements.push(head, document);
    length += head.length + document.length;
  });
  const name = Buffer.concat([Buffer.from([ARRAY]), Buffer.from(`${field}\0`, 'latin1')]);
  const arrayLength = 4 + length + 1;
  return { parts: [name, int32(arrayLength), ...elements, END], length: name.length + arrayLength };
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32LE(value, 0);
  return bytes;
}
