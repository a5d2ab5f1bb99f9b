import { open } from 'node:fs/promises';
import { TenureError } from '../../src/errors/errors.js';
import { sql, unsafeRaw } from '../../src/warehouse/sql.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { quoted } from '../steps/read-sql.js';

const MAGIC = 'PAR1';
/** A statement may hold 256 KiB; the footer goes in it as Base64. */
const LONGEST_FOOTER = 180_000;

export interface ParquetTypes {
  /** The engine's type of each column, in the file's order. */
  readonly types: ReadonlyMap<string, string>;
  /** Columns whose times are adjusted to UTC, so that each is an instant. */
  readonly instants: ReadonlySet<string>;
}

/** The columns of a Parquet file. Throws SOURCE. */
export async function parquetTypes(warehouse: Warehouse, file: string): Promise<ParquetTypes> {
  try {
    const sent = warehouse.engine === 'embedded' ? '' : (await withoutRows(file)).toString('base64');
    const source = (format: string) =>
      sent === '' ? `file(${quoted(file).text}, '${format}')` : `format(${format}, base64Decode('${sent}'))`;
    const { rows } = await warehouse.query({ text: `DESCRIBE ${source('Parquet')}` }, { lane: 'batch' });
    const times = rows.filter(([, type]) => String(type).includes('DateTime')).map(([name]) => String(name));
    const instants = times.length === 0 ? [] : await adjustedToUtc(warehouse, source('ParquetMetadata'), times);
    return { types: new Map(rows.map(([name, type]) => [String(name), String(type)])), instants: new Set(instants) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read as parquet: ${reason}`, { cause: error });
  }
}

/** The engine gives every time UTC, whether or not the file says that it is adjusted to it. */
async function adjustedToUtc(warehouse: Warehouse, metadata: string, times: readonly string[]): Promise<string[]> {
  const { rows } = await warehouse.query(
    sql`SELECT column.name FROM ${unsafeRaw(metadata)} ARRAY JOIN columns AS column
        WHERE column.path IN ${times} AND positionCaseInsensitive(column.logical_type, 'isAdjustedToUTC=true') > 0`,
    { lane: 'batch' },
  );
  return rows.map(([name]) => String(name));
}

/** The file without its row groups: what a server that does not see it needs to tell its columns. */
async function withoutRows(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = async (length: number) => {
      const bytes = Buffer.alloc(Math.min(length, size));
      await handle.read(bytes, 0, bytes.length, size - bytes.length);
      return bytes;
    };
    const end = await read(8);
    const length = end.length === 8 ? end.readUInt32LE(0) : 0;
    if (end.subarray(4).toString('latin1') !== MAGIC || length + 12 > size)
      throw new Error('it does not end as Parquet does');
    if (length > LONGEST_FOOTER)
      throw new Error(
        'its footer is too long to be sent to a server: write it with fewer and larger row groups, or in several files',
      );
    return Buffer.concat([Buffer.from(MAGIC), await read(length + 8)]);
  } finally {
    await handle.close();
  }
}
