import type { ValueType } from '../../semantic/contract/answer.js';
import { PG_TYPES } from '../catalogue/types.js';
import { cellEncoder } from '../encode/cell-encoder.js';
import { type EncodedColumn, RowEncoder } from '../encode/row-encoder.js';
import { TextRowEncoder } from '../encode/text-row-encoder.js';
import type { RowSink } from '../query/row-sink.js';
import type { FieldDescription } from '../wire/backend.js';
import type { BackendLink } from './backend-link.js';
import { firstRows } from './spool.js';

/** Sends the rows of an answer to the client as they come, values or the engine's text, and counts them. */
export class RowWriter {
  private sent = 0;

  private constructor(
    private readonly values: RowEncoder,
    private readonly text: TextRowEncoder,
    private readonly send: (rows: Buffer) => Promise<void>,
  ) {}

  /** Undefined when a column's type or format is left to Postgres. */
  static for(
    columns: readonly EncodedColumn[],
    fields: readonly FieldDescription[],
    link: Pick<BackendLink, 'writeRows'>,
  ): RowWriter | undefined {
    const send = (rows: Buffer) => link.writeRows(rows);
    const values = RowEncoder.for(columns, fields);
    const text = TextRowEncoder.for(columns, fields, send);
    return values && text && new RowWriter(values, text, send);
  }

  /** Whether values of this type can be written in this format (0 is text), if the column is of their type. */
  static knows(type: ValueType, format = 0): boolean {
    return cellEncoder(type, PG_TYPES[type].oid, format) !== undefined;
  }

  /** Writes when it is known how. */
  static once(writer: Promise<RowWriter>, signal: AbortSignal): RowSink {
    return {
      rows: async (rows) => (await writer).sink(signal).rows(rows),
      text: async (rows, atMost) => (await writer).sink(signal).text(rows, atMost),
    };
  }

  /** Takes rows and leaves them out. */
  static readonly nowhere: RowSink = {
    rows: () => undefined,
    text: async (rows, atMost) => firstRows(rows, atMost),
  };

  get count(): number {
    return this.sent;
  }

  sink(signal: AbortSignal): RowSink {
    return {
      rows: async (rows) => {
        signal.throwIfAborted();
        this.sent += rows.length;
        await this.send(this.values.encode(rows));
      },
      text: async (rows, atMost) => {
        signal.throwIfAborted();
        const taken = await this.text.encode(rows, atMost);
        this.sent += taken.rows;
        return taken;
      },
    };
  }
}
