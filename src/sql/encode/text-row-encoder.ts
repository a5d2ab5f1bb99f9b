import { TenureError } from '../../errors/errors.js';
import type { TextTaken } from '../../semantic/contract/answer-sink.js';
import type { FieldDescription } from '../wire/backend.js';
import { cellEncoder } from './cell-encoder.js';
import { RowBuffer } from './row-buffer.js';
import type { EncodedColumn } from './row-encoder.js';
import { type TextColumn, textColumn } from './text-columns.js';

const DATA_ROW = 'D'.charCodeAt(0);
const TAB = 0x09;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const NULL_MARK = 'N'.charCodeAt(0);
/** What a backslash and this byte stand for, where that is not the byte itself. */
const ESCAPED: Readonly<Record<number, number>> = { 0x30: 0, 0x62: 8, 0x66: 12, 0x6e: 10, 0x72: 13, 0x74: 9 };
/** Rows go out when this much has gathered: enough for a cheap write, little enough to stay in the cache. */
const SLICE_BYTES = 1 << 18;

/** Turns the engine's own text rows into DataRow messages without making values of them. */
export class TextRowEncoder {
  private readonly buffer = new RowBuffer();
  /** Where the fields of the row under way begin; each ends one byte before the next begins. */
  private starts = new Int32Array(16);
  private readonly scratch = new RowBuffer();

  private constructor(
    private readonly columns: readonly { readonly at: number; readonly write: TextColumn }[],
    /** How many fields a row of the engine has at least. */
    private readonly width: number,
    private readonly send: (rows: Buffer) => Promise<void>,
  ) {}

  /** Undefined when a column's type or format is not one that is written here. */
  static for(
    columns: readonly EncodedColumn[],
    fields: readonly FieldDescription[],
    send: (rows: Buffer) => Promise<void>,
  ): TextRowEncoder | undefined {
    if (columns.length !== fields.length) return undefined;
    const writers: { at: number; write: TextColumn }[] = [];
    for (const [index, { typeOid, format }] of fields.entries()) {
      const { at = 0, type = 'json' } = columns[index] ?? {};
      const encode = cellEncoder(type, typeOid, format);
      if (!encode) return undefined;
      writers.push({ at, write: textColumn(type, format, encode) });
    }
    return new TextRowEncoder(writers, Math.max(0, ...columns.map(({ at }) => at)) + 1, send);
  }

  /** Encodes and sends rows, at most so many; `text` is whole TabSeparated rows. */
  async encode(text: Buffer, atMost: number): Promise<TextTaken> {
    let rows = 0;
    let bytes = 0;
    while (bytes < text.length && rows < atMost) {
      bytes = this.row(text, bytes);
      rows++;
      if (this.buffer.length >= SLICE_BYTES) await this.send(this.buffer.take());
    }
    if (this.buffer.length > 0) await this.send(this.buffer.take());
    return { rows, bytes };
  }

  /** Writes the row that begins here; returns where the next one does. */
  private row(text: Buffer, begin: number): number {
    let { starts } = this;
    let fields = 1;
    let escapes = false;
    let at = begin;
    starts[0] = begin;
    for (; ; at++) {
      const byte = text[at];
      if (byte === undefined || byte === NEWLINE) break;
      if (byte === TAB) {
        if (fields + 1 >= starts.length) starts = this.widen();
        starts[fields++] = at + 1;
      } else if (byte === BACKSLASH) escapes = true;
    }
    starts[fields] = at + 1;
    if (fields < this.width)
      throw new TenureError('ENGINE', `The engine gave a row of ${fields} values where ${this.width} were asked.`);
    this.write(text, escapes);
    return at + 1;
  }

  private write(text: Buffer, escapes: boolean): void {
    const { buffer, columns, starts } = this;
    const start = buffer.length;
    buffer.byte(DATA_ROW);
    const length = buffer.reserve(4);
    buffer.int16(columns.length);
    for (const { at, write } of columns) {
      const from = starts[at] ?? 0;
      const to = (starts[at + 1] ?? 0) - 1;
      if (escapes) this.writeEscaped(write, text, from, to);
      else write(buffer, text, from, to);
    }
    buffer.setInt32(length, buffer.length - start - 1);
  }

  private writeEscaped(write: TextColumn, text: Buffer, from: number, to: number): void {
    let escape = from;
    while (escape < to && text[escape] !== BACKSLASH) escape++;
    if (escape === to) return write(this.buffer, text, from, to);
    if (text[from + 1] === NULL_MARK && to - from === 2) return this.buffer.int32(-1);
    for (let at = from; at < to; at++) {
      const byte = text[at] ?? 0;
      const next = text[at + 1] ?? 0;
      this.scratch.byte(byte === BACKSLASH ? (ESCAPED[next] ?? next) : byte);
      if (byte === BACKSLASH) at++;
    }
    const plain = this.scratch.take();
    write(this.buffer, plain, 0, plain.length);
  }

  private widen(): Int32Array<ArrayBuffer> {
    const wider = new Int32Array(this.starts.length * 2);
    wider.set(this.starts);
    this.starts = wider;
    return wider;
  }
}
