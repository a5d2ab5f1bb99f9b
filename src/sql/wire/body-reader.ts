import { ProtocolError } from './protocol-error.js';

/** Reads the fields of one message body. Anything short, unterminated or left over throws ProtocolError. */
export class BodyReader {
  private at = 0;

  constructor(private readonly body: Buffer) {}

  int16(): number {
    return this.bytes(2).readInt16BE(0);
  }

  uint16(): number {
    return this.bytes(2).readUInt16BE(0);
  }

  int32(): number {
    return this.bytes(4).readInt32BE(0);
  }

  byte(): string {
    return String.fromCharCode(this.bytes(1)[0] ?? 0);
  }

  text(): string {
    const end = this.body.indexOf(0, this.at);
    if (end < 0) throw new ProtocolError('invalid string in message');
    const text = this.body.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  bytes(length: number): Buffer {
    if (length < 0 || this.at + length > this.body.length) throw new ProtocolError('insufficient data left in message');
    this.at += length;
    return this.body.subarray(this.at - length, this.at);
  }

  rest(): Buffer {
    return this.bytes(this.body.length - this.at);
  }

  end(): void {
    if (this.at !== this.body.length) throw new ProtocolError('invalid message format');
  }
}
