import { ProtocolError } from './protocol-error.js';

/** One protocol message: its type byte as a character and what follows the length word. */
export interface Frame {
  readonly type: string;
  readonly body: Buffer;
  /** The whole message as it came, to pass it on. */
  readonly raw: Buffer;
}

/** A start-up packet has no type byte and is small; Postgres itself refuses more. */
export const MAX_STARTUP_BYTES = 10_000;

/**
 * Cuts a byte stream into messages. Holds at most one incomplete message, so a peer can make it keep no more than
 * `maxBytes`; a longer or malformed message throws ProtocolError before it is buffered.
 */
export class FrameReader {
  private chunks: Buffer[] = [];
  private buffered = 0;
  /** Bytes still to come of a message that is left out. */
  private skipping = 0;

  /** With `tooLong` a message that is too long is left out instead, and its type is told. */
  constructor(
    private readonly maxBytes: number,
    private readonly tooLong?: (type: string) => void,
  ) {}

  push(chunk: Buffer): void {
    const skipped = Math.min(this.skipping, chunk.length);
    this.skipping -= skipped;
    const rest = skipped > 0 ? chunk.subarray(skipped) : chunk;
    if (rest.length === 0) return;
    this.chunks.push(rest);
    this.buffered += rest.length;
  }

  /** Bytes that came in and were not given out yet. */
  get pendingBytes(): number {
    return this.buffered;
  }

  /** The next whole message, or undefined until more bytes come. */
  next(): Frame | undefined {
    const header = this.peek(5);
    if (!header) return undefined;
    const length = header.readInt32BE(1);
    if (length - 4 > this.maxBytes && this.tooLong) {
      const type = String.fromCharCode(header[0] ?? 0);
      this.skipping = length + 1;
      this.push(this.rest());
      this.tooLong(type);
      return this.next();
    }
    if (length < 4 || length - 4 > this.maxBytes)
      throw new ProtocolError(`invalid message length ${length} (at most ${this.maxBytes} bytes)`);
    if (this.buffered < length + 1) return undefined;
    const whole = this.take(length + 1);
    return { type: String.fromCharCode(whole[0] ?? 0), body: whole.subarray(5), raw: whole };
  }

  /** The body of an untyped start-up packet. */
  nextStartup(): Buffer | undefined {
    const header = this.peek(4);
    if (!header) return undefined;
    const length = header.readInt32BE(0);
    if (length < 8 || length > MAX_STARTUP_BYTES) throw new ProtocolError('invalid length of startup packet');
    if (this.buffered < length) return undefined;
    return this.take(length).subarray(4);
  }

  /** What is left, to hand over to another reader. */
  rest(): Buffer {
    const rest = this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks);
    this.chunks = [];
    this.buffered = 0;
    return rest;
  }

  private peek(bytes: number): Buffer | undefined {
    if (this.buffered < bytes) return undefined;
    const first = this.chunks[0];
    if (first && first.length >= bytes) return first;
    return this.join();
  }

  private take(bytes: number): Buffer {
    const first = this.chunks[0];
    const source = first && first.length >= bytes ? first : this.join();
    const taken = source.subarray(0, bytes);
    if (source.length === bytes) this.chunks.shift();
    else this.chunks[0] = source.subarray(bytes);
    this.buffered -= bytes;
    return taken;
  }

  private join(): Buffer {
    const joined = Buffer.concat(this.chunks);
    this.chunks = [joined];
    return joined;
  }
}
