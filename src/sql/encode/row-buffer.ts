/** Bytes that grow as values are appended; reused for batch after batch. */
export class RowBuffer {
  private bytes = Buffer.allocUnsafe(1 << 16);
  private end = 0;

  get length(): number {
    return this.end;
  }

  /** What was appended so far, good until something is appended again; the buffer starts anew. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.end);
    this.end = 0;
    return taken;
  }

  /** Room for this many bytes; returns where they go. `bytes` is another buffer after it has grown. */
  reserve(count: number): number {
    const at = this.end;
    if (at + count > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, at + count));
      this.bytes.copy(grown, 0, 0, at);
      this.bytes = grown;
    }
    this.end = at + count;
    return at;
  }

  setInt32(at: number, value: number): void {
    this.bytes.writeInt32BE(value, at);
  }

  int32(value: number): void {
    const at = this.reserve(4);
    this.bytes.writeInt32BE(value, at);
  }

  int16(value: number): void {
    const at = this.reserve(2);
    this.bytes.writeInt16BE(value, at);
  }

  int64(value: bigint): void {
    const at = this.reserve(8);
    this.bytes.writeBigInt64BE(value, at);
  }

  double(value: number): void {
    const at = this.reserve(8);
    this.bytes.writeDoubleBE(value, at);
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  /** Bytes with their length in front. Most values are short, and a loop is quicker than a call for those. */
  copied(source: Buffer, from: number, to: number): void {
    const length = to - from;
    const at = this.reserve(4 + length);
    const { bytes } = this;
    bytes[at] = length >>> 24;
    bytes[at + 1] = length >>> 16;
    bytes[at + 2] = length >>> 8;
    bytes[at + 3] = length;
    if (length > 48) source.copy(bytes, at + 4, from, to);
    else for (let i = from, o = at + 4; i < to; i++, o++) bytes[o] = source[i] ?? 0;
  }

  /** Text with its length in front, as a DataRow wants it. */
  counted(text: string): void {
    const at = this.reserve(4 + text.length * 3);
    const { bytes } = this;
    let end = at + 4;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        end = at + 4 + bytes.write(text, at + 4, 'utf8');
        break;
      }
      bytes[end++] = code;
    }
    bytes.writeInt32BE(end - at - 4, at);
    this.end = end;
  }
}
