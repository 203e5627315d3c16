import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Bytes of a frame from which on only its beginning is kept, unless all of it is asked for. */
const largeFrame = 1 << 20;
const keptOfLarge = 256;

/** One message. Of a large one `payload` is only the beginning; `length` is that of all of it. */
export type FrameListener = (payload: Buffer, length: number) => void;

/** A frame under way that lies in more than one chunk. */
interface PartialFrame {
  readonly opcode: number;
  readonly length: number;
  readonly parts: Buffer[];
  received: number;
}

/**
 * A WebSocket client (RFC 6455) that does just what a load generator needs: about a tenth of the CPU time per frame of
 * a library's, so that a thousand readers fit beside the server that is measured.
 */
export class FrameSocket {
  readonly #socket: Socket;
  readonly #keepsAll: boolean;
  readonly #messageOpcode: number;
  #head: Buffer = Buffer.alloc(0);
  #partial: PartialFrame | null = null;
  onFrame: FrameListener = () => undefined;
  /** Called when the other side ends it, with the code of its close frame if there was one. */
  onEnd: (code: number | null) => void = () => undefined;
  #closeCode: number | null = null;

  /** `socket` is paused. */
  private constructor(
    socket: Socket,
    { keepsAll = false, subprotocol }: { keepsAll?: boolean; subprotocol?: string },
  ) {
    this.#socket = socket;
    this.#keepsAll = keepsAll;
    this.#messageOpcode = subprotocol === undefined ? 2 : 1;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.once('close', () => this.onEnd(this.#closeCode));
    // After the caller has set its listeners.
    setImmediate(() => socket.resume());
  }

  /** With `subprotocol` messages are text, otherwise binary. */
  static async connect(
    address: string,
    options: { keepsAll?: boolean; subprotocol?: string } = {},
  ): Promise<FrameSocket> {
    const url = new URL(address);
    const socket = connect(Number(url.port), url.hostname);
    socket.setNoDelay(true);
    // Whatever it is, a close follows.
    socket.on('error', () => undefined);
    const { subprotocol } = options;
    socket.write(
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        (subprotocol === undefined ? '' : `Sec-WebSocket-Protocol: ${subprotocol}\r\n`) +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    await new Promise<void>((resolve, reject) => {
      let head = '';
      const read = (chunk: Buffer): void => {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) return;
        socket.pause();
        socket.off('data', read);
        socket.off('error', reject);
        socket.unshift(Buffer.from(head.slice(end + 4), 'latin1'));
        if (head.startsWith('HTTP/1.1 101')) resolve();
        else reject(new Error(`${url.host} answers ${head.split('\r\n')[0]}`));
      };
      socket.on('data', read);
      socket.once('error', reject);
      socket.once('close', () => reject(new Error(`${url.host} closes the connection`)));
    });
    return new FrameSocket(socket, options);
  }

  /** Sends what {@link toFrame} made. */
  send(frame: Uint8Array): void {
    this.#socket.write(frame);
  }

  destroy(): void {
    this.onFrame = () => undefined;
    this.onEnd = () => undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#partial !== null) {
        at += this.#readPart(this.#partial, chunk.subarray(at));
        continue;
      }
      if (this.#head.length > 0) {
        chunk = Buffer.concat([this.#head, chunk.subarray(at)]);
        this.#head = Buffer.alloc(0);
        at = 0;
      }
      const header = headerAt(chunk, at);
      if (header === null) {
        this.#head = chunk.subarray(at);
        return;
      }
      const end = header.start + header.length;
      if (end <= chunk.length) {
        this.#take(header.opcode, chunk.subarray(header.start, end), header.length);
        at = end;
      } else {
        this.#partial = { opcode: header.opcode, length: header.length, parts: [], received: 0 };
        at = header.start;
      }
    }
  }

  /** Returns how many bytes of `chunk` belong to the frame. */
  #readPart(partial: PartialFrame, chunk: Buffer): number {
    const part = chunk.subarray(0, partial.length - partial.received);
    const whole = this.#keepsAll || partial.length < largeFrame;
    if (whole) partial.parts.push(part);
    // A copy, so that the chunk can be let go.
    else if (partial.parts.length === 0) partial.parts.push(Buffer.from(part.subarray(0, keptOfLarge)));
    partial.received += part.length;
    if (partial.received === partial.length) {
      this.#partial = null;
      this.#take(partial.opcode, Buffer.concat(partial.parts), partial.length);
    }
    return part.length;
  }

  #take(opcode: number, payload: Buffer, length: number): void {
    if (opcode === this.#messageOpcode) this.onFrame(payload, length);
    else if (opcode === 9) this.#socket.write(toFrame(payload, 10));
    else if (opcode === 8) {
      this.#closeCode = length >= 2 ? payload.readUInt16BE(0) : null;
      this.#socket.end();
    }
  }
}

function headerAt(chunk: Buffer, at: number): { opcode: number; start: number; length: number } | null {
  if (chunk.length < at + 2) return null;
  const opcode = chunk[at]! & 0x0f;
  const short = chunk[at + 1]! & 0x7f;
  if (short < 126) return { opcode, start: at + 2, length: short };
  if (short === 126)
    return chunk.length < at + 4 ? null : { opcode, start: at + 4, length: chunk.readUInt16BE(at + 2) };
  return chunk.length < at + 10
    ? null
    : { opcode, start: at + 10, length: Number(chunk.readBigUInt64BE(at + 2)) };
}

/** A frame as a client sends it: masked, with a mask of zeros, so that it is made once and written as it is. */
export function toFrame(payload: Uint8Array, opcode = 2): Buffer {
  const { length } = payload;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + lengthBytes + 4 + length);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2);
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(payload, 2 + lengthBytes + 4);
  return frame;
}
