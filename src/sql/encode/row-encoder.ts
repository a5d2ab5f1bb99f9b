import type { Cell, ValueType } from '../../semantic/contract/answer.js';
import type { FieldDescription } from '../wire/backend.js';
import { type CellEncoder, cellEncoder } from './cell-encoder.js';
import { RowBuffer } from './row-buffer.js';

export interface EncodedColumn {
  /** Where the value stands in the answer's rows. */
  readonly at: number;
  readonly type: ValueType;
}

const DATA_ROW = 'D'.charCodeAt(0);

/** Writes rows of an answer as DataRow messages, a batch at a time. */
export class RowEncoder {
  private readonly buffer = new RowBuffer();

  private constructor(
    private readonly columns: readonly EncodedColumn[],
    private readonly encoders: readonly CellEncoder[],
  ) {}

  /** Undefined when a column's type or format is not one that is written here. */
  static for(columns: readonly EncodedColumn[], fields: readonly FieldDescription[]): RowEncoder | undefined {
    if (columns.length !== fields.length) return undefined;
    const encoders: CellEncoder[] = [];
    for (const [at, { typeOid, format }] of fields.entries()) {
      const encoder = cellEncoder(columns[at]?.type ?? 'json', typeOid, format);
      if (!encoder) return undefined;
      encoders.push(encoder);
    }
    return new RowEncoder(columns, encoders);
  }

  encode(rows: readonly (readonly Cell[])[]): Buffer {
    const { buffer, columns, encoders } = this;
    for (const row of rows) {
      const start = buffer.length;
      buffer.byte(DATA_ROW);
      const length = buffer.reserve(4);
      buffer.int16(columns.length);
      for (let at = 0; at < columns.length; at++) {
        const cell = row[columns[at]?.at ?? 0] ?? null;
        const encoder = encoders[at];
        if (cell === null || !encoder) buffer.int32(-1);
        else encoder(buffer, cell);
      }
      buffer.setInt32(length, buffer.length - start - 1);
    }
    return buffer.take();
  }
}
