import type { Cell, ValueType } from '../../semantic/contract/answer.js';
import { floatText } from './float-text.js';
import { writeNumeric } from './numeric-binary.js';
import type { RowBuffer } from './row-buffer.js';

/** Appends one value that is not NULL, with its length in front. */
export type CellEncoder = (buffer: RowBuffer, cell: NonNullable<Cell>) => void;

const OID = {
  bool: 16,
  int8: 20,
  text: 25,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  numeric: 1700,
  varchar: 1043,
} as const;

/** Days and microseconds count from here. */
const EPOCH_2000 = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
/** Of `2024-01-31 23:59:59`. */
export const SECONDS_LENGTH = 19;

const asText: CellEncoder = (buffer, cell) => buffer.counted(typeof cell === 'string' ? cell : String(cell));

const TEXT: Partial<Record<ValueType, Partial<Record<number, CellEncoder>>>> = {
  string: { [OID.text]: asText, [OID.varchar]: asText },
  integer: { [OID.int8]: asText, [OID.numeric]: asText },
  decimal: { [OID.numeric]: asText },
  float: { [OID.float8]: (buffer, cell) => buffer.counted(floatText(Number(cell))) },
  boolean: { [OID.bool]: (buffer, cell) => buffer.counted(isTrue(cell) ? 't' : 'f') },
  date: { [OID.date]: (buffer, cell) => buffer.counted(String(cell).slice(0, 10)) },
  timestamp: { [OID.timestamp]: (buffer, cell) => buffer.counted(timestampText(String(cell))) },
};

const BINARY: Partial<Record<ValueType, Partial<Record<number, CellEncoder>>>> = {
  string: { [OID.text]: asText, [OID.varchar]: asText },
  integer: {
    [OID.int8]: (buffer, cell) => {
      buffer.int32(8);
      buffer.int64(BigInt(String(cell)));
    },
    [OID.numeric]: (buffer, cell) => writeNumeric(buffer, String(cell)),
  },
  decimal: { [OID.numeric]: (buffer, cell) => writeNumeric(buffer, String(cell)) },
  float: {
    [OID.float8]: (buffer, cell) => {
      buffer.int32(8);
      buffer.double(Number(cell));
    },
  },
  boolean: {
    [OID.bool]: (buffer, cell) => {
      buffer.int32(1);
      buffer.byte(isTrue(cell) ? 1 : 0);
    },
  },
  date: {
    [OID.date]: (buffer, cell) => {
      buffer.int32(4);
      buffer.int32(Math.round((Date.parse(`${String(cell).slice(0, 10)}T00:00:00Z`) - EPOCH_2000) / DAY_MS));
    },
  },
  timestamp: {
    [OID.timestamp]: (buffer, cell) => {
      buffer.int32(8);
      buffer.int64(microseconds(String(cell)));
    },
  },
};

/** A time as Postgres writes it: a blank for the T, no zeros at the end of a fraction of a second. */
function timestampText(text: string): string {
  return text.replace('T', ' ').replace(/\.?0*$/, (zeros, at: number) => (at > SECONDS_LENGTH - 1 ? '' : zeros));
}

/** Since 2000, of a time such as `2024-01-31T23:59:59.123456` or with a blank for the T. */
function microseconds(text: string): bigint {
  const seconds = Date.parse(`${text.slice(0, SECONDS_LENGTH).replace(' ', 'T')}Z`) - EPOCH_2000;
  const fraction = text
    .slice(SECONDS_LENGTH + 1)
    .padEnd(6, '0')
    .slice(0, 6);
  return BigInt(seconds) * 1000n + BigInt(fraction);
}

function isTrue(cell: Cell): boolean {
  return cell === true || cell === 1 || cell === '1' || cell === 'true';
}

/** How values of this type are written for a column that Postgres described; undefined leaves it to Postgres. */
export function cellEncoder(type: ValueType, typeOid: number, format: number): CellEncoder | undefined {
  return (format === 0 ? TEXT : BINARY)[type]?.[typeOid];
}
