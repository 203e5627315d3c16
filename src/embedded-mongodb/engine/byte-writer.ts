/** Bytes that are put together one value after the other, each of them in an order that comparing bytes keeps. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(128);
  private length = 0;

  private reserve(count: number): number {
    const at = this.length;
    if (at + count > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, at + count));
      this.buffer.copy(larger, 0, 0, at);
      this.buffer = larger;
    }
    this.length += count;
    return at;
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.buffer[at] = value;
  }

  bytes(value: Uint8Array): void {
    const at = this.reserve(value.length);
    this.buffer.set(value, at);
  }

  uint16(value: number): void {
    const at = this.reserve(2);
    this.buffer.writeUInt16BE(value, at);
  }

  uint32(value: number): void {
    const at = this.reserve(4);
    this.buffer.writeUInt32BE(value, at);
  }

  uint64(value: bigint): void {
    const at = this.reserve(8);
    this.buffer.writeBigUInt64BE(value, at);
  }

  /** Doubles in order: the sign bit flipped for positive ones, all bits for negative ones. */
  double(value: number): void {
    const at = this.reserve(8);
    this.buffer.writeDoubleBE(value, at);
    if ((this.buffer[at]! & 0x80) === 0) this.buffer[at]! ^= 0x80;
    else for (let index = at; index < at + 8; index++) this.buffer[index]! ^= 0xff;
  }

  /** UTF-8 with 00 written as 00 FF, ended by 00 00: a prefix sorts before what extends it. */
  text(value: string): void {
    const encoded = Buffer.from(value, 'utf8');
    let from = 0;
    for (let zero = encoded.indexOf(0); zero !== -1; zero = encoded.indexOf(0, from)) {
      this.bytes(encoded.subarray(from, zero + 1));
      this.byte(0xff);
      from = zero + 1;
    }
    this.bytes(encoded.subarray(from));
    this.uint16(0);
  }

  take(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length));
  }
}
