import { MAX_MESSAGE_BYTES, ProtocolError } from './message.ts';

const HEADER_BYTES = 16;

/** Puts together the frames of one connection from the chunks that arrive. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private length = 0;
  private readonly largest: () => number;

  /** `largest` tells how long a frame may be now, in bytes. */
  constructor(largest: () => number = () => MAX_MESSAGE_BYTES) {
    this.largest = largest;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The next whole frame, or undefined. Throws ProtocolError for a length that no frame has. */
  next(): Buffer | undefined {
    if (this.length < HEADER_BYTES) return undefined;
    const size = this.frameLength();
    if (size < HEADER_BYTES || size > this.largest()) throw new ProtocolError(`bad message length ${size}`);
    if (this.length < size) return undefined;
    const all = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks, this.length);
    const rest = all.subarray(size);
    this.chunks = rest.length === 0 ? [] : [rest];
    this.length = rest.length;
    return all.subarray(0, size);
  }

  private frameLength(): number {
    if (this.chunks[0]!.length < 4) this.chunks = [Buffer.concat(this.chunks, this.length)];
    return this.chunks[0]!.readInt32LE(0);
  }
}
