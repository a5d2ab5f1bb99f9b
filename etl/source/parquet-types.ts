import { open } from 'node:fs/promises';
import { TenureError } from '../../src/errors/errors.js';
import type { Warehouse } from '../../src/warehouse/warehouse.js';
import { quoted } from '../steps/read-sql.js';

const MAGIC = 'PAR1';
/** A statement may hold 256 KiB; the footer goes in it as Base64. */
const LONGEST_FOOTER = 180_000;

/** The columns of a Parquet file in its order, with the engine's types. Throws SOURCE. */
export async function parquetTypes(warehouse: Warehouse, file: string): Promise<Map<string, string>> {
  try {
    const source =
      warehouse.engine === 'embedded'
        ? `file(${quoted(file).text}, 'Parquet')`
        : `format(Parquet, base64Decode('${(await withoutRows(file)).toString('base64')}'))`;
    const { rows } = await warehouse.query({ text: `DESCRIBE ${source}` }, { lane: 'batch' });
    return new Map(rows.map(([name, type]) => [String(name), String(type)]));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TenureError('SOURCE', `${file} cannot be read as parquet: ${reason}`, { cause: error });
  }
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
