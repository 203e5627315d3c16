/**
 * A whole WebSocket frame of the server's side, as it goes onto the wire (RFC 6455, section 5.2): header and payload in
 * one piece, built once for all who get it.
 */
export type Frame = Buffer;

/** FIN and the opcode of a binary frame. A server doesn't mask. */
const finalBinary = 0x82;

/** One binary frame with the payload that `parts` make together. */
export function frameOf(...parts: readonly Uint8Array[]): Frame {
  let length = 0;
  for (const part of parts) length += part.length;
  const header = headerSize(length);
  const frame = Buffer.allocUnsafeSlow(header + length);
  writeHeader(frame, length);
  let offset = header;
  for (const part of parts) {
    frame.set(part, offset);
    offset += part.length;
  }
  return frame;
}

/** The header of a binary frame whose payload of `length` bytes follows in pieces of its own. */
export function frameHeader(length: number): Buffer {
  const header = Buffer.allocUnsafe(headerSize(length));
  writeHeader(header, length);
  return header;
}

function headerSize(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

function writeHeader(target: Buffer, length: number): void {
  target[0] = finalBinary;
  if (length < 126) {
    target[1] = length;
  } else if (length < 65_536) {
    target[1] = 126;
    target.writeUInt16BE(length, 2);
  } else {
    target[1] = 127;
    target.writeUInt16BE(0, 2);
    target.writeUIntBE(length, 4, 6);
  }
}
