/** How COPY TO STDOUT writes its lines, as Postgres's options say. */
export interface CopyFormat {
  readonly format: 'text' | 'csv';
  /** One byte, as all the following but `null`. */
  readonly delimiter: string;
  readonly null: string;
  readonly header: boolean;
  readonly quote: string;
  readonly escape: string;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BACKSLASH = 0x5c;
/** Control characters that the text format writes as a letter behind a backslash. */
const LETTERS: ReadonlyMap<number, number> = new Map(
  [...'\b\f\n\r\t\v'].map((letter, at) => [letter.charCodeAt(0), 'bfnrtv'.charCodeAt(at)]),
);

/** Writes the values of rows, in the text that Postgres gives them, as lines of COPY. */
export class CopyLines {
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly escape: number;
  private readonly null: Buffer;
  private out = Buffer.allocUnsafe(1 << 16);
  private end = 0;

  constructor(
    private readonly options: CopyFormat,
    private readonly columns: number,
  ) {
    this.delimiter = options.delimiter.charCodeAt(0);
    this.quote = options.quote.charCodeAt(0);
    this.escape = options.escape.charCodeAt(0);
    this.null = Buffer.from(options.null, 'utf8');
  }

  /** The line of column names, if the options ask for it, as a CopyData message. */
  header(names: readonly string[]): Buffer {
    if (!this.options.header) return Buffer.alloc(0);
    const start = this.begin();
    names.forEach((name, at) => {
      const value = Buffer.from(name, 'utf8');
      this.field(at, value, 0, value.length);
    });
    this.finish(start);
    return this.take();
  }

  /** Whole DataRow messages as CopyData messages, a line each; good until the next call. */
  lines(rows: Buffer): Buffer {
    for (let at = 0; at < rows.length; at += 1 + rows.readInt32BE(at + 1)) {
      const start = this.begin();
      let from = at + 7;
      for (let column = 0; column < this.columns; column++) {
        const length = rows.readInt32BE(from);
        from += 4;
        if (length < 0) this.nothing(column);
        else this.field(column, rows, from, from + length);
        from += Math.max(0, length);
      }
      this.finish(start);
    }
    return this.take();
  }

  private begin(): number {
    const start = this.end;
    this.reserve(5);
    this.out[start] = 'd'.charCodeAt(0);
    this.end = start + 5;
    return start;
  }

  private finish(start: number): void {
    this.reserve(1);
    this.out[this.end++] = NEWLINE;
    this.out.writeInt32BE(this.end - start - 1, start + 1);
  }

  private nothing(column: number): void {
    this.reserve(1 + this.null.length);
    if (column > 0) this.out[this.end++] = this.delimiter;
    this.end += this.null.copy(this.out, this.end);
  }

  private field(column: number, source: Buffer, from: number, to: number): void {
    // Each byte takes two at most, beside the delimiter and two quotes.
    this.reserve(2 * (to - from) + 3);
    if (column > 0) this.out[this.end++] = this.delimiter;
    if (this.options.format === 'text') this.text(source, from, to);
    else if (this.isQuoted(source, from, to)) this.quoted(source, from, to);
    else this.end += source.copy(this.out, this.end, from, to);
  }

  private text(source: Buffer, from: number, to: number): void {
    const { out, delimiter } = this;
    for (let at = from; at < to; at++) {
      const byte = source[at] ?? 0;
      const letter = byte < 0x20 ? LETTERS.get(byte) : undefined;
      if (letter !== undefined || byte === BACKSLASH || byte === delimiter) out[this.end++] = BACKSLASH;
      out[this.end++] = letter ?? byte;
    }
  }

  private isQuoted(source: Buffer, from: number, to: number): boolean {
    if (source.compare(this.null, 0, this.null.length, from, to) === 0) return true;
    if (this.columns === 1 && to - from === 2 && source.toString('latin1', from, to) === '\\.') return true;
    for (let at = from; at < to; at++) {
      const byte = source[at];
      if (byte === this.delimiter || byte === this.quote || byte === NEWLINE || byte === RETURN) return true;
    }
    return false;
  }

  private quoted(source: Buffer, from: number, to: number): void {
    const { out, quote, escape } = this;
    out[this.end++] = quote;
    for (let at = from; at < to; at++) {
      const byte = source[at] ?? 0;
      if (byte === quote || byte === escape) out[this.end++] = escape;
      out[this.end++] = byte;
    }
    out[this.end++] = quote;
  }

  private reserve(count: number): void {
    if (this.end + count <= this.out.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.out.length * 2, this.end + count));
    this.out.copy(grown, 0, 0, this.end);
    this.out = grown;
  }

  private take(): Buffer {
    const taken = this.out.subarray(0, this.end);
    this.end = 0;
    return taken;
  }
}
