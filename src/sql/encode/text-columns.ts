import type { Cell, ValueType } from '../../semantic/contract/answer.js';
import { cellOf } from '../../semantic/contract/value-type.js';
import { type CellEncoder, SECONDS_LENGTH } from './cell-encoder.js';
import { floatText } from './float-text.js';
import type { RowBuffer } from './row-buffer.js';

/** Appends one value, from its bytes in a TabSeparated row; it is not NULL and holds no escape. */
export type TextColumn = (buffer: RowBuffer, text: Buffer, from: number, to: number) => void;

const DOT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const TRUE = 't'.charCodeAt(0);
const ONE = '1'.charCodeAt(0);
/** A number this long or shorter has fewer than 15 digits before its point. */
const PLAIN_FLOAT = 15;
const DATE_LENGTH = 10;

const copied: TextColumn = (buffer, text, from, to) => buffer.copied(text, from, to);

/**
 * Types whose text is the engine's own but for little things. What is not here is decoded and written by the cell encoder
 * that whole answers use too.
 */
const COPIED: Partial<Record<ValueType, TextColumn>> = {
  string: copied,
  integer: copied,
  decimal: copied,
  date: (buffer, text, from, to) => buffer.copied(text, from, Math.min(to, from + DATE_LENGTH)),
  boolean: (buffer, text, from) => buffer.counted(text[from] === TRUE || text[from] === ONE ? 't' : 'f'),
  float: (buffer, text, from, to) => {
    if (isPlainFloat(text, from, to)) return buffer.copied(text, from, to);
    const value = Number(text.toString('latin1', from, to));
    if (Number.isFinite(value)) buffer.counted(floatText(value));
    else buffer.int32(-1);
  },
  timestamp: (buffer, text, from, to) => buffer.copied(text, from, withoutZeros(text, from, to)),
};

/** `encode` writes cells of this type; its text is copied where Postgres's text is asked for. */
export function textColumn(type: ValueType, format: number, encode: CellEncoder): TextColumn {
  const copy = format === 0 ? COPIED[type] : undefined;
  if (copy) return copy;
  return (buffer, text, from, to) => {
    const cell: Cell = cellOf(text.toString('utf8', from, to), type);
    if (cell === null) buffer.int32(-1);
    else encode(buffer, cell);
  };
}

/** Digits with at most a sign and a point, neither small nor large enough for an exponent in Postgres. */
function isPlainFloat(text: Buffer, from: number, to: number): boolean {
  if (to - from > PLAIN_FLOAT) return false;
  const first = text[from] === MINUS ? from + 1 : from;
  // Below 0.1 the zeros after the point decide; leave those to the slow way.
  if (text[first] === ZERO && to - first > 1 && text[first + 2] === ZERO) return false;
  for (let at = first; at < to; at++) {
    const byte = text[at] ?? 0;
    if ((byte < ZERO || byte > NINE) && byte !== DOT) return false;
  }
  return true;
}

/** The end of a time without the zeros that Postgres leaves out of a fraction of a second. */
function withoutZeros(text: Buffer, from: number, to: number): number {
  let end = to;
  if (end - from <= SECONDS_LENGTH) return end;
  while (text[end - 1] === ZERO) end--;
  return text[end - 1] === DOT ? end - 1 : end;
}
